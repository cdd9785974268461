-- The same tables as postgres/V2__pricing.sql; see migrations/README.md.

ALTER TABLE services ADD COLUMN tax_class TEXT;

ALTER TABLE quotes ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';

CREATE TABLE tax_rates (
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    postal_prefix TEXT NOT NULL,
    class TEXT NOT NULL,
    rate_bp INTEGER NOT NULL CHECK (rate_bp >= 0),
    added INTEGER NOT NULL CHECK (added IN (0, 1)),
    PRIMARY KEY (country, region, postal_prefix, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE shipping_methods (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    countries TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    free_from_minor INTEGER CHECK (free_from_minor >= 0),
    tax_bp INTEGER NOT NULL CHECK (tax_bp >= 0),
    tax_class TEXT,
    travel_min_days INTEGER NOT NULL CHECK (travel_min_days >= 0),
    travel_max_days INTEGER NOT NULL CHECK (travel_max_days >= travel_min_days)
) STRICT;

CREATE TABLE coupons (
    code TEXT PRIMARY KEY CHECK (code = upper(code)),
    percent_bp INTEGER CHECK (percent_bp > 0 AND percent_bp <= 10000),
    amount_minor INTEGER CHECK (amount_minor > 0),
    cap_minor INTEGER CHECK (cap_minor > 0),
    minimum_minor INTEGER CHECK (minimum_minor > 0),
    currency TEXT NOT NULL,
    from_us INTEGER,
    until_us INTEGER,
    uses_max INTEGER CHECK (uses_max > 0),
    uses_per_customer INTEGER CHECK (uses_per_customer > 0),
    categories TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    created_us INTEGER NOT NULL,
    CHECK ((percent_bp IS NULL) <> (amount_minor IS NULL)),
    CHECK (used >= 0 AND (uses_max IS NULL OR used <= uses_max))
) STRICT;

-- The sum of an order has one part more. SQLite cannot change a check, so the table is made anew; rows of other tables
-- refer to it by name, and find their orders again before the transaction ends.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE orders_before AS SELECT * FROM orders;
DROP TABLE orders;

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    checkout_id TEXT NOT NULL,
    quote_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'awaiting_payment', 'needs_review', 'confirmed', 'in_progress', 'completed', 'cancelled', 'expired'
    )),
    locale TEXT NOT NULL,
    contact TEXT NOT NULL,
    address TEXT,
    lines TEXT NOT NULL,
    currency TEXT NOT NULL,
    subtotal_minor INTEGER NOT NULL CHECK (subtotal_minor >= 0),
    discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
    shipping_minor INTEGER NOT NULL CHECK (shipping_minor >= 0),
    tax_minor INTEGER NOT NULL CHECK (tax_minor >= 0),
    total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
    promise_earliest TEXT NOT NULL,
    promise_latest TEXT NOT NULL,
    placed_us INTEGER NOT NULL,
    next_check_us INTEGER,
    ver INTEGER NOT NULL,
    tax_added_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_added_minor >= 0 AND tax_added_minor <= tax_minor),
    coupon TEXT,
    shipping TEXT,
    UNIQUE (customer_id, checkout_id),
    CHECK (total_minor = subtotal_minor - discount_minor + shipping_minor + tax_added_minor)
) STRICT;

INSERT INTO orders (
    id, number, customer_id, checkout_id, quote_id, state, locale, contact, address, lines, currency,
    subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, promise_earliest, promise_latest,
    placed_us, next_check_us, ver
) SELECT
    id, number, customer_id, checkout_id, quote_id, state, locale, contact, address, lines, currency,
    subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, promise_earliest, promise_latest,
    placed_us, next_check_us, ver
FROM orders_before;
DROP TABLE orders_before;

CREATE INDEX orders_by_ver ON orders (customer_id, ver, id);
CREATE INDEX orders_by_age ON orders (customer_id, placed_us, id);
CREATE INDEX orders_due ON orders (next_check_us) WHERE next_check_us IS NOT NULL;

CREATE TABLE coupon_uses (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    code TEXT NOT NULL REFERENCES coupons (code),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX coupon_uses_of_customer ON coupon_uses (customer_id, code);
