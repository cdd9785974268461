//! Collects rows and mistakes: what one row alone cannot know (its code was used before) is checked here.

use std::collections::HashMap;

use domain::Currency;
use domain::ids::slug;
use domain::limits::{DESCRIPTION_CHARS, KEYWORDS_CHARS, NAME_CHARS, SUMMARY_CHARS};

use super::columns::{Cells, Column};
use super::options::{self, Written};
use super::values::{self, paragraphs, required, shown, text};
use super::{BadRow, CATEGORIES_PER_FILE, CODE_CHARS, Fatal, MISTAKES_KEPT, Parsed, ROWS_PER_FILE, Row};

pub struct Intake {
    currency: Currency,
    parsed: Parsed,
    /// Rows seen, good or bad.
    seen: usize,
    /// Codes with the line on which each was first.
    codes: HashMap<String, u64>,
    /// Names of categories by slug, with the line on which each was first.
    categories: HashMap<String, (String, u64)>,
}

impl Intake {
    pub fn new(currency: Currency) -> Self {
        let (codes, categories) = (HashMap::new(), HashMap::new());
        Self { currency, parsed: Parsed::default(), seen: 0, codes, categories }
    }

    pub fn bad(&mut self, line: u64, column: impl Into<String>, reason: impl Into<String>) {
        self.parsed.bad_total += 1;
        if self.parsed.bad.len() < MISTAKES_KEPT {
            self.parsed.bad.push(BadRow { line, column: column.into(), reason: reason.into() });
        }
    }

    pub fn bad_row(&mut self, bad: BadRow) {
        self.bad(bad.line, bad.column, bad.reason);
    }

    /// Says that a bad row is about the service with this code, as far as can be told.
    pub fn bad_code(&mut self, code: &str) {
        self.parsed.bad_codes.insert(code.trim().into());
    }

    /// Announces one more row, good or bad.
    pub fn count_row(&mut self, line: u64) -> Result<(), Fatal> {
        self.seen += 1;
        if self.seen > ROWS_PER_FILE {
            return Err(Fatal::new(line, format!("there are more than {ROWS_PER_FILE} services")));
        }
        Ok(())
    }

    /// Takes one row, or notes what is wrong with it. `json_options` stands in for the cell of the options.
    pub fn row(&mut self, line: u64, cells: &Cells<'_>, json_options: Option<&str>) {
        let cell = |column: Column| cells[column as usize];
        let currency = self.currency;
        let written = json_options.map_or(Written::Text(cell(Column::Options)), Written::Json);
        let mut check = Check { line, problems: Vec::new() };
        use Column as C;
        let code = check.of(C::Code, required(cell(C::Code), CODE_CHARS));
        let category = check.of(C::Category, required(cell(C::Category), NAME_CHARS));
        let icon = check.of(C::Icon, values::icon(cell(C::Icon)));
        let name = check.of(C::Name, required(cell(C::Name), NAME_CHARS));
        let summary = check.of(C::Summary, text(cell(C::Summary), SUMMARY_CHARS));
        let description = check.of(C::Description, paragraphs(cell(C::Description), DESCRIPTION_CHARS));
        let same_currency = check.of(C::Currency, values::currency(cell(C::Currency), currency));
        // An amount in another currency may well be wrong in this one: one mistake, not two.
        let price = same_currency.and_then(|()| check.of(C::Price, values::amount(cell(C::Price), currency)));
        let tax = check.of(C::TaxPercent, values::tax(cell(C::TaxPercent)));
        let delivery = check.of(C::Delivery, values::delivery(cell(C::Delivery)));
        let lead = check.of(C::LeadDays, values::lead(cell(C::LeadDays)));
        let options = same_currency.and_then(|()| check.of(C::Options, options::parse(written, currency)));
        let keywords = check.of(C::Keywords, text(cell(C::Keywords), KEYWORDS_CHARS));
        let tax_class = check.of(C::TaxClass, values::tax_class(cell(C::TaxClass)));
        let capacity_per_day =
            check.of(C::CapacityPerDay, values::capacity(cell(C::CapacityPerDay), delivery));
        if let Some(code) = &code {
            check.of(C::Code, self.first_use(code, line));
        }
        if let Some(category) = &category {
            check.of(C::Category, self.known_category(category, line));
        }
        let good = check.problems.is_empty();
        if !good {
            self.bad_code(cell(C::Code));
        }
        for problem in check.problems {
            self.bad_row(problem);
        }
        let row = (|| {
            Some(Row {
                line,
                code: code?,
                category: category?,
                icon: icon?,
                name: name?,
                summary: summary?,
                description: description?,
                price: price?,
                tax: tax?,
                delivery: delivery?,
                lead: lead?,
                options: options?,
                keywords: keywords?,
                tax_class: tax_class?,
                capacity_per_day: capacity_per_day?,
            })
        })();
        self.parsed.rows.extend(row.filter(|_| good));
    }

    pub fn finish(self) -> Parsed {
        self.parsed
    }

    fn first_use(&mut self, code: &str, line: u64) -> Result<(), String> {
        match self.codes.get(code) {
            Some(first) => Err(format!("{} is the code of the service on line {first} too", shown(code))),
            None => {
                self.codes.insert(code.into(), line);
                Ok(())
            }
        }
    }

    fn known_category(&mut self, name: &str, line: u64) -> Result<(), String> {
        let slug = slug(name);
        match self.categories.get(&slug) {
            Some((known, _)) if known == name => Ok(()),
            Some((known, first)) => {
                Err(format!("write {} as on line {first}, or choose another name", shown(known)))
            }
            None if self.categories.len() == CATEGORIES_PER_FILE => {
                Err(format!("there are more than {CATEGORIES_PER_FILE} categories"))
            }
            None => {
                self.categories.insert(slug, (name.into(), line));
                Ok(())
            }
        }
    }
}

/// The checks of one row. A column is listed once, with the first thing that is wrong with it.
struct Check {
    line: u64,
    problems: Vec<BadRow>,
}

impl Check {
    fn of<T>(&mut self, column: Column, value: Result<T, String>) -> Option<T> {
        let problem = |reason| BadRow { line: self.line, column: column.name().into(), reason };
        value.map_err(|reason| self.problems.push(problem(reason))).ok()
    }
}
