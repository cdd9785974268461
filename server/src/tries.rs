//! Tries to sign in: after some that failed, the next one has to wait, longer each time. Nobody is locked out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::clock::{MINUTE_US, SECOND_US};

/// Failures that cost nothing: people mistype.
const FREE_FAILURES: i64 = 5;
/// The longest wait for an account, short enough that a stranger cannot keep its owner out.
const ACCOUNT_WAIT_US: i64 = MINUTE_US;
/// The longest wait for an address.
const ADDRESS_WAIT_US: i64 = 15 * MINUTE_US;
/// An address may stand for an office: it may fail more often than an account.
const ADDRESS_ALLOWANCE: i64 = 20;
/// In such a time one failure is forgiven: an office that mistypes now and then never waits.
const FORGIVEN_US: i64 = 5 * MINUTE_US;
/// More failures than free ones that are counted: 2^10 seconds are longer than any wait.
const COUNTED: i64 = 10;
/// Accounts and addresses remembered; beyond it, the oldest half is forgotten.
const REMEMBERED: usize = 20_000;

#[derive(Default)]
pub struct Tries {
    failures: Mutex<HashMap<Key, Failures>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Account(String),
    /// Where a request comes from. This machine's own address has no limit: it would stand for everybody behind a
    /// proxy that the settings do not name.
    Address(std::net::IpAddr),
}

#[derive(Clone, Copy)]
struct Failures {
    last_us: i64,
    /// When the last of them is forgiven.
    forgiven_us: i64,
}

impl Tries {
    /// Counts a try, before it is known how it ends. An error is the number of seconds to wait first.
    pub fn begin(&self, keys: &[Key], now_us: i64) -> Result<(), i64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let limited = || keys.iter().filter(|key| key.is_limited());
        let waits = limited().map(|key| failures.get(key).map_or(0, |known| known.wait_us(key, now_us)));
        let wait_us = waits.max().unwrap_or(0);
        if wait_us > 0 {
            return Err(wait_us.div_euclid(SECOND_US) + 1);
        }
        if failures.len() >= REMEMBERED {
            forget_oldest_half(&mut failures);
        }
        for key in limited() {
            let none = Failures { last_us: now_us, forgiven_us: now_us };
            let known = failures.entry(key.clone()).or_insert(none);
            let most_us = now_us + (key.free() + COUNTED) * FORGIVEN_US;
            known.forgiven_us = (known.forgiven_us.max(now_us) + FORGIVEN_US).min(most_us);
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
                        known.forgiven_us -= FORGIVEN_US;
                    }
                }
            }
        }
    }
}

impl Key {
    fn is_limited(&self) -> bool {
        !matches!(self, Self::Address(address) if address.is_loopback())
    }

    /// Failures before the first wait.
    fn free(&self) -> i64 {
        match self {
            Self::Account(_) => FREE_FAILURES,
            Self::Address(_) => ADDRESS_ALLOWANCE,
        }
    }

    fn longest_wait_us(&self) -> i64 {
        match self {
            Self::Account(_) => ACCOUNT_WAIT_US,
            Self::Address(_) => ADDRESS_WAIT_US,
        }
    }
}

impl Failures {
    /// Failures that are not forgiven yet.
    fn count(self, now_us: i64) -> i64 {
        let left_us = (self.forgiven_us - now_us).max(0);
        (left_us + FORGIVEN_US - 1) / FORGIVEN_US
    }

    fn wait_us(self, key: &Key, now_us: i64) -> i64 {
        let beyond = self.count(now_us) - key.free();
        if beyond < 0 {
            return 0;
        }
        let wait_us = (SECOND_US << beyond.min(COUNTED)).min(key.longest_wait_us());
        // The clock may have been set back.
        (self.last_us + wait_us - now_us).clamp(0, wait_us)
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

    fn address(text: &str) -> [Key; 1] {
        [Key::Address(text.parse().expect("an address"))]
    }

    /// Tries as often as it may, until the time is over; how many tries that were.
    fn insist(tries: &Tries, keys: &[Key], until_us: i64) -> usize {
        let seconds = (0..until_us).step_by(SECOND_US as usize);
        seconds.filter(|now_us| tries.begin(keys, *now_us).is_ok()).count()
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
        insist(&tries, &account(), 60 * MINUTE_US);
        assert!(tries.begin(&account(), 60 * MINUTE_US).is_err_and(|seconds| seconds <= 61));
        assert_eq!(tries.begin(&account(), 61 * MINUTE_US), Ok(()));
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

    #[test]
    fn an_address_that_guesses_at_many_accounts_gets_few_guesses() {
        let tries = Tries::default();
        let guesses = insist(&tries, &address("203.0.113.7"), 24 * 60 * MINUTE_US);
        assert!((ADDRESS_ALLOWANCE as usize..400).contains(&guesses), "{guesses}");
    }

    #[test]
    fn an_office_that_mistypes_every_five_minutes_never_waits() {
        let tries = Tries::default();
        for minutes in (0..24 * 60).step_by(5) {
            assert_eq!(tries.begin(&address("203.0.113.7"), minutes * MINUTE_US), Ok(()), "{minutes}");
        }
    }

    #[test]
    fn failures_are_forgiven_one_by_one() {
        let tries = Tries::default();
        for (minutes, free) in [(0, 20), (50, 10), (55, 1), (155, 20)] {
            for _ in 0..free {
                assert_eq!(tries.begin(&address("203.0.113.7"), minutes * MINUTE_US), Ok(()), "{minutes}");
            }
            assert!(tries.begin(&address("203.0.113.7"), minutes * MINUTE_US).is_err(), "{minutes}");
        }
    }

    #[test]
    fn this_machine_s_own_address_has_no_limit_and_its_accounts_have_theirs() {
        let tries = Tries::default();
        for here in ["127.0.0.1", "::1"] {
            for _ in 0..100 {
                assert_eq!(tries.begin(&address(here), 0), Ok(()));
            }
        }
        for _ in 0..5 {
            tries.begin(&[&account()[..], &address("127.0.0.1")].concat(), 0).expect("free");
        }
        assert!(tries.begin(&[&account()[..], &address("127.0.0.1")].concat(), 0).is_err());
    }
}
