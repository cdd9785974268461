-- The same tables as sqlite/V7__mail.sql; see migrations/README.md.

-- A mail may also be about an account.
ALTER TABLE outbox
    ALTER COLUMN order_id DROP NOT NULL,
    ADD COLUMN customer_id TEXT REFERENCES customers (id),
    ADD COLUMN event_seq BIGINT,
    ADD COLUMN about TEXT NOT NULL DEFAULT '',
    ADD COLUMN locale TEXT,
    ADD COLUMN problem TEXT NOT NULL DEFAULT '',
    ADD COLUMN begun_us BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN settled_us BIGINT,
    DROP CONSTRAINT outbox_state_check,
    ADD CONSTRAINT outbox_state_check CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    ADD UNIQUE (customer_id, kind, transition),
    ADD CHECK ((order_id IS NULL) <> (customer_id IS NULL)),
    ADD CHECK (order_id IS NOT NULL OR locale IS NOT NULL);
UPDATE outbox SET begun_us = created_us;
CREATE INDEX outbox_dead ON outbox (created_us) WHERE state = 'dead';

CREATE TABLE bounced_addresses (
    email TEXT PRIMARY KEY CHECK (email = lower(email)),
    problem TEXT NOT NULL,
    at_us BIGINT NOT NULL
);
