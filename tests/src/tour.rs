//! The main job, done in a real window as a person would, with a picture of each step.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::desk_window::DeskWindow;
use crate::display::Display;
use crate::payment_page::PaymentPage;
use crate::shop::Shop;

pub const CUSTOMER_EMAIL: &str = "robin@example.org";
pub const CUSTOMER_NAME: &str = "Robin Marsh";

/// What the tour leaves behind.
pub struct Found {
    pub order_number: String,
    /// As the confirmation shows it.
    pub delivery_window: String,
    pub pictures: Vec<PathBuf>,
}

/// A tour under way.
pub struct Tour<'a> {
    display: &'a Display,
    window: &'a DeskWindow,
    folder: &'a Path,
    pictures: Vec<PathBuf>,
}

impl<'a> Tour<'a> {
    pub fn new(display: &'a Display, window: &'a DeskWindow, folder: &'a Path) -> Self {
        Self { display, window, folder, pictures: Vec::new() }
    }

    /// Browses, searches, fills a cart while the server is down, checks out when it is back, pays, and finds the
    /// order. A step that fails says which it was.
    pub async fn walk(mut self, shop: &mut Shop, password: &str) -> Result<Found> {
        self.sign_in(password).await.context("step: sign in")?;
        self.browse().await.context("step: browse")?;
        self.search().await.context("step: search")?;
        self.stop_the_server(shop).await.context("step: server stopped")?;
        self.fill_the_cart().await.context("step: cart edited offline")?;
        self.start_the_server(shop).await.context("step: server back")?;
        self.check_out().await.context("step: checkout")?;
        self.pay().await.context("step: payment")?;
        let (order_number, delivery_window) = self.confirmation().await.context("step: confirmation")?;
        self.history(&order_number).await.context("step: history")?;
        Ok(Found { order_number, delivery_window, pictures: self.pictures })
    }

    async fn sign_in(&mut self, password: &str) -> Result<()> {
        self.window.find("[data-test=\"sign-in-email\"], [data-test=\"token-missing\"]").await?;
        // The desk knows the customer of the last tour, but keeps no token.
        if self.window.shows("token-missing").await? {
            self.window.click("[data-test=\"token-missing\"] a").await?;
        }
        self.window.fill("sign-in-email", CUSTOMER_EMAIL).await?;
        self.window.fill("sign-in-password", password).await?;
        self.picture("sign-in").await?;
        self.window.click("sign-in-submit").await
    }

    async fn browse(&mut self) -> Result<()> {
        self.window.find("service-card").await?;
        self.window.find("[data-test=\"sync-badge\"][data-connection=\"online\"]").await?;
        self.picture("browse").await
    }

    async fn search(&mut self) -> Result<()> {
        // Without its accents and its end, as people type.
        self.window.fill("search", "creme bru").await?;
        self.window.find("[data-test=\"service-card\"][data-name*=\"brûlée\"]").await?;
        self.picture("search").await
    }

    async fn stop_the_server(&mut self, shop: &mut Shop) -> Result<()> {
        shop.kill();
        self.window.fill("search", "lawn").await?;
        self.window.find("[data-test=\"sync-badge\"][data-connection=\"offline\"]").await?;
        self.picture("server-stopped").await
    }

    async fn fill_the_cart(&mut self) -> Result<()> {
        self.window.click("service-card").await?;
        self.window.find("service-add").await?;
        self.picture("service").await?;
        self.window.click("service-add").await?;
        self.window.click("nav-browse").await?;
        self.window.fill("search", "photo").await?;
        self.window.click("quick-add").await?;
        self.window.click("nav-cart").await?;
        self.window.click("quantity-up").await?;
        self.window.find("[data-test=\"sync-badge\"]:not([data-pending=\"0\"])").await?;
        self.picture("cart-offline").await
    }

    async fn start_the_server(&mut self, shop: &mut Shop) -> Result<()> {
        shop.open().await?;
        // The desk comes back by itself within a minute; who is impatient presses the button.
        self.window.click("sync-badge").await?;
        self.window.click("sync-now").await?;
        self.window
            .find("[data-test=\"sync-badge\"][data-connection=\"online\"][data-pending=\"0\"]")
            .await?;
        self.window.click("nav-cart").await?;
        self.window.find("go-checkout").await?;
        self.picture("server-back").await
    }

    async fn check_out(&mut self) -> Result<()> {
        self.window.click("go-checkout").await?;
        self.window.fill("contact-name", CUSTOMER_NAME).await?;
        self.window.fill("contact-email", CUSTOMER_EMAIL).await?;
        self.picture("checkout-contact").await?;
        self.window.click("checkout-next").await?;
        self.window.find("[data-test=\"address-street\"], [data-test=\"quote-total\"]").await?;
        if self.window.shows("address-street").await? {
            self.window.fill("address-street", "Lindenallee 4").await?;
            self.window.choose("address-country", "DE").await?;
            self.window.fill("address-postal-code", "50667").await?;
            self.window.fill("address-city", "Köln").await?;
            self.picture("checkout-address").await?;
            self.window.click("checkout-next").await?;
        }
        self.window.find("quote-total").await?;
        self.picture("checkout-review").await
    }

    async fn pay(&mut self) -> Result<()> {
        self.window.click("pay").await?;
        let page = PaymentPage::on(self.display);
        page.drawn().await?;
        let path = self.next_path("payment");
        self.display.picture(&path)?;
        self.pictures.push(path);
        page.confirm().await
    }

    /// Replies with the order's number and its delivery window.
    async fn confirmation(&mut self) -> Result<(String, String)> {
        self.window.find("[data-test=\"confirmation\"][data-state=\"confirmed\"]").await?;
        let number = self.window.text("order-number").await?;
        ensure!(!number.is_empty(), "the confirmation has no order number");
        let delivery_window = self.window.text("delivery-window").await?;
        self.picture("confirmation").await?;
        Ok((number, delivery_window))
    }

    async fn history(&mut self, number: &str) -> Result<()> {
        self.window.click("nav-orders").await?;
        let row = format!("[data-test=\"order-row\"][data-number=\"{number}\"]");
        self.window.find(&row).await?;
        self.picture("orders").await?;
        self.window.click(&row).await?;
        self.window.find("order-state").await?;
        self.picture("order").await
    }

    /// Of the desk's own window.
    async fn picture(&mut self, name: &str) -> Result<()> {
        let path = self.next_path(name);
        self.window.picture(&path).await?;
        self.pictures.push(path);
        Ok(())
    }

    fn next_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{:02}-{name}.png", self.pictures.len() + 1))
    }
}
