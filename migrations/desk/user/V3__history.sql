-- A history of a hundred thousand orders: what lists are narrowed by stands in columns of its own.
CREATE TABLE history (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    -- Grows with each writing; a row of `orders` carries that of its last.
    rev   INTEGER NOT NULL,
    -- The writing that last took orders away.
    gone  INTEGER NOT NULL,
    -- While all orders are fetched anew: what was not written since is taken away at the end.
    stale INTEGER
) STRICT;
INSERT INTO history (one, rev, gone) VALUES (1, 1, 1);

-- What orders can be found by, each text once, for most come again and again: the name of a service with its id, a note,
-- the head of a number (`P-2026`); the latter two have no service.
CREATE TABLE order_tags (
    t       INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    text    TEXT NOT NULL,
    UNIQUE (service, text)
) STRICT;

DROP INDEX orders_by_time;
DROP INDEX orders_by_state;
ALTER TABLE orders RENAME TO orders_before;

CREATE TABLE orders (
    n            INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    rev          INTEGER NOT NULL,
    number       TEXT NOT NULL,
    placed_at_us INTEGER NOT NULL,
    state        TEXT NOT NULL,
    total_minor  INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    -- Its `order_tags`, with spaces between.
    tags         TEXT NOT NULL,
    -- An `OrderSummary`, so that a list does not read whole orders.
    summary      TEXT NOT NULL,
    body         TEXT NOT NULL
) STRICT;

INSERT INTO order_tags (service, text)
SELECT DISTINCT value ->> '$.service', value ->> '$.name' FROM orders_before, json_each(body, '$.lines')
UNION SELECT '', value ->> '$.note' FROM orders_before, json_each(body, '$.lines') WHERE value ->> '$.note' <> ''
-- All but the last part: the number is cut back to its last dash.
UNION SELECT '', rtrim(rtrim(number, '0123456789'), '-') FROM orders_before
WHERE rtrim(rtrim(number, '0123456789'), '-') <> '';

INSERT INTO orders (n, id, rev, number, placed_at_us, state, total_minor, currency, tags, summary, body)
SELECT row_number() OVER (ORDER BY placed_at_us, id), id, 1, number, placed_at_us, state,
       summary ->> '$.total.minor', summary ->> '$.total.currency',
       (SELECT coalesce(group_concat(t, ' '), '') FROM (
           SELECT t FROM json_each(body, '$.lines')
           JOIN order_tags ON (service = value ->> '$.service' AND text = value ->> '$.name')
           UNION SELECT t FROM json_each(body, '$.lines') JOIN order_tags ON (service = '' AND text = value ->> '$.note')
           UNION SELECT t FROM order_tags WHERE service = '' AND text = rtrim(rtrim(number, '0123456789'), '-')
       )),
       summary, body
FROM orders_before;
DROP TABLE orders_before;

-- All that a list needs before it reads summaries, without the orders themselves.
CREATE INDEX orders_by_rev ON orders (rev, placed_at_us, state, total_minor, currency, number, tags);
CREATE INDEX orders_to_pay ON orders (n) WHERE state = 'awaiting_payment';

-- A pull that is under way has orders among what it staged: it begins again, and stores them as they come.
UPDATE account SET staged_cursor = NULL, staged_reset = 0;
DELETE FROM staged_rows;
