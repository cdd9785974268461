//! Wake-ups: a stream of server-sent events that say when to sync, and nothing else.

use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use contract::api::{POKE_EVENT, Poke};
use contract::{Code, Failure};
use futures::{Stream, StreamExt, stream};

use crate::auth::Signed;
use crate::error::Error;
use crate::ledger::news;
use crate::pokes::Listener;
use crate::state::Shop;

/// A line that says nothing for longer than a few of these is dead.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// A stream ends after this, so that whoever was signed out meanwhile has to show a token again.
const STREAM_ENDS: Duration = Duration::from_secs(15 * 60);

/// Pokes for as long as the desk listens; the first one comes at once, with where everything stands. A comment every
/// 20 seconds shows that the line is alive.
#[utoipa::path(get, path = "/v1/events", tag = "desk", security(("token" = [])), responses(
    (status = 200, content_type = "text/event-stream", body = Poke),
    (status = 401, body = Failure),
    (status = 503, body = Failure, description = "busy: poll instead, and try again later")
))]
pub async fn events(State(shop): State<Shop>, signed: Signed) -> Result<impl IntoResponse, Error> {
    // In this order: what happens in between is told.
    let mut listener = shop.pokes.listen(&signed.customer, signed.role)?;
    let customer = signed.customer.clone();
    let mut pokes = shop.db.read(move |tx| news::of(tx, &[(signed.customer.clone(), signed.role)])).await?;
    let now = pokes.remove(&customer).ok_or(Code::SignedOut)?;
    listener.knows(now.clone());
    Ok(Sse::new(stream_of(now, listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn stream_of(now: Poke, listener: Listener) -> impl Stream<Item = Result<Event, axum::Error>> {
    let event = |poke: Poke| Event::default().event(POKE_EVENT).json_data(poke);
    let later = stream::unfold(listener, move |mut listener| async move {
        let poke = listener.poked().await?;
        Some((event(poke), listener))
    });
    stream::once(async move { event(now) }).chain(later).take_until(tokio::time::sleep(STREAM_ENDS))
}
