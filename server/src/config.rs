//! The settings: one table documents them; `pannier.toml` and the environment fill them in.

mod countries;
mod gateways;
mod secret;
mod settings;
mod table;

pub use countries::Countries;
pub use gateways::{PaypalSettings, StripeSettings};
pub use secret::Secret;
pub use settings::{BadSettings, LogFormat, MailSettings, Settings};
pub use table::{SETTINGS, Setting, markdown};
