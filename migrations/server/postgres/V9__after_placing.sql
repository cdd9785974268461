-- The same tables as sqlite/V9__after_placing.sql; see migrations/README.md.

-- Customers cancel and change orders themselves.
ALTER TABLE refunds DROP CONSTRAINT refunds_cause_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_cause_check CHECK (cause IN ('staff', 'late', 'customer'));

-- Lines that were given up, as they were then.
ALTER TABLE orders ADD COLUMN given_up TEXT NOT NULL DEFAULT '[]';

CREATE TABLE order_requests (
    order_id TEXT NOT NULL REFERENCES orders (id),
    id TEXT COLLATE "C" NOT NULL,
    request_hash TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (order_id, id)
);
