//! Catalogues as providers send them: good ones, and everything that is wrong with the others.

use domain::limits::{DESCRIPTION_CHARS, UNIT_PRICE_MINOR};
use domain::money::BasisPoints;
use domain::service::{DeliveryKind, LeadTime, OptionChoice, OptionGroup};
use domain::{Currency, Money, OptionId, ids::slug};
use proptest::prelude::*;
use server::catalogue_file::{Format, Parsed, ROWS_PER_FILE, Row, parse};

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,\
                      options,keywords";
const GOOD: &str = "A-1,Garden,leaf,Mow,Short,Long,10.00,EUR,19,on_site,1-3,Size: S=0.00 | L=2.50,grass";

fn eur() -> Currency {
    Currency::new("EUR").expect("known")
}

fn csv(file: &str) -> Parsed {
    parse(file.as_bytes(), Format::Csv, eur())
}

fn json(file: &str) -> Parsed {
    parse(file.as_bytes(), Format::Json, eur())
}

/// A file with the good row, changed.
fn changed(from: &str, to: &str) -> Parsed {
    assert!(GOOD.contains(from));
    csv(&format!("{HEADER}\n{}\n", GOOD.replacen(from, to, 1)))
}

/// The only mistake, as `line column: reason`.
fn mistake(parsed: &Parsed) -> String {
    assert_eq!((parsed.bad.len(), parsed.bad_total), (1, 1), "{:?}", parsed.bad);
    let bad = &parsed.bad[0];
    format!("{} {}: {}", bad.line, bad.column, bad.reason)
}

#[test]
fn a_good_row_is_read_whole() {
    let parsed = csv(&format!("\u{feff}{HEADER}\r\n{GOOD}\r\n"));
    assert_eq!(parsed.bad, []);
    let row = &parsed.rows[0];
    assert_eq!((row.line, row.code.as_str(), row.price.minor, row.tax), (2, "A-1", 1000, BasisPoints(1900)));
    assert_eq!((row.delivery, row.lead), (DeliveryKind::OnSite, LeadTime { min_days: 1, max_days: 3 }));
    assert_eq!(row.options[0].choices[1].surcharge_minor, 250);
}

#[test]
fn places_of_a_day_are_a_number_or_no_limit_and_not_of_parcels() {
    let file = |row: &str, places: &str| csv(&format!("{HEADER},capacity_per_day\n{row},{places}\n"));
    assert_eq!(file(GOOD, "12").rows[0].capacity_per_day, Some(12));
    assert_eq!(file(GOOD, "").rows[0].capacity_per_day, None);
    assert_eq!(csv(&format!("{HEADER}\n{GOOD}\n")).rows[0].capacity_per_day, None);
    let told = mistake(&file(GOOD, "0"));
    let said =
        "2 capacity_per_day: \"0\" is not a number of units from 1 to 100000; leave it empty for no limit";
    assert_eq!(told, said);
    let parcel = GOOD.replace("on_site", "shipped");
    assert!(mistake(&file(&parcel, "12")).starts_with("2 capacity_per_day: only what is remote or on_site"));
    let object = |places: &str| {
        let object = r#"{"code": "A-1", "category": "Garden", "name": "Mow", "summary": "", "description": "",
            "price": "10.00", "currency": "EUR", "tax_percent": 19, "delivery": "on_site", "lead_days": "1-3",
            "options": "", "capacity_per_day": PLACES}"#;
        json(&format!("[{}]", object.replace("PLACES", places)))
    };
    for (written, read) in [("12", Some(12)), ("\"12\"", Some(12)), ("null", None)] {
        let parsed = object(written);
        assert_eq!((parsed.bad.len(), parsed.rows[0].capacity_per_day), (0, read), "{written}");
    }
    assert!(mistake(&object("1.5")).contains("capacity_per_day"));
}

#[test]
fn each_wrong_value_is_named_by_line_and_column() {
    for (from, to, said) in [
        ("10.00", "-10.00", "2 price: \"-10.00\" is not a price: an amount cannot be negative"),
        ("10.00", "10.005", "2 price: \"10.005\" is too fine: EUR has 2 decimals, not more"),
        (
            "10.00",
            "\"10,00\"",
            "2 price: \"10,00\" is not a price: an amount has digits and one decimal point, like 1249.50",
        ),
        ("10.00", "10000000.01", "2 price: the highest price is 10000000.00 EUR"),
        ("EUR", "USD", "2 currency: prices of this provider are in EUR, not in USD"),
        ("EUR", "XXX", "2 currency: \"XXX\" is not a currency code known here, like EUR"),
        ("19,", "19%,", "2 tax_percent: \"19%\" is not a percentage; write 19 for 19 %, or 7.7"),
        (
            "on_site",
            "pigeon",
            "2 delivery: \"pigeon\" is not a kind of delivery; write remote, on_site or shipped",
        ),
        ("1-3", "3-1", "2 lead_days: at least 3 days is more than at most 1; write the smaller number first"),
        ("A-1", "", "2 code: is empty"),
        ("Mow", "\"Mo\nw\"", "2 name: has a line break; only the description may have some"),
        ("Mow", "M\u{1}ow", "2 name: has an unprintable character (U+0001)"),
        ("Mow", "M\0ow", "2 name: has a NUL byte; if the file is UTF-16, save it as UTF-8"),
        ("leaf", "Leaf!", "2 icon: \"Leaf!\" is not the name of an icon, like spray-can"),
        ("L=2.50", "s=2.50", "2 options: in the group \"Size\": two choices are called \"s\", or nearly so"),
        (",grass", "", "2 : has 12 columns instead of 13"),
        (
            "Short",
            "Short, and more",
            "2 : has 14 columns instead of 13; put texts that have commas in quotes",
        ),
        (
            "Short",
            "\"Short\" and",
            "2 summary: text follows the closing quote; write a quote inside a text twice",
        ),
    ] {
        assert_eq!(mistake(&changed(from, to)), said);
    }
}

#[test]
fn all_mistakes_of_a_row_are_told_at_once() {
    let parsed = csv(&format!("{HEADER}\n{}\n", GOOD.replace("10.00", "ten").replace("on_site", "car")));
    let columns: Vec<_> = parsed.bad.iter().map(|bad| bad.column.as_str()).collect();
    assert_eq!(columns, ["price", "delivery"]);
    assert_eq!(parsed.rows, []);
}

#[test]
fn a_code_is_used_once_and_a_category_is_written_one_way() {
    let again = csv(&format!("{HEADER}\n{GOOD}\n{GOOD}\n"));
    assert_eq!(mistake(&again), "3 code: \"A-1\" is the code of the service on line 2 too");
    assert_eq!(again.rows.len(), 1, "the second is not a row");
    let other = GOOD.replace("A-1", "A-2").replace("Garden", "garden!");
    let twice = csv(&format!("{HEADER}\n{GOOD}\n{other}\n"));
    assert_eq!(mistake(&twice), "3 category: write \"Garden\" as on line 2, or choose another name");
}

#[test]
fn lines_are_those_of_the_file_even_after_quoted_line_breaks() {
    let long = GOOD.replace("Long", "\"One\nTwo\r\nThree\"");
    let parsed = csv(&format!("{HEADER}\n{long}\n\n,,,,,,,,,,,,\n{}\n", GOOD.replace("A-1", "A-2")));
    let lines: Vec<_> = parsed.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 7]);
    assert_eq!(parsed.rows[0].description, "One\nTwo\nThree");
}

#[test]
fn a_file_that_is_no_catalogue_gets_a_hint() {
    for (file, said) in [
        ("", "1 : the file is empty"),
        ("\n\n", "1 : the file is empty"),
        (HEADER, "1 : there are no services below the header"),
        (
            &HEADER.replace(',', ";"),
            "1 : the columns are separated by semicolons; save the file as CSV with commas",
        ),
        (
            &HEADER.replace(',', "\t"),
            "1 : the columns are separated by tabs; save the file as CSV with commas",
        ),
        (&HEADER.replace(",price", ""), "1 price: this column is missing"),
        (&HEADER.replace("icon", "code"), "1 code: this column is there twice; keep one of them"),
    ] {
        assert_eq!(mistake(&csv(file)), said);
    }
}

#[test]
fn another_encoding_is_recognised() {
    let latin = format!("{HEADER}\n{GOOD}\n").replace("Mow", "M\u{0}w").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 0 { 0xE4 } else { byte }).collect();
    let parsed = parse(latin.as_slice(), Format::Csv, eur());
    assert_eq!(mistake(&parsed), "2 name: byte 18 of this line is not UTF-8; save the file as UTF-8");
    let wide: Vec<u8> =
        [0xFEFF].into_iter().chain(HEADER.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let parsed = parse(wide.as_slice(), Format::Csv, eur());
    assert_eq!(mistake(&parsed), "1 : the file is UTF-16; save it as UTF-8");
}

#[test]
fn an_open_quote_is_told_where_it_was_opened() {
    let open = GOOD.replace("Long", "\"Long");
    let parsed = csv(&format!("{HEADER}\n{open}\n{GOOD}\n"));
    assert_eq!(mistake(&parsed), "2 description: a quote is opened here and never closed");
}

#[test]
fn texts_are_limited_and_a_huge_one_does_not_hide_the_next_row() {
    assert_eq!(changed("Long", &"ü".repeat(DESCRIPTION_CHARS)).bad, []);
    let huge = GOOD.replace("Long", &"x".repeat(10_000_000));
    let parsed = csv(&format!("{HEADER}\n{huge}\n{}\n", GOOD.replace("A-1", "A-2")));
    assert_eq!(mistake(&parsed), "2 description: is longer than 8000 characters");
    assert_eq!(parsed.rows[0].line, 3);
    let options = GOOD.replace("Size: S=0.00 | L=2.50", &"Size: S=0.00 |".repeat(1_000_000));
    assert_eq!(
        mistake(&csv(&format!("{HEADER}\n{options}\n"))),
        "2 options: is longer than 32000 characters"
    );
}

#[test]
fn every_row_with_a_mistake_is_told_and_its_service_is_known_not_to_be_missing() {
    let row = GOOD.replace("10.00", "free");
    let rows: String = (0..250).map(|n| row.replace("A-1", &format!("A-{n}")) + "\n").collect();
    let parsed = csv(&format!("{HEADER}\n{rows}{GOOD},\n"));
    assert_eq!((parsed.bad.len(), parsed.bad_total), (251, 251));
    assert_eq!((parsed.bad[249].line, parsed.bad[249].column.as_str()), (251, "price"));
    assert!(parsed.whole);
    assert_eq!(parsed.bad_codes, (0..250).map(|n| format!("A-{n}")).collect());
    let parsed = json(&format!("[{}]", OBJECT.replace("\"Mow\"", "true")));
    assert_eq!(parsed.bad_codes, ["A-1".to_owned()].into());
}

#[test]
fn a_mistake_that_hides_the_rest_of_the_file_is_told_as_such() {
    for file in [
        String::new(),
        HEADER.replace("price", "prize"),
        format!("{HEADER}\n{}", GOOD.replace("Long", "\"Long")),
    ] {
        assert!(!csv(&file).whole, "{file}");
    }
    assert!(!json("[{}").whole && !json("[]").whole);
}

#[test]
fn more_services_than_the_limit_are_refused() {
    let mut file = format!("{HEADER}\n");
    for n in 0..=ROWS_PER_FILE {
        file.push_str(&GOOD.replace("A-1", &n.to_string()));
        file.push('\n');
    }
    assert_eq!(mistake(&csv(&file)), "200002 : there are more than 200000 services");
}

const OBJECT: &str = r#"{"code": "A-1", "category": "Garden", "icon": "leaf", "name": "Mow", "summary": "Short",
    "description": "Long", "price": 10.00, "currency": "EUR", "tax_percent": 19, "delivery": "on_site",
    "lead_days": "1-3", "options": [{"name": "Size", "choices": [{"name": "S", "surcharge": "0.00"},
    {"name": "L", "surcharge": "2.50"}]}], "keywords": "grass"}"#;

#[test]
fn json_and_csv_say_the_same() {
    let from_csv = csv(&format!("{HEADER}\n{GOOD}\n"));
    let from_json = json(&format!("\u{feff}[\n{OBJECT}\n]"));
    assert_eq!(from_json, from_csv);
    let with_text = OBJECT.replace(
        &OBJECT[OBJECT.find("[{").expect("options")..OBJECT.find("]}]").expect("options") + 3],
        "\"Size: S=0 | L=2.50\"",
    );
    assert_eq!(json(&format!("[\n{with_text}]")), from_csv);
}

#[test]
fn mistakes_in_json_are_named_by_line_and_name() {
    let two = |object: &str| json(&format!("[{OBJECT},\n{object}]"));
    let other = OBJECT.replace("A-1", "A-2");
    for (from, to, said) in [
        ("10.00", "-1", "5 price: \"-1\" is not a price: an amount cannot be negative"),
        (
            "10.00",
            "1e3",
            "5 price: \"1e3\" is not a price: an amount has digits and one decimal point, like 1249.50",
        ),
        ("10.00", "true", "5 price: is neither a text nor a number"),
        ("\"icon\"", "\"code\"", "5 code: this name is there twice"),
        (
            "\"name\": \"L\"",
            "\"title\": \"L\"",
            "5 options: is not a list of groups with choices: unknown field `title`, expected `name` or `surcharge`",
        ),
        ("\"Mow\"", "null", "5 name: is empty"),
        ("\"Mow\"", "\"\\ud800\"", "5 name: is not a text with proper characters"),
    ] {
        assert_eq!(mistake(&two(&other.replacen(from, to, 1))), said);
    }
    assert_eq!(mistake(&two("17")), "5 : is not an object in braces");
    assert_eq!(mistake(&json("{\"services\": []}")).split(": ").next(), Some("1 "));
    assert_eq!(mistake(&json("[]")), "1 : there are no services in the file");
    assert_eq!(mistake(&json("")), "1 : the file is empty");
    assert!(mistake(&json("[\n{\"code\": }]")).starts_with("2 : is not JSON at byte 10"));
    assert!(
        mistake(&parse(&b"[\n\"\xE4\"]"[..], Format::Json, eur()))
            .starts_with("2 : byte 2 of this line is not UTF-8")
    );
}

#[test]
fn the_examples_of_the_manual_are_good_catalogues() {
    let manual = include_str!("../../docs/catalogue-format.md");
    for (fence, format) in [("```csv\n", Format::Csv), ("```json\n", Format::Json)] {
        let block = manual.split(fence).nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let parsed = parse(block.as_bytes(), format, eur());
        assert_eq!((parsed.bad, parsed.rows.len()), (Vec::new(), 1));
    }
}

/// Lines of words without the signs that the option syntax needs.
fn words() -> impl Strategy<Value = String> {
    "[A-Za-zäß€,\"'0-9]{1,8}( [A-Za-zäß,\"]{1,8}){0,2}"
}

fn groups() -> impl Strategy<Value = Vec<OptionGroup>> {
    let group = (words(), prop::collection::vec((words(), 0..=UNIT_PRICE_MINOR), 1..4));
    prop::collection::vec(group, 0..3).prop_map(|groups| {
        let id = |name: &str| OptionId::new(slug(name)).expect("a slug is an id");
        let mut made: Vec<OptionGroup> = Vec::new();
        for (name, choices) in groups {
            let mut taken: Vec<OptionChoice> = Vec::new();
            for (name, surcharge_minor) in choices {
                taken.push(OptionChoice { id: id(&name), name, surcharge_minor });
            }
            taken.sort_by(|a, b| a.id.cmp(&b.id));
            taken.dedup_by(|a, b| a.id == b.id);
            made.push(OptionGroup { id: id(&name), name, choices: taken });
        }
        made.sort_by(|a, b| a.id.cmp(&b.id));
        made.dedup_by(|a, b| a.id == b.id);
        made
    })
}

fn row() -> impl Strategy<Value = Row> {
    let texts = (words(), words(), prop::collection::vec(words(), 0..3));
    let numbers = (0..=UNIT_PRICE_MINOR, 0..=10_000u32, 0..3usize, 0..100u16, 0..100u16);
    (texts, numbers, groups()).prop_map(
        |((name, summary, lines), (minor, tax, delivery, min, more), options)| Row {
            line: 0,
            code: String::new(),
            category: "Garden".into(),
            icon: "leaf".into(),
            name,
            summary,
            description: lines.join("\n"),
            price: Money::new(minor, eur()),
            tax: BasisPoints(tax),
            tax_class: None,
            capacity_per_day: None,
            delivery: [DeliveryKind::Remote, DeliveryKind::OnSite, DeliveryKind::Shipped][delivery],
            lead: LeadTime { min_days: min, max_days: min + more },
            options,
            keywords: String::new(),
        },
    )
}

fn written(options: &[OptionGroup]) -> String {
    let choice = |choice: &OptionChoice| {
        format!("{}={}", choice.name, Money::new(choice.surcharge_minor, eur()).to_decimal())
    };
    let group = |group: &OptionGroup| {
        format!("{}: {}", group.name, group.choices.iter().map(choice).collect::<Vec<_>>().join(" | "))
    };
    options.iter().map(group).collect::<Vec<_>>().join("; ")
}

fn file_of(rows: &[Row]) -> Vec<u8> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER.split(',')).expect("memory takes it");
    for row in rows {
        let tax = format!("{}.{:02}", row.tax.0 / 100, row.tax.0 % 100);
        let lead = format!("{}-{}", row.lead.min_days, row.lead.max_days);
        let cells = [
            &row.code,
            &row.category,
            &row.icon,
            &row.name,
            &row.summary,
            &row.description,
            &row.price.to_decimal(),
            "EUR",
            &tax,
            row.delivery.as_str(),
            &lead,
            &written(&row.options),
            &row.keywords,
        ];
        file.write_record(cells).expect("memory takes it");
    }
    file.into_inner().expect("memory takes it")
}

proptest! {
    #[test]
    fn a_file_written_from_rows_reads_back_the_same(rows in prop::collection::vec(row(), 1..6)) {
        let mut line = 2;
        let mut rows = rows;
        for (n, row) in rows.iter_mut().enumerate() {
            row.code = format!("S-{n}");
            row.line = line;
            line += 1 + row.description.matches('\n').count() as u64;
        }
        let parsed = parse(file_of(&rows).as_slice(), Format::Csv, eur());
        prop_assert_eq!(parsed.bad, []);
        prop_assert_eq!(parsed.rows, rows);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for format in [Format::Csv, Format::Json] {
            let parsed = parse(bytes.as_slice(), format, eur());
            prop_assert!(parsed.bad_total > 0);
        }
    }

    #[test]
    fn bytes_thrown_into_a_good_file_never_panic(
        at in 0..400usize, bytes in prop::collection::vec(any::<u8>(), 0..20), cut in 0..30usize,
    ) {
        for (format, good) in [(Format::Csv, format!("{HEADER}\n{GOOD}\n")), (Format::Json, format!("[{OBJECT}]"))] {
            let mut file = good.into_bytes();
            let at = at.min(file.len());
            let end = (at + cut).min(file.len());
            file.splice(at..end, bytes.iter().copied());
            parse(file.as_slice(), format, eur());
        }
    }
}
