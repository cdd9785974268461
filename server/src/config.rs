//! The settings: one table documents them; `pannier.toml` and the environment fill them in.

mod gateways;
mod secret;
mod settings;
mod table;

pub use gateways::{Opens, PaypalSettings, StripeSettings};
pub use secret::Secret;
pub use settings::{BadSettings, LogFormat, MailSettings, Settings};
pub use table::{SETTINGS, Setting, markdown};
