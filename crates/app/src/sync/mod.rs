//! The engine that keeps desk and server alike. It looks into the stores for what is to do, so a wake-up that gets
//! lost costs only time.

pub mod address;
mod ask;
mod backoff;
mod catalogue;
mod checkouts;
mod http;
mod listen;
mod push_pull;
mod receive;
mod running;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::ipc::Connection;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub(crate) use ask::insist;
pub use checkouts::Waits;
pub use http::{CallError, Http, Server};

/// The state of the engine; what is to do is in the stores.
pub struct Engine {
    connection: Mutex<Connection>,
    last_sync_us: Mutex<Option<i64>>,
    /// Something was recorded that wants to be sent.
    work: Notify,
    /// The person, or a new connection, wants it now.
    poke: Notify,
    /// The same, for the catalogue.
    poke_catalogue: Notify,
    /// The same, for whoever listens.
    poke_listener: Notify,
    /// The catalogue of the server is not the one that is here.
    catalogue: Notify,
    /// Round trips are made one after the other.
    round: tokio::sync::Mutex<()>,
    /// Checkouts are sent one after the other. Shared, because it is held until the answer is stored, even if nobody
    /// waits for that any more.
    checkout: Arc<tokio::sync::Mutex<()>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            connection: Mutex::new(Connection::Unknown),
            last_sync_us: Mutex::default(),
            work: Notify::new(),
            poke: Notify::new(),
            poke_catalogue: Notify::new(),
            poke_listener: Notify::new(),
            catalogue: Notify::new(),
            round: tokio::sync::Mutex::default(),
            checkout: Arc::default(),
            tasks: Mutex::default(),
        }
    }
}

impl Engine {
    pub fn has_work(&self) {
        self.work.notify_one();
    }

    /// Tries at once, even where the next try was put off.
    pub fn try_now(&self) {
        self.poke.notify_one();
        self.poke_catalogue.notify_one();
        self.poke_listener.notify_one();
    }

    pub fn connection(&self) -> Connection {
        *lock(&self.connection)
    }

    /// Replies whether it is another one than before.
    pub fn set_connection(&self, now: Connection) -> bool {
        std::mem::replace(&mut *lock(&self.connection), now) != now
    }

    pub fn last_sync_us(&self) -> Option<i64> {
        *lock(&self.last_sync_us)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
