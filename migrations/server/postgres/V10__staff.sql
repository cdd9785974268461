-- The same tables as sqlite/V10__staff.sql; see migrations/README.md.

-- Who of the staff did it.
ALTER TABLE order_events ADD COLUMN staff_id TEXT REFERENCES customers (id);
ALTER TABLE reviews ADD COLUMN closed_by TEXT REFERENCES customers (id);
CREATE INDEX reviews_of_order ON reviews (order_id);

CREATE TABLE staff_deeds (
    id TEXT COLLATE "C" PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES customers (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    deed TEXT NOT NULL CHECK (deed IN ('move', 'note', 'refund')),
    content TEXT NOT NULL,
    at_us BIGINT NOT NULL
);

CREATE TABLE order_notes (
    id TEXT COLLATE "C" PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    staff_id TEXT NOT NULL REFERENCES customers (id),
    text TEXT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX order_notes_of_order ON order_notes (order_id, at_us, id);

-- What an order is found by, in lower case: its number, who is reached, the account's mail address, its services.
ALTER TABLE orders ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE orders SET search = lower(concat_ws(' ', number, contact::json ->> 'name', contact::json ->> 'email',
    (SELECT customers.email FROM customers WHERE customers.id = orders.customer_id),
    (SELECT string_agg(line ->> 'name', ' ') FROM json_array_elements(lines::json) AS line)));
CREATE INDEX orders_by_state ON orders (state, placed_us, id);
CREATE INDEX orders_by_placing ON orders (placed_us, id);
