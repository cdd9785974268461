//! Writes a seeded catalogue of any size: `catalogue SERVICES SEED FILE`.

use std::fs::File;
use std::io::BufWriter;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let mut next = |what: &str| args.next().with_context(|| format!("{what} is missing: SERVICES SEED FILE"));
    let services = next("the number of services")?.parse().context("SERVICES is a whole number")?;
    let seed = next("the seed")?.parse().context("SEED is a whole number")?;
    let path = next("the file")?;
    let file = BufWriter::new(File::create(&path).with_context(|| format!("creating {path}"))?);
    server::demo::generated_csv(services, seed, file).with_context(|| format!("writing {path}"))
}
