//! The parameters that each endpoint knows; Stripe refuses all others. `*` is any one part, `**` any rest.

use crate::faults::Call;

const SESSION: &[&str] = &[
    "mode",
    "ui_mode",
    "success_url",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "customer_creation",
    "currency",
    "locale",
    "expires_at",
    "submit_type",
    "billing_address_collection",
    "allow_promotion_codes",
    "payment_method_types.*",
    "payment_method_options.**",
    "phone_number_collection.enabled",
    "automatic_tax.enabled",
    "invoice_creation.**",
    "custom_text.**",
    "metadata.*",
    "expand.*",
    "line_items.*.quantity",
    "line_items.*.price",
    "line_items.*.price_data.currency",
    "line_items.*.price_data.unit_amount",
    "line_items.*.price_data.tax_behavior",
    "line_items.*.price_data.product",
    "line_items.*.price_data.product_data.name",
    "line_items.*.price_data.product_data.description",
    "line_items.*.price_data.product_data.tax_code",
    "line_items.*.price_data.product_data.images.*",
    "line_items.*.price_data.product_data.metadata.*",
    "payment_intent_data.capture_method",
    "payment_intent_data.description",
    "payment_intent_data.metadata.*",
    "payment_intent_data.receipt_email",
    "payment_intent_data.setup_future_usage",
    "payment_intent_data.shipping.**",
    "payment_intent_data.statement_descriptor",
    "payment_intent_data.statement_descriptor_suffix",
];
const INTENT: &[&str] = &[
    "amount",
    "currency",
    "capture_method",
    "confirm",
    "confirmation_method",
    "description",
    "metadata.*",
    "payment_method",
    "payment_method_types.*",
    "payment_method_data.**",
    "payment_method_options.**",
    "return_url",
    "shipping.**",
    "statement_descriptor",
    "expand.*",
];
const REFUND: &[&str] = &[
    "amount",
    "charge",
    "payment_intent",
    "currency",
    "reason",
    "instructions_email",
    "metadata.*",
    "expand.*",
];
const PAGE: &[&str] = &["limit", "starting_after", "ending_before", "expand.*"];
const LIST: &[&str] = &[
    "limit",
    "starting_after",
    "ending_before",
    "expand.*",
    "created",
    "created.*",
    "payment_intent",
    "charge",
    "customer",
    "status",
];
const EVENTS: &[&str] = &[
    "limit",
    "starting_after",
    "ending_before",
    "expand.*",
    "created",
    "created.*",
    "type",
    "types.*",
    "delivery_success",
];

pub(crate) fn known(call: Call) -> &'static [&'static str] {
    match call {
        Call::StripeSessionCreate => SESSION,
        Call::StripeIntentCreate => INTENT,
        Call::StripeIntentCancel => &["cancellation_reason", "expand.*"],
        Call::StripeIntentCapture => &["amount_to_capture", "expand.*"],
        Call::StripeRefundCreate => REFUND,
        Call::StripeRefundUpdate => &["metadata.*", "expand.*"],
        Call::StripeDisputeUpdate => &["metadata.*", "evidence.**", "submit", "expand.*"],
        Call::StripeEventList => EVENTS,
        Call::StripeSessionList
        | Call::StripeChargeList
        | Call::StripeRefundList
        | Call::StripeDisputeList => LIST,
        // Made by the vendor's own tool only, which knows what it may send.
        Call::StripeCatalogue | Call::StripePaymentPage => &["**"],
        Call::StripeSessionGet => PAGE,
        _ => &["expand.*"],
    }
}
