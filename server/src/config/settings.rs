//! Settings, parsed once at the door.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::attempt::Gateway;
use domain::money::BasisPoints;
use domain::policy::Policy;
use domain::quote::Terms;
use domain::{Currency, Money};

use super::countries::Countries;
use super::gateways::{self, Opens, PaypalSettings, StripeSettings};
use super::mail::{self, MailSettings};
use super::secret::Secret;
use super::table::SETTINGS;
use crate::clock::{DAY_US, SECOND_US};
use crate::db::DatabaseSettings;
use crate::gateways::CALL_TIMEOUT;
use crate::pricing_file::time_zone;

/// An order waits for its money a day at least, and ten years at most.
const ORDER_EXPIRY_DAYS: RangeInclusive<i64> = 1..=3_650;
/// Nobody promises further ahead than a year of working days.
const POLICY_HOURS: RangeInclusive<i64> = 0..=24 * 600;
/// The sandbox plays a slow bank; nobody waits longer than a day for a play.
const SANDBOX_LATE_SECONDS: RangeInclusive<i64> = 0..=86_400;

#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    /// Scheme, host and port only; none: the address that the server listens on.
    pub public_url: Option<String>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    pub address_file: Option<PathBuf>,
    pub database: DatabaseSettings,
    pub provider: String,
    pub terms: Terms,
    pub countries: Countries,
    /// Of the provider, as long as no calendar was imported.
    pub time_zone: String,
    pub live: bool,
    pub stripe: Option<StripeSettings>,
    pub paypal: Option<PaypalSettings>,
    /// How long a gateway may take for one call. No setting of the file: stories shorten it.
    pub gateway_timeout: Duration,
    pub sandbox_late_us: i64,
    pub sandbox_opens: Opens,
    pub order_expiry_us: i64,
    pub policy: Policy,
    /// In minor units of the currency.
    pub high_value_minor: i64,
    pub mail: MailSettings,
    pub log: String,
    pub log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// One sentence that names the setting and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    #[error("cannot read the settings in {0}: {1}")]
    File(String, String),
    #[error("there is no setting `{0}`; `pannier-server --help` lists them")]
    Unknown(String),
    #[error("the setting `{name}` cannot be {value:?}: {reason}")]
    Value { name: &'static str, value: String, reason: String },
}

impl Settings {
    /// From a file, if there is one, and the environment over it.
    pub fn load(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, BadSettings> {
        let mut given = match file {
            Some(path) => from_file(path)?,
            None => BTreeMap::new(),
        };
        for setting in SETTINGS {
            if let Some(value) = environment(&format!("PANNIER_{}", setting.name.to_uppercase())) {
                given.insert(setting.name.into(), value);
            }
        }
        Given(given).parse()
    }

    /// Where a desk opens the page of a gateway by itself.
    pub fn opens(&self, gateway: Gateway) -> Opens {
        match gateway {
            Gateway::Stripe => self.stripe.as_ref().map(|stripe| stripe.opens).unwrap_or_default(),
            Gateway::Paypal => self.paypal.as_ref().map(|paypal| paypal.opens).unwrap_or_default(),
            Gateway::Sandbox => self.sandbox_opens,
        }
    }
}

fn from_file(path: &Path) -> Result<BTreeMap<String, String>, BadSettings> {
    let place = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| BadSettings::File(place.clone(), error.to_string()))?;
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| BadSettings::File(place, error.message().into()))?;
    let mut given = BTreeMap::new();
    for (name, value) in table {
        if !SETTINGS.iter().any(|setting| setting.name == name) {
            return Err(BadSettings::Unknown(name));
        }
        let text = match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        given.insert(name, text);
    }
    Ok(given)
}

pub(super) struct Given(BTreeMap<String, String>);

impl Given {
    fn parse(&self) -> Result<Settings, BadSettings> {
        let database = self.parsed("database", parse_database)?;
        let currency = self.parsed("currency", |text| Currency::new(text).map_err(text_of))?;
        let shipping =
            self.parsed("shipping", |text| Money::parse_decimal(text, currency).map_err(text_of))?;
        let live = self.parsed("live", |text| text.parse().map_err(|_| "use true or false".to_owned()))?;
        Ok(Settings {
            listen: self.parsed("listen", |text| {
                text.parse().map_err(|_| "use an address with a port, like 127.0.0.1:7433".to_owned())
            })?,
            public_url: self.optional("public_url", parse_public_url)?,
            trusted_proxies: self.parsed("trusted_proxies", parse_addresses)?,
            address_file: self.optional("address_file", path)?,
            provider: self.parsed("provider", |text| {
                if text.trim().is_empty() {
                    Err("it cannot be empty".to_owned())
                } else {
                    Ok(text.trim().to_owned())
                }
            })?,
            terms: Terms {
                currency,
                shipping_minor: shipping.minor,
                shipping_tax: self.parsed("shipping_tax_percent", parse_percent)?,
            },
            countries: self.parsed("countries", Countries::parse)?,
            time_zone: self.parsed("time_zone", time_zone)?,
            live,
            stripe: gateways::stripe(self, live)?,
            paypal: gateways::paypal(self, live)?,
            gateway_timeout: CALL_TIMEOUT,
            sandbox_late_us: self.parsed("sandbox_late_seconds", |text| {
                whole(text, SANDBOX_LATE_SECONDS).map(|seconds| seconds * SECOND_US)
            })?,
            sandbox_opens: gateways::opens(self, "sandbox_opens")?,
            order_expiry_us: self.parsed("order_expiry_days", |text| {
                whole(text, ORDER_EXPIRY_DAYS).map(|days| days * DAY_US)
            })?,
            policy: Policy {
                cancel_hours: self.optional("cancel_until_hours", policy_hours)?,
                cancel_fee: self.parsed("cancel_fee_percent", parse_percent)?,
                amend_hours: self.optional("change_until_hours", policy_hours)?,
            },
            high_value_minor: self
                .parsed("high_value", |text| Money::parse_decimal(text, currency).map_err(text_of))?
                .minor,
            mail: mail::settings(self, &database)?,
            database,
            log: self.text("log"),
            log_format: self.parsed("log_format", |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("use text or json".to_owned()),
            })?,
        })
    }

    fn text(&self, name: &'static str) -> String {
        let default = || SETTINGS.iter().find(|setting| setting.name == name).map_or("", |s| s.default);
        self.0.get(name).map_or_else(|| default().to_owned(), Clone::clone)
    }

    pub(super) fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, BadSettings> {
        let text = self.text(name);
        parse(&text).map_err(|reason| bad(name, &text, &reason))
    }

    pub(super) fn optional<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, BadSettings> {
        if self.text(name).is_empty() { Ok(None) } else { self.parsed(name, parse).map(Some) }
    }

    /// What one of two settings says: the secret, or the file that holds it.
    pub(super) fn secret(
        &self,
        name: &'static str,
        file: &'static str,
    ) -> Result<Option<Secret>, BadSettings> {
        let text = self.text(name);
        if !text.is_empty() {
            return Secret::new(&text).map(Some).map_err(|reason| bad(name, "(hidden)", &reason));
        }
        self.optional(file, |path| Secret::from_file(Path::new(path)))
    }
}

pub(super) fn bad(name: &'static str, value: &str, reason: &str) -> BadSettings {
    // A URL may hold a password: say where it is wrong, not what it is.
    let value = if value.contains("://") && value.contains('@') { "(hidden)" } else { value };
    BadSettings::Value { name, value: value.into(), reason: reason.into() }
}

fn text_of(error: impl ToString) -> String {
    error.to_string()
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    Ok(PathBuf::from(text))
}

fn whole(text: &str, range: RangeInclusive<i64>) -> Result<i64, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("use a whole number from {} to {}", range.start(), range.end()))
}

fn policy_hours(text: &str) -> Result<u32, String> {
    let hours = whole(text, POLICY_HOURS)?;
    u32::try_from(hours).map_err(text_of)
}

fn parse_percent(text: &str) -> Result<BasisPoints, String> {
    let reason = || "use a percentage with at most two decimals, like 19 or 7.7".to_owned();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 2 {
        return Err(reason());
    }
    let basis_points = format!("{whole}{fraction:0<2}").parse().map_err(|_| reason())?;
    if basis_points > 10_000 { Err(reason()) } else { Ok(BasisPoints(basis_points)) }
}

fn parse_database(text: &str) -> Result<DatabaseSettings, String> {
    if let Some(path) = text.strip_prefix("sqlite:")
        && !path.is_empty()
    {
        return Ok(DatabaseSettings::Sqlite(path.into()));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(DatabaseSettings::Postgres(text.into()));
    }
    Err("use sqlite:PATH or postgres://user:password@host/name".into())
}

fn parse_public_url(text: &str) -> Result<String, String> {
    let reason = || "use an address like https://orders.example.org".to_owned();
    let url = url::Url::parse(text).map_err(|_| reason())?;
    if !matches!(url.scheme(), "https" | "http") || url.query().is_some() || url.fragment().is_some() {
        return Err(reason());
    }
    // The pages link to each other from the root.
    if url.path() != "/" {
        return Err("leave the path out: the shop needs a host or a port of its own".into());
    }
    Ok(url.origin().ascii_serialization())
}

fn parse_addresses(text: &str) -> Result<Vec<IpAddr>, String> {
    let addresses = text.split(',').map(str::trim).filter(|address| !address.is_empty());
    let parsed = addresses.map(|address| address.parse::<IpAddr>().map(|address| address.to_canonical()));
    parsed
        .collect::<Result<_, _>>()
        .map_err(|_| "use IP addresses with commas between them, like 10.0.0.2, 10.0.0.3".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        let pairs: BTreeMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Settings::load(None, |name| pairs.get(name).cloned())
    }

    #[test]
    fn the_defaults_are_a_working_shop() {
        let settings = with(&[]).expect("defaults are right");
        assert_eq!(settings.terms.shipping_minor, 490);
        assert_eq!(settings.database, DatabaseSettings::Sqlite("pannier.db".into()));
        assert!(!settings.live);
    }

    #[test]
    fn mail_becomes_files_next_to_the_database() {
        let settings = with(&[("PANNIER_DATABASE", "sqlite:shop/a.db")]).expect("right");
        assert_eq!(settings.mail.folder, Path::new("shop").join("mail"));
    }

    #[test]
    fn what_the_file_says_counts_and_the_environment_wins() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pannier.toml");
        let text = "provider = \"From the file\"\nlive = true\norder_expiry_days = 3\nshipping = \"1.00\"\n";
        std::fs::write(&file, text).expect("written");
        let said = |name: &str| (name == "PANNIER_SHIPPING").then(|| "2.00".to_owned());
        let settings = Settings::load(Some(&file), said).expect("right");
        assert_eq!(settings.provider, "From the file");
        assert_eq!((settings.live, settings.order_expiry_us), (true, 3 * DAY_US));
        assert_eq!(settings.terms.shipping_minor, 200);
    }

    #[test]
    fn a_public_url_is_a_place_without_a_path() {
        for (given, kept) in [
            ("https://Orders.example.org/", "https://orders.example.org"),
            ("http://10.0.0.5:7433", "http://10.0.0.5:7433"),
        ] {
            let settings = with(&[("PANNIER_PUBLIC_URL", given)]).expect("right");
            assert_eq!(settings.public_url.as_deref(), Some(kept));
        }
    }

    #[test]
    fn proxies_are_a_list_with_commas() {
        let settings = with(&[("PANNIER_TRUSTED_PROXIES", "127.0.0.1, ::ffff:10.0.0.2,::1")]).expect("right");
        let as_text: Vec<String> = settings.trusted_proxies.iter().map(IpAddr::to_string).collect();
        assert_eq!(as_text, ["127.0.0.1", "10.0.0.2", "::1"]);
    }

    #[test]
    fn a_bad_value_names_its_setting_and_says_what_to_use() {
        for (name, value, part) in [
            ("PANNIER_LISTEN", "nowhere", "127.0.0.1:7433"),
            ("PANNIER_CURRENCY", "EURO", "EUR"),
            ("PANNIER_TIME_ZONE", "Berlin", "Europe/Berlin"),
            ("PANNIER_SHIPPING", "-1", "negative"),
            ("PANNIER_DATABASE", "mysql://x", "sqlite:PATH"),
            ("PANNIER_MAIL_FROM", "Shop <orders@example.org", "Shop <orders@example.org>"),
            ("PANNIER_MAIL_FROM", "nobody", "Shop <orders@example.org>"),
            ("PANNIER_MAIL_FROM", "a@example.org, b@example.org", "one address"),
            ("PANNIER_PUBLIC_URL", "https://example.org/shop", "leave the path out"),
            ("PANNIER_PUBLIC_URL", "orders.example.org", "https://orders.example.org"),
            ("PANNIER_ORDER_EXPIRY_DAYS", "0", "from 1 to 3650"),
            ("PANNIER_ORDER_EXPIRY_DAYS", "200000000", "from 1 to 3650"),
            ("PANNIER_SANDBOX_LATE_SECONDS", "soon", "from 0 to 86400"),
            ("PANNIER_CANCEL_UNTIL_HOURS", "-1", "from 0 to 14400"),
            ("PANNIER_CANCEL_FEE_PERCENT", "101", "a percentage"),
            ("PANNIER_TRUSTED_PROXIES", "10.0.0.0/8", "10.0.0.2, 10.0.0.3"),
            ("PANNIER_COUNTRIES", "DE UK", "\"UK\" is not"),
        ] {
            let error = with(&[(name, value)]).expect_err("it is wrong").to_string();
            let setting = name["PANNIER_".len()..].to_lowercase();
            assert!(error.contains(&setting) && error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_password_in_a_bad_setting_is_not_shown() {
        let error = with(&[("PANNIER_DATABASE", "mysql://ada:secret@host/db")]).expect_err("wrong");
        assert!(!error.to_string().contains("secret"));
    }
}
