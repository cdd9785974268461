//! A service as a file writes it: to be compared, and to be edited by the rules of a file.

use domain::Money;
use domain::address::FieldReason;
use domain::service::OptionGroup;

use super::Row;
use super::columns::{COLUMNS, Column};

/// The values of a row, by column.
pub type Written = [String; COLUMNS];

/// Writes a service down. Options whose names have signs that separate are for people only: a file has them as JSON.
pub fn write(row: &Row) -> Written {
    Column::each(|column| cell(row, column))
}

/// Why the value of a column was refused, for who edits one service.
pub fn reason(column: Column, cell: &str) -> FieldReason {
    let lines = column == Column::Description;
    let unprintable = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    match column {
        _ if cell.trim().is_empty() => FieldReason::Required,
        _ if cell.contains(unprintable) => FieldReason::Unprintable,
        Column::Price => FieldReason::NotAPrice,
        Column::LeadDays => FieldReason::NotALeadTime,
        Column::CapacityPerDay => FieldReason::NotACapacity,
        _ => FieldReason::TooLong,
    }
}

fn cell(row: &Row, column: Column) -> String {
    match column {
        Column::Code => row.code.clone(),
        Column::Category => row.category.clone(),
        Column::Icon => row.icon.clone(),
        Column::Name => row.name.clone(),
        Column::Summary => row.summary.clone(),
        Column::Description => row.description.clone(),
        Column::Price => row.price.to_decimal(),
        Column::Currency => row.price.currency.to_string(),
        Column::TaxPercent => row.tax.to_percent(),
        Column::Delivery => row.delivery.as_str().into(),
        Column::LeadDays if row.lead.min_days == row.lead.max_days => row.lead.min_days.to_string(),
        Column::LeadDays => format!("{}-{}", row.lead.min_days, row.lead.max_days),
        Column::Options => options(row),
        Column::Keywords => row.keywords.clone(),
        Column::TaxClass => row.tax_class.as_ref().map_or_else(String::new, |class| class.as_str().into()),
        Column::CapacityPerDay => row.capacity_per_day.map_or_else(String::new, |units| units.to_string()),
    }
}

fn options(row: &Row) -> String {
    let group = |group: &OptionGroup| {
        let choices = group.choices.iter().map(|choice| {
            let surcharge = Money::new(choice.surcharge_minor, row.price.currency);
            format!("{}={}", choice.name, surcharge.to_decimal())
        });
        format!("{}: {}", group.name, choices.collect::<Vec<_>>().join(" | "))
    };
    row.options.iter().map(group).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue_file::{Format, check, parse};
    use crate::demo::CATALOGUE_CSV;
    use domain::Currency;

    #[test]
    fn what_is_written_is_read_as_the_same_service() {
        let currency = Currency::new("EUR").expect("known");
        let rows = parse(CATALOGUE_CSV.as_bytes(), Format::Csv, currency).rows;
        assert!(rows.iter().any(|row| row.options.len() > 1));
        for row in rows {
            let written = write(&row);
            let again = check(&written.each_ref().map(String::as_str), currency).expect("nothing is wrong");
            assert_eq!(again, Row { line: again.line, ..row });
        }
    }

    #[test]
    fn a_refused_value_has_a_typed_reason() {
        for (column, cell, expected) in [
            (Column::Name, "  ", FieldReason::Required),
            (Column::Name, "a\nb", FieldReason::Unprintable),
            (Column::Summary, "long", FieldReason::TooLong),
            (Column::Description, "a\nb", FieldReason::TooLong),
            (Column::Price, "1.234", FieldReason::NotAPrice),
            (Column::LeadDays, "3-1", FieldReason::NotALeadTime),
            (Column::CapacityPerDay, "0", FieldReason::NotACapacity),
        ] {
            assert_eq!(reason(column, cell), expected, "{column:?} {cell}");
        }
    }
}
