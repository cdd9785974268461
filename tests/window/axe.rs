//! Every screen, in both themes, looked at by axe-core: what keeps people with assistive technology, or with weak eyes,
//! from using it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stories::payment_page::PaymentPage;
use stories::shop::DEMO_CATALOGUE;
use stories::tour::{CUSTOMER_EMAIL, CUSTOMER_NAME};

use crate::scene::{ONLINE, Scene, play};

const THEMES: [&str; 2] = ["light", "dark"];
const OFFLINE: &str = "[data-test=\"sync-badge\"][data-connection=\"offline\"]";
/// Of the demo catalogue: what is chosen by itself, and what remains when it is withdrawn.
const WITHDRAWN_OPTION: (&str, &str) =
    ("Area: Up to 200 m²=0.00 | Up to 400 m²=24.00", "Area: Up to 400 m²=24.00");

#[tokio::test]
async fn axe_finds_nothing_wrong_on_any_screen_in_either_theme() -> Result<()> {
    play(async |scene| {
        let mut look = Look::with_axe(scene)?;
        look.around_the_door().await?;
        look.around_the_shop().await?;
        look.around_the_cart().await?;
        look.around_an_order().await?;
        look.around_what_waits().await?;
        ensure!(look.found.is_empty(), "axe-core objects:\n{}", look.found.join("\n"));
        Ok(())
    })
    .await
}

/// A walk through the window that asks axe-core at each stop.
pub struct Look<'a> {
    pub scene: &'a mut Scene,
    axe: String,
    /// A line each: page and theme, rule, element.
    pub found: Vec<String>,
}

impl<'a> Look<'a> {
    pub fn with_axe(scene: &'a mut Scene) -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(path).context("reading axe-core; `cargo xtask ui` installs it")?;
        Ok(Self { scene, axe, found: Vec::new() })
    }

    async fn around_the_door(&mut self) -> Result<()> {
        self.scene.window.find("sign-in-email").await?;
        self.at("sign in").await?;
        let url = self.scene.shop.url().to_owned();
        self.scene.window.click("sign-in-disconnect").await?;
        self.scene.window.fill("connect-url", "http://shop.example").await?;
        self.scene.window.click("connect-submit").await?;
        self.scene.window.find("[role=\"alert\"]").await?;
        self.at("connect, refused").await?;
        self.scene.window.fill("connect-url", &url).await?;
        self.scene.window.click("connect-submit").await?;
        self.scene.sign_in().await?;
        self.scene.window.find(ONLINE).await.map(drop)
    }

    async fn around_the_shop(&mut self) -> Result<()> {
        self.scene.window.find("service-card").await?;
        self.at("browse").await?;
        self.scene.window.click("palette-open").await?;
        self.scene.window.fill("palette-input", "garden").await?;
        self.at("palette").await?;
        self.close_dialog().await?;
        self.scene.window.script("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?'}))").await?;
        self.at("keys").await?;
        self.close_dialog().await?;
        self.scene.window.fill("search", "xyzzy").await?;
        self.scene.window.find("search-nothing").await?;
        self.at("nothing found").await?;
        self.go("cart").await?;
        self.scene.window.find("cart-empty").await?;
        self.at("empty cart").await?;
        self.go("").await?;
        self.scene.window.fill("search", "lawn").await?;
        self.scene.window.click("service-card").await?;
        self.scene.window.find("service-add").await?;
        self.at("service").await?;
        self.scene.window.click("service-add").await?;
        self.scene.window.find("toast").await?;
        self.at("service, added").await?;
        self.go("settings").await?;
        self.scene.window.find("sign-out").await?;
        self.at("settings").await
    }

    async fn around_the_cart(&mut self) -> Result<()> {
        self.go("cart").await?;
        self.scene.window.find("cart-line").await?;
        self.at("cart").await?;
        self.scene.shop.import(&without_an_option(self.scene.folder.path())?)?;
        self.go("sync").await?;
        self.scene.window.click("sync-now").await?;
        self.go("cart").await?;
        self.scene.window.find("choose-again").await?;
        self.at("cart, with a problem").await?;
        self.scene.window.click("choose-again").await?;
        self.scene.window.find("service-replace").await?;
        self.at("choosing again").await?;
        self.scene.window.click("service-replace").await?;
        self.scene.window.find("go-checkout").await.map(drop)
    }

    async fn around_an_order(&mut self) -> Result<()> {
        self.scene.window.click("go-checkout").await?;
        self.scene.window.fill("contact-name", "").await?;
        self.scene.window.click("checkout-next").await?;
        self.at("checkout, contact").await?;
        self.scene.window.fill("contact-name", CUSTOMER_NAME).await?;
        self.scene.window.fill("contact-email", CUSTOMER_EMAIL).await?;
        self.scene.window.click("checkout-next").await?;
        self.scene.window.fill("address-street", "Lindenallee 4").await?;
        self.scene.window.choose("address-country", "DE").await?;
        self.scene.window.fill("address-postal-code", "50667").await?;
        self.at("checkout, address").await?;
        self.scene.window.fill("address-city", "Köln").await?;
        self.scene.window.click("checkout-next").await?;
        self.scene.window.find("quote-total").await?;
        self.at("checkout, review").await?;
        self.scene.window.click("pay").await?;
        PaymentPage::on(&self.scene.display).drawn().await?;
        self.at("payment, waiting").await?;
        PaymentPage::on(&self.scene.display).confirm().await?;
        self.scene.window.find("[data-test=\"confirmation\"][data-state=\"confirmed\"]").await?;
        self.at("confirmation").await?;
        self.go("orders").await?;
        self.scene.window.find("order-row").await?;
        self.at("orders").await?;
        self.scene.window.click("order-row").await?;
        self.scene.window.find("order-state").await?;
        self.at("order").await
    }

    async fn around_what_waits(&mut self) -> Result<()> {
        self.go("sync").await?;
        self.scene.window.find("sync-now").await?;
        self.at("sync centre, all sent").await?;
        self.scene.shop.kill();
        self.go("").await?;
        self.scene.window.find("service-card").await?;
        self.scene.window.click("quick-add").await?;
        self.scene.window.find(OFFLINE).await?;
        self.go("cart").await?;
        self.scene.window.find("line-pending").await?;
        self.scene.window.click("quantity-up").await?;
        self.at("cart, offline").await?;
        self.go("sync").await?;
        self.scene.window.click("export").await?;
        self.scene.window.find("exported").await?;
        self.at("sync centre, offline").await?;
        self.scene.window.click("discard").await?;
        self.scene.window.find("discard-confirm").await?;
        self.at("discarding").await?;
        self.scene.window.click("discard-keep").await?;
        self.go("settings").await?;
        self.scene.window.click("sign-out").await?;
        self.scene.window.find("sign-out-discard").await?;
        self.at("signing out with changes").await
    }

    /// Asks axe-core about what is shown now, in each theme.
    pub async fn at(&mut self, page: &str) -> Result<()> {
        let window = &self.scene.window;
        window
            .script(&format!("if (!window.axe) {{ {} }}", self.axe))
            .await
            .context("bringing in axe-core")?;
        let before = window.script("return document.documentElement.dataset.theme").await?;
        for theme in THEMES {
            window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await?;
            window.at_rest().await?;
            let script = "const done = arguments[0];
                axe.run(document, { resultTypes: ['violations'], preload: false }).then(
                    ({ violations }) => done(violations.flatMap(({ id, help, nodes }) => nodes.map(
                        ({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}: ${failureSummary}`))),
                    error => done([`axe-core failed: ${error}`]))";
            let told = window.slow_script(script).await.with_context(|| format!("axe-core on {page}"))?;
            let told = told.as_array().context("axe-core replies with a list")?.iter();
            let lines = told.filter_map(Value::as_str).map(|line| format!("{page}, {theme}: {line}"));
            self.found.extend(lines);
        }
        let theme = before.as_str().unwrap_or_default();
        window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await.map(drop)
    }

    pub async fn go(&self, place: &str) -> Result<()> {
        self.scene.window.script(&format!("location.hash = '#/{place}'")).await?;
        self.scene.window.at_rest().await
    }

    pub async fn close_dialog(&self) -> Result<()> {
        self.scene.window.script("document.activeElement.closest('dialog').close()").await.map(drop)
    }
}

/// The demo catalogue as it would be imported when lawns of the smallest size are no longer mown.
fn without_an_option(folder: &Path) -> Result<PathBuf> {
    let (offered, left) = WITHDRAWN_OPTION;
    ensure!(DEMO_CATALOGUE.contains(offered), "the demo catalogue has changed");
    let path = folder.join("catalogue.csv");
    fs::write(&path, DEMO_CATALOGUE.replace(offered, left)).context("writing the catalogue")?;
    Ok(path)
}
