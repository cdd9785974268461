//! `bench`: speed and memory as ratios against raw baselines of the same run.

use std::process::Command;

use anyhow::Result;

use crate::postgres::Cluster;
use crate::run::{cargo, run, step, target};
use crate::{display, setup, ui};

#[derive(clap::Args)]
pub struct Options {
    /// Only the measurements whose name contains this.
    filter: Option<String>,
    /// Without the real window.
    #[arg(long)]
    no_window: bool,
}

pub fn measure(options: &Options) -> Result<()> {
    setup::ensure(&[&setup::COMPILER, &setup::POSTGRES])?;
    let cluster = Cluster::start()?;
    let mut packages = vec!["pannier-server", "benches"];
    if !options.no_window {
        setup::ensure(&[&setup::WEBVIEW, &setup::WINDOW_DRIVER])?;
        ui::build(true)?;
        packages.push("pannier");
    }
    step("compiling with optimisation");
    // Together, so that what they share is compiled once.
    let mut build = cargo(&["build", "--release", "--bins"]);
    run(build.args(packages.iter().flat_map(|package| ["--package", package])))?;
    let program = target().join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    let mut bench =
        if options.no_window { Command::new(&program) } else { display::with_session_bus(&program) };
    bench.args(&options.filter).env("PANNIER_BENCH_POSTGRES", cluster.url());
    if !options.no_window {
        bench.env("PANNIER_BENCH_WINDOW", "1");
    }
    run(&mut bench)
}
