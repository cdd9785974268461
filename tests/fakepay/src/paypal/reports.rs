//! The list of what moved, for a nightly comparison.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Done;
use super::objects::amount;
use super::trouble::Trouble;
use crate::exchange::Request;
use crate::world::{World, time_text};

/// The longest time that can be asked for.
const LONGEST_US: i64 = 31 * 24 * 3600 * 1_000_000;
const DEFAULT_SIZE: usize = 100;
const MOST: usize = 500;

pub(super) fn transactions(world: &World, request: &Request) -> Result<Done, Trouble> {
    let time = |name: &str| -> Result<i64, Trouble> {
        let text = request.asked(name).ok_or_else(|| Trouble::invalid("MISSING_REQUIRED_PARAMETER", name))?;
        let at: Timestamp = text.parse().map_err(|_| Trouble::invalid("INVALID_PARAMETER_SYNTAX", name))?;
        Ok(at.as_microsecond())
    };
    let (start_us, end_us) = (time("start_date")?, time("end_date")?);
    if end_us < start_us || end_us - start_us > LONGEST_US {
        return Err(Trouble::invalid("INVALID_PARAMETER_VALUE", "end_date"));
    }
    let number = |name: &str, default: usize| {
        request.asked(name).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (size, page) = (number("page_size", DEFAULT_SIZE).clamp(1, MOST), number("page", 1).max(1));
    let all = moved(world, start_us, end_us);
    let shown: Vec<Value> = all.iter().skip((page - 1) * size).take(size).cloned().collect();
    let object = json!({
        "transaction_details": shown,
        "account_number": world.merchant_id,
        "start_date": time_text(start_us),
        "end_date": time_text(end_us),
        "last_refreshed_datetime": time_text(world.now_us()),
        "page": page,
        "total_items": all.len(),
        "total_pages": all.len().div_ceil(size),
        "links": [],
    });
    Ok(Done { object, is_new: false })
}

/// Captures and refunds of a time, oldest first.
fn moved(world: &World, start_us: i64, end_us: i64) -> Vec<Value> {
    let captures =
        world.paypal.captures.iter().filter(|capture| capture.status != "DECLINED").map(|capture| {
            let status = if capture.status == "PENDING" { "P" } else { "S" };
            let invoice_id = capture.invoice_id.as_ref();
            let info = json!({
                "transaction_id": capture.id,
                "transaction_event_code": "T0006",
                "transaction_initiation_date": time_text(capture.created_us),
                "transaction_updated_date": time_text(capture.updated_us),
                "transaction_amount": amount(capture.units, &capture.currency),
                "transaction_status": status,
                "invoice_id": invoice_id,
                "custom_field": capture.custom_id,
            });
            (capture.created_us, info)
        });
    let refunds = world.paypal.refunds.iter().filter(|refund| refund.status != "FAILED").map(|refund| {
        let status = if refund.status == "PENDING" { "P" } else { "S" };
        let info = json!({
            "transaction_id": refund.id,
            "paypal_reference_id": refund.capture,
            "paypal_reference_id_type": "TXN",
            "transaction_event_code": "T1107",
            "transaction_initiation_date": time_text(refund.created_us),
            "transaction_updated_date": time_text(refund.created_us),
            "transaction_amount": amount(-refund.units, &refund.currency),
            "transaction_status": status,
            "invoice_id": refund.invoice_id,
            "custom_field": refund.custom_id,
        });
        (refund.created_us, info)
    });
    let mut all: Vec<(i64, Value)> =
        captures.chain(refunds).filter(|(at_us, _)| (start_us..=end_us).contains(at_us)).collect();
    all.sort_by_key(|(at_us, _)| *at_us);
    all.into_iter().map(|(_, info)| json!({ "transaction_info": info })).collect()
}
