//! Mails as their readers get them: composed, parsed back, and looked at in both languages.

mod mail_orders;

use contract::api::{Actor, Order, Refund};
use domain::money::BasisPoints;
use domain::refund::RefundState;
use domain::shipping::PricedShipping;
use domain::{CouponCode, Money, Quantity, RefundId, ShippingId};
use mail_orders::{changed, envelope, sample, to};
use mail_parser::{Message, MessageParser};
use server::mail::samples::Sample;
use server::mail::{ComposeError, Envelope, Kind, Matter, compose};

const LOCALES: [&str; 2] = ["en", "de"];

fn bytes(envelope: Envelope<'_>) -> Vec<u8> {
    compose(envelope, None).expect("a good envelope").bytes
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
    let sample = sample(Kind::Paid);
    let bytes = bytes(envelope(&sample, "en"));
    let mail = parsed(&bytes);
    assert_eq!(mail.subject(), Some("Your order P-2026-000042 is paid and confirmed"));
    assert_eq!(mail.message_id(), Some("0197-id@mail.example"));
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
    let sample = changed(Kind::Paid, |order| {
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
    });
    for (locale, rows) in [
        ("en", ["Discount (SPRING-10)", "Shipping (Express)", "Tax added"]),
        ("de", ["Nachlass (SPRING-10)", "Versand (Express)", "zzgl. Steuer"]),
    ] {
        let bytes = bytes(envelope(&sample, locale));
        let mail = parsed(&bytes);
        for row in rows {
            assert!(text(&mail).contains(row) && html(&mail).contains(row), "{locale}: {row}");
        }
    }
}

#[test]
fn the_same_envelope_gives_the_same_bytes() {
    let sample = sample(Kind::OrderReceived);
    let envelope = envelope(&sample, "de");
    assert_eq!(bytes(envelope), bytes(envelope));
}

#[test]
fn all_mails_of_an_order_answer_its_first_one_and_those_for_staff_are_a_thread_of_their_own() {
    let received = bytes(envelope(&sample(Kind::OrderReceived), "en"));
    let first = parsed(&received);
    assert_eq!(first.message_id(), Some("order-o-42@mail.example"));
    assert!(first.in_reply_to().as_text().is_none() && first.references().as_text().is_none());
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::OrderReceived) {
        let bytes = bytes(envelope(&sample(kind), "en"));
        let mail = parsed(&bytes);
        let thread = match kind {
            Kind::NewDesk => None,
            kind if kind.is_for_staff() => Some("order-o-42-staff@mail.example"),
            _ => Some("order-o-42@mail.example"),
        };
        assert_eq!((mail.in_reply_to().as_text(), mail.references().as_text()), (thread, thread), "{kind:?}");
        assert_eq!(mail.message_id(), Some("0197-id@mail.example"), "{kind:?}");
    }
}

#[test]
fn the_first_mail_that_staff_sends_again_is_another_one_of_the_same_thread() {
    let sample = sample(Kind::OrderReceived);
    let bytes = bytes(Envelope { is_first: false, ..envelope(&sample, "en") });
    let mail = parsed(&bytes);
    assert_eq!(mail.message_id(), Some("0197-id@mail.example"));
    assert_eq!(mail.in_reply_to().as_text(), Some("order-o-42@mail.example"));
}

#[test]
fn what_the_mails_say_is_as_it_was_agreed() {
    for kind in Kind::ALL {
        for locale in LOCALES {
            let bytes = bytes(envelope(&sample(kind), locale));
            let mail = parsed(&bytes);
            let name = format!("{}_{locale}", kind.as_str());
            let subject = mail.subject().expect("a subject");
            insta::assert_snapshot!(format!("{name}_text"), format!("Subject: {subject}\n\n{}", text(&mail)));
            insta::assert_snapshot!(format!("{name}_html"), html(&mail));
        }
    }
}

#[test]
fn every_mail_says_in_both_languages_what_it_is_about() {
    for kind in Kind::ALL {
        for locale in LOCALES {
            let bytes = bytes(envelope(&sample(kind), locale));
            let mail = parsed(&bytes);
            let title = if kind == Kind::NewDesk { "zoe@example.org" } else { "P-2026-000042" };
            assert!(text(&mail).contains(title) && html(&mail).contains(title), "{kind:?} {locale}");
            assert_eq!(mail.header_raw("Content-Language").map(str::trim), Some(locale));
            for unfilled in ["{number}", "{amount}", "{total}", "{provider}", "{name}"] {
                assert!(!text(&mail).contains(unfilled), "{kind:?} {locale} {unfilled}");
            }
        }
    }
}

#[test]
fn a_cancellation_says_what_goes_back_and_promises_no_more() {
    let told = |paid: i64, refunded: i64, actor: Actor, asked: Option<i64>| {
        let mut sample = sample(Kind::Cancelled);
        let Matter::Order { order, event: Some(event), .. } = &mut sample.matter else {
            panic!("it has both")
        };
        (order.paid.minor, order.refunded.minor, event.actor) = (paid, refunded, actor);
        order.refunds = asked.map(|minor| open_refund(order, minor)).into_iter().collect();
        text(&parsed(&bytes(envelope(&sample, "en")))).replace('\n', " ")
    };
    assert!(told(10_000, 2_500, Actor::Staff, None).contains("€75.00 goes back to you"));
    assert!(told(10_000, 0, Actor::Customer, Some(9_000)).contains("€90.00 goes back to you"));
    assert!(told(0, 0, Actor::Customer, None).contains("Nothing was charged"));
    for nothing in [told(10_000, 10_000, Actor::Staff, None), told(10_000, 0, Actor::Customer, None)] {
        assert!(!nothing.contains("goes back") && !nothing.contains("Nothing was charged"), "{nothing}");
    }
}

fn open_refund(order: &Order, minor: i64) -> Refund {
    Refund {
        id: RefundId::new("r").expect("an id"),
        state: RefundState::Pending,
        amount: Money::new(minor, order.paid.currency),
        reason: String::new(),
        created_at_us: 0,
    }
}

#[test]
fn a_reason_and_every_change_are_told_before_and_after() {
    let bytes = bytes(envelope(&sample(Kind::Changed), "en"));
    let mail = parsed(&bytes);
    for shape in [text(&mail), html(&mail)] {
        for said in [
            "As you asked us on the telephone.",
            "Weekly house clean",
            "Please ring twice.",
            "Clean windows, inside and out",
            "taken out",
            "Kurze Straße 1",
        ] {
            assert!(shape.contains(said), "{said}: {shape}");
        }
    }
}

#[test]
fn a_line_that_nobody_knows_any_more_was_a_service() {
    let mut sample = sample(Kind::Changed);
    let Matter::Order { order, .. } = &mut sample.matter else { panic!("it is about an order") };
    order.given_up.clear();
    let text = text(&parsed(&bytes(envelope(&sample, "en"))));
    assert!(text.contains("A service (Quantity)"), "{text}");
}

#[test]
fn many_services_are_counted_where_only_their_names_are_told() {
    let many = changed(Kind::Started, |order: &mut Order| {
        let line = order.lines[0].clone();
        order.lines.extend(std::iter::repeat_n(line, 17));
        order.lines[0].quantity = Quantity::new(120).expect("a quantity");
    });
    let text = text(&parsed(&bytes(envelope(&many, "en"))));
    assert!(text.replace(['\u{a0}', '\n'], " ").contains("120 × Weekly house clean, "), "{text}");
    assert!(text.contains("and 17 more"), "{text}");
}

#[test]
fn no_header_can_be_begun_by_a_name() {
    let sample = changed(Kind::Paid, |order| {
        order.contact.name = "Eve\r\nBcc: everybody@example.com\r\n\r\n\"<b>".into();
        order.number = "P-1\r\nX-Evil: yes".into();
    });
    let bytes = bytes(envelope(&sample, "en"));
    let mail = parsed(&bytes);
    assert!(mail.bcc().is_none() && mail.header_raw("X-Evil").is_none());
    assert_eq!(mail.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("zoe@example.org"));
    let head = String::from_utf8_lossy(&bytes).split("\r\n\r\n").next().unwrap_or_default().to_owned();
    assert!(head.lines().all(|line| !line.starts_with("Bcc") && !line.starts_with("X-Evil")), "{head}");
}

#[test]
fn nothing_that_a_person_wrote_is_markup() {
    let evil = "</script><script>alert('x')</script>\"&amp;";
    let mut sample = changed(Kind::Changed, |order| {
        order.contact.name = evil.into();
        order.lines[0].name = evil.into();
        order.lines[0].note = evil.into();
        order.lines[0].choice_names = vec![evil.into()];
        if let Some(address) = &mut order.address {
            address.extra = evil.into();
        }
    });
    if let Matter::Order { event: Some(event), .. } = &mut sample.matter {
        event.note = evil.into();
    }
    let bytes = bytes(Envelope { provider: evil, ..envelope(&sample, "en") });
    let html = html(&parsed(&bytes));
    assert_eq!(html.matches("<script").count(), 1, "only the order's data");
    assert_eq!(html.matches("</script>").count(), 1);
    assert!(html.contains("&#60;script&#62;alert(&#39;x&#39;)"));
    let data = html.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("order data")).expect("JSON");
    assert_eq!(data["customer"]["name"], evil);
}

#[test]
fn a_desk_cannot_name_itself_into_the_markup() {
    let matter = Matter::NewDesk {
        name: "Eve".into(),
        email: "eve@example.org".into(),
        desk: "<img src=x onerror=alert(1)>".into(),
    };
    let sample = Sample { to: matter.reader(), matter, kind: Kind::NewDesk };
    let html = html(&parsed(&bytes(envelope(&sample, "de"))));
    assert!(!html.contains("<img") && html.contains("&#60;img"), "{html}");
}

#[test]
fn the_html_loads_nothing_from_elsewhere() {
    for kind in Kind::ALL {
        let html = html(&parsed(&bytes(envelope(&sample(kind), "en"))));
        for from_elsewhere in ["<img", "<link", "src=", "url(", "@import", "href="] {
            assert!(!html.contains(from_elsewhere), "{kind:?} {from_elsewhere}");
        }
    }
}

#[test]
fn the_order_data_can_be_read_by_machines() {
    let html = html(&parsed(&bytes(envelope(&sample(Kind::OrderReceived), "en"))));
    let data = html.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("order data")).expect("JSON");
    insta::assert_json_snapshot!(data);
}

#[test]
fn only_customers_get_the_order_as_data_and_its_status_is_that_of_the_mail() {
    for (kind, status) in [
        (Kind::OrderReceived, Some("OrderPaymentDue")),
        (Kind::Paid, Some("OrderProcessing")),
        (Kind::Finished, Some("OrderDelivered")),
        (Kind::Expired, Some("OrderCancelled")),
        (Kind::Disputed, None),
        (Kind::NewDesk, None),
    ] {
        let html = html(&parsed(&bytes(envelope(&sample(kind), "en"))));
        let found = html.split("https://schema.org/Order").nth(1).map(|rest| rest.split('"').next());
        let found = found.flatten().map(|rest| format!("Order{rest}"));
        assert_eq!(found.as_deref(), status, "{kind:?}");
    }
}

#[test]
fn an_order_without_shipping_and_address_says_nothing_of_them() {
    let sample = changed(Kind::Paid, |order| {
        order.address = None;
        order.lines.truncate(1);
        order.totals.shipping = Money::zero(order.totals.total.currency);
    });
    let text = text(&parsed(&bytes(envelope(&sample, "en"))));
    assert!(!text.contains("Shipping") && !text.contains("Your address"));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let sample = sample(Kind::Paid);
    let good = envelope(&sample, "en");
    for id in ["", "a b", "a\r\nBcc: x", "<>", "a@b"] {
        assert!(matches!(compose(Envelope { id, ..good }, None), Err(ComposeError::Id)), "{id}");
    }
    let bad = to("zoe@example.org\r\nBcc: x");
    assert!(matches!(compose(Envelope { to: &bad, ..good }, None), Err(ComposeError::To)));
}

#[test]
fn a_file_is_named_by_time_order_and_kind() {
    let stem = |kind| compose(envelope(&sample(kind), "en"), None).expect("a good envelope").file_stem;
    assert_eq!(stem(Kind::Paid), "20261122-101500-P-2026-000042-paid");
    assert_eq!(stem(Kind::NewDesk), "20261122-101500-new_desk-0197id");
}
