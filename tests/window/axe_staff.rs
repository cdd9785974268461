//! The staff desk, in both themes, looked at by axe-core.

use anyhow::{Result, ensure};
use stories::shop::DEMO_CATALOGUE;

use crate::axe::Look;
use crate::scene::{ONLINE, PASSWORD, play};

const STAFF_EMAIL: &str = "anna@example.org";

#[tokio::test]
async fn axe_finds_nothing_wrong_at_the_staff_desk_in_either_theme() -> Result<()> {
    play(async |scene| {
        let page = scene.go_to_payment().await?;
        page.confirm().await?;
        scene.window.find("confirmation").await?;
        scene.shop.add_staff(STAFF_EMAIL, "Anna Reed", PASSWORD)?;
        let mut look = Look::with_axe(scene)?;
        look.sign_in_as_staff().await?;
        look.around_the_orders().await?;
        look.around_coupons_and_calendar().await?;
        look.around_the_catalogue().await?;
        ensure!(look.found.is_empty(), "axe-core objects:\n{}", look.found.join("\n"));
        Ok(())
    })
    .await
}

impl Look<'_> {
    async fn sign_in_as_staff(&mut self) -> Result<()> {
        self.go("settings").await?;
        self.scene.window.click("sign-out").await?;
        self.scene.sign_in_at(&self.scene.window, STAFF_EMAIL).await?;
        self.scene.window.find(ONLINE).await.map(drop)
    }

    async fn around_the_orders(&mut self) -> Result<()> {
        self.scene.window.click("nav-staff").await?;
        self.scene.window.click("books").await?;
        self.scene.window.click("books-save").await?;
        self.scene.window.find("books-saved").await?;
        self.at("staff, a table saved").await?;
        self.scene.window.click("books-close").await?;
        self.scene.window.click("[data-test=\"staff-tab\"][data-state=\"confirmed\"]").await?;
        self.scene.window.click("staff-pick").await?;
        self.scene.window.find("staff-bulk").await?;
        self.at("staff, orders with one picked").await?;
        self.scene.window.click("[data-test=\"staff-row\"] a").await?;
        self.scene.window.find("staff-payments").await?;
        self.scene.window.find("staff-mail").await?;
        self.at("staff, order").await?;
        self.scene.window.click("staff-refund").await?;
        self.scene.window.find("staff-password").await?;
        self.at("staff, refund").await?;
        self.scene.window.click("staff-keep").await?;
        self.go("staff/reviews").await?;
        self.scene.window.find("staff-reviews-none").await?;
        self.at("staff, nothing to look at").await
    }

    async fn around_coupons_and_calendar(&mut self) -> Result<()> {
        self.go("staff/coupons").await?;
        self.scene.window.find("coupons-none").await?;
        self.at("staff, no coupons").await?;
        self.scene.window.click("coupon-new").await?;
        self.scene.window.find("coupon-code").await?;
        self.at("staff, new coupon").await?;
        self.close_dialog().await?;
        self.scene.shop.run(&["coupon", "add", "SPRING-10", "--percent", "10"], "")?;
        self.go("staff/calendar").await?;
        self.scene.window.find("calendar-facts").await?;
        self.at("staff, calendar").await?;
        self.go("staff/coupons").await?;
        self.scene.window.find("coupon-row").await?;
        self.at("staff, coupons").await
    }

    async fn around_the_catalogue(&mut self) -> Result<()> {
        self.go("staff/catalogue").await?;
        self.scene.window.find("service-row").await?;
        self.at("staff, catalogue").await?;
        self.scene.window.click("[data-test=\"service-row\"] a").await?;
        self.scene.window.find("service-save").await?;
        self.at("staff, service").await?;
        self.go("staff/import").await?;
        let dearer = DEMO_CATALOGUE.replace(".00,EUR,", ".50,EUR,");
        self.scene.window.choose_file("catalogue-file", "dearer.csv", &dearer).await?;
        self.scene.window.find("catalogue-import-now").await?;
        self.at("staff, import").await?;
        let wrong = DEMO_CATALOGUE.replacen(",EUR,", ",USD,", 3);
        self.scene.window.choose_file("catalogue-file", "wrong.csv", &wrong).await?;
        self.scene.window.gone("catalogue-import-now").await?;
        self.scene.window.find("[role=\"alert\"]").await?;
        self.at("staff, import with mistakes").await
    }
}
