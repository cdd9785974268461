//! Every way that a payment can go, on the payment page itself.

use anyhow::{Result, ensure};
use domain::attempt::AttemptState::{self, Cancelled, Captured, Failed, Open};
use domain::order::OrderState;
use reqwest::{Client, Url};
use stories::payment_page::Card;

use crate::scene::{Scene, play};

#[tokio::test]
async fn a_declined_card_leaves_the_order_payable_and_another_try_pays_it_once() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        page.choose(Card::Declined).await?;
        page.confirm().await?;
        // "Back to the shop".
        page.refuse().await?;
        phase_is(scene, "declined").await?;
        can_still_be_paid(scene, &[Failed]).await?;
        scene.window.click("pay-retry").await?;
        page.confirm().await?;
        was_paid_once(scene, &[Failed, Captured]).await
    })
    .await
}

#[tokio::test]
async fn a_cancelled_payment_can_be_made_from_the_order() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        // "Cancel".
        page.refuse().await?;
        phase_is(scene, "cancelled").await?;
        can_still_be_paid(scene, &[Cancelled]).await?;
        scene.window.click("pay-later").await?;
        scene.window.click("pay-again").await?;
        page.confirm().await?;
        was_paid_once(scene, &[Cancelled, Captured]).await
    })
    .await
}

#[tokio::test]
async fn a_bank_that_asks_first_is_answered_in_the_same_window() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        page.choose(Card::ThreeDSecure).await?;
        page.confirm().await?;
        can_still_be_paid(scene, &[Open]).await?;
        // "Yes, confirm".
        page.confirm().await?;
        was_paid_once(scene, &[Captured]).await
    })
    .await
}

#[tokio::test]
async fn closing_the_payment_window_is_not_cancelling() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        page.close().await?;
        phase_is(scene, "closed").await?;
        let told = scene.window.text("pay-phase").await?;
        ensure!(told.contains("Nothing was charged"), "the desk says: {told}");
        can_still_be_paid(scene, &[Open]).await?;
        scene.window.click("pay-open").await?;
        page.confirm().await?;
        was_paid_once(scene, &[Captured]).await
    })
    .await
}

#[tokio::test]
async fn a_payment_in_the_browser_ends_in_the_same_way() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        page.close().await?;
        phase_is(scene, "closed").await?;
        scene.window.click("pay-browser").await?;
        pay_in_browser(&scene.opened_in_browser().await?).await?;
        was_paid_once(scene, &[Captured]).await
    })
    .await
}

/// Does what a browser does that sends the page's form with its first card.
async fn pay_in_browser(url: &str) -> Result<()> {
    let (browser, url) = (Client::new(), Url::parse(url)?);
    let page = browser.get(url.clone()).send().await?.error_for_status()?.text().await?;
    for part in [format!("method=\"post\" action=\"{}\"", url.path()), "name=\"card\" value=\"pays\"".into()]
    {
        ensure!(page.contains(&part), "the page has no {part}: {page}");
    }
    let form = browser.post(url).header("content-type", "application/x-www-form-urlencoded");
    form.body("card=pays").send().await?.error_for_status()?;
    Ok(())
}

/// Waits until the desk shows that the payment stands so.
pub async fn phase_is(scene: &Scene, phase: &str) -> Result<()> {
    scene.window.find(&format!("[data-test=\"pay-phase\"][data-phase=\"{phase}\"]")).await.map(drop)
}

async fn can_still_be_paid(scene: &Scene, attempts: &[AttemptState]) -> Result<()> {
    let order = scene.only_order().await?;
    assert_eq!(order.state, OrderState::AwaitingPayment);
    assert_eq!(order.paid.minor, 0);
    assert_eq!(order.attempts.iter().map(|attempt| attempt.state).collect::<Vec<_>>(), attempts);
    Ok(())
}

/// Waits for the confirmation; one order then, paid once, and told in two mails.
pub async fn was_paid_once(scene: &Scene, attempts: &[AttemptState]) -> Result<()> {
    scene.window.find("[data-test=\"confirmation\"][data-state=\"confirmed\"]").await?;
    let order = scene.only_order().await?;
    assert_eq!(order.state, OrderState::Confirmed);
    assert_eq!(order.paid, order.totals.total);
    assert_eq!(order.attempts.iter().map(|attempt| attempt.state).collect::<Vec<_>>(), attempts);
    assert_eq!(scene.shop.mails_once(2).await?.len(), 2, "order received, and paid");
    Ok(())
}
