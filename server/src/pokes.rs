//! Who listens for news. A poke says that something is new for a customer, not what: losing one costs only time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::Code;
use contract::api::Poke;
use domain::CustomerId;
use domain::limits::DESKS_PER_CUSTOMER;
use domain::staff::Role;
use tokio::sync::watch;

/// Desks that listen at the same time. Each holds a connection; more are told to come back, and poll meanwhile.
const LISTENERS: usize = 512;

/// The listeners of one server process.
#[derive(Default)]
pub struct Pokes {
    inner: Arc<Mutex<Listeners>>,
}

#[derive(Default)]
struct Listeners {
    customers: HashMap<CustomerId, Customer>,
    count: usize,
    closed: bool,
}

struct Customer {
    role: Role,
    listeners: usize,
    /// Where everything stands for this customer; None until the first look.
    told: watch::Sender<Option<Poke>>,
}

/// A desk that listens until this is dropped.
pub struct Listener {
    customer: CustomerId,
    heard: watch::Receiver<Option<Poke>>,
    /// What the desk knows already.
    known: Option<Poke>,
    inner: Arc<Mutex<Listeners>>,
}

impl Pokes {
    /// Busy when too many listen already, or the server stops.
    pub fn listen(&self, customer: &CustomerId, role: Role) -> Result<Listener, Code> {
        let mut all = lock(&self.inner);
        let here = all.customers.get(customer).map_or(0, |known| known.listeners);
        if all.closed || all.count >= LISTENERS || here >= DESKS_PER_CUSTOMER {
            return Err(Code::Busy);
        }
        all.count += 1;
        let known = all.customers.entry(customer.clone()).or_insert_with(|| Customer {
            role,
            listeners: 0,
            told: watch::Sender::new(None),
        });
        known.listeners += 1;
        let heard = known.told.subscribe();
        Ok(Listener { customer: customer.clone(), heard, known: None, inner: self.inner.clone() })
    }

    /// Those who listen now, and what they may hear of.
    pub fn listening(&self) -> Vec<(CustomerId, Role)> {
        let all = lock(&self.inner);
        all.customers.iter().map(|(id, known)| (id.clone(), known.role)).collect()
    }

    /// Tells the desks of a customer where everything stands.
    pub fn tell(&self, customer: &CustomerId, poke: Poke) {
        if let Some(known) = lock(&self.inner).customers.get(customer) {
            known.told.send_replace(Some(poke));
        }
    }

    /// Ends all listening: the server stops.
    pub fn close(&self) {
        let mut all = lock(&self.inner);
        all.closed = true;
        all.customers.clear();
    }
}

impl Listener {
    /// The desk knows that much: it need not hear of it.
    pub fn knows(&mut self, poke: Poke) {
        self.known = Some(poke);
    }

    /// Waits for news; none when there will be no more.
    pub async fn poked(&mut self) -> Option<Poke> {
        loop {
            self.heard.changed().await.ok()?;
            let told = self.heard.borrow_and_update().clone();
            if told != self.known {
                self.known.clone_from(&told);
                return told;
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut all = lock(&self.inner);
        all.count = all.count.saturating_sub(1);
        if let Some(known) = all.customers.get_mut(&self.customer) {
            known.listeners = known.listeners.saturating_sub(1);
            if known.listeners == 0 {
                all.customers.remove(&self.customer);
            }
        }
    }
}

fn lock(inner: &Mutex<Listeners>) -> MutexGuard<'_, Listeners> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn anna() -> CustomerId {
        CustomerId::new("anna").expect("an id")
    }

    fn at(ver: i64) -> Poke {
        Poke { cursor: format!("e:{ver}"), catalogue: "e:1".into(), orders_at_us: None }
    }

    #[test]
    fn a_desk_hears_of_what_is_new_once_and_of_nothing_else() {
        let pokes = Pokes::default();
        let mut desk = pokes.listen(&anna(), Role::Customer).expect("room");
        desk.knows(at(1));
        for told in [at(1), at(1)] {
            pokes.tell(&anna(), told);
            assert_eq!(desk.poked().now_or_never(), None);
        }
        pokes.tell(&anna(), at(2));
        assert_eq!(desk.poked().now_or_never(), Some(Some(at(2))));
        assert_eq!(desk.poked().now_or_never(), None);
    }

    #[test]
    fn one_customer_cannot_take_all_places() {
        let pokes = Pokes::default();
        let mut desks: Vec<_> =
            (0..DESKS_PER_CUSTOMER).map(|_| pokes.listen(&anna(), Role::Customer).expect("room")).collect();
        assert_eq!(pokes.listen(&anna(), Role::Customer).err(), Some(Code::Busy));
        desks.pop();
        assert!(pokes.listen(&anna(), Role::Customer).is_ok());
    }

    #[test]
    fn whoever_went_away_is_forgotten() {
        let pokes = Pokes::default();
        drop(pokes.listen(&anna(), Role::Customer));
        assert!(pokes.listening().is_empty());
    }

    #[test]
    fn a_server_that_stops_ends_all_listening() {
        let pokes = Pokes::default();
        let mut desk = pokes.listen(&anna(), Role::Customer).expect("room");
        pokes.close();
        assert_eq!(desk.poked().now_or_never(), Some(None));
        assert!(pokes.listen(&anna(), Role::Customer).is_err());
    }
}
