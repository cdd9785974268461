-- The order that a notice is about: it is news of that order then.
ALTER TABLE notices ADD COLUMN order_id TEXT;
CREATE INDEX open_news ON notices (order_id) WHERE dismissed = 0 AND order_id IS NOT NULL;
