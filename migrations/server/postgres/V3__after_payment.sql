-- The same tables as sqlite/V3__after_payment.sql; see migrations/README.md.

-- Money also goes back after a lost dispute, and comes again when a refund fails or a dispute is won after all.
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_kind_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_kind_check
    CHECK (kind IN ('capture', 'refund', 'refund_reversal', 'chargeback', 'chargeback_reversal'));

CREATE TABLE refunds (
    id TEXT COLLATE "C" PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    cause TEXT NOT NULL CHECK (cause IN ('staff', 'late')),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    gateway_ref TEXT,
    checks BIGINT NOT NULL DEFAULT 0,
    next_check_us BIGINT,
    created_us BIGINT NOT NULL,
    CHECK (next_check_us IS NOT NULL OR state IN ('succeeded', 'failed'))
);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_due ON refunds (next_check_us) WHERE next_check_us IS NOT NULL;

CREATE TABLE webhooks (
    gateway TEXT NOT NULL CHECK (gateway IN ('stripe', 'paypal')),
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    tries BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    next_us BIGINT NOT NULL,
    received_us BIGINT NOT NULL,
    PRIMARY KEY (gateway, id)
);
CREATE INDEX webhooks_due ON webhooks (next_us) WHERE state = 'waiting';
CREATE INDEX webhooks_by_age ON webhooks (received_us);

CREATE TABLE reviews (
    id TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    detail TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    closed_us BIGINT,
    closing TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, subject)
);
CREATE INDEX reviews_open ON reviews (created_us) WHERE closed_us IS NULL;

CREATE TABLE risk_hits (
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    rule TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (order_id, attempt_id, rule)
);

CREATE INDEX attempts_of_customer ON attempts (customer_id, created_us);
