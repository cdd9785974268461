//! The commands of `pannier-server`. Each ends with 0, or with 1 and one sentence that says what to do.

mod calendar;
mod catalogue;
mod coupon;
mod export;
mod import;
mod key;
mod logs;
mod mail;
mod order;
mod payments;
mod people;
mod price_tables;
mod serve;
mod webhook;

use std::path::{Path, PathBuf};
use std::pin::Pin;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{SETTINGS, Settings};
use crate::db::OpenError;
use crate::error::Error;
use crate::state::Shop;
use price_tables::Which;

/// The file of settings in the working folder, if it is there.
const SETTINGS_FILE: &str = "pannier.toml";

/// The server of Pannier: catalogue, customers, orders, payments and mail.
#[derive(Parser)]
#[command(name = "pannier-server", version, after_help = settings_help())]
struct Arguments {
    /// The file of settings; `pannier.toml` in the working folder when nothing is said.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM.
    Serve,
    /// Change what is sold.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// When the provider works.
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// Accounts of customers.
    #[command(subcommand)]
    Customer(people::Command),
    /// Accounts of the provider's staff.
    #[command(subcommand)]
    Staff(people::Command),
    /// Move orders along.
    #[command(subcommand)]
    Order(order::Command),
    /// Coupons.
    #[command(subcommand)]
    Coupon(coupon::Command),
    /// Taxes by where an order goes.
    #[command(subcommand)]
    Tax(price_tables::Command),
    /// Ways to send what is shipped.
    #[command(subcommand)]
    Shipping(price_tables::Command),
    /// Gateways, and what has to be looked at.
    #[command(subcommand)]
    Payments(payments::Command),
    /// Other systems that are told what happens to orders.
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Keys with which other systems do what staff does.
    #[command(subcommand)]
    Key(key::Command),
    /// Write orders, or money that moved, into a CSV file.
    Export(export::Arguments),
    /// Mails: those that did not leave, addresses that bounce, how they look, and their key.
    #[command(subcommand)]
    Mail(mail::Command),
}

/// A sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Sentence(pub String);

macro_rules! sentences {
    ($($error:ty),*) => {$(
        impl From<$error> for Sentence {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        }
    )*};
}

sentences!(crate::config::BadSettings, OpenError, Error);

/// Runs the program with the arguments of the process; its exit code.
pub fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("pannier-server: {sentence}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Sentence> {
    let beside = Path::new(SETTINGS_FILE);
    let file = arguments.config.or_else(|| beside.exists().then(|| beside.into()));
    let settings = Settings::load(file.as_deref(), |name| std::env::var(name).ok())?;
    let runtime = runtime().map_err(|error| Sentence(format!("cannot start: {error}")))?;
    // Behind a pointer: the runtime has three ways to wait, and each would get its own copy of all commands.
    let command: Pin<Box<dyn Future<Output = _>>> = Box::pin(async {
        match arguments.command {
            Command::Serve => serve::run(settings).await,
            Command::Catalogue(command) => catalogue::run(command, settings).await,
            Command::Calendar(command) => calendar::run(command, settings).await,
            Command::Customer(command) => people::run(command, domain::staff::Role::Customer, settings).await,
            Command::Staff(command) => people::run(command, domain::staff::Role::Staff, settings).await,
            Command::Order(command) => order::run(command, settings).await,
            Command::Coupon(command) => coupon::run(command, settings).await,
            Command::Tax(command) => price_tables::run(command, Which::Taxes, settings).await,
            Command::Shipping(command) => price_tables::run(command, Which::Shipping, settings).await,
            Command::Payments(command) => payments::run(command, settings).await,
            Command::Webhook(command) => webhook::run(command, settings).await,
            Command::Key(command) => key::run(command, settings).await,
            Command::Export(arguments) => export::run(arguments, settings).await,
            Command::Mail(command) => mail::run(command, settings).await,
        }
    });
    runtime.block_on(command)
}

/// Threads for the network as there are cores, and a bounded number that may wait for a database.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    const BLOCKING_THREADS: usize = 32;
    tokio::runtime::Builder::new_multi_thread().max_blocking_threads(BLOCKING_THREADS).enable_all().build()
}

/// The shop as commands at the terminal need it: nobody is served, so the address does not matter.
async fn closed_shop(settings: Settings) -> Result<Shop, Sentence> {
    let address = format!("http://{}", settings.listen);
    Ok(Shop::open(settings, &address, Clock::default()).await?)
}

/// Prints a line. A reader that went away, such as `head`, is no reason to fail.
fn say(line: &str) {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}").ok();
}

fn settings_help() -> String {
    let mut help = String::from(
        "Settings, as `name = \"value\"` in pannier.toml or as PANNIER_NAME in the environment, which wins:\n",
    );
    for setting in SETTINGS {
        let default = if setting.default.is_empty() { "nothing" } else { setting.default };
        help.push_str(&format!(
            "\n  {} [{default}]\n      {}\n",
            setting.name,
            setting.meaning.replace('`', "")
        ));
    }
    help
}
