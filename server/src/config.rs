//! The settings: one table documents them; `pannier.toml` and the environment fill them in.

mod settings;
mod table;

pub use settings::{BadSettings, LogFormat, MailSettings, Settings};
pub use table::{SETTINGS, Setting, markdown};
