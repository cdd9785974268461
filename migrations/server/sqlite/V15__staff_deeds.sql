-- The same tables as postgres/V15__staff_deeds.sql; see migrations/README.md.

-- A deed may also be about something else than an order, and what it is called is the program's business. SQLite cannot drop a
-- NOT NULL, so the table is made anew.
CREATE TABLE staff_deeds_new (
    id TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES customers (id),
    order_id TEXT REFERENCES orders (id),
    deed TEXT NOT NULL,
    content TEXT NOT NULL,
    at_us INTEGER NOT NULL
) STRICT;
INSERT INTO staff_deeds_new (id, staff_id, order_id, deed, content, at_us)
    SELECT id, staff_id, order_id, deed, content, at_us FROM staff_deeds;
DROP TABLE staff_deeds;
ALTER TABLE staff_deeds_new RENAME TO staff_deeds;

-- Who of the staff had it sent once more.
ALTER TABLE outbox ADD COLUMN again_by TEXT REFERENCES customers (id);
