-- The same tables as postgres/V8__promise.sql; see migrations/README.md.

-- When the provider works: one row. Weekdays as seven digits, 1 for a working day, Monday first.
CREATE TABLE calendar (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    time_zone TEXT NOT NULL,
    weekdays TEXT NOT NULL CHECK (length(weekdays) = 7),
    cutoff_minutes INTEGER CHECK (cutoff_minutes >= 0 AND cutoff_minutes < 1440),
    imported INTEGER NOT NULL CHECK (imported IN (0, 1))
) STRICT;

CREATE TABLE calendar_days (
    day TEXT PRIMARY KEY,
    works INTEGER NOT NULL CHECK (works IN (0, 1)),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Units that can be done on one day; without a number there is no limit.
ALTER TABLE services ADD COLUMN capacity_per_day INTEGER CHECK (capacity_per_day > 0);

-- Never more is taken than the capacity was when it was taken.
CREATE TABLE capacity_days (
    service_id TEXT NOT NULL REFERENCES services (id),
    day TEXT NOT NULL,
    taken INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (service_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    order_id TEXT NOT NULL REFERENCES orders (id),
    line_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    day TEXT NOT NULL,
    units INTEGER NOT NULL CHECK (units > 0),
    PRIMARY KEY (order_id, line_id, day),
    FOREIGN KEY (service_id, day) REFERENCES capacity_days (service_id, day)
) STRICT, WITHOUT ROWID;
