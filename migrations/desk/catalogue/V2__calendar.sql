-- When the provider works: JSON of its calendar; none until the whole catalogue was here once.
ALTER TABLE progress ADD COLUMN calendar TEXT;
