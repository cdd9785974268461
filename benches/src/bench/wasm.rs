//! What every window has to load.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::report::Report;

pub fn measure(report: &mut Report) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist/ui_bg.wasm");
    let wasm = std::fs::read(path).context("reading ui/dist/ui_bg.wasm; `cargo xtask ui` builds it")?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&wasm)?;
    let kb = |bytes: usize| bytes as f64 / 1024.0;
    report.figure("front end: WebAssembly for customers", kb(wasm.len()), "KB", "");
    report.figure(
        "front end: WebAssembly for customers, gzipped",
        kb(gzip.finish()?.len()),
        "KB",
        "<= 450 KB",
    );
    Ok(())
}
