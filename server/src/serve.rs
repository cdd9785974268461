//! Listens, serves, and stops gracefully: what was begun is finished, for a while.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

use crate::config::Settings;
use crate::router::router;
use crate::state::Shop;
use crate::{door, jobs};

/// Connections at the same time; more wait in the system's queue.
const CONNECTIONS: usize = 1_024;
/// How long a client may take to send the head of a request, and rest before it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest head of a request.
const HEAD_BYTES: usize = 32 * 1024;
/// How long requests and jobs may go on after the server was asked to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// The limits that a story may want to meet sooner.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub connections: usize,
    pub head: Duration,
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: CONNECTIONS, head: HEAD_TIMEOUT, stop: STOP_TIMEOUT }
    }
}

/// Serves until `stop` is done, then finishes what was begun.
pub async fn serve_on(listener: TcpListener, shop: Shop, stop: impl Future<Output = ()>) {
    serve_within(Limits::default(), listener, shop, stop).await;
}

/// The same with other limits.
pub async fn serve_within(limits: Limits, listener: TcpListener, shop: Shop, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let jobs = jobs::start(&shop, &stopped);
    let server = Server {
        settings: shop.settings.clone(),
        router: router(shop),
        limits,
        connections: GracefulShutdown::new(),
    };
    let places = Arc::new(Semaphore::new(limits.connections));
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
            Ok((stream, from)) => server.connect(stream, from, place.ok()),
            Err(error) => {
                // Out of file handles, most likely: give others time to close theirs.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    stopping.send(true).ok();
    let finished = async { tokio::join!(server.connections.shutdown(), jobs.finished()) };
    if tokio::time::timeout(limits.stop, finished).await.is_err() {
        tracing::warn!("some requests or jobs were cut off");
    }
}

struct Server {
    settings: Arc<Settings>,
    router: Router,
    limits: Limits,
    connections: GracefulShutdown,
}

impl Server {
    fn connect(&self, stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>) {
        // Without this, small replies wait for the client's acknowledgement.
        stream.set_nodelay(true).ok();
        let (router, settings) = (self.router.clone(), self.settings.clone());
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            let caller = door::caller(peer.ip(), request.headers(), &settings.trusted_proxies);
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(caller, peer.port())));
            router.clone().oneshot(request)
        });
        // HTTP/1 is what desks and proxies speak here, and its timer also ends connections that say nothing at all.
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let connection = self.connections.watch(connection);
        tokio::spawn(async move {
            // A client that went away is no news.
            connection.await.ok();
            drop(place);
        });
    }
}
