-- The same tables as sqlite/V16__money_by_time.sql; see migrations/README.md.

-- For tables of what moved between two days.
CREATE INDEX ledger_by_time ON ledger_entries (at_us, id);
