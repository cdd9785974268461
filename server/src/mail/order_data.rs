//! The order as schema.org data, so that mail programs can show and file it.

use contract::api::Order;
use domain::order::OrderState;
use domain::service::DeliveryKind;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Kind, Matter};

/// JSON-LD that may stand inside a script element: nothing in it can end that element. Empty for mails that are not for
/// the customer of an order.
pub fn json_ld(provider: &str, matter: &Matter, kind: Kind) -> Result<String, serde_json::Error> {
    let Matter::Order { order, .. } = matter else { return Ok(String::new()) };
    if kind.is_for_staff() {
        return Ok(String::new());
    }
    let placed = Timestamp::from_microsecond(order.placed_at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Order",
        "merchant": {"@type": "Organization", "name": provider},
        "customer": {"@type": "Person", "name": order.contact.name},
        "orderNumber": order.number,
        "orderStatus": format!("https://schema.org/{}", status(kind, order.state)),
        "orderDate": placed.to_string(),
        "price": order.totals.total.to_decimal(),
        "priceCurrency": order.totals.total.currency.code(),
        "acceptedOffer": offers(order),
        "orderDelivery": {
            "@type": "ParcelDelivery",
            "expectedArrivalFrom": order.promise.earliest.to_string(),
            "expectedArrivalUntil": order.promise.latest.to_string(),
        },
    });
    let json = serde_json::to_string(&data)?;
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// A word of <https://schema.org/OrderStatus>. A mail about one step says that step, however late it leaves.
fn status(kind: Kind, state: OrderState) -> &'static str {
    match (kind, state) {
        (Kind::OrderReceived | Kind::PaymentFailed, _) => "OrderPaymentDue",
        (Kind::Paid | Kind::BeingChecked | Kind::Started, _) => "OrderProcessing",
        (Kind::Finished, _) => "OrderDelivered",
        (Kind::Cancelled | Kind::Expired, _) => "OrderCancelled",
        (_, OrderState::AwaitingPayment) => "OrderPaymentDue",
        (_, OrderState::NeedsReview | OrderState::Confirmed | OrderState::InProgress) => "OrderProcessing",
        (_, OrderState::Completed) => "OrderDelivered",
        (_, OrderState::Cancelled | OrderState::Expired) => "OrderCancelled",
    }
}

fn offers(order: &Order) -> Vec<Value> {
    let offer = |line: &domain::quote::PricedLine| {
        let kind = if line.delivery == DeliveryKind::Shipped { "Product" } else { "Service" };
        json!({
            "@type": "Offer",
            "itemOffered": {"@type": kind, "name": line.name, "identifier": line.code},
            "price": line.unit.to_decimal(),
            "priceCurrency": line.unit.currency.code(),
            "eligibleQuantity": {"@type": "QuantitativeValue", "value": line.quantity.get()},
        })
    };
    order.lines.iter().map(offer).collect()
}
