-- The provider's catalogue: a copy that can be thrown away at any time.

-- Where the copy stands: one row.
CREATE TABLE progress (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    -- Address of the provider that it is a copy of.
    provider TEXT NOT NULL,
    cursor   TEXT,
    -- Services that are here, and those in the whole catalogue; withdrawn ones included.
    have     INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT;

CREATE TABLE categories (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    icon TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Integer rowids load several times faster than UUID keys, and are what the search index points at.
CREATE TABLE services (
    n           INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    code        TEXT NOT NULL,
    category    TEXT NOT NULL,
    name        TEXT NOT NULL,
    -- The name in lower case without marks, to sort by and to find by its beginning.
    name_key    TEXT NOT NULL,
    summary     TEXT NOT NULL,
    description TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    tax         INTEGER NOT NULL,
    delivery    TEXT NOT NULL,
    min_days    INTEGER NOT NULL,
    max_days    INTEGER NOT NULL,
    options     TEXT NOT NULL,
    keywords    TEXT NOT NULL,
    withdrawn   INTEGER NOT NULL CHECK (withdrawn IN (0, 1))
) STRICT;
CREATE INDEX services_on_sale ON services (category, name_key) WHERE withdrawn = 0;
CREATE INDEX services_by_name ON services (name_key, category) WHERE withdrawn = 0;

-- Contentless: the texts are in `services`. `shelf` is one word made of the category's id, to search within it.
CREATE VIRTUAL TABLE service_words USING fts5(
    name, keywords, category, summary, description, shelf,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
-- Room to collect the words of a large transaction before they are written: several times faster to load.
INSERT INTO service_words (service_words, rank) VALUES ('hashsize', 67108864);
