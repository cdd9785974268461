// Stripe's own Node client against the address that is given.

const assert = require("node:assert");
const Stripe = require("stripe");

const base = new URL(process.argv[2]);
// The client has no setting for a path before its own.
const http = Stripe.createNodeHttpClient();
const makeRequest = http.makeRequest.bind(http);
http.makeRequest = (host, port, path, ...rest) => makeRequest(host, port, base.pathname + path, ...rest);
const stripe = new Stripe("sk_test_judge", {
  httpClient: http,
  host: base.hostname,
  port: base.port,
  protocol: "http",
  maxNetworkRetries: 0,
  telemetry: false,
});

const order = {
  mode: "payment",
  metadata: { attempt: "a1" },
  line_items: [
    { quantity: 1, price_data: { currency: "jpy", unit_amount: 1200, product_data: { name: "Lesson" } } },
  ],
  success_url: "http://127.0.0.1:9/paid",
  cancel_url: "http://127.0.0.1:9/left",
};

async function press(page, action) {
  const form = new URLSearchParams({ press: action });
  const answer = await fetch(page, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("location");
}

async function main() {
  const session = await stripe.checkout.sessions.create(order, { idempotencyKey: "one" });
  const again = await stripe.checkout.sessions.create(order, { idempotencyKey: "one" });
  assert.equal(session.id, again.id);
  assert.match(await press(session.url, "decline"), /\/pay\/stripe\//);
  const declined = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  assert.equal(declined.payment_intent.last_payment_error.decline_code, "generic_decline");
  assert.equal(await press(session.url, "pay"), order.success_url);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  assert.equal(paid.payment_status, "paid");
  assert.equal(paid.payment_intent.amount_received, 1200);
  const refund = await stripe.refunds.create({ payment_intent: paid.payment_intent.id });
  assert.equal(refund.status, "succeeded");
  await assert.rejects(stripe.checkout.sessions.create({ ...order, colour: "red" }), (error) => {
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError);
    assert.equal(error.code, "parameter_unknown");
    return true;
  });
  const late = await stripe.checkout.sessions.create(order);
  assert.equal(await press(late.url, "late"), order.success_url);
  assert.equal((await stripe.checkout.sessions.retrieve(late.id)).payment_status, "unpaid");
  console.log("judged");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
