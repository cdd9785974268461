//! Cells of tables that spreadsheets and other programs open.

use crate::Money;
use crate::quote::PricedLine;

/// The columns of an order's line.
pub const LINE: [&str; 16] = [
    "line",
    "service_code",
    "service",
    "options",
    "note",
    "quantity",
    "currency",
    "unit_price",
    "line_subtotal",
    "line_discount",
    "tax_rate_percent",
    "tax_is_added",
    "line_tax",
    "delivery",
    "line_earliest",
    "line_latest",
];

/// A line, numbered from 1, in the columns [`LINE`]. Amounts are decimals with a point.
pub fn line(number: usize, line: &PricedLine) -> [String; LINE.len()] {
    [
        number.to_string(),
        text(&line.code),
        text(&line.name),
        text(&line.choice_names.join("; ")),
        text(&line.note),
        line.quantity.get().to_string(),
        line.total.currency.code().into(),
        line.unit.to_decimal(),
        line.total.to_decimal(),
        Money::new(line.discount_minor, line.total.currency).to_decimal(),
        line.tax_rate.to_percent(),
        if line.tax_added { "yes" } else { "no" }.into(),
        line.tax.to_decimal(),
        line.delivery.as_str().into(),
        line.promise.earliest.to_string(),
        line.promise.latest.to_string(),
    ]
}

/// What people wrote. A spreadsheet would reckon with what begins like a formula; after an apostrophe it is text (OWASP,
/// "CSV Injection").
pub fn text(written: &str) -> String {
    let formula = written.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || written.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{written}") } else { written.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for evil in ["=1+1", "+49", "-2", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert_eq!(text(evil), format!("'{evil}"));
        }
        for fine in ["", "Lawn", "a=b", "\"quoted\"", "O'Neill"] {
            assert_eq!(text(fine), fine);
        }
    }
}
