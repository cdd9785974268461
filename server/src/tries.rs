//! Tries to sign in: after some that failed, the next one has to wait, longer each time. Nobody is locked out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::clock::{MINUTE_US, SECOND_US};

/// Failures that cost nothing: people mistype.
const FREE_FAILURES: u32 = 5;
/// The longest wait for an account, short enough that a stranger cannot keep its owner out.
const ACCOUNT_WAIT_US: i64 = MINUTE_US;
/// The longest wait for an address.
const ADDRESS_WAIT_US: i64 = 15 * MINUTE_US;
/// An address may stand for an office: it may fail more often than an account.
const ADDRESS_ALLOWANCE: u32 = 20;
/// After this long without a failure, everything is forgotten.
const MEMORY_US: i64 = 60 * MINUTE_US;
/// Accounts and addresses remembered; beyond it, the oldest half is forgotten.
const REMEMBERED: usize = 20_000;

#[derive(Default)]
pub struct Tries {
    failures: Mutex<HashMap<Key, Failures>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Account(String),
    Address(std::net::IpAddr),
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last_us: i64,
}

impl Tries {
    /// Counts a try, before it is known how it ends. An error is the number of seconds to wait first.
    pub fn begin(&self, keys: &[Key], now_us: i64) -> Result<(), i64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys.iter().map(|key| failures.get(key).map_or(0, |known| known.wait_us(key, now_us)));
        let wait_us = waits.max().unwrap_or(0);
        if wait_us > 0 {
            return Err(wait_us.div_euclid(SECOND_US) + 1);
        }
        if failures.len() >= REMEMBERED {
            forget_oldest_half(&mut failures);
        }
        for key in keys {
            let known = failures.entry(key.clone()).or_insert(Failures { count: 0, last_us: now_us });
            if now_us - known.last_us > MEMORY_US {
                known.count = 0;
            }
            known.count = known.count.saturating_add(1);
            known.last_us = now_us;
        }
        Ok(())
    }

    /// The try succeeded: its account starts anew, its address gets this try back.
    pub fn succeeded(&self, keys: &[Key]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match key {
                Key::Account(_) => {
                    failures.remove(key);
                }
                Key::Address(_) => {
                    if let Some(known) = failures.get_mut(key) {
                        known.count = known.count.saturating_sub(1);
                    }
                }
            }
        }
    }
}

impl Failures {
    fn wait_us(self, key: &Key, now_us: i64) -> i64 {
        let (free, longest_us) = match key {
            Key::Account(_) => (FREE_FAILURES, ACCOUNT_WAIT_US),
            Key::Address(_) => (ADDRESS_ALLOWANCE, ADDRESS_WAIT_US),
        };
        if self.count < free || now_us - self.last_us > MEMORY_US {
            return 0;
        }
        let doublings = (self.count - free).min(20);
        let wait_us = (SECOND_US << doublings).min(longest_us);
        (self.last_us + wait_us - now_us).max(0)
    }
}

fn forget_oldest_half(failures: &mut HashMap<Key, Failures>) {
    let mut ages: Vec<_> = failures.values().map(|known| known.last_us).collect();
    ages.sort_unstable();
    let middle = ages[ages.len() / 2];
    failures.retain(|_, known| known.last_us > middle);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> [Key; 1] {
        [Key::Account("ada@example.org".into())]
    }

    #[test]
    fn after_five_failures_each_try_waits_longer() {
        let tries = Tries::default();
        for _ in 0..5 {
            assert_eq!(tries.begin(&account(), 0), Ok(()));
        }
        assert_eq!(tries.begin(&account(), 0), Err(2));
        assert_eq!(tries.begin(&account(), 2 * SECOND_US), Ok(()));
        assert_eq!(tries.begin(&account(), 2 * SECOND_US), Err(3));
        assert_eq!(tries.begin(&account(), 5 * SECOND_US), Ok(()));
    }

    #[test]
    fn a_stranger_cannot_keep_an_account_shut_for_more_than_a_minute() {
        let tries = Tries::default();
        let mut now_us = 0;
        for _ in 0..50 {
            while tries.begin(&account(), now_us).is_err() {
                now_us += SECOND_US;
            }
        }
        assert!(tries.begin(&account(), now_us).is_err_and(|seconds| seconds <= 61));
    }

    #[test]
    fn success_forgets_the_failures_of_the_account() {
        let tries = Tries::default();
        for _ in 0..5 {
            tries.begin(&account(), 0).expect("free");
        }
        tries.succeeded(&account());
        assert_eq!(tries.begin(&account(), 0), Ok(()));
    }
}
