//! Where the stories of the window play: a shop with a customer, a display, the desk, and a browser that only tells
//! what it was asked to open.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use contract::api::{Order, SignIn, SignedIn};
use contract::sync::{Row, SyncReply, SyncRequest};
use domain::DeskId;
use fakepay::FakePay;
use reqwest::Client;
use stories::deadline::until;
use stories::desk_window::{self, DeskWindow};
use stories::display::Display;
use stories::payment_page::PaymentPage;
use stories::programs;
use stories::session_bus::SessionBus;
use stories::shop::Shop;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME};
use tempfile::TempDir;
use tokio::sync::Mutex;

pub const PASSWORD: &str = "correct horse battery";
pub const ONLINE: &str = "[data-test=\"sync-badge\"][data-connection=\"online\"]";
/// What no driver tells: whether another program has ended, say. Slow machines included.
pub const LIMIT: Duration = Duration::from_secs(40);

/// One desk at a time: the application allows one instance on a session bus.
static ONE_INSTANCE: Mutex<()> = Mutex::const_new(());

/// Delivered remotely and without options: its checkout has no step for an address.
const REMOTE_SERVICE: &str = "Plant doctor by message";

/// The browser's folder, which comes first in the desk's path, and where it writes what it was asked to open.
const BROWSER: &str = "bin";
const OPENED: &str = "opened";

/// In the order in which they end: the desk before its display.
pub struct Scene {
    pub window: DeskWindow,
    pub display: Display,
    pub shop: Shop,
    pub folder: TempDir,
}

/// Plays a story, if there is a window here to play it in. When it goes wrong, what was seen is kept as a picture.
pub async fn play(story: impl AsyncFnOnce(&mut Scene) -> Result<()>) -> Result<()> {
    if !can_play() {
        return Ok(());
    }
    let _alone = ONE_INSTANCE.lock().await;
    let mut scene = Scene::set(&[]).await?;
    let told = story(&mut scene).await;
    told.map_err(|error| scene.with_traces(error))
}

/// The same, with Stripe and PayPal offered, as the test gateway plays them.
pub async fn play_with_gateways(story: impl AsyncFnOnce(&mut Scene, &FakePay) -> Result<()>) -> Result<()> {
    if !can_play() {
        return Ok(());
    }
    let _alone = ONE_INSTANCE.lock().await;
    let fake = FakePay::start().await;
    let (stripe, paypal) = (fake.stripe_base(), fake.paypal_base());
    let settings = [
        ("PANNIER_STRIPE_SECRET_KEY", "sk_test_of_the_window"),
        ("PANNIER_STRIPE_API_BASE", stripe.as_str()),
        ("PANNIER_PAYPAL_CLIENT_ID", "client"),
        ("PANNIER_PAYPAL_CLIENT_SECRET", "secret"),
        ("PANNIER_PAYPAL_API_BASE", paypal.as_str()),
    ];
    let mut scene = Scene::set(&settings).await?;
    let told = story(&mut scene, &fake).await;
    told.map_err(|error| scene.with_traces(error))
}

/// There is a window to test, or a loud word that there is none.
fn can_play() -> bool {
    let can = cfg!(target_os = "linux") && programs::desk().is_ok() && programs::server().is_ok();
    let required = std::env::var_os("PANNIER_TEST_REQUIRE_WINDOW").is_some();
    assert!(can || !required, "the window must be tested here, but the desk or the server is not built");
    if !can {
        eprintln!("SKIPPED: the real window; `cargo xtask test` builds what it needs");
    }
    can
}

/// Named after the test, whose thread this is.
fn picture_path() -> PathBuf {
    let thread = std::thread::current();
    let story = thread.name().unwrap_or("story").replace("::", "-");
    std::env::temp_dir().join(format!("pannier-{story}.png"))
}

impl Scene {
    async fn set(settings: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut shop = Shop::in_folder(&folder.path().join("shop"), settings)?;
        shop.import_demo_catalogue()?;
        shop.add_customer(CUSTOMER_EMAIL, CUSTOMER_NAME, PASSWORD)?;
        shop.open().await?;
        install_browser(folder.path())?;
        let display = Display::start(1280, 800)?;
        let window = open_desk(&display, folder.path(), &shop).await?;
        Ok(Self { window, display, shop, folder })
    }

    /// What went wrong, with a picture of it and what the desk said last.
    fn with_traces(&self, error: anyhow::Error) -> anyhow::Error {
        let said = desk_window::last_words(&self.folder.path().join("desk"));
        self.display.with_picture(error, &picture_path()).context(format!("the desk said:\n{said}"))
    }

    /// Starts the desk again on its data.
    pub async fn open_desk(&mut self) -> Result<()> {
        self.window = open_desk(&self.display, self.folder.path(), &self.shop).await?;
        Ok(())
    }

    /// What somebody starts who has forgotten that the desk runs.
    pub fn second_start(&self) -> Result<Command> {
        DeskWindow::second_start(&self.display, &self.folder.path().join("desk"), self.shop.url())
    }

    /// Opens a desk of somebody else, with data of its own, on their session bus.
    pub async fn another_desk(&self, name: &str, bus: &SessionBus) -> Result<DeskWindow> {
        let more = [("DBUS_SESSION_BUS_ADDRESS", bus.address()), ("LC_ALL", "C.UTF-8")];
        DeskWindow::open(&self.display, &self.folder.path().join(name), self.shop.url(), &more).await
    }

    pub async fn sign_in(&self) -> Result<()> {
        self.sign_in_at(&self.window, CUSTOMER_EMAIL).await
    }

    pub async fn sign_in_at(&self, window: &DeskWindow, email: &str) -> Result<()> {
        window.find("[data-test=\"sign-in-email\"], [data-test=\"token-missing\"]").await?;
        if window.shows("token-missing").await? {
            window.click("[data-test=\"token-missing\"] a").await?;
        }
        window.fill("sign-in-email", email).await?;
        window.fill("sign-in-password", PASSWORD).await?;
        window.click("sign-in-submit").await
    }

    /// Which of the two front ends a window has loaded.
    pub async fn bundle(&self, window: &DeskWindow) -> Result<String> {
        let bundle = window.script("return document.documentElement.dataset.bundle").await?;
        Ok(bundle.as_str().unwrap_or_default().into())
    }

    /// Signs in and orders one service, up to the payment page.
    pub async fn go_to_payment(&self) -> Result<PaymentPage<'_>> {
        self.sign_in().await?;
        self.window.find(ONLINE).await?;
        self.window.fill("search", REMOTE_SERVICE).await?;
        self.window.click(&format!("[data-name=\"{REMOTE_SERVICE}\"] [data-test=\"quick-add\"]")).await?;
        self.window.click("nav-cart").await?;
        self.window.click("go-checkout").await?;
        self.window.fill("contact-name", CUSTOMER_NAME).await?;
        self.window.fill("contact-email", CUSTOMER_EMAIL).await?;
        self.window.click("checkout-next").await?;
        self.window.find("quote-total").await?;
        self.window.click("pay").await?;
        Ok(PaymentPage::on(&self.display))
    }

    /// Waits until the browser was asked to open an address, and replies with it.
    pub async fn opened_in_browser(&self) -> Result<String> {
        let opened = self.folder.path().join(OPENED);
        until("the browser opens", LIMIT, async || Ok(fs::read_to_string(&opened).ok())).await
    }

    /// Whether a file of this name was saved where downloads go, or in the story's own folder.
    pub fn has_file(&self, name: &str) -> Result<bool> {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let places = [
            home.clone(),
            home.join("Downloads"),
            home.join("Desktop"),
            std::env::temp_dir(),
            std::env::current_dir()?,
        ];
        let inside = [self.folder.path().to_owned(), self.folder.path().join("desk")];
        Ok(places.iter().chain(&inside).any(|place| place.join(name).exists()))
    }

    /// Of the lines in the customer's cart, as the server has it.
    pub async fn quantities(&self) -> Result<Vec<i64>> {
        let lines = self.rows().await?.into_iter().filter_map(|row| match row {
            Row::CartLine { line, .. } => Some(line.quantity.get()),
            _ => None,
        });
        Ok(lines.collect())
    }

    /// The one order of the customer, as the server has it.
    pub async fn only_order(&self) -> Result<Order> {
        let orders = self.rows().await?.into_iter().filter_map(|row| match row {
            Row::Order { order } => Some(*order),
            _ => None,
        });
        let mut orders: Vec<Order> = orders.collect();
        ensure!(orders.len() == 1, "there are {} orders instead of one", orders.len());
        orders.pop().context("there is one")
    }

    /// All rows of the customer, as the server has them.
    async fn rows(&self) -> Result<Vec<Row>> {
        let http = Client::new();
        let desk = DeskId::new("an-observer")?;
        let body = SignIn {
            email: CUSTOMER_EMAIL.into(),
            password: PASSWORD.into(),
            desk: desk.clone(),
            desk_name: "observer".into(),
        };
        let url = self.shop.url();
        let reply = http.post(format!("{url}/v1/sign-in")).json(&body).send().await?;
        let signed_in: SignedIn = reply.error_for_status()?.json().await?;
        let request = SyncRequest { desk, cursor: None, changes: Vec::new() };
        let reply =
            http.post(format!("{url}/v1/sync")).bearer_auth(signed_in.token).json(&request).send().await?;
        let reply: SyncReply = reply.error_for_status()?.json().await?;
        ensure!(!reply.more, "one page holds it all");
        Ok(reply.rows)
    }
}

async fn open_desk(display: &Display, folder: &Path, shop: &Shop) -> Result<DeskWindow> {
    let path = std::env::var("PATH").context("there is a path")?;
    let path = format!("{}:{path}", folder.join(BROWSER).display());
    // The words of the stories are English ones.
    let more = [("PATH", path.as_str()), ("LC_ALL", "C.UTF-8")];
    DeskWindow::open(display, &folder.join("desk"), shop.url(), &more).await
}

/// What the desk takes for the system's browser. It writes the address down, whole or not at all.
fn install_browser(folder: &Path) -> Result<()> {
    let opened = folder.join(OPENED).display().to_string();
    let script = format!("#!/bin/sh\nprintf %s \"$1\" > '{opened}.new' && mv '{opened}.new' '{opened}'\n");
    let program = folder.join(BROWSER).join("xdg-open");
    fs::create_dir(folder.join(BROWSER)).context("making the browser's folder")?;
    fs::write(&program, script).context("writing the browser")?;
    let status = Command::new("chmod").arg("+x").arg(&program).status().context("starting chmod")?;
    ensure!(status.success(), "the browser cannot be started");
    Ok(())
}
