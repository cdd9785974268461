//! How long to wait before the next try: longer each time, by chance, so that desks do not come back all at once.

use std::time::Duration;

use rand::RngExt;

const FIRST: Duration = Duration::from_secs(1);
/// With something pending, the next try starts within this time.
const LONGEST: Duration = Duration::from_secs(60);
/// A server may ask for more patience than that, but not for ever.
const PATIENCE: Duration = Duration::from_secs(600);

/// Tries that failed in a row.
#[derive(Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait after one more failure; never shorter than the server asked for.
    pub fn next(&mut self, retry_after: Option<Duration>) -> Duration {
        let ceiling = ceiling(self.failures);
        self.failures = self.failures.saturating_add(1);
        let jittered = ceiling.mul_f64(rand::rng().random_range(0.0..=1.0)).max(FIRST / 2);
        jittered.max(retry_after.unwrap_or_default().min(PATIENCE))
    }
}

fn ceiling(failures: u32) -> Duration {
    FIRST.saturating_mul(2u32.saturating_pow(failures.min(16))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_not_beyond() {
        let mut backoff = Backoff::default();
        for _ in 0..200 {
            assert!(backoff.next(None) <= LONGEST);
        }
        assert_eq!(ceiling(0), FIRST);
        assert_eq!(ceiling(6), LONGEST);
    }

    #[test]
    fn a_server_that_asks_for_patience_gets_it() {
        assert!(Backoff::default().next(Some(Duration::from_secs(90))) >= Duration::from_secs(90));
        assert!(Backoff::default().next(Some(Duration::from_secs(9_999_999))) <= PATIENCE);
    }
}
