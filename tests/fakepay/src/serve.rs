//! Two small servers, one for each gateway, on a thread of their own.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request as HttpRequest, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::deliver;
use crate::exchange::{Answer, Gateway, Reply, Request};
use crate::form::Form;
use crate::world::{Now, World};

/// Nobody sends more to a gateway.
const BODY_BYTES: usize = 1024 * 1024;

pub(crate) type Shared = Arc<Mutex<World>>;

/// The servers; they end when this is dropped.
pub(crate) struct Servers {
    pub world: Shared,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

/// The connection is closed without an answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

impl Servers {
    pub fn start(now: Now) -> io::Result<Self> {
        let (stripe, paypal) = (listener()?, listener()?);
        let base = |listener: &StdListener| Ok::<_, io::Error>(format!("http://{}", listener.local_addr()?));
        let world = World::new(now, base(&stripe)?, base(&paypal)?);
        let happened = world.happened.clone();
        let world: Shared = Arc::new(Mutex::new(world));
        let (stop, stopped) = oneshot::channel::<Infallible>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = world.clone();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    _ = accept(stripe, Gateway::Stripe, shared.clone()) => {}
                    _ = accept(paypal, Gateway::Paypal, shared.clone()) => {}
                    () = deliver::automatically(shared.clone(), happened) => {}
                }
            });
            // What is still unanswered stays so.
            runtime.shutdown_background();
        });
        Ok(Self { world, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic there was printed already.
            let _ = thread.join();
        }
    }
}

/// The world, also after a panic in a test that held it.
pub(crate) fn lock(world: &Shared) -> std::sync::MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On any free port.
fn listener() -> io::Result<StdListener> {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn accept(listener: StdListener, gateway: Gateway, world: Shared) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let world = world.clone();
        let service = service_fn(move |request| answer(request, gateway, world.clone()));
        tokio::spawn(async move {
            // One that was closed on purpose ends with an error, too.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: HttpRequest<Incoming>,
    gateway: Gateway,
    world: Shared,
) -> Result<Response<Full<Bytes>>, Closed> {
    let request = received(request, gateway).await?;
    let answer = lock(&world).answer(request);
    match answer {
        Answer::Reply(reply) => response(reply),
        Answer::Close => Err(Closed),
        Answer::Never => std::future::pending().await,
    }
}

async fn received(request: HttpRequest<Incoming>, gateway: Gateway) -> Result<Request, Closed> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY_BYTES).collect().await.map_err(|_| Closed)?.to_bytes().to_vec();
    let headers: BTreeMap<String, String> = head
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let kind = headers.get("content-type").map_or("", String::as_str);
    let parsed = match kind {
        _ if kind.starts_with("application/x-www-form-urlencoded") => Form::parse(&body).to_json(),
        _ => serde_json::from_slice(&body).unwrap_or(Value::Null),
    };
    Ok(Request {
        gateway,
        call: None,
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
        parsed,
        at_us: 0,
    })
}

fn response(reply: Reply) -> Result<Response<Full<Bytes>>, Closed> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    response.body(Full::new(Bytes::from(reply.body))).map_err(|_| Closed)
}
