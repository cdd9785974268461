//! `dev`: the shop on this machine, built and started again whenever a source changes.

use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use notify::RecursiveMode::{self, NonRecursive, Recursive};
use notify::Watcher;

use crate::run::{root, step, succeeds, target};
use crate::{demo, display};

/// Editors write several files at once; what changes within this time is one change.
const QUIET: Duration = Duration::from_millis(300);

/// What the shop is built from. Of the two last ones only what lies in the folder itself: `tauri.conf.json`, the
/// front end's page and lists, and so on; what the build writes lies deeper.
const SOURCES: [(&str, RecursiveMode); 9] = [
    ("crates", Recursive),
    ("server", Recursive),
    ("src-tauri", Recursive),
    ("migrations", Recursive),
    ("tests/src", Recursive),
    ("ui/src", Recursive),
    ("ui/locales", Recursive),
    ("ui", NonRecursive),
    ("", NonRecursive),
];

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
    for (source, depth) in SOURCES {
        watcher.watch(&root().join(source), depth).with_context(|| format!("watching {source}"))?;
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
        if let Some(shop) = running {
            stop(shop)?;
        }
    }
}

fn start() -> Result<Child> {
    let program = target().join("debug").join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    Command::new(program).arg("--folder").arg(target().join("dev")).spawn().context("starting the shop")
}

/// Asks the shop to end, so that it takes its server and its desk with it, and waits until it has.
fn stop(mut shop: Child) -> Result<()> {
    let id = shop.id().to_string();
    let (program, args): (&str, &[&str]) =
        if cfg!(windows) { ("taskkill", &["/T", "/F", "/PID", &id]) } else { ("kill", &["-TERM", &id]) };
    // It may have been closed by hand, and cannot be asked then.
    succeeds(Command::new(program).args(args));
    shop.wait().context("waiting for the shop to end")?;
    Ok(())
}

fn wait_for_change(changes: &Receiver<()>) -> Result<()> {
    changes.recv().context("the watcher ended")?;
    while changes.recv_timeout(QUIET).is_ok() {}
    Ok(())
}
