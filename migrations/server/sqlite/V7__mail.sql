-- The same tables as postgres/V7__mail.sql; see migrations/README.md.

-- A mail may also be about an account. SQLite cannot drop a NOT NULL, so the table is made anew.
CREATE TABLE outbox_new (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    customer_id TEXT REFERENCES customers (id),
    transition TEXT NOT NULL,
    event_seq INTEGER,
    about TEXT NOT NULL DEFAULT '',
    locale TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    problem TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    next_us INTEGER NOT NULL,
    begun_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    settled_us INTEGER,
    UNIQUE (order_id, kind, transition),
    UNIQUE (customer_id, kind, transition),
    CHECK ((order_id IS NULL) <> (customer_id IS NULL)),
    CHECK (order_id IS NOT NULL OR locale IS NOT NULL)
) STRICT;
INSERT INTO outbox_new (id, kind, order_id, transition, state, tries, next_us, begun_us, created_us)
    SELECT id, kind, order_id, transition, state, tries, next_us, created_us, created_us FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (next_us) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (created_us) WHERE state = 'dead';

CREATE TABLE bounced_addresses (
    email TEXT PRIMARY KEY CHECK (email = lower(email)),
    problem TEXT NOT NULL,
    at_us INTEGER NOT NULL
) STRICT;
