//! What pages lean on: queries that keep themselves fresh, actions, and the small contexts.

mod act;
mod clock;
mod news;
mod pages;
mod preferences;
mod query;
mod session;
mod toasts;

pub use act::{Act, send, use_act};
pub use clock::use_interval;
pub use news::use_news;
pub use pages::{Pages, use_pages};
pub use preferences::{PreferencesContext, use_appearance, use_preferences};
pub use query::{Query, use_query};
pub use session::{SessionContext, use_session};
pub use toasts::{Toast, ToastAction, Toaster, use_toaster, use_toasts};
