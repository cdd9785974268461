-- An edit writes as few pages as it can: each is a part of the time that a press on + takes.

-- The next change gets the number after the last one in the queue, but none below this floor.
ALTER TABLE account RENAME COLUMN next_seq TO seq_floor;

-- Changes are found by their number; ids are unique by themselves and need no index.
ALTER TABLE changes RENAME TO changes_before;
CREATE TABLE changes (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL,
    hash   TEXT NOT NULL,
    intent TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('queued', 'in_flight', 'acknowledged')),
    result TEXT
) STRICT;
INSERT INTO changes (seq, id, hash, intent, state, result)
    SELECT seq, id, hash, intent, state, result FROM changes_before;
DROP TABLE changes_before;

-- A change that leaves the queue raises the floor above its own number.
CREATE TRIGGER numbers_are_not_given_twice AFTER DELETE ON changes BEGIN
    UPDATE account SET seq_floor = old.seq + 1 WHERE seq_floor <= old.seq;
END;
