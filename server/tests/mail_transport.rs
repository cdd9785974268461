//! Mails on their way: as files, and to a real SMTP server that insists on STARTTLS and a password.

mod mail_orders;
mod mail_smtp;

use std::path::Path;

use mail_orders::{envelope, sample, to};
use mail_smtp::{Server, content};
use server::mail::{Composed, Envelope, Kind, Transport, compose};

fn mail_to(address: &str) -> Composed {
    let (sample, to) = (sample(Kind::Paid), to(address));
    compose(Envelope { to: &to, ..envelope(&sample, "en") }, None).expect("a good envelope")
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn without_a_mail_server_a_mail_becomes_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let mails = folder.path().join("not/yet/there");
    let transport = Transport::from_settings(None, None, &mails).expect("files");
    transport.check().expect("it can be written");
    let mail = mail_to("zoe@example.org");
    for _twice in 0..2 {
        transport.send(&mail).await.expect("written");
    }
    assert_eq!(files(&mails), ["20261122-101500-P-2026-000042-paid.eml"]);
    let written = std::fs::read(mails.join(&files(&mails)[0])).expect("readable");
    assert_eq!(written, mail.bytes);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_at_the_start_and_tried_again_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("a-file");
    std::fs::write(&blocked, "in the way").expect("written");
    let transport = Transport::from_settings(None, None, &blocked).expect("files");
    let error = transport.check().expect_err("it is no folder");
    assert!(error.to_string().contains("a-file"), "{error}");
    let error = transport.send(&mail_to("zoe@example.org")).await.expect_err("it is no folder");
    assert!(!error.permanent);
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_later() {
    // Held, so that nobody else listens there, and not listened on.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("smtp://{}", socket.local_addr().expect("an address"));
    let transport = Transport::from_settings(Some(&url), None, Path::new("unused")).expect("smtp");
    transport.check().expect("it may come back");
    let error = transport.send(&mail_to("zoe@example.org")).await.expect_err("nobody listens");
    assert!(!error.permanent);
    assert_eq!(error.to_string(), "the mail server cannot be reached");
}

#[tokio::test]
async fn a_mail_reaches_a_real_server_whole_over_starttls() {
    let Some(mut server) = Server::start().await else { return };
    let mail = mail_to("zoe@example.org");
    server.transport().send(&mail).await.expect("accepted");
    let got = server.next().await;
    assert_eq!(got["tls"], true);
    assert_eq!(got["from"], "orders@mail.example");
    assert_eq!(got["to"], serde_json::json!(["zoe@example.org"]));
    let (got, sent) = (content(&got), mail.bytes);
    assert_eq!(String::from_utf8_lossy(&got).trim_end(), String::from_utf8_lossy(&sent).trim_end());
}

#[tokio::test]
async fn what_a_refusal_means_depends_on_its_step() {
    // Step, answer, given up for good, no such address, told.
    for (step, answer, permanent, bounced, told) in [
        ("greeting", "554 5.3.2 not today", false, false, "answered 554 5.3.2 to the greeting"),
        ("greeting", "421 4.3.2 busy", false, false, "answered 421 4.3.2 to the greeting"),
        ("greeting", "close", false, false, "broke off"),
        ("ehlo", "550 5.7.1 who are you", false, false, "answered 550 5.7.1 to the greeting"),
        ("ehlo", "close", false, false, "broke off"),
        ("starttls", "454 4.7.0 no TLS now", false, false, "answered 454 4.7.0 to STARTTLS"),
        ("starttls", "502 no", false, false, "answered 502 to STARTTLS"),
        ("starttls", "close", false, false, "broke off"),
        ("auth", "454 4.7.0 later", false, false, "answered 454 4.7.0 to AUTH"),
        ("auth", "535 5.7.8 wrong", false, false, "answered 535 5.7.8 to AUTH"),
        ("auth", "close", false, false, "broke off"),
        ("mail", "451 4.3.0 later", false, false, "answered 451 4.3.0 to MAIL FROM"),
        ("mail", "550 5.7.1 not your address", false, false, "answered 550 5.7.1 to MAIL FROM"),
        ("mail", "close", false, false, "broke off"),
        ("rcpt", "451 4.7.1 greylisted", false, false, "answered 451 4.7.1 to RCPT TO"),
        ("rcpt", "550 5.1.1 no such person", true, true, "answered 550 5.1.1 to RCPT TO"),
        ("rcpt", "550 no such person", true, true, "answered 550 to RCPT TO"),
        ("rcpt", "552 5.2.2 mailbox full", true, false, "answered 552 5.2.2 to RCPT TO"),
        ("rcpt", "554 5.7.1 relaying denied", false, false, "answered 554 5.7.1 to RCPT TO"),
        ("rcpt", "530 5.7.0 sign in first", false, false, "answered 530 5.7.0 to RCPT TO"),
        ("rcpt", "close", false, false, "broke off"),
        ("data", "451 4.3.0 later", false, false, "answered 451 4.3.0 to DATA"),
        ("data", "554 5.5.1 no", true, false, "answered 554 5.5.1 to DATA"),
        ("data", "close", false, false, "broke off"),
        ("content", "452 4.3.1 full", false, false, "answered 452 4.3.1 to the mail"),
        ("content", "554 5.6.0 not like that", true, false, "answered 554 5.6.0 to the mail"),
        // It has the mail, and nobody hears of it: the same mail goes out again, under the same Message-ID.
        ("content", "close", false, false, "broke off"),
    ] {
        let Some(server) = Server::that_fails(&[step, answer]).await else { return };
        let sending = server.transport();
        let error = sending.send(&mail_to("zoe@example.org")).await.expect_err("it fails");
        let what = format!("{step} {answer}: {error}");
        assert_eq!((error.permanent, error.bounced), (permanent, bounced), "{what}");
        assert!(error.reason.contains(told), "{what}");
        assert!(!error.reason.contains("zoe"), "{what}");
    }
}

#[tokio::test]
async fn a_wrong_password_can_be_corrected() {
    let Some(server) = Server::start().await else { return };
    let sending = server.transport_of("shop:wrong");
    let error = sending.send(&mail_to("zoe@example.org")).await.expect_err("refused");
    assert_eq!((error.permanent, error.bounced), (false, false));
    assert!(error.reason.contains("535"), "{error}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_mail() {
    let Some(server) = Server::start().await else { return };
    let sending = server.distrustful_transport();
    let error = sending.send(&mail_to("zoe@example.org")).await.expect_err("not trusted");
    assert!(!error.permanent);
    assert!(error.reason.contains("not trusted"), "{error}");
}
