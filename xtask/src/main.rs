//! The project's own commands. `cargo xtask --help` is the table of contents.

mod bench;
mod catalogue;
mod check;
mod demo;
mod dev;
mod display;
mod gallery;
mod postgres;
mod run;
mod setup;
mod test;
mod ui;

use std::process::ExitCode;

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
    /// Take pictures of every screen in both themes, both languages and two sizes.
    Gallery(gallery::Options),
    /// Write a seeded catalogue of any size as CSV.
    Catalogue(catalogue::Options),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Demo(options) => demo::run_demo(&options),
        Command::Test(options) => test::run_tests(&options),
        Command::Check => check::run_check(),
        Command::Ui(options) => ui::run_ui(&options),
        Command::Dev => dev::watch(),
        Command::Bench(options) => bench::measure(&options),
        Command::Gallery(options) => gallery::take_pictures(&options),
        Command::Catalogue(options) => catalogue::write(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
