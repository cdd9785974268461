//! `serve`: listens, says where, and stops when asked to.

use std::io::Write;
use std::path::Path;

use tokio::net::TcpListener;

use super::{Sentence, logs};
use crate::clock::Clock;
use crate::config::Settings;
use crate::mail::Transport;
use crate::serve::serve_on;
use crate::state::Shop;

pub async fn run(settings: Settings) -> Result<(), Sentence> {
    logs::begin(&settings)?;
    check_mail(&settings)?;
    let listener = listen(&settings).await?;
    let address = address_of(&listener)?;
    let address_file = settings.address_file.clone();
    let stop = asked_to_stop().map_err(|error| Sentence(format!("cannot listen to signals: {error}")))?;
    let shop = Shop::open(settings, &address, Clock::default()).await?;
    tracing::info!(engine = shop.db.engine_name(), live = shop.settings.live, %address, "open");
    if let Some(file) = &address_file {
        write_address(file, &address)?;
    }
    // Started programs wait for this line; nobody may be there to read it, which is no reason to stop.
    let mut out = std::io::stdout();
    writeln!(out, "listening on {address}").and_then(|()| out.flush()).ok();
    serve_on(listener, shop, stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// A shop whose mails cannot leave does not open.
fn check_mail(settings: &Settings) -> Result<(), Sentence> {
    let mail = &settings.mail;
    let transport = Transport::from_settings(mail.smtp_url.as_deref(), mail.ca_file.as_deref(), &mail.folder);
    transport.map(drop).map_err(|error| {
        Sentence(format!("the settings `mail_smtp_url` and `mail_ca_file` do not work: {error}"))
    })
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

/// Done when somebody asks the program to stop. It listens from this call on, so that nobody is missed who asks as
/// soon as the address is known.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    let mut closed = tokio::signal::windows::ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = closed.recv() => {}
        }
    })
}
