//! Places of a day: of some services only so many units can be done on one. A day without room moves the promise.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::quote::PricedLine;
use crate::service::DeliveryKind;
use crate::{LineId, ServiceId};

/// Working days that are searched for room. What is due later than that is promised by nobody.
pub const SEARCHED_DAYS: u16 = 90;
/// Places of one day: beyond any workshop, and no sum of them overflows.
pub const PLACES_MAX: i64 = 100_000;

/// The places of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub per_day: i64,
    /// Days on which some are taken.
    pub taken: BTreeMap<Date, i64>,
}

/// Services with a limit; all others have room on every day.
pub type PlacesOf = BTreeMap<ServiceId, Places>;

/// Units of a line that take their places on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub line: LineId,
    pub service: ServiceId,
    pub day: Date,
    pub units: i64,
}

impl Places {
    /// Takes a place for each unit, on the first working days with room from `from` on; these days, in their order. None,
    /// and nothing is taken, if there is not enough room.
    pub fn take(&mut self, calendar: &Calendar, from: Date, units: i64) -> Option<Vec<(Date, i64)>> {
        let mut days = Vec::new();
        let mut left = units;
        let mut day = calendar.working_day(from, 0);
        for _ in 0..=SEARCHED_DAYS {
            let room = self.per_day - self.taken.get(&day).copied().unwrap_or_default();
            let fits = room.clamp(0, left);
            if fits > 0 {
                days.push((day, fits));
                left -= fits;
            }
            if left == 0 {
                break;
            }
            day = calendar.working_day(day, 1);
        }
        if left > 0 {
            return None;
        }
        for (day, units) in &days {
            *self.taken.entry(*day).or_default() += units;
        }
        Some(days)
    }

    /// Gives places of a day back.
    pub fn free(&mut self, day: Date, units: i64) {
        if let Some(taken) = self.taken.get_mut(&day) {
            *taken -= units;
        }
    }
}

/// The places that priced lines take: on the days which they are promised for. None if these have no room.
pub fn plan(lines: &[PricedLine], places: &PlacesOf, calendar: &Calendar) -> Option<Vec<Place>> {
    let mut places = places.clone();
    let mut plan = Vec::new();
    for line in lines.iter().filter(|line| line.delivery != DeliveryKind::Shipped) {
        let Some(limited) = places.get_mut(&line.service) else { continue };
        // All days before were full when it was priced.
        let days = limited.take(calendar, line.promise.earliest, line.quantity.get())?;
        plan.extend(days.into_iter().map(|(day, units)| Place {
            line: line.line.clone(),
            service: line.service.clone(),
            day,
            units,
        }));
    }
    Some(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn places(per_day: i64, taken: &[(Date, i64)]) -> Places {
        Places { per_day, taken: taken.iter().copied().collect() }
    }

    #[test]
    fn a_full_day_is_left_out_and_what_does_not_fit_one_day_goes_on_at_the_next() {
        let mut places = places(3, &[(date(2026, 11, 27), 3), (date(2026, 11, 30), 1)]);
        let calendar = Calendar::default();
        // The 27th is a Friday.
        let days = places.take(&calendar, date(2026, 11, 27), 4);
        assert_eq!(days, Some(vec![(date(2026, 11, 30), 2), (date(2026, 12, 1), 2)]));
        assert_eq!(places.take(&calendar, date(2026, 11, 27), 1), Some(vec![(date(2026, 12, 1), 1)]));
    }

    #[test]
    fn what_finds_no_room_takes_none() {
        let mut few = places(1, &[]);
        let before = few.clone();
        assert_eq!(few.take(&Calendar::default(), date(2026, 11, 27), i64::from(SEARCHED_DAYS) + 2), None);
        assert_eq!(few, before);
        // A limit that was lowered below what is taken.
        let mut lowered = places(1, &[(date(2026, 11, 27), 5)]);
        let days = lowered.take(&Calendar::default(), date(2026, 11, 27), 1);
        assert_eq!(days, Some(vec![(date(2026, 11, 30), 1)]));
    }

    proptest! {
        #[test]
        fn no_day_ever_holds_more_than_it_has_and_every_unit_has_a_place(
            per_day in 1..5i64, asked in proptest::collection::vec(1..9i64, 1..12),
        ) {
            let calendar = Calendar::default();
            let mut places = places(per_day, &[]);
            let mut earliest = date(2026, 11, 27);
            for units in asked {
                let Some(days) = places.take(&calendar, date(2026, 11, 27), units) else { continue };
                prop_assert_eq!(days.iter().map(|(_, units)| units).sum::<i64>(), units);
                // Nobody comes before somebody who was there first.
                prop_assert!(earliest <= days[0].0);
                earliest = days[0].0;
            }
            for (day, taken) in &places.taken {
                prop_assert!(*taken <= per_day && calendar.works_on(*day));
            }
        }
    }
}
