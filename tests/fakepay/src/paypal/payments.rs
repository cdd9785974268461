//! Captures and refunds.

use super::books::{Capture, Outcome, Refund};
use super::orders::{refused_amount, shown};
use super::trouble::Trouble;
use super::{Done, wants_whole};
use crate::exchange::Request;
use crate::faults::Fault;
use crate::keys::{PAYPAL_ORDER_LIFE_US, PAYPAL_PAYMENT_LIFE_US};
use crate::money::paypal_units;
use crate::world::{World, short_id};

/// A capture can be refunded for 180 days.
const REFUNDABLE_US: i64 = 180 * 24 * 3600 * 1_000_000;

pub(super) fn capture(
    world: &mut World,
    id: &str,
    request: &Request,
    fault: Option<&Fault>,
) -> Result<Done, Trouble> {
    let (request_id, now_us) = (request.header("paypal-request-id"), world.now_us());
    let order = world.paypal.order(id).cloned().ok_or_else(Trouble::missing)?;
    if !request_id.is_empty()
        && world.keys.paypal(&request.path, request_id, PAYPAL_ORDER_LIFE_US, now_us).is_some()
    {
        return Ok(Done { object: shown(world, &order, request), is_new: false });
    }
    match order.status {
        "APPROVED" => {}
        "COMPLETED" => return Err(Trouble::unprocessable("ORDER_ALREADY_CAPTURED", "")),
        _ => return Err(Trouble::unprocessable("ORDER_NOT_APPROVED", "")),
    }
    let is_paid_invoice =
        |capture: &Capture| capture.invoice_id.is_some() && capture.invoice_id == order.invoice_id;
    if world.paypal.captures.iter().any(is_paid_invoice) {
        return Err(Trouble::unprocessable("DUPLICATE_INVOICE_ID", ""));
    }
    let outcome = match fault {
        Some(Fault::Decline) => Outcome::InstrumentDeclined,
        Some(Fault::PendingReview) => Outcome::Pending("PENDING_REVIEW"),
        _ => order.outcome,
    };
    let (status, reason) = match outcome {
        Outcome::Completed => ("COMPLETED", None),
        Outcome::Pending(reason) => ("PENDING", Some(reason)),
        Outcome::Declined => ("DECLINED", None),
        Outcome::InstrumentDeclined => {
            let page = format!("{}/checkoutnow?token={id}", world.paypal_base);
            return Err(Trouble::unprocessable("INSTRUMENT_DECLINED", "").with_link("redirect", &page));
        }
    };
    let capture = Capture {
        id: short_id(),
        order: order.id.clone(),
        status,
        reason,
        units: order.units,
        refunded: 0,
        currency: order.currency.clone(),
        custom_id: order.custom_id.clone(),
        invoice_id: order.invoice_id.clone(),
        created_us: now_us,
        updated_us: now_us,
    };
    let capture_id = capture.id.clone();
    world.paypal.captures.push(capture);
    if let Some(order) = world.paypal.order_mut(id) {
        order.status = "COMPLETED";
    }
    if !request_id.is_empty() {
        world.keys.keep_paypal(&request.path, request_id, &capture_id, now_us);
    }
    world.capture_event(&capture_id);
    let order = world.paypal.order(id).ok_or_else(Trouble::missing)?;
    Ok(Done { object: shown(world, order, request), is_new: true })
}

pub(super) fn refund(world: &mut World, id: &str, request: &Request, waits: bool) -> Result<Done, Trouble> {
    let (request_id, now_us) = (request.header("paypal-request-id"), world.now_us());
    let known = Some(request_id).filter(|id| !id.is_empty());
    let known = known.and_then(|id| world.keys.paypal(&request.path, id, PAYPAL_PAYMENT_LIFE_US, now_us));
    if let Some(refund) = known.and_then(|id| world.paypal.refund(&id).cloned()) {
        return Ok(Done { object: refund_shown(world, &refund, request), is_new: false });
    }
    let capture = world.paypal.capture(id).cloned().ok_or_else(Trouble::missing)?;
    match capture.status {
        "COMPLETED" | "PARTIALLY_REFUNDED" => {}
        "REFUNDED" => return Err(Trouble::unprocessable("CAPTURE_FULLY_REFUNDED", "")),
        "PENDING" => return Err(Trouble::unprocessable("PENDING_CAPTURE", "")),
        _ => return Err(Trouble::unprocessable("REFUND_NOT_ALLOWED", "")),
    }
    if now_us - capture.created_us > REFUNDABLE_US {
        return Err(Trouble::unprocessable("REFUND_TIME_LIMIT_EXCEEDED", ""));
    }
    let body = &request.parsed;
    let left = capture.units - capture.refunded;
    let units = match (body["amount"]["value"].as_str(), body["amount"]["currency_code"].as_str()) {
        (Some(value), Some(currency)) => {
            if currency != capture.currency {
                return Err(Trouble::unprocessable(
                    "REFUND_CAPTURE_CURRENCY_MISMATCH",
                    "/amount/currency_code",
                ));
            }
            paypal_units(value, currency).map_err(|issue| refused_amount(issue, "/amount/value"))?
        }
        (None, None) => left,
        _ => return Err(Trouble::invalid("MISSING_REQUIRED_PARAMETER", "/amount")),
    };
    if units > left {
        return Err(Trouble::unprocessable("REFUND_AMOUNT_EXCEEDED", "/amount/value"));
    }
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let custom_id = text("custom_id");
    let may_be_in_it = |sign: char| sign.is_ascii_alphanumeric() || "-_.,".contains(sign);
    if custom_id.as_ref().is_some_and(|id| !id.chars().all(may_be_in_it)) {
        return Err(Trouble::invalid("INVALID_PARAMETER_SYNTAX", "/custom_id"));
    }
    let refund = Refund {
        id: short_id(),
        capture: capture.id.clone(),
        status: if waits || world.refunds_wait { "PENDING" } else { "COMPLETED" },
        units,
        currency: capture.currency.clone(),
        custom_id,
        invoice_id: text("invoice_id").or(capture.invoice_id),
        note_to_payer: text("note_to_payer"),
        created_us: now_us,
    };
    if !request_id.is_empty() {
        world.keys.keep_paypal(&request.path, request_id, &refund.id, now_us);
    }
    world.paypal.refunds.push(refund.clone());
    world.count_refunded(id, units);
    if refund.status == "COMPLETED" {
        world.refund_event(&refund.id);
    }
    Ok(Done { object: refund_shown(world, &refund, request), is_new: true })
}

fn refund_shown(world: &World, refund: &Refund, request: &Request) -> serde_json::Value {
    let whole = world.refund_json(refund);
    if wants_whole(request) {
        return whole;
    }
    serde_json::json!({ "id": whole["id"], "status": whole["status"], "links": whole["links"] })
}

impl World {
    /// A capture that waited is completed or denied.
    pub fn paypal_settle(&mut self, id: &str, came: bool) -> Result<(), String> {
        let now_us = self.now_us();
        let capture = self.paypal.capture_mut(id).ok_or("there is no such capture")?;
        if capture.status != "PENDING" {
            return Err(format!("the capture is {}", capture.status));
        }
        capture.status = if came { "COMPLETED" } else { "DECLINED" };
        capture.reason = None;
        capture.updated_us = now_us;
        self.capture_event(id);
        Ok(())
    }

    /// A refund that waited is completed, or fails.
    pub fn paypal_settle_refund(&mut self, id: &str, came: bool) -> Result<(), String> {
        let found = self.paypal.refunds.iter_mut().find(|refund| refund.id == id);
        let refund = found.ok_or("there is no such refund")?;
        if refund.status != "PENDING" {
            return Err(format!("the refund is {}", refund.status));
        }
        refund.status = if came { "COMPLETED" } else { "FAILED" };
        let (capture, units) = (refund.capture.clone(), refund.units);
        if came {
            self.refund_event(id);
        } else {
            self.count_refunded(&capture, -units);
            self.refund_failed_event(id);
        }
        Ok(())
    }

    fn count_refunded(&mut self, capture: &str, units: i64) {
        let now_us = self.now_us();
        let Some(capture) = self.paypal.capture_mut(capture) else { return };
        capture.refunded += units;
        capture.updated_us = now_us;
        capture.status = match capture.refunded {
            0 => "COMPLETED",
            all if all == capture.units => "REFUNDED",
            _ => "PARTIALLY_REFUNDED",
        };
    }

    fn capture_event(&mut self, id: &str) {
        let Some(capture) = self.paypal.capture(id) else { return };
        let kind = match capture.status {
            "PENDING" => "PAYMENT.CAPTURE.PENDING",
            "DECLINED" => "PAYMENT.CAPTURE.DENIED",
            _ => "PAYMENT.CAPTURE.COMPLETED",
        };
        let resource = self.capture_json(capture);
        self.paypal_event(kind, "capture", "A payment moved", resource);
    }

    fn refund_event(&mut self, id: &str) {
        let Some(refund) = self.paypal.refund(id) else { return };
        let resource = self.refund_json(refund);
        self.paypal_event("PAYMENT.CAPTURE.REFUNDED", "refund", "A refund was made", resource);
    }

    fn refund_failed_event(&mut self, id: &str) {
        let Some(refund) = self.paypal.refund(id) else { return };
        let resource = self.refund_json(refund);
        self.paypal_event("PAYMENT.REFUND.FAILED", "refund", "A refund failed", resource);
    }
}
