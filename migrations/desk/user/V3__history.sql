-- A history of a hundred thousand orders: what lists are narrowed by stands in columns of its own, words in an index.
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

DROP INDEX orders_by_time;
DROP INDEX orders_by_state;
ALTER TABLE orders RENAME TO orders_before;

CREATE TABLE orders (
    n            INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    rev          INTEGER NOT NULL,
    placed_at_us INTEGER NOT NULL,
    state        TEXT NOT NULL,
    total_minor  INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    -- What is searched: number, services, notes.
    words        TEXT NOT NULL,
    -- An `OrderSummary`, so that a list does not read whole orders.
    summary      TEXT NOT NULL,
    body         TEXT NOT NULL
) STRICT;

-- The services of orders, by the name that they had then.
CREATE TABLE ordered_services (
    s    INTEGER PRIMARY KEY,
    id   TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE order_services (
    s INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (s, n)
) STRICT, WITHOUT ROWID;

-- Contentless: the texts are in `orders`. Which order has a word is all that is asked.
CREATE VIRTUAL TABLE order_words USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

INSERT INTO orders (n, id, rev, placed_at_us, state, total_minor, currency, words, summary, body)
SELECT row_number() OVER (ORDER BY placed_at_us, id), id, 1, placed_at_us, state,
       summary ->> '$.total.minor', summary ->> '$.total.currency',
       number || char(10) || ltrim(substr(number, instr(substr(number, 3), '-') + 3), '0') || (
           SELECT coalesce(group_concat(char(10) || (value ->> '$.name') || char(10) || (value ->> '$.note'), ''), '')
           FROM json_each(body, '$.lines')
       ),
       summary, body
FROM orders_before;
DROP TABLE orders_before;

INSERT INTO order_words (rowid, words) SELECT n, words FROM orders;
INSERT INTO ordered_services (id, name)
SELECT value ->> '$.service', max(value ->> '$.name')
FROM orders, json_each(orders.body, '$.lines') GROUP BY value ->> '$.service';
INSERT INTO order_services (s, n)
SELECT DISTINCT s, n FROM orders, json_each(orders.body, '$.lines')
JOIN ordered_services ON ordered_services.id = value ->> '$.service';

-- All that a list needs before it reads summaries, without the orders themselves.
CREATE INDEX orders_by_rev ON orders (rev, placed_at_us, state, total_minor, currency);
CREATE INDEX orders_to_pay ON orders (n) WHERE state = 'awaiting_payment';

-- A pull that is under way has orders among what it staged: it begins again, and stores them as they come.
UPDATE account SET staged_cursor = NULL, staged_reset = 0;
DELETE FROM staged_rows;
