//! `serve`: listens, says where, and stops when asked to.

use std::io::Write;
use std::path::Path;

use tokio::net::TcpListener;

use super::{Sentence, logs};
use crate::clock::Clock;
use crate::config::Settings;
use crate::serve::serve_on;
use crate::state::Shop;

pub async fn run(settings: Settings) -> Result<(), Sentence> {
    logs::begin(&settings)?;
    let listener = listen(&settings).await?;
    let address = address_of(&listener)?;
    let address_file = settings.address_file.clone();
    let shop = Shop::open(settings, &address, Clock::default()).await?;
    tracing::info!(engine = shop.db.engine_name(), live = shop.settings.live, %address, "open");
    if let Some(file) = &address_file {
        write_address(file, &address)?;
    }
    // Started programs wait for this line; nobody may be there to read it, which is no reason to stop.
    let mut out = std::io::stdout();
    writeln!(out, "listening on {address}").and_then(|()| out.flush()).ok();
    serve_on(listener, shop, asked_to_stop()).await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(settings: &Settings) -> Result<TcpListener, Sentence> {
    let listen = settings.listen;
    TcpListener::bind(listen).await.map_err(|error| {
        let advice = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "another program uses it, perhaps a server that still runs; stop it, or"
            }
            std::io::ErrorKind::PermissionDenied => "it is not allowed; run as a user who may, or",
            _ => "",
        };
        Sentence(format!(
            "cannot listen on {listen}: {error}. {advice} choose another address with the setting `listen`"
        ))
    })
}

/// Where desks on this machine reach the server: 0.0.0.0 is no place to go to.
fn address_of(listener: &TcpListener) -> Result<String, Sentence> {
    let mut address =
        listener.local_addr().map_err(|error| Sentence(format!("cannot tell the address: {error}")))?;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            [127, 0, 0, 1].into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    Ok(format!("http://{address}"))
}

/// Whole or not at all: whoever waits for the file reads it at once.
fn write_address(file: &Path, address: &str) -> Result<(), Sentence> {
    let unfinished = file.with_extension("new");
    std::fs::write(&unfinished, address).and_then(|()| std::fs::rename(&unfinished, file)).map_err(|error| {
        Sentence(format!("cannot write {}: {error}. Change the setting `address_file`", file.display()))
    })
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await.ok();
}
