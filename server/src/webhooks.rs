//! Acting upon a gateway's call. It only tells where to look: what counts is what the gateway says when it is asked.

use domain::attempt::Gateway;

use crate::error::Error;
use crate::ledger::reviews::{self, Why};
use crate::ledger::webhooks::Claimed;
use crate::ledger::{entries, refunds};
use crate::state::Shop;
use crate::{payments, refunds as giving_back};

/// Looks at everything that the call is about. Harmless to repeat, in any order.
pub async fn act(shop: &Shop, call: &Claimed) -> Result<(), Error> {
    let Some(hint) = shop.gateways.client(call.gateway)?.hint(&call.body) else { return Ok(()) };
    if let Some(gateway_ref) = hint.refund.clone()
        && let Some(id) = shop.db.read(move |tx| refunds::by_gateway_ref(tx, &gateway_ref)).await?
    {
        giving_back::reconcile(shop, &id).await?;
    }
    let (gateway, asked) = (call.gateway, hint.clone());
    let find = move |tx: &mut crate::db::Tx<'_>| entries::attempt(tx, gateway, &asked);
    // Others may use the same account at the gateway: what is not ours is nobody's business here.
    let Some((attempt, order)) = shop.db.read(find).await? else { return Ok(()) };
    payments::look(shop, &attempt).await?;
    if hint.disputed {
        payments::look_at_dispute(shop, &attempt).await?;
    }
    if hint.suspected {
        let (subject, now_us) = (call.id.clone(), shop.clock.now_us());
        let detail = format!("{} suspects that a payment is fraud", name(call.gateway));
        let add = move |tx: &mut crate::db::Tx<'_>| {
            reviews::add(tx, Why::FraudWarning, &subject, Some(&order), &detail, now_us)
        };
        shop.db.write(add).await?;
    }
    Ok(())
}

fn name(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Sandbox => "the sandbox",
        Gateway::Stripe => "Stripe",
        Gateway::Paypal => "PayPal",
    }
}
