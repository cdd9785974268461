-- The same tables as postgres/V9__after_placing.sql; see migrations/README.md.

-- Customers cancel and change orders themselves.
CREATE TABLE refunds_new (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    cause TEXT NOT NULL CHECK (cause IN ('staff', 'late', 'customer')),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    gateway_ref TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    next_check_us INTEGER,
    created_us INTEGER NOT NULL,
    CHECK (next_check_us IS NOT NULL OR state IN ('succeeded', 'failed'))
) STRICT;
INSERT INTO refunds_new (id, order_id, attempt_id, cause, reason, state, amount_minor, currency, idempotency_key,
    gateway_ref, checks, next_check_us, created_us)
SELECT id, order_id, attempt_id, cause, reason, state, amount_minor, currency, idempotency_key,
    gateway_ref, checks, next_check_us, created_us FROM refunds;
DROP TABLE refunds;
ALTER TABLE refunds_new RENAME TO refunds;
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_due ON refunds (next_check_us) WHERE next_check_us IS NOT NULL;

-- Lines that were given up, as they were then.
ALTER TABLE orders ADD COLUMN given_up TEXT NOT NULL DEFAULT '[]';

CREATE TABLE order_requests (
    order_id TEXT NOT NULL REFERENCES orders (id),
    id TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (order_id, id)
) STRICT, WITHOUT ROWID;
