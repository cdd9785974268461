"""Stripe's own Python client against the address that is given."""

import sys
import urllib.parse
import urllib.request

import stripe

client = stripe.StripeClient(
    "sk_test_judge", base_addresses={"api": sys.argv[1]}, max_network_retries=0
)
SESSION = {
    "mode": "payment",
    "client_reference_id": "a1",
    "metadata": {"attempt": "a1", "order": "o1"},
    "payment_intent_data": {"metadata": {"attempt": "a1", "order": "o1"}},
    "line_items": [
        {
            "quantity": 2,
            "price_data": {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Lesson"}},
        }
    ],
    "success_url": "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:9/left",
}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The shop's own pages are not part of this."""

    def redirect_request(self, *_):
        return None


def press(session, action):
    """Presses a button of the hosted page; where it leads to."""
    opener = urllib.request.build_opener(NoRedirect)
    body = urllib.parse.urlencode({"press": action}).encode()
    try:
        opener.open(session.url, body)
    except urllib.error.HTTPError as answer:
        return answer.headers["location"]
    raise AssertionError("the page does not lead on")


def refused(kind, call, **wanted):
    try:
        call()
    except kind as error:
        for name, value in wanted.items():
            assert getattr(error, name) == value, (name, getattr(error, name), value)
        return
    raise AssertionError(f"{kind.__name__} was expected")


def sessions():
    made = client.v1.checkout.sessions.create(SESSION, {"idempotency_key": "one"})
    assert (made.status, made.payment_status, made.amount_total, made.livemode) == ("open", "unpaid", 2500, False)
    assert made.payment_intent is None and made.metadata["order"] == "o1"
    assert made.expires_at - made.created == 24 * 3600
    again = client.v1.checkout.sessions.create(SESSION, {"idempotency_key": "one"})
    assert again.id == made.id
    assert again.last_response.headers["idempotent-replayed"] == "true"
    with urllib.request.urlopen(made.url) as page:
        assert "2500 eur" in page.read().decode()
    assert press(made, "pay") == f"http://127.0.0.1:9/paid?session={made.id}"
    paid = client.v1.checkout.sessions.retrieve(
        made.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.amount_received == 2500
    assert paid.payment_intent.latest_charge.paid is True
    other = client.v1.checkout.sessions.create(SESSION)
    assert client.v1.checkout.sessions.expire(other.id).status == "expired"
    listed = client.v1.checkout.sessions.list({"limit": 1})
    assert [session.id for session in listed.auto_paging_iter()] == [other.id, made.id]
    found = client.v1.checkout.sessions.list({"payment_intent": paid.payment_intent.id})
    assert [session.id for session in found.data] == [made.id]
    return paid


def refunds(paid):
    intent = paid.payment_intent.id
    part = client.v1.refunds.create({"payment_intent": intent, "amount": 500, "metadata": {"refund": "r1"}})
    assert (part.status, part.amount, part.payment_intent) == ("succeeded", 500, intent)
    assert client.v1.refunds.retrieve(part.id).metadata["refund"] == "r1"
    too_much = {"payment_intent": intent, "amount": 2001}
    refused(stripe.InvalidRequestError, lambda: client.v1.refunds.create(too_much), http_status=400)
    client.v1.refunds.create({"payment_intent": intent})
    refused(
        stripe.InvalidRequestError,
        lambda: client.v1.refunds.create({"payment_intent": intent}),
        code="charge_already_refunded",
    )
    assert len(client.v1.refunds.list({"payment_intent": intent}).data) == 2
    charge = client.v1.charges.list({"created": {"gte": paid.created}}).data[0]
    assert charge.refunded and charge.amount_refunded == 2500
    assert client.v1.accounts.retrieve_current().charges_enabled


def errors():
    other = {**SESSION, "client_reference_id": "a2"}
    create = client.v1.checkout.sessions.create
    refused(stripe.IdempotencyError, lambda: create(other, {"idempotency_key": "one"}), http_status=400)
    unknown = {**SESSION, "colour": "red"}
    refused(stripe.InvalidRequestError, lambda: create(unknown), code="parameter_unknown")
    retrieve = client.v1.checkout.sessions.retrieve
    refused(stripe.InvalidRequestError, lambda: retrieve("cs_test_none"), code="resource_missing", http_status=404)
    refused(stripe.AuthenticationError, lambda: create(SESSION, {"api_key": "nonsense"}), http_status=401)
    declined = {"amount": 2000, "currency": "eur", "confirm": True, "payment_method": "pm_card_chargeDeclined"}
    refused(stripe.CardError, lambda: client.v1.payment_intents.create(declined), code="card_declined")


refunds(sessions())
errors()
print("judged")
