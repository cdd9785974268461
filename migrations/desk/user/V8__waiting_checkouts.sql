-- What waits is looked for with every status; what was placed in years stays.
CREATE INDEX waiting_checkouts ON checkouts (at_us, id) WHERE state = 'waiting';
