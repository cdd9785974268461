//! What must be true after every schedule.

use contract::api::{EventKind, Order};
use domain::attempt::AttemptState;
use domain::order::OrderState;
use domain::refund::RefundState;
use fakepay::{PAYPAL_MERCHANT, Taken};

use super::steps::{is_paid, order};
use super::world::{Journey, World};

macro_rules! rule {
    ($holds:expr, $($said:tt)*) => {
        if !$holds {
            return Err(format!($($said)*));
        }
    };
}

pub async fn audit(world: &World, journey: &Journey) -> Result<(), String> {
    let order = order(journey).await;
    let taken = taken_for(world, journey);
    one_order(world, journey).await?;
    attempts(world, journey, &order)?;
    if !journey.tampered {
        money(&order, &taken)?;
    }
    story(&order)?;
    mails(world, journey, &order).await?;
    places(world).await?;
    if is_paid(&order) {
        let total = order.totals.total.minor;
        let fits = |taken: &&Taken| amount_of(taken) == Some(total) && taken.merchant == PAYPAL_MERCHANT;
        rule!(taken.iter().filter(fits).count() == 1, "confirmed, and taken was {taken:?}");
    }
    Ok(())
}

/// Where everything was heard, whoever paid is known without looking.
pub async fn paid_by_hearing(world: &World, journey: &Journey) -> Result<(), String> {
    let order = order(journey).await;
    let is_taken = !taken_for(world, journey).is_empty();
    let is_known = order.paid.minor > 0 || journey.tampered;
    rule!(!is_taken || is_known, "it was heard that money was taken, and nothing came of it");
    Ok(())
}

fn taken_for(world: &World, journey: &Journey) -> Vec<Taken> {
    let ours = |taken: &Taken| journey.attempts.iter().any(|(attempt, _)| taken.attempt == attempt.as_str());
    world.fake.taken().into_iter().filter(ours).collect()
}

async fn one_order(world: &World, journey: &Journey) -> Result<(), String> {
    let checkout = journey.checkout.clone();
    let count = move |tx: &mut server::db::Tx<'_>| {
        let sql = "SELECT COUNT(*) FROM orders WHERE checkout_id = ?1";
        Ok(tx.one(sql, server::params![&checkout])?.get::<i64>(0)?)
    };
    let orders = world.shop.shop.db.read(count).await.expect("read");
    rule!(orders == 1, "{orders} orders of one checkout");
    Ok(())
}

fn attempts(world: &World, journey: &Journey, order: &Order) -> Result<(), String> {
    let live = order.attempts.iter().filter(|attempt| attempt.state.is_live()).count();
    rule!(live <= 1, "{live} attempts are live");
    let is_settled = is_paid(order) || order.state == OrderState::Cancelled;
    rule!(!is_settled || live == 0, "{}, and still payable", order.state);
    for (attempt, _) in &journey.attempts {
        let pages = world.fake.pages_of(attempt.as_str());
        rule!(pages <= 1, "{pages} pages of one attempt");
    }
    Ok(())
}

/// Our books and the gateways' say the same.
fn money(order: &Order, taken: &[Taken]) -> Result<(), String> {
    let total = order.totals.total.minor;
    let sum: i64 = taken.iter().filter_map(amount_of).sum();
    let back: i64 = taken.iter().map(|taken| taken.refunded).sum();
    rule!(
        order.paid.minor == sum,
        "our books say that {} was paid, the gateways took {sum}",
        order.paid.minor
    );
    rule!(
        order.refunded.minor == back,
        "our books say that {} went back, the gateways gave {back}",
        order.refunded.minor
    );
    rule!(sum == 0 || sum == total, "{sum} was taken for an order of {total}");
    rule!(back <= sum, "more went back than was taken");
    if order.state == OrderState::Cancelled {
        let failed = order.refunds.iter().any(|refund| refund.state == RefundState::Failed);
        rule!(back == sum || failed, "{back} of {sum} came back, and the order is cancelled");
        return Ok(());
    }
    rule!((sum == total) == is_paid(order), "{sum} of {total} was taken, and the order is {}", order.state);
    Ok(())
}

/// The timeline tells each thing once.
fn story(order: &Order) -> Result<(), String> {
    let count = |kind| order.events.iter().filter(|event| event.kind == kind).count();
    rule!(count(EventKind::Placed) == 1, "placed {} times", count(EventKind::Placed));
    let (paid, cancelled) = (count(EventKind::Paid), count(EventKind::Cancelled));
    let is_cancelled = order.state == OrderState::Cancelled;
    rule!(cancelled == usize::from(is_cancelled), "cancelled {cancelled} times");
    rule!(paid == usize::from(is_paid(order)) || (is_cancelled && paid == 1), "paid {paid} times");
    let given = order.refunds.iter().filter(|refund| refund.state == RefundState::Succeeded).count();
    rule!(count(EventKind::Refunded) == given, "{given} refunds, told {} times", count(EventKind::Refunded));
    rule!(!order.refunds.iter().any(|refund| refund.state.is_open()), "a refund does not end");
    let captured = order.attempts.iter().filter(|attempt| attempt.state == AttemptState::Captured).count();
    let known = is_cancelled
        || matches!(
            order.state,
            OrderState::Confirmed | OrderState::NeedsReview | OrderState::AwaitingPayment
        );
    rule!(known && captured <= 1, "{captured} captured attempts, the order is {}", order.state);
    Ok(())
}

/// One mail per transition.
async fn mails(world: &World, journey: &Journey, order: &Order) -> Result<(), String> {
    let id = journey.placed.order.clone();
    let count = move |tx: &mut server::db::Tx<'_>| {
        let sql = "SELECT COUNT(*) FROM outbox WHERE order_id = ?1 AND kind = 'paid'";
        Ok(tx.one(sql, server::params![&id])?.get::<i64>(0)?)
    };
    let paid = world.shop.shop.db.read(count).await.expect("read");
    let told = order.events.iter().filter(|event| event.kind == EventKind::Paid).count();
    rule!(usize::try_from(paid) == Ok(told), "{paid} mails say that it is paid, it was paid {told} times");
    Ok(())
}

/// Of each day just the units of live orders are taken.
async fn places(world: &World) -> Result<(), String> {
    let shop = &world.shop;
    let wrong = "SELECT COUNT(*) FROM capacity_days WHERE taken <> (SELECT COALESCE(SUM(units), 0) FROM places \
                 WHERE places.service_id = capacity_days.service_id AND places.day = capacity_days.day)";
    let wrong = shop.count(wrong).await;
    rule!(wrong == 0, "{wrong} days on which not as much is taken as orders hold");
    let dead =
        "SELECT COUNT(*) FROM places JOIN orders ON id = order_id WHERE state IN ('cancelled', 'expired')";
    let dead = shop.count(dead).await;
    rule!(dead == 0, "{dead} places of orders that have ended");
    let without = "SELECT COUNT(*) FROM orders WHERE state NOT IN ('cancelled', 'expired') AND 2 <> (\
                   SELECT COALESCE(SUM(units), 0) FROM places WHERE order_id = id)";
    let without = shop.count(without).await;
    rule!(without == 0, "{without} live orders of 2 units do not hold 2 places");
    Ok(())
}

/// In minor units of the shop's currency; none if it is another one.
fn amount_of(taken: &Taken) -> Option<i64> {
    let (units, currency) = &taken.amount;
    if currency != "EUR" {
        return None;
    }
    match units.split_once('.') {
        Some((whole, cents)) => format!("{whole}{cents}").parse().ok(),
        None => units.parse().ok(),
    }
}
