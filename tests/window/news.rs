//! News of an order: the system's notification, the bell, the page of the order, and one mail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use stories::deadline::until;
use zbus::object_server::SignalEmitter;
use zbus::{Connection, Variant, connection, interface};

use crate::scene::{LIMIT, play};

const PATH: &str = "/org/freedesktop/Notifications";

#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    id: u32,
    title: String,
    text: String,
}

/// What shows notifications on a real desktop; here it only remembers them
/// (specifications.freedesktop.org, Desktop Notifications 1.2).
#[derive(Clone, Default)]
struct Notifications {
    shown: Arc<Mutex<Vec<Shown>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        _app_name: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, Variant<'_>>,
        _timeout_ms: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().expect("no panic");
        let id = u32::try_from(shown.len()).unwrap_or(u32::MAX) + 1;
        shown.push(Shown { id, title: summary.into(), text: body.into() });
        id
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".into(), "body".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("stories".into(), "Pannier".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl Notifications {
    async fn listen() -> Result<(Self, Connection)> {
        let this = Self::default();
        let bus = connection::Builder::session()
            .name("org.freedesktop.Notifications")
            .serve_at(PATH, this.clone())
            .build()
            .await
            .context("taking the name on the session bus")?;
        Ok((this, bus))
    }

    fn shown(&self) -> Vec<Shown> {
        self.shown.lock().expect("no panic").clone()
    }
}

#[tokio::test]
async fn what_staff_does_is_announced_once_and_a_click_opens_the_order() -> Result<()> {
    play(async |scene| {
        let (notifications, bus) = Notifications::listen().await?;
        let page = scene.go_to_payment().await?;
        page.confirm().await?;
        scene.window.find("confirmation").await?;
        let order = scene.only_order().await?;
        scene.window.click("nav-browse").await?;
        assert_eq!(notifications.shown(), [], "who has just paid needs no news of it");
        let mails = scene.shop.mails_once(2).await?.len();

        scene.display.look_away()?;
        scene.shop.run(&["order", "status", &order.number, "started"], "")?;
        let shown = until("the system announces it", LIMIT, async || {
            Ok(Some(notifications.shown()).filter(|shown| !shown.is_empty()))
        })
        .await?;
        let text = format!("Order {}", order.number);
        assert_eq!(shown, [Shown { id: 1, title: "Work started".into(), text }]);
        scene.window.text_that("news-count", |count| count.starts_with('1')).await?;
        scene.window.click("nav-news").await?;
        scene.window.find("news").await?;

        let emitter = SignalEmitter::new(&bus, PATH)?;
        Notifications::action_invoked(&emitter, 1, "default").await?;
        scene.window.find("order-sentence").await?;
        scene.window.gone("news-count").await?;
        ensure!(
            scene.shop.mails_once(mails).await?.len() <= mails + 1,
            "one piece of news, one mail at most"
        );
        assert_eq!(notifications.shown().len(), 1);
        Ok(())
    })
    .await
}
