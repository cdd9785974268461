//! Services one by one: found, edited by the rules of a catalogue file, withdrawn and brought back.

use contract::staff::catalogue::{ServiceFields, ServiceRow, StaffService, StaffServices};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::{Currency, CustomerId, FieldProblem, Money, ServiceId};

use super::{deeds, search};
use crate::catalogue_file::{self, BadRow, Column, Row as FileRow, Written};
use crate::db::{DbError, Row, Tx, Value};
use crate::error::Error;
use crate::ledger::{catalogue, head, import, price_changes};
use crate::params;

/// A service as a file would have it, and what no file knows of it.
pub struct Stored {
    pub id: ServiceId,
    pub ver: i64,
    pub withdrawn: bool,
    /// Without the icon, which belongs to the category.
    pub row: FileRow,
}

/// Who of the staff changes the catalogue, and when.
#[derive(Clone, Copy)]
pub struct By<'a> {
    pub staff: &'a CustomerId,
    pub now_us: i64,
}

impl By<'_> {
    pub fn did(self, tx: &mut Tx<'_>, what: String) -> Result<(), Error> {
        deeds::record_of_catalogue(tx, self.staff, what, self.now_us)
    }
}

/// Services with these words, in the order of their codes, after the code `after`.
pub fn page(tx: &mut Tx<'_>, text: &str, after: &str, limit: i64) -> Result<StaffServices, Error> {
    let mut params: Vec<Value> = params![after, limit + 1].to_vec();
    let mut conditions = String::from("services.code > ?1");
    for pattern in search::patterns(text) {
        params.push(pattern.into());
        conditions += &format!(r" AND services.search LIKE ?{} ESCAPE '\'", params.len());
    }
    let sql = format!(
        "SELECT services.id, services.code, services.name, categories.name, price_minor, currency, withdrawn, \
         (SELECT COUNT(*) FROM price_changes WHERE price_changes.service_id = services.id) \
         FROM services JOIN categories ON categories.id = category_id WHERE {conditions} \
         ORDER BY services.code LIMIT ?2"
    );
    let rows = tx.query(&sql, &params)?;
    let mut services = rows.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
    let more = services.len() as i64 > limit;
    services.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let after = services.last().filter(|_| more).map(|last| last.code.clone());
    Ok(StaffServices { services, after })
}

/// A service with all that staff knows about it.
pub fn load(tx: &mut Tx<'_>, id: &ServiceId) -> Result<StaffService, Error> {
    let Stored { ver, withdrawn, row, .. } = stored(tx, id)?;
    let currency = row.price.currency;
    let code = row.code.clone();
    let [category, name, summary, description, price, lead_days, capacity_per_day] = edited(&row);
    Ok(StaffService {
        id: id.clone(),
        code,
        ver,
        withdrawn,
        fields: ServiceFields { category, name, summary, description, price, lead_days, capacity_per_day },
        currency,
        categories: catalogue::categories(tx)?.into_iter().map(|category| category.name).collect(),
        planned: price_changes::of(tx, id)?,
    })
}

/// Edits a service that is as it was seen. One that is as it is wanted already is left as it is.
pub fn edit(
    tx: &mut Tx<'_>,
    id: &ServiceId,
    seen_ver: i64,
    fields: &ServiceFields,
    currency: Currency,
    by: By<'_>,
) -> Result<(), Error> {
    let ver = head::next_catalogue_ver(tx)?;
    let known = stored(tx, id)?;
    let wanted = checked(tx, &known.row, fields, currency)?;
    if wanted == known.row {
        return head::return_catalogue_ver(tx);
    }
    must_be_as_seen(&known, seen_ver)?;
    import::store(tx, &[&wanted], ver)?;
    if known.withdrawn {
        import::mark(tx, &known.row.code, true, ver)?;
    }
    by.did(tx, format!("edit {}", known.row.code))
}

/// Withdraws a service that is as it was seen, or brings it back. What is so already is left as it is.
pub fn withdraw(
    tx: &mut Tx<'_>,
    id: &ServiceId,
    seen_ver: i64,
    withdrawn: bool,
    by: By<'_>,
) -> Result<(), Error> {
    let ver = head::next_catalogue_ver(tx)?;
    let known = stored(tx, id)?;
    if known.withdrawn == withdrawn {
        return head::return_catalogue_ver(tx);
    }
    must_be_as_seen(&known, seen_ver)?;
    import::mark(tx, &known.row.code, withdrawn, ver)?;
    let what = if withdrawn { "withdraw" } else { "bring back" };
    by.did(tx, format!("{what} {}", known.row.code))
}

/// A price of a service as a file writes it.
pub fn price_of(tx: &mut Tx<'_>, id: &ServiceId, price: &str, currency: Currency) -> Result<Money, Error> {
    let known = stored(tx, id)?;
    Ok(checked_with(&known.row, &[(Column::Price, price)], currency)?.price)
}

/// The services among these codes, in no order.
pub fn by_codes(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Stored>, Error> {
    let places: Vec<String> = (1..=codes.len()).map(|place| format!("?{place}")).collect();
    let codes: Vec<Value> = codes.iter().map(Value::from).collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    found(tx, &format!("code IN ({})", places.join(", ")), &codes)
}

fn stored(tx: &mut Tx<'_>, id: &ServiceId) -> Result<Stored, Error> {
    found(tx, "services.id = ?1", params![id])?.pop().ok_or_else(Error::not_found)
}

fn found(tx: &mut Tx<'_>, condition: &str, values: &[Value]) -> Result<Vec<Stored>, Error> {
    let sql = format!(
        "SELECT {}, capacity_per_day, (SELECT categories.name FROM categories WHERE categories.id = category_id) \
         FROM services WHERE {condition}",
        catalogue::COLUMNS
    );
    Ok(tx.query(&sql, values)?.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<Stored, DbError> {
    let service = catalogue::service(row)?;
    let written = FileRow {
        line: 1,
        code: service.code,
        category: row.get(19)?,
        icon: String::new(),
        name: service.name,
        summary: service.summary,
        description: service.description,
        price: service.price,
        tax: service.tax,
        delivery: service.delivery,
        lead: service.lead,
        options: service.options,
        keywords: service.keywords,
        tax_class: service.tax_class,
        capacity_per_day: row.get(18)?,
    };
    Ok(Stored { id: service.id, ver: row.get(15)?, withdrawn: service.withdrawn, row: written })
}

fn listed(row: &Row) -> Result<ServiceRow, DbError> {
    let currency = row.parsed(5, |code| Currency::new(code).ok())?;
    Ok(ServiceRow {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        price: Money::new(row.get(4)?, currency),
        withdrawn: row.get(6)?,
        planned: row.get::<i64>(7)? > 0,
    })
}

/// The columns that are edited, in the order of [`ServiceFields`].
const EDITED: [Column; 7] = [
    Column::Category,
    Column::Name,
    Column::Summary,
    Column::Description,
    Column::Price,
    Column::LeadDays,
    Column::CapacityPerDay,
];

fn edited(row: &FileRow) -> [String; EDITED.len()] {
    let mut written = catalogue_file::write(row);
    EDITED.map(|column| std::mem::take(&mut written[column as usize]))
}

/// The service with these fields; `invalid_fields` by the rules of a file. A new category comes with a file, which says
/// its place and its icon.
fn checked(
    tx: &mut Tx<'_>,
    known: &FileRow,
    fields: &ServiceFields,
    currency: Currency,
) -> Result<FileRow, Error> {
    let ServiceFields { category, name, summary, description, price, lead_days, capacity_per_day } = fields;
    let values = [category, name, summary, description, price, lead_days, capacity_per_day];
    let edits: Vec<(Column, &str)> = EDITED.into_iter().zip(values.map(String::as_str)).collect();
    let wanted = checked_with(known, &edits, currency)?;
    if catalogue::categories(tx)?.iter().all(|known| known.name != wanted.category) {
        return Err(wrong(vec![(Column::Category, FieldReason::UnknownCategory)]));
    }
    Ok(wanted)
}

fn checked_with(known: &FileRow, edits: &[(Column, &str)], currency: Currency) -> Result<FileRow, Error> {
    let written: Written = catalogue_file::write(known);
    let mut cells = written.each_ref().map(String::as_str);
    // They are not edited, and not every name could be told from the signs between them.
    cells[Column::Options as usize] = "";
    for (column, value) in edits {
        cells[*column as usize] = value;
    }
    let typed = |bad: &BadRow| {
        let column = Column::parse(&bad.column)?;
        Some((column, catalogue_file::reason(column, cells[column as usize])))
    };
    let checked = catalogue_file::check(&cells, currency)
        .map_err(|bad| wrong(bad.iter().filter_map(typed).collect()))?;
    Ok(FileRow { options: known.options.clone(), ..checked })
}

fn wrong(problems: Vec<(Column, FieldReason)>) -> Error {
    let problem =
        |(column, reason): (Column, FieldReason)| FieldProblem { field: column.name().into(), reason };
    Failure::fields(problems.into_iter().map(problem).collect()).into()
}

fn must_be_as_seen(known: &Stored, seen_ver: i64) -> Result<(), Error> {
    if known.ver == seen_ver { Ok(()) } else { Err(Code::CatalogueMoved.into()) }
}
