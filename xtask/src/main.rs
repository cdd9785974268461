//! The project's own commands. `cargo xtask --help` is the table of contents.

mod bench;
mod catalogue;
mod check;
mod demo;
mod dev;
mod display;
mod postgres;
mod run;
mod setup;
mod test;
mod ui;

use anyhow::Result;
use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Pannier's own commands", disable_help_subcommand = true)]
enum Command {
    /// Run the shop: server, demo catalogue, demo customer, desk. Without a display: a scripted tour with screenshots.
    Demo(demo::Options),
    /// Prove it all: format, lints, every test on both databases, the real window.
    Test(test::Options),
    /// Seconds: format, lints, tests of the crates without Tauri.
    Check,
    /// Build the front end into ui/dist.
    Ui(ui::Options),
    /// Run server and desk, and build again whatever changes.
    Dev,
    /// Measure speed and memory as ratios against raw baselines of the same run.
    Bench(bench::Options),
    /// Write a seeded catalogue of any size as CSV.
    Catalogue(catalogue::Options),
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Check => check::run(),
        Command::Ui(options) => ui::run(&options),
        Command::Dev => dev::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Catalogue(options) => catalogue::run(&options),
    }
}
