-- One account on one desk. Times are microseconds since 1970 in UTC; `body`, `intent`, `request`, `result`, `kind`
-- hold the JSON of the message that they are named after.

-- The account itself: one row.
CREATE TABLE account (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    -- The desk id under which changes are sent.
    desk          TEXT NOT NULL,
    -- Where the pull stands; none before the first one.
    cursor        TEXT,
    -- The last seq that the server handled; none until it told.
    last_seq      INTEGER,
    next_seq      INTEGER NOT NULL DEFAULT 1 CHECK (next_seq > 0),
    -- Changes from this seq on were made before the server told where this desk stands: they may be renumbered.
    fresh_from    INTEGER,
    last_sync_us  INTEGER,
    -- What was typed at the last checkout.
    draft         TEXT,
    -- A pull of several pages that is under way: its cursor, and whether it replaces what is confirmed.
    staged_cursor TEXT,
    staged_reset  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Pages of a pull that wait for the last one.
CREATE TABLE staged_rows (
    n    INTEGER PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;

-- The cart as the server confirmed it.
CREATE TABLE confirmed_lines (
    line TEXT PRIMARY KEY,
    cart TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The cart as the person sees it: confirmed, and what is pending replayed over it.
CREATE TABLE view_lines (
    line     TEXT PRIMARY KEY,
    cart     TEXT NOT NULL,
    position INTEGER NOT NULL,
    pending  INTEGER NOT NULL CHECK (pending IN (0, 1)),
    body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done here and is not finished: the row goes when the server's result has arrived.
CREATE TABLE changes (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    hash   TEXT NOT NULL,
    intent TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('queued', 'in_flight', 'acknowledged')),
    result TEXT
) STRICT;

CREATE TABLE orders (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL,
    state        TEXT NOT NULL,
    placed_at_us INTEGER NOT NULL,
    -- Number and names of the lines in lower case, for the search.
    search       TEXT NOT NULL,
    -- An `OrderSummary`, so that a list does not read whole orders.
    summary      TEXT NOT NULL,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_time ON orders (placed_at_us DESC, id DESC);
CREATE INDEX orders_by_state ON orders (state, placed_at_us DESC, id DESC);

-- Quotes that were shown, with the contact and address that they were asked with.
CREATE TABLE quotes (
    id      TEXT PRIMARY KEY,
    hash    TEXT NOT NULL,
    contact TEXT NOT NULL,
    address TEXT,
    at_us   INTEGER NOT NULL
) STRICT;

-- Pay was pressed: kept until the server's definitive answer, and afterwards.
CREATE TABLE checkouts (
    id      TEXT PRIMARY KEY,
    quote   TEXT NOT NULL,
    request TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'placed', 'refused')),
    placed  TEXT,
    at_us   INTEGER NOT NULL
) STRICT;
-- Pressing Pay twice on one quote is one checkout.
CREATE UNIQUE INDEX one_checkout_of_a_quote ON checkouts (quote) WHERE state IN ('waiting', 'placed');

CREATE TABLE notices (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at_us     INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1))
) STRICT;
CREATE INDEX open_notices ON notices (id) WHERE dismissed = 0;
