-- The next change gets the number after the last one in the queue, but none below this floor: an edit then writes no page
-- for its number. A change that leaves the queue raises the floor above its own number.
ALTER TABLE account RENAME COLUMN next_seq TO seq_floor;
CREATE TRIGGER numbers_are_not_given_twice AFTER DELETE ON changes BEGIN
    UPDATE account SET seq_floor = old.seq + 1 WHERE seq_floor <= old.seq;
END;
