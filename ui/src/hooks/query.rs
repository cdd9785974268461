//! A question to the desk that is asked again when its answer may have changed.

use std::rc::Rc;

use contract::Failure;
use contract::ipc::{Call, Changed};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ipc;

/// Before this, an answer is on its way and a skeleton would only flicker.
const PATIENCE_MS: u32 = 150;

/// Where a question stands.
pub struct Query<R: 'static> {
    /// The last answer; it stays while a newer one is fetched.
    pub value: Option<Rc<R>>,
    /// Why the last try failed.
    pub failure: Option<Failure>,
    /// There is no answer yet, and it takes long enough to say so.
    pub slow: bool,
    pub retry: Callback<()>,
}

/// Asks now, when the call changes, and when one of `notices` is told.
#[hook]
pub fn use_query<C>(call: C, notices: &'static [Changed]) -> Query<C::Reply>
where
    C: Call + Clone + PartialEq + 'static,
    C::Reply: PartialEq + 'static,
{
    let answer = use_reducer_eq(Answer::<C::Reply>::default);
    let latest = use_mut_ref(|| 0_u64);
    let current = use_mut_ref(|| call.clone());
    current.borrow_mut().clone_from(&call);

    let ask = use_callback((), {
        let dispatcher = answer.dispatcher();
        move |(), ()| {
            let mut asked = latest.borrow_mut();
            *asked += 1;
            let (mine, latest, dispatcher) = (*asked, latest.clone(), dispatcher.clone());
            let call = current.borrow().clone();
            wasm_bindgen_futures::spawn_local(async move {
                let reply = ipc::invoke(call).await;
                // A newer question overtook this one.
                if *latest.borrow() == mine {
                    dispatcher.dispatch(Told::Reply(reply.map(Rc::new)));
                }
            });
        }
    });

    use_effect_with(call, {
        let (ask, dispatcher) = (ask.clone(), answer.dispatcher());
        move |_| {
            ask.emit(());
            let slow = Timeout::new(PATIENCE_MS, move || dispatcher.dispatch(Told::Slow));
            move || drop(slow)
        }
    });
    use_effect_with((), {
        let ask = ask.clone();
        move |()| {
            let heard = ipc::on_changed(move |changed| {
                if notices.contains(&changed) {
                    ask.emit(());
                }
            });
            move || drop(heard)
        }
    });
    Query { value: answer.value.clone(), failure: answer.failure.clone(), slow: answer.slow, retry: ask }
}

#[derive(PartialEq)]
struct Answer<R> {
    value: Option<Rc<R>>,
    failure: Option<Failure>,
    slow: bool,
}

impl<R> Default for Answer<R> {
    fn default() -> Self {
        Self { value: None, failure: None, slow: false }
    }
}

enum Told<R> {
    Slow,
    Reply(Result<Rc<R>, Failure>),
}

impl<R> Reducible for Answer<R> {
    type Action = Told<R>;

    fn reduce(self: Rc<Self>, told: Told<R>) -> Rc<Self> {
        let (value, failure) = (self.value.clone(), self.failure.clone());
        Rc::new(match told {
            Told::Slow => Self { slow: value.is_none() && failure.is_none(), value, failure },
            Told::Reply(Ok(value)) => Self { value: Some(value), failure: None, slow: false },
            Told::Reply(Err(failure)) => Self { value, failure: Some(failure), slow: false },
        })
    }
}
