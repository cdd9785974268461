//! Where one can be in the window. Hash routes: the window has no server that could answer paths.

use domain::cart::Line;
use domain::{AttemptId, CategoryId, OrderId, ServiceId};
use yew_router::prelude::*;

#[derive(Debug, Clone, PartialEq, Routable)]
pub enum Route {
    #[at("/")]
    Browse,
    #[at("/category/:category")]
    Category { category: String },
    #[at("/service/:service")]
    Service { service: String },
    /// Choosing again for a line of the cart.
    #[at("/service/:service/instead/:line")]
    ChooseAgain { service: String, line: String },
    #[at("/cart")]
    Cart,
    #[at("/checkout")]
    Checkout,
    #[at("/pay/:order/:attempt")]
    Pay { order: String, attempt: String },
    #[at("/confirmation/:order")]
    Confirmation { order: String },
    #[at("/orders")]
    Orders,
    #[at("/orders/:order")]
    Order { order: String },
    #[at("/news")]
    News,
    #[at("/sync")]
    Sync,
    #[at("/settings")]
    Settings,
    #[at("/sign-in")]
    SignIn,
    #[at("/staff")]
    Staff,
    #[at("/staff/orders/:order")]
    StaffOrder { order: String },
    #[at("/staff/reviews")]
    StaffReviews,
    #[at("/staff/coupons")]
    StaffCoupons,
    #[at("/staff/calendar")]
    StaffCalendar,
    #[at("/staff/catalogue")]
    StaffCatalogue,
    #[at("/staff/catalogue/:service")]
    StaffService { service: String },
    #[at("/staff/import")]
    StaffImport,
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    pub fn category(id: &CategoryId) -> Self {
        Self::Category { category: id.to_string() }
    }

    pub fn service(id: &ServiceId) -> Self {
        Self::Service { service: id.to_string() }
    }

    pub fn choose_again(line: &Line) -> Self {
        Self::ChooseAgain { service: line.service.to_string(), line: line.id.to_string() }
    }

    pub fn order(id: &OrderId) -> Self {
        Self::Order { order: id.to_string() }
    }

    pub fn confirmation(id: &OrderId) -> Self {
        Self::Confirmation { order: id.to_string() }
    }

    pub fn pay(order: &OrderId, attempt: &AttemptId) -> Self {
        Self::Pay { order: order.to_string(), attempt: attempt.to_string() }
    }

    pub fn staff_order(id: &OrderId) -> Self {
        Self::StaffOrder { order: id.to_string() }
    }

    pub fn staff_service(id: &ServiceId) -> Self {
        Self::StaffService { service: id.to_string() }
    }

    /// The entry of the rail that this place belongs to.
    pub fn section(&self) -> Section {
        match self {
            Self::Browse | Self::Category { .. } | Self::Service { .. } | Self::NotFound => Section::Browse,
            Self::ChooseAgain { .. } | Self::Cart | Self::Checkout => Section::Cart,
            Self::Pay { .. } | Self::Confirmation { .. } | Self::Orders | Self::Order { .. } => {
                Section::Orders
            }
            Self::Settings | Self::SignIn => Section::Settings,
            Self::News => Section::News,
            Self::Sync => Section::Sync,
            Self::Staff
            | Self::StaffOrder { .. }
            | Self::StaffReviews
            | Self::StaffCoupons
            | Self::StaffCalendar
            | Self::StaffCatalogue
            | Self::StaffService { .. }
            | Self::StaffImport => Section::Staff,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Browse,
    Cart,
    Orders,
    News,
    Settings,
    Sync,
    /// Only for staff.
    Staff,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_can_be_written_as_an_address_and_read_back() {
        let order = OrderId::new("o-1").expect("an id");
        let attempt = AttemptId::new("a-1").expect("an id");
        for route in [
            Route::Browse,
            Route::category(&CategoryId::new("garden").expect("an id")),
            Route::service(&ServiceId::new("s-1").expect("an id")),
            Route::ChooseAgain { service: "s-1".into(), line: "l-1".into() },
            Route::Cart,
            Route::Checkout,
            Route::pay(&order, &attempt),
            Route::confirmation(&order),
            Route::Orders,
            Route::order(&order),
            Route::News,
            Route::Sync,
            Route::Settings,
            Route::SignIn,
            Route::Staff,
            Route::staff_order(&order),
            Route::StaffReviews,
            Route::StaffCoupons,
            Route::StaffCalendar,
            Route::StaffCatalogue,
            Route::staff_service(&ServiceId::new("s-1").expect("an id")),
            Route::StaffImport,
        ] {
            assert_eq!(Route::recognize(&route.to_path()), Some(route));
        }
    }

    #[test]
    fn an_unknown_address_is_not_found() {
        assert_eq!(Route::recognize("/nowhere/at/all"), Some(Route::NotFound));
    }
}
