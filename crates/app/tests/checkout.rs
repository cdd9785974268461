//! From a cart to a paid order: placed once, whatever happens to messages.

mod support;

use app::PaymentPage;
use contract::api::{Order, Placed};
use contract::history::{OrderPage, OrderSearch};
use contract::ipc::*;
use contract::{Code, Failure};
use domain::address::{FieldProblem, FieldReason};
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::service::DeliveryKind;
use domain::{Address, Contact, Destination, ShippingId};
use support::*;

fn contact() -> Contact {
    Contact { name: " Ada Moss ".into(), email: "ada@example.org".into(), phone: String::new() }
}

fn address() -> Address {
    Address {
        street: "Lindenallee 4".into(),
        extra: String::new(),
        postal_code: "50667".into(),
        city: "Köln".into(),
        region: String::new(),
        country: "de".into(),
    }
}

fn ask() -> MakeQuote {
    MakeQuote { contact: contact(), address: None, coupon: None, method: None }
}

fn place(quote: &contract::api::Quote) -> PlaceOrder {
    PlaceOrder { quote: quote.id.clone(), gateway: Gateway::Sandbox, locale: "en".into() }
}

fn placed(reply: PlaceReply) -> Placed {
    match reply {
        PlaceReply::Placed { placed } => placed,
        PlaceReply::Waiting { .. } => panic!("it waits"),
    }
}

/// Pay is pressed when the server wants a new sign-in, which it gets afterwards.
async fn waits(desk: &app::Desk, provider: &Shop, quote: &contract::api::Quote) {
    provider.world().checkout_faults.push_back(Fault::Refuse(401, Code::SignedOut));
    let reply = desk.checkout_place(place(quote)).await.expect("recorded");
    assert!(matches!(reply, PlaceReply::Waiting { .. }));
    sign_in_as(desk, "ada@example.org").await;
}

async fn listed(desk: &app::Desk, text: &str, filter: OrderFilter) -> OrderPage {
    let wanted = OrderSearch { text: text.into(), filter, ..OrderSearch::default() };
    desk.orders(ListOrders { wanted, offset: 0, limit: 50 }).await.expect("orders")
}

#[tokio::test]
async fn a_cart_becomes_a_paid_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    assert_eq!(quote.priced.totals.total, eur(2000));
    // The changes were sent before the quote was asked for.
    assert_eq!(provider.world().cart.lines.len(), 1);
    let placed = placed(desk.checkout_place(place(&quote)).await.expect("placed"));
    assert!(cart(&desk).await.lines.is_empty());
    assert_eq!(listed(&desk, "", OrderFilter::ToPay).await.total, 1);

    let page = desk.payment_page(placed.attempt.clone()).await.expect("a page");
    assert_eq!(page.host, "127.0.0.1");
    assert!(page.pay_url.starts_with(&format!("{}/sandbox/pay/", provider.url)));
    assert!(page.return_prefix.starts_with(&provider.url));
    assert!(desk.page_answers(&page).await);
    let nowhere = PaymentPage { pay_url: "http://127.0.0.1:9/pay".into(), ..page };
    assert!(!desk.page_answers(&nowhere).await);

    let order = desk.payment_check(CheckPayment { attempt: placed.attempt }).await.expect("checked");
    assert_eq!((order.state, order.paid), (OrderState::Confirmed, eur(2000)));
    assert_eq!(order.attempts[0].state, AttemptState::Captured);
    assert_eq!(listed(&desk, "", OrderFilter::Underway).await.orders[0].number, placed.number);
    let shown: Order = desk.order(ShowOrder { id: placed.order }).await.expect("shown");
    assert_eq!(shown.contact.name, "Ada Moss");
    desk.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_before_the_server_is_asked_and_the_draft_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services[0].1.delivery = DeliveryKind::OnSite;
    let desk = ready(folder.path(), &provider).await;
    let quote = |contact: Contact, address| {
        desk.checkout_quote(MakeQuote { contact, address, coupon: None, method: None })
    };
    assert_eq!(code(quote(contact(), None).await), Code::CartEmpty);
    add(&desk, "lawn", 1).await.expect("added");
    assert!(desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft").needs_address);

    let wrong = Contact { name: String::new(), email: "ada".into(), phone: String::new() };
    let failure = quote(wrong, None).await.expect_err("refused");
    let fields: Vec<_> = failure.fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(failure.code, Code::InvalidFields);
    assert!(fields.contains(&"contact.email") && fields.contains(&"address.street"), "{fields:?}");
    assert!(provider.world().quotes.is_empty());

    quote(contact(), Some(address())).await.expect("a quote");
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft");
    assert_eq!((draft.contact.name.as_str(), draft.address.country.as_str()), ("Ada Moss", "DE"));
    assert!(draft.countries.contains(&"DE".to_owned()));
    desk.stop().await;
}

#[tokio::test]
async fn a_cart_with_a_problem_is_not_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let line = add(&desk, "lawn", 1).await.expect("added").lines[0].line.id.clone();
    provider.world().services[0] = (10, {
        let mut gone = service("lawn", "Lawn mowing", "garden");
        gone.withdrawn = true;
        gone
    });
    let failure = desk.checkout_quote(ask()).await.expect_err("refused");
    assert_eq!((failure.code, &failure.lines[0].line), (Code::LinesUnavailable, &line));
    desk.stop().await;
}

#[tokio::test]
async fn a_lost_answer_to_pay_places_one_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    provider.world().checkout_faults.extend([Fault::LoseReply, Fault::Refuse(503, Code::Busy)]);
    let first = placed(desk.checkout_place(place(&quote)).await.expect("placed"));
    let again = placed(desk.checkout_place(place(&quote)).await.expect("the same"));
    assert_eq!(first, again);
    assert_eq!(provider.world().orders.len(), 1);
    desk.stop().await;
}

#[tokio::test]
async fn pay_pressed_before_the_line_went_dead_is_sent_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let keychain = app::Keychain::memory();
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain.clone());
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    desk.stop().await;
    provider.world().checkout_faults.push_back(Fault::Refuse(401, Code::SignedOut));
    let reply = desk.checkout_place(place(&quote)).await.expect("recorded");
    assert!(matches!(reply, PlaceReply::Waiting { .. }));
    assert_eq!(status(&desk).await.checkouts_pending, 1);
    assert_eq!(code(desk.sign_out(SignOut { discard: false }).await), Code::UnsentChanges);
    std::mem::forget(desk);

    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain);
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(provider.world().orders.len(), 1);
    until(&desk, "the order is here", async || listed(&desk, "", OrderFilter::All).await.total == 1).await;
    desk.stop().await;
}

#[tokio::test]
async fn a_cart_whose_order_still_waits_is_not_ordered_a_second_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    waits(&desk, &provider, &quote).await;

    // The person goes back to the cart, which is as it was, and checks out again.
    let again = desk.checkout_quote(ask()).await;
    assert_eq!(code(again), Code::CartEmpty);
    assert_eq!(provider.world().orders.len(), 1);
    let notices = desk.notices(ListNotices {}).await.expect("notices");
    assert_eq!((notices[0].kind, notices[0].about.as_str()), (NoticeKind::CheckoutPlaced, "P-2026-000001"));
    assert_eq!(cart(&desk).await.undo, None);
    desk.stop().await;
}

#[tokio::test]
async fn a_quote_is_asked_for_with_what_the_person_wishes_and_where_it_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services[0].1.delivery = DeliveryKind::Shipped;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 1).await.expect("added");
    let (coupon, method) = (Some("spring 1".to_owned()), ShippingId::new("express").ok());
    let wished =
        MakeQuote { address: Some(address()), coupon: coupon.clone(), method: method.clone(), ..ask() };
    desk.checkout_quote(wished).await.expect("a quote");
    let asked = provider.world().quote_requests.pop().expect("it was asked for");
    assert_eq!(asked.destination, Some(Destination::from(&address())));
    assert_eq!((&asked.coupon, &asked.method), (&coupon, &method));
    // Whoever comes back finds both.
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft");
    assert_eq!((draft.coupon, draft.method), (coupon, method));
    desk.stop().await;
}

#[tokio::test]
async fn only_the_provider_s_countries_are_offered_and_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services[0].1.delivery = DeliveryKind::Shipped;
    provider.world().countries = vec!["AT".into(), "DE".into()];
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 1).await.expect("added");
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft");
    assert_eq!(draft.countries, ["AT", "DE"]);
    let swiss = Address { country: "CH".into(), postal_code: "3000".into(), ..address() };
    let failure = desk.checkout_quote(MakeQuote { address: Some(swiss), ..ask() }).await;
    let fields = failure.expect_err("refused").fields;
    assert_eq!(
        (fields[0].field.as_str(), fields[0].reason),
        ("address.country", FieldReason::CountryNotServed)
    );
    desk.checkout_quote(MakeQuote { address: Some(address()), ..ask() }).await.expect("a quote");
    desk.stop().await;
}

#[tokio::test]
async fn a_field_that_only_the_server_finds_wrong_is_told_by_the_name_it_was_typed_under() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services[0].1.delivery = DeliveryKind::Shipped;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 1).await.expect("added");
    let problem = |field: &str, reason| FieldProblem { field: field.into(), reason };
    provider.world().quote_refusals.push_back(Failure::fields(vec![
        problem("contact.phone", FieldReason::NotAPhone),
        problem("destination.country", FieldReason::CountryNotServed),
    ]));
    let reachable = Contact { phone: "0221 1234567".into(), ..contact() };
    let wished = MakeQuote { contact: reachable.clone(), address: Some(address()), ..ask() };
    let fields = desk.checkout_quote(wished).await.expect_err("refused").fields;
    let fields: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["contact.phone", "address.country"]);
    let asked = provider.world().quote_requests.pop().expect("it was asked for");
    assert_eq!(asked.phone.as_deref(), Some("0221 1234567"));
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft");
    assert_eq!(draft.contact.phone, reachable.phone);
    desk.stop().await;
}

#[tokio::test]
async fn the_desk_knows_how_addresses_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk_with(folder.path(), None, app::Keychain::memory());
    let asked = async |code: &str| desk.country(GetCountry { code: code.into() }).await.expect("rules");
    assert_eq!((asked("US").await.postal_code.as_str(), asked("US").await.regions.len()), ("zip", 62));
    assert_eq!(asked("XX").await.code, "");
}

#[tokio::test]
async fn what_was_typed_is_kept_before_it_is_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let half = Address { street: "Lindenallee".into(), ..Address::default() };
    let (coupon, method) = (Some("spring 1".to_owned()), ShippingId::new("express").ok());
    let typed = KeepDraft {
        contact: Contact::default(),
        address: half.clone(),
        coupon: coupon.clone(),
        method: method.clone(),
    };
    desk.checkout_keep(typed).await.expect("kept");
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await.expect("a draft");
    assert_eq!((draft.contact, draft.address), (Contact::default(), half));
    assert_eq!((draft.coupon, draft.method), (coupon, method));
    desk.stop().await;
}

#[tokio::test]
async fn a_refused_checkout_is_told_and_leaves_the_cart_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    provider.world().checkout_faults.push_back(Fault::Refuse(422, Code::QuoteExpired));
    assert_eq!(code(desk.checkout_place(place(&quote)).await), Code::QuoteExpired);
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 2)]);
    let notices = desk.notices(ListNotices {}).await.expect("notices");
    assert_eq!(notices[0].kind, NoticeKind::CheckoutRefused { code: Code::QuoteExpired });
    // A new try on the same quote is a new checkout.
    placed(desk.checkout_place(place(&quote)).await.expect("placed"));
    desk.stop().await;
}

#[tokio::test]
async fn a_checkout_is_sent_by_one_at_a_time_and_both_hear_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    waits(&desk, &provider, &quote).await;
    let gate = {
        let mut world = provider.world();
        world.checkout_faults.push_back(Fault::Refuse(422, Code::QuoteExpired));
        world.hold("checkouts")
    };
    desk.start_sync();
    until(&desk, "sent by itself", async || provider.world().asked("checkouts") == 2).await;
    let mut changed = desk.subscribe();
    let (paying, call) = (desk.clone(), place(&quote));
    let paying = tokio::spawn(async move { paying.checkout_place(call).await });
    // Pressed again, it is found to wait, and would be sent as well.
    assert_eq!(changed.recv().await, Ok(Changed::Sync));
    gate.notify_one();
    assert_eq!(code(paying.await.expect("not broken")), Code::QuoteExpired);
    assert_eq!(provider.world().asked("checkouts"), 2);
    desk.stop().await;
}

#[tokio::test]
async fn the_portal_of_a_hotel_decides_no_checkout() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    for portal in [200, 302, 403, 404] {
        add(&desk, "lawn", 2).await.expect("added");
        let quote = desk.checkout_quote(ask()).await.expect("a quote");
        let met = {
            let mut world = provider.world();
            world.portal = Some(portal);
            world.asked("checkouts")
        };
        let paying = desk.clone();
        let call = place(&quote);
        let paying = tokio::spawn(async move { paying.checkout_place(call).await });
        until(&desk, "the portal is met", async || provider.world().asked("checkouts") > met).await;
        provider.world().portal = None;
        placed(paying.await.expect("not broken").expect("placed"));
    }
    assert_eq!(provider.world().orders.len(), 4);
    desk.stop().await;
}

#[tokio::test]
async fn one_checkout_in_trouble_does_not_hold_up_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    let mut quotes = Vec::new();
    for service in ["lawn", "hedge"] {
        add(&desk, service, 1).await.expect("added");
        let quote = desk.checkout_quote(ask()).await;
        quotes.push(quote.expect("a quote"));
    }
    for quote in quotes {
        waits(&desk, &provider, &quote).await;
    }
    provider.world().checkout_faults.push_back(Fault::Refuse(500, Code::Internal));
    desk.start_sync();
    until(&desk, "one order", async || !provider.world().orders.is_empty()).await;
    // That of both lines: the first checkout is tried again later.
    assert_eq!(provider.world().orders.values().map(|(_, order)| order.lines.len()).next(), Some(2));
    settled(&desk).await;
    assert_eq!(provider.world().orders.len(), 2);
    desk.stop().await;
}

#[tokio::test]
async fn a_checkout_that_waits_outlives_a_damaged_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    waits(&desk, &provider, &quote).await;
    drop(desk);
    let account = folder.path().join("accounts").join("ada-example-org");
    std::fs::write(account.join("user.db"), [0x5a; 8192]).expect("written");
    std::fs::remove_file(account.join("user.db-wal")).expect("a log of pages");

    let desk = desk_with(folder.path(), Some(provider.url.clone()), app::Keychain::memory());
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!(session.recovered, Some(Recovery::UserStore));
    assert_eq!(status(&desk).await.checkouts_pending, 1);
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(provider.world().orders.len(), 1);
    let log = account.join("checkouts.log");
    until(&desk, "forgotten", async || std::fs::read(&log).is_ok_and(|lines| lines.is_empty())).await;
    desk.stop().await;
}

#[tokio::test]
async fn a_late_answer_about_a_payment_does_not_hide_what_came_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    let quote = desk.checkout_quote(ask()).await.expect("a quote");
    let placed = placed(desk.checkout_place(place(&quote)).await.expect("placed"));
    let gate = provider.world().hold("reconcile");
    let (asking, attempt) = (desk.clone(), placed.attempt);
    let asking = tokio::spawn(async move { asking.payment_check(CheckPayment { attempt }).await });
    until(&desk, "asked", async || provider.world().asked("reconcile") == 1).await;
    let state = async || desk.order(ShowOrder { id: placed.order.clone() }).await.expect("shown").state;
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "confirmed", async || state().await == OrderState::Confirmed).await;
    provider.world().move_order(&placed.order, OrderState::InProgress);
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "in progress", async || state().await == OrderState::InProgress).await;
    gate.notify_one();
    let told = asking.await.expect("not broken").expect("checked");
    assert_eq!((told.state, state().await), (OrderState::Confirmed, OrderState::InProgress));
    desk.stop().await;
}

#[tokio::test]
async fn orders_are_found_offline_by_number_and_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    for service in ["lawn", "cafe"] {
        add(&desk, service, 1).await.expect("added");
        let quote = desk.checkout_quote(ask()).await.expect("a quote");
        placed(desk.checkout_place(place(&quote)).await.expect("placed"));
    }
    settled(&desk).await;
    desk.stop().await;
    drop(provider);
    assert_eq!(listed(&desk, "000002", OrderFilter::All).await.total, 1);
    assert_eq!(listed(&desk, "CAFÉ", OrderFilter::All).await.orders[0].first, "Café catering");
    assert_eq!(listed(&desk, "%", OrderFilter::All).await.total, 0);
    assert_eq!(listed(&desk, "", OrderFilter::Ended).await.total, 0);
    let page = desk
        .orders(ListOrders { wanted: OrderSearch::default(), offset: 1, limit: 1 })
        .await
        .expect("a page");
    assert_eq!((page.total, page.orders.len()), (2, 1));
}
