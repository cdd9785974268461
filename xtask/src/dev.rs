//! `dev`: the shop on this machine, built and started again whenever a source changes.

use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use notify::{RecursiveMode, Watcher};

use crate::run::{root, step, target};
use crate::{demo, display};

/// Editors write several files at once; what changes within this time is one change.
const QUIET: Duration = Duration::from_millis(300);

const SOURCES: [&str; 7] =
    ["crates", "server", "ui/src", "ui/styles.css", "src-tauri", "migrations", "tests/src"];

pub fn watch() -> Result<()> {
    if !display::is_there() {
        bail!("there is no display to show the desk on; `cargo xtask demo` walks through it without one");
    }
    let (tell, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| event.kind.is_modify() || event.kind.is_create() || event.kind.is_remove())
        {
            // Nobody listens any more when dev is ending.
            let _ = tell.send(());
        }
    })
    .context("watching the sources")?;
    for source in SOURCES {
        watcher
            .watch(&root().join(source), RecursiveMode::Recursive)
            .with_context(|| format!("watching {source}"))?;
    }
    loop {
        let running = match demo::build(false).and_then(|()| start()) {
            Ok(child) => Some(child),
            Err(error) => {
                eprintln!("{error:#}");
                None
            }
        };
        wait_for_change(&changes)?;
        step("something changed: building again");
        if let Some(mut child) = running {
            // It may have been closed by hand.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn start() -> Result<Child> {
    let program = target().join("debug").join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    Command::new(program).arg("--folder").arg(target().join("dev")).spawn().context("starting the shop")
}

fn wait_for_change(changes: &Receiver<()>) -> Result<()> {
    changes.recv().context("the watcher ended")?;
    while changes.recv_timeout(QUIET).is_ok() {}
    Ok(())
}
