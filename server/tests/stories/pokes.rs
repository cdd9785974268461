//! Wake-ups: who listens hears that there is something to sync, and nothing about anybody else.

use std::time::Duration;

use contract::api::Poke;
use contract::sync::Change;
use domain::cart::CartChange;
use domain::order::OrderMove;
use domain::staff::Role;
use domain::{CartId, ChangeId, Quantity};
use reqwest::{Method, Response};
use server::ledger::orders;
use server::state::Shop;

use crate::engine::on_both;
use crate::shop::{Person, TestShop};

/// News that have not come after this do not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A stream of pokes.
struct Listening {
    response: Response,
    read: String,
}

async fn listen(person: &Person) -> Listening {
    let response = person.send(Method::GET, "/v1/events", None::<&()>).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Listening { response, read: String::new() }
}

impl Listening {
    /// The next poke; none when the server ended the stream.
    async fn next(&mut self) -> Option<Poke> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let data = event.strip_prefix("event: poke\ndata: ").expect("a poke").to_owned();
                self.read = rest.to_owned();
                return Some(serde_json::from_str(&data).expect("a poke"));
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("news in time");
            self.read += std::str::from_utf8(&chunk.expect("the line holds")?).expect("text");
        }
    }
}

async fn add_to_cart(shop: &TestShop, person: &Person) {
    let service = shop.service("A-1").await;
    let add = CartChange::Add {
        cart: CartId::main(),
        service: service.id.clone(),
        choices: service.default_choices(),
        quantity: Quantity::ONE,
        note: String::new(),
        seen_unit_minor: service.price.minor,
        seen: 0,
    };
    let id = ChangeId::new(server::ledger::new_id()).expect("an id");
    person.sync(None, &[Change::new(id, 1, add)]).await;
}

#[test]
fn another_desk_hears_of_a_change_and_knows_when_it_has_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let here = shop.customer("owner").await;
        let there = shop.sign_in("owner").await;
        let mut listening = listen(&here).await;
        let first = listening.next().await.expect("the first one comes at once");
        assert_eq!(here.sync(None, &[]).await.cursor, first.cursor);
        add_to_cart(&shop, &there).await;
        let poke = listening.next().await.expect("news");
        assert_ne!(poke, first);
        let synced = here.sync(Some(&first.cursor), &[]).await;
        assert_eq!((synced.cursor, synced.catalogue), (poke.cursor, poke.catalogue));
        assert_eq!(poke.orders_at_us, None);
        shop.close().await;
    });
}

#[test]
fn nobody_hears_of_a_stranger_and_staff_hears_of_every_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (owner, stranger) = (shop.customer("owner").await, shop.customer("stranger").await);
        let staff = shop.person("staff", Role::Staff).await;
        let (mut by_stranger, mut by_staff) = (listen(&stranger).await, listen(&staff).await);
        let (first, before) = (by_stranger.next().await, by_staff.next().await.expect("a poke"));
        owner.order(&shop.service("A-1").await).await;
        let poke = by_staff.next().await.expect("news");
        assert!(poke.orders_at_us > before.orders_at_us);
        assert_eq!(poke.cursor, before.cursor, "it is not an order of their own");
        // Whatever the stranger hears next is of the stranger's own doing.
        add_to_cart(&shop, &stranger).await;
        let poke = by_stranger.next().await.expect("news");
        assert_ne!(Some(&poke), first.as_ref());
        assert_eq!(stranger.sync(None, &[]).await.cursor, poke.cursor);
        shop.close().await;
    });
}

#[test]
fn what_another_process_wrote_is_noticed() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let owner = shop.customer("owner").await;
        let placed = owner.order(&shop.service("A-1").await).await;
        let mut listening = listen(&owner).await;
        let first = listening.next().await.expect("a poke");
        let other = Shop::open((*shop.shop.settings).clone(), &shop.url, shop.clock.clone()).await;
        let other = other.expect("the shop opens twice");
        let (id, now_us) = (placed.order, shop.clock.now_us());
        let doubt =
            move |tx: &mut server::db::Tx<'_>| orders::move_by_staff(tx, &id, OrderMove::Doubted, "", now_us);
        other.db.write(doubt).await.expect("written");
        let poke = listening.next().await.expect("news");
        assert_ne!(poke.cursor, first.cursor);
        shop.close().await;
    });
}

#[test]
fn a_server_that_stops_ends_the_streams() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let owner = shop.customer("owner").await;
        let mut listening = listen(&owner).await;
        listening.next().await.expect("a poke");
        let (closed, ended) = tokio::join!(shop.close(), listening.next());
        assert_eq!(((), None), (closed, ended));
    });
}
