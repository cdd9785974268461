//! Runs the whole shop on this machine: for a person with a screen, or as a scripted tour without one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, ensure};
use clap::Parser;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::programs;
use stories::shop::Shop;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME, Tour};

#[derive(Parser)]
struct Options {
    /// Where the shop's and the desk's data live between two starts.
    #[arg(long)]
    folder: PathBuf,
    /// Without a screen: walk through the shop by script and save pictures here.
    #[arg(long)]
    tour: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let shown = async {
        match &options.tour {
            Some(pictures) => tour(&options.folder, pictures).await,
            None => for_a_person(&options.folder).await,
        }
    };
    let done = tokio::select! {
        // Looked at first: Ctrl-C ends the desk too, and that would pass for a failure.
        biased;
        told = told_to_stop() => match (told, &options.tour) {
            (Ok(()), Some(_)) => Err(anyhow!("it was stopped before its end")),
            (told, _) => told,
        },
        done = shown => done,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The demo failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the desk and waits until its window is closed.
async fn for_a_person(folder: &Path) -> Result<()> {
    let (mut shop, password) = prepare(folder)?;
    shop.open().await?;
    println!("The shop is open at {}", shop.url());
    println!("Sign in as {CUSTOMER_EMAIL} with the password {password}");
    println!("Mails are written to {}", folder.join("shop/mail").display());
    println!("Close the window to stop everything.");
    let mut desk = tokio::process::Command::new(programs::desk()?)
        .env("PANNIER_SERVER_URL", shop.url())
        .env("PANNIER_DATA_DIR", folder.join("desk"))
        .kill_on_drop(true)
        .spawn()
        .context("starting the desk")?;
    let status = desk.wait().await.context("waiting for the desk")?;
    ensure!(status.success(), "the desk ended with {status}");
    Ok(())
}

async fn tour(folder: &Path, pictures: &Path) -> Result<()> {
    fs::create_dir_all(pictures).with_context(|| format!("making {}", pictures.display()))?;
    let (mut shop, password) = prepare(folder)?;
    shop.open().await?;
    println!("The shop is open at {}; there is no display, so a script walks through it.", shop.url());
    let mails_before = shop.mails()?.len();
    let display = Display::start(1280, 800)?;
    let window = DeskWindow::open(&display, &folder.join("desk"), shop.url(), &[]).await?;
    let found = Tour::new(&display, &window, pictures)
        .walk(&mut shop, &password)
        .await
        .map_err(|error| display.with_picture(error, &pictures.join("failed.png")))?;
    window.close().await?;
    // Order received, and paid.
    let mails = shop.mails_once(mails_before + 2).await?.split_off(mails_before);
    println!("Order {}", found.order_number);
    for path in found.pictures.iter().chain(&mails) {
        println!("{}", path.display());
    }
    Ok(())
}

/// Done at Ctrl-C, and when another program asks this one to end. What was started ends with what waits here.
async fn told_to_stop() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("listening to signals")?;
        tokio::select! {
            told = tokio::signal::ctrl_c() => told.context("listening to Ctrl-C")?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("listening to Ctrl-C")?;
    println!("Stopping.");
    Ok(())
}

/// Imports catalogue and customer on the first start, and finds them again on the next.
fn prepare(folder: &Path) -> Result<(Shop, String)> {
    let shop = Shop::in_folder(&folder.join("shop"), &[("PANNIER_PROVIDER", "Fernhill Services")])?;
    let kept = folder.join("shop/customer.txt");
    if let Ok(password) = fs::read_to_string(&kept) {
        println!("Found the shop of the last start; --fresh starts over.");
        return Ok((shop, password));
    }
    println!("Importing the demo catalogue and making a customer.");
    shop.import_demo_catalogue()?;
    let password = random_password();
    shop.add_customer(CUSTOMER_EMAIL, CUSTOMER_NAME, &password)?;
    fs::write(&kept, &password).context("keeping the demo customer's password")?;
    Ok((shop, password))
}

/// Of this demo only: twelve letters that are easy to type.
fn random_password() -> String {
    let mut bytes = [0u8; 12];
    rand::fill(&mut bytes);
    let letters = b"abcdefghjkmnpqrstuvwxyz23456789";
    bytes.iter().map(|byte| char::from(letters[usize::from(*byte) % letters.len()])).collect()
}
