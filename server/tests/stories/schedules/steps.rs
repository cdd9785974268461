//! What can happen.

use contract::api::{Attempt, AttemptRequest, CancelRequest, CheckoutRequest, Order, Placed};
use domain::Money;
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::policy::Preview;
use domain::refund::RefundState;
use fakepay::{Endpoint, Fault, Tampering};
use rand::RngExt;
use rand::rngs::StdRng;
use reqwest::{Method, StatusCode};
use server::clock::MINUTE_US;
use server::ledger::{attempts, webhooks};
use server::refunds;

use super::faulty::Crash;
use super::world::{Journey, World};
use crate::cancelling::request_id;
use crate::shop::{Person, ask, attempt_id, checkout, checkout_id};
use crate::two_gateways::LOOK_EVERY;

const GATEWAYS: [Gateway; 2] = [Gateway::Stripe, Gateway::Paypal];
const ENDPOINTS: [Endpoint; 8] = [
    Endpoint::StripeCreate,
    Endpoint::StripeRetrieve,
    Endpoint::StripeExpire,
    Endpoint::StripeRefund,
    Endpoint::PaypalCreate,
    Endpoint::PaypalGet,
    Endpoint::PaypalCapture,
    Endpoint::PaypalRefund,
];
const FAULTS: [Fault; 4] = [Fault::DropRequest, Fault::DropReply, Fault::Error500, Fault::TooMany];
/// Looks until nothing is left to be done.
const ROUNDS: usize = 12;

/// Somebody orders; the reply may be lost, and is asked for again.
pub async fn begin(world: &mut World, random: &mut StdRng, person: Person) -> Journey {
    disturb(world, random);
    let service = world.shop.service("A-1").await;
    let quote = person.quote(vec![ask(&service, 2)]).await;
    let gateway = GATEWAYS[random.random_range(0..2)];
    let request = CheckoutRequest { gateway, ..checkout(&quote) };
    let checkout = checkout_id();
    let placed: Placed = person.place(&checkout, &request).await;
    world.tell(format!("placed, to be paid through {gateway:?}"));
    let attempts = vec![(placed.attempt.clone(), gateway)];
    let random = rand::SeedableRng::seed_from_u64(random.random());
    Journey {
        random,
        person,
        checkout,
        request,
        placed,
        attempts,
        events: Vec::new(),
        tampered: false,
        deaf: false,
    }
}

pub async fn step(world: &mut World, journey: &mut Journey) -> Result<(), String> {
    let which = journey.random.random_range(0..100);
    match which {
        0..8 => same_again(world, journey).await?,
        8..22 => look(world, journey).await,
        22..30 => come_back(world, journey).await,
        30..54 => press(world, journey).await,
        54..60 => settle_late(world, journey),
        60..72 => hear(world, journey).await,
        72..78 => retry(world, journey).await,
        78..82 => disturb(world, &mut journey.random),
        82..88 => refund(world, journey).await,
        88..92 => crowd(world, journey).await,
        92..94 => wait(world, journey),
        94..95 => cancel(world, journey).await,
        95..98 => forgetful_server(world, journey).await?,
        _ => tamper(world, journey).await,
    }
    Ok(())
}

/// A call that will fail, or a place where the server will die.
fn disturb(world: &mut World, random: &mut StdRng) {
    if random.random_bool(0.5) {
        let crash = Crash::ALL[random.random_range(0..Crash::ALL.len())];
        world.plan.lock().expect("no panic").crashes.push(crash);
        world.tell(format!("the server will die: {crash:?}"));
    } else {
        let endpoint = ENDPOINTS[random.random_range(0..ENDPOINTS.len())];
        let declines = endpoint == Endpoint::PaypalCapture && random.random_bool(0.4);
        let fault =
            if declines { Fault::InstrumentDeclined } else { FAULTS[random.random_range(0..FAULTS.len())] };
        world.fake.fail(endpoint, fault, random.random_range(1..3));
        world.tell(format!("{endpoint:?} will fail: {fault:?}"));
    }
}

/// The desk did not hear the reply.
async fn same_again(world: &mut World, journey: &Journey) -> Result<(), String> {
    let again: Placed = journey.person.place(&journey.checkout, &journey.request).await;
    world.tell("the same checkout again");
    if again == journey.placed { Ok(()) } else { Err(format!("another reply: {again:?}")) }
}

async fn look(world: &mut World, journey: &mut Journey) {
    let (attempt, _) = pick(journey);
    let path = format!("/v1/attempts/{attempt}/reconcile");
    let status = journey.person.send(Method::POST, &path, Some(&())).await.status();
    world.tell(format!("looked at {attempt}: {status}"));
}

async fn come_back(world: &mut World, journey: &mut Journey) {
    let (attempt, _) = pick(journey);
    let cancelled = journey.random.random_bool(0.5);
    let how = if cancelled { "cancel" } else { "return" };
    {
        let mut plan = world.plan.lock().expect("no panic");
        let seen = if cancelled { &mut plan.cancelled } else { &mut plan.returned };
        seen.push(attempt.to_string());
    }
    let nobody = world.shop.nobody();
    nobody.send(Method::GET, &format!("/pay/{how}/{attempt}"), None::<&()>).await;
    world.tell(format!("came back by {how} from {attempt}"));
}

/// Somebody does something on a page that they have in front of them, however old.
async fn press(world: &mut World, journey: &mut Journey) {
    let (attempt, gateway) = pick(journey);
    let Some(reference) = reference(journey, &attempt).await else { return };
    let what = journey.random.random_range(0..10);
    match (gateway, what) {
        (Gateway::Stripe, 0..6) => world.fake.pay(&reference),
        (Gateway::Stripe, 6..8) => world.fake.decline(&reference, "insufficient_funds"),
        (Gateway::Stripe, _) => world.fake.pay_late(&reference),
        (_, 8..) => {
            world.fake.capture_pending(&reference);
            world.fake.approve(&reference);
        }
        _ => world.fake.approve(&reference),
    }
    journey.events.extend(world.fake.take_events());
    world.tell(format!("pressed {what} on the page of {attempt} at {gateway:?}"));
}

fn settle_late(world: &mut World, journey: &mut Journey) {
    let succeeds = journey.random.random_bool(0.6);
    settle_all(world, journey, succeeds);
    world.tell(format!("what takes days is over: {succeeds}"));
}

fn settle_all(world: &World, journey: &mut Journey, succeeds: bool) {
    for reference in world.fake.unsettled() {
        world.fake.settle_late(&reference, succeeds);
        world.fake.settle_pending(&reference, succeeds);
    }
    journey.events.extend(world.fake.take_events());
}

/// Some of what the gateways told arrives: doubled, late, in any order, or not at all.
async fn hear(world: &mut World, journey: &mut Journey) {
    journey.events.extend(world.fake.take_events());
    if journey.events.is_empty() {
        return;
    }
    let at = journey.random.random_range(0..journey.events.len());
    if journey.random.random_bool(0.15) {
        let lost = journey.events.remove(at);
        journey.deaf = true;
        world.tell(format!("{} was lost", lost.kind));
        return;
    }
    let event = journey.events.remove(at);
    for _ in 0..journey.random.random_range(1..4) {
        world.fake.deliver(&world.shop.url, &event).await;
    }
    world.tell(format!("{} was heard", event.kind));
    if journey.random.random_bool(0.3) {
        journey.events.push(event);
    }
}

async fn retry(world: &mut World, journey: &mut Journey) {
    let gateway = GATEWAYS[journey.random.random_range(0..2)];
    let request = AttemptRequest { attempt: attempt_id(), gateway };
    let path = format!("/v1/orders/{}/attempts", journey.placed.order);
    let response = journey.person.send(Method::POST, &path, Some(&request)).await;
    let status = response.status();
    if status == StatusCode::OK {
        let attempt: Attempt = response.json().await.expect("an attempt");
        journey.attempts.push((attempt.id, gateway));
    }
    world.tell(format!("another attempt through {gateway:?}: {status}"));
}

async fn refund(world: &mut World, journey: &mut Journey) {
    let minor = journey.random.random_range(1..900);
    let amount = Money::new(minor, world.shop.shop.settings.terms.currency);
    let wish = refunds::request(&world.shop.shop, &journey.placed.number, Some(amount), "").await;
    world.tell(format!("a refund of {minor}: {:?}", wish.expect("asked")));
    give_back(world, journey).await;
}

/// The customer cancels, and agrees to what comes back.
async fn cancel(world: &mut World, journey: &Journey) {
    let path = format!("/v1/orders/{}/cancellation", journey.placed.order);
    let seen = journey.person.send(Method::GET, &path, None::<&()>).await;
    let status = seen.status();
    let Ok(agreed) = seen.json::<Preview>().await else {
        return world.tell(format!("it cannot be cancelled: {status}"));
    };
    let request = CancelRequest { id: request_id(), agreed };
    let status = journey.person.send(Method::POST, &path, Some(&request)).await.status();
    world.tell(format!("cancelled, {} comes back: {status}", agreed.refund));
}

async fn give_back(world: &World, journey: &Journey) -> bool {
    let mut all = true;
    for refund in order(journey).await.refunds {
        if matches!(refund.state, RefundState::Requested | RefundState::Pending) {
            all &= refunds::reconcile(&world.shop.shop, &refund.id).await.is_ok();
        }
    }
    all
}

/// Everybody looks at the same time.
async fn crowd(world: &mut World, journey: &mut Journey) {
    let (attempt, _) = pick(journey);
    journey.events.extend(world.fake.take_events());
    let path = format!("/v1/attempts/{attempt}/reconcile");
    let looks = (0..4).map(|_| journey.person.send(Method::POST, &path, Some(&())));
    let told = journey.events.iter().map(|event| world.fake.deliver(&world.shop.url, event));
    tokio::join!(futures::future::join_all(looks), futures::future::join_all(told));
    world.tell("everybody looked at the same time");
}

fn wait(world: &mut World, journey: &mut Journey) {
    let minutes = journey.random.random_range(1..180);
    world.advance(minutes * MINUTE_US);
    world.tell(format!("{minutes} minutes went by"));
}

/// A server that forgets to look whether an attempt is live: the tables refuse a second one.
async fn forgetful_server(world: &mut World, journey: &mut Journey) -> Result<(), String> {
    let (order, now_us) = (journey.placed.order.clone(), world.shop.clock.now_us());
    let insert = move |tx: &mut server::db::Tx<'_>| {
        let owner = server::ledger::orders::owner(tx, &order)?;
        server::ledger::head::next_ver(tx, &owner)?;
        if attempts::live_of(tx, &order)?.is_none() {
            return Ok(false);
        }
        let amount = server::ledger::orders::total(tx, &order)?;
        let number = attempts::count(tx, &order)? + 1;
        let (id, gateway, live) = (&attempt_id(), Gateway::Stripe, false);
        let second =
            attempts::New { id, order: &order, customer: &owner, number, gateway, live, amount, now_us };
        attempts::insert(tx, &second)?;
        Ok(true)
    };
    match world.shop.shop.db.write(insert).await {
        Ok(true) => Err("two attempts of one order are live".into()),
        _ => Ok(()),
    }
}

async fn tamper(world: &mut World, journey: &mut Journey) {
    let (attempt, gateway) = pick(journey);
    let Some(reference) = reference(journey, &attempt).await else { return };
    let how = match (gateway, journey.random.random_range(0..3)) {
        (Gateway::Paypal, 0) => Tampering::Merchant,
        (_, 1) => Tampering::Currency,
        _ => Tampering::Amount,
    };
    world.fake.tamper(&reference, how);
    journey.tampered = true;
    world.tell(format!("somebody changed the payment of {attempt}: {how:?}"));
}

/// Nothing fails any more; everybody looks until nothing moves.
pub async fn quiet_down(world: &mut World, journey: &mut Journey) -> Result<(), String> {
    world.fake.heal();
    world.plan.lock().expect("no panic").crashes.clear();
    let succeeds = journey.random.random_bool(0.6);
    settle_all(world, journey, succeeds);
    // Where everything was told and heard, hearing alone is enough.
    let by_hearing = !journey.deaf && journey.random.random_bool(0.5);
    world.tell(if by_hearing { "the rest is heard" } else { "the rest is looked at" });
    for event in std::mem::take(&mut journey.events) {
        if by_hearing && world.fake.deliver(&world.shop.url, &event).await != 200 {
            return Err(format!("{} was not taken, although nothing fails", event.kind));
        }
    }
    if by_hearing {
        for _ in 0..ROUNDS {
            heard(world).await;
            for event in world.fake.take_events() {
                world.fake.deliver(&world.shop.url, &event).await;
            }
        }
        heard(world).await;
        super::auditor::paid_by_hearing(world, journey).await?;
    }
    for _ in 0..ROUNDS {
        for (attempt, _) in &journey.attempts {
            // The sweeper looks at what is live.
            server::payments::reconcile(&world.shop.shop, attempt).await.ok();
        }
        give_back(world, journey).await;
        let order = order(journey).await;
        let waits = order.refunds.iter().any(|refund| refund.state.is_open());
        let opening = order.attempts.iter().any(|attempt| attempt.state == AttemptState::Creating);
        if !waits && !opening {
            break;
        }
    }
    for (gateway, compared) in server::comparison::compare(&world.shop.shop).await.expect("compared") {
        compared.map_err(|error| format!("{gateway:?} cannot be compared: {error}"))?;
    }
    give_back(world, journey).await;
    Ok(())
}

/// Returns once every webhook that was kept has been acted upon.
async fn heard(world: &World) {
    loop {
        let now_us = world.shop.clock.now_us();
        let due = world.shop.shop.db.read(webhooks::next_due_us).await.expect("read");
        let Some(due_us) = due else { return };
        if due_us > now_us {
            // One that failed is tried again later: it is later now.
            world.advance(due_us - now_us + 1);
        }
        world.shop.shop.wake.inbox.notify_one();
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn pick(journey: &mut Journey) -> (domain::AttemptId, Gateway) {
    let at = journey.random.random_range(0..journey.attempts.len());
    journey.attempts[at].clone()
}

/// The gateway's reference of an attempt, if somebody could have its page in front of them.
async fn reference(journey: &Journey, attempt: &domain::AttemptId) -> Option<String> {
    let page = journey.person.attempt(attempt).await.pay_url?;
    page.rsplit('/').next().map(str::to_owned)
}

pub async fn order(journey: &Journey) -> Order {
    journey.person.read_order(&journey.placed.order).await
}

/// The order is settled: nothing that still happens to a payment can change it.
pub fn is_paid(order: &Order) -> bool {
    order.state == OrderState::Confirmed
}
