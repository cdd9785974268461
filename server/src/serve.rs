//! Listens, serves, and stops gracefully: what was begun is finished, for a while.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::jobs;
use crate::router::router;
use crate::state::Shop;

/// Connections at the same time; more wait in the system's queue.
const CONNECTIONS: usize = 1_024;
/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest head of a request.
const HEAD_BYTES: usize = 32 * 1024;
/// How long requests may go on after the server was asked to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves until `stop` is done, then finishes what was begun.
pub async fn serve_on(listener: TcpListener, shop: Shop, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let jobs = jobs::start(&shop, &stopped);
    let router = router(shop);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, from)) => connect(stream, from, &router, &connections, place.ok()),
            Err(error) => {
                // Out of file handles, most likely: give others time to close theirs.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    stopping.send(true).ok();
    if tokio::time::timeout(STOP_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    jobs.finished().await;
}

fn connect(
    stream: TcpStream,
    from: SocketAddr,
    router: &Router,
    connections: &GracefulShutdown,
    place: Option<tokio::sync::OwnedSemaphorePermit>,
) {
    // Without this, small replies wait for the client's acknowledgement.
    stream.set_nodelay(true).ok();
    let router = router.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().oneshot(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(HEAD_BYTES);
    builder.http2().timer(TokioTimer::new()).max_header_list_size(HEAD_BYTES as u32);
    let connection = connections.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
    tokio::spawn(async move {
        // A client that went away is no news.
        connection.await.ok();
        drop(place);
    });
}
