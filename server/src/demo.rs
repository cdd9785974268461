//! Something to sell on the first day: a written catalogue for people, and generated ones of any size for measuring.

mod words;

use std::io::{self, Write};

use words::{ADVICE, CATEGORIES, CHOICES, CLOSINGS, Category, MANNERS, OCCASIONS, OPENINGS};

/// The catalogue that comes with the server, as a provider would send it.
pub const CATALOGUE_CSV: &str = include_str!("../demo/catalogue.csv");

/// A generated catalogue has as many categories as it has services for, between these.
const CATEGORIES_MIN: u64 = 12;
const SERVICES_PER_CATEGORY: u64 = 250;

/// Writes a catalogue in EUR of so many services. The same seed gives the same bytes, on every machine and for ever.
pub fn generated_csv(services: u64, seed: u64, out: impl Write) -> io::Result<()> {
    let most = CATEGORIES.len() as u64;
    let categories = (services / SERVICES_PER_CATEGORY).clamp(CATEGORIES_MIN, most) as usize;
    let mut dice = Dice(seed);
    let mut file = csv::Writer::from_writer(out);
    file.write_record(HEADER)?;
    for number in 0..services {
        // The first services go round, so that no category is empty.
        let category = match usize::try_from(number) {
            Ok(number) if number < categories => &CATEGORIES[number],
            _ => dice.pick(&CATEGORIES[..categories]),
        };
        write_service(&mut file, number + 1, category, &mut dice)?;
    }
    file.flush()
}

const HEADER: [&str; 13] = [
    "code",
    "category",
    "icon",
    "name",
    "summary",
    "description",
    "price",
    "currency",
    "tax_percent",
    "delivery",
    "lead_days",
    "options",
    "keywords",
];

fn write_service(
    file: &mut csv::Writer<impl Write>,
    number: u64,
    category: &Category,
    dice: &mut Dice,
) -> io::Result<()> {
    let (work, thing) = (dice.pick(category.work), dice.pick(&category.things));
    let (occasion, manner) = (dice.pick(OCCASIONS), dice.pick(MANNERS));
    let name = match dice.below(4) {
        0 => format!("{work}: {thing}"),
        1 => format!("{work}: {thing}, {manner}"),
        2 => format!("{work}: {thing} {occasion}"),
        _ => format!("{work}: {thing} {occasion}, {manner}"),
    };
    let summary = format!("{} {thing}, {manner}.", dice.pick(OPENINGS));
    let advice = dice.pick(ADVICE);
    let description = format!("{summary} {advice} {}", dice.pick(CLOSINGS));
    let min = 1 + dice.below(5);
    let max = min + dice.below(8);
    let delivery = *dice.pick(category.delivery);
    file.write_record([
        &format!("GEN-{number:06}"),
        category.name,
        category.icon,
        &name,
        &summary,
        &description,
        &price(dice),
        "EUR",
        ["19", "19", "19", "7", "0"][dice.below(5) as usize],
        delivery,
        &format!("{min}-{max}"),
        &options(dice),
        &format!("{} {}", category.keywords, thing),
    ])?;
    Ok(())
}

/// From a few euros to a few thousand, the small ones more often; it ends as prices do.
fn price(dice: &mut Dice) -> String {
    let most = [30, 80, 80, 250, 250, 900, 4_000][dice.below(7) as usize];
    let ending = ["00", "00", "50", "90", "95"][dice.below(5) as usize];
    format!("{}.{ending}", 4 + dice.below(most))
}

/// None, one or two groups; the first choice of each costs nothing more.
fn options(dice: &mut Dice) -> String {
    let groups = [0, 0, 1, 1, 1, 2][dice.below(6) as usize];
    let first = dice.below(CHOICES.len() as u64) as usize;
    let mut text = String::new();
    for place in 0..groups {
        let (group, choices) = CHOICES[(first + place) % CHOICES.len()];
        let separator = if place == 0 { "" } else { "; " };
        text.push_str(&format!("{separator}{group}: {}=0.00", choices[0]));
        let mut surcharge = 0;
        for choice in &choices[1..] {
            surcharge += 2 + dice.below(40);
            text.push_str(&format!(" | {choice}={surcharge}.00"));
        }
    }
    text
}

/// SplitMix64 (Steele, Lea, Flood 2014), because a crate's generator may give other numbers in its next version.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::Currency;
    use domain::service::DeliveryKind;

    use super::*;
    use crate::catalogue_file::{Format, Parsed, parse};

    fn read(file: &[u8]) -> Parsed {
        parse(file, Format::Csv, Currency::new("EUR").expect("known"))
    }

    fn categories(parsed: &Parsed) -> BTreeSet<&str> {
        parsed.rows.iter().map(|row| row.category.as_str()).collect()
    }

    fn has_all_deliveries(parsed: &Parsed) -> bool {
        [DeliveryKind::Remote, DeliveryKind::OnSite, DeliveryKind::Shipped]
            .into_iter()
            .all(|kind| parsed.rows.iter().any(|row| row.delivery == kind))
    }

    fn generated(services: u64, seed: u64) -> Vec<u8> {
        let mut file = Vec::new();
        generated_csv(services, seed, &mut file).expect("memory takes it");
        file
    }

    #[test]
    fn the_demo_catalogue_has_no_bad_row_and_something_of_everything() {
        let parsed = read(CATALOGUE_CSV.as_bytes());
        assert_eq!(parsed.bad, []);
        assert!(parsed.rows.len() >= 120);
        assert_eq!(categories(&parsed).len(), 12);
        assert!(has_all_deliveries(&parsed));
    }

    #[test]
    fn a_generated_catalogue_has_no_bad_row_and_something_of_everything() {
        let parsed = read(&generated(20_000, 7));
        assert_eq!(parsed.bad, []);
        assert_eq!(parsed.rows.len(), 20_000);
        assert_eq!(categories(&parsed).len(), 40);
        assert!(has_all_deliveries(&parsed));
        assert!(parsed.rows.iter().any(|row| row.options.len() == 2));
        let names: BTreeSet<_> = parsed.rows.iter().map(|row| &row.name).collect();
        assert!(names.len() > 15_000, "{} names", names.len());
        assert_eq!(categories(&read(&generated(12, 7))).len(), 12);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(generated(500, 1), generated(500, 1));
        assert_ne!(generated(500, 1), generated(500, 2));
        let file = String::from_utf8(generated(1, 1)).expect("text");
        let service = file.lines().nth(1).expect("one service");
        let begins = r#"GEN-000001,Home cleaning,spray-can,"Seasonal care: whole flat, in one visit","#;
        assert!(service.starts_with(begins), "{service}");
    }
}
