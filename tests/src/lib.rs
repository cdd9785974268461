//! What stories are told with: a shop as real processes, a display without a screen, a desk's real window.

pub mod deadline;
pub mod desk_window;
pub mod display;
pub mod payment_page;
pub mod programs;
pub mod session_bus;
pub mod shop;
pub mod tour;
