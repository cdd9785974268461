-- The same tables as postgres/V6__velocity.sql; see migrations/README.md.

-- Where an attempt comes from. `subject` is a hash: it can be counted and not read.
CREATE TABLE attempt_origins (
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    origin TEXT NOT NULL CHECK (origin IN ('customer', 'desk', 'address')),
    subject TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_origins_of_subject ON attempt_origins (subject, at_us);
CREATE INDEX attempt_origins_by_age ON attempt_origins (at_us);

-- A card that was tried for an attempt. `card` is a hash too, and missing where the gateway does not tell.
CREATE TABLE card_tries (
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    reference TEXT NOT NULL,
    card TEXT,
    declined INTEGER NOT NULL CHECK (declined IN (0, 1)),
    at_us INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_tries_by_age ON card_tries (at_us);

-- The words of the cards that were tried on the page, with commas between them.
ALTER TABLE sandbox_payments ADD COLUMN cards TEXT NOT NULL DEFAULT '';
