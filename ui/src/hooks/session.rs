//! Who is connected and signed in, for every page.

use std::rc::Rc;

use contract::ipc::Session;
use domain::staff::Role;
use yew::prelude::*;

/// The session as the desk last told it, and how to ask again after changing it.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    pub session: Rc<Session>,
    pub refresh: Callback<()>,
}

impl SessionContext {
    /// Whether the account is one of the provider's staff.
    pub fn is_staff(&self) -> bool {
        self.session.customer.as_ref().is_some_and(|customer| customer.role == Role::Staff)
    }
}

/// The session; pages are drawn only when there is one.
#[hook]
pub fn use_session() -> SessionContext {
    use_context().expect("pages stand inside the session's provider")
}
