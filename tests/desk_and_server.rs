//! The desk's brain and the real server, a process that is killed and started again between them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use app::{Desk, Keychain, Settings};
use contract::Code;
use contract::api::{Attempt, Decline, EventKind, Order, Placed};
use contract::history::OrderSearch;
use contract::ipc::*;
use contract::unsent::Stand;
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::service::{Choices, Chosen};
use domain::{Address, Contact};
use stories::deadline::until;
use stories::shop::{DEMO_CATALOGUE, Shop};
use tempfile::TempDir;

const EMAIL: &str = "kim@example.org";
const OTHER_EMAIL: &str = "alex@example.org";
const PASSWORD: &str = "correct horse battery";
const LIMIT: Duration = Duration::from_secs(60);

async fn open_shop(folder: &TempDir) -> Result<Shop> {
    let mut shop = Shop::in_folder(&folder.path().join("shop"), &[])?;
    shop.import_demo_catalogue()?;
    shop.add_customer(EMAIL, "Kim Vale", PASSWORD)?;
    shop.open().await?;
    Ok(shop)
}

async fn desk(shop: &Shop, data_dir: &Path) -> Result<Desk> {
    let settings = Settings {
        data_dir: data_dir.into(),
        server_url: Some(shop.url().into()),
        keychain: Keychain::memory(),
    };
    let desk = Desk::open(settings)?;
    desk.start_sync();
    desk.sign_in(SignIn { email: EMAIL.into(), password: PASSWORD.into() }).await?;
    // The account too: a desk that never heard of it sends nothing before it has asked.
    until("catalogue and account are here", LIMIT, async || {
        let status = desk.sync_status(GetSyncStatus {}).await?;
        Ok((status.catalogue.complete && status.last_sync_us.is_some()).then_some(()))
    })
    .await?;
    Ok(desk)
}

async fn add(desk: &Desk, text: &str, quantity: i64) -> Result<CartView> {
    let search = SearchServices { text: text.into(), category: None, offset: 0, limit: 1 };
    let found = desk.search_services(search).await?.services.into_iter().next().context("it is sold")?;
    let service = desk.service(ShowService { id: found.id.clone() }).await?.service;
    let call =
        AddToCart { service: found.id, choices: service.default_choices(), quantity, note: String::new() };
    Ok(desk.cart_add(call).await?)
}

async fn all_sent(desk: &Desk) -> Result<()> {
    desk.sync_now(SyncNow {}).await?;
    until("nothing waits", LIMIT, async || {
        let status = desk.sync_status(GetSyncStatus {}).await?;
        Ok((status.pending == 0 && status.connection == Connection::Online).then_some(()))
    })
    .await
}

async fn count(desk: &Desk) -> Result<i64> {
    Ok(desk.cart(ShowCart {}).await?.count)
}

async fn orders(desk: &Desk) -> Result<u32> {
    let all = ListOrders { wanted: OrderSearch::default(), offset: 0, limit: 1 };
    Ok(desk.orders(all).await?.total)
}

/// Places the cart as an order, up to the payment page.
async fn place(desk: &Desk) -> Result<Placed> {
    let contact = Contact { name: "Kim Vale".into(), email: EMAIL.into(), phone: String::new() };
    let address = Address {
        street: "Lindenallee 4".into(),
        extra: String::new(),
        postal_code: "50667".into(),
        city: "Köln".into(),
        region: String::new(),
        country: "DE".into(),
    };
    let quote = desk
        .checkout_quote(MakeQuote { contact, address: Some(address), coupon: None, method: None })
        .await?;
    match desk
        .checkout_place(PlaceOrder { quote: quote.id, gateway: Gateway::Sandbox, locale: "en".into() })
        .await?
    {
        PlaceReply::Placed { placed } => Ok(placed),
        PlaceReply::Waiting { .. } => anyhow::bail!("the server is there, so nothing has to wait"),
    }
}

/// Does on the payment page what a person does who chooses this card.
async fn pay_with(desk: &Desk, attempt: &Attempt, card: &str) -> Result<Order> {
    let page = desk.payment_page(attempt.id.clone()).await?;
    send_card(&page.pay_url, card).await?;
    Ok(desk.payment_check(CheckPayment { attempt: attempt.id.clone() }).await?)
}

async fn send_card(pay_url: &str, card: &str) -> Result<()> {
    let no_redirects = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let form = no_redirects.post(pay_url).header("content-type", "application/x-www-form-urlencoded");
    let status = form.body(format!("card={card}")).send().await?.status();
    ensure!(status.is_redirection() || status.is_success(), "the page answered {status}");
    Ok(())
}

#[tokio::test]
async fn what_was_done_offline_reaches_the_server_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = open_shop(&folder).await?;
    let first = desk(&shop, &folder.path().join("first")).await?;
    shop.kill();
    add(&first, "lawn", 2).await?;
    let cart = add(&first, "photo", 1).await?;
    first.cart_step(StepLine { line: cart.lines[0].line.id.clone(), by: 3 }).await?;
    assert_eq!(count(&first).await?, 6);
    shop.open().await?;
    all_sent(&first).await?;
    // Killed right after: what the server said was durable before it said so.
    shop.kill();
    shop.open().await?;
    all_sent(&first).await?;
    let second = desk(&shop, &folder.path().join("second")).await?;
    until("the other desk has the cart", LIMIT, async || Ok((count(&second).await? == 6).then_some(())))
        .await?;
    assert_eq!(count(&first).await?, 6);
    first.stop().await;
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn two_desks_that_were_offline_add_up_and_the_later_one_is_told() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = open_shop(&folder).await?;
    let first = desk(&shop, &folder.path().join("first")).await?;
    let second = desk(&shop, &folder.path().join("second")).await?;
    shop.kill();
    add(&first, "lawn", 2).await?;
    add(&second, "lawn", 3).await?;
    shop.open().await?;
    all_sent(&first).await?;
    all_sent(&second).await?;
    all_sent(&first).await?;
    until("both desks agree", LIMIT, async || {
        Ok((count(&first).await? == 5 && count(&second).await? == 5).then_some(()))
    })
    .await?;
    let told = first.notices(ListNotices {}).await?.len() + second.notices(ListNotices {}).await?.len();
    assert_eq!(told, 1, "the desk whose change came second is told, and only that one");
    first.stop().await;
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_declined_card_leaves_the_order_payable_and_another_pays_it_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    let desk = desk(&shop, &folder.path().join("desk")).await?;
    add(&desk, "lawn", 1).await?;
    let placed = place(&desk).await?;
    assert_eq!(count(&desk).await?, 0, "what was ordered has left the cart");

    let attempt = desk.payment_attempt(GetAttempt { attempt: placed.attempt }).await?;
    let order = pay_with(&desk, &attempt, "declined").await?;
    assert_eq!(order.state, OrderState::AwaitingPayment);
    assert_eq!(order.paid.minor, 0);
    assert_eq!(order.attempts[0].decline, Some(Decline::CardDeclined));

    let order = pay_with(&desk, &attempt, "pays").await?;
    assert_eq!(order.state, OrderState::Confirmed);
    assert_eq!(order.paid, order.totals.total);
    let refused = desk.payment_retry(RetryPayment { order: order.id, gateway: Gateway::Sandbox }).await;
    assert_eq!(refused.map_err(|failure| failure.code), Err(Code::OrderNotPayable));
    assert_eq!(shop.mails_once(2).await?.len(), 2, "order received, and paid");
    desk.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_cancelled_payment_can_be_made_again_and_the_first_page_is_dead() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    let desk = desk(&shop, &folder.path().join("desk")).await?;
    add(&desk, "photo", 2).await?;
    let placed = place(&desk).await?;
    let first = desk.payment_attempt(GetAttempt { attempt: placed.attempt }).await?;
    let dead_page = desk.payment_page(first.id.clone()).await?.pay_url;
    let again = desk.payment_retry(RetryPayment { order: placed.order, gateway: Gateway::Sandbox }).await?;
    assert_ne!(first.id, again.id);
    send_card(&dead_page, "pays").await?;
    let order = desk.payment_check(CheckPayment { attempt: first.id }).await?;
    assert_eq!(order.state, OrderState::AwaitingPayment);
    assert_eq!(order.paid.minor, 0);
    let order = pay_with(&desk, &again, "pays").await?;
    assert_eq!(order.state, OrderState::Confirmed);
    let states: Vec<AttemptState> = order.attempts.iter().map(|attempt| attempt.state).collect();
    assert_eq!(states, [AttemptState::Cancelled, AttemptState::Captured]);
    assert_eq!(order.paid, order.totals.total);
    desk.stop().await;
    Ok(())
}

#[tokio::test]
async fn two_customers_of_one_desk_see_nothing_of_each_other() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    shop.add_customer(OTHER_EMAIL, "Alex Reed", PASSWORD)?;
    let desk = desk(&shop, &folder.path().join("desk")).await?;
    add(&desk, "photo", 1).await?;
    let placed = place(&desk).await?;
    add(&desk, "lawn", 2).await?;
    all_sent(&desk).await?;

    desk.sign_out(SignOut { discard: false }).await?;
    desk.sign_in(SignIn { email: OTHER_EMAIL.into(), password: PASSWORD.into() }).await?;
    add(&desk, "hedge", 5).await?;
    all_sent(&desk).await?;
    assert_eq!((count(&desk).await?, orders(&desk).await?), (5, 0));
    let draft = desk.checkout_draft(GetCheckoutDraft {}).await?;
    assert_eq!((draft.contact.email.as_str(), draft.address.street.as_str()), (OTHER_EMAIL, ""));
    let (order, attempt) = (placed.order, placed.attempt);
    let gateway = Gateway::Sandbox;
    let refused = [
        desk.order(ShowOrder { id: order.clone() }).await.map(drop),
        desk.payment_page(attempt.clone()).await.map(drop),
        desk.payment_check(CheckPayment { attempt }).await.map(drop),
        desk.payment_retry(RetryPayment { order, gateway }).await.map(drop),
    ];
    assert_eq!(refused.map(|reply| reply.map_err(|failure| failure.code)), [Err(Code::NotFound); 4]);

    desk.sign_out(SignOut { discard: false }).await?;
    desk.sign_in(SignIn { email: EMAIL.into(), password: PASSWORD.into() }).await?;
    until("the first customer finds it all again", LIMIT, async || {
        Ok((count(&desk).await? == 2 && orders(&desk).await? == 1).then_some(()))
    })
    .await?;
    desk.stop().await;
    Ok(())
}

#[tokio::test]
async fn what_is_given_up_offline_never_arrives_and_the_rest_arrives_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = open_shop(&folder).await?;
    let first = desk(&shop, &folder.path().join("first")).await?;
    shop.kill();
    first.stop().await;
    add(&first, "lawn", 2).await?;
    add(&first, "photo", 4).await?;
    add(&first, "lawn", 1).await?;
    // All three are sent to nobody, and so may have arrived as far as the desk knows.
    ensure!(first.send_unsent(SendUnsent {}).await.is_err(), "the server is down");
    add(&first, "hedge", 5).await?;
    let waiting = first.unsent(ListUnsent {}).await?.changes;
    let stands: Vec<Stand> = waiting.iter().map(|change| change.stand).collect();
    assert_eq!(stands, [Stand::Sent, Stand::Sent, Stand::Sent, Stand::Saved]);
    let discarded = first.discard_changes(DiscardChanges { only: Some(waiting[1].id.clone()) }).await?;
    assert_eq!((discarded, count(&first).await?), (1, 8));
    shop.open().await?;
    first.start_sync();
    all_sent(&first).await?;
    let second = desk(&shop, &folder.path().join("second")).await?;
    until("the other desk has the cart", LIMIT, async || Ok((count(&second).await? == 8).then_some(())))
        .await?;
    assert_eq!((count(&first).await?, first.notices(ListNotices {}).await?.len()), (8, 0));
    first.stop().await;
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_line_that_was_chosen_again_offline_is_one_line_for_everybody() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = open_shop(&folder).await?;
    let first = desk(&shop, &folder.path().join("first")).await?;
    let cart = add(&first, "photo", 2).await?;
    all_sent(&first).await?;
    shop.kill();
    let line = cart.lines[0].line.clone();
    let service = first.service(ShowService { id: line.service.clone() }).await?.service;
    let other = Choices::from(
        service
            .options
            .iter()
            .map(|group| Chosen { group: group.id.clone(), choice: group.choices[1].id.clone() })
            .collect::<Vec<_>>(),
    );
    let replaced = first.cart_replace(ReplaceLine { line: line.id, choices: other.clone() }).await?;
    assert_eq!((replaced.lines.len(), replaced.count), (1, 2));
    shop.open().await?;
    all_sent(&first).await?;
    let second = desk(&shop, &folder.path().join("second")).await?;
    let seen = until("the other desk has the cart", LIMIT, async || {
        Ok(Some(second.cart(ShowCart {}).await?).filter(|cart| cart.count > 0))
    })
    .await?;
    assert_eq!((seen.lines.len(), seen.count, &seen.lines[0].line.choices), (1, 2, &other));
    first.stop().await;
    second.stop().await;
    Ok(())
}

/// Less than the time after which a desk looks by itself.
const BY_POKE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_change_at_one_desk_is_seen_at_another_that_listens() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    let (first, second) =
        (desk(&shop, &folder.path().join("first")).await?, desk(&shop, &folder.path().join("second")).await?);
    add(&first, "lawn", 2).await?;
    until("the other desk has the cart", BY_POKE, async || Ok((count(&second).await? == 2).then_some(())))
        .await?;
    first.stop().await;
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn what_staff_does_to_an_order_is_news_until_somebody_looked_and_what_the_customer_does_is_none()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    let desk = desk(&shop, &folder.path().join("desk")).await?;
    add(&desk, "lawn", 1).await?;
    let placed = place(&desk).await?;
    let attempt = desk.payment_attempt(GetAttempt { attempt: placed.attempt }).await?;
    pay_with(&desk, &attempt, "pays").await?;
    assert_eq!(desk.sync_status(GetSyncStatus {}).await?.news, 0);
    shop.run(&["order", "status", &placed.number, "started"], "")?;
    let news = until("the desk has news", BY_POKE, async || {
        let notices = desk.notices(ListNotices {}).await?;
        Ok(Some(notices).filter(|notices| !notices.is_empty()))
    })
    .await?;
    let started = NoticeKind::OrderMoved { event: EventKind::Started };
    let heard: Vec<_> =
        news.iter().map(|notice| (notice.kind, notice.about.as_str(), notice.order.clone())).collect();
    assert_eq!(heard, [(started, placed.number.as_str(), Some(placed.order.clone()))]);
    let status = desk.sync_status(GetSyncStatus {}).await?;
    assert_eq!((status.news, status.notices), (1, 0));
    desk.dismiss_news(DismissNews { order: Some(placed.order.clone()) }).await?;
    assert_eq!(desk.sync_status(GetSyncStatus {}).await?.news, 0);
    // A desk that learns of everything for the first time has no news.
    let other = self::desk(&shop, &folder.path().join("other")).await?;
    until("the other desk has the order", LIMIT, async || Ok((orders(&other).await? == 1).then_some(())))
        .await?;
    assert_eq!(other.notices(ListNotices {}).await?, []);
    desk.stop().await;
    other.stop().await;
    Ok(())
}

#[tokio::test]
async fn what_staff_does_to_the_catalogue_is_seen_by_a_customer_s_desk_that_listens() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = open_shop(&folder).await?;
    shop.add_staff(OTHER_EMAIL, "Alex Reed", PASSWORD)?;
    let (desk, staff) =
        (desk(&shop, &folder.path().join("desk")).await?, desk(&shop, &folder.path().join("staff")).await?);
    staff.sign_out(SignOut { discard: false }).await?;
    staff.sign_in(SignIn { email: OTHER_EMAIL.into(), password: PASSWORD.into() }).await?;

    let file = || ("next.csv".to_owned(), DEMO_CATALOGUE.replace("mop the hard floors. ", "mop. "));
    let (name, text) = file();
    let trial = staff.staff_catalogue_trial(TryCatalogue { name, text }).await?;
    assert_eq!((trial.changed.total, trial.mistakes.total), (1, 0));
    let (name, text) = file();
    let import = ImportCatalogue { name, text, at: trial.at };
    assert_eq!(staff.staff_catalogue_import(import.clone()).await?.changed, 1);
    let again = staff.staff_catalogue_import(import).await.expect_err("it has moved by the first");
    assert_eq!(again.code, Code::CatalogueMoved);

    let list = ListStaffServices { text: "clean-001".into(), after: None };
    let id = staff.staff_services(list).await?.services.swap_remove(0).id;
    let show = || ShowStaffService { id: id.clone() };
    let mut seen = staff.staff_service(show()).await?;
    seen.fields.price = "66.00".into();
    let edit = EditService { id: id.clone(), seen_ver: seen.ver, fields: seen.fields };
    staff.staff_service_edit(edit).await?;
    until("the customer's desk has both", BY_POKE, async || {
        let service = desk.service(ShowService { id: id.clone() }).await?.service;
        Ok((service.price.minor == 6_600 && !service.description.contains("hard floors")).then_some(()))
    })
    .await?;

    // A day that is promised is a day ahead.
    let search = SearchServices { text: "weekly".into(), category: None, offset: 0, limit: 1 };
    let day = desk.search_services(search).await?.services[0].promise.latest.to_string();
    staff.staff_price_plan(PlanPrice { id: id.clone(), day: day.clone(), price: "70.00".into() }).await?;
    assert_eq!(staff.staff_service(show()).await?.planned[0].price.minor, 7_000);
    staff.staff_price_remove(RemovePrice { id: id.clone(), day }).await?;
    let seen = staff.staff_service(show()).await?;
    assert_eq!(seen.planned, []);
    staff
        .staff_service_withdraw(WithdrawService { id: id.clone(), seen_ver: seen.ver, withdrawn: true })
        .await?;
    until("the customer's desk sells it no more", BY_POKE, async || {
        let service = desk.service(ShowService { id: id.clone() }).await?.service;
        Ok(service.withdrawn.then_some(()))
    })
    .await?;
    desk.stop().await;
    staff.stop().await;
    Ok(())
}
