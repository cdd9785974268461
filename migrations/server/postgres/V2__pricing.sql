-- The same tables as sqlite/V2__pricing.sql; see migrations/README.md.

ALTER TABLE services ADD COLUMN tax_class TEXT;

ALTER TABLE quotes ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';

CREATE TABLE tax_rates (
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    postal_prefix TEXT NOT NULL,
    class TEXT NOT NULL,
    rate_bp BIGINT NOT NULL CHECK (rate_bp >= 0),
    added BIGINT NOT NULL CHECK (added IN (0, 1)),
    PRIMARY KEY (country, region, postal_prefix, class)
);

CREATE TABLE shipping_methods (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    countries TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    free_from_minor BIGINT CHECK (free_from_minor >= 0),
    tax_bp BIGINT NOT NULL CHECK (tax_bp >= 0),
    tax_class TEXT,
    travel_min_days BIGINT NOT NULL CHECK (travel_min_days >= 0),
    travel_max_days BIGINT NOT NULL CHECK (travel_max_days >= travel_min_days)
);

CREATE TABLE coupons (
    code TEXT PRIMARY KEY CHECK (code = upper(code)),
    percent_bp BIGINT CHECK (percent_bp > 0 AND percent_bp <= 10000),
    amount_minor BIGINT CHECK (amount_minor > 0),
    cap_minor BIGINT CHECK (cap_minor > 0),
    minimum_minor BIGINT CHECK (minimum_minor > 0),
    currency TEXT NOT NULL,
    from_us BIGINT,
    until_us BIGINT,
    uses_max BIGINT CHECK (uses_max > 0),
    uses_per_customer BIGINT CHECK (uses_per_customer > 0),
    categories TEXT NOT NULL,
    used BIGINT NOT NULL DEFAULT 0,
    created_us BIGINT NOT NULL,
    CHECK ((percent_bp IS NULL) <> (amount_minor IS NULL)),
    CHECK (used >= 0 AND (uses_max IS NULL OR used <= uses_max))
);

-- The sum of an order has one part more.
ALTER TABLE orders
    DROP CONSTRAINT orders_check,
    ADD COLUMN tax_added_minor BIGINT NOT NULL DEFAULT 0
        CHECK (tax_added_minor >= 0 AND tax_added_minor <= tax_minor),
    ADD COLUMN coupon TEXT,
    ADD COLUMN shipping TEXT,
    ADD CHECK (total_minor = subtotal_minor - discount_minor + shipping_minor + tax_added_minor);

CREATE TABLE coupon_uses (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    code TEXT NOT NULL REFERENCES coupons (code),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    at_us BIGINT NOT NULL
);
CREATE INDEX coupon_uses_of_customer ON coupon_uses (customer_id, code);
