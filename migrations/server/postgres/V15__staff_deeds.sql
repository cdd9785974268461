-- The same tables as sqlite/V15__staff_deeds.sql; see migrations/README.md.

-- A deed may also be about something else than an order, and what it is called is the program's business.
ALTER TABLE staff_deeds ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE staff_deeds DROP CONSTRAINT staff_deeds_deed_check;

-- Who of the staff had it sent once more.
ALTER TABLE outbox ADD COLUMN again_by TEXT REFERENCES customers (id);
