//! The table of ways to send: one row for each.

use std::collections::HashMap;
use std::io::Read;

use domain::limits::NAME_CHARS;
use domain::shipping::ShippingMethod;
use domain::{Currency, ShippingId};

use super::Parsed;
use super::table::{self, Cells, Column, needed, optional};
use super::taxes::one_country;
use crate::catalogue_file::values::{self, required, shown};

const COLUMNS: [Column; 9] = [
    needed("code"),
    needed("name"),
    needed("countries"),
    needed("price"),
    needed("currency"),
    optional("free_from"),
    needed("tax_percent"),
    optional("tax_class"),
    needed("travel_days"),
];

/// Stands for every country.
const ALL: &str = "*";

pub fn read(reader: impl Read, currency: Currency) -> Parsed<ShippingMethod> {
    let mut firsts: HashMap<ShippingId, u64> = HashMap::new();
    table::read(reader, &COLUMNS, |cells| {
        let method = row(cells, currency)?;
        if let Some(first) = firsts.get(&method.id) {
            cells.wrong("code", format!("{} is the code on line {first} too", shown(method.id.as_str())));
            return None;
        }
        firsts.insert(method.id.clone(), cells.line);
        Some(method)
    })
}

fn row(cells: &mut Cells<'_>, currency: Currency) -> Option<ShippingMethod> {
    let id = cells.read("code", |cell| {
        ShippingId::new(cell).map_err(|_| format!("{} is not 1 to 64 letters, digits, - or _", shown(cell)))
    });
    let name = cells.read("name", |cell| required(cell, NAME_CHARS));
    let countries = cells.read("countries", countries);
    let same_currency = cells.read("currency", |cell| values::currency(cell, currency));
    let tax = cells.read("tax_percent", values::tax);
    let tax_class = cells.read("tax_class", values::tax_class);
    let travel = cells.read("travel_days", values::lead);
    // An amount in another currency may well be wrong in this one: one mistake, not two.
    same_currency?;
    let price = cells.read("price", |cell| values::amount(cell, currency));
    let free_from = cells.read("free_from", |cell| match cell {
        "" => Ok(None),
        cell => values::amount(cell, currency).map(|amount| Some(amount.minor)),
    });
    Some(ShippingMethod {
        id: id?,
        name: name?,
        countries: countries?,
        price_minor: price?.minor,
        free_from_minor: free_from?,
        tax: tax?,
        tax_class: tax_class?,
        travel: travel?,
    })
}

/// Codes with spaces between them; none for everywhere.
fn countries(cell: &str) -> Result<Vec<String>, String> {
    match cell {
        "" => Err("is empty; write the countries, like DE AT, or * for all".into()),
        ALL => Ok(Vec::new()),
        cell => {
            let mut codes = cell.split_ascii_whitespace().map(one_country).collect::<Result<Vec<_>, _>>()?;
            codes.sort();
            codes.dedup();
            Ok(codes)
        }
    }
}
