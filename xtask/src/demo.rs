//! `demo`: the whole shop on this machine, on embedded defaults.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::display;
use crate::run::{cargo, run, step, target};
use crate::{setup, ui};

#[derive(clap::Args)]
pub struct Options {
    /// Forget the shop of the last start.
    #[arg(long)]
    fresh: bool,
    /// Walk through the shop by script even where there is a display.
    #[arg(long)]
    tour: bool,
}

pub fn run_demo(options: &Options) -> Result<()> {
    let tour = options.tour || !display::is_there();
    build(tour)?;
    let folder = target().join("demo");
    let data = folder.join("data");
    if options.fresh && data.exists() {
        step("forgetting the shop of the last start");
        fs::remove_dir_all(&data).context("removing the last shop")?;
    }
    let program = target().join("debug").join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    let mut demo = if tour { display::with_session_bus(&program) } else { Command::new(&program) };
    demo.arg("--folder").arg(&data);
    if tour {
        if !cfg!(target_os = "linux") {
            bail!(
                "the scripted tour drives WebKitGTK and runs on Linux only; start the demo on a screen instead"
            );
        }
        demo.arg("--tour").arg(&folder);
    }
    run(&mut demo)
}

/// Builds everything that the demo runs; does little when nothing changed.
pub fn build(tour: bool) -> Result<()> {
    setup::ensure(&[&setup::COMPILER, &setup::WEBVIEW, &setup::NODE])?;
    if tour {
        setup::ensure(&[&setup::WINDOW_DRIVER])?;
    }
    ui::build(true)?;
    step("compiling server and desk");
    run(&mut cargo(&[
        "build",
        "--package",
        "pannier-server",
        "--package",
        "pannier",
        "--package",
        "stories",
        "--bins",
    ]))
}
