//! The settings of the gateways: keys, and where they count.

use url::{Host, Url};

use super::secret::Secret;
use super::settings::{BadSettings, Given, bad};

/// Secrets that are valid at the same time while one is exchanged for another.
const WEBHOOK_SECRETS: usize = 4;

/// Where a desk opens a gateway's page by itself. The other way is offered beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Opens {
    #[default]
    Window,
    Browser,
}

#[derive(Debug, Clone)]
pub struct StripeSettings {
    pub secret_key: Secret,
    /// Any of them may have signed a webhook. Empty: webhooks are not taken.
    pub webhook_secrets: Vec<Secret>,
    /// The version of its API that is asked for, such as `2024-06-20`.
    pub version: String,
    /// Without a slash at the end.
    pub api_base: String,
    pub opens: Opens,
}

#[derive(Debug, Clone)]
pub struct PaypalSettings {
    pub client_id: String,
    pub client_secret: Secret,
    /// Of the webhook, as PayPal names it. None: webhooks are not verified, and only make us look.
    pub webhook_id: Option<String>,
    /// The account that must have got the money. None: whichever the keys belong to.
    pub merchant_id: Option<String>,
    /// Without a slash at the end.
    pub api_base: String,
    pub opens: Opens,
}

const STRIPE: &str = "https://api.stripe.com";
const PAYPAL: &str = "https://api-m.paypal.com";
const PAYPAL_TEST: &str = "https://api-m.sandbox.paypal.com";

pub(super) fn stripe(given: &Given, live: bool) -> Result<Option<StripeSettings>, BadSettings> {
    let Some(secret_key) = given.secret("stripe_secret_key", "stripe_secret_key_file")? else {
        return Ok(None);
    };
    let (wanted, other) = if live { ("_live_", "_test_") } else { ("_test_", "_live_") };
    if !secret_key.reveal().contains(wanted) {
        let reason = if secret_key.reveal().contains(other) {
            format!("`live` is {live}, and this key is for the other mode")
        } else {
            format!("use the secret key, like sk{wanted}..., or a restricted one, like rk{wanted}...")
        };
        return Err(bad("stripe_secret_key", "(hidden)", &reason));
    }
    let listed = given.secret("stripe_webhook_secrets", "stripe_webhook_secrets_file")?;
    let listed = listed.as_ref().map_or("", Secret::reveal).split(',').map(str::trim);
    let webhook_secrets: Result<Vec<_>, _> =
        listed.filter(|text| !text.is_empty()).map(Secret::new).collect();
    let webhook_secrets =
        webhook_secrets.map_err(|reason| bad("stripe_webhook_secrets", "(hidden)", &reason))?;
    if webhook_secrets.len() > WEBHOOK_SECRETS {
        let reason = format!("at most {WEBHOOK_SECRETS} can be valid at the same time");
        return Err(bad("stripe_webhook_secrets", "(hidden)", &reason));
    }
    Ok(Some(StripeSettings {
        secret_key,
        webhook_secrets,
        version: given.parsed("stripe_version", parse_version)?,
        api_base: api_base(given, "stripe_api_base", STRIPE, live)?,
        opens: opens(given, "stripe_opens")?,
    }))
}

pub(super) fn paypal(given: &Given, live: bool) -> Result<Option<PaypalSettings>, BadSettings> {
    let client_id = given.optional("paypal_client_id", |text| Ok(text.to_owned()))?;
    let client_secret = given.secret("paypal_client_secret", "paypal_client_secret_file")?;
    let (client_id, client_secret) = match (client_id, client_secret) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(bad("paypal_client_secret", "", "it belongs to `paypal_client_id`")),
        (None, Some(_)) => return Err(bad("paypal_client_id", "", "it belongs to `paypal_client_secret`")),
    };
    let own = if live { PAYPAL } else { PAYPAL_TEST };
    Ok(Some(PaypalSettings {
        client_id,
        client_secret,
        webhook_id: given.optional("paypal_webhook_id", |text| Ok(text.to_owned()))?,
        merchant_id: given.optional("paypal_merchant_id", |text| Ok(text.to_owned()))?,
        api_base: api_base(given, "paypal_api_base", own, live)?,
        opens: opens(given, "paypal_opens")?,
    }))
}

pub(super) fn opens(given: &Given, name: &'static str) -> Result<Opens, BadSettings> {
    given.parsed(name, |text| match text {
        "window" => Ok(Opens::Window),
        "browser" => Ok(Opens::Browser),
        _ => Err("use window or browser".into()),
    })
}

/// Keys go to the gateway and nobody else: another address counts in test mode, and on this machine only.
fn api_base(given: &Given, name: &'static str, own: &str, live: bool) -> Result<String, BadSettings> {
    let other = given.optional(name, |text| {
        let url = Url::parse(text).map_err(|_| "use an address like http://127.0.0.1:12111".to_owned())?;
        if live {
            return Err("with real money, only the gateway itself is asked".into());
        }
        if is_loopback(&url) {
            Ok(text.trim_end_matches('/').to_owned())
        } else {
            Err("it must be on this machine".into())
        }
    })?;
    Ok(other.unwrap_or_else(|| own.into()))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// `2024-06-20`, or `2025-03-31.basil`.
fn parse_version(text: &str) -> Result<String, String> {
    let date = text.split('.').next().unwrap_or_default();
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    if is_word && date.parse::<jiff::civil::Date>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err("use a version of Stripe's API, like 2024-06-20".into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::attempt::Gateway;

    use super::super::Settings;
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        let pairs: BTreeMap<_, _> =
            pairs.iter().map(|(k, v)| (format!("PANNIER_{k}"), (*v).to_owned())).collect();
        Settings::load(None, |name| pairs.get(name).cloned())
    }

    #[test]
    fn without_keys_there_is_only_the_sandbox() {
        let settings = with(&[]).expect("right");
        assert!(settings.stripe.is_none() && settings.paypal.is_none());
    }

    #[test]
    fn keys_ask_the_gateway_of_their_mode() {
        let test = with(&[
            ("STRIPE_SECRET_KEY", "sk_test_1"),
            ("STRIPE_WEBHOOK_SECRETS", "whsec_new, whsec_old"),
            ("PAYPAL_CLIENT_ID", "id"),
            ("PAYPAL_CLIENT_SECRET", "secret"),
        ])
        .expect("right");
        let stripe = test.stripe.expect("there is a key");
        assert_eq!((stripe.api_base.as_str(), stripe.webhook_secrets.len()), (STRIPE, 2));
        assert_eq!(test.paypal.expect("there are keys").api_base, PAYPAL_TEST);
        let live = with(&[("LIVE", "true"), ("PAYPAL_CLIENT_ID", "id"), ("PAYPAL_CLIENT_SECRET", "secret")]);
        assert_eq!(live.expect("right").paypal.expect("there are keys").api_base, PAYPAL);
    }

    #[test]
    fn test_and_live_keys_are_kept_apart_and_not_shown() {
        for (live, key) in [("true", "sk_test_1"), ("false", "sk_live_1"), ("false", "pk_1")] {
            let error = with(&[("LIVE", live), ("STRIPE_SECRET_KEY", key)]).expect_err("wrong").to_string();
            assert!(error.contains("stripe_secret_key") && !error.contains(key), "{error}");
        }
    }

    #[test]
    fn keys_are_sent_to_another_address_in_test_mode_and_on_this_machine_only() {
        let base = |live, base| {
            let key = if live == "true" { "sk_live_1" } else { "sk_test_1" };
            with(&[("LIVE", live), ("STRIPE_SECRET_KEY", key), ("STRIPE_API_BASE", base)])
        };
        assert!(base("false", "http://127.0.0.1:12111/").is_ok());
        assert!(base("false", "https://api.example.org").is_err());
        assert!(base("true", "http://127.0.0.1:12111").is_err());
    }

    #[test]
    fn each_gateway_opens_its_page_in_a_window_or_in_the_browser() {
        let keys = [("STRIPE_SECRET_KEY", "sk_test_1"), ("STRIPE_OPENS", "browser")];
        let settings = with(&keys).expect("right");
        let opens =
            [Gateway::Stripe, Gateway::Paypal, Gateway::Sandbox].map(|gateway| settings.opens(gateway));
        assert_eq!(opens, [Opens::Browser, Opens::Window, Opens::Window]);
        let error = with(&[("SANDBOX_OPENS", "tab")]).expect_err("wrong").to_string();
        assert!(error.contains("sandbox_opens") && error.contains("window or browser"), "{error}");
    }

    #[test]
    fn half_of_the_keys_are_none() {
        let error = with(&[("PAYPAL_CLIENT_ID", "id")]).expect_err("half").to_string();
        assert!(error.contains("paypal_client_secret"), "{error}");
    }
}
