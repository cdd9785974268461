//! The pages: they ask the desk, and lay out what it says.

mod browse;
mod buy;
mod cart;
mod cart_line;
mod checkout;
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
mod order;
mod orders;
mod other_ways;
mod palette;
mod pay;
mod pay_phase;
mod rail;
mod service;
mod settings;
mod sign_in;
mod sign_out;
mod sync;
mod unsent;

pub use browse::forget_place;
pub use connect::ConnectPage;
pub use frame::Frame;
pub use sign_in::SignInPage;
