//! Gateways with pages of their own, in the payment window.

use anyhow::{Result, ensure};
use contract::ipc::COMMANDS;
use domain::attempt::AttemptState::{Cancelled, Captured};
use stories::deadline::until;

use crate::payments::{phase_is, was_paid_once};
use crate::scene::{LIMIT, play_with_gateways};

#[tokio::test]
async fn a_payment_that_was_closed_at_stripe_is_made_through_paypal() -> Result<()> {
    play_with_gateways(async |scene, fake| {
        let page = scene.go_to_payment().await?;
        page.close().await?;
        phase_is(scene, "closed").await?;
        scene.window.click("pay-with-paypal").await?;
        page.confirm().await?;
        was_paid_once(scene, &[Cancelled, Captured]).await?;
        let taken = fake.taken();
        ensure!(taken.len() == 1 && taken[0].gateway == "paypal", "taken was {taken:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_hostile_payment_page_gets_nothing() -> Result<()> {
    play_with_gateways(async |scene, fake| {
        fake.be_hostile(COMMANDS);
        let page = scene.go_to_payment().await?;
        page.drawn().await?;
        let reports = until("the page has tried everything", LIMIT, async || {
            let reports = fake.reports();
            Ok(reports.iter().any(|report| report.starts_with("done")).then_some(reports))
        })
        .await?;
        let got: Vec<&String> = reports.iter().filter(|report| report.contains(": GOT")).collect();
        ensure!(got.is_empty(), "the page got {got:?}");
        for name in COMMANDS {
            let tried = reports.iter().any(|report| report.starts_with(&format!("command {name}: refused")));
            ensure!(tried, "{name} was not refused: {reports:?}");
        }
        ensure!(!scene.has_file("pannier-hostile-download.bin")?, "the page saved a file");
        ensure!(scene.quantities().await?.is_empty() && fake.taken().is_empty(), "the page did something");
        // All the same, it can be paid on.
        page.confirm().await?;
        was_paid_once(scene, &[Captured]).await
    })
    .await
}
