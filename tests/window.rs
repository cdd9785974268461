//! The shipped desk in its real window, driven as a person would, with real processes killed by signal.

use anyhow::{Context, Result, ensure};
use contract::api::{Order, SignIn, SignedIn};
use contract::sync::{Row, SyncReply, SyncRequest};
use domain::DeskId;
use domain::order::OrderState;
use reqwest::Client;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::shop::Shop;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME, Tour};
use tempfile::TempDir;
use tokio::sync::Mutex;

const PASSWORD: &str = "correct horse battery";

/// One desk at a time: the application allows one instance on a session bus.
static ONE_INSTANCE: Mutex<()> = Mutex::const_new(());

/// A shop with the demo catalogue and one customer.
async fn shop(folder: &TempDir, settings: &[(&str, &str)]) -> Result<Shop> {
    let mut shop = Shop::in_folder(&folder.path().join("shop"), settings)?;
    shop.import_demo_catalogue()?;
    shop.add_customer(CUSTOMER_EMAIL, CUSTOMER_NAME, PASSWORD)?;
    shop.open().await?;
    Ok(shop)
}

/// All rows of the customer, as the server has them.
async fn rows(shop: &Shop) -> Result<Vec<Row>> {
    let http = Client::new();
    let desk = DeskId::new("an-observer")?;
    let body = SignIn {
        email: CUSTOMER_EMAIL.into(),
        password: PASSWORD.into(),
        desk: desk.clone(),
        desk_name: "observer".into(),
    };
    let url = shop.url();
    let signed_in: SignedIn =
        http.post(format!("{url}/v1/sign-in")).json(&body).send().await?.error_for_status()?.json().await?;
    let request = SyncRequest { desk, cursor: None, changes: Vec::new() };
    let reply =
        http.post(format!("{url}/v1/sync")).bearer_auth(signed_in.token).json(&request).send().await?;
    let reply: SyncReply = reply.error_for_status()?.json().await?;
    ensure!(!reply.more, "one page holds it all");
    Ok(reply.rows)
}

fn quantities(rows: &[Row]) -> Vec<i64> {
    let lines = rows.iter().filter_map(|row| match row {
        Row::CartLine { line, .. } => Some(line.quantity.get()),
        _ => None,
    });
    lines.collect()
}

fn orders(rows: Vec<Row>) -> Vec<Order> {
    let orders = rows.into_iter().filter_map(|row| match row {
        Row::Order { order } => Some(*order),
        _ => None,
    });
    orders.collect()
}

/// There is a window to test, or a loud word that there is none.
fn can_run() -> bool {
    let can =
        cfg!(target_os = "linux") && stories::programs::desk().is_ok() && stories::programs::server().is_ok();
    let required = std::env::var_os("PANNIER_TEST_REQUIRE_WINDOW").is_some();
    assert!(can || !required, "the window must be tested here, but the desk or the server is not built");
    if !can {
        eprintln!("SKIPPED: the real window; `cargo xtask test` builds what it needs");
    }
    can
}

#[tokio::test]
async fn a_person_orders_while_the_server_is_killed_and_comes_back() -> Result<()> {
    if !can_run() {
        return Ok(());
    }
    let _alone = ONE_INSTANCE.lock().await;
    let folder = tempfile::tempdir()?;
    let mut shop = shop(&folder, &[]).await?;
    let display = Display::start(1280, 800)?;
    let window = DeskWindow::open(&display, &folder.path().join("desk"), shop.url(), &[]).await?;
    let walk = Tour::new(&display, &window, folder.path()).walk(&mut shop, PASSWORD).await;
    let found = match walk {
        Ok(found) => found,
        Err(error) => return Err(keep_picture(&display, error)),
    };
    window.close().await?;

    let rows = rows(&shop).await?;
    assert_eq!(quantities(&rows), Vec::<i64>::new(), "what was ordered has left the cart");
    let orders = orders(rows);
    assert_eq!(orders.len(), 1);
    let order = &orders[0];
    assert_eq!(order.number, found.order_number);
    assert_eq!(order.state, OrderState::Confirmed);
    assert_eq!(order.paid, order.totals.total);
    assert_eq!(order.lines.iter().map(|line| line.quantity.get()).sum::<i64>(), 3);
    assert_eq!(shop.mails()?.len(), 2, "order received, and paid");
    Ok(())
}

#[tokio::test]
async fn a_cart_edit_survives_a_killed_desk_and_counts_once() -> Result<()> {
    if !can_run() {
        return Ok(());
    }
    let _alone = ONE_INSTANCE.lock().await;
    let folder = tempfile::tempdir()?;
    let mut shop = shop(&folder, &[]).await?;
    let display = Display::start(1280, 800)?;
    let told = killed_and_started_again(&display, &folder, &mut shop).await;
    told.map_err(|error| keep_picture(&display, error))
}

async fn killed_and_started_again(display: &Display, folder: &TempDir, shop: &mut Shop) -> Result<()> {
    let data = folder.path().join("desk");
    let window = DeskWindow::open(display, &data, shop.url(), &[]).await?;
    sign_in(&window).await?;
    window.find("[data-test=\"sync-badge\"][data-connection=\"online\"]").await?;
    window.find("service-card").await?;
    shop.kill();
    window.click("quick-add").await?;
    window.click("nav-cart").await?;
    window.click("quantity-up").await?;
    window.click("quantity-up").await?;
    quantity_is(&window, "3").await?;
    window.kill().context("killing the desk")?;

    let window = DeskWindow::open(display, &data, shop.url(), &[]).await?;
    window.click("nav-cart").await?;
    quantity_is(&window, "3").await.context("after the desk was killed")?;
    shop.open().await?;
    window.click("[data-test=\"token-missing\"] a").await?;
    sign_in(&window).await?;
    window.find("[data-test=\"sync-badge\"][data-connection=\"online\"][data-pending=\"0\"]").await?;
    assert_eq!(quantities(&rows(shop).await?), [3]);

    // Once more from the start: what was sent is not sent again.
    shop.kill();
    window.kill().context("killing the desk again")?;
    shop.open().await?;
    let window = DeskWindow::open(display, &data, shop.url(), &[]).await?;
    window.click("[data-test=\"token-missing\"] a").await?;
    sign_in(&window).await?;
    window.find("[data-test=\"sync-badge\"][data-connection=\"online\"][data-pending=\"0\"]").await?;
    window.click("nav-cart").await?;
    quantity_is(&window, "3").await?;
    assert_eq!(quantities(&rows(shop).await?), [3]);
    window.close().await
}

async fn sign_in(window: &DeskWindow) -> Result<()> {
    window.fill("sign-in-email", CUSTOMER_EMAIL).await?;
    window.fill("sign-in-password", PASSWORD).await?;
    window.click("sign-in-submit").await
}

async fn quantity_is(window: &DeskWindow, wanted: &str) -> Result<()> {
    window.value_that("quantity-input", |value| value == wanted).await.map(drop)
}

/// Leaves a picture of what the window showed when a story went wrong.
fn keep_picture(display: &Display, error: anyhow::Error) -> anyhow::Error {
    let path = std::env::temp_dir().join(format!("pannier-window-{}.png", std::process::id()));
    match display.picture(&path) {
        Ok(()) => error.context(format!("the window is in {}", path.display())),
        Err(_) => error,
    }
}
