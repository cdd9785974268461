//! The only door to the desk: typed calls out, typed events in.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use contract::ipc::{CHANGED_EVENT, Call, Changed, OPEN_ORDER_EVENT, PAYMENT_EVENT, PaymentClosed};
use contract::{Code, Failure};
use domain::OrderId;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::value::Value;

/// Makes a call and waits for its reply.
pub async fn invoke<C: Call<Reply: Reply>>(call: C) -> Result<C::Reply, Failure> {
    Question::of(&call).ask().await.map(typed)
}

/// A call that has forgotten its type: what asks and waits is the same code for all calls, and not once more for each.
#[derive(Clone)]
pub struct Question {
    name: &'static str,
    /// As JSON.
    arguments: String,
    read: fn(Value) -> Option<Box<dyn Reply>>,
}

impl Question {
    pub fn of<C: Call<Reply: Reply>>(call: &C) -> Self {
        // What is no JSON is not answered as agreed.
        let arguments = serde_json::to_string(call).unwrap_or_default();
        Self { name: C::NAME, arguments, read: |reply| Some(Box::new(reply.read::<C::Reply>()?)) }
    }

    /// Asks the desk. The reply is of the call's own type.
    pub async fn ask(self) -> Result<Box<dyn Reply>, Failure> {
        let reply = match self.send().await {
            Ok(reply) => reply,
            Err(thrown) => {
                return Err(Value::from(&thrown).read().unwrap_or_else(|| broken(self.name, &thrown)));
            }
        };
        (self.read)(Value::from(&reply)).ok_or_else(|| broken(self.name, &reply))
    }

    async fn send(&self) -> Result<JsValue, JsValue> {
        let arguments = Object::new();
        Reflect::set(&arguments, &"call".into(), &JSON::parse(&self.arguments)?)?;
        let invoke = tauri("core", "invoke")?;
        let promise = invoke.call2(&JsValue::UNDEFINED, &self.name.into(), &arguments)?;
        JsFuture::from(promise.dyn_into::<Promise>()?).await
    }
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        (self.name, &self.arguments) == (other.name, &other.arguments)
    }
}

/// A reply of whatever call.
pub trait Reply: Any {
    /// Whether both say the same.
    fn equals(&self, other: &dyn Reply) -> bool;
}

impl<R: Any + PartialEq> Reply for R {
    fn equals(&self, other: &dyn Reply) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }
}

impl PartialEq for dyn Reply {
    fn eq(&self, other: &Self) -> bool {
        self.equals(other)
    }
}

/// A reply as what its call replies with.
pub fn typed<R: Reply>(reply: Box<dyn Reply>) -> R {
    *(reply as Box<dyn Any>).downcast().expect("a question is answered in its own type")
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

/// Hears that a notification of the system was clicked, and the order it is about, if it is about one.
pub fn on_open_order(hear: impl Fn(Option<OrderId>) + 'static) -> Subscription {
    OPEN_ORDER.with(|topic| topic.add(Rc::new(hear)))
}

/// Begins to hear the desk's events; once, before the first page is drawn.
pub fn listen() {
    listen_to(CHANGED_EVENT, |event| CHANGED.with(|topic| topic.tell(event)));
    listen_to(PAYMENT_EVENT, |event| PAYMENT.with(|topic| topic.tell(event)));
    listen_to(OPEN_ORDER_EVENT, |event| OPEN_ORDER.with(|topic| topic.tell(event)));
}

thread_local! {
    static CHANGED: Topic<Changed> = Topic::new(|id| CHANGED.with(|topic| topic.remove(id)));
    static PAYMENT: Topic<PaymentClosed> = Topic::new(|id| PAYMENT.with(|topic| topic.remove(id)));
    static OPEN_ORDER: Topic<Option<OrderId>> = Topic::new(|id| OPEN_ORDER.with(|topic| topic.remove(id)));
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

fn listen_to<T: DeserializeOwned + 'static>(name: &'static str, tell: fn(T)) {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let payload = Reflect::get(&event, &"payload".into()).unwrap_or_default();
        if let Some(payload) = Value::from(&payload).read() {
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

/// The other side broke the contract: the console says how, the person sees an apology.
fn broken(name: &str, said: &JsValue) -> Failure {
    web_sys::console::error_2(&format!("the call {name} was not answered as agreed").into(), said);
    Failure::new(Code::Internal).with("id", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_equal_when_they_are_of_one_type_and_say_the_same() {
        let count = |count: u32| -> Rc<dyn Reply> { Rc::new(count) };
        let text: Rc<dyn Reply> = Rc::new("1");
        assert!(count(1) == count(1));
        assert!(count(1) != count(2));
        assert!(count(1) != text);
    }

    #[test]
    fn questions_are_equal_when_they_ask_the_same() {
        use contract::ipc::{ShowCart, SignOut, StepLine};
        use domain::LineId;

        let step = |by| Question::of(&StepLine { line: LineId::new("l-1").expect("an id"), by });
        assert!(step(1) == step(1));
        assert!(step(1) != step(-1));
        assert!(Question::of(&ShowCart {}) != Question::of(&SignOut { discard: false }));
    }
}
