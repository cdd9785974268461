//! What shows the system's notifications on a real desktop; here it only remembers them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use stories::deadline::until;
use zbus::object_server::SignalEmitter;
use zbus::{Connection, Variant, connection, interface};

use crate::scene::LIMIT;

pub const PATH: &str = "/org/freedesktop/Notifications";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: u32,
    pub title: String,
    pub text: String,
}

/// As the Desktop Notifications 1.2 of specifications.freedesktop.org have it.
#[derive(Clone, Default)]
pub struct Notifications {
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
    pub async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl Notifications {
    /// Takes their name on the session bus for as long as the connection lives.
    pub async fn listen() -> Result<(Self, Connection)> {
        let this = Self::default();
        let bus = connection::Builder::session()
            .name("org.freedesktop.Notifications")
            .serve_at(PATH, this.clone())
            .build()
            .await
            .context("taking the name on the session bus")?;
        Ok((this, bus))
    }

    pub fn shown(&self) -> Vec<Shown> {
        self.shown.lock().expect("no panic").clone()
    }

    /// Waits for the first.
    pub async fn once_shown(&self) -> Result<Vec<Shown>> {
        until("the system announces it", LIMIT, async || {
            Ok(Some(self.shown()).filter(|shown| !shown.is_empty()))
        })
        .await
    }
}
