//! Pictures of every screen and state, to be looked at: in both themes, both languages and two sizes of the window.

mod ordering;
mod staff;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::shop::Shop;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME};

const PASSWORD: &str = "correct horse battery";

const SHIPPING: &str = "code,name,countries,price,currency,free_from,tax_percent,tax_class,travel_days\n\
                        parcel,Parcel,DE AT,4.90,EUR,500.00,19,,2-3\n\
                        express,Express,DE,12.90,EUR,,19,,1\n";

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
    shop.add_staff(staff::EMAIL, "Anna Reed", PASSWORD)?;
    arrange(&shop, data.path())?;
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

/// A coupon, and two ways of sending.
fn arrange(shop: &Shop, folder: &Path) -> Result<()> {
    shop.run(&["coupon", "add", "SPRING-10", "--percent", "10"], "")?;
    let ways = folder.join("shipping.csv");
    fs::write(&ways, SHIPPING).context("writing the ways of sending")?;
    shop.run(&["shipping", "import", ways.to_str().context("a path in UTF-8")?], "")?;
    Ok(())
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
        self.check_out(shop, data).await?;
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
        self.window.script("document.querySelector('dialog[open]').close()").await?;
        self.window.script("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?'}))").await?;
        self.picture("keys").await?;
        self.window.script("document.querySelector('dialog[open]').close()").await.map(drop)
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
