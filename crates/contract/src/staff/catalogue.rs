//! The catalogue at the staff desk: a file tried out and imported, services one by one, and prices from a day on.

use domain::{Currency, Money, ServiceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::import::Mistakes;

/// Bytes of a file that is sent from a desk: 100,000 services of 670 bytes. A larger one is imported at the terminal.
pub const CATALOGUE_BYTES: usize = 64 * 1024 * 1024;
/// Services of each kind that a trial tells; more are only counted.
pub const SERVICES_TOLD: usize = 100;
/// Days that a price can be planned ahead.
pub const PLANNED_DAYS: i64 = 730;

/// `POST /v1/staff/catalogue/trial?format=`, with the file as the body: what an import of its good rows would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueTrial {
    /// Where the catalogue stood, as `cursor` of `GET /v1/catalogue`: whoever imports says it.
    pub at: String,
    /// Of all prices.
    pub currency: Currency,
    pub added: Codes,
    pub changed: ChangedServices,
    pub withdrawn: Codes,
    pub unchanged: u64,
    /// With any of these, nothing can be imported.
    pub mistakes: Mistakes,
    /// False: one of the mistakes kept the rest of the file from being read.
    pub whole: bool,
}

/// Services by their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Codes {
    /// The first 100.
    pub first: Vec<String>,
    pub total: u64,
}

/// Services that a file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedServices {
    /// The first 100.
    pub first: Vec<ChangedService>,
    pub total: u64,
}

/// What a file changes about a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedService {
    pub code: String,
    /// As it is so far.
    pub name: String,
    /// It was withdrawn, and is sold again.
    pub back: bool,
    pub fields: Vec<ChangedField>,
}

/// A column with what it holds so far and what the file has, both as a file writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedField {
    pub column: String,
    pub old: String,
    pub new: String,
}

/// The reply to `POST /v1/staff/catalogue/import?format=&at=`, with the file as the body: how many services it touched.
/// Refused with `catalogue_moved` if the catalogue does not stand there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueImported {
    pub added: u64,
    pub changed: u64,
    pub withdrawn: u64,
    pub unchanged: u64,
}

/// `GET /v1/staff/services?text=&after=&limit=`: by their codes, withdrawn ones too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffServices {
    pub services: Vec<ServiceRow>,
    /// For the next page; none when there are no more.
    pub after: Option<String>,
}

/// A service in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceRow {
    pub id: ServiceId,
    pub code: String,
    pub name: String,
    /// The category's name.
    pub category: String,
    pub price: Money,
    pub withdrawn: bool,
    /// Another price is planned.
    pub planned: bool,
}

/// `GET /v1/staff/services/{service}`, and the reply to everything that is done with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffService {
    pub id: ServiceId,
    pub code: String,
    /// What was seen: whoever edits or withdraws it says it.
    pub ver: i64,
    pub withdrawn: bool,
    pub fields: ServiceFields,
    pub currency: Currency,
    /// The names of all categories.
    pub categories: Vec<String>,
    /// By day.
    pub planned: Vec<PlannedPrice>,
}

/// What can be edited of a service, each as a file writes it (`docs/catalogue-format.md`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceFields {
    /// The name of one of the categories that there are.
    pub category: String,
    pub name: String,
    pub summary: String,
    pub description: String,
    pub price: String,
    pub lead_days: String,
    pub capacity_per_day: String,
}

/// A price from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedPrice {
    /// From its midnight on, in the provider's time zone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub day: Date,
    pub price: Money,
    /// Who of the staff planned it.
    pub by: String,
}

/// `PUT /v1/staff/services/{service}`. Refused with `catalogue_moved` if the service is not as it was seen; what is as it is
/// wanted already is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditRequest {
    pub seen_ver: i64,
    pub fields: ServiceFields,
}

/// `POST /v1/staff/services/{service}/withdrawal`: no longer sold, or sold again. Refused as an edit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithdrawalRequest {
    pub seen_ver: i64,
    pub withdrawn: bool,
}

/// `PUT /v1/staff/services/{service}/prices/{day}`. Refused with `catalogue_moved` if another price is planned for the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceRequest {
    /// As a file writes it.
    pub price: String,
}
