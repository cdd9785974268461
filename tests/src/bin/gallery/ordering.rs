//! From the cart to the order, and what comes after it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use stories::payment_page::{Card, PaymentPage};
use stories::shop::{DEMO_CATALOGUE, Shop};
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME};

use crate::Visit;

impl Visit<'_> {
    pub async fn cart(&mut self, shop: &Shop, data: &Path) -> Result<()> {
        self.go("cart").await?;
        self.window.find("cart-empty").await?;
        self.picture("cart-empty").await?;
        self.go("").await?;
        for text in ["lawn", "photo", "plant doctor", "brûlée", "coffee machine"] {
            self.window.fill("search", text).await?;
            self.window.click("quick-add").await?;
            self.window.find("toast").await?;
        }
        self.picture("browse-added").await?;
        self.go("cart").await?;
        self.window.fill("quantity-input", "125").await?;
        self.window.find("[data-test=\"sync-badge\"][data-pending=\"0\"]").await?;
        self.picture("cart").await?;
        shop.import(&without_photos(data)?)?;
        self.window.click("[href=\"#/sync\"]").await?;
        self.window.click("sync-now").await?;
        self.go("cart").await?;
        self.window.find("line-problem").await?;
        self.picture("cart-problem").await?;
        self.window.click("choose-again").await?;
        self.window.find("service-replace").await?;
        self.picture("choose-again").await?;
        self.window.click("service-replace").await?;
        self.window.find("cart-undo").await?;
        self.window.click("[data-test=\"line-problem\"] button").await
    }

    pub async fn check_out(&mut self, shop: &Shop, data: &Path) -> Result<()> {
        self.window.click("go-checkout").await?;
        self.window.fill("contact-name", "").await?;
        self.window.fill("contact-email", "robin@").await?;
        self.window.click("checkout-next").await?;
        self.picture("checkout-contact-wrong").await?;
        self.window.fill("contact-name", CUSTOMER_NAME).await?;
        self.window.fill("contact-email", CUSTOMER_EMAIL).await?;
        self.picture("checkout-contact").await?;
        self.window.click("checkout-next").await?;
        self.window.choose("address-country", "DE").await?;
        self.window.fill("address-postal-code", "5066").await?;
        self.window.click("checkout-next").await?;
        self.picture("checkout-address-wrong").await?;
        self.window.fill("address-street", "Lindenallee 4").await?;
        self.window.fill("address-postal-code", "50667").await?;
        self.window.fill("address-city", "Köln").await?;
        self.window.click("checkout-next").await?;
        self.window.find("quote-total").await?;
        self.picture("checkout-review").await?;
        self.window.click("input[name=\"shipping\"][value=\"express\"]").await?;
        self.window.fill("coupon", "SPRING").await?;
        self.window.click("coupon-apply").await?;
        self.window.find("input[data-test=\"coupon\"][aria-invalid=\"true\"]").await?;
        self.picture("checkout-coupon-wrong").await?;
        self.window.fill("coupon", "SPRING-10").await?;
        self.window.click("coupon-apply").await?;
        self.window.find("coupon-applied").await?;
        self.window.script("document.querySelector('main').scrollTo(0, 9999)").await?;
        self.picture("checkout-coupon").await?;
        shop.import(&dearer(data)?)?;
        self.window.click("input[name=\"shipping\"][value=\"parcel\"]").await?;
        self.window.find("price-moved").await?;
        self.window.script("document.querySelector('main').scrollTo(0, 0)").await?;
        self.picture("checkout-moved").await?;
        self.window.click("agree").await
    }

    pub async fn pay(&mut self) -> Result<()> {
        let page = PaymentPage::on(self.display);
        self.window.click("pay").await?;
        page.drawn().await?;
        self.display_picture("payment-window")?;
        page.choose(Card::Declined).await?;
        page.confirm().await?;
        page.drawn().await?;
        self.display_picture("payment-window-declined")?;
        page.refuse().await?;
        self.window.find("[data-phase=\"declined\"]").await?;
        self.picture("pay-declined").await?;
        self.window.click("pay-later").await?;
        self.window.find("order-state").await?;
        self.picture("order-to-pay").await?;
        self.window.click("pay-again").await?;
        page.drawn().await?;
        self.picture("pay-waiting").await?;
        page.confirm().await?;
        self.window.find("confirmation").await?;
        self.picture("confirmation").await?;
        self.go("orders").await?;
        self.window.find("order-row").await?;
        self.picture("orders").await?;
        self.window.click("order-row").await?;
        self.window.find("order-state").await?;
        self.picture("order").await
    }

    /// From the page of the order that was paid.
    pub async fn after_placing(&mut self, shop: &Shop) -> Result<()> {
        self.window.click("order-change").await?;
        self.window.find("change-submit").await?;
        self.picture("order-change").await?;
        self.window.click("change-close").await?;
        self.window.click("order-cancel").await?;
        self.window.find("cancel-preview").await?;
        self.picture("order-cancel").await?;
        self.window.click("cancel-keep").await?;
        self.window.click("reorder").await?;
        self.window.find("toast").await?;
        self.picture("reordered").await?;
        let heading = self.window.text("main h1, [data-test=\"order-heading\"]").await?;
        let number = heading.split_whitespace().find(|word| word.starts_with("P-")).context("its number")?;
        self.go("orders").await?;
        self.window.click("more-filters").await?;
        self.window.find("order-filters").await?;
        self.picture("orders-filters").await?;
        shop.run(&["order", "status", number, "started"], "")?;
        self.window.find("news-count").await?;
        self.go("news").await?;
        self.window.find("news").await?;
        self.picture("news").await
    }
}

/// The demo catalogue as it would be imported after the photo prints, and mowing the smallest lawns, were withdrawn.
fn without_photos(data: &Path) -> Result<PathBuf> {
    written(data, |line| (!line.contains("Photo prints")).then(|| line.to_owned()))
}

/// The same, with a coffee machine's service for more.
fn dearer(data: &Path) -> Result<PathBuf> {
    written(data, |line| {
        let line = if line.starts_with("REPAIR-009,") {
            line.replace(".00,EUR,", ".90,EUR,")
        } else {
            line.to_owned()
        };
        (!line.contains("Photo prints")).then_some(line)
    })
}

/// The catalogue without mowing the smallest lawns, line by line.
fn written(data: &Path, line: impl Fn(&str) -> Option<String>) -> Result<PathBuf> {
    let catalogue = DEMO_CATALOGUE.replace("Area: Up to 200 m²=0.00 | Up to 400", "Area: Up to 400");
    let lines: Vec<String> = catalogue.lines().filter_map(line).collect();
    let path = data.join("catalogue.csv");
    fs::write(&path, lines.join("\n")).context("writing the catalogue")?;
    Ok(path)
}
