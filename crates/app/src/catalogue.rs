//! Browsing: categories, search, one service.

use std::collections::HashMap;
use std::sync::Arc;

use contract::ipc::{
    CategoryCount, ListCategories, SearchServices, ServiceCard, ServicePage, ServiceView, ShowService,
};
use contract::{Code, Failure};
use domain::calendar::Start;
use domain::promise;
use domain::service::{Category, Service};
use domain::{CartId, CategoryId, ServiceId};

use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::{StoreError, cart, search, services};

/// Cards in one page of a list.
const CARDS_PER_PAGE: u32 = 100;
/// The icon of a category that is not known (any more).
const PARCEL: &str = "package";

impl Desk {
    pub async fn categories(&self, _: ListCategories) -> Result<Vec<CategoryCount>, Failure> {
        let desk = self.clone();
        blocking(move || Ok(desk.inner.catalogue.categories()?.to_vec())).await
    }

    pub async fn search_services(&self, call: SearchServices) -> Result<ServicePage, Failure> {
        let desk = self.clone();
        blocking(move || desk.find(&call)).await
    }

    pub async fn service(&self, call: ShowService) -> Result<ServiceView, Failure> {
        let desk = self.clone();
        blocking(move || {
            let service =
                desk.inner.catalogue.read(|tx| services::get(tx, &call.id))?.ok_or_else(not_found)?;
            let category = desk.category(&service.category)?;
            let calendar = desk.inner.catalogue.calendar()?;
            let promise = promise::window(service.delivery, service.lead, calendar.start(clock::now_us()));
            let in_cart = desk.in_cart()?.get(&service.id).copied().unwrap_or_default();
            Ok(ServiceView { service, category, promise, in_cart })
        })
        .await
    }

    /// The icon of a category.
    pub(crate) fn icons(&self) -> Result<Icons, StoreError> {
        Ok(Icons(self.inner.catalogue.categories()?))
    }

    /// The name of a service for people; empty when it is not in the catalogue.
    pub(crate) fn service_name(&self, id: &ServiceId) -> String {
        let found = self.inner.catalogue.read(|tx| services::get(tx, id));
        found.ok().flatten().map(|service| service.name).unwrap_or_default()
    }

    fn find(&self, call: &SearchServices) -> Result<ServicePage, StoreError> {
        let limit = call.limit.min(CARDS_PER_PAGE);
        let category = call.category.as_ref();
        let on_sale = self.on_sale(category)?;
        let (total, found) = self.inner.catalogue.read(|tx| {
            let (total, rows) = match search::matches(tx, &call.text, category)? {
                None => (on_sale, search::listed(tx, category, call.offset, limit)?),
                Some(matches) => {
                    let total = u32::try_from(matches.len()).unwrap_or(u32::MAX);
                    let page = matches.into_iter().skip(call.offset as usize).take(limit as usize);
                    (total, page.collect())
                }
            };
            let mut found = Vec::with_capacity(rows.len());
            for n in rows {
                found.extend(services::by_row(tx, n)?);
            }
            Ok((total, found))
        })?;
        let icons = self.icons()?;
        let in_cart = self.in_cart()?;
        let calendar = self.inner.catalogue.calendar()?;
        let start = calendar.start(clock::now_us());
        let services = found.into_iter().map(|service| card(service, &icons, &in_cart, start)).collect();
        Ok(ServicePage { total, offset: call.offset, services })
    }

    fn on_sale(&self, category: Option<&CategoryId>) -> Result<u32, StoreError> {
        let counts = self.inner.catalogue.categories()?;
        let wanted = counts.iter().filter(|count| category.is_none_or(|id| &count.category.id == id));
        Ok(wanted.map(|count| count.services).sum())
    }

    fn category(&self, id: &CategoryId) -> Result<Category, StoreError> {
        let counts = self.inner.catalogue.categories()?;
        let known = counts.iter().find(|count| &count.category.id == id);
        Ok(known.map_or_else(
            || Category { id: id.clone(), name: String::new(), icon: PARCEL.into() },
            |count| count.category.clone(),
        ))
    }

    /// Units in the cart by service.
    fn in_cart(&self) -> Result<HashMap<ServiceId, i64>, StoreError> {
        let Some(account) = self.open_account() else { return Ok(HashMap::new()) };
        let seen = account.store.read(|tx| cart::seen(tx, &CartId::main()))?;
        let mut units = HashMap::new();
        for line in seen.cart.lines {
            *units.entry(line.service).or_default() += line.quantity.get();
        }
        Ok(units)
    }
}

pub(crate) struct Icons(Arc<Vec<CategoryCount>>);

impl Icons {
    pub fn of(&self, category: &CategoryId) -> String {
        let known = self.0.iter().find(|count| &count.category.id == category);
        known.map_or_else(|| PARCEL.into(), |count| count.category.icon.clone())
    }

    pub fn of_service(&self, service: Option<&Service>) -> String {
        service.map_or_else(|| PARCEL.into(), |service| self.of(&service.category))
    }
}

fn card(service: Service, icons: &Icons, in_cart: &HashMap<ServiceId, i64>, start: Start<'_>) -> ServiceCard {
    let price = service.unit_price(&service.default_choices()).unwrap_or(service.price);
    let costs_more = |group: &domain::service::OptionGroup| {
        let first = group.choices.first().map_or(0, |choice| choice.surcharge_minor);
        group.choices.iter().any(|choice| choice.surcharge_minor > first)
    };
    ServiceCard {
        price,
        price_from: service.options.iter().any(costs_more),
        icon: icons.of(&service.category),
        promise: promise::window(service.delivery, service.lead, start),
        in_cart: in_cart.get(&service.id).copied().unwrap_or_default(),
        id: service.id,
        name: service.name,
        summary: service.summary,
        category: service.category,
        delivery: service.delivery,
    }
}

fn not_found() -> StoreError {
    StoreError::Refused(Code::NotFound.into())
}
