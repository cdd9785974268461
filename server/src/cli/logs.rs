//! Logs for the reader: one line where something was handled, on standard error. Never names, addresses, tokens.

use tracing_subscriber::EnvFilter;

use super::Sentence;
use crate::config::{LogFormat, Settings};

pub fn begin(settings: &Settings) -> Result<(), Sentence> {
    // Migrations say nothing that a sentence at the start does not say better; PostgreSQL's client writes the values
    // of statements at `debug`, and with them names and addresses.
    let filter = EnvFilter::builder()
        .parse(format!("refinery_core=warn,{},tokio_postgres=info", settings.log))
        .map_err(|error| {
            Sentence(format!("the setting `log` cannot be {:?}: {error}. Use info, or debug", settings.log))
        })?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = match settings.log_format {
        LogFormat::Text => logs.with_ansi(false).try_init(),
        LogFormat::Json => logs.json().try_init(),
    };
    begun.map_err(|error| Sentence(format!("cannot write logs: {error}")))
}
