//! A catalogue file at the staff desk: tried out, and imported if nobody changed the catalogue meanwhile.

use std::collections::HashMap;

use contract::Code;
use contract::import::Mistakes;
use contract::staff::catalogue::{
    CatalogueTrial, ChangedField, ChangedService, ChangedServices, Codes, SERVICES_TOLD,
};
use domain::Currency;

use super::services::{self, By, Stored};
use crate::catalogue_file::{Column, Parsed, Row as FileRow, write};
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::import::{self, Plan};
use crate::ledger::{catalogue, head};

/// What an import of the good rows would do.
pub fn trial(tx: &mut Tx<'_>, parsed: &Parsed, currency: Currency) -> Result<CatalogueTrial, Error> {
    let plan = import::plan(tx, &parsed.rows)?.without_unread(parsed);
    Ok(CatalogueTrial {
        at: stand(tx)?,
        currency,
        changed: changed(tx, &plan, &parsed.rows)?,
        added: codes(&plan.added),
        withdrawn: codes(&plan.withdrawn),
        unchanged: plan.unchanged,
        mistakes: Mistakes::of(&parsed.bad, parsed.bad_total),
        whole: parsed.whole,
    })
}

/// Imports the rows if the catalogue still stands at `at`.
pub fn import(tx: &mut Tx<'_>, rows: &[FileRow], at: &str, by: By<'_>) -> Result<Plan, Error> {
    // The lock first: nobody else changes the catalogue after this look at it.
    head::lock_catalogue(tx)?;
    if stand(tx)? != at {
        return Err(Code::CatalogueMoved.into());
    }
    let plan = import::import(tx, rows, &|_| {})?;
    let (added, changed, withdrawn) = (plan.added.len(), plan.changed.len(), plan.withdrawn.len());
    by.did(tx, format!("import: {added} added, {changed} changed, {withdrawn} withdrawn"))?;
    Ok(plan)
}

fn stand(tx: &mut Tx<'_>) -> Result<String, Error> {
    let (epoch, ver) = head::epoch(tx)?;
    Ok(catalogue::newest_cursor(&epoch, ver))
}

fn codes(all: &[String]) -> Codes {
    Codes { first: all.iter().take(SERVICES_TOLD).cloned().collect(), total: all.len() as u64 }
}

fn changed(tx: &mut Tx<'_>, plan: &Plan, rows: &[FileRow]) -> Result<ChangedServices, Error> {
    let told = &plan.changed[..plan.changed.len().min(SERVICES_TOLD)];
    let known = services::by_codes(tx, told)?;
    let known: HashMap<&str, &Stored> = known.iter().map(|known| (&*known.row.code, known)).collect();
    let both = rows.iter().filter_map(|row| Some((*known.get(&*row.code)?, row)));
    let first = both.map(|(known, row)| ChangedService {
        code: row.code.clone(),
        name: known.row.name.clone(),
        back: known.withdrawn,
        fields: fields(&known.row, row),
    });
    Ok(ChangedServices { first: first.collect(), total: plan.changed.len() as u64 })
}

/// What differs, but for the icon: it belongs to the category.
fn fields(old: &FileRow, new: &FileRow) -> Vec<ChangedField> {
    let values = Column::all().zip(write(old).into_iter().zip(write(new)));
    let differs = values.filter(|(column, (old, new))| *column != Column::Icon && old != new);
    differs.map(|(column, (old, new))| ChangedField { column: column.name().into(), old, new }).collect()
}
