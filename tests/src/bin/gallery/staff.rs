//! The desk of somebody of the staff.

use anyhow::Result;
use stories::shop::{DEMO_CATALOGUE, Shop};

use crate::{PASSWORD, Visit};

pub const EMAIL: &str = "anna@example.org";

impl Visit<'_> {
    /// From the page where a desk is connected.
    pub async fn staff(&mut self, shop: &mut Shop) -> Result<()> {
        shop.open().await?;
        self.window.fill("connect-url", shop.url()).await?;
        self.window.click("connect-submit").await?;
        self.window.fill("sign-in-email", EMAIL).await?;
        self.window.fill("sign-in-password", PASSWORD).await?;
        self.window.click("sign-in-submit").await?;
        self.window.click("nav-staff").await?;
        self.window.click("[data-test=\"staff-tab\"][data-state=\"all\"]").await?;
        self.window.find("staff-row").await?;
        self.picture("staff-board").await?;
        self.window.click("books").await?;
        self.window.click("books-save").await?;
        self.window.find("books-saved").await?;
        self.picture("staff-books").await?;
        self.window.click("books-close").await?;
        self.window.click("[data-test=\"staff-tab\"][data-state=\"in_progress\"]").await?;
        self.window.click("staff-pick").await?;
        self.window.find("staff-bulk").await?;
        self.picture("staff-board-picked").await?;
        self.window.click("[data-test=\"staff-row\"] a").await?;
        self.window.find("staff-payments").await?;
        self.picture("staff-order").await?;
        self.window.click("staff-refund").await?;
        self.window.find("staff-password").await?;
        self.picture("staff-refund").await?;
        self.window.click("staff-keep").await?;
        self.go("staff/reviews").await?;
        self.window.find("staff-reviews-none").await?;
        self.picture("staff-reviews").await?;
        self.go("staff/coupons").await?;
        self.window.click("coupon-new").await?;
        self.window.find("coupon-code").await?;
        self.picture("staff-coupon").await?;
        self.go("staff/calendar").await?;
        self.window.find("calendar-facts").await?;
        self.picture("staff-calendar").await?;
        self.go("staff/catalogue").await?;
        self.window.click("[data-test=\"service-row\"] a").await?;
        self.window.find("service-save").await?;
        self.picture("staff-service").await?;
        self.go("staff/catalogue").await?;
        self.window.find("service-row").await?;
        self.picture("staff-catalogue").await?;
        self.go("staff/import").await?;
        self.window.choose_file("catalogue-file", "catalogue.csv", &changed()).await?;
        self.window.find("catalogue-import-now").await?;
        self.picture("staff-import").await?;
        let wrong = DEMO_CATALOGUE.replacen(",EUR,", ",USD,", 3).replacen(",remote,", ",somewhere,", 2);
        self.window.choose_file("catalogue-file", "catalogue.csv", &wrong).await?;
        self.window.gone("catalogue-import-now").await?;
        self.picture("staff-import-wrong").await
    }
}

/// The demo catalogue with something added, changed and left out.
fn changed() -> String {
    let line = |line: &str| match line.split_once(',').map(|(code, _)| code) {
        Some("GARDEN-001") => line.replace(".00,EUR,", ".50,EUR,"),
        Some("REPAIR-007") => format!("{line}\n{}", line.replacen("REPAIR-007", "REPAIR-107", 1)),
        Some("BIKE-001") => String::new(),
        Some("GARDEN-010") => line.replace("Seasonal herb box", "Herb box of the season"),
        _ => line.to_owned(),
    };
    DEMO_CATALOGUE.lines().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
