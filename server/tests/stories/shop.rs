//! A shop for one story: an own database, a server on port 0, and people who call it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use contract::api::{Attempt, CheckoutRequest, Order, Placed, Quote, QuoteRequest, SignIn, SignedIn};
use contract::sync::{Change, SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::address::Contact;
use domain::attempt::Gateway;
use domain::cart::{CartChange, Line};
use domain::quote::AskedLine;
use domain::service::Service;
use domain::staff::Role;
use domain::{AttemptId, CartId, ChangeId, CheckoutId, CustomerId, DeskId, OrderId, Quantity};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::auth::Signed;
use server::catalogue_file::{Format, parse};
use server::clock::Clock;
use server::config::Settings;
use server::db::DatabaseSettings;
use server::error::Error;
use server::gateways::GatewayClient;
use server::keys::{Scope, new_key};
use server::ledger::api_keys::{self, NewKey};
use server::ledger::cart::Carts;
use server::ledger::checkout::{Checkout, place};
use server::ledger::customers::{self, NewCustomer};
use server::ledger::{import, quotes};
use server::state::Shop;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::engine::{Engine, FreshDatabase};

pub const CATALOGUE: &str = "\
code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords
A-1,Garden,leaf,Hedge cut,Neat,We cut it.,10.00,EUR,19,remote,1-3,Size: Small=0 | Large=2.50,green
A-2,Garden,leaf,Lawn mowing,Short,We mow it.,25.00,EUR,19,on_site,1-3,,green
A-3,Post,mail,Printed book,Bound,We print it.,7.50,EUR,7,shipped,2-4,,paper
";

pub const PASSWORD: &str = "a password of the tests";

pub struct TestShop {
    pub shop: Shop,
    pub clock: Clock,
    pub url: String,
    pub mail_folder: PathBuf,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
    database: Option<FreshDatabase>,
    _folder: tempfile::TempDir,
}

/// Somebody who calls the server, signed in or not.
#[derive(Clone)]
pub struct Person {
    pub desk: DeskId,
    pub id: Option<CustomerId>,
    token: Option<String>,
    http: reqwest::Client,
    url: String,
}

impl TestShop {
    pub async fn open(engine: Engine) -> Self {
        Self::open_with(engine, None, |_| {}).await
    }

    /// With a gateway of the story in the place of the sandbox, and settings of its own.
    pub async fn open_with(
        engine: Engine,
        gateway: Option<Arc<dyn GatewayClient>>,
        tune: impl FnOnce(&mut Settings),
    ) -> Self {
        Self::open_arranged(engine, tune, |shop| {
            if let Some(gateway) = gateway {
                shop.gateways = shop.gateways.with(Gateway::Sandbox, gateway);
            }
        })
        .await
    }

    /// With settings of the story, and the open shop changed before it serves.
    pub async fn open_arranged(
        engine: Engine,
        tune: impl FnOnce(&mut Settings),
        arrange: impl FnOnce(&mut Shop),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, fresh) = match engine {
            Engine::Sqlite => (DatabaseSettings::Sqlite(folder.path().join("shop.db")), None),
            Engine::Postgres => {
                let fresh = FreshDatabase::create().await;
                (DatabaseSettings::Postgres(fresh.url.clone()), Some(fresh))
            }
        };
        let mut settings = Settings::load(None, |_| None).expect("the defaults are right");
        settings.database = database;
        settings.mail.folder = folder.path().join("mail");
        tune(&mut settings);
        let mail_folder = settings.mail.folder.clone();
        let listener =
            tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let clock = Clock::default();
        let mut shop = Shop::open(settings, &url, clock.clone()).await.expect("the shop opens");
        arrange(&mut shop);
        let (stop, server) = serve(listener, shop.clone());
        let this = Self {
            shop,
            clock,
            url,
            mail_folder,
            http: client(),
            stop: Some(stop),
            server: Some(server),
            database: fresh,
            _folder: folder,
        };
        // A shop in another currency brings a catalogue of its own.
        if this.shop.settings.terms.currency.code() == "EUR" {
            this.import(CATALOGUE).await;
        }
        this
    }

    /// Stops the server and starts it again at the same address, with other settings.
    pub async fn restart(&mut self, tune: impl FnOnce(&mut Settings)) {
        self.stop().await;
        let mut settings = (*self.shop.settings).clone();
        tune(&mut settings);
        let address = self.url.strip_prefix("http://").expect("http");
        let listener = tokio::net::TcpListener::bind(address).await.expect("nobody took the port meanwhile");
        self.shop = Shop::open(settings, &self.url, self.clock.clone()).await.expect("the shop opens");
        let (stop, server) = serve(listener, self.shop.clone());
        (self.stop, self.server) = (Some(stop), Some(server));
    }

    pub async fn import(&self, csv: &str) -> import::Plan {
        let currency = self.shop.settings.terms.currency;
        let parsed = parse(csv.as_bytes(), Format::Csv, currency);
        assert_eq!(parsed.bad, [], "the catalogue of the test is right");
        let rows = parsed.rows;
        self.shop.db.write(move |tx| import::import(tx, &rows, &|_| {})).await.expect("imported")
    }

    pub fn nobody(&self) -> Person {
        let desk = DeskId::new(server::ledger::new_id()).expect("an id");
        Person { desk, id: None, token: None, http: self.http.clone(), url: self.url.clone() }
    }

    pub async fn customer(&self, name: &str) -> Person {
        self.person(name, Role::Customer).await
    }

    pub async fn person(&self, name: &str, role: Role) -> Person {
        let new = NewCustomer {
            id: CustomerId::new(server::ledger::new_id()).expect("an id"),
            email: format!("{name}@example.org"),
            name: name.into(),
            password_hash: password_hash().await,
            role,
            at_us: self.clock.now_us(),
        };
        let added = self.shop.db.write(move |tx| customers::add(tx, &new)).await.expect("added");
        assert!(added);
        self.sign_in(name).await
    }

    /// Another system of the provider, with a key that counts until `expires_us`.
    pub async fn system(&self, name: &str, scopes: &[Scope], expires_us: Option<i64>) -> Person {
        let (key, now_us) = (new_key(), self.clock.now_us());
        let id = CustomerId::new(server::ledger::new_id()).expect("an id");
        let (name, hash, scopes) = (name.into(), server::auth::hash_of(&key), scopes.to_vec());
        let new = NewKey { id: id.clone(), name, hash, scopes, expires_us };
        self.shop.db.write(move |tx| api_keys::add(tx, &new, now_us)).await.expect("added");
        Person { id: Some(id), ..self.nobody() }.with(&key)
    }

    /// The person at a new desk.
    pub async fn sign_in(&self, name: &str) -> Person {
        self.sign_in_at(name, self.nobody().desk).await
    }

    /// The person at a desk that others may use too.
    pub async fn sign_in_at(&self, name: &str, desk: DeskId) -> Person {
        let mut person = Person { desk, ..self.nobody() };
        let signed: SignedIn =
            person.ok(Method::POST, "/v1/sign-in", &sign_in(name, PASSWORD, &person)).await;
        person.token = Some(signed.token);
        person.id = Some(signed.customer.id);
        person
    }

    pub async fn service(&self, code: &str) -> Service {
        let page =
            self.shop.db.read(|tx| server::ledger::catalogue::page(tx, None, 100)).await.expect("a page");
        page.services.into_iter().find(|service| service.code == code).expect("a service of the test")
    }

    /// A new customer with these lines in the cart and a quote of them, about to press Pay.
    pub async fn buyer(&self, number: usize, request: &QuoteRequest) -> (Signed, Checkout) {
        let settings = &self.shop.settings;
        let (terms, now_us) = (settings.terms, self.clock.now_us());
        let customer = CustomerId::new(server::ledger::new_id()).expect("an id");
        let new = NewCustomer {
            id: customer.clone(),
            email: format!("buyer-{number}@example.org"),
            name: "Buyer".into(),
            password_hash: "none that fits".into(),
            role: Role::Customer,
            at_us: now_us,
        };
        let (asking, mut request) = (customer.clone(), request.clone());
        for line in &mut request.lines {
            line.line = change_id().into();
        }
        let quote = self.shop.db.write(move |tx| {
            customers::add(tx, &new)?;
            let mut carts = Carts::of(&asking);
            for line in &request.lines {
                let add = CartChange::Add {
                    cart: CartId::main(),
                    service: line.service.clone(),
                    choices: line.choices.clone(),
                    quantity: line.quantity,
                    note: String::new(),
                    seen_unit_minor: 0,
                    seen: 0,
                };
                carts.apply(tx, &add, line.line.clone())?;
            }
            carts.store(tx, 1)?;
            let answer = quotes::answer(tx, asking.clone(), &request, terms, now_us)?;
            quotes::keep(tx, &answer)?;
            Ok(answer.quote)
        });
        let request = checkout(&quote.await.expect("a quote"));
        let desk = DeskId::new(server::ledger::new_id()).expect("an id");
        let signed = Signed { customer, role: Role::Customer, desk, token_hash: String::new() };
        let checkout = Checkout {
            id: checkout_id(),
            request_hash: quotes::hash_of(&request).expect("JSON"),
            request,
            terms,
            countries: self.shop.settings.countries.clone(),
            gateway_offered: true,
            live: false,
            order_expiry_us: settings.order_expiry_us,
            high_value_minor: settings.high_value_minor,
            now_us,
        };
        (signed, checkout)
    }

    /// Lets buyers press Pay, all at the same time.
    pub async fn place_at_once(&self, buyers: Vec<(Signed, Checkout)>) -> Vec<Result<Placed, Error>> {
        let placing = buyers.into_iter().map(|(signed, checkout)| {
            self.shop.db.write(move |tx| Ok(place(tx, &signed, &checkout)?.placed))
        });
        futures::future::join_all(placing).await
    }

    /// The number that a query replies with.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let row = self.shop.db.read(move |tx| Ok(tx.one(sql, &[])?)).await.expect("counted");
        row.get(0).expect("a number")
    }

    /// The setting `database`, as the program reads it.
    pub fn database(&self) -> String {
        match &self.shop.settings.database {
            DatabaseSettings::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseSettings::Postgres(url) => url.clone(),
        }
    }

    /// Ends the server and removes the database. None of its statements so far read a table that grows.
    pub async fn close(mut self) {
        self.stop().await;
        #[cfg(debug_assertions)]
        assert_eq!(server::db::plans::faults(), Vec::<String>::new());
        let database = self.database.take();
        drop(self);
        if let Some(database) = database {
            database.drop_it().await;
        }
    }

    async fn stop(&mut self) {
        self.stop.take().expect("it was not closed before").send(()).expect("the server runs");
        self.server.take().expect("it was not closed before").await.expect("the server did not panic");
    }
}

fn serve(listener: tokio::net::TcpListener, shop: Shop) -> (oneshot::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel();
    let serving = server::serve::serve_on(listener, shop, async move {
        stopped.await.ok();
    });
    (stop, tokio::spawn(serving))
}

pub fn sign_in(name: &str, password: &str, person: &Person) -> SignIn {
    SignIn {
        email: format!("{name}@example.org"),
        password: password.into(),
        desk: person.desk.clone(),
        desk_name: "a test".into(),
    }
}

pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

impl Person {
    /// The same with another bearer token.
    pub fn with(self, token: &str) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<&impl Serialize>) -> reqwest::Response {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.expect("the server answers")
    }

    /// Sends bytes as they are, right or not.
    pub async fn send_bytes(&self, method: Method, path: &str, body: Vec<u8>) -> reqwest::Response {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request.send().await.expect("the server answers")
    }

    /// The header of whoever is signed in, for requests that a story writes by hand.
    pub fn authorization(&self) -> String {
        self.token.as_ref().map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default()
    }

    pub async fn ok<T: DeserializeOwned>(&self, method: Method, path: &str, body: &impl Serialize) -> T {
        read(self.send(method, path, Some(body)).await).await
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        read(self.send(Method::GET, path, None::<&()>).await).await
    }

    /// The status and the code of a call that is refused.
    pub async fn refused(&self, method: Method, path: &str, body: &impl Serialize) -> (StatusCode, Code) {
        let response = self.send(method, path, Some(body)).await;
        let status = response.status();
        let failure: Failure = response.json().await.expect("a failure");
        (status, failure.code)
    }

    pub async fn sync(&self, cursor: Option<&str>, changes: &[Change]) -> SyncReply {
        self.ok(Method::POST, "/v1/sync", &self.push(cursor, changes)).await
    }

    pub fn push(&self, cursor: Option<&str>, changes: &[Change]) -> SyncRequest {
        SyncRequest { desk: self.desk.clone(), cursor: cursor.map(Into::into), changes: changes.to_vec() }
    }

    /// The live lines of the main cart, as this desk gets them from nothing.
    pub async fn cart(&self) -> Vec<Line> {
        let reply = self.sync(None, &[]).await;
        let lines = reply.rows.into_iter().filter_map(|row| match row {
            contract::sync::Row::CartLine { line, .. } => Some(line),
            _ => None,
        });
        lines.collect()
    }

    pub async fn quote(&self, lines: Vec<AskedLine>) -> Quote {
        self.ok(Method::POST, "/v1/quotes", &QuoteRequest { lines, ..QuoteRequest::default() }).await
    }

    pub async fn place(&self, id: &CheckoutId, request: &CheckoutRequest) -> Placed {
        self.ok(Method::PUT, &format!("/v1/checkouts/{id}"), request).await
    }

    /// Quotes one service and places its order.
    pub async fn order(&self, service: &Service) -> Placed {
        let quote = self.quote(vec![ask(service, 1)]).await;
        self.place(&checkout_id(), &checkout(&quote)).await
    }

    pub async fn read_order(&self, id: &OrderId) -> Order {
        self.get(&format!("/v1/orders/{id}")).await
    }

    pub async fn attempt(&self, id: &AttemptId) -> Attempt {
        self.get(&format!("/v1/attempts/{id}")).await
    }

    pub async fn reconcile(&self, id: &AttemptId) -> Order {
        self.ok(Method::POST, &format!("/v1/attempts/{id}/reconcile"), &()).await
    }

    /// What a person does on the sandbox's page, without being signed in; the address that follows.
    pub async fn press(&self, attempt: &AttemptId, action: &str, form: &[(&str, &str)]) -> String {
        let page = self.attempt(attempt).await.pay_url.expect("the page is open");
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .http
            .post(format!("{page}{action}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let response = request.send().await.expect("the page answers");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        response.headers()["location"].to_str().expect("an address").to_owned()
    }

    pub async fn pay(&self, attempt: &AttemptId) -> Order {
        self.press(attempt, "", &[("card", "pays")]).await;
        self.reconcile(attempt).await
    }
}

async fn read<T: DeserializeOwned>(response: reqwest::Response) -> T {
    let status = response.status();
    let text = response.text().await.expect("a body");
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn quantity(number: i64) -> Quantity {
    Quantity::new(number).expect("a quantity")
}

pub fn change_id() -> ChangeId {
    ChangeId::new(server::ledger::new_id()).expect("an id")
}

pub fn checkout_id() -> CheckoutId {
    CheckoutId::new(server::ledger::new_id()).expect("an id")
}

pub fn attempt_id() -> AttemptId {
    AttemptId::new(server::ledger::new_id()).expect("an id")
}

pub fn add(service: &Service, number: i64, seen: i64) -> CartChange {
    CartChange::Add {
        cart: CartId::main(),
        service: service.id.clone(),
        choices: service.default_choices(),
        quantity: quantity(number),
        note: String::new(),
        seen_unit_minor: service.price.minor,
        seen,
    }
}

pub fn change(seq: i64, intent: CartChange) -> Change {
    Change::new(change_id(), seq, intent)
}

pub fn ask(service: &Service, number: i64) -> AskedLine {
    AskedLine {
        line: change_id().into(),
        service: service.id.clone(),
        choices: service.default_choices(),
        quantity: quantity(number),
        note: String::new(),
    }
}

pub fn checkout(quote: &Quote) -> CheckoutRequest {
    CheckoutRequest {
        quote: quote.id.clone(),
        quote_hash: quote.hash.clone(),
        cart: CartId::main(),
        contact: Contact { name: "Ada Moss".into(), email: "ada@example.org".into(), phone: String::new() },
        address: None,
        gateway: Gateway::Sandbox,
        locale: "en".into(),
    }
}

/// Hashing takes a while: the tests share one hash of one password.
async fn password_hash() -> String {
    static HASH: Mutex<Option<String>> = Mutex::new(None);
    let known = HASH.lock().expect("no test panics here").clone();
    if let Some(hash) = known {
        return hash;
    }
    let hash = server::passwords::Passwords::default().hash(PASSWORD.into()).await.expect("hashed");
    *HASH.lock().expect("no test panics here") = Some(hash.clone());
    hash
}
