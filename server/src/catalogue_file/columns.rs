//! The columns of a catalogue, and where a file has put them.

use super::BadRow;

/// All columns, in the order in which they are documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Code,
    Category,
    Icon,
    Name,
    Summary,
    Description,
    Price,
    Currency,
    TaxPercent,
    Delivery,
    LeadDays,
    Options,
    Keywords,
    TaxClass,
    CapacityPerDay,
}

pub const COLUMNS: usize = 15;

const NAMES: [(Column, &str); COLUMNS] = [
    (Column::Code, "code"),
    (Column::Category, "category"),
    (Column::Icon, "icon"),
    (Column::Name, "name"),
    (Column::Summary, "summary"),
    (Column::Description, "description"),
    (Column::Price, "price"),
    (Column::Currency, "currency"),
    (Column::TaxPercent, "tax_percent"),
    (Column::Delivery, "delivery"),
    (Column::LeadDays, "lead_days"),
    (Column::Options, "options"),
    (Column::Keywords, "keywords"),
    (Column::TaxClass, "tax_class"),
    (Column::CapacityPerDay, "capacity_per_day"),
];

impl Column {
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    pub fn parse(name: &str) -> Option<Self> {
        NAMES.into_iter().find(|(_, known)| *known == name).map(|(column, _)| column)
    }

    /// Columns that a file may leave out: what they hold may be empty.
    fn is_optional(self) -> bool {
        matches!(self, Self::Icon | Self::Keywords | Self::TaxClass | Self::CapacityPerDay)
    }

    /// One value for each column.
    pub fn each<T>(value: impl Fn(Self) -> T) -> [T; COLUMNS] {
        NAMES.map(|(column, _)| value(column))
    }

    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(|(column, _)| column)
    }
}

/// The names of the columns as the header of a file has to have them.
pub fn header() -> String {
    NAMES.map(|(_, name)| name).join(",")
}

/// The values of one row, by column; columns that the file leaves out are empty.
pub type Cells<'a> = [&'a str; COLUMNS];

/// Where each column is in a file, from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Layout {
    places: [Option<usize>; COLUMNS],
    pub width: usize,
}

impl Layout {
    /// Reads a header; replies with everything that is wrong with it.
    pub fn of<'a>(header: impl Iterator<Item = &'a str>) -> Result<Self, Vec<BadRow>> {
        let mut layout = Self::default();
        let mut bad = Vec::new();
        for (place, name) in header.map(str::trim).enumerate() {
            layout.width = place + 1;
            let Some(column) = Column::parse(name) else {
                bad.push(unknown(place, name));
                continue;
            };
            if layout.places[column as usize].replace(place).is_some() {
                bad.push(on_header(name, "this column is there twice; keep one of them"));
            }
        }
        for column in Column::all() {
            if layout.places[column as usize].is_none() && !column.is_optional() {
                bad.push(on_header(column.name(), "this column is missing"));
            }
        }
        if bad.is_empty() { Ok(layout) } else { Err(bad) }
    }

    pub fn cells<'a>(&self, field: impl Fn(usize) -> &'a str) -> Cells<'a> {
        self.places.map(|place| place.map_or("", &field))
    }

    /// The name of the column at a place, from 0.
    pub fn name_at(&self, place: usize) -> &'static str {
        Column::all().find(|column| self.places[*column as usize] == Some(place)).map_or("", Column::name)
    }
}

/// Only for names short enough to be shown.
const SHOWN_CHARS: usize = 40;

fn unknown(place: usize, name: &str) -> BadRow {
    if name.is_empty() {
        let reason = format!("column {} has no name; remove it or name it", place + 1);
        return on_header("", &reason);
    }
    let shown: String = name.chars().take(SHOWN_CHARS).collect();
    on_header(&shown, &format!("this column is not known; the columns are {}", header()))
}

fn on_header(column: &str, reason: &str) -> BadRow {
    BadRow { line: 1, column: column.into(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_knows_its_place_and_name() {
        for (place, column) in Column::all().enumerate() {
            assert_eq!(column as usize, place);
            assert_eq!(Column::parse(column.name()), Some(column));
        }
    }

    #[test]
    fn columns_may_come_in_any_order_and_two_may_be_missing() {
        let text = header().replace("icon,", "").replace(",keywords", "");
        let layout = Layout::of(text.split(',').rev()).expect("all that is needed is there");
        let names: Vec<_> = text.split(',').rev().collect();
        let cells = layout.cells(|place| names[place]);
        assert_eq!(cells[Column::Price as usize], "price");
        assert_eq!(cells[Column::Icon as usize], "");
    }

    #[test]
    fn double_unknown_nameless_and_missing_columns_are_named() {
        let text = header().replace("summary", "code").replace("keywords", "tags,");
        let bad = Layout::of(text.split(',')).expect_err("four mistakes");
        let named: Vec<_> = bad.iter().map(|bad| bad.column.as_str()).collect();
        assert_eq!(named, ["code", "tags", "", "summary"]);
    }
}
