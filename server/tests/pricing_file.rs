//! Tables of taxes and of ways to send: read whole, or every mistake shown in its place.

use domain::Currency;
use server::catalogue_file::BadRow;
use server::pricing_file::{shipping, taxes};

fn eur() -> Currency {
    Currency::new("EUR").expect("known")
}

fn told(bad: &[BadRow]) -> Vec<String> {
    bad.iter().map(|bad| format!("{} {}: {}", bad.line, bad.column, bad.reason)).collect()
}

#[test]
fn the_examples_of_the_manual_are_good_tables() {
    let manual = include_str!("../../docs/pricing.md");
    let block = |nth: usize| {
        let block = manual.split("```csv\n").nth(nth).and_then(|rest| rest.split("```").next());
        block.expect("an example").as_bytes()
    };
    let taxes = taxes(block(1));
    assert_eq!((taxes.bad, taxes.rows.len()), (Vec::new(), 6));
    let shipping = shipping(block(2), eur());
    assert_eq!((shipping.bad, shipping.rows.len()), (Vec::new(), 2));
}

#[test]
fn every_mistake_in_taxes_is_shown_in_its_place() {
    let file = "country,region,class,percent,prices\nDE,,19,19,with\nXX,,*,x,included\nAT,,*,20,\nAT,,*,10,\n*,NY,*,1,\n";
    let parsed = taxes(file.as_bytes());
    let bad = told(&parsed.bad);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(bad.len(), 5, "{bad:#?}");
    assert_eq!(bad[0], "2 prices: \"with\" is not known; write included or added");
    assert!(bad[1].starts_with("3 country: ") && bad[2].starts_with("3 percent: "), "{bad:#?}");
    assert_eq!(bad[3], "5 : says the same zone and class as line 4; keep one of them");
    assert!(bad[4].starts_with("6 country: regions and postal codes are those of one country"), "{bad:#?}");
}

#[test]
fn every_mistake_in_ways_to_send_is_shown_in_its_place() {
    let file = "code,name,countries,price,currency,tax_percent,travel_days\n\
                a,Parcel,DE AT,4.90,EUR,19,1-3\na,Again,*,1.00,EUR,19,1\nb,,,4.905,USD,19,3-1\n";
    let parsed = shipping(file.as_bytes(), eur());
    let bad = told(&parsed.bad);
    assert_eq!(parsed.rows.len(), 1);
    let places: Vec<_> = bad.iter().map(|bad| bad.split(':').next().unwrap_or_default()).collect();
    assert_eq!(places, ["3 code", "4 name", "4 countries", "4 currency", "4 travel_days"], "{bad:#?}");
}

#[test]
fn a_file_without_its_columns_says_which_are_missing() {
    let parsed = shipping("code;name\n".as_bytes(), eur());
    assert_eq!(parsed.bad.len(), 1);
    let parsed = taxes("country,per_cent\nDE,19\n".as_bytes());
    let bad = told(&parsed.bad);
    assert_eq!(bad.len(), 2, "{bad:#?}");
    assert!(bad[1].starts_with("1 percent: this column is missing"), "{bad:#?}");
}
