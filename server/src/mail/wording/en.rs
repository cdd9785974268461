//! English.

use super::{About, Wording};

pub static WORDING: Wording = Wording {
    tag: "en",
    greeting: "Hello {name},",
    received: About {
        subject: "We have your order {number}",
        badge: "Not paid yet",
        heading: "Thank you for your order",
        intro: "We have your order for {total} and hold these prices for you. It starts as soon as it is \
                paid.",
        next: &[
            "If you have not paid yet: open the order in Pannier under Orders and choose Pay.",
            "If you have just paid, you need not do anything: a confirmation follows within minutes.",
            "An order that is not paid in time lapses by itself and costs nothing.",
        ],
    },
    paid: About {
        subject: "Your order {number} is paid and confirmed",
        badge: "Paid",
        heading: "It is paid, and we start",
        intro: "Your payment of {total} has arrived and your order is confirmed. Thank you.",
        next: &["You can follow every step in Pannier under Orders."],
    },
    order: "Order",
    placed_on: "Placed on",
    your_services: "Your services",
    note: "Your note",
    each: "{price} each",
    subtotal: "Subtotal",
    discount: "Discount",
    shipping: "Shipping",
    total: "Total",
    tax_contained: "includes {amount} tax",
    tax_added: "Tax added",
    delivery: "Expected delivery",
    remote: "Done remotely",
    on_site: "At your address",
    shipped: "By parcel",
    address: "Your address",
    what_next: "What happens next",
    remote_next: "For what is done remotely you need not be at home; we write when it is done.",
    on_site_next: "We come on a working day within the days given. Please see that we can get in.",
    shipped_next: "The time that a parcel travels is part of the days given.",
    questions: "Questions? Just reply to this mail.",
    why: "{provider} sends this mail because an order was placed with this address.",
};
