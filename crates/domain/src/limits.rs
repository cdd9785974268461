//! Everything that can grow has a named limit.

/// A cart beyond this is a mistake or an attack; people order tens of services, not hundreds.
pub const LINES_PER_CART: usize = 200;
/// Three digits fit every screen and every real order.
pub const QUANTITY_MAX: i64 = 999;
/// What a person types into a line's note, in characters.
pub const NOTE_CHARS: usize = 500;
/// A year's worth of offline clicks; beyond it the cart is read-only until the desk was online.
pub const PENDING_CHANGES: usize = 10_000;
/// Changes in one push.
pub const CHANGES_PER_PUSH: usize = 100;
/// Bytes of one push, as JSON.
pub const PUSH_BYTES: usize = 256 * 1024;
/// Installations of the application for one account.
pub const DESKS_PER_CUSTOMER: usize = 20;
/// Option groups of a service, and choices in a group.
pub const GROUPS_PER_SERVICE: usize = 8;
pub const CHOICES_PER_GROUP: usize = 30;
/// Characters of a service's texts.
pub const NAME_CHARS: usize = 120;
pub const SUMMARY_CHARS: usize = 300;
pub const DESCRIPTION_CHARS: usize = 8_000;
pub const KEYWORDS_CHARS: usize = 500;
/// The highest unit price, in minor units: ten million in most currencies.
pub const UNIT_PRICE_MINOR: i64 = 1_000_000_000;
/// The highest total of one order, in minor units.
pub const ORDER_TOTAL_MINOR: i64 = 10_000_000_000;
/// Characters of one field of a contact or an address.
pub const FIELD_CHARS: usize = 120;
/// RFC 5321 4.5.3.1.3 allows a path of 256 characters with its angle brackets.
pub const EMAIL_CHARS: usize = 254;
/// Passwords, in characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Working days that a lead time may promise ahead.
pub const LEAD_DAYS_MAX: u16 = 365;
/// Days off and extra working days of a calendar: three years in which hardly anything is as usual.
pub const CALENDAR_DAYS: usize = 1_000;
