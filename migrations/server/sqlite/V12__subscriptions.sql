-- The same tables as postgres/V12__subscriptions.sql; see migrations/README.md.

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    kinds TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    ended_us INTEGER
) STRICT;

CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    event_seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    next_us INTEGER NOT NULL,
    begun_us INTEGER NOT NULL,
    UNIQUE (subscription_id, order_id, event_seq)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_us) WHERE state = 'waiting';
CREATE INDEX deliveries_by_age ON deliveries (at_us);
