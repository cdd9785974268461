//! How often somebody tries to pay: for whom it is counted, from where on it is odd, and how long the next try waits then.

const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = 24 * HOUR_US;

/// The longest span in which anything is counted.
pub const LONGEST_WINDOW_US: i64 = DAY_US;
/// Doublings of the first wait: more than any longest wait allows.
const DOUBLINGS_MAX: i64 = 10;

/// Where attempts come from that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Origin {
    Customer,
    /// One installation, whoever signs in there.
    Desk,
    /// The delivery address, whoever orders to it.
    Address,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Counted {
    /// Payments that were begun.
    Attempts,
    /// Cards that were refused, each time.
    Declines,
    /// Different cards, refused or not.
    Cards,
}

/// How many of something came from one origin within its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub origin: Origin,
    pub counted: Counted,
    pub number: i64,
    /// When the last of them came.
    pub last_us: i64,
}

struct Limit {
    origin: Origin,
    counted: Counted,
    /// From so many on, staff sees a reason.
    odd: i64,
    /// From so many on, the next try waits.
    waits: i64,
}

const fn limit(origin: Origin, counted: Counted, odd: i64, waits: i64) -> Limit {
    Limit { origin, counted, odd, waits }
}

/// People mistype, have two cards, and order for colleagues: a desk stands for a few people, an address for a whole house.
static LIMITS: [Limit; 9] = [
    limit(Origin::Customer, Counted::Attempts, 20, 30),
    limit(Origin::Customer, Counted::Declines, 4, 5),
    limit(Origin::Customer, Counted::Cards, 4, 6),
    limit(Origin::Desk, Counted::Attempts, 20, 30),
    limit(Origin::Desk, Counted::Declines, 6, 8),
    limit(Origin::Desk, Counted::Cards, 5, 8),
    limit(Origin::Address, Counted::Attempts, 30, 40),
    limit(Origin::Address, Counted::Declines, 8, 12),
    limit(Origin::Address, Counted::Cards, 6, 12),
];

impl Origin {
    pub const ALL: [Self; 3] = [Self::Customer, Self::Desk, Self::Address];

    /// The word used in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Desk => "desk",
            Self::Address => "address",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == word)
    }

    /// Nobody is locked out, and least of all by strangers: anybody can order to an address.
    fn longest_wait_us(self) -> i64 {
        match self {
            Self::Customer | Self::Desk => HOUR_US,
            Self::Address => 10 * MINUTE_US,
        }
    }
}

impl Counted {
    pub const ALL: [Self; 3] = [Self::Attempts, Self::Declines, Self::Cards];

    /// How far back it is counted.
    pub fn window_us(self) -> i64 {
        match self {
            // Somebody may have much to order, and orders in one go.
            Self::Attempts => HOUR_US,
            Self::Declines | Self::Cards => DAY_US,
        }
    }
}

impl Tally {
    /// Staff should see it.
    pub fn is_odd(&self) -> bool {
        self.number >= self.limit().odd
    }

    /// When the next try may begin, which may be past already; none if it need not wait. The first wait is a minute,
    /// doubled with each one more, up to the longest of its origin.
    pub fn next_us(&self) -> Option<i64> {
        let over = self.number - self.limit().waits;
        let wait_us = (MINUTE_US << over.clamp(0, DOUBLINGS_MAX)).min(self.origin.longest_wait_us());
        (over >= 0).then(|| self.last_us.saturating_add(wait_us))
    }

    fn limit(&self) -> &'static Limit {
        let fits = |limit: &&Limit| limit.origin == self.origin && limit.counted == self.counted;
        LIMITS.iter().find(fits).expect("each origin has a limit of each count: a test goes through them")
    }
}

/// How long the next try still waits, in microseconds; 0 if it may begin.
pub fn wait_us(tallies: &[Tally], now_us: i64) -> i64 {
    let until_us = tallies.iter().filter_map(Tally::next_us).max().unwrap_or(now_us);
    until_us.saturating_sub(now_us).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(origin: Origin, counted: Counted, number: i64) -> Tally {
        Tally { origin, counted, number, last_us: 0 }
    }

    fn all() -> impl Iterator<Item = (Origin, Counted)> {
        Origin::ALL.into_iter().flat_map(|origin| Counted::ALL.map(|counted| (origin, counted)))
    }

    #[test]
    fn every_count_of_every_origin_is_seen_by_staff_before_anybody_waits() {
        for (origin, counted) in all() {
            let first = |holds: fn(&Tally) -> bool| {
                (0..100).find(|number| holds(&tally(origin, counted, *number))).expect("a limit")
            };
            let (odd, waits) = (first(Tally::is_odd), first(|tally| tally.next_us().is_some()));
            assert!(1 < odd && odd < waits, "{origin:?} {counted:?}: {odd}, {waits}");
            assert!(counted.window_us() <= LONGEST_WINDOW_US);
        }
    }

    #[test]
    fn the_wait_doubles_from_a_minute_to_the_longest_of_its_origin() {
        let waits = |origin, counted, numbers: [i64; 4]| {
            numbers.map(|number| wait_us(&[tally(origin, counted, number)], 0) / MINUTE_US)
        };
        assert_eq!(waits(Origin::Customer, Counted::Declines, [4, 5, 7, 99]), [0, 1, 4, 60]);
        assert_eq!(waits(Origin::Address, Counted::Declines, [11, 12, 14, 99]), [0, 1, 4, 10]);
    }

    #[test]
    fn the_longest_of_several_waits_counts() {
        let declines = Tally { last_us: 30 * SECOND_US, ..tally(Origin::Customer, Counted::Declines, 5) };
        let cards = tally(Origin::Desk, Counted::Cards, 9);
        assert_eq!(wait_us(&[declines, cards], 60 * SECOND_US), 60 * SECOND_US);
        assert_eq!(wait_us(&[declines], 60 * SECOND_US), 30 * SECOND_US);
        assert_eq!(wait_us(&[], 0), 0);
    }

    proptest! {
        #[test]
        fn one_more_never_waits_less_and_nobody_waits_longer_than_an_hour(
            which in 0..9_usize, number in 0..10_000_i64, last_us in 0..DAY_US, now_us in 0..2 * DAY_US,
        ) {
            let (origin, counted) = all().nth(which).expect("nine");
            let wait = |number| wait_us(&[Tally { origin, counted, number, last_us }], now_us);
            prop_assert!(wait(number + 1) >= wait(number));
            prop_assert!(now_us < last_us || wait(number) <= HOUR_US);
            prop_assert_eq!(wait_us(&[Tally { origin, counted, number, last_us }], last_us + HOUR_US), 0);
        }
    }
}
