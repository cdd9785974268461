//! What waits, in the window: a copy of it, giving up a part, and leaving.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::scene::{ONLINE, Scene, play};

const OFFLINE: &str = "[data-test=\"sync-badge\"][data-connection=\"offline\"]";

#[tokio::test]
async fn who_signs_out_with_unsent_changes_keeps_a_copy_gives_up_a_part_and_sends_the_rest() -> Result<()> {
    play(async |scene| {
        scene.sign_in().await?;
        scene.window.find(ONLINE).await?;
        scene.window.find("service-card").await?;
        scene.shop.kill();
        for what in ["lawn", "photo"] {
            scene.window.fill("search", what).await?;
            scene.window.click("quick-add").await?;
            scene.window.find("toast").await?;
        }
        scene.window.find(OFFLINE).await?;
        leave(scene).await?;
        scene.window.click("sign-out-send").await?;
        scene.window.find("dialog [role=\"alert\"]").await?;
        scene.window.click("export").await?;
        let path = scene.window.text_that("export-path", |path| path.ends_with(".json")).await?;
        let copy = fs::read_to_string(&path).context("reading the copy")?;
        ensure!(copy.contains("Lawn mowing") && copy.contains("Photo prints"), "{copy}");
        scene.window.click("export-show").await?;
        let folder = Path::new(&path).parent().context("it is in a folder")?.display().to_string();
        assert_eq!(scene.opened_in_browser().await?, folder);
        scene.window.click("sign-out-stay").await?;

        scene.window.click("sync-badge").await?;
        scene.window.find("unsent-row").await?;
        scene.window.click("discard").await?;
        let told = scene.window.text("[data-test=\"discard-confirm\"]").await?;
        ensure!(told == "Discard", "{told}");
        scene.window.click("discard-confirm").await?;
        scene.window.find("[data-test=\"sync-badge\"][data-pending=\"1\"]").await?;
        // Asked while the server is away: once it is there, the desk may have sent all by itself.
        leave(scene).await?;
        scene.shop.open().await?;
        scene.window.click("sign-out-send").await?;
        scene.window.find("sign-in-email").await?;
        assert_eq!(scene.quantities().await?, [1]);
        Ok(())
    })
    .await
}

async fn leave(scene: &Scene) -> Result<()> {
    scene.window.click("nav-settings").await?;
    scene.window.click("sign-out").await?;
    scene.window.find("sign-out-send").await.map(drop)
}
