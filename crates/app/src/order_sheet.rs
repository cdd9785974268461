//! The history as a file for a spreadsheet: one row for each line of an order, with the order's own columns repeated.
//!
//! CSV by RFC 4180, in UTF-8 with the mark by which spreadsheets know it. What its columns say is English on every desk,
//! amounts are decimals with a point and their currency in a column of its own, so that a program can rely on them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use contract::api::Order;
use contract::history::ExportProgress;
use contract::ipc::{Changed, ExportOrders, GetExportProgress};
use contract::unsent::Exported;
use contract::{Code, Failure};
use csv::{Terminator, Writer, WriterBuilder};
use domain::calendar::Calendar;
use domain::cell::{self, text};
use rusqlite::Connection;

use crate::clock;
use crate::desk::{Desk, blocking};
use crate::export::time;
use crate::saved_file::{BYTE_ORDER_MARK, Name};
use crate::store::{StoreError, orders};

/// Orders between two words about how far it is: some tens of milliseconds.
const ORDERS_PER_STEP: usize = 500;

/// What stands before the columns of a line, and after them.
const OF_ORDER: [&str; 6] = ["order", "placed_at", "placed_on", "status", "contact", "email"];
const OF_ORDER_TOO: [&str; 9] = [
    "coupon",
    "shipping_method",
    "order_subtotal",
    "order_discount",
    "order_shipping",
    "order_tax",
    "order_total",
    "order_paid",
    "order_refunded",
];

impl Desk {
    /// Writes what is wanted into the first of these folders that takes it, or else beside the desk's data. One at a time.
    pub async fn export_orders(
        &self,
        call: ExportOrders,
        folders: Vec<PathBuf>,
    ) -> Result<Exported, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        blocking(move || {
            let running = Running::begin(&desk).ok_or(Failure::new(Code::Busy))?;
            let calendar = desk.inner.catalogue.calendar()?;
            account.history.over_all(&account.store, &call.wanted, |tx, rows| {
                let stem = format!("pannier-orders-{}", time(clock::now_us()).replace(':', ""));
                let step = |have| running.step(have, rows.len());
                let write = |file: &mut File| write_sheet(tx, rows, &calendar, file, step);
                desk.save_file(&folders, &Name::new(&stem, "csv"), write)
            })
        })
        .await
    }

    /// How far the export is that is being written.
    pub async fn export_progress(&self, _: GetExportProgress) -> Result<Option<ExportProgress>, Failure> {
        Ok(*lock(&self.inner.exporting))
    }
}

/// An export that is under way; it is over when this is dropped, whatever came of it.
struct Running<'a>(&'a Desk);

impl<'a> Running<'a> {
    /// None if there is one already.
    fn begin(desk: &'a Desk) -> Option<Self> {
        let mut exporting = lock(&desk.inner.exporting);
        if exporting.is_some() {
            return None;
        }
        *exporting = Some(ExportProgress { have: 0, total: 0 });
        Some(Self(desk))
    }

    fn step(&self, have: usize, total: usize) {
        let count = |orders| u32::try_from(orders).unwrap_or(u32::MAX);
        *lock(&self.0.inner.exporting) = Some(ExportProgress { have: count(have), total: count(total) });
        self.0.tell(&[Changed::Export]);
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *lock(&self.0.inner.exporting) = None;
        self.0.tell(&[Changed::Export]);
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_sheet(
    tx: &Connection,
    rows: &[i64],
    calendar: &Calendar,
    file: &mut File,
    step: impl Fn(usize),
) -> Result<(), StoreError> {
    let mut out = BufWriter::new(file);
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    sheet.write_record(OF_ORDER.iter().chain(&cell::LINE).chain(&OF_ORDER_TOO)).map_err(broken)?;
    for (have, n) in rows.iter().enumerate() {
        if have % ORDERS_PER_STEP == 0 {
            step(have);
        }
        if let Some(order) = orders::at(tx, *n)? {
            write_order(&mut sheet, &order, calendar).map_err(broken)?;
        }
    }
    sheet.flush()?;
    Ok(())
}

fn broken(error: csv::Error) -> StoreError {
    StoreError::File(error.into())
}

fn write_order(sheet: &mut Writer<impl Write>, order: &Order, calendar: &Calendar) -> Result<(), csv::Error> {
    let (before, after) = (of_order(order, calendar), of_order_too(order));
    for (index, line) in order.lines.iter().enumerate() {
        sheet.write_record(before.iter().chain(&cell::line(index + 1, line)).chain(&after))?;
    }
    Ok(())
}

fn of_order(order: &Order, calendar: &Calendar) -> [String; OF_ORDER.len()] {
    [
        text(&order.number),
        time(order.placed_at_us),
        calendar.today(order.placed_at_us).to_string(),
        order.state.as_str().into(),
        text(&order.contact.name),
        text(&order.contact.email),
    ]
}

fn of_order_too(order: &Order) -> [String; OF_ORDER_TOO.len()] {
    let totals = &order.totals;
    [
        text(order.coupon.as_ref().map_or("", |coupon| coupon.as_str())),
        text(order.shipping.as_ref().map_or("", |shipping| shipping.name.as_str())),
        totals.subtotal.to_decimal(),
        totals.discount.to_decimal(),
        totals.shipping.to_decimal(),
        totals.tax.to_decimal(),
        totals.total.to_decimal(),
        order.paid.to_decimal(),
        order.refunded.to_decimal(),
    ]
}
