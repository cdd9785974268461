//! Mails on their way: as files, and to a real SMTP server that insists on STARTTLS and a password.

mod mail_orders;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_orders::{envelope, order};
use serde_json::Value;
use server::mail::{Kind, Transport, compose};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A Python with `aiosmtpd`; without it the SMTP tests are skipped, unless they are required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_SMTP";

fn mail_to(address: &str) -> lettre::Message {
    let mut order = order();
    order.contact.email = address.into();
    compose(envelope(&order, Kind::Paid, "en")).expect("a good envelope")
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
    let order = order();
    let envelope = envelope(&order, Kind::Paid, "en");
    let mail = compose(envelope).expect("a good envelope");
    for _twice in 0..2 {
        transport.send(&mail, &envelope.file_stem()).await.expect("written");
    }
    assert_eq!(files(&mails), ["20261122-101500-P-2026-000042-paid.eml"]);
    let written = std::fs::read(mails.join(&files(&mails)[0])).expect("readable");
    assert_eq!(written, mail.formatted());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_at_the_start_and_tried_again_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("a-file");
    std::fs::write(&blocked, "in the way").expect("written");
    let transport = Transport::from_settings(None, None, &blocked).expect("files");
    let error = transport.check().expect_err("it is no folder");
    assert!(error.to_string().contains("a-file"), "{error}");
    let error = transport.send(&mail_to("zoe@example.org"), "x").await.expect_err("it is no folder");
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
    let error = transport.send(&mail_to("zoe@example.org"), "x").await.expect_err("nobody listens");
    assert!(!error.permanent);
    assert_eq!(error.to_string(), "the mail server cannot be reached");
}

#[tokio::test]
async fn a_mail_reaches_a_real_server_whole_over_starttls() {
    let Some(mut server) = Server::start().await else { return };
    let mail = mail_to("zoe@example.org");
    server.transport("shop:p%40ss%20word").send(&mail, "x").await.expect("accepted");
    let got = server.next().await;
    assert_eq!(got["tls"], true);
    assert_eq!(got["from"], "orders@mail.example");
    assert_eq!(got["to"], serde_json::json!(["zoe@example.org"]));
    let content = STANDARD.decode(got["content"].as_str().expect("text")).expect("base64");
    assert_eq!(
        String::from_utf8_lossy(&content).trim_end(),
        String::from_utf8_lossy(&mail.formatted()).trim_end()
    );
}

#[tokio::test]
async fn a_refused_address_is_given_up_and_everything_else_tried_again() {
    let Some(server) = Server::start().await else { return };
    let transport = server.transport("shop:p%40ss%20word");
    let unknown = transport.send(&mail_to("unknown@example.org"), "x").await.expect_err("refused");
    assert_eq!((unknown.permanent, unknown.to_string().as_str()), (true, "the mail server answered 550"));
    let later = transport.send(&mail_to("later@example.org"), "x").await.expect_err("refused");
    assert_eq!((later.permanent, later.to_string().as_str()), (false, "the mail server answered 451"));
    let wrong =
        server.transport("shop:wrong").send(&mail_to("zoe@example.org"), "x").await.expect_err("refused");
    assert_eq!((wrong.permanent, wrong.to_string().as_str()), (false, "the mail server answered 535"));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_mail() {
    let Some(server) = Server::start().await else { return };
    let url = format!("smtp://shop:p%40ss%20word@127.0.0.1:{}?tls=required", server.port);
    let transport = Transport::from_settings(Some(&url), None, Path::new("unused")).expect("smtp");
    let error = transport.send(&mail_to("zoe@example.org"), "x").await.expect_err("not trusted");
    assert!(!error.permanent);
}

/// The SMTP server of `mail_smtp/smtp_server.py`; it ends with this value.
struct Server {
    port: u64,
    lines: Lines<BufReader<ChildStdout>>,
    certificate: PathBuf,
    _process: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Option<Self> {
        let Some(python) = std::env::var_os(PYTHON) else {
            assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
            eprintln!("SKIPPED: no real SMTP server, because {PYTHON} names no Python with aiosmtpd");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail_smtp/smtp_server.py");
        let mut process = Command::new(python)
            .arg(script)
            .args([&certificate, &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Python starts");
        let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let mut server = Self { port: 0, lines, certificate, _process: process, _folder: folder };
        server.port = server.next().await["port"].as_u64().expect("a port");
        Some(server)
    }

    fn transport(&self, login: &str) -> Transport {
        let url = format!("smtp://{login}@127.0.0.1:{}?tls=required", self.port);
        Transport::from_settings(Some(&url), Some(&self.certificate), Path::new("unused")).expect("smtp")
    }

    async fn next(&mut self) -> Value {
        let line =
            self.lines.next_line().await.expect("text").expect("the server is up; does it have aiosmtpd?");
        serde_json::from_str(&line).expect("JSON")
    }
}
