//! A customer's desk and one of the staff, beside each other on one display.

use std::time::Instant;

use anyhow::Result;

use crate::notifications::{Notifications, Shown};
use crate::scene::{PASSWORD, play};
use stories::session_bus::SessionBus;

const STAFF_EMAIL: &str = "anna@example.org";

#[tokio::test]
async fn what_staff_does_at_its_desk_shows_at_once_on_the_customers() -> Result<()> {
    play(async |scene| {
        let (notifications, _bus) = Notifications::listen().await?;
        let page = scene.go_to_payment().await?;
        page.confirm().await?;
        scene.window.find("confirmation").await?;
        let order = scene.only_order().await?;
        scene.window.click("nav-orders").await?;
        scene.window.click("order-row").await?;
        scene.window.find("[data-test=\"order-state\"][data-state=\"confirmed\"]").await?;
        assert!(!scene.window.shows("nav-staff").await?, "a customer's desk has nothing of the staff's");
        assert_eq!(scene.bundle(&scene.window).await?, "ui");
        let mails = scene.shop.mails_once(2).await?.len();

        scene.shop.add_staff(STAFF_EMAIL, "Anna Reed", PASSWORD)?;
        // The application allows one instance on a session bus.
        let bus = SessionBus::start()?;
        let staff = scene.another_desk("staff", &bus).await?;
        scene.sign_in_at(&staff, STAFF_EMAIL).await?;
        staff.click("nav-staff").await?;
        assert_eq!(scene.bundle(&staff).await?, "staff", "who signs in as staff has the staff desk loaded");
        staff.click(&format!("[data-test=\"staff-row\"][data-number=\"{}\"] a", order.number)).await?;
        staff.click("staff-started").await?;
        scene.display.look_away()?;
        staff.click("staff-confirm").await?;
        let pressed = Instant::now();

        scene.window.find("[data-test=\"order-state\"][data-state=\"in_progress\"]").await?;
        eprintln!("the customer saw it {} ms after staff pressed", pressed.elapsed().as_millis());
        let text = format!("Order {}", order.number);
        let announced = Shown { id: 1, title: "Work started".into(), text };
        assert_eq!(notifications.once_shown().await?, [announced]);
        assert_eq!(scene.shop.mails_once(mails + 1).await?.len(), mails + 1);
        // Nothing waits to be sent either.
        let all = scene.shop.run(&["mail", "list", "--all"], "")?;
        assert_eq!(all.matches(&order.number).count(), mails + 1, "{all}");
        Ok(())
    })
    .await
}
