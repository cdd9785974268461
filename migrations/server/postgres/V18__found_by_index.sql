-- The same tables as sqlite/V18__found_by_index.sql; see migrations/README.md.

-- By the id alone: with the customer before it, SQLite prefers the primary key and reads everything that the customer ever
-- did.
DROP INDEX changes_by_id;
CREATE INDEX changes_by_id ON changes (id);

CREATE INDEX ledger_of_attempt ON ledger_entries (attempt_id);
CREATE INDEX refunds_of_attempt ON refunds (attempt_id);
CREATE INDEX refunds_by_reference ON refunds (gateway_ref);
CREATE INDEX risk_hits_of_attempt ON risk_hits (attempt_id);
