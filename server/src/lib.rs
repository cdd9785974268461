//! The server of Pannier: the system of record for catalogue, customers, orders, payments and mail.
//!
//! Start at [`router`], the contents page; each route is in `routes/`, what it does to the tables in `ledger/`.

pub mod after_placing;
pub mod auth;
pub mod body;
pub mod catalogue_file;
pub mod cli;
pub mod clock;
pub mod comparison;
pub mod config;
pub mod coupon_draft;
pub mod db;
pub mod deliveries;
pub mod demo;
pub mod door;
pub mod error;
pub mod exports;
pub mod gateways;
pub mod html;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod mail;
pub mod openapi;
pub mod passwords;
pub mod payments;
pub mod pokes;
pub mod post;
pub mod pricing_file;
pub mod recipient;
pub mod refunds;
pub mod router;
pub mod routes;
pub mod serve;
pub mod staff;
pub mod state;
pub mod tries;
pub mod webhooks;
