//! The one table of settings, from which `--help` and `docs/settings.md` are made.

/// One setting: its name in `pannier.toml`; in the environment it is `PANNIER_` and the name in capitals.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, meaning }
}

pub static SETTINGS: &[Setting] = &[
    setting("listen", "127.0.0.1:7433", "Address and port to listen on. Port 0 takes a free one."),
    setting(
        "public_url",
        "",
        "How customers reach this server, such as `https://orders.example.org`, without a path; desks connect with \
         just this address, and pay under no other. Empty: the address that it listens on.",
    ),
    setting(
        "trusted_proxies",
        "",
        "IP addresses of the proxies in front of this server, with commas between them, such as `127.0.0.1, 10.0.0.2`. \
         Who comes through them is told apart by `X-Forwarded-For`, so that wrong passwords slow down their own \
         sender only. A proxy that is not listed is one sender for all who come through it; if it runs on this \
         machine, only accounts are slowed down.",
    ),
    setting(
        "address_file",
        "",
        "A file to write the real address to, such as `http://127.0.0.1:41234`, once it listens.",
    ),
    setting(
        "database",
        "sqlite:pannier.db",
        "`sqlite:PATH`, or `postgres://user:password@host/name` when one machine is no longer enough.",
    ),
    setting("provider", "Pannier Demo Provider", "The name of the provider, as customers see it."),
    setting("currency", "EUR", "ISO 4217 code; every service is priced in it."),
    setting(
        "shipping",
        "4.90",
        "Charged once per order with a shipped line, tax included, in the currency above.",
    ),
    setting("shipping_tax_percent", "19", "Tax contained in the shipping."),
    setting(
        "countries",
        "",
        "ISO 3166-1 codes of the countries that orders may go to, with spaces or commas between them, such as \
         `DE AT CH`. Empty: all.",
    ),
    setting(
        "time_zone",
        "UTC",
        "Where the provider works, such as `Europe/Berlin`: Monday to Friday, until a calendar is imported, which has a \
         time zone of its own.",
    ),
    setting("live", "false", "`true`: real money. The sandbox gateway is refused then."),
    setting(
        "stripe_secret_key",
        "",
        "`sk_test_...` or `rk_test_...`, with real money `sk_live_...` or `rk_live_...`. Empty: Stripe is not offered.",
    ),
    setting("stripe_secret_key_file", "", "A file with the key, instead; only its owner may read it."),
    setting(
        "stripe_webhook_secrets",
        "",
        "`whsec_...` of the webhook to `/webhooks/stripe`; while one is exchanged for another, both, with a comma.",
    ),
    setting("stripe_webhook_secrets_file", "", "A file with them, instead."),
    setting("stripe_version", "2024-06-20", "The version of Stripe's API that is asked for."),
    setting(
        "stripe_api_base",
        "",
        "Where Stripe's API is, for tests: on this machine only, never with real money.",
    ),
    setting(
        "stripe_opens",
        "window",
        "Where desks open Stripe's page by themselves: in a payment `window`, or in the `browser` of the system. The \
         other is offered beside it.",
    ),
    setting("paypal_client_id", "", "Of the app at PayPal. Empty: PayPal is not offered."),
    setting("paypal_client_secret", "", "Of the same app."),
    setting("paypal_client_secret_file", "", "A file with it, instead; only its owner may read it."),
    setting(
        "paypal_webhook_id",
        "",
        "Of the webhook to `/webhooks/paypal`. Empty: its calls are not verified, and only make the server look.",
    ),
    setting(
        "paypal_merchant_id",
        "",
        "The account that must have got the money. Empty: whichever the keys belong to.",
    ),
    setting(
        "paypal_api_base",
        "",
        "Where PayPal's API is, for tests: on this machine only, never with real money.",
    ),
    setting("paypal_opens", "window", "The same for PayPal's page: `window` or `browser`."),
    setting("sandbox_opens", "window", "The same for the sandbox's page: `window` or `browser`."),
    setting(
        "sandbox_late_seconds",
        "20",
        "How long a payment with the card that pays late takes, up to 86400.",
    ),
    setting("order_expiry_days", "7", "An order that is not paid for so long expires: 1 to 3650."),
    setting(
        "cancel_until_hours",
        "",
        "Customers cancel a paid order themselves until so many hours before its first promised day begins. Empty: until \
         the work begins. What is not paid can always be cancelled.",
    ),
    setting(
        "cancel_fee_percent",
        "0",
        "Of what was paid, kept when a customer cancels. With a fee, customers cannot give up parts of a paid order \
         themselves.",
    ),
    setting(
        "change_until_hours",
        "",
        "The same as `cancel_until_hours` for changes: less of something, another address or note, a later day.",
    ),
    setting(
        "high_value",
        "500",
        "From this total on, in the currency above, new accounts confirm with their bank, and odd signs are looked at.",
    ),
    setting(
        "mail_from",
        "Pannier <orders@localhost>",
        "The sender of all mails, who also gets the answers: `Name <address>`, or only the address.",
    ),
    setting(
        "mail_smtp_url",
        "",
        "`smtp://user:password@host:587?tls=required` or `smtps://...`. Empty: mails become files in the folder below.",
    ),
    setting("mail_ca_file", "", "A file with one more certificate (PEM) to trust when sending mail."),
    setting("mail_folder", "", "Folder for mails as `.eml` files. Empty: `mail`, next to the database."),
    setting(
        "mail_staff",
        "",
        "Where mails for staff go: payments to look at, refunds that failed, disputes. Empty: there are none.",
    ),
    setting("mail_staff_language", "en", "Their language: `en` or `de`."),
    setting(
        "mail_dkim_domain",
        "",
        "The domain that signs mails, usually that of `mail_from`. Empty: they are not signed here.",
    ),
    setting("mail_dkim_selector", "pannier", "The name of the key under that domain."),
    setting(
        "mail_dkim_key_file",
        "",
        "A file with the private key (PEM), RSA or Ed25519; only its owner may read it.",
    ),
    setting("log", "info", "What to log, such as `info` or `server=debug`."),
    setting("log_format", "text", "`text` or `json`."),
];

/// `docs/settings.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Settings of pannier-server\n\n\
         Written as `name = \"value\"` in `pannier.toml` (in the working folder, or named with `--config`), or as \
         environment\nvariables, which win: `PANNIER_` and the name in capitals, such as `PANNIER_LISTEN`.\n\n\
         | setting | default | meaning |\n|---|---|---|\n",
    );
    for setting in SETTINGS {
        let default =
            if setting.default.is_empty() { String::new() } else { format!("`{}`", setting.default) };
        page.push_str(&format!("| `{}` | {default} | {} |\n", setting.name, setting.meaning));
    }
    page
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_about_settings_is_the_table() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/settings.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(page, super::markdown()).expect("the page can be written");
        }
        let written = std::fs::read_to_string(page).expect("docs/settings.md exists");
        assert_eq!(written, super::markdown(), "run this test again with UPDATE_DOCS=1");
    }
}
