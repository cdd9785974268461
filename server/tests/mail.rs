//! Mails as their readers get them: composed, parsed back, and looked at in both languages.

mod mail_orders;

use domain::money::BasisPoints;
use domain::shipping::PricedShipping;
use domain::{CouponCode, Money, ShippingId};
use mail_orders::{envelope, order};
use mail_parser::{Message, MessageParser};
use server::mail::{ComposeError, Envelope, Kind, compose};

fn bytes(envelope: Envelope<'_>) -> Vec<u8> {
    compose(envelope).expect("a good envelope").formatted()
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a mail")
}

fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).expect("text").replace("\r\n", "\n")
}

fn html(mail: &Message<'_>) -> String {
    mail.body_html(0).expect("HTML").replace("\r\n", "\n")
}

#[test]
fn the_headers_are_those_that_were_asked_for() {
    let order = order();
    let bytes = bytes(envelope(&order, Kind::Paid, "en"));
    let mail = parsed(&bytes);
    assert_eq!(mail.subject(), Some("Your order P-2026-000042 is paid and confirmed"));
    assert_eq!(mail.message_id(), Some("0197-paid@mail.example"));
    assert_eq!(mail.in_reply_to().as_text(), Some("order-o-42@mail.example"));
    assert_eq!(mail.references().as_text(), Some("order-o-42@mail.example"));
    assert_eq!(mail.date().map(|date| date.to_rfc3339()), Some("2026-11-22T10:15:00Z".into()));
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Korb & Söhne"), Some("orders@mail.example")));
    let to = mail.to().and_then(|to| to.first()).expect("a receiver");
    assert_eq!((to.name(), to.address()), (Some("Zoë Åkesson"), Some("zoe@example.org")));
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
}

#[test]
fn a_mail_says_which_coupon_and_which_way_of_sending_make_the_total() {
    let mut order = order();
    order.coupon = CouponCode::new("SPRING-10").ok();
    order.totals.discount.minor = 1_000;
    order.totals.tax_added_minor = 399;
    order.shipping = Some(PricedShipping {
        id: ShippingId::new("express").expect("an id"),
        name: "Express".into(),
        price: order.totals.shipping,
        tax_rate: BasisPoints(0),
        tax_added: false,
        tax: Money::zero(order.totals.shipping.currency),
    });
    for (locale, rows) in [
        ("en", ["Discount (SPRING-10)", "Shipping (Express)", "Tax added"]),
        ("de", ["Rabatt (SPRING-10)", "Versand (Express)", "zzgl. Steuer"]),
    ] {
        let bytes = bytes(envelope(&order, Kind::Paid, locale));
        let mail = parsed(&bytes);
        for row in rows {
            assert!(text(&mail).contains(row) && html(&mail).contains(row), "{locale}: {row}");
        }
    }
}

#[test]
fn the_same_envelope_gives_the_same_bytes() {
    let order = order();
    let envelope = envelope(&order, Kind::OrderReceived, "de");
    assert_eq!(bytes(envelope), bytes(envelope));
}

#[test]
fn all_mails_of_an_order_are_in_one_thread() {
    let order = order();
    let threads = Kind::ALL.map(|kind| {
        let bytes = bytes(envelope(&order, kind, "en"));
        parsed(&bytes).references().as_text().map(str::to_owned)
    });
    assert!(threads[0].is_some());
    assert_eq!(threads[0], threads[1]);
}

#[test]
fn what_the_mails_say_is_as_it_was_agreed() {
    let order = order();
    for kind in Kind::ALL {
        for locale in ["en", "de"] {
            let bytes = bytes(envelope(&order, kind, locale));
            let mail = parsed(&bytes);
            let name = format!("{}_{locale}", kind.as_str());
            insta::assert_snapshot!(format!("{name}_text"), text(&mail));
            insta::assert_snapshot!(format!("{name}_html"), html(&mail));
        }
    }
}

#[test]
fn no_header_can_be_begun_by_a_name() {
    let mut order = order();
    order.contact.name = "Eve\r\nBcc: everybody@example.com\r\n\r\n\"<b>".into();
    order.number = "P-1\r\nX-Evil: yes".into();
    let bytes = bytes(envelope(&order, Kind::Paid, "en"));
    let mail = parsed(&bytes);
    assert!(mail.bcc().is_none() && mail.header_raw("X-Evil").is_none());
    assert_eq!(mail.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("zoe@example.org"));
    let head = String::from_utf8_lossy(&bytes).split("\r\n\r\n").next().unwrap_or_default().to_owned();
    assert!(head.lines().all(|line| !line.starts_with("Bcc") && !line.starts_with("X-Evil")), "{head}");
}

#[test]
fn nothing_that_a_person_wrote_is_markup() {
    let evil = "</script><script>alert('x')</script>\"&amp;";
    let mut order = order();
    order.contact.name = evil.into();
    order.lines[0].name = evil.into();
    order.lines[0].note = evil.into();
    order.lines[0].choice_names = vec![evil.into()];
    if let Some(address) = &mut order.address {
        address.extra = evil.into();
    }
    let bytes = bytes(Envelope { provider: evil, ..envelope(&order, Kind::Paid, "en") });
    let html = html(&parsed(&bytes));
    assert_eq!(html.matches("<script").count(), 1, "only the order's data");
    assert_eq!(html.matches("</script>").count(), 1);
    assert!(html.contains("&#60;script&#62;alert(&#39;x&#39;)"));
    let data = html.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("order data")).expect("JSON");
    assert_eq!(data["customer"]["name"], evil);
}

#[test]
fn the_html_loads_nothing_from_elsewhere() {
    let order = order();
    let bytes = bytes(envelope(&order, Kind::Paid, "en"));
    let html = html(&parsed(&bytes));
    for from_elsewhere in ["<img", "<link", "src=", "url(", "@import", "href="] {
        assert!(!html.contains(from_elsewhere), "{from_elsewhere}");
    }
}

#[test]
fn the_order_data_can_be_read_by_machines() {
    let order = order();
    let bytes = bytes(envelope(&order, Kind::OrderReceived, "en"));
    let html = html(&parsed(&bytes));
    let data = html.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("order data")).expect("JSON");
    insta::assert_json_snapshot!(data);
}

#[test]
fn an_order_without_shipping_and_address_says_nothing_of_them() {
    let mut order = order();
    order.address = None;
    order.lines.truncate(1);
    order.totals.shipping = Money::zero(order.totals.total.currency);
    let bytes = bytes(envelope(&order, Kind::Paid, "en"));
    let text = text(&parsed(&bytes));
    assert!(!text.contains("Shipping") && !text.contains("Your address"));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let mut order = order();
    let good = envelope(&order, Kind::Paid, "en");
    for id in ["", "a b", "a\r\nBcc: x", "<>"] {
        assert!(matches!(compose(Envelope { message_id: id, ..good }), Err(ComposeError::MessageId)), "{id}");
    }
    order.contact.email = "zoe@example.org\r\nBcc: x".into();
    assert!(matches!(compose(envelope(&order, Kind::Paid, "en")), Err(ComposeError::To)));
}

#[test]
fn a_file_is_named_by_time_order_and_kind() {
    let order = order();
    assert_eq!(envelope(&order, Kind::Paid, "en").file_stem(), "20261122-101500-P-2026-000042-paid");
}
