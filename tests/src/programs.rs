//! Where the built programs lie.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// A program built by cargo: named by `variable`, or beside the running one.
pub fn built(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let here = std::env::current_exe().context("finding the running program")?;
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    // A test lies in target/debug/deps, a program in target/debug.
    let beside =
        here.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    match beside {
        Some(path) => Ok(path),
        None => bail!("{name} is not built: run `cargo build` for it, or set {variable}"),
    }
}

pub fn server() -> Result<PathBuf> {
    built("PANNIER_SERVER_BIN", "pannier-server")
}

pub fn desk() -> Result<PathBuf> {
    built("PANNIER_DESK_BIN", "pannier")
}
