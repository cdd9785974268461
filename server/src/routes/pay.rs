//! Where a gateway sends people back to, when they paid in their own browser. What counts is the gateway's answer.

use axum::extract::State;
use axum::response::Response;
use domain::AttemptId;

use crate::body::Id;
use crate::error::Error;
use crate::html::page;
use crate::payments;
use crate::state::Shop;

/// After paying, or trying to.
pub async fn back(State(shop): State<Shop>, Id(id): Id<AttemptId>) -> Response {
    look(&shop, &id).await;
    page(
        "Back to Pannier",
        "<main><h1>You can go back to Pannier</h1><p>Your order is shown there as soon as the \
         payment is confirmed. You can close this page.</p></main>",
    )
}

/// After giving up.
pub async fn cancelled(State(shop): State<Shop>, Id(id): Id<AttemptId>) -> Response {
    look(&shop, &id).await;
    // Somebody may have paid before giving up; an address proves nothing.
    page(
        "Back to Pannier",
        "<main><h1>You can go back to Pannier</h1><p>You can close this page; Pannier shows where the \
         order stands.</p></main>",
    )
}

/// The page says the same whether the attempt exists or not, so that a stranger learns nothing.
async fn look(shop: &Shop, id: &AttemptId) {
    match payments::reconcile(shop, id).await {
        Ok(()) | Err(Error::Refused(_)) => {}
        Err(error) => {
            error.into_failure();
        }
    }
}
