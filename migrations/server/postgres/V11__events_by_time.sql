-- The same index as sqlite/V11__events_by_time.sql; see migrations/README.md.

-- Staff's desks hear when something last happened to any order.
CREATE INDEX order_events_by_time ON order_events (at_us);
