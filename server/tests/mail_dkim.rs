//! Signatures of mails, as a real SMTP server got them and as another implementation reads them.

mod mail_orders;
mod mail_smtp;

use std::path::Path;
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_orders::{envelope, sample};
use mail_smtp::{Server, content, python};
use serde_json::{Value, json};
use server::mail::{Kind, Signer, compose};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

fn keys() -> Vec<Signer> {
    let keys = [
        include_str!("mail_dkim/rsa_pkcs1.pem"),
        include_str!("mail_dkim/rsa_pkcs8.pem"),
        include_str!("mail_dkim/ed25519.pem"),
    ];
    keys.into_iter().map(|pem| Signer::new("mail.example", "pannier", pem).expect("a key")).collect()
}

#[tokio::test]
async fn every_mail_is_signed_so_that_others_can_tell_what_was_changed() {
    let Some(mut server) = Server::start().await else { return };
    let (transport, signers) = (server.transport(), keys());
    let other = Signer::new("mail.example", "pannier", include_str!("mail_dkim/other.pem")).expect("a key");
    let mut questions = Vec::new();
    for signer in &signers {
        for kind in Kind::ALL {
            for locale in ["en", "de"] {
                let mail = compose(envelope(&sample(kind), locale), Some(signer)).expect("a good envelope");
                transport.send(&mail).await.expect("accepted");
                let mail = STANDARD.encode(content(&server.next().await));
                let (name, text) = signer.record();
                questions.push(json!({"mail": mail, "name": name, "text": text, "other": other.record().1}));
            }
        }
    }
    let answers = judged(&questions).await;
    assert_eq!(answers.len(), questions.len());
    for answer in answers {
        assert_eq!(answer["holds"], true, "{answer}");
        assert_eq!(answer["broken"], json!([]), "{answer}");
        assert_eq!(answer["strict"], json!([]), "{answer}");
        assert_ne!(answer["other key"], true, "{answer}");
    }
}

/// The answers of `mail_dkim/verify.py`, which asks dkimpy.
async fn judged(questions: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail_dkim/verify.py");
    let mut process = Command::new(python().expect("the server runs on it"))
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("Python starts");
    let mut input = process.stdin.take().expect("it is piped");
    let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let asking = async move { input.write_all(lines.as_bytes()).await.expect("read") };
    let (output, ()) = tokio::join!(process.wait_with_output(), asking);
    let output = String::from_utf8(output.expect("it ends").stdout).expect("text");
    output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}
