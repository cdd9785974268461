-- The same tables as sqlite/V5__amendments.sql; see migrations/README.md.

-- What an event changed about its order, before and after.
ALTER TABLE order_events ADD COLUMN amendments TEXT NOT NULL DEFAULT '[]';
