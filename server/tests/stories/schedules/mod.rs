//! A thousand ways in which a payment can go: what people, gateways and networks do, in any order, with everything that
//! can get lost on the way. The same seed is the same schedule. Afterwards an auditor compares our books with the
//! gateways'. Planted bugs show that it would see them.

mod auditor;
mod faulty;
mod plants;
mod steps;
mod world;

use plants::Plant;
use world::World;

use crate::seeded::{all_are_found, all_hold};

const SCHEDULES: u64 = 1_000;
/// A planted bug is found within so many.
const SCHEDULES_PER_PLANT: u64 = 400;

#[test]
fn a_thousand_schedules_take_every_payment_once_or_not_at_all() {
    all_hold::<World>(SCHEDULES);
}

#[test]
fn every_planted_bug_is_found() {
    all_are_found::<World>(&Plant::ALL, SCHEDULES_PER_PLANT);
}
