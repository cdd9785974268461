//! Stories of the server: the real one, on port 0, on SQLite, and on PostgreSQL where `PANNIER_TEST_POSTGRES` names a
//! maintenance database.

mod catalogue;
mod checkout;
mod currencies;
mod database;
mod disputes;
mod door;
mod engine;
mod gateways;
mod input;
mod odd_gateway;
mod outbox;
mod payment;
mod pricing;
mod refunds;
mod regressions;
mod requests;
mod risk;
mod roles;
mod schedules;
mod shop;
mod slow_gateways;
mod sync;
mod terminal;
mod two_gateways;
mod velocity;
