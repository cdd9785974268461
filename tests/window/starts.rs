//! Starting the desk: twice at the same time, and again.

use std::fs;

use anyhow::{Context, Result};
use rusqlite::Connection;
use stories::deadline::until;
use tokio::process::Command;
use tokio::time::timeout;

use crate::scene::{LIMIT, play};

/// Of the desk's own window.
const TITLE: &str = "Pannier";

#[tokio::test]
async fn a_second_start_shows_the_first_window_and_ends() -> Result<()> {
    play(async |scene| {
        scene.window.find("sign-in-email").await?;
        scene.display.minimise(TITLE)?;
        let mut second = Command::from(scene.second_start()?).kill_on_drop(true).spawn()?;
        let status = timeout(LIMIT, second.wait()).await.context("the second start does not end")??;
        assert!(status.success(), "the second start ended with {status}");
        until("the first window is shown again", LIMIT, async || {
            Ok(scene.display.has_window(TITLE)?.then_some(()))
        })
        .await?;
        scene.window.find("sign-in-email").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn the_window_keeps_its_size() -> Result<()> {
    play(async |scene| {
        let first = scene.window.size().await?;
        scene.window.resize(1000, 700).await?;
        let chosen = until("the window has another size", LIMIT, async || {
            Ok(Some(scene.window.size().await?).filter(|size| *size != first))
        })
        .await?;
        // As a person does: the driver would end the desk without a word.
        scene.display.close(TITLE)?;
        scene.window.ended().await?;
        scene.open_desk().await?;
        until("the window has its size again", LIMIT, async || {
            Ok((scene.window.size().await? == chosen).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_told_in_the_window_and_left_untouched() -> Result<()> {
    play(async |scene| {
        scene.window.kill().await?;
        let store = scene.folder.path().join("desk/catalogue.db");
        Connection::open(&store)?.execute(
            "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum
             FROM refinery_schema_history LIMIT 1",
            [],
        )?;
        let before = fs::read(&store)?;
        scene.open_desk().await?;
        let told = scene.window.text("failed").await?;
        assert!(told.contains("written by a newer version of Pannier"), "{told}");
        assert!(fs::read(&store)? == before, "the newer store was touched");
        Ok(())
    })
    .await
}
