//! A shop with two posts, as two servers have them, and the mail server that both send to.

use contract::api::EventKind;
use domain::OrderId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::ledger::outbox::Claimed;
use server::post::Post;

use super::plants::Plant;
use super::{auditor, steps};
use crate::engine::Engine;
use crate::mail_server::MailServer;
use crate::mail_shop::MailShop;

pub struct World {
    pub shop: MailShop,
    pub server: MailServer,
    pub posts: [Post; 2],
    pub plant: Option<Plant>,
    /// Handed to everything; it never goes back.
    pub now_us: i64,
    runs: u64,
    trace: Vec<String>,
}

/// One order with its mails.
pub struct Journey {
    pub random: StdRng,
    pub order: OrderId,
    /// Events that were committed.
    pub happened: Vec<EventKind>,
    /// What each server has claimed and not settled, and when.
    pub claimed: [Option<(Claimed, i64)>; 2],
    /// Message-IDs of mails that were taken while nobody heard of it, one for each time.
    pub unheard: Vec<String>,
    /// How many mails the mail server had taken before.
    pub taken_before: usize,
}

impl World {
    pub fn advance(&mut self, by_us: i64) {
        self.now_us += by_us;
    }

    pub fn tell(&mut self, what: impl Into<String>) {
        self.trace.push(what.into());
    }
}

impl crate::seeded::World for World {
    type Plant = Plant;

    async fn open(engine: Engine, plant: Option<Plant>) -> Self {
        let server = MailServer::start().await;
        let shop = MailShop::open(engine, |settings| {
            settings.mail.smtp_url = Some(server.url.clone());
            settings.mail.staff = Some("staff@mail.example".parse().expect("an address"));
        })
        .await;
        let posts = [shop.post(), shop.second_post().await];
        let now_us = shop.clock.now_us();
        Self { shop, server, posts, plant, now_us, runs: 0, trace: Vec::new() }
    }

    async fn run(&mut self, seed: u64) -> Result<(), String> {
        self.trace.clear();
        self.server.heal();
        self.runs += 1;
        let order = self.shop.order(&format!("P-{}", self.runs), "awaiting_payment", "en").await;
        let mut journey = Journey {
            random: StdRng::seed_from_u64(seed),
            order,
            happened: Vec::new(),
            claimed: [None, None],
            unheard: Vec::new(),
            taken_before: self.server.taken().len(),
        };
        steps::happen(self, &mut journey).await;
        for _ in 0..journey.random.random_range(3..10) {
            steps::step(self, &mut journey).await;
        }
        steps::quiet_down(self, &mut journey).await?;
        auditor::audit(self, &journey).await
    }

    fn trace(&self) -> String {
        self.trace.join("\n")
    }

    async fn close(self) {
        drop(self.posts);
        self.shop.close().await;
    }
}
