//! `check`: what can be known in seconds: everything but the shell and the window.

use anyhow::Result;

use crate::run::{cargo, run, step};
use crate::setup;

const INNER: [&str; 8] =
    ["--package", "domain", "--package", "contract", "--package", "app", "--package", "pannier-server"];

pub fn run_check() -> Result<()> {
    setup::ensure(&[&setup::COMPILER])?;
    setup::ensure_lint_tools()?;
    step("format");
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    step("lints");
    let lint = ["--package", "ui", "--all-targets", "--", "--deny", "warnings"];
    run(cargo(&["clippy"]).args(INNER).args(lint))?;
    step("tests of the crates without Tauri, on SQLite");
    run(cargo(&["test"]).args(INNER).args(["--package", "ui", "--", "--quiet"]))
}
