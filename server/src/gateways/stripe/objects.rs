//! Stripe's objects, as far as they matter here.

use std::collections::BTreeMap;

use domain::attempt::Gateway;
use domain::risk::{Level, Signs};
use domain::{Currency, Money};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::super::{CardTry, Dispute, RefundFacts, RefundStatus, Taken};

#[derive(Debug, Deserialize)]
pub struct Session {
    pub id: String,
    /// Of the page; none once the session ended.
    pub url: Option<String>,
    /// `open`, `complete` or `expired`.
    pub status: Option<String>,
    /// `paid`, `unpaid` or `no_payment_required`.
    pub payment_status: String,
    /// In Stripe's units of the currency.
    pub amount_total: i64,
    /// In small letters.
    pub currency: String,
    pub livemode: bool,
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// None until somebody tried to pay.
    pub payment_intent: Option<PaymentIntent>,
}

/// Its id alone, unless it was asked for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum PaymentIntent {
    Id(String),
    Object(Box<Intent>),
}

#[derive(Debug, Deserialize)]
pub struct Intent {
    id: String,
    status: String,
    #[serde(default)]
    amount_received: i64,
    last_payment_error: Option<PaymentError>,
    latest_charge: Option<LatestCharge>,
}

/// Its id alone, unless it was asked for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Object(Box<TriedCharge>),
    Id(IgnoredAny),
}

/// A charge as a try to pay, whether it succeeded or not.
#[derive(Debug, Deserialize)]
pub struct TriedCharge {
    id: String,
    /// `succeeded`, `pending` or `failed`.
    status: String,
    outcome: Option<ChargeOutcome>,
    payment_method_details: Option<MethodDetails>,
}

#[derive(Debug, Deserialize)]
struct ChargeOutcome {
    /// `normal`, `elevated` or `highest`; others say nothing.
    risk_level: Option<String>,
}

#[derive(Debug, Deserialize)]
struct MethodDetails {
    card: Option<Card>,
}

#[derive(Debug, Deserialize)]
struct Card {
    /// The same for the same card number, in every payment to this account.
    fingerprint: Option<String>,
    country: Option<String>,
    checks: Option<CardChecks>,
}

/// `pass`, `fail`, `unavailable` or `unchecked`.
#[derive(Debug, Deserialize)]
struct CardChecks {
    address_postal_code_check: Option<String>,
    cvc_check: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct PaymentError {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
}

impl PaymentIntent {
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(intent) => &intent.id,
        }
    }

    pub fn status(&self) -> &str {
        self.object().map_or("", |intent| &intent.status)
    }

    pub fn amount_received(&self) -> Option<i64> {
        self.object().map(|intent| intent.amount_received)
    }

    /// Why the last try failed: `code` and `decline_code`.
    pub fn decline_words(&self) -> Option<(&str, &str)> {
        let error = self.object()?.last_payment_error.as_ref()?;
        Some((error.code.as_deref().unwrap_or_default(), error.decline_code.as_deref().unwrap_or_default()))
    }

    /// What Stripe and the bank say about the one who pays.
    pub fn signs(&self) -> Signs {
        let Some(charge) = self.latest_charge() else { return Signs::default() };
        let level = match charge.outcome.as_ref().and_then(|outcome| outcome.risk_level.as_deref()) {
            Some("normal") => Some(Level::Normal),
            Some("elevated") => Some(Level::Elevated),
            Some("highest") => Some(Level::Highest),
            _ => None,
        };
        let card = charge.payment_method_details.as_ref().and_then(|details| details.card.as_ref());
        let checks = card.and_then(|card| card.checks.as_ref());
        let failed = |check: fn(&CardChecks) -> &Option<String>| {
            checks.and_then(|checks| check(checks).as_deref()) == Some("fail")
        };
        Signs {
            level,
            country: card.and_then(|card| card.country.clone()),
            postal_code_failed: failed(|checks| &checks.address_postal_code_check),
            cvc_failed: failed(|checks| &checks.cvc_check),
        }
    }

    /// The last try to pay it, if that was asked for.
    pub fn latest_charge(&self) -> Option<&TriedCharge> {
        match self.object()?.latest_charge.as_ref()? {
            LatestCharge::Object(charge) => Some(charge),
            LatestCharge::Id(_) => None,
        }
    }

    fn object(&self) -> Option<&Intent> {
        match self {
            Self::Id(_) => None,
            Self::Object(intent) => Some(intent),
        }
    }
}

impl TriedCharge {
    pub fn card_try(&self) -> CardTry {
        let card = self.payment_method_details.as_ref().and_then(|details| details.card.as_ref());
        CardTry {
            reference: self.id.clone(),
            card: card.and_then(|card| card.fingerprint.clone()),
            declined: self.status == "failed",
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Refund {
    pub id: String,
    /// `pending`, `requires_action`, `succeeded`, `failed` or `canceled`.
    pub status: Option<String>,
    pub failure_reason: Option<String>,
}

impl Refund {
    pub fn facts(self) -> RefundFacts {
        let status = match self.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed" | "canceled") => RefundStatus::Failed,
            _ => RefundStatus::Pending,
        };
        let problem = self.failure_reason.or(self.status).unwrap_or_default();
        RefundFacts { gateway_ref: Some(self.id), status, problem }
    }
}

/// A page of a list, newest first.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

#[derive(Debug, Deserialize)]
pub struct Charge {
    pub id: String,
    paid: bool,
    captured: bool,
    amount_captured: i64,
    currency: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

impl Charge {
    /// The money of it, if it took some. It belongs to a payment intent, which our books name it by.
    pub fn taken(&self) -> Option<Taken> {
        (self.paid && self.captured).then(|| Taken {
            capture_ref: self.payment_intent.clone().unwrap_or_else(|| self.id.clone()),
            attempt: self.metadata.get("attempt").cloned(),
            amount: format!("{} {} in Stripe's units", self.amount_captured, self.currency),
        })
    }
}

#[derive(Debug, Deserialize)]
pub struct DisputeObject {
    status: String,
    /// In Stripe's units: it may be less than what was paid.
    amount: i64,
    /// In small letters.
    currency: String,
}

impl DisputeObject {
    /// An inquiry (`warning_...`) moves no money yet.
    pub fn stands(&self) -> Option<Dispute> {
        match self.status.as_str() {
            "won" => Some(Dispute::Won),
            "lost" => Some(Dispute::Lost(self.amount())),
            "needs_response" | "under_review" => Some(Dispute::Open),
            _ => None,
        }
    }

    fn amount(&self) -> Option<Money> {
        let currency = Currency::new(&self.currency.to_uppercase()).ok()?;
        Gateway::Stripe.amount(self.amount, currency).ok()
    }
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub id: String,
}

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
pub struct Failed {
    pub error: FailedBecause,
}

#[derive(Debug, Default, Deserialize)]
pub struct FailedBecause {
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub code: String,
}
