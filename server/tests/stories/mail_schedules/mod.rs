//! A thousand ways in which mails can go: the server dies before and after every step, two of them work at once, and the
//! mail server fails wherever it can. The same seed is the same schedule. Afterwards an auditor compares what the mail
//! server took with what was caused. Planted bugs show that it would see them.

mod auditor;
mod plants;
mod steps;
mod world;

use plants::Plant;
use world::World;

use crate::engine::{Engine, on_both};

const SCHEDULES: u64 = 1_000;
/// A planted bug is found within so many.
const SCHEDULES_PER_PLANT: u64 = 150;

/// Runs schedules until one breaks a rule; which one, and how.
async fn first_broken(engine: Engine, plant: Option<Plant>, schedules: u64) -> Option<String> {
    let mut world = World::open(engine, plant).await;
    let mut found = None;
    for seed in 0..schedules {
        if let Err(broken) = world.run(seed).await {
            found = Some(format!("schedule {seed}: {broken}\n{}", world.trace()));
            break;
        }
    }
    world.close().await;
    found
}

#[test]
fn a_thousand_schedules_bring_every_mail_that_was_caused_and_no_other() {
    on_both(async |engine| {
        let broken = first_broken(engine, None, SCHEDULES).await;
        assert_eq!(broken, None, "{engine:?}");
    });
}

#[test]
fn every_planted_bug_of_the_post_is_found() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut hidden = Vec::new();
        for plant in Plant::ALL {
            match first_broken(Engine::Sqlite, Some(plant), SCHEDULES_PER_PLANT).await {
                Some(how) => println!("{plant:?}: {}", how.lines().next().unwrap_or_default()),
                None => hidden.push(plant),
            }
        }
        assert_eq!(hidden, [], "not found in {SCHEDULES_PER_PLANT} schedules each");
    });
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
