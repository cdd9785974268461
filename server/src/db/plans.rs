//! In debug builds, and so in every story: each statement of the server finds its rows by an index, or reads a table that
//! stays small. What a shop has gathered in a year must not make its next order slower.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

/// Tables with one row, or as many as somebody made by hand, and what SQLite calls the results of subqueries.
const SMALL: [&str; 13] = [
    "api_keys",
    "bounced_addresses",
    "calendar",
    "calendar_days",
    "categories",
    "CONSTANT",
    "coupons",
    "due",
    "head",
    "latest",
    "shipping_methods",
    "subscriptions",
    "tax_rates",
];

/// Steps that read a table as a whole, or all that a customer ever did, with the statements that may, and why.
const ON_PURPOSE: [(&str, &str); 13] = [
    // An import compares its file with the catalogue, and the server counts it.
    ("SCAN services", "SELECT code, category_id"),
    ("SCAN services USING COVERING INDEX services_by_ver", "SELECT count(*)"),
    // For foreign keys that are violated already, of which there are none.
    ("SCAN cart_lines", "INSERT INTO services"),
    // The numbers of orders by state, from an index.
    ("SCAN orders USING COVERING INDEX orders_by_state", "SELECT state, COUNT(*)"),
    // Indexes of what is open, waits or was given up, and of nothing else.
    ("SCAN reviews USING INDEX reviews_open", "SELECT"),
    ("SCAN outbox USING INDEX outbox_dead", "UPDATE"),
    ("SCAN outbox USING COVERING INDEX outbox_dead", "SELECT (SELECT COUNT(*)"),
    ("SCAN outbox USING INDEX outbox_due", "SELECT (SELECT COUNT(*)"),
    // Lists of what failed, for an operator at a terminal.
    ("SCAN outbox", "SELECT outbox.id, outbox.kind"),
    ("SCAN deliveries USING INDEX deliveries_by_age", "SELECT deliveries.id"),
    ("SCAN webhooks USING INDEX webhooks_by_age", "SELECT gateway, id"),
    // There is a limit to how many somebody may have.
    ("SEARCH desks USING PRIMARY KEY (customer_id=?)", "SELECT count(*)"),
    ("SEARCH cart_lines USING PRIMARY KEY (customer_id=?)", "SELECT count(DISTINCT cart_id)"),
];

/// What was judged in this process: with none, the statement is good.
static JUDGED: LazyLock<Mutex<HashMap<String, Option<String>>>> = LazyLock::new(Mutex::default);

/// Panics, each time, if the statement would read too much. Stories, which ask from other files, may look at whole tables.
pub fn judge(connection: &Connection, sql: &str, asked_from: &str) {
    if !Path::new(asked_from).starts_with("server/src") {
        return;
    }
    let known = judged().get(sql).cloned();
    let fault = known.unwrap_or_else(|| {
        let fault = fault_of(connection, sql);
        judged().insert(sql.into(), fault.clone());
        fault
    });
    if let Some(fault) = fault {
        panic!("{fault}");
    }
}

/// What was found in this process: some jobs survive a panic, and only write it down.
pub fn faults() -> Vec<String> {
    judged().values().flatten().cloned().collect()
}

fn judged() -> MutexGuard<'static, HashMap<String, Option<String>>> {
    JUDGED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fault_of(connection: &Connection, sql: &str) -> Option<String> {
    // A statement with a mistake says so when it is run.
    let steps = steps(connection, sql).unwrap_or_default();
    let on_purpose =
        |step: &str| ON_PURPOSE.iter().any(|(allowed, start)| step == *allowed && sql.starts_with(start));
    let step = steps.into_iter().find(|step| reads_too_much(step) && !on_purpose(step))?;
    Some(format!("no index helps this statement: {step}\n{sql}"))
}

fn reads_too_much(step: &str) -> bool {
    let Some(table) = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else {
        return step.starts_with("SEARCH") && step.ends_with("USING PRIMARY KEY (customer_id=?)");
    };
    !SMALL.contains(&table) && !step.contains("VALUES CLAUSE")
}

/// The steps of SQLite's plan, <https://www.sqlite.org/eqp.html>.
fn steps(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(row.get("detail")?);
    }
    Ok(steps)
}
