//! `gallery`: pictures of every screen and state, to be looked at before a change of the front end is done.

use anyhow::{Result, bail};

use crate::run::{run, target};
use crate::{demo, display};

#[derive(clap::Args)]
pub struct Options {
    /// Only the looks whose name contains this, such as `dark` or `de`.
    look: Option<String>,
}

pub fn take_pictures(options: &Options) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("the pictures are taken through WebKitGTK's driver, which runs on Linux only");
    }
    demo::build(true)?;
    let mut gallery = display::with_session_bus(&target().join("debug/gallery"));
    run(gallery.arg("--folder").arg(target().join("gallery")).args(&options.look))
}
