//! PayPal's objects, as far as they matter here (Orders v2, Payments v2).

use domain::attempt::Gateway;
use domain::{Currency, Money};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::{GatewayError, RefundFacts, RefundStatus, Taken};

#[derive(Deserialize)]
pub struct Token {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
}

/// `{"currency_code": "EUR", "value": "12.50"}`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Amount {
    pub currency_code: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
    /// `CREATED`, `PAYER_ACTION_REQUIRED`, `SAVED`, `APPROVED`, `COMPLETED` or `VOIDED`.
    pub status: String,
    #[serde(default)]
    pub purchase_units: Vec<Unit>,
    #[serde(default)]
    pub links: Vec<Link>,
    payer: Option<Payer>,
}

#[derive(Debug, Deserialize)]
struct Payer {
    /// Of the account that pays, at every merchant.
    payer_id: Option<String>,
    address: Option<PayerAddress>,
}

#[derive(Debug, Deserialize)]
struct PayerAddress {
    country_code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Unit {
    pub reference_id: Option<String>,
    pub custom_id: Option<String>,
    pub amount: Option<Amount>,
    pub payee: Option<Payee>,
    #[serde(default)]
    pub payments: Payments,
}

#[derive(Debug, Deserialize)]
pub struct Payee {
    pub merchant_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Payments {
    #[serde(default)]
    pub captures: Vec<Capture>,
}

#[derive(Debug, Deserialize)]
pub struct Capture {
    pub id: String,
    /// `COMPLETED`, `PENDING`, `DECLINED`, `FAILED`, `REFUNDED` or `PARTIALLY_REFUNDED`.
    pub status: String,
    pub amount: Amount,
    pub custom_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Refund {
    pub id: String,
    /// `CANCELLED`, `FAILED`, `PENDING` or `COMPLETED`.
    pub status: String,
}

impl Refund {
    pub fn facts(self) -> RefundFacts {
        let status = match self.status.as_str() {
            "COMPLETED" => RefundStatus::Succeeded,
            "FAILED" | "CANCELLED" => RefundStatus::Failed,
            _ => RefundStatus::Pending,
        };
        RefundFacts { gateway_ref: Some(self.id), status, problem: self.status }
    }
}

#[derive(Debug, Deserialize)]
pub struct Transactions {
    #[serde(default)]
    pub transaction_details: Vec<Transaction>,
    #[serde(default)]
    pub total_pages: usize,
}

#[derive(Debug, Deserialize)]
pub struct Transaction {
    transaction_info: TransactionInfo,
}

#[derive(Debug, Deserialize)]
struct TransactionInfo {
    transaction_id: String,
    /// `S`: succeeded.
    transaction_status: Option<String>,
    transaction_amount: Option<Amount>,
    /// The `custom_id` of what was captured.
    custom_field: Option<String>,
    /// Of a refund: the capture.
    paypal_reference_id: Option<String>,
}

impl Transaction {
    /// The money of it, if it took some: what goes back is negative, and refers to what had come.
    pub fn taken(&self) -> Option<Taken> {
        let info = &self.transaction_info;
        let amount = info.transaction_amount.as_ref()?;
        let took = info.transaction_status.as_deref() == Some("S")
            && !amount.value.starts_with('-')
            && info.paypal_reference_id.is_none();
        took.then(|| Taken {
            capture_ref: info.transaction_id.clone(),
            attempt: info.custom_field.clone(),
            amount: format!("{} {}", amount.value, amount.currency_code),
        })
    }
}

/// What PayPal is asked about one of its calls.
#[derive(Serialize)]
pub struct Verification<'a> {
    pub auth_algo: &'a str,
    pub cert_url: &'a str,
    pub transmission_id: &'a str,
    pub transmission_sig: &'a str,
    pub transmission_time: &'a str,
    pub webhook_id: &'a str,
    /// The bytes as they came: written anew, they would have another signature.
    pub webhook_event: &'a RawValue,
}

#[derive(Debug, Deserialize)]
pub struct Verified {
    /// `SUCCESS` or `FAILURE`.
    pub verification_status: String,
}

#[derive(Debug, Deserialize)]
pub struct Link {
    pub href: String,
    pub rel: String,
}

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
pub struct Failed {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub details: Vec<Detail>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Detail {
    #[serde(default)]
    pub issue: String,
}

impl Amount {
    pub fn of(amount: Money) -> Result<Self, GatewayError> {
        let value =
            Gateway::Paypal.decimal(amount).map_err(|error| GatewayError::Refused(error.to_string()))?;
        Ok(Self { currency_code: amount.currency.code().into(), value })
    }

    pub fn money(&self) -> Result<Money, GatewayError> {
        let unreadable =
            |reason: String| GatewayError::Unavailable(format!("its amount cannot be read: {reason}"));
        let currency = Currency::new(&self.currency_code).map_err(|error| unreadable(error.to_string()))?;
        Money::parse_decimal(&self.value, currency).map_err(|error| unreadable(error.to_string()))
    }
}

impl Order {
    /// We ask for one unit, so there is one.
    pub fn unit(&self) -> Option<&Unit> {
        self.purchase_units.first()
    }

    pub fn capture(&self) -> Option<&Capture> {
        self.unit()?.payments.captures.last()
    }

    /// Where the one who pays has the account.
    pub fn payer_country(&self) -> Option<String> {
        self.payer.as_ref()?.address.as_ref()?.country_code.clone()
    }

    /// Which account pays: as good as a card.
    pub fn payer_id(&self) -> Option<String> {
        self.payer.as_ref()?.payer_id.clone()
    }

    /// The page for the person.
    pub fn page(&self) -> Option<&str> {
        let named = |rel: &str| self.links.iter().find(|link| link.rel == rel);
        named("payer-action").or_else(|| named("approve")).map(|link| link.href.as_str())
    }
}
