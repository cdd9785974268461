//! `catalogue`: a seeded catalogue of any size, to import or to measure with.

use std::path::PathBuf;

use anyhow::Result;

use crate::run::{cargo, run, step};

#[derive(clap::Args)]
pub struct Options {
    /// How many services.
    #[arg(long, default_value_t = 1_000)]
    services: u64,
    /// The same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write.
    #[arg(long, default_value = "target/catalogue.csv")]
    output: PathBuf,
}

pub fn write(options: &Options) -> Result<()> {
    step(&format!("writing {} services to {}", options.services, options.output.display()));
    run(cargo(&["run", "--release", "--package", "benches", "--bin", "catalogue", "--"])
        .args([options.services.to_string(), options.seed.to_string()])
        .arg(&options.output))
}
