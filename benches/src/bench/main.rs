//! Measures what the documents promise. Every figure of speed is a ratio against a raw baseline of the same run,
//! for machines differ; what stands alone is a size or a time that people feel.

mod catalogue;
mod checkout;
mod clients;
mod desk;
mod edit;
mod engine;
mod history;
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
    let mut report = Report::default();
    let measured = measure(&mut report, filter.as_deref()).await;
    // What was measured counts, even if the rest could not be.
    report.print();
    measured
}

async fn measure(report: &mut Report, filter: Option<&str>) -> Result<()> {
    let wanted = |name: &str| filter.is_none_or(|filter| name.contains(filter));
    if wanted("edit") {
        edit::measure(report).await?;
    }
    for engine in engine::all().await? {
        if wanted("sync") {
            sync::measure(report, &engine).await?;
        }
        if wanted("checkout") {
            checkout::measure(report, &engine).await?;
        }
    }
    if wanted("catalogue") {
        catalogue::measure(report).await?;
    }
    if wanted("history") {
        history::measure(report).await?;
    }
    if wanted("server") {
        process::measure(report).await?;
    }
    if wanted("wasm") {
        wasm::measure(report)?;
    }
    if wanted("desk") {
        desk::measure(report).await?;
    }
    if wanted("window") && std::env::var_os("PANNIER_BENCH_WINDOW").is_some() {
        window::measure(report).await?;
    }
    Ok(())
}
