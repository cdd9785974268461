-- The same tables as postgres/V13__price_changes.sql; see migrations/README.md.

-- A price of a service from a day on, until it is the price.
CREATE TABLE price_changes (
    service_id TEXT NOT NULL REFERENCES services (id),
    day TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES customers (id),
    planned_us INTEGER NOT NULL,
    PRIMARY KEY (service_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX price_changes_by_day ON price_changes (day);

-- What staff finds a service by, in lower case: its code, its name, its keywords. SQLite's own lower() leaves letters
-- outside ASCII as they are; for what is old, those of German are enough.
ALTER TABLE services ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE services SET search = replace(replace(replace(lower(
    code || ' ' || name || ' ' || keywords
), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü');
