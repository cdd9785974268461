//! A thousand ways in which mails can go: the server dies before and after every step, two of them work at once, and the
//! mail server fails wherever it can. The same seed is the same schedule. Afterwards an auditor compares what the mail
//! server took with what was caused. Planted bugs show that it would see them.

mod auditor;
mod plants;
mod steps;
mod world;

use plants::Plant;
use world::World;

use crate::engine::on_both;
use crate::seeded::{World as _, all_are_found, all_hold};

const SCHEDULES: u64 = 1_000;
/// A planted bug is found within so many.
const SCHEDULES_PER_PLANT: u64 = 150;

#[test]
fn a_thousand_schedules_bring_every_mail_that_was_caused_and_no_other() {
    all_hold::<World>(SCHEDULES);
}

#[test]
fn every_planted_bug_of_the_post_is_found() {
    all_are_found::<World>(&Plant::ALL, SCHEDULES_PER_PLANT);
}

#[test]
fn the_same_seed_is_the_same_schedule() {
    on_both(async |engine| {
        let mut world = World::open(engine, None).await;
        for seed in [3, 14, 159] {
            world.run(seed).await.expect("no rule is broken");
            let trace = world.trace();
            world.run(seed).await.expect("no rule is broken");
            assert_eq!(world.trace(), trace, "seed {seed}");
        }
        world.close().await;
    });
}
