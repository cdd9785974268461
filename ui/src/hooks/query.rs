//! A question to the desk that is asked again when its answer may have changed.

use std::any::Any;
use std::rc::Rc;

use contract::Failure;
use contract::ipc::{Call, Changed};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ipc::{self, Question, Reply};

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
    C: Call<Reply: Reply>,
{
    let (answer, retry) = use_answer(Question::of(&call), notices);
    let value = answer.value.clone().and_then(|reply| (reply as Rc<dyn Any>).downcast().ok());
    Query { value, failure: answer.failure.clone(), slow: answer.slow, retry }
}

#[hook]
fn use_answer(question: Question, notices: &'static [Changed]) -> (UseReducerHandle<Answer>, Callback<()>) {
    let answer = use_reducer_eq(Answer::default);
    let latest = use_mut_ref(|| 0_u64);
    let current = use_mut_ref(|| question.clone());
    current.borrow_mut().clone_from(&question);

    let ask = use_callback((), {
        let dispatcher = answer.dispatcher();
        move |(), ()| {
            let mut asked = latest.borrow_mut();
            *asked += 1;
            let (mine, latest, dispatcher) = (*asked, latest.clone(), dispatcher.clone());
            let question = current.borrow().clone();
            wasm_bindgen_futures::spawn_local(async move {
                let reply = question.ask().await;
                // A newer question overtook this one.
                if *latest.borrow() == mine {
                    dispatcher.dispatch(Told::Reply(reply.map(Rc::from)));
                }
            });
        }
    });

    use_effect_with(question, {
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
    (answer, ask)
}

#[derive(Default, PartialEq)]
struct Answer {
    value: Option<Rc<dyn Reply>>,
    failure: Option<Failure>,
    slow: bool,
}

enum Told {
    Slow,
    Reply(Result<Rc<dyn Reply>, Failure>),
}

impl Reducible for Answer {
    type Action = Told;

    fn reduce(self: Rc<Self>, told: Told) -> Rc<Self> {
        let (value, failure) = (self.value.clone(), self.failure.clone());
        Rc::new(match told {
            Told::Slow => Self { slow: value.is_none() && failure.is_none(), value, failure },
            Told::Reply(Ok(value)) => Self { value: Some(value), failure: None, slow: false },
            Told::Reply(Err(failure)) => Self { value, failure: Some(failure), slow: false },
        })
    }
}
