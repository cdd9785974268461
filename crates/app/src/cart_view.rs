//! The cart for the screen: lines with names, prices, promises and problems, and an estimate of the whole.

use std::collections::HashMap;
use std::sync::Arc;

use contract::ipc::{CartLineView, CartView};
use domain::calendar::{Calendar, Start};
use domain::cart::Line;
use domain::promise;
use domain::quote::{AskedLine, CannotPrice, LineReason, Terms, price};
use domain::service::{Choices, Service};
use domain::{CartId, Money, ServiceId};

use crate::account::Account;
use crate::catalogue::Icons;
use crate::clock;
use crate::desk::Desk;
use crate::store::cart::SeenCart;
use crate::store::{StoreError, cart, services};

/// What a cart is shown with.
pub(crate) struct Shelf {
    services: HashMap<ServiceId, Service>,
    /// The whole catalogue is here: a service that is not in it does not exist.
    complete: bool,
    terms: Terms,
    calendar: Arc<Calendar>,
    now_us: i64,
}

impl Desk {
    pub(crate) fn view_of(&self, account: &Account) -> Result<CartView, StoreError> {
        let seen = account.store.read(|tx| cart::seen(tx, &CartId::main()))?;
        self.view_as_seen(account, &seen)
    }

    /// The same for a cart that was read before.
    pub(crate) fn view_as_seen(&self, account: &Account, seen: &SeenCart) -> Result<CartView, StoreError> {
        let shelf = self.shelf_for(seen)?;
        let mut view = view(seen, &shelf, &self.icons()?);
        view.undo = account.undo().label();
        Ok(view)
    }

    pub(crate) fn shelf_for(&self, seen: &SeenCart) -> Result<Shelf, StoreError> {
        self.shelf_of(seen.cart.lines.iter().map(|line| &line.service))
    }

    pub(crate) fn shelf_of<'a>(
        &self,
        wanted: impl IntoIterator<Item = &'a ServiceId>,
    ) -> Result<Shelf, StoreError> {
        let wanted: Vec<&ServiceId> = wanted.into_iter().collect();
        let (services, progress) = self.inner.catalogue.read(|tx| {
            let mut found = HashMap::new();
            for id in &wanted {
                if !found.contains_key(*id)
                    && let Some(service) = services::get(tx, id)?
                {
                    found.insert((*id).clone(), service);
                }
            }
            Ok((found, services::progress(tx)?))
        })?;
        Ok(Shelf {
            services,
            complete: progress.counts.complete,
            terms: self.terms(),
            calendar: self.inner.catalogue.calendar()?,
            now_us: clock::now_us(),
        })
    }
}

impl Shelf {
    pub fn needs_address(&self, line: &Line) -> bool {
        self.services.get(&line.service).is_some_and(|service| service.delivery.needs_address())
    }

    /// Where lead times begin.
    fn start(&self) -> Start<'_> {
        self.calendar.start(self.now_us)
    }

    /// The price of a unit; none if it cannot be bought like this.
    pub fn unit(&self, service: &ServiceId, choices: &Choices) -> Option<Money> {
        self.services.get(service)?.unit_price(choices).ok()
    }

    /// The service may be among those that are still to come.
    pub fn awaits(&self, line: &Line) -> bool {
        !self.complete && !self.services.contains_key(&line.service)
    }

    /// Why a line cannot be bought, as far as is known here.
    pub fn problem(&self, line: &Line) -> Option<LineReason> {
        self.problem_of(asked(line))
    }

    /// The same for what may become a line.
    pub fn problem_of(&self, asked: AskedLine) -> Option<LineReason> {
        let asked = [asked];
        match price(&asked, |id| self.services.get(id), self.terms, self.start()) {
            Err(CannotPrice::Lines(problems)) => {
                let reason = problems.first().map(|problem| problem.reason);
                // A catalogue that is still loading does not know all services.
                reason.filter(|reason| *reason != LineReason::UnknownService || self.complete)
            }
            Err(CannotPrice::TotalTooLarge) => Some(LineReason::TooLarge),
            Err(CannotPrice::Empty | CannotPrice::TooManyLines | CannotPrice::ShippingNotThere) | Ok(_) => {
                None
            }
        }
    }
}

/// A line as it is asked to be priced.
pub(crate) fn asked(line: &Line) -> AskedLine {
    AskedLine {
        line: line.id.clone(),
        service: line.service.clone(),
        choices: line.choices.clone(),
        quantity: line.quantity,
        note: line.note.clone(),
    }
}

fn view(seen: &SeenCart, shelf: &Shelf, icons: &Icons) -> CartView {
    let lines: Vec<_> = seen
        .cart
        .lines
        .iter()
        .map(|line| line_view(line, seen.pending.contains(&line.id), shelf, icons))
        .collect();
    let fine = seen.cart.lines.iter().zip(&lines).filter(|(_, view)| view.unit.is_some());
    let asked: Vec<_> = fine.map(|(line, _)| asked(line)).collect();
    let priced = price(&asked, |id| shelf.services.get(id), shelf.terms, shelf.start()).ok();
    CartView {
        estimate: priced.map(|priced| priced.totals),
        promise: promise::together(lines.iter().filter_map(|line| line.promise)),
        count: seen.cart.lines.iter().map(|line| line.quantity.get()).sum(),
        undo: None,
        lines,
    }
}

fn line_view(line: &Line, pending: bool, shelf: &Shelf, icons: &Icons) -> CartLineView {
    let service = shelf.services.get(&line.service);
    let problem = shelf.problem(line);
    let unit = match problem {
        None => service.and_then(|service| service.unit_price(&line.choices).ok()),
        Some(_) => None,
    };
    let was = unit.filter(|unit| unit.minor != line.seen_unit_minor);
    CartLineView {
        name: service.map(|service| service.name.clone()).unwrap_or_default(),
        category: service.map(|service| service.category.clone()),
        icon: icons.of_service(service),
        choice_names: service.map(|service| service.choice_names(&line.choices)).unwrap_or_default(),
        unit,
        total: unit.and_then(|unit| unit.times(line.quantity.get()).ok()),
        was: was.map(|unit| Money::new(line.seen_unit_minor, unit.currency)),
        delivery: service.map(|service| service.delivery),
        promise: unit
            .and(service)
            .map(|service| promise::window(service.delivery, service.lead, shelf.start())),
        problem,
        loading: shelf.awaits(line),
        pending,
        line: line.clone(),
    }
}
