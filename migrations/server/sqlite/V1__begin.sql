-- The same tables as postgres/V1__begin.sql; see migrations/README.md.

CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    catalogue_ver INTEGER NOT NULL
) STRICT;

CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('customer', 'staff')),
    locale TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    ver INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE desks (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
    seen_us INTEGER NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    desk_id TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_desk ON sessions (customer_id, desk_id);
CREATE INDEX sessions_by_end ON sessions (expires_us);

CREATE TABLE categories (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    icon TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE services (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    category_id TEXT NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    tax_bp INTEGER NOT NULL CHECK (tax_bp >= 0),
    delivery TEXT NOT NULL CHECK (delivery IN ('remote', 'on_site', 'shipped')),
    lead_min_days INTEGER NOT NULL CHECK (lead_min_days >= 0),
    lead_max_days INTEGER NOT NULL CHECK (lead_max_days >= lead_min_days),
    options TEXT NOT NULL,
    keywords TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    ver INTEGER NOT NULL
) STRICT;
CREATE INDEX services_by_ver ON services (ver, number);

CREATE TABLE cart_lines (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    cart_id TEXT NOT NULL,
    id TEXT NOT NULL,
    service_id TEXT NOT NULL REFERENCES services (id),
    choices TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    note TEXT NOT NULL,
    seen_unit_minor INTEGER NOT NULL,
    position INTEGER NOT NULL,
    gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
    ver INTEGER NOT NULL,
    PRIMARY KEY (customer_id, cart_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cart_lines_by_ver ON cart_lines (customer_id, ver, id);

CREATE TABLE changes (
    customer_id TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (customer_id, desk_id, seq),
    FOREIGN KEY (customer_id, desk_id) REFERENCES desks (customer_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_id ON changes (customer_id, id);

CREATE TABLE quotes (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    hash TEXT NOT NULL,
    asked TEXT NOT NULL,
    priced TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT;
CREATE INDEX quotes_by_end ON quotes (expires_us);

CREATE TABLE order_numbers (
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

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
    UNIQUE (customer_id, checkout_id),
    CHECK (total_minor = subtotal_minor - discount_minor + shipping_minor)
) STRICT;
CREATE INDEX orders_by_ver ON orders (customer_id, ver, id);
CREATE INDEX orders_by_age ON orders (customer_id, placed_us, id);
CREATE INDEX orders_due ON orders (next_check_us) WHERE next_check_us IS NOT NULL;

CREATE TABLE checkouts (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    reply TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    PRIMARY KEY (customer_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_events (
    order_id TEXT NOT NULL REFERENCES orders (id),
    seq INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('customer', 'staff', 'gateway', 'system')),
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (order_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    number INTEGER NOT NULL,
    gateway TEXT NOT NULL CHECK (gateway IN ('sandbox', 'stripe', 'paypal')),
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN (
        'creating', 'open', 'processing', 'captured', 'failed', 'cancelled', 'expired', 'disputed'
    )),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    gateway_ref TEXT,
    pay_url TEXT,
    decline TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    next_check_us INTEGER,
    created_us INTEGER NOT NULL,
    UNIQUE (order_id, number),
    UNIQUE (gateway, gateway_ref),
    CHECK (next_check_us IS NOT NULL OR state NOT IN ('creating', 'open', 'processing'))
) STRICT;
CREATE UNIQUE INDEX one_live_attempt ON attempts (order_id) WHERE state IN ('creating', 'open', 'processing');
CREATE INDEX attempts_due ON attempts (next_check_us) WHERE next_check_us IS NOT NULL;

CREATE TABLE ledger_entries (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'refund')),
    gateway TEXT NOT NULL,
    gateway_ref TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    UNIQUE (gateway, gateway_ref)
) STRICT;
CREATE INDEX ledger_of_order ON ledger_entries (order_id);

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    transition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    UNIQUE (order_id, kind, transition)
) STRICT;
CREATE INDEX outbox_due ON outbox (next_us) WHERE state = 'waiting';

CREATE TABLE sandbox_payments (
    ref TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    attempt_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    order_number TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    return_url TEXT NOT NULL,
    cancel_url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'open', 'authenticating', 'processing', 'paid', 'failed', 'cancelled', 'expired'
    )),
    declines INTEGER NOT NULL DEFAULT 0,
    decline TEXT,
    settles_us INTEGER,
    expires_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
