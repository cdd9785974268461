-- The same tables as sqlite/V8__promise.sql; see migrations/README.md.

-- When the provider works: one row. Weekdays as seven digits, 1 for a working day, Monday first.
CREATE TABLE calendar (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    time_zone TEXT NOT NULL,
    weekdays TEXT NOT NULL CHECK (length(weekdays) = 7),
    cutoff_minutes BIGINT CHECK (cutoff_minutes >= 0 AND cutoff_minutes < 1440),
    imported BIGINT NOT NULL CHECK (imported IN (0, 1))
);

CREATE TABLE calendar_days (
    day TEXT COLLATE "C" PRIMARY KEY,
    works BIGINT NOT NULL CHECK (works IN (0, 1)),
    name TEXT NOT NULL
);

-- Units that can be done on one day; without a number there is no limit.
ALTER TABLE services ADD COLUMN capacity_per_day BIGINT CHECK (capacity_per_day > 0);

-- Never more is taken than the capacity was when it was taken.
CREATE TABLE capacity_days (
    service_id TEXT COLLATE "C" NOT NULL REFERENCES services (id),
    day TEXT COLLATE "C" NOT NULL,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (service_id, day)
);

CREATE TABLE places (
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    line_id TEXT COLLATE "C" NOT NULL,
    service_id TEXT COLLATE "C" NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    units BIGINT NOT NULL CHECK (units > 0),
    PRIMARY KEY (order_id, line_id, day),
    FOREIGN KEY (service_id, day) REFERENCES capacity_days (service_id, day)
);
