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
    step("compiling with optimisation");
    run(&mut cargo(&[
        "build",
        "--release",
        "--package",
        "pannier-server",
        "--package",
        "benches",
        "--bins",
    ]))?;
    let program = target().join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    let mut bench =
        if options.no_window { Command::new(&program) } else { display::with_session_bus(&program) };
    bench.args(&options.filter).env("PANNIER_BENCH_POSTGRES", cluster.url());
    if !options.no_window {
        setup::ensure(&[&setup::WEBVIEW, &setup::WINDOW_DRIVER])?;
        ui::build(true)?;
        run(&mut cargo(&["build", "--release", "--package", "pannier", "--bins"]))?;
        bench.env("PANNIER_BENCH_WINDOW", "1");
    }
    run(&mut bench)
}
