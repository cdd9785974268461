//! Starting the desk: twice at the same time, and again.

use anyhow::{Context, Result};
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
