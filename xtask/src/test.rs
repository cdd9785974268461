//! `test`: proves it all and prints one summary. Nothing is skipped in silence.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::postgres::Cluster;
use crate::run::{cargo, output_of, root, run, step, target};
use crate::{demo, setup};

/// Of one version everywhere: another one may find fault with other things.
const CARGO_DENY: &str = "0.20.2";

#[derive(clap::Args)]
pub struct Options {
    /// Only the tests whose name contains this.
    filter: Option<String>,
}

/// One step of the proof.
struct Done {
    what: &'static str,
    took: Duration,
    result: Result<String>,
}

pub fn run_tests(options: &Options) -> Result<()> {
    prepare()?;
    let steps: [(&'static str, &dyn Fn() -> Result<String>); 4] = [
        ("format", &format),
        ("lints", &lints),
        ("licences and sources of the dependencies", &dependencies),
        ("tests on both databases, and the real window", &|| tests(options.filter.as_deref())),
    ];
    let mut all_done = Vec::new();
    for (what, prove) in steps {
        step(what);
        let start = Instant::now();
        let result = prove();
        if let Err(error) = &result {
            eprintln!("{error:#}");
        }
        all_done.push(Done { what, took: start.elapsed(), result });
    }
    summary(&all_done)
}

fn prepare() -> Result<()> {
    setup::ensure(&[&setup::POSTGRES, &setup::PYTHON, &setup::NODE])?;
    setup::ensure_lint_tools()?;
    if cfg!(target_os = "linux") { demo::build(true) } else { demo::build(false) }
}

fn format() -> Result<String> {
    run(&mut cargo(&["fmt", "--all", "--check"])).map(|()| "every file".into())
}

fn lints() -> Result<String> {
    run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
        .map(|()| "clippy without a warning".into())
}

/// Advisories need a database from a host that not every machine can reach.
fn dependencies() -> Result<String> {
    let program = cargo_deny()?;
    step("fetching what the dependencies are on other systems, for a build fetches only those of this one");
    run(&mut cargo(&["fetch", "--locked"]))?;
    run(Command::new(program)
        .args(["--log-level", "error", "--offline", "check", "licenses", "bans", "sources"])
        .current_dir(root()))?;
    Ok("cargo-deny; advisories are NOT checked here, their database is not to be had offline".into())
}

/// The program that reads `deny.toml`.
fn cargo_deny() -> Result<PathBuf> {
    let tools = target().join("tools");
    let program = tools.join(format!("bin/cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let version = output_of(Command::new(&program).arg("--version"));
    if !version.is_ok_and(|version| version.ends_with(&format!(" {CARGO_DENY}"))) {
        step(&format!("installing cargo-deny {CARGO_DENY} into the target folder, once; it takes minutes"));
        run(cargo(&["install", "--locked", &format!("cargo-deny@{CARGO_DENY}"), "--root"]).arg(&tools))?;
    }
    Ok(program)
}

fn tests(filter: Option<&str>) -> Result<String> {
    let cluster = Cluster::start()?;
    let python = setup::python_with_test_servers()?;
    let judges = setup::node_judges()?;
    // A session bus of their own: no keychain and no running desk of the person is touched.
    let mut command = if cfg!(target_os = "linux") { Command::new("dbus-run-session") } else { cargo(&[]) };
    if cfg!(target_os = "linux") {
        command.args(["--", env!("CARGO")]).current_dir(root());
    }
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(filter)
        .env("PANNIER_TEST_POSTGRES", cluster.url())
        .env("PANNIER_TEST_REQUIRE_POSTGRES", "1")
        .env("PANNIER_TEST_PYTHON", &python)
        .env("PANNIER_TEST_REQUIRE_SMTP", "1")
        .env("PANNIER_TEST_REQUIRE_STRIPE", "1")
        .env("PANNIER_TEST_REQUIRE_WEBHOOKS", "1")
        .env("PANNIER_TEST_REQUIRE_ADDRESSES", "1")
        .env("PANNIER_TEST_REQUIRE_PDF", "1")
        .env("PANNIER_TEST_REQUIRE_TABLES", "1")
        .env("PANNIER_TEST_JUDGES", &judges)
        .env("PANNIER_TEST_REQUIRE_JUDGES", "1");
    if cfg!(target_os = "linux") {
        command.env("PANNIER_TEST_REQUIRE_WINDOW", "1");
    }
    let counted = counted(&mut command)?;
    if !counted.succeeded || counted.failed > 0 {
        bail!("{} passed, {} failed", counted.passed, counted.failed);
    }
    let unseen = if cfg!(target_os = "linux") { "" } else { "; the window is NOT tested on this system" };
    Ok(format!("{} passed, {} skipped{unseen}", counted.passed, counted.ignored))
}

#[derive(Default)]
struct Counted {
    passed: u64,
    failed: u64,
    ignored: u64,
    succeeded: bool,
}

/// Runs the tests with their output shown, and adds up what cargo's test programs report.
fn counted(command: &mut Command) -> Result<Counted> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("starting the tests")?;
    let output = child.stdout.take().context("the tests' output")?;
    let mut counted = Counted::default();
    for line in BufReader::new(output).lines() {
        let line = line.context("reading the tests' output")?;
        println!("{line}");
        if let Some(report) = line.strip_prefix("test result: ") {
            counted.passed += number_before(report, " passed");
            counted.failed += number_before(report, " failed");
            counted.ignored += number_before(report, " ignored");
        }
    }
    counted.succeeded = child.wait().context("waiting for the tests")?.success();
    Ok(counted)
}

/// The 12 of `ok. 12 passed; 0 failed`.
fn number_before(report: &str, word: &str) -> u64 {
    let before = report.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn summary(all_done: &[Done]) -> Result<()> {
    println!("\nSummary");
    for Done { what, took, result } in all_done {
        let seconds = took.as_secs();
        match result {
            Ok(found) => println!("  ok      {what}: {found} ({seconds} s)"),
            Err(error) => println!("  FAILED  {what}: {error} ({seconds} s)"),
        }
    }
    match all_done.iter().filter(|done| done.result.is_err()).count() {
        0 => Ok(()),
        failed => bail!("{failed} of {} steps failed", all_done.len()),
    }
}
