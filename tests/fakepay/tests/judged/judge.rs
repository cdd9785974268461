//! Runs a judge: a script with the vendor's client, or the vendor's program.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The programs that `cargo xtask test` installs: an interpreter with the clients, and their folder.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const NODE_PACKAGES: &str = "PANNIER_TEST_JUDGES";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_JUDGES";

pub struct Judge {
    program: PathBuf,
    /// Where Node finds the clients.
    packages: PathBuf,
    home: TempDir,
}

/// What a judge said.
pub struct Said {
    pub is_content: bool,
    pub text: String,
}

impl Judge {
    pub fn python() -> Option<Self> {
        Self::found(PYTHON, None, |python| python)
    }

    pub fn node() -> Option<Self> {
        Self::found(NODE_PACKAGES, Some("stripe"), |_| PathBuf::from("node"))
    }

    pub fn stripe_cli() -> Option<Self> {
        let name = if cfg!(windows) { "stripe.cmd" } else { "stripe" };
        Self::found(NODE_PACKAGES, Some("@stripe/cli"), |packages| packages.join(".bin").join(name))
    }

    /// None, said aloud, where it is not installed.
    fn found(variable: &str, needed: Option<&str>, program: impl Fn(PathBuf) -> PathBuf) -> Option<Self> {
        let is_there = |place: &PathBuf| needed.map_or(place.clone(), |needed| place.join(needed)).exists();
        let place = std::env::var_os(variable).map(PathBuf::from).filter(is_there);
        if place.is_none() {
            assert!(std::env::var_os(REQUIRE).is_none(), "{variable} does not lead to a judge");
            eprintln!("SKIPPED: {variable} does not lead to a judge; run `cargo xtask test`");
        }
        let packages = place?;
        let home = TempDir::new().expect("a temporary folder");
        Some(Self { program: program(packages.clone()), packages, home })
    }

    /// Runs it in the folder of the scripts, with a home of its own and nothing of the person's.
    pub fn run(&self, arguments: &[&str], input: &str) -> Said {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges");
        let mut child = Command::new(&self.program)
            .args(arguments)
            .current_dir(scripts)
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path())
            .env("NODE_PATH", &self.packages)
            .env("STRIPE_API_KEY", "sk_test_judge0000000000")
            .env("STRIPE_CLI_TELEMETRY_OPTOUT", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("HTTP_PROXY")
            .env_remove("http_proxy")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the judge starts");
        let mut stdin = child.stdin.take().expect("its input");
        // One that failed early reads no more.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the judge ends");
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        Said { is_content: output.status.success(), text: text.concat() }
    }

    /// Posts a form, for there is no shop here.
    pub fn post(&self, url: &str, form: &str) {
        let (host, path) = url.trim_start_matches("http://").split_once('/').expect("an address with a path");
        let mut stream = TcpStream::connect(host).expect("the fake listens");
        let request = format!(
            "POST /{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer sk_test_1\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).expect("the fake reads");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("the fake answers");
        assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    }
}
