//! Who is connected and signed in, for every page.

use std::rc::Rc;

use contract::ipc::Session;
use yew::prelude::*;

/// The session as the desk last told it, and how to ask again after changing it.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    pub session: Rc<Session>,
    pub refresh: Callback<()>,
}

/// The session; pages are drawn only when there is one.
#[hook]
pub fn use_session() -> SessionContext {
    use_context().expect("pages stand inside the session's provider")
}
