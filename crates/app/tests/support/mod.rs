//! A small provider on port 0 that follows the sync protocol with the rules of `domain`, and that can be told to
//! misbehave; and desks that speak to it.

#![allow(dead_code)] // Each story uses its part.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use app::{Desk, Keychain, Settings};
use axum::Json;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use contract::api::*;
use contract::ipc::{self, CartView, GetSyncStatus, ShowCart, SyncStatus};
use contract::staff::{MoveMany, MoveResult, MovedMany, SeenOrder};
use contract::sync::{ChangeResult, Intent, Row, SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::attempt::{AttemptState, Gateway};
use domain::calendar::{Calendar, Start};
use domain::cart::{Cart, Line, Outcome};
use domain::money::BasisPoints;
use domain::order::OrderState;
use domain::quote::{CannotPrice, Terms, price};
use domain::service::*;
use domain::staff::Role;
use domain::*;
use futures::StreamExt;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Nothing in these stories takes this long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::new("EUR").expect("known"))
}

pub fn service(id: &str, name: &str, category: &str) -> Service {
    let choice = |id: &str, surcharge_minor| OptionChoice {
        id: OptionId::new(id).expect("an id"),
        name: id.to_uppercase(),
        surcharge_minor,
    };
    Service {
        id: ServiceId::new(id).expect("an id"),
        code: id.to_uppercase(),
        category: CategoryId::new(category).expect("an id"),
        name: name.into(),
        summary: format!("{name}, done well"),
        description: String::new(),
        price: eur(1000),
        tax: BasisPoints(1900),
        tax_class: None,
        delivery: DeliveryKind::Remote,
        lead: LeadTime { min_days: 1, max_days: 3 },
        options: vec![OptionGroup {
            id: OptionId::new("size").expect("an id"),
            name: "Size".into(),
            choices: vec![choice("small", 0), choice("large", 250)],
        }],
        keywords: String::new(),
        withdrawn: false,
    }
}

pub fn choices(choice: &str) -> Choices {
    let id = |text: &str| OptionId::new(text).expect("an id");
    Choices::from(vec![Chosen { group: id("size"), choice: id(choice) }])
}

/// What goes wrong with the next answers, one each.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Everything is done; the reply never arrives.
    LoseReply,
    /// Nothing is done.
    Refuse(u16, Code),
}

#[derive(Default)]
pub struct World {
    pub services: Vec<(i64, Service)>,
    pub categories: Vec<Category>,
    /// Told on the last page.
    pub calendar: Option<Calendar>,
    pub catalogue_epoch: u32,
    pub services_per_page: usize,
    pub rows_per_page: usize,
    pub cart: Cart,
    pub ver: i64,
    pub lines: BTreeMap<LineId, (i64, Option<Line>)>,
    pub orders: BTreeMap<OrderId, (i64, Order)>,
    pub desks: HashMap<DeskId, Vec<(ChangeId, String, Outcome)>>,
    pub changes: HashMap<ChangeId, (Intent, Outcome)>,
    pub quotes: HashMap<QuoteId, Quote>,
    /// What quotes were asked for.
    pub quote_requests: Vec<QuoteRequest>,
    /// What the next quotes are refused with.
    pub quote_refusals: VecDeque<Failure>,
    /// Where orders may go; none: everywhere.
    pub countries: Vec<String>,
    pub checkouts: HashMap<CheckoutId, (CheckoutRequest, Placed)>,
    pub faults: VecDeque<Fault>,
    pub checkout_faults: VecDeque<Fault>,
    pub staff_faults: VecDeque<Fault>,
    /// What staff asked to be moved.
    pub moves: Vec<MoveMany>,
    /// A table for the books, in the pieces in which it is sent; its line breaks after an empty one.
    pub table: Vec<&'static str>,
    /// The requests to cancel that arrived, and what goes wrong with their replies.
    pub cancellations: Vec<CancelRequest>,
    pub cancel_faults: VecDeque<Fault>,
    /// Every sync is refused like this.
    pub refusing: Option<(u16, Code)>,
    /// The catalogue asks for ten minutes of patience.
    pub catalogue_busy: bool,
    /// The portal of a hotel answers everything with this status.
    pub portal: Option<u16>,
    /// Answers on paths with this part are made at once, and arrive one for each notification.
    pub held: Option<(&'static str, Arc<Notify>)>,
    /// The paths that were asked for.
    pub asked: Vec<String>,
    pub token_refused: bool,
    pub sign_ins: usize,
    pub syncs: usize,
    pub applied: usize,
}

pub struct Shop {
    pub url: String,
    world: Arc<Mutex<World>>,
    task: JoinHandle<()>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shop {
    pub async fn start() -> Self {
        let garden = |id: &str, name: &str| Category {
            id: CategoryId::new(id).expect("an id"),
            name: name.into(),
            icon: "leaf".into(),
        };
        let world = World {
            services: vec![
                (1, service("lawn", "Lawn mowing", "garden")),
                (2, service("hedge", "Hedge trimming", "garden")),
                (3, service("cafe", "Café catering", "food")),
            ],
            calendar: None,
            categories: vec![garden("food", "Food & drink"), garden("garden", "Garden")],
            services_per_page: 1000,
            rows_per_page: 500,
            ..World::default()
        };
        let world = Arc::new(Mutex::new(world));
        let router = Router::new()
            .route("/v1/hello", get(hello))
            .route("/v1/sign-in", post(sign_in))
            .route("/v1/sign-out", post(|| async { StatusCode::NO_CONTENT }))
            .route("/v1/catalogue", get(catalogue))
            .route("/v1/sync", post(sync))
            .route("/v1/quotes", post(quote))
            .route("/v1/checkouts/{id}", put(place))
            .route("/v1/orders/{id}/cancellation", get(cancellation).post(cancel))
            .route("/v1/attempts/{id}", get(attempt))
            .route("/v1/attempts/{id}/reconcile", post(reconcile))
            .route("/v1/staff/moves", post(move_many))
            .route("/v1/staff/exports/{table}", get(table))
            .layer(from_fn_with_state(Arc::clone(&world), on_the_way))
            .with_state(Arc::clone(&world));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self { url, world, task }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("not poisoned")
    }
}

impl World {
    /// Another desk, or the server itself, changes the cart.
    pub fn change_cart(&mut self, change: impl FnOnce(&mut Cart)) {
        let before = self.cart.clone();
        change(&mut self.cart);
        self.note_lines(&before);
    }

    /// The shop goes on with an order.
    pub fn move_order(&mut self, id: &OrderId, state: OrderState) {
        self.ver += 1;
        let (ver, order) = self.orders.get_mut(id).expect("an order");
        (*ver, order.state) = (self.ver, state);
    }

    /// How often a path with this part was asked for.
    pub fn asked(&self, part: &str) -> usize {
        self.asked.iter().filter(|path| path.contains(part)).count()
    }

    /// Holds answers on paths with this part, until the gate is notified.
    pub fn hold(&mut self, part: &'static str) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        self.held = Some((part, Arc::clone(&gate)));
        gate
    }

    fn note_lines(&mut self, before: &Cart) {
        self.ver += 1;
        for line in &self.cart.lines {
            if before.line(&line.id) != Some(line) {
                self.lines.insert(line.id.clone(), (self.ver, Some(line.clone())));
            }
        }
        for line in &before.lines {
            if self.cart.line(&line.id).is_none() {
                self.lines.insert(line.id.clone(), (self.ver, None));
            }
        }
    }

    fn catalogue_cursor(&self) -> String {
        let last = self.services.iter().map(|(ver, _)| *ver).max().unwrap_or_default();
        format!("{}:{last}", self.catalogue_epoch)
    }

    fn order_mut(&mut self, attempt: &str) -> Option<&mut (i64, Order)> {
        self.orders.values_mut().find(|(_, order)| order.attempts.iter().any(|a| a.id.as_str() == attempt))
    }
}

type Shared = State<Arc<Mutex<World>>>;

fn refuse(status: u16, failure: impl Into<Failure>) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, Json(failure.into())).into_response()
}

async fn on_the_way(State(world): Shared, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (portal, held) = {
        let mut world = world.lock().expect("not poisoned");
        world.asked.push(path.clone());
        (world.portal, world.held.clone())
    };
    if let Some(status) = portal {
        let status = StatusCode::from_u16(status).expect("a status");
        return (status, Html("<h1>Welcome to our hotel</h1>")).into_response();
    }
    let response = next.run(request).await;
    if let Some((_, gate)) = held.filter(|(part, _)| path.contains(part)) {
        gate.notified().await;
    }
    response
}

fn lost() -> Response {
    // A body that is not JSON of the reply: to the desk, no definitive answer.
    refuse(502, Code::Busy)
}

fn terms() -> Terms {
    Terms { currency: eur(0).currency, shipping_minor: 490, shipping_tax: BasisPoints(1900) }
}

async fn hello(State(world): Shared) -> Json<Hello> {
    Json(Hello {
        product: "pannier".into(),
        provider: "Moss & Sons".into(),
        version: "0.1.0".into(),
        protocol: PROTOCOL,
        gateways: vec![Gateway::Sandbox],
        in_browser: Vec::new(),
        live: false,
        terms: terms(),
        countries: world.lock().expect("not poisoned").countries.clone(),
        policy: domain::policy::Policy::default(),
    })
}

async fn sign_in(State(world): Shared, Json(body): Json<SignIn>) -> Response {
    if body.password != "correct horse" {
        return refuse(401, Code::WrongCredentials);
    }
    let mut world = world.lock().expect("not poisoned");
    world.token_refused = false;
    world.sign_ins += 1;
    let token = format!("token-{}", world.sign_ins);
    world.desks.entry(body.desk).or_default();
    let id = CustomerId::new(ids::slug(&body.email)).expect("an id");
    let role = if body.email.starts_with("staff") { Role::Staff } else { Role::Customer };
    let customer = Customer { id, name: "Ada Moss".into(), email: body.email, role };
    Json(SignedIn { token, customer }).into_response()
}

async fn catalogue(State(world): Shared, Query(query): Query<HashMap<String, String>>) -> Response {
    let world = world.lock().expect("not poisoned");
    if world.catalogue_busy {
        return ([("retry-after", "600")], refuse(503, Code::Busy)).into_response();
    }
    let cursor = query.get("cursor").and_then(|cursor| {
        let (epoch, ver) = cursor.split_once(':')?;
        (epoch == world.catalogue_epoch.to_string()).then(|| ver.parse::<i64>().ok())?
    });
    let after = cursor.unwrap_or(0);
    let mut rest: Vec<_> = world.services.iter().filter(|(ver, _)| *ver > after).cloned().collect();
    rest.sort_by_key(|(ver, _)| *ver);
    let more = rest.len() > world.services_per_page;
    rest.truncate(world.services_per_page);
    let last = rest.last().map_or(after, |(ver, _)| *ver);
    Json(CataloguePage {
        reset: cursor.is_none(),
        categories: world.categories.clone(),
        services: rest.into_iter().map(|(_, service)| service).collect(),
        cursor: format!("{}:{last}", world.catalogue_epoch),
        more,
        calendar: world.calendar.clone().filter(|_| !more),
        total: i64::try_from(world.services.len()).expect("few"),
    })
    .into_response()
}

async fn sync(State(world): Shared, headers: HeaderMap, Json(body): Json<SyncRequest>) -> Response {
    let mut world = world.lock().expect("not poisoned");
    assert_eq!(headers[PROTOCOL_HEADER], "1");
    world.syncs += 1;
    if world.token_refused || headers.get("authorization").is_none() {
        return refuse(401, Code::SignedOut);
    }
    if let Some((status, code)) = world.refusing {
        return refuse(status, code);
    }
    let fault = world.faults.pop_front();
    if let Some(Fault::Refuse(status, code)) = fault {
        return refuse(status, code);
    }
    let Some(mut handled) = world.desks.remove(&body.desk) else { return refuse(404, Code::NotFound) };
    let handled_before = handled.clone();
    let before = (world.cart.clone(), world.lines.clone(), world.changes.clone());
    let mut results = Vec::new();
    let mut forked = false;
    for change in body.changes {
        let at = usize::try_from(change.seq - 1).expect("a seq is positive");
        if at > handled.len() {
            break;
        }
        let outcome = match (handled.get(at), world.changes.get(&change.id)) {
            (Some((_, hash, outcome)), _) => {
                forked |= hash != &change.hash;
                outcome.clone()
            }
            // It arrived before, under another number.
            (None, Some((intent, outcome))) => {
                forked |= intent != &change.intent;
                let outcome = outcome.clone();
                handled.push((change.id.clone(), change.hash, outcome.clone()));
                outcome
            }
            (None, None) => {
                let intent = change.intent.change().expect("a change that is understood");
                let before = world.cart.clone();
                let outcome = world.cart.apply(intent, LineId::from(change.id.clone()));
                world.applied += 1;
                world.note_lines(&before);
                handled.push((change.id.clone(), change.hash, outcome.clone()));
                world.changes.insert(change.id.clone(), (change.intent, outcome.clone()));
                outcome
            }
        };
        results.push(ChangeResult { id: change.id, seq: change.seq, outcome });
    }
    if forked {
        world.desks.insert(body.desk, handled_before);
        (world.cart, world.lines, world.changes) = before;
        return refuse(409, Code::ForkedDesk);
    }
    let last_seq = i64::try_from(handled.len()).expect("few");
    world.desks.insert(body.desk, handled);
    if matches!(fault, Some(Fault::LoseReply)) {
        return lost();
    }
    let from: i64 = body.cursor.as_deref().map_or(0, |cursor| cursor.parse().expect("our cursor"));
    let main = CartId::main;
    let mut rows: Vec<(i64, Row)> = Vec::new();
    for (id, (ver, line)) in &world.lines {
        let row = match line {
            Some(line) => Row::CartLine { cart: main(), line: line.clone() },
            None => Row::CartLineGone { cart: main(), line: id.clone() },
        };
        rows.push((*ver, row));
    }
    rows.extend(
        world.orders.values().map(|(ver, order)| (*ver, Row::Order { order: Box::new(order.clone()) })),
    );
    rows.retain(|(ver, _)| *ver > from);
    rows.sort_by_key(|(ver, _)| *ver);
    let mut cut = world.rows_per_page.min(rows.len());
    while cut < rows.len() && rows[cut].0 == rows[cut - 1].0 {
        cut += 1;
    }
    let more = cut < rows.len();
    rows.truncate(cut);
    let last = if more { rows[cut - 1].0 } else { world.ver };
    Json(SyncReply {
        reset: body.cursor.is_none(),
        results,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        cursor: last.to_string(),
        more,
        last_seq,
        catalogue: world.catalogue_cursor(),
    })
    .into_response()
}

async fn quote(State(world): Shared, Json(body): Json<QuoteRequest>) -> Response {
    let mut world = world.lock().expect("not poisoned");
    let services: Vec<_> = world.services.iter().map(|(_, service)| service.clone()).collect();
    let calendar = world.calendar.clone().unwrap_or_default();
    let start = Start { calendar: &calendar, day: jiff_day() };
    let find = |id: &ServiceId| services.iter().find(|service| &service.id == id);
    let priced = price(&body.lines, find, terms(), start);
    world.quote_requests.push(body);
    if let Some(failure) = world.quote_refusals.pop_front() {
        return refuse(422, failure);
    }
    match priced {
        Ok(priced) => {
            let id = QuoteId::new(format!("quote-{}", world.quotes.len())).expect("an id");
            let quote =
                Quote { id: id.clone(), hash: "h".into(), expires_at_us: i64::MAX, methods: vec![], priced };
            world.quotes.insert(id, quote.clone());
            Json(quote).into_response()
        }
        Err(CannotPrice::Lines(lines)) => refuse(422, Failure::lines(lines)),
        Err(_) => refuse(422, Code::CartEmpty),
    }
}

fn jiff_day() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 23)
}

async fn place(
    State(world): Shared,
    UrlPath(id): UrlPath<CheckoutId>,
    Json(body): Json<CheckoutRequest>,
) -> Response {
    let mut world = world.lock().expect("not poisoned");
    let fault = world.checkout_faults.pop_front();
    if let Some(Fault::Refuse(status, code)) = fault {
        return refuse(status, code);
    }
    if !world.checkouts.contains_key(&id) {
        let quote = world.quotes[&body.quote].clone();
        let order = OrderId::new(format!("order-{id}")).expect("an id");
        let attempt = AttemptId::new(format!("attempt-{id}")).expect("an id");
        let number = format!("P-2026-{:06}", world.orders.len() + 1);
        let before = world.cart.clone();
        for line in &quote.priced.lines {
            world.cart.take(&line.line, line.quantity.get());
        }
        world.note_lines(&before);
        let ver = world.ver;
        let placed = Placed { order: order.clone(), number: number.clone(), attempt: attempt.clone() };
        let whole = Order {
            id: order.clone(),
            number,
            state: OrderState::AwaitingPayment,
            placed_at_us: 1,
            expires_at_us: None,
            contact: body.contact.clone(),
            address: body.address.clone(),
            lines: quote.priced.lines,
            given_up: Vec::new(),
            totals: quote.priced.totals,
            coupon: quote.priced.coupon,
            shipping: quote.priced.shipping,
            promise: quote.priced.promise,
            paid: eur(0),
            refunded: eur(0),
            refunds: Vec::new(),
            attempts: vec![Attempt {
                id: attempt,
                order: order.clone(),
                gateway: Gateway::Sandbox,
                state: AttemptState::Creating,
                amount: quote.priced.totals.total,
                pay_url: None,
                return_prefix: String::new(),
                cancel_prefix: String::new(),
                decline: None,
                created_at_us: 1,
            }],
            events: vec![],
        };
        world.orders.insert(order, (ver, whole));
        world.checkouts.insert(id.clone(), (body.clone(), placed));
    }
    if matches!(fault, Some(Fault::LoseReply)) {
        return lost();
    }
    let (request, placed) = &world.checkouts[&id];
    if request == &body { Json(placed.clone()).into_response() } else { refuse(422, Code::CheckoutConflict) }
}

async fn cancellation(State(world): Shared, UrlPath(id): UrlPath<OrderId>) -> Response {
    let world = world.lock().expect("not poisoned");
    let Some((_, order)) = world.orders.get(&id) else { return refuse(404, Code::NotFound) };
    Json(domain::policy::Preview { refund: order.paid, kept: eur(0) }).into_response()
}

async fn cancel(
    State(world): Shared,
    UrlPath(id): UrlPath<OrderId>,
    Json(body): Json<CancelRequest>,
) -> Response {
    let mut world = world.lock().expect("not poisoned");
    world.cancellations.push(body);
    world.move_order(&id, OrderState::Cancelled);
    if matches!(world.cancel_faults.pop_front(), Some(Fault::LoseReply)) {
        return (StatusCode::BAD_GATEWAY, Html("a proxy could not wait")).into_response();
    }
    Json(world.orders[&id].1.clone()).into_response()
}

async fn attempt(State(world): Shared, headers: HeaderMap, UrlPath(id): UrlPath<String>) -> Response {
    let host = headers["host"].to_str().expect("text").to_owned();
    let mut world = world.lock().expect("not poisoned");
    if world.token_refused {
        return refuse(401, Code::SignedOut);
    }
    let Some((_, order)) = world.order_mut(&id) else { return refuse(404, Code::NotFound) };
    let attempt = &mut order.attempts[0];
    // The first look comes before the gateway has answered.
    let reply = Json(attempt.clone()).into_response();
    if attempt.state == AttemptState::Creating {
        attempt.state = AttemptState::Open;
        attempt.pay_url = Some(format!("http://{host}/sandbox/pay/{id}"));
        attempt.return_prefix = format!("http://{host}/pay/return/{id}");
        attempt.cancel_prefix = format!("http://{host}/pay/cancel/{id}");
    }
    reply
}

async fn reconcile(State(world): Shared, UrlPath(id): UrlPath<String>) -> Response {
    let mut world = world.lock().expect("not poisoned");
    world.ver += 1;
    let ver = world.ver;
    let Some((at, order)) = world.order_mut(&id) else { return refuse(404, Code::NotFound) };
    *at = ver;
    order.state = OrderState::Confirmed;
    order.paid = order.totals.total;
    order.attempts[0].state = AttemptState::Captured;
    Json(order.clone()).into_response()
}

async fn move_many(State(world): Shared, Json(body): Json<MoveMany>) -> Response {
    let mut world = world.lock().expect("not poisoned");
    world.moves.push(body.clone());
    match world.staff_faults.pop_front() {
        // Somebody between answers for it.
        Some(Fault::LoseReply) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Fault::Refuse(status, code)) => return refuse(status, code),
        None => {}
    }
    let result = |seen: SeenOrder| MoveResult { order: seen.order, refused: None };
    Json(MovedMany { results: body.orders.into_iter().map(result).collect() }).into_response()
}

async fn table(State(world): Shared) -> Response {
    let pieces = world.lock().expect("not poisoned").table.clone();
    let sent = async |piece: &'static str| {
        // What came before leaves first.
        tokio::task::yield_now().await;
        if piece.is_empty() { Err(io::Error::other("broken off")) } else { Ok(piece) }
    };
    let body = Body::from_stream(futures::stream::iter(pieces).then(sent));
    ([("content-type", "text/csv; charset=utf-8")], body).into_response()
}

/// A desk in a folder; syncing is started by the story.
pub fn desk(folder: &Path, provider: &Shop) -> Desk {
    desk_with(folder, Some(provider.url.clone()), Keychain::memory())
}

pub fn desk_with(folder: &Path, server_url: Option<String>, keychain: Keychain) -> Desk {
    Desk::open(Settings { data_dir: folder.to_owned(), server_url, keychain }).expect("a desk")
}

/// Signed in, synced once, with the whole catalogue.
pub async fn ready(folder: &Path, provider: &Shop) -> Desk {
    let desk = desk(folder, provider);
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    desk
}

pub async fn sign_in_as(desk: &Desk, email: &str) {
    desk.sign_in(ipc::SignIn { email: email.into(), password: "correct horse".into() })
        .await
        .expect("signed in");
}

pub async fn status(desk: &Desk) -> SyncStatus {
    desk.sync_status(GetSyncStatus {}).await.expect("a status")
}

/// Waits, by the desk's notices, until something holds.
pub async fn until(desk: &Desk, what: &str, holds: impl AsyncFn() -> bool) {
    let mut changed = desk.subscribe();
    let wait = async {
        while !holds().await {
            // Between a look and the next notice there is a moment: look again now and then.
            let _ = tokio::time::timeout(Duration::from_millis(100), changed.recv()).await;
        }
    };
    if tokio::time::timeout(PATIENCE, wait).await.is_err() {
        panic!("never: {what}; {:?}", status(desk).await);
    }
}

/// Everything sent, everything here.
pub async fn settled(desk: &Desk) {
    until(desk, "settled", async || {
        let status = status(desk).await;
        status.pending == 0
            && status.checkouts_pending == 0
            && status.catalogue.complete
            && status.last_sync_us.is_some()
    })
    .await;
}

pub async fn cart(desk: &Desk) -> CartView {
    desk.cart(ShowCart {}).await.expect("a cart")
}

pub async fn add(desk: &Desk, service: &str, quantity: i64) -> Result<CartView, Failure> {
    desk.cart_add(ipc::AddToCart {
        service: ServiceId::new(service).expect("an id"),
        choices: choices("small"),
        quantity,
        note: String::new(),
    })
    .await
}

pub fn quantities(view: &CartView) -> Vec<(String, i64)> {
    view.lines.iter().map(|line| (line.line.service.to_string(), line.line.quantity.get())).collect()
}

pub fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> Code {
    result.expect_err("refused").code
}
