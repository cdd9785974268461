//! Measures what the documents promise. Every figure of speed is a ratio against a raw baseline of the same run,
//! for machines differ; what stands alone is a size or a time that people feel.

mod catalogue;
mod checkout;
mod clients;
mod desk;
mod edit;
mod engine;
mod process;
mod raw;
mod report;
mod sync;
mod wasm;
mod window;

use anyhow::Result;
use report::Report;

#[tokio::main]
async fn main() -> Result<()> {
    let filter = std::env::args().nth(1);
    let wanted = |name: &str| filter.as_deref().is_none_or(|filter| name.contains(filter));
    let mut report = Report::default();
    if wanted("edit") {
        edit::measure(&mut report).await?;
    }
    for engine in engine::all().await? {
        if wanted("sync") {
            sync::measure(&mut report, &engine).await?;
        }
        if wanted("checkout") {
            checkout::measure(&mut report, &engine).await?;
        }
    }
    if wanted("catalogue") {
        catalogue::measure(&mut report).await?;
    }
    if wanted("server") {
        process::measure(&mut report).await?;
    }
    if wanted("wasm") {
        wasm::measure(&mut report)?;
    }
    if wanted("desk") {
        desk::measure(&mut report).await?;
    }
    if wanted("window") && std::env::var_os("PANNIER_BENCH_WINDOW").is_some() {
        window::measure(&mut report).await?;
    }
    report.print();
    Ok(())
}
