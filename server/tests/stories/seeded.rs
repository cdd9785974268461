//! Schedules by seeds: run one after the other until a rule is broken, and with planted bugs, which must be found.

use std::fmt::Debug;

use crate::engine::{Engine, on_both};

/// Where schedules are played. The same seed is the same schedule.
pub trait World: Sized {
    type Plant: Copy + Debug + PartialEq;

    async fn open(engine: Engine, plant: Option<Self::Plant>) -> Self;
    /// Plays the schedule of a seed; which rule it broke, if it broke one.
    async fn run(&mut self, seed: u64) -> Result<(), String>;
    /// What happened in the last schedule, a step a line.
    fn trace(&self) -> String;
    async fn close(self);
}

/// On both databases, none of so many schedules breaks a rule.
pub fn all_hold<W: World>(schedules: u64) {
    on_both(async |engine| {
        let broken = first_broken::<W>(engine, None, schedules).await;
        assert_eq!(broken, None, "{engine:?}");
    });
}

/// Each planted bug breaks a rule within so many schedules.
pub fn all_are_found<W: World>(plants: &[W::Plant], schedules: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut hidden = Vec::new();
        for plant in plants {
            match first_broken::<W>(Engine::Sqlite, Some(*plant), schedules).await {
                Some(how) => println!("{plant:?}: {}", how.lines().next().unwrap_or_default()),
                None => hidden.push(*plant),
            }
        }
        assert_eq!(hidden, [], "not found in {schedules} schedules each");
    });
}

/// Runs schedules until one breaks a rule; which one, and how.
async fn first_broken<W: World>(engine: Engine, plant: Option<W::Plant>, schedules: u64) -> Option<String> {
    let mut world = W::open(engine, plant).await;
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
