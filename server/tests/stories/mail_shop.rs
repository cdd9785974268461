//! A shop that nobody serves, with orders that have no history but what a story records: mails leave by hand.

use contract::api::{Actor, EventKind, OrderEvent};
use domain::{CustomerId, OrderId};
use server::clock::Clock;
use server::config::Settings;
use server::db::{DatabaseSettings, Tx};
use server::error::Error;
use server::ledger::mails::{self, Mail};
use server::ledger::{new_id, timeline};
use server::mail::samples;
use server::params;
use server::post::Post;
use server::state::Shop;

use crate::engine::{Engine, FreshDatabase};

pub struct MailShop {
    pub shop: Shop,
    pub clock: Clock,
    pub customer: CustomerId,
    settings: Settings,
    database: Option<FreshDatabase>,
    _folder: tempfile::TempDir,
}

impl MailShop {
    pub async fn open(engine: Engine, tune: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (place, database) = match engine {
            Engine::Sqlite => (DatabaseSettings::Sqlite(folder.path().join("shop.db")), None),
            Engine::Postgres => {
                let fresh = FreshDatabase::create().await;
                (DatabaseSettings::Postgres(fresh.url.clone()), Some(fresh))
            }
        };
        let mut settings = Settings::load(None, |_| None).expect("the defaults are right");
        settings.database = place;
        settings.mail.folder = folder.path().join("mail");
        tune(&mut settings);
        let clock = Clock::default();
        let shop = Shop::open(settings.clone(), "http://unserved", clock.clone()).await.expect("it opens");
        let customer = CustomerId::new(new_id()).expect("an id");
        let id = customer.clone();
        let add = move |tx: &mut Tx<'_>| {
            let sql = "INSERT INTO customers (id, email, name, password_hash, role, locale, created_us) \
                       VALUES (?1, 'zoe@example.org', 'Zoë Åkesson', '', 'customer', 'en', 0)";
            Ok(tx.execute(sql, params![&id])?)
        };
        shop.db.write(add).await.expect("written");
        Self { shop, clock, customer, settings, database, _folder: folder }
    }

    pub fn post(&self) -> Post {
        Post::open(self.shop.clone()).expect("the settings are right")
    }

    /// The post of another server with the same database.
    pub async fn second_post(&self) -> Post {
        let shop = Shop::open(self.settings.clone(), "http://unserved", self.clock.clone()).await;
        Post::open(shop.expect("it opens")).expect("the settings are right")
    }

    /// The sample's order under another number, in a state, for readers of a language.
    pub async fn order(&self, number: &str, state: &'static str, locale: &'static str) -> OrderId {
        let id = OrderId::new(new_id()).expect("an id");
        let (new, number, customer) = (id.clone(), number.to_owned(), self.customer.clone());
        let at_us = self.clock.now_us();
        let insert = move |tx: &mut Tx<'_>| insert(tx, &new, &number, &customer, (state, locale), at_us);
        self.shop.db.write(insert).await.expect("written");
        id
    }

    pub async fn record(&self, order: &OrderId, kind: EventKind) {
        self.record_at(order, kind, self.clock.now_us()).await;
    }

    pub async fn record_at(&self, order: &OrderId, kind: EventKind, at_us: i64) {
        let order = order.clone();
        let event = OrderEvent::new(at_us, Actor::System, kind);
        self.shop.db.write(move |tx| timeline::record(tx, &order, &event)).await.expect("recorded");
    }

    /// Sends what is due.
    pub async fn send(&self) {
        let post = self.post();
        while post.send_next().await.expect("the database works") {}
    }

    pub async fn mails(&self, order: &OrderId) -> Vec<Mail> {
        let order = order.clone();
        self.shop.db.read(move |tx| mails::of_order(tx, &order)).await.expect("read")
    }

    /// Kinds and states, oldest first.
    pub async fn states(&self, order: &OrderId) -> Vec<(String, String)> {
        self.mails(order).await.into_iter().map(|mail| (mail.kind, mail.state)).collect()
    }

    pub async fn write<T: Send + 'static>(
        &self,
        use_case: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    ) -> T {
        self.shop.db.write(use_case).await.expect("written")
    }

    pub async fn close(self) {
        let Self { shop, database, _folder, .. } = self;
        drop(shop);
        if let Some(database) = database {
            database.drop_it().await;
        }
    }
}

pub fn insert(
    tx: &mut Tx<'_>,
    id: &OrderId,
    number: &str,
    customer: &CustomerId,
    (state, locale): (&str, &str),
    at_us: i64,
) -> Result<(), Error> {
    let order = samples::order();
    let json = |value: serde_json::Result<String>| value.expect("it can be written");
    let sql = "INSERT INTO orders (id, number, customer_id, checkout_id, quote_id, state, locale, contact, \
               lines, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, \
               promise_earliest, promise_latest, placed_us, ver) \
               VALUES (?1, ?2, ?3, ?1, '', ?4, ?5, ?6, ?7, 'EUR', ?8, 0, ?9, ?10, ?11, ?12, ?13, ?14, 1)";
    let totals = order.totals;
    let params = params![
        id,
        number,
        customer,
        state,
        locale,
        json(serde_json::to_string(&order.contact)),
        json(serde_json::to_string(&order.lines)),
        totals.subtotal.minor,
        totals.shipping.minor,
        totals.tax.minor,
        totals.total.minor,
        order.promise.earliest.to_string(),
        order.promise.latest.to_string(),
        at_us
    ];
    Ok(tx.execute(sql, params)?)
}
