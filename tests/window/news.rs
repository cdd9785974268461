//! News of an order: the system's notification, the bell, the page of the order, and one mail.

use anyhow::{Result, ensure};
use zbus::object_server::SignalEmitter;

use crate::notifications::{Notifications, PATH, Shown};
use crate::scene::play;

#[tokio::test]
async fn what_staff_does_is_announced_once_and_a_click_opens_the_order() -> Result<()> {
    play(async |scene| {
        let (notifications, bus) = Notifications::listen().await?;
        let page = scene.go_to_payment().await?;
        page.confirm().await?;
        scene.window.find("confirmation").await?;
        let order = scene.only_order().await?;
        scene.window.click("nav-browse").await?;
        assert_eq!(notifications.shown(), [], "who has just paid needs no news of it");
        let mails = scene.shop.mails_once(2).await?.len();

        scene.display.look_away()?;
        scene.shop.run(&["order", "status", &order.number, "started"], "")?;
        let shown = notifications.once_shown().await?;
        let text = format!("Order {}", order.number);
        assert_eq!(shown, [Shown { id: 1, title: "Work started".into(), text }]);
        scene.window.text_that("news-count", |count| count.starts_with('1')).await?;
        scene.window.click("nav-news").await?;
        scene.window.find("news").await?;

        let emitter = SignalEmitter::new(&bus, PATH)?;
        Notifications::action_invoked(&emitter, 1, "default").await?;
        scene.window.find("order-sentence").await?;
        scene.window.gone("news-count").await?;
        ensure!(
            scene.shop.mails_once(mails).await?.len() <= mails + 1,
            "one piece of news, one mail at most"
        );
        assert_eq!(notifications.shown().len(), 1);
        Ok(())
    })
    .await
}
