//! The pages: they ask the desk, and lay out what it says.

mod browse;
mod buy;
mod cart;
mod cart_line;
mod checkout;
mod checkout_address;
mod checkout_forms;
mod checkout_moved;
mod checkout_review;
mod checkout_typed;
mod checkout_wishes;
mod confirmation;
mod connect;
mod doorstep;
mod frame;
mod keys;
mod news;
mod order;
mod order_actions;
mod order_change;
mod orders;
mod orders_export;
mod orders_filters;
mod orders_wish;
mod other_ways;
mod palette;
mod pay;
mod pay_phase;
mod rail;
mod receipt;
mod service;
mod settings;
mod sign_in;
mod sign_out;
mod staff;
mod sync;
mod unsent;

pub use connect::ConnectPage;
pub use frame::Frame;
pub use sign_in::SignInPage;

/// Forgets where one was last on every page: somebody else may come.
pub fn forget_places() {
    browse::forget_place();
    orders::forget_place();
}
