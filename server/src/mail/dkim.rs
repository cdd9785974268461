//! Signs mails, so that their receivers know that they are the provider's (RFC 6376, RFC 8463): the very bytes that leave.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

/// What is signed, lower case. Those that may stand there once only are named twice, so that no second one can be
/// added (RFC 6376 5.4.2). Not the type of the content: servers on the way write it anew.
const SIGNED: [&str; 13] = [
    "from",
    "from",
    "to",
    "to",
    "subject",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "auto-submitted",
    "content-language",
];
/// Characters of base64 on a line of the header.
const CHARS_PER_LINE: usize = 70;

/// A domain's key for mails.
pub struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadKey {
    #[error("it has no private key in PEM; make one with `openssl genrsa -out FILE 2048`")]
    NotPem,
    #[error("its key is neither RSA with 2048 to 4096 bits nor Ed25519")]
    NotUsable,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Signer {
    /// `pem`: a private key, RSA (PKCS #1 or #8) or Ed25519 (PKCS #8).
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, BadKey> {
        let key = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| BadKey::NotPem)? {
            PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der())),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                // Without the public key beside it, as openssl writes it.
                match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                    Ok(key) => Ok(Key::Ed25519(key)),
                    Err(_) => rsa(RsaKeyPair::from_pkcs8(der)),
                }
            }
            _ => Err(BadKey::NotUsable),
        };
        Ok(Self { domain: domain.into(), selector: selector.into(), key: key? })
    }

    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Name and text of the TXT record that receivers look for.
    pub fn record(&self) -> (String, String) {
        let (kind, public) = match &self.key {
            Key::Rsa(key) => ("rsa", rsa_public_key(key.public_key().as_ref())),
            Key::Ed25519(key) => ("ed25519", key.public_key().as_ref().to_vec()),
        };
        let name = format!("{}._domainkey.{}", self.selector, self.domain);
        (name, format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)))
    }

    /// The mail with its signature in front; the same mail at the same time gives the same bytes. Lines end with CRLF.
    pub fn signed(&self, mail: &[u8], at_us: i64) -> Vec<u8> {
        let (head, body) = split(mail);
        let unsigned = self.header(&relaxed_body(body), at_us);
        let mut hashed = relaxed_headers(head);
        let own = relaxed_header(&unsigned);
        hashed.push_str(own.trim_end());
        let signature = STANDARD.encode(self.sign(hashed.as_bytes()));
        let mut signed = unsigned.into_bytes();
        for (line, chars) in signature.as_bytes().chunks(CHARS_PER_LINE).enumerate() {
            if line > 0 {
                signed.extend_from_slice(b"\r\n ");
            }
            signed.extend_from_slice(chars);
        }
        signed.extend_from_slice(b"\r\n");
        signed.extend_from_slice(mail);
        signed
    }

    /// The header up to its signature.
    fn header(&self, body: &[u8], at_us: i64) -> String {
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let Self { domain, selector, .. } = self;
        let (seconds, body_hash) = (at_us / 1_000_000, STANDARD.encode(Sha256::digest(body)));
        format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={domain}; s={selector}; t={seconds};\r\n \
             h={};\r\n bh={body_hash};\r\n b=",
            SIGNED.join(":\r\n ")
        )
    }

    fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
                    .expect("the buffer is as long as the key");
                signature
            }
            // RFC 8463 3: the hash is what is signed.
            Key::Ed25519(key) => key.sign(&Sha256::digest(text)).as_ref().to_vec(),
        }
    }
}

fn rsa(key: Result<RsaKeyPair, ring::error::KeyRejected>) -> Result<Key, BadKey> {
    key.map(|key| Key::Rsa(Box::new(key))).map_err(|_| BadKey::NotUsable)
}

/// An RSA key as a SubjectPublicKeyInfo (RFC 3279 2.3.1), which is what receivers read.
fn rsa_public_key(pkcs1: &[u8]) -> Vec<u8> {
    /// Its algorithm, rsaEncryption, without parameters.
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits: Vec<u8> = std::iter::once(0).chain(pkcs1.iter().copied()).collect();
    let content: Vec<u8> = ALGORITHM.into_iter().chain(der(0x03, &bits)).collect();
    der(0x30, &content)
}

/// A tag, a length in two bytes, as every RSA key needs, and what it has in it.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a key is shorter than 64 KiB").to_be_bytes();
    [tag, 0x82, length[0], length[1]].into_iter().chain(content.iter().copied()).collect()
}

/// Headers and body; the empty line is part of neither.
fn split(mail: &[u8]) -> (&str, &[u8]) {
    let end = mail.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(mail.len());
    let head = std::str::from_utf8(&mail[..end]).unwrap_or_default();
    (head, mail.get(end + 4..).unwrap_or_default())
}

/// Those that are signed, from the last to the first where there are several (RFC 6376 5.4.2).
fn relaxed_headers(head: &str) -> String {
    let mut fields: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        match fields.last_mut() {
            Some(field) if line.starts_with([' ', '\t']) => field.push_str(line),
            _ => fields.push(line.into()),
        }
    }
    let mut relaxed = String::new();
    for name in SIGNED {
        let is_it = |field: &String| {
            field.split_once(':').is_some_and(|(found, _)| found.trim().eq_ignore_ascii_case(name))
        };
        if let Some(place) = fields.iter().rposition(is_it) {
            relaxed.push_str(&relaxed_header(&fields.remove(place)));
        }
    }
    relaxed
}

/// RFC 6376 3.4.2.
fn relaxed_header(field: &str) -> String {
    let (name, value) = field.split_once(':').unwrap_or((field, ""));
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    format!("{}:{}\r\n", name.trim().to_ascii_lowercase(), words.join(" "))
}

/// RFC 6376 3.4.4.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut end = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let begin = relaxed.len();
        let mut spaced = false;
        for byte in line {
            match byte {
                b' ' | b'\t' => spaced = true,
                byte => {
                    if std::mem::take(&mut spaced) {
                        relaxed.push(b' ');
                    }
                    relaxed.push(*byte);
                }
            }
        }
        let is_empty = relaxed.len() == begin;
        relaxed.extend_from_slice(b"\r\n");
        if !is_empty {
            end = relaxed.len();
        }
    }
    relaxed.truncate(end);
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_come_out_as_it_says() {
        // RFC 6376 3.4.5.
        assert_eq!(relaxed_header("A: X"), "a:X\r\n");
        assert_eq!(relaxed_header("B : Y\t\r\n\tZ  "), "b:Y Z\r\n");
        assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
    }

    #[test]
    fn a_mail_that_was_changed_on_its_way_to_the_signature_has_another_one() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEWMtPkOUxaHOdSrh3Ppc8y5vqSGZyNDyt2uMUmAFOyY\n-----END PRIVATE KEY-----\n";
        let signer = Signer::new("mail.example", "pannier", pem).expect("a key");
        let sign = |mail: &str| String::from_utf8(signer.signed(mail.as_bytes(), 0)).expect("text");
        let mail = "From: a@mail.example\r\nSubject: Hello\r\n\r\nText\r\n";
        let head = |text: String| text.split("\r\nFrom").next().map(str::to_owned);
        assert_eq!(sign(mail), sign(mail));
        assert_ne!(head(sign(mail)), head(sign(&mail.replace("Hello", "Hallo"))));
        assert_ne!(head(sign(mail)), head(sign(&mail.replace("Text", "Test"))));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(matches!(Signer::new("d", "s", "no key"), Err(BadKey::NotPem)));
        let empty = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        assert!(matches!(Signer::new("d", "s", empty), Err(BadKey::NotUsable)));
    }
}
