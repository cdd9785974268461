//! Runs a judge: a script with the vendor's client, or the vendor's program.

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
    pub fn is_content(&self, arguments: &[&str]) {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges");
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(scripts)
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path())
            .env("NODE_PATH", &self.packages)
            .env("STRIPE_API_KEY", "sk_test_judge0000000000")
            .env("STRIPE_CLI_TELEMETRY_OPTOUT", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null())
            .output()
            .expect("the judge starts");
        let [said, complained] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
    }
}
