//! Pictures of every screen and state, to be looked at: in both themes, both languages and two sizes of the window.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::payment_page::{Card, PaymentPage};
use stories::shop::Shop;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME};

const STAFF_EMAIL: &str = "anna@example.org";
const PASSWORD: &str = "correct horse battery";

#[derive(Parser)]
struct Options {
    /// Where the pictures go, in a folder for each look.
    #[arg(long)]
    folder: PathBuf,
    /// Only the looks whose name contains this, such as `dark`.
    look: Option<String>,
}

/// How the window is seen.
struct Look {
    name: &'static str,
    theme: &'static str,
    language: &'static str,
    size: (u16, u16),
}

const LOOKS: [Look; 4] = [
    Look { name: "light-en-1280", theme: "light", language: "en", size: (1280, 800) },
    Look { name: "dark-en-1920", theme: "dark", language: "en", size: (1920, 1080) },
    Look { name: "light-de-1920", theme: "light", language: "de", size: (1920, 1080) },
    Look { name: "dark-de-1280", theme: "dark", language: "de", size: (1280, 800) },
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse();
    let wanted = |look: &&Look| options.look.as_ref().is_none_or(|part| look.name.contains(part));
    for look in LOOKS.iter().filter(wanted) {
        let folder = options.folder.join(look.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).context("removing the pictures of the last time")?;
        }
        fs::create_dir_all(&folder).context("making the folder of the pictures")?;
        photograph(look, &folder).await.with_context(|| format!("look {}", look.name))?;
        println!("{}", folder.display());
    }
    Ok(())
}

async fn photograph(look: &Look, folder: &Path) -> Result<()> {
    let data = tempfile::tempdir().context("making a folder for the shop")?;
    let mut shop = Shop::in_folder(&data.path().join("shop"), &[("PANNIER_PROVIDER", "Fernhill Services")])?;
    shop.import_demo_catalogue()?;
    shop.add_customer(CUSTOMER_EMAIL, CUSTOMER_NAME, PASSWORD)?;
    let staff = ["staff", "add", "--email", STAFF_EMAIL, "--name", "Anna Reed", "--password-stdin"];
    shop.run(&staff, PASSWORD)?;
    shop.open().await?;
    let display = Display::start(look.size.0, look.size.1)?;
    let window = DeskWindow::open(&display, &data.path().join("desk"), shop.url(), &[]).await?;
    window.resize(look.size.0, look.size.1).await?;
    let visit = Visit { window: &window, display: &display, folder, taken: 0 };
    if let Err(error) = visit.everywhere(look, &mut shop, data.path()).await {
        return Err(display.with_picture(error, &folder.join("failed.png")));
    }
    window.close().await
}

/// A walk through the window that takes a picture at each stop.
struct Visit<'a> {
    window: &'a DeskWindow,
    display: &'a Display,
    folder: &'a Path,
    taken: usize,
}

impl Visit<'_> {
    async fn everywhere(mut self, look: &Look, shop: &mut Shop, data: &Path) -> Result<()> {
        self.begin(look).await?;
        self.shop().await?;
        self.cart(shop, data).await?;
        self.check_out().await?;
        self.pay().await?;
        self.after_placing(shop).await?;
        self.around().await?;
        self.offline(shop).await?;
        self.leave().await?;
        self.staff(shop).await
    }

    async fn begin(&mut self, look: &Look) -> Result<()> {
        self.window.fill("sign-in-email", CUSTOMER_EMAIL).await?;
        self.window.fill("sign-in-password", PASSWORD).await?;
        self.window.click("sign-in-submit").await?;
        self.window.find("[data-test=\"sync-badge\"][data-connection=\"online\"]").await?;
        self.go("settings").await?;
        self.window.click(&format!("input[name=\"theme\"][value=\"{}\"]", look.theme)).await?;
        self.window.choose("language", look.language).await?;
        self.window.find(&format!("html[lang=\"{}\"][data-theme]", look.language)).await?;
        self.picture("settings").await
    }

    async fn shop(&mut self) -> Result<()> {
        self.go("").await?;
        self.window.find("service-card").await?;
        self.picture("browse").await?;
        self.window.fill("search", "xyzzy").await?;
        self.window.find("search-nothing").await?;
        self.picture("browse-nothing").await?;
        self.window.fill("search", "lawn").await?;
        self.window.click("service-card").await?;
        self.window.find("service-add").await?;
        self.picture("service").await
    }

    async fn cart(&mut self, shop: &Shop, data: &Path) -> Result<()> {
        self.go("cart").await?;
        self.window.find("cart-empty").await?;
        self.picture("cart-empty").await?;
        self.go("").await?;
        for text in ["lawn", "photo", "plant doctor", "brûlée"] {
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

    async fn check_out(&mut self) -> Result<()> {
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
        self.picture("checkout-review").await
    }

    async fn pay(&mut self) -> Result<()> {
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
    async fn after_placing(&mut self, shop: &Shop) -> Result<()> {
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

    async fn around(&mut self) -> Result<()> {
        self.go("sync").await?;
        self.window.find("sync-now").await?;
        self.picture("sync").await?;
        self.go("nowhere").await?;
        self.picture("not-found").await?;
        self.go("").await?;
        self.window.find("service-card").await?;
        self.window.click("palette-open").await?;
        self.window.fill("palette-input", "garden").await?;
        self.picture("palette").await?;
        self.window.script("document.activeElement.closest('dialog').close()").await?;
        self.window.script("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?'}))").await?;
        self.picture("keys").await?;
        self.window.script("document.activeElement.closest('dialog').close()").await.map(drop)
    }

    async fn offline(&mut self, shop: &mut Shop) -> Result<()> {
        shop.kill();
        self.window.fill("search", "window").await?;
        self.window.click("quick-add").await?;
        self.window.find("[data-test=\"sync-badge\"][data-connection=\"offline\"]").await?;
        self.picture("browse-offline").await?;
        self.go("cart").await?;
        self.window.click("quantity-up").await?;
        self.window.find("line-pending").await?;
        self.picture("cart-offline").await?;
        self.window.click("go-checkout").await?;
        self.window.click("checkout-next").await?;
        self.window.click("checkout-next").await?;
        self.window.find("checkout-offline").await?;
        self.picture("checkout-offline").await?;
        self.go("sync").await?;
        self.window.find("unsent-row").await?;
        self.picture("sync-offline").await?;
        self.window.click("export").await?;
        self.window.find("exported").await?;
        self.picture("sync-exported").await?;
        self.window.click("discard").await?;
        self.window.find("discard-confirm").await?;
        self.picture("discard").await?;
        self.window.click("discard-keep").await?;
        self.window.click("discard-all").await?;
        self.window.find("discard-confirm").await?;
        self.picture("discard-all").await?;
        self.window.click("discard-keep").await
    }

    async fn leave(&mut self) -> Result<()> {
        self.go("settings").await?;
        self.window.click("sign-out").await?;
        self.window.find("sign-out-discard").await?;
        self.picture("sign-out-unsent").await?;
        self.window.click("sign-out-send").await?;
        self.window.find("dialog [role=\"alert\"]").await?;
        self.window.click("export").await?;
        self.window.find("exported").await?;
        self.picture("sign-out-not-sent").await?;
        self.window.click("sign-out-discard").await?;
        self.window.fill("sign-in-email", CUSTOMER_EMAIL).await?;
        self.window.fill("sign-in-password", "wrong").await?;
        self.window.click("sign-in-submit").await?;
        self.window.find("[role=\"alert\"]").await?;
        self.picture("sign-in").await?;
        self.window.click("sign-in-disconnect").await?;
        self.window.fill("connect-url", "http://shop.example").await?;
        self.window.click("connect-submit").await?;
        self.window.find("[role=\"alert\"]").await?;
        self.picture("connect").await
    }

    /// The desk of somebody of the staff, from the page where it is connected.
    async fn staff(&mut self, shop: &mut Shop) -> Result<()> {
        shop.open().await?;
        self.window.fill("connect-url", shop.url()).await?;
        self.window.click("connect-submit").await?;
        self.window.fill("sign-in-email", STAFF_EMAIL).await?;
        self.window.fill("sign-in-password", PASSWORD).await?;
        self.window.click("sign-in-submit").await?;
        self.window.click("nav-staff").await?;
        self.window.click("[data-test=\"staff-tab\"][data-state=\"all\"]").await?;
        self.window.find("staff-row").await?;
        self.picture("staff-board").await?;
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
        self.picture("staff-catalogue").await
    }

    async fn go(&self, place: &str) -> Result<()> {
        self.window.script(&format!("location.hash = '#/{place}'")).await.map(drop)
    }

    async fn picture(&mut self, name: &str) -> Result<()> {
        let path = self.next_path(name);
        self.window.picture(&path).await
    }

    fn display_picture(&mut self, name: &str) -> Result<()> {
        let path = self.next_path(name);
        self.display.picture(&path)
    }

    fn next_path(&mut self, name: &str) -> PathBuf {
        self.taken += 1;
        self.folder.join(format!("{:02}-{name}.png", self.taken))
    }
}

/// The demo catalogue as it would be imported after the photo prints, and mowing the smallest lawns, were withdrawn.
fn without_photos(data: &Path) -> Result<PathBuf> {
    let catalogue = include_str!("../../../server/demo/catalogue.csv");
    let catalogue = catalogue.replace("Area: Up to 200 m²=0.00 | Up to 400", "Area: Up to 400");
    let kept: Vec<&str> = catalogue.lines().filter(|line| !line.contains("Photo prints")).collect();
    let path = data.join("catalogue.csv");
    fs::write(&path, kept.join("\n")).context("writing the catalogue")?;
    Ok(path)
}
