//! A real SMTP server that insists on STARTTLS and a password, and fails where it is told to.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use server::mail::Transport;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A Python with the packages of `tests/requirements.txt`; without it these tests are skipped, unless they are required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_SMTP";

pub fn python() -> Option<PathBuf> {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        eprintln!(
            "SKIPPED: no real SMTP server, because {PYTHON} names no Python with the packages of the tests"
        );
        return None;
    };
    Some(python.into())
}

/// The server of `smtp_server.py`; it ends with this value.
pub struct Server {
    port: u64,
    lines: Lines<BufReader<ChildStdout>>,
    certificate: PathBuf,
    _process: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    pub async fn start() -> Option<Self> {
        Self::that_fails(&[]).await
    }

    /// `fault`: a step and its answer.
    pub async fn that_fails(fault: &[&str]) -> Option<Self> {
        let python = python()?;
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail_smtp/smtp_server.py");
        let mut process = Command::new(python)
            .arg(script)
            .args([&certificate, &key])
            .args(fault)
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

    pub fn transport(&self) -> Transport {
        self.transport_of("shop:p%40ss%20word")
    }

    /// Signed in as somebody else.
    pub fn transport_of(&self, login: &str) -> Transport {
        let url = format!("smtp://{login}@127.0.0.1:{}?tls=required", self.port);
        Transport::from_settings(Some(&url), Some(&self.certificate), Path::new("unused")).expect("smtp")
    }

    /// That trusts no certificate of its own making.
    #[allow(dead_code, reason = "not every file of tests distrusts it")]
    pub fn distrustful_transport(&self) -> Transport {
        let url = format!("smtp://shop:p%40ss%20word@127.0.0.1:{}?tls=required", self.port);
        Transport::from_settings(Some(&url), None, Path::new("unused")).expect("smtp")
    }

    /// What it says next: a mail that it got.
    pub async fn next(&mut self) -> Value {
        let line =
            self.lines.next_line().await.expect("text").expect("the server is up; does it have aiosmtpd?");
        serde_json::from_str(&line).expect("JSON")
    }
}

/// The bytes of a mail that the server got.
pub fn content(got: &Value) -> Vec<u8> {
    STANDARD.decode(got["content"].as_str().expect("text")).expect("base64")
}
