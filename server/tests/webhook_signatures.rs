//! Webhooks signed by Stripe's own package are taken; everything that was touched, is old, or is no signature is not.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use server::clock::SECOND_US;
use server::config::Secret;
use server::gateways::stripe::signature::is_genuine;

/// A Python with `stripe`; without it the tests are skipped, unless they are required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_STRIPE";

const NOW: i64 = 1_700_000_000;
const BODY: &str = "{\n  \"id\": \"evt_1\",\r\n  \"name\": \"Zoë\"\n}";

/// Stripe's package, in a process of its own.
struct Signer {
    process: Child,
}

impl Signer {
    fn start() -> Option<Self> {
        let Some(python) = std::env::var_os(PYTHON) else {
            assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
            eprintln!(
                "SKIPPED: Stripe's own package judges nothing, because {PYTHON} names no Python with it"
            );
            return None;
        };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stripe_signer/sign.py");
        let mut command = Command::new(python);
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        Some(Self { process: command.spawn().expect("Python starts") })
    }

    fn ask(&mut self, what: &Value) -> Value {
        let input = self.process.stdin.as_mut().expect("piped");
        writeln!(input, "{what}").expect("it listens");
        let mut line = String::new();
        let output = self.process.stdout.as_mut().expect("piped");
        BufReader::with_capacity(1, output).read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).expect("JSON")
    }

    fn signature(&mut self, body: &str, secret: &str, timestamp: i64) -> String {
        let reply = self.ask(&json!({"body": body, "secret": secret, "timestamp": timestamp}));
        reply["signature"].as_str().expect("a signature").to_owned()
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::new(text).expect("a key")).collect()
}

#[test]
fn what_stripes_own_package_signs_is_taken_and_nothing_else() {
    let Some(mut signer) = Signer::start() else { return };
    let known = secrets(&["whsec_new", "whsec_old"]);
    let mut takes = |header: &str, body: &str| {
        let ours = is_genuine(header, body.as_bytes(), &known, NOW * SECOND_US);
        // Only its age is not looked at by theirs.
        let theirs = ["whsec_new", "whsec_old"].into_iter().any(|secret| {
            signer.ask(&json!({"body": body, "secret": secret, "header": header}))["genuine"] == true
        });
        (ours, theirs)
    };
    let mut other = Signer::start().expect("the first one started");
    let right = other.signature(BODY, "whsec_new", NOW);
    let rolled = other.signature(BODY, "whsec_old", NOW);
    let wrong = other.signature(BODY, "whsec_other", NOW);
    assert_eq!(takes(&format!("t={NOW},v1={right}"), BODY), (true, true));
    assert_eq!(
        takes(&format!("t={NOW},v1={rolled}"), BODY),
        (true, true),
        "a secret that is being exchanged"
    );
    assert_eq!(takes(&format!("t={NOW},v1={wrong},v1={right}"), BODY), (true, true), "one of two");
    assert_eq!(takes(&format!("t={NOW},v1={wrong}"), BODY), (false, false));
    assert_eq!(takes(&format!("t={NOW},v1={right}"), &format!("{BODY} ")), (false, false), "one byte more");
    let crlf = BODY.replace("\r\n", "\n");
    assert_eq!(takes(&format!("t={NOW},v1={right}"), &crlf), (false, false), "line ends changed");
    assert_eq!(takes(&format!("v1={right}"), BODY), (false, false), "no time");
    assert_eq!(takes(&format!("t={NOW}"), BODY), (false, false), "no signature");
    assert_eq!(takes(&format!("t={NOW},v0={right}"), BODY), (false, false), "an old scheme");
    assert_eq!(takes(&format!("t={},v1={right}", NOW + 1), BODY), (false, false), "another time");
    for (seconds, ours) in [(-301, false), (-300, true), (300, true), (301, false)] {
        let signed = other.signature(BODY, "whsec_new", NOW + seconds);
        assert_eq!(takes(&format!("t={},v1={signed}", NOW + seconds), BODY), (ours, true), "{seconds} s");
    }
}

#[test]
fn a_megabyte_is_compared_like_a_line() {
    let Some(mut signer) = Signer::start() else { return };
    let body = "x".repeat(1024 * 1024);
    let signature = signer.signature(&body, "whsec_new", NOW);
    let known = secrets(&["whsec_new"]);
    let header = format!("t={NOW},v1={signature}");
    assert!(is_genuine(&header, body.as_bytes(), &known, NOW * SECOND_US));
    assert!(!is_genuine(&header, &body.as_bytes()[1..], &known, NOW * SECOND_US));
}
