//! Stories of the server: the real one, on port 0, on SQLite, and on PostgreSQL where `PANNIER_TEST_POSTGRES` names a
//! maintenance database.

mod amending;
mod cancelling;
mod catalogue;
mod checkout;
mod database;
mod door;
mod engine;
mod gateways;
mod input;
mod odd_gateway;
mod outbox;
mod payment;
mod pricing;
mod refunds;
mod requests;
mod risk;
mod roles;
mod schedules;
mod shop;
mod sync;
mod terminal;
mod two_gateways;
