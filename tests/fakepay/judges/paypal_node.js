// PayPal's own Node client against the address that is given.

const assert = require("node:assert");
const axios = require("axios");
const { ApiError, CheckoutPaymentIntent, Client, Environment, OrdersController, PaymentsController } =
  require("@paypal/paypal-server-sdk");

const base = process.argv[2];
const own = "https://api-m.sandbox.paypal.com";

// The client has no setting for another address; the requests that it makes are sent elsewhere.
function elsewhere(request) {
  request.url = request.url.replace(own, base);
  return axios.getAdapter("http")(request);
}

const client = new Client({
  clientCredentialsAuthCredentials: { oAuthClientId: "id", oAuthClientSecret: "secret" },
  environment: Environment.Sandbox,
  unstable_httpClientOptions: { adapter: elsewhere },
});
const orders = new OrdersController(client);
const payments = new PaymentsController(client);

const body = {
  intent: CheckoutPaymentIntent.Capture,
  purchaseUnits: [
    { referenceId: "o1", customId: "a1", invoiceId: "N-1/1", amount: { currencyCode: "EUR", value: "12.50" } },
  ],
  paymentSource: {
    paypal: {
      experienceContext: { returnUrl: "http://127.0.0.1:9/paid", cancelUrl: "http://127.0.0.1:9/left" },
    },
  },
};

async function issue(call) {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return `${error.statusCode} ${error.result.details[0].issue}`;
  }
  assert.fail("it was not refused");
}

async function main() {
  const prefer = "return=representation";
  const made = await orders.createOrder({ body, paypalRequestId: "one", prefer });
  assert.equal(made.statusCode, 201);
  const id = made.result.id;
  assert.equal(made.result.status, "PAYER_ACTION_REQUIRED");
  assert.equal(made.result.purchaseUnits[0].amount.value, "12.50");
  const again = await orders.createOrder({ body, paypalRequestId: "one", prefer });
  assert.deepEqual([again.statusCode, again.result.id], [200, id]);
  const capture = () => orders.captureOrder({ id, paypalRequestId: "two", prefer });
  assert.equal(await issue(capture()), "422 ORDER_NOT_APPROVED");

  const page = made.result.links.find((link) => link.rel === "payer-action").href;
  assert.match(await (await fetch(page)).text(), /12\.50 EUR/);
  const form = new URLSearchParams({ press: "approve" });
  const answer = await fetch(page, { method: "POST", body: form, redirect: "manual" });
  assert.match(answer.headers.get("location"), new RegExp(`/paid\\?token=${id}&PayerID=`));

  assert.equal((await orders.getOrder({ id })).result.status, "APPROVED");
  const captured = await capture();
  assert.deepEqual([captured.statusCode, captured.result.status], [201, "COMPLETED"]);
  assert.equal((await capture()).statusCode, 200);
  const taken = captured.result.purchaseUnits[0].payments.captures[0];
  assert.deepEqual([taken.status, taken.customId], ["COMPLETED", "a1"]);
  assert.equal((await payments.getCapturedPayment({ captureId: taken.id })).result.amount.value, "12.50");

  const refund = (requestId, value) =>
    payments.refundCapturedPayment({
      captureId: taken.id,
      paypalRequestId: requestId,
      prefer,
      body: { amount: { currencyCode: "EUR", value }, customId: "r1" },
    });
  const part = await refund("r1", "2.50");
  assert.equal(part.result.status, "COMPLETED");
  assert.equal((await payments.getRefund({ refundId: part.result.id })).result.amount.value, "2.50");
  assert.equal(await issue(refund("r2", "10.01")), "422 REFUND_AMOUNT_EXCEEDED");
  await refund("r3", "10.00");
  assert.equal((await payments.getCapturedPayment({ captureId: taken.id })).result.status, "REFUNDED");
  console.log("judged");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
