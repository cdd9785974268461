-- The same tables as sqlite/V17__api_keys.sql; see migrations/README.md.

-- A key with which another system of the provider does what staff does, as far as its scopes go. It acts as an account of
-- its own, so that whatever it does is signed like a person's. What is stored of the key opens nothing.
CREATE TABLE api_keys (
    account_id TEXT PRIMARY KEY REFERENCES customers (id),
    key_hash TEXT NOT NULL UNIQUE,
    -- Words with a space between them: orders:read books:read
    scopes TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    -- Until when it counts; empty: until it is ended.
    expires_us BIGINT,
    used_us BIGINT,
    ended_us BIGINT
);
