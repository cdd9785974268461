//! What each kind of mail says in English.

use super::super::Kind;
use super::{About, Tone};

const FOLLOW: &str = "You can follow every step in Pannier under Orders.";
const LOOK: &str = "Sign in to Pannier as staff: the order waits under “To look at”, with the reasons.";

pub fn about(kind: Kind) -> About {
    match kind {
        Kind::OrderReceived => About {
            subject: "We have your order {number}",
            badge: "Not paid yet",
            tone: Tone::Open,
            heading: "Thank you for your order",
            intro: "We have your order for {total} and hold these prices for you. We start as soon as it \
                    is paid.",
            next: &[
                "If you have not paid yet: open the order in Pannier under Orders and choose Pay.",
                "If you have just paid, you need not do anything: a confirmation follows within minutes.",
                "An order that is not paid in time expires by itself and costs nothing.",
            ],
        },
        Kind::Paid => About {
            subject: "Your order {number} is paid and confirmed",
            badge: "Paid",
            tone: Tone::Good,
            heading: "Your order is paid and confirmed",
            intro: "Thank you: your payment of {total} has arrived, and your order is confirmed.",
            next: &[FOLLOW],
        },
        Kind::BeingChecked => About {
            subject: "We are checking the payment for your order {number}",
            badge: "Being checked",
            tone: Tone::Open,
            heading: "We are checking your payment",
            intro: "A payment for your order has reached us. We check it before we begin, which usually \
                    takes no longer than a working day.",
            next: &[
                "You need not do anything, and please do not pay again. We write to you as soon as the order is confirmed.",
                "If we cannot take the order on, your money goes back the way it came.",
            ],
        },
        Kind::Started => About {
            subject: "We have started on your order {number}",
            badge: "In progress",
            tone: Tone::Good,
            heading: "We have started",
            intro: "Work on your order has begun.",
            next: &["We write to you again when everything is done, or if a date moves.", FOLLOW],
        },
        Kind::Finished => About {
            subject: "Your order {number} is done",
            badge: "Done",
            tone: Tone::Good,
            heading: "Everything is done",
            intro: "Your order is complete. Thank you for your trust.",
            next: &[
                "Your receipt stays in Pannier under Orders.",
                "If something is not as it should be, reply to this mail and we will put it right.",
            ],
        },
        Kind::PromiseMoved => About {
            subject: "New dates for your order {number}",
            badge: "New dates",
            tone: Tone::Open,
            heading: "The delivery dates have moved",
            intro: "The days on which we expect to deliver your order have changed. Here is what was planned before, \
                    and what is planned now.",
            next: &["If the new days do not suit you, reply to this mail and we will find others.", FOLLOW],
        },
        Kind::Changed => About {
            subject: "Your order {number} was changed",
            badge: "Changed",
            tone: Tone::Open,
            heading: "Your order was changed",
            intro: "Here is what is different now. Everything else stays as it was agreed.",
            next: &["If you did not want this change, reply to this mail and we will look into it.", FOLLOW],
        },
        Kind::Cancelled => About {
            subject: "Your order {number} is cancelled",
            badge: "Cancelled",
            tone: Tone::Over,
            heading: "Your order is cancelled",
            intro: "Your order is cancelled, and no more work will be done on it.",
            next: &["You can order the same again in Pannier at any time."],
        },
        Kind::Expired => About {
            subject: "Your order {number} has expired",
            badge: "Expired",
            tone: Tone::Over,
            heading: "Your order has expired",
            intro: "Your order was not paid in time, so it has expired. Nothing was charged, and you need not do anything.",
            next: &["You can order the same again in Pannier at any time, at the prices of the day."],
        },
        Kind::PaymentFailed => About {
            subject: "The payment for your order {number} did not go through",
            badge: "Not paid yet",
            tone: Tone::Alarm,
            heading: "The payment did not go through",
            intro: "Your payment of {total} did not go through, and nothing was charged. The order still waits for you.",
            next: &[
                "Open the order in Pannier under Orders and choose Pay: with another card, or another way to pay.",
                "An order that is not paid in time expires by itself and costs nothing.",
            ],
        },
        Kind::Refunded => About {
            subject: "Money back for your order {number}",
            badge: "Refunded",
            tone: Tone::Good,
            heading: "Your money is on its way back",
            intro: "We have sent {amount} back to you, the same way that you paid.",
            next: &[
                "Depending on your bank, it can take up to ten working days until you see it on your account.",
            ],
        },
        Kind::NeedsReview => About {
            subject: "{number}: check its payment",
            badge: "Needs review",
            tone: Tone::Alarm,
            heading: "A payment needs to be checked",
            intro: "The payment does not match this order, or looks like fraud. Work does not begin until you have \
                    decided.",
            next: &[LOOK, "Approve it there to let it go on, or cancel it."],
        },
        Kind::RefundFailed => About {
            subject: "{number}: a refund failed",
            badge: "Refund failed",
            tone: Tone::Alarm,
            heading: "A refund did not go through",
            intro: "The refund of {amount} to the customer did not go through. The amount counts as paid again.",
            next: &[
                LOOK,
                "Give the money back once more there, or settle it with the customer in another way.",
            ],
        },
        Kind::Disputed => About {
            subject: "{number}: the payment is disputed",
            badge: "Disputed",
            tone: Tone::Alarm,
            heading: "A payment is disputed",
            intro: "The customer's bank disputes the payment of this order. Answer at the gateway in time: without an \
                    answer the money is lost.",
            next: &[LOOK],
        },
        Kind::DisputeWon => About {
            subject: "{number}: the dispute is won",
            badge: "Dispute won",
            tone: Tone::Good,
            heading: "The dispute is won",
            intro: "The customer's bank decided for you: the payment of this order stays.",
            next: &[LOOK],
        },
        Kind::DisputeLost => About {
            subject: "{number}: the dispute is lost",
            badge: "Dispute lost",
            tone: Tone::Alarm,
            heading: "The dispute is lost",
            intro: "The customer's bank decided against you: the payment of this order was taken back.",
            next: &[LOOK],
        },
        Kind::NewDesk => About {
            subject: "A new device signed in to your account",
            badge: "New device",
            tone: Tone::Open,
            heading: "A sign-in on a new device",
            intro: "Somebody signed in to your account at {provider} on a new device.",
            next: &[
                "Was it you? Then you need not do anything.",
                "Was it not you? Reply to this mail at once: somebody knows your password.",
            ],
        },
    }
}
