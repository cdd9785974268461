//! The settings: one table documents them; `pannier.toml` and the environment fill them in.

mod countries;
mod gateways;
mod mail;
mod secret;
mod settings;
mod table;

pub use countries::Countries;
pub use gateways::{Opens, PaypalSettings, StripeSettings};
pub use mail::MailSettings;
pub use secret::Secret;
pub use settings::{BadSettings, LogFormat, Settings};
pub use table::{SETTINGS, Setting, markdown};
