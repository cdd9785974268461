//! `serve`: listens, says where, and stops when asked to.

use std::io::Write;
use std::path::Path;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Sentence, logs};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::calendar;
use crate::mail::{BadTransport, Transport};
use crate::serve::serve_on;
use crate::state::Shop;

pub async fn run(settings: Settings) -> Result<(), Sentence> {
    logs::begin(&settings)?;
    check_mail(&settings)?;
    warn_of_what_is_hardly_meant(&settings);
    let listener = listen(&settings).await?;
    let address = address_of(&listener)?;
    let address_file = settings.address_file.clone();
    let mut wishes =
        Wishes::listen().map_err(|error| Sentence(format!("cannot listen to signals: {error}")))?;
    let shop = Shop::open(settings, &address, Clock::default()).await?;
    let time_zone = shop.settings.time_zone.clone();
    shop.db.write(move |tx| calendar::settle(tx, &time_zone)).await?;
    tracing::info!(engine = shop.db.engine_name(), live = shop.settings.live, %address, "open");
    if let Some(file) = &address_file {
        write_address(file, &address)?;
    }
    // Started programs wait for this line; nobody may be there to read it, which is no reason to stop.
    let mut out = std::io::stdout();
    writeln!(out, "listening on {address}").and_then(|()| out.flush()).ok();
    let (stop, stopping) = oneshot::channel::<()>();
    let serving = serve_on(listener, shop, async {
        stopping.await.ok();
    });
    let asked_twice = async {
        wishes.asked().await;
        stop.send(()).ok();
        wishes.asked().await;
    };
    tokio::select! {
        () = serving => tracing::info!("stopped"),
        () = asked_twice => {
            tracing::warn!("asked to stop again: stopped at once");
            // Returning would wait for whoever is at work in the database.
            std::process::exit(1);
        }
    }
    Ok(())
}

/// A shop whose mails cannot leave does not open.
fn check_mail(settings: &Settings) -> Result<(), Sentence> {
    Transport::of(&settings.mail).and_then(|transport| transport.check()).map_err(|error| {
        Sentence(match error {
            BadTransport::Folder(..) => {
                format!("{error}. Choose another folder with the setting `mail_folder`, or allow writing")
            }
            _ => format!("the settings `mail_smtp_url` and `mail_ca_file` do not work: {error}"),
        })
    })
}

fn warn_of_what_is_hardly_meant(settings: &Settings) {
    if settings.listen.ip().is_unspecified() && settings.public_url.is_none() {
        tracing::warn!(
            "other machines can reach this server, but get addresses of pages that only this machine can open: \
             set `public_url`"
        );
    }
    let behind_a_proxy = settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if behind_a_proxy && settings.trusted_proxies.is_empty() {
        tracing::warn!(
            "whoever speaks https for this server is not in `trusted_proxies`: who guesses passwords cannot be told \
             from everybody else"
        );
    }
    let sender = settings.mail.from.email.domain();
    if let Some(signer) = settings.mail.dkim.as_ref().filter(|signer| !is_within(sender, signer.domain())) {
        tracing::warn!(
            sender,
            signs = signer.domain(),
            "the domain that signs mails is not the sender's: receivers that ask for both to be one will not trust them"
        );
    }
}

/// RFC 7489 3.1.1, without the list of public suffixes: one is the other, or within it.
fn is_within(sender: &str, signs: &str) -> bool {
    let inside = |inner: &str, outer: &str| inner == outer || inner.ends_with(&format!(".{outer}"));
    let (sender, signs) = (sender.to_lowercase(), signs.to_lowercase());
    inside(&sender, &signs) || inside(&signs, &sender)
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

/// Ctrl-C, or what the system sends to end a program. It listens from the first moment on, so that nobody is missed who
/// asks as soon as the address is known.
#[cfg(unix)]
struct Wishes {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Wishes {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Done when somebody asks the program to stop.
    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Wishes {
    interrupt: tokio::signal::windows::CtrlC,
    closed: tokio::signal::windows::CtrlClose,
}

#[cfg(windows)]
impl Wishes {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close};
        Ok(Self { interrupt: ctrl_c()?, closed: ctrl_close()? })
    }

    /// Done when somebody asks the program to stop.
    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.closed.recv() => {}
        }
    }
}
