//! The shipped desk in its real window, driven as a person would, with real processes killed by signal.

mod axe;
mod axe_staff;
mod gateways;
mod news;
mod notifications;
mod payments;
mod scene;
mod side_by_side;
mod starts;
mod unsent;

use anyhow::{Context, Result};
use domain::order::OrderState;
use scene::{ONLINE, PASSWORD, Scene, play};
use stories::tour::Tour;

const ALL_SENT: &str = "[data-test=\"sync-badge\"][data-connection=\"online\"][data-pending=\"0\"]";

#[tokio::test]
async fn a_person_orders_while_the_server_is_killed_and_comes_back() -> Result<()> {
    play(async |scene| {
        let Scene { window, display, shop, folder } = scene;
        let found = Tour::new(display, window, folder.path()).walk(shop, PASSWORD).await?;
        assert_eq!(scene.quantities().await?, Vec::<i64>::new(), "what was ordered has left the cart");
        let order = scene.only_order().await?;
        assert_eq!(order.number, found.order_number);
        assert_eq!(order.state, OrderState::Confirmed);
        assert_eq!(order.paid, order.totals.total);
        assert_eq!(order.lines.iter().map(|line| line.quantity.get()).sum::<i64>(), 3);
        for day in [order.promise.earliest.day(), order.promise.latest.day()] {
            assert!(found.delivery_window.contains(&day.to_string()), "{}", found.delivery_window);
        }
        assert_eq!(scene.shop.mails_once(2).await?.len(), 2, "order received, and paid");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cart_edit_survives_a_killed_desk_and_counts_once() -> Result<()> {
    play(async |scene| {
        scene.sign_in().await?;
        scene.window.find(ONLINE).await?;
        scene.window.find("service-card").await?;
        scene.shop.kill();
        scene.window.click("quick-add").await?;
        scene.window.click("nav-cart").await?;
        scene.window.click("quantity-up").await?;
        scene.window.click("quantity-up").await?;
        quantity_is(scene, "3").await?;
        scene.window.kill().await?;

        scene.open_desk().await?;
        scene.window.click("nav-cart").await?;
        quantity_is(scene, "3").await.context("after the desk was killed")?;
        scene.shop.open().await?;
        scene.sign_in().await?;
        scene.window.find(ALL_SENT).await?;
        assert_eq!(scene.quantities().await?, [3]);

        // Once more from the start: what was sent is not sent again.
        scene.shop.kill();
        scene.window.kill().await?;
        scene.shop.open().await?;
        scene.open_desk().await?;
        scene.sign_in().await?;
        scene.window.find(ALL_SENT).await?;
        scene.window.click("nav-cart").await?;
        quantity_is(scene, "3").await?;
        assert_eq!(scene.quantities().await?, [3]);
        Ok(())
    })
    .await
}

async fn quantity_is(scene: &Scene, wanted: &str) -> Result<()> {
    scene.window.value_that("quantity-input", |value| value == wanted).await.map(drop)
}
