//! Stories of the server: the real one, on port 0, on SQLite, and on PostgreSQL where `PANNIER_TEST_POSTGRES` names a
//! maintenance database.

mod addresses;
mod amending;
mod cancelling;
mod capacity;
mod catalogue;
mod checkout;
mod database;
mod door;
mod engine;
mod gateways;
mod input;
mod mail_schedules;
mod mail_server;
mod mail_shop;
mod mails;
mod odd_gateway;
mod outbox;
mod payment;
mod pokes;
mod pricing;
mod promise;
mod refunds;
mod requests;
mod risk;
mod roles;
mod schedules;
mod shop;
mod staff;
mod subscriptions;
mod sync;
mod terminal;
mod two_gateways;
