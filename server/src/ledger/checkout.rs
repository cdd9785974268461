//! Placing an order: one transaction, once per checkout id, before any gateway is asked.

use contract::api::{Actor, CheckoutRequest, EventKind, OrderEvent, Placed};
use contract::{Code, Failure};
use domain::address::{Address, Contact};
use domain::attempt::Gateway;
use domain::places::{self, Place};
use domain::quote::{PriceProblem, PriceReason, Priced, Terms};
use domain::{AttemptId, CheckoutId, CouponCode, CustomerId, OrderId, QuoteId};

use super::attempts::Unopened;
use super::cart::Carts;
use super::orders::ForGateway;
use super::pricing::Tables;
use super::quotes::Kept;
use super::staff::search;
use super::velocity::Origins;
use super::{attempts, capacity, coupons, head, new_id, quotes, risk, timeline};
use crate::auth::Signed;
use crate::clock::Clock;
use crate::config::Countries;
use crate::db::Tx;
use crate::error::Error;
use crate::{params, recipient};

/// Everything about the moment that a checkout depends on.
#[derive(Debug, Clone)]
pub struct Checkout {
    pub id: CheckoutId,
    pub request: CheckoutRequest,
    /// Of the request as it was sent, so that a field which only some versions know makes no difference.
    pub request_hash: String,
    pub terms: Terms,
    pub countries: Countries,
    pub gateway_offered: bool,
    pub live: bool,
    pub order_expiry_us: i64,
    pub high_value_minor: i64,
    pub now_us: i64,
}

/// Languages that mails are written in; the first is for everybody else.
const LOCALES: [&str; 2] = ["en", "de"];

/// An order that is there, and the page that is to be made for it, if it was placed just now.
pub struct Placement {
    pub placed: Placed,
    pub unopened: Option<Unopened>,
}

/// Places the order of whoever is signed in, or gives the reply that this checkout got before.
pub fn place(tx: &mut Tx<'_>, signed: &Signed, checkout: &Checkout) -> Result<Placement, Error> {
    let customer = &signed.customer;
    let Checkout { request, now_us, .. } = checkout;
    let ver = head::next_ver(tx, customer)?;
    // Before any check: what was placed once stays placed, also when it could not be placed any more.
    if let Some(placed) = stored_reply(tx, customer, checkout)? {
        return Ok(Placement { placed, unopened: None });
    }
    if !checkout.gateway_offered {
        return Err(Code::GatewayNotOffered.into());
    }
    let kept = agreed(tx, customer, checkout)?;
    let (contact, address) = reachable(checkout, &kept.priced)?;
    let origins = Origins::of(tx, signed, address.as_ref())?;
    let tallies = origins.tallies(tx, *now_us)?;
    risk::must_not_wait(&tallies, *now_us)?;
    let (priced, places) = still_so(tx, customer, checkout, kept, address.as_ref())?;
    let mut carts = Carts::of(customer);
    for line in &priced.lines {
        // Two desks may have had a quote of the same cart: it is ordered once.
        if !carts.take(tx, &request.cart, &line.line, line.quantity)? {
            return Err(Code::QuoteChanged.into());
        }
    }
    carts.store(tx, ver)?;
    let order = OrderId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?;
    let attempt = AttemptId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?;
    insert_order(
        tx,
        checkout,
        &New { order: &order, customer, priced: &priced, contact: &contact, address, ver },
    )?;
    if !capacity::take(tx, &order, &places)? {
        return Err(Code::QuoteChanged.into());
    }
    if let Some(code) = &priced.coupon
        && !coupons::take(tx, code, customer, &order, *now_us)?
    {
        return Err(Failure::coupon(vec![PriceProblem::of(PriceReason::CouponUsedUp)]).into());
    }
    timeline::record(tx, &order, &OrderEvent::new(*now_us, Actor::Customer, EventKind::Placed))?;
    let attempt = attempts::insert(tx, &first_attempt(checkout, customer, &attempt, &order, &priced))?;
    let high = checkout.high_value_minor;
    let verdict = risk::judge_new(tx, &order, &attempt.id, &origins, tallies, high, *now_us)?;
    // Last, for whoever orders at the same time waits for it until this is committed.
    let number = next_number(tx, *now_us)?;
    search::enter(tx, &order, &number, &contact, &priced.lines)?;
    let placed = Placed { order, number: number.clone(), attempt: attempt.id.clone() };
    store_reply(tx, customer, checkout, &placed)?;
    let order = ForGateway { number, email: contact.email, locale: locale(request).into() };
    let unopened = Unopened { attempt, order, step_up: verdict.asks_bank() };
    Ok(Placement { placed, unopened: Some(unopened) })
}

/// The one of our languages that an order's mails are in.
fn locale(request: &CheckoutRequest) -> &'static str {
    LOCALES.into_iter().find(|known| *known == request.locale).unwrap_or(LOCALES[0])
}

fn first_attempt<'a>(
    checkout: &Checkout,
    customer: &'a CustomerId,
    id: &'a AttemptId,
    order: &'a OrderId,
    priced: &Priced,
) -> attempts::New<'a> {
    let (gateway, live, now_us): (Gateway, _, _) = (checkout.request.gateway, checkout.live, checkout.now_us);
    attempts::New { id, order, customer, number: 1, gateway, live, amount: priced.totals.total, now_us }
}

/// The quote that was agreed to: this customer's, and unexpired.
fn agreed(tx: &mut Tx<'_>, customer: &CustomerId, checkout: &Checkout) -> Result<Kept, Error> {
    let request = &checkout.request;
    let quote: &QuoteId = &request.quote;
    let kept = quotes::find(tx, quote, customer)?.ok_or(Code::QuoteExpired)?;
    if kept.hash != request.quote_hash {
        return Err(Code::QuoteChanged.into());
    }
    if kept.expires_us <= checkout.now_us {
        return Err(Code::QuoteExpired.into());
    }
    Ok(kept)
}

/// What was agreed to, and the places that it takes, if everything still costs that, also where it really goes, and has
/// room on the days that were promised.
fn still_so(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    checkout: &Checkout,
    kept: Kept,
    address: Option<&Address>,
) -> Result<(Priced, Vec<Place>), Error> {
    let wishes = match address {
        Some(address) => kept.wishes.sent_to(address),
        None => kept.wishes,
    };
    // Priced for the day of the quote: its promise is binding too, even when midnight passes.
    let tables = Tables::read(tx, customer, &wishes, checkout.terms, kept.created_us)?;
    let (mut now, places) = quotes::priced(tx, &kept.asked, &tables, &kept.priced.lines)?;
    if kept.priced.coupon.is_some() && now.coupon.is_none() {
        return Err(Failure::coupon(now.problems).into());
    }
    // What could come earlier by now comes as it was agreed.
    if !now.keep_promises_of(&kept.priced) || now != kept.priced {
        return Err(Code::QuoteChanged.into());
    }
    let places = places::plan(&now.lines, &places, tables.calendar()).ok_or(Code::QuoteChanged)?;
    Ok((now, places))
}

fn reachable(checkout: &Checkout, priced: &Priced) -> Result<(Contact, Option<Address>), Error> {
    let CheckoutRequest { contact, address, .. } = &checkout.request;
    // Without a line that goes somewhere, an address is nobody's business.
    let address = priced.needs_address.then(|| address.clone().unwrap_or_default());
    let checked = recipient::checked(contact, address.as_ref(), &checkout.countries);
    checked.map_err(|problems| Failure::fields(problems).into())
}

/// `P-2026-000042`: dense per year.
fn next_number(tx: &mut Tx<'_>, now_us: i64) -> Result<String, Error> {
    let year = i64::from(Clock::date(now_us).year());
    let sql = "INSERT INTO order_numbers (year, last) VALUES (?1, 1) \
               ON CONFLICT (year) DO UPDATE SET last = order_numbers.last + 1 RETURNING last";
    let last: i64 = tx.one(sql, params![year])?.get(0)?;
    Ok(format!("P-{year}-{last:06}"))
}

struct New<'a> {
    order: &'a OrderId,
    customer: &'a CustomerId,
    priced: &'a Priced,
    contact: &'a Contact,
    address: Option<Address>,
    ver: i64,
}

fn insert_order(tx: &mut Tx<'_>, checkout: &Checkout, new: &New<'_>) -> Result<(), Error> {
    let sql = "INSERT INTO orders (id, number, customer_id, checkout_id, quote_id, state, locale, contact, \
               address, lines, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, \
               total_minor, promise_earliest, promise_latest, placed_us, next_check_us, ver, tax_added_minor, \
               coupon, shipping) \
               VALUES (?1, ?2, ?3, ?4, ?5, 'awaiting_payment', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, \
               ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
    let request = &checkout.request;
    let totals = &new.priced.totals;
    let params = params![
        new.order,
        // Until it has one of its own.
        new.order,
        new.customer,
        &checkout.id,
        &request.quote,
        locale(request),
        super::json(new.contact)?,
        new.address.as_ref().map(super::json).transpose()?,
        super::json(&new.priced.lines)?,
        totals.total.currency.code(),
        totals.subtotal.minor,
        totals.discount.minor,
        totals.shipping.minor,
        totals.tax.minor,
        totals.total.minor,
        new.priced.promise.earliest.to_string(),
        new.priced.promise.latest.to_string(),
        checkout.now_us,
        checkout.now_us + checkout.order_expiry_us,
        new.ver,
        totals.tax_added_minor,
        new.priced.coupon.as_ref().map(CouponCode::as_str),
        new.priced.shipping.as_ref().map(super::json).transpose()?
    ];
    tx.execute(sql, params)?;
    Ok(())
}

fn stored_reply(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    checkout: &Checkout,
) -> Result<Option<Placed>, Error> {
    let sql = "SELECT request_hash, reply FROM checkouts WHERE customer_id = ?1 AND id = ?2";
    let Some(row) = tx.optional(sql, params![customer, &checkout.id])? else { return Ok(None) };
    if row.get::<String>(0)? != checkout.request_hash {
        return Err(Code::CheckoutConflict.into());
    }
    Ok(Some(row.json(1)?))
}

fn store_reply(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    checkout: &Checkout,
    reply: &Placed,
) -> Result<(), Error> {
    let sql = "INSERT INTO checkouts (customer_id, id, request_hash, reply, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let (reply, hash) = (super::json(reply)?, &checkout.request_hash);
    tx.execute(sql, params![customer, &checkout.id, hash, reply, checkout.now_us])?;
    Ok(())
}
