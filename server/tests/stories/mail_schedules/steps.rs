//! What can happen.

use contract::api::{Actor, EventKind, OrderEvent};
use rand::RngExt;
use server::clock::{DAY_US, MINUTE_US, SECOND_US};
use server::db::Tx;
use server::error::Error;
use server::ledger::outbox::{self, Claimed, LEASE_US, Outcome};
use server::ledger::{bounces, mails, timeline};
use server::params;
use server::post::Tried;

use super::plants::Plant;
use super::world::{Journey, World};
use crate::mail_server::{Fault, Step};

/// Those that no later fact takes back: the others are dropped when they have passed, which stories of their own show.
const EVENTS: [EventKind; 8] = [
    EventKind::Placed,
    EventKind::Paid,
    EventKind::Started,
    EventKind::PromiseMoved,
    EventKind::Amended,
    EventKind::Refunded,
    EventKind::Disputed,
    EventKind::Cancelled,
];
/// Tries until everything has left.
const ROUNDS: usize = 40;

pub async fn step(world: &mut World, journey: &mut Journey) {
    match journey.random.random_range(0..100) {
        0..18 => happen(world, journey).await,
        18..26 => undo(world, journey).await,
        26..46 => claim(world, journey).await,
        46..70 => deliver(world, journey).await,
        70..78 => both_at_once(world, journey).await,
        78..86 => die(world, journey),
        _ => wait(world, journey),
    }
}

/// Something happens to the order, and is committed.
pub async fn happen(world: &mut World, journey: &mut Journey) {
    let kind = EVENTS[journey.random.random_range(0..EVENTS.len())];
    let (order, at_us) = (journey.order.clone(), world.now_us);
    let event = OrderEvent::new(at_us, Actor::System, kind);
    world.shop.write(move |tx| timeline::record(tx, &order, &event)).await;
    journey.happened.push(kind);
    world.advance(1);
    world.tell(format!("{kind:?}"));
}

/// Something nearly happens: its transaction is rolled back.
async fn undo(world: &mut World, journey: &mut Journey) {
    let kind = EVENTS[journey.random.random_range(0..EVENTS.len())];
    let (order, at_us) = (journey.order.clone(), world.now_us);
    let event = OrderEvent::new(at_us, Actor::System, kind);
    let undone = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        timeline::record(tx, &order, &event)?;
        Err(Error::not_found())
    };
    world.shop.shop.db.write(undone).await.expect_err("it is rolled back");
    if world.plant == Some(Plant::BesideTheTransaction) {
        let order = journey.order.clone();
        let beside = "INSERT INTO outbox (id, kind, order_id, transition, state, next_us, begun_us, created_us) \
                      VALUES (?1, 'started', ?2, ?1, 'waiting', ?3, ?3, ?3)";
        let id = server::ledger::new_id();
        world.shop.write(move |tx| Ok(tx.execute(beside, params![&id, &order, at_us])?)).await;
    }
    world.tell(format!("{kind:?}, and it was rolled back"));
}

/// A server takes a mail; it may die before that is committed.
async fn claim(world: &mut World, journey: &mut Journey) {
    let who = journey.random.random_range(0..2);
    let dies = journey.random.random_bool(0.2);
    if journey.claimed[who].is_some() {
        return;
    }
    let now_us = world.now_us;
    if dies {
        let never = move |tx: &mut Tx<'_>| -> Result<(), Error> {
            outbox::claim(tx, now_us)?;
            Err(Error::not_found())
        };
        world.shop.shop.db.write(never).await.expect_err("it is rolled back");
        return world.tell(format!("server {who} dies before its claim is committed"));
    }
    let mail = claimed(world, who).await;
    world.tell(format!("server {who} claims {:?}", mail.as_ref().map(|mail| mail.kind)));
    journey.claimed[who] = mail.map(|mail| (mail, now_us));
}

async fn claimed(world: &World, who: usize) -> Option<Claimed> {
    let mail = world.posts[who].claim(world.now_us).await.expect("the database works")?;
    if world.plant == Some(Plant::NoLease) {
        let (id, now_us) = (mail.id.clone(), world.now_us);
        let due = "UPDATE outbox SET next_us = ?2 WHERE id = ?1";
        world.shop.write(move |tx| Ok(tx.execute(due, params![&id, now_us])?)).await;
    }
    Some(mail)
}

/// A server sends what it has claimed: the mail server may fail, and the server may die before it writes down what
/// became of it.
async fn deliver(world: &mut World, journey: &mut Journey) {
    let who = journey.random.random_range(0..2);
    let fault = fault(journey);
    let dies = journey.random.random_bool(0.25);
    let Some((mail, since_us)) = journey.claimed[who].take() else { return };
    if world.now_us - since_us >= LEASE_US {
        // It would have given up sending long ago.
        return world.tell(format!("server {who} was too slow"));
    }
    world.server.heal();
    if let Some(fault) = fault {
        world.server.fail(fault);
    }
    let how = format!("server {who} sends {:?}, {fault:?}, dies: {dies}", mail.kind);
    world.tell(how);
    send(world, journey, who, mail, dies).await;
    world.server.heal();
}

async fn send(world: &World, journey: &mut Journey, who: usize, mail: Claimed, dies: bool) {
    let (post, now_us) = (&world.posts[who], world.now_us);
    if world.plant == Some(Plant::SentBeforeSending) {
        let tried = Tried { outcome: Outcome::Sent, bounced: None };
        post.settle(mail.clone(), tried, now_us).await.expect("the database works");
    }
    let mut sent = mail.clone();
    if world.plant == Some(Plant::FreshMessageId) {
        (sent.id, sent.is_first) = (server::ledger::new_id(), false);
    }
    let taken_before = world.server.taken().len();
    let mut tried = post.deliver(&sent).await;
    let silent = matches!(tried.outcome, Outcome::Failed { permanent: false, .. });
    if silent && world.plant == Some(Plant::SilenceIsSuccess) {
        tried.outcome = Outcome::Sent;
    }
    if silent && world.plant == Some(Plant::NoSecondTry) {
        tried.outcome = Outcome::Dropped("it failed once");
    }
    if dies || tried.outcome != Outcome::Sent {
        // What was taken by now will come once more.
        journey.unheard.extend(world.server.got().into_iter().skip(taken_before));
    }
    if !dies {
        post.settle(mail, tried, now_us).await.expect("the database works");
    }
}

/// Both servers take what is due and send it, and the mail server may fail one of them.
async fn both_at_once(world: &mut World, journey: &mut Journey) {
    let fault = fault(journey);
    if journey.claimed.iter().any(Option::is_some) {
        return;
    }
    world.server.heal();
    if let Some(fault) = fault {
        world.server.fail(fault);
    }
    world.tell(format!("both servers work at once, {fault:?}"));
    let taken_before = world.server.taken().len();
    let (first, second) = tokio::join!(work(world, 0), work(world, 1));
    if first || second {
        journey.unheard.extend(world.server.got().into_iter().skip(taken_before));
    }
    world.server.heal();
}

/// Whether something failed.
async fn work(world: &World, who: usize) -> bool {
    let Some(mail) = claimed(world, who).await else { return false };
    let tried = world.posts[who].deliver(&mail).await;
    let failed = tried.outcome != Outcome::Sent;
    world.posts[who].settle(mail, tried, world.now_us).await.expect("the database works");
    failed
}

/// Nothing in its memory is left.
fn die(world: &mut World, journey: &mut Journey) {
    let who = journey.random.random_range(0..2);
    journey.claimed[who] = None;
    world.tell(format!("server {who} dies"));
}

fn wait(world: &mut World, journey: &mut Journey) {
    let by_us = match journey.random.random_range(0..10) {
        0..5 => journey.random.random_range(1..60) * SECOND_US,
        5..9 => journey.random.random_range(1..60) * MINUTE_US,
        _ => journey.random.random_range(1..7) * DAY_US,
    };
    world.advance(by_us);
    world.tell(format!("{} seconds go by", by_us / SECOND_US));
}

fn fault(journey: &mut Journey) -> Option<Fault> {
    let step = Step::ALL[journey.random.random_range(0..Step::ALL.len())];
    match journey.random.random_range(0..10) {
        0..4 => None,
        4..6 => Some(Fault::Closes(step)),
        6 => Some(Fault::BreaksOff),
        7..9 => Some(Fault::Answers(step, "451 4.3.0 later")),
        _ => Some(Fault::Answers(step, "550 5.1.1 no")),
    }
}

/// Nothing fails any more; staff says that addresses work and tries again what was given up or dropped.
pub async fn quiet_down(world: &mut World, journey: &mut Journey) -> Result<(), String> {
    world.server.heal();
    journey.claimed = [None, None];
    if world.plant != Some(Plant::NoSecondTry) {
        let (order, now_us) = (journey.order.clone(), world.now_us);
        world.shop.write(move |tx| mend(tx, &order, now_us)).await;
    }
    for _ in 0..ROUNDS {
        let Some(due_us) = world.shop.shop.db.read(outbox::next_due_us).await.expect("read") else {
            return Ok(());
        };
        let due_us: i64 = due_us;
        world.now_us = world.now_us.max(due_us);
        let who = journey.random.random_range(0..2);
        if let Some(mail) = claimed(world, who).await {
            send(world, journey, who, mail, false).await;
        }
    }
    Err("mails still wait, although nothing fails".into())
}

fn mend(tx: &mut Tx<'_>, order: &domain::OrderId, now_us: i64) -> Result<(), Error> {
    for bounced in bounces::all(tx)? {
        bounces::unmark(tx, &bounced.email)?;
    }
    for mail in mails::of_order(tx, order)? {
        mails::retry(tx, Some(&mail.id), now_us)?;
    }
    Ok(())
}
