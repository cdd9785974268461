//! The only door to the desk: typed calls out, typed events in.

use std::cell::RefCell;
use std::rc::Rc;

use contract::ipc::{CHANGED_EVENT, Call, Changed, PAYMENT_EVENT, PaymentClosed};
use contract::{Code, Failure};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Makes a call and waits for its reply.
pub async fn invoke<C: Call>(call: C) -> Result<C::Reply, Failure> {
    let reply = match send(&call).await {
        Ok(reply) => reply,
        Err(thrown) => return Err(read(&thrown).unwrap_or_else(|| broken(C::NAME, &thrown))),
    };
    read(&reply).ok_or_else(|| broken(C::NAME, &reply))
}

/// A listener; hears nothing more once dropped.
pub struct Subscription {
    id: u64,
    forget: fn(u64),
}

impl Drop for Subscription {
    fn drop(&mut self) {
        (self.forget)(self.id);
    }
}

/// Hears what the desk says has changed.
pub fn on_changed(hear: impl Fn(Changed) + 'static) -> Subscription {
    CHANGED.with(|topic| topic.add(Rc::new(hear)))
}

/// Hears that a payment window has ended.
pub fn on_payment_closed(hear: impl Fn(PaymentClosed) + 'static) -> Subscription {
    PAYMENT.with(|topic| topic.add(Rc::new(hear)))
}

/// Begins to hear the desk's events; once, before the first page is drawn.
pub fn listen() {
    listen_to(CHANGED_EVENT, |event| CHANGED.with(|topic| topic.tell(event)));
    listen_to(PAYMENT_EVENT, |event| PAYMENT.with(|topic| topic.tell(event)));
}

thread_local! {
    static CHANGED: Topic<Changed> = Topic::new(|id| CHANGED.with(|topic| topic.remove(id)));
    static PAYMENT: Topic<PaymentClosed> = Topic::new(|id| PAYMENT.with(|topic| topic.remove(id)));
}

/// With the number by which it is removed.
type Listener<T> = (u64, Rc<dyn Fn(T)>);

struct Topic<T> {
    listeners: RefCell<Vec<Listener<T>>>,
    next: RefCell<u64>,
    forget: fn(u64),
}

impl<T: Clone> Topic<T> {
    fn new(forget: fn(u64)) -> Self {
        Self { listeners: RefCell::default(), next: RefCell::new(0), forget }
    }

    fn add(&self, hear: Rc<dyn Fn(T)>) -> Subscription {
        let mut next = self.next.borrow_mut();
        *next += 1;
        self.listeners.borrow_mut().push((*next, hear));
        Subscription { id: *next, forget: self.forget }
    }

    fn remove(&self, id: u64) {
        self.listeners.borrow_mut().retain(|(known, _)| *known != id);
    }

    fn tell(&self, event: T) {
        // A listener may add or drop listeners: they are called without the borrow.
        let listeners: Vec<_> = self.listeners.borrow().iter().map(|(_, hear)| hear.clone()).collect();
        for hear in listeners {
            hear(event.clone());
        }
    }
}

async fn send<C: Call>(call: &C) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(call).map_err(|error| JsValue::from(error.to_string()))?;
    let arguments = Object::new();
    Reflect::set(&arguments, &"call".into(), &JSON::parse(&text)?)?;
    let invoke = tauri("core", "invoke")?;
    let promise = invoke.call2(&JsValue::UNDEFINED, &C::NAME.into(), &arguments)?;
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

fn listen_to<T: DeserializeOwned + 'static>(name: &'static str, tell: fn(T)) {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let payload = Reflect::get(&event, &"payload".into()).unwrap_or_default();
        if let Some(payload) = read(&payload) {
            tell(payload);
        }
    });
    let listening = tauri("event", "listen")
        .and_then(|listen| listen.call2(&JsValue::UNDEFINED, &name.into(), heard.as_ref()));
    if let Err(thrown) = listening {
        web_sys::console::error_2(&format!("cannot listen to {name}").into(), &thrown);
    }
    // It listens as long as the window lives.
    heard.forget();
}

/// `window.__TAURI__.<part>.<function>`
fn tauri(part: &str, function: &str) -> Result<Function, JsValue> {
    let mut at: JsValue = js_sys::global().into();
    for name in ["__TAURI__", part, function] {
        at = Reflect::get(&at, &name.into())?;
    }
    at.dyn_into()
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    // A reply of nothing comes as undefined, which has no JSON.
    let text = match JSON::stringify(value).ok().and_then(|text| text.as_string()) {
        Some(text) => text,
        None => "null".into(),
    };
    serde_json::from_str(&text).ok()
}

/// The other side broke the contract: the console says how, the person sees an apology.
fn broken(name: &str, said: &JsValue) -> Failure {
    web_sys::console::error_2(&format!("the call {name} was not answered as agreed").into(), said);
    Failure::new(Code::Internal).with("id", name)
}
