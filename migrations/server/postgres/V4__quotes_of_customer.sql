-- The same index as sqlite/V4__quotes_of_customer.sql; see migrations/README.md.

-- Each new quote looks for the oldest ones of its customer.
CREATE INDEX quotes_of_customer ON quotes (customer_id, created_us, id);
