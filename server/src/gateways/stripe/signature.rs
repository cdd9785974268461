//! Who signed a webhook: HMAC-SHA256 over `timestamp.body` (docs.stripe.com/webhooks, "verify manually").

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::clock::SECOND_US;
use crate::config::Secret;

/// The header that carries it.
pub const HEADER: &str = "stripe-signature";
/// How far the time of signing may be from now, in both directions.
const TOLERANCE_SECONDS: i64 = 300;
/// Signatures in one header that are looked at: Stripe sends one for each secret that is valid.
const SIGNATURES: usize = 8;

/// Whether one of the secrets signed this body within the tolerance. Compares in constant time.
pub fn is_genuine(header: &str, body: &[u8], secrets: &[Secret], now_us: i64) -> bool {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let mut times = parts().filter(|(name, _)| *name == "t").map(|(_, time)| time);
    let (Some(time), None) = (times.next(), times.next()) else { return false };
    let Ok(seconds) = time.parse::<i64>() else { return false };
    if (now_us / SECOND_US).saturating_sub(seconds).saturating_abs() > TOLERANCE_SECONDS {
        return false;
    }
    let signatures = parts().filter(|(name, _)| *name == "v1").map(|(_, signature)| signature);
    let signatures: Vec<Vec<u8>> = signatures.take(SIGNATURES).filter_map(bytes_of).collect();
    secrets.iter().any(|secret| {
        signatures.iter().any(|signature| {
            // A key of any length is right for HMAC.
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
                return false;
            };
            mac.update(time.as_bytes());
            mac.update(b".");
            mac.update(body);
            mac.verify_slice(signature).is_ok()
        })
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || hex.len() != 64 {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text).expect("a key")
    }

    /// `openssl dgst -sha256 -hmac whsec_test` of `1700000000.{"id":"evt_1"}`.
    const SIGNED: &str = "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW_US: i64 = 1_700_000_000 * SECOND_US;

    #[test]
    fn a_body_that_was_signed_by_one_of_the_secrets_is_genuine() {
        assert!(is_genuine(SIGNED, BODY, &[secret("whsec_old"), secret("whsec_test")], NOW_US));
        assert!(!is_genuine(SIGNED, BODY, &[secret("whsec_other")], NOW_US));
        assert!(!is_genuine(SIGNED, b"{\"id\":\"evt_1\"} ", &[secret("whsec_test")], NOW_US));
    }

    #[test]
    fn an_old_signature_and_one_from_the_future_do_not_count() {
        let at = |seconds| is_genuine(SIGNED, BODY, &[secret("whsec_test")], NOW_US + seconds * SECOND_US);
        assert_eq!([at(-301), at(-300), at(300), at(301)], [false, true, true, false]);
    }

    #[test]
    fn nonsense_in_the_header_is_no_signature() {
        for header in
            ["", "t=", "v1=00", "t=1700000000", "t=1700000000,v1=zz", "t=x,v1=00", "t=1700000000,v1=é"]
        {
            assert!(!is_genuine(header, BODY, &[secret("whsec_test")], NOW_US), "{header}");
        }
    }
}
