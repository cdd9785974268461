//! A shop with its customers, and the gateways around it.

use std::sync::{Arc, Mutex};

use contract::api::{CheckoutRequest, Placed};
use domain::attempt::Gateway;
use domain::{AttemptId, CheckoutId};
use fakepay::{Event, FakePay};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::clock::{MINUTE_US, SECOND_US};

use super::faulty::{Faulty, Plan};
use super::plants::Plant;
use super::{auditor, steps};
use crate::engine::Engine;
use crate::shop::{Person, TestShop};
use crate::two_gateways::with;

/// Customers take turns, so that the declines of one do not make the others wait.
const CUSTOMERS: usize = 8;

pub struct World {
    pub shop: TestShop,
    pub fake: FakePay,
    pub plan: Arc<Mutex<Plan>>,
    customers: Vec<Person>,
    trace: Vec<String>,
}

/// One order on its way.
pub struct Journey {
    pub random: StdRng,
    pub person: Person,
    pub checkout: CheckoutId,
    pub request: CheckoutRequest,
    pub placed: Placed,
    /// All that were made, with their gateways.
    pub attempts: Vec<(AttemptId, Gateway)>,
    /// Told by the gateways, and not heard yet.
    pub events: Vec<Event>,
    /// Somebody changed a payment: nothing that it takes may confirm the order.
    pub tampered: bool,
    /// Some of what the gateways told was thrown away.
    pub deaf: bool,
}

impl World {
    /// Whole seconds, so that the clocks of the shop and the gateways stay together.
    pub fn advance(&self, by_us: i64) {
        let seconds = by_us.div_euclid(SECOND_US) + 1;
        self.shop.clock.advance(seconds * SECOND_US);
        self.fake.advance(seconds);
    }

    pub fn tell(&mut self, what: impl Into<String>) {
        self.trace.push(what.into());
    }
}

impl crate::seeded::World for World {
    type Plant = Plant;

    async fn open(engine: Engine, plant: Option<Plant>) -> Self {
        let fake = FakePay::start().await;
        let plan: Arc<Mutex<Plan>> = Arc::default();
        let shop = TestShop::open_arranged(
            engine,
            |settings| {
                with(settings, &fake);
                settings.high_value_minor = i64::MAX;
            },
            |shop| {
                for gateway in [Gateway::Stripe, Gateway::Paypal] {
                    let inner = shop.gateways.client(gateway).expect("it has keys");
                    let asked = Mutex::default();
                    let faulty = Faulty { inner, gateway, plan: plan.clone(), plant, asked };
                    shop.gateways = shop.gateways.with(gateway, Arc::new(faulty));
                }
            },
        )
        .await;
        if plant == Some(Plant::IndexDropped) {
            let drop = |tx: &mut server::db::Tx<'_>| Ok(tx.execute("DROP INDEX one_live_attempt", &[])?);
            shop.shop.db.write(drop).await.expect("dropped");
        }
        // Enough for every schedule, so that each order holds places and none is refused.
        let limit = "UPDATE services SET capacity_per_day = 1000";
        shop.shop.db.write(move |tx| Ok(tx.execute(limit, &[])?)).await.expect("limited");
        let mut customers = Vec::new();
        for n in 0..CUSTOMERS {
            customers.push(shop.customer(&format!("customer{n}")).await);
        }
        Self { shop, fake, plan, customers, trace: Vec::new() }
    }

    async fn run(&mut self, seed: u64) -> Result<(), String> {
        self.trace.clear();
        *self.plan.lock().expect("no panic") = Plan::default();
        self.fake.heal();
        self.fake.take_events();
        let mut random = StdRng::seed_from_u64(seed);
        let person = self.customers[usize::try_from(seed).unwrap_or(0) % CUSTOMERS].clone();
        let mut journey = steps::begin(self, &mut random, person).await;
        for _ in 0..journey.random.random_range(4..24) {
            steps::step(self, &mut journey).await?;
        }
        steps::quiet_down(self, &mut journey).await?;
        auditor::audit(self, &journey).await?;
        // The next one meets another time of the day, and nobody waits for declines of the last one.
        self.advance(60 * MINUTE_US);
        Ok(())
    }

    fn trace(&self) -> String {
        self.trace.join("\n")
    }

    async fn close(self) {
        self.shop.close().await;
    }
}
