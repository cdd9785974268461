//! The table of taxes: a row says what one class of services bears in one zone.

use std::collections::HashMap;
use std::io::Read;

use domain::address::{self, Country};
use domain::destination::{region_of, tidy};
use domain::limits::FIELD_CHARS;
use domain::tax::{Tax, TaxClass, TaxRate, Zone};

use super::Parsed;
use super::table::{self, Cells, Column, needed, optional};
use crate::catalogue_file::values::{self, shown, text};

const COLUMNS: [Column; 6] = [
    needed("country"),
    optional("region"),
    optional("postal_prefix"),
    optional("class"),
    needed("percent"),
    optional("prices"),
];

/// Stands for every country, and for every class that the zone does not name.
const ALL: &str = "*";

pub fn read(reader: impl Read) -> Parsed<TaxRate> {
    let mut firsts: HashMap<(Zone, Option<TaxClass>), u64> = HashMap::new();
    table::read(reader, &COLUMNS, |cells| {
        let row = row(cells)?;
        let key = (row.zone.clone(), row.class.clone());
        if let Some(first) = firsts.get(&key) {
            cells.wrong("", format!("says the same zone and class as line {first}; keep one of them"));
            return None;
        }
        firsts.insert(key, cells.line);
        Some(row)
    })
}

fn row(cells: &mut Cells<'_>) -> Option<TaxRate> {
    let country = cells.read("country", country);
    let region = cells.read("region", |cell| text(cell, FIELD_CHARS));
    let postal_prefix = cells.read("postal_prefix", part);
    let class = cells.read("class", class);
    let rate = cells.read("percent", values::tax);
    let added = cells.read("prices", added);
    let mut zone = Zone { country: country?, region: region?, postal_prefix: postal_prefix? };
    if zone.country.is_empty() && !(zone.region.is_empty() && zone.postal_prefix.is_empty()) {
        cells.wrong("country", "regions and postal codes are those of one country; name it".into());
        return None;
    }
    match region_in(&zone.country, &zone.region) {
        Ok(region) => zone.region = region,
        Err(wrong) => {
            cells.wrong("region", wrong);
            return None;
        }
    }
    Some(TaxRate { zone, class: class?, tax: Tax { rate: rate?, added: added? } })
}

fn country(cell: &str) -> Result<String, String> {
    if cell == ALL { Ok(String::new()) } else { one_country(cell) }
}

/// A country by its code, if orders can go there at all.
pub fn one_country(cell: &str) -> Result<String, String> {
    let code = tidy(cell);
    match address::country(&code) {
        Some(_) => Ok(code),
        None => Err(format!("{} is not the code of a country by ISO 3166-1, like DE", shown(cell))),
    }
}

/// A region by its code. Where a country has a list of them, one that is not in it would never count.
fn region_in(country: &str, typed: &str) -> Result<String, String> {
    let Country { regions, .. } = address::country(country).unwrap_or_default();
    let region = region_of(country, typed);
    if region.is_empty() || regions.is_empty() || regions.iter().any(|known| tidy(known.iso()) == region) {
        return Ok(region);
    }
    let known = regions.iter().map(|region| region.iso()).collect::<Vec<_>>().join(", ");
    Err(format!("{} is not a region of {country}; those are {known}", shown(typed)))
}

fn part(cell: &str) -> Result<String, String> {
    text(cell, FIELD_CHARS).map(|text| tidy(&text))
}

fn class(cell: &str) -> Result<Option<TaxClass>, String> {
    if cell == ALL { Ok(None) } else { values::tax_class(cell) }
}

fn added(cell: &str) -> Result<bool, String> {
    match cell {
        "" | "included" => Ok(false),
        "added" => Ok(true),
        other => Err(format!("{} is not known; write included or added", shown(other))),
    }
}
