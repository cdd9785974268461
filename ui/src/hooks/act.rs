//! Something the person does: one call at a time, with its failure shown.

use std::rc::Rc;

use contract::Failure;
use contract::ipc::Call;
use yew::prelude::*;

use super::Toaster;
use crate::ipc::{self, Question, Reply};

/// Makes a call now, beside whatever else is being done: presses on a stepper must not be lost. A failure
/// becomes a toast.
pub fn send<C: Call<Reply: Reply>>(toaster: &Toaster, call: C, then: impl FnOnce(C::Reply) + 'static) {
    let then = Box::new(move |reply| then(ipc::typed(reply)));
    wasm_bindgen_futures::spawn_local(sent(toaster.clone(), Question::of(&call), then));
}

async fn sent(toaster: Toaster, question: Question, then: Box<dyn FnOnce(Box<dyn Reply>)>) {
    match question.ask().await {
        Ok(reply) => then(reply),
        Err(failure) => toaster.failed(&failure),
    }
}

/// Where an action stands.
pub struct Act<C: 'static> {
    pub busy: bool,
    /// Why the last try failed, until the next.
    pub failure: Option<Failure>,
    /// Does it; ignored while it is being done.
    pub run: Callback<C>,
}

impl<C> Clone for Act<C> {
    fn clone(&self) -> Self {
        Self { busy: self.busy, failure: self.failure.clone(), run: self.run.clone() }
    }
}

/// An action whose reply goes to `then`.
#[hook]
pub fn use_act<C>(then: Callback<C::Reply>) -> Act<C>
where
    C: Call<Reply: Reply> + 'static,
{
    let (stand, run) = use_question(then.reform(ipc::typed));
    Act { busy: stand.busy, failure: stand.failure.clone(), run: run.reform(|call: C| Question::of(&call)) }
}

/// Asks what it is given, one at a time.
#[hook]
fn use_question(then: Callback<Box<dyn Reply>>) -> (UseReducerHandle<Stand>, Callback<Question>) {
    let stand = use_reducer_eq(Stand::default);
    let busy = use_mut_ref(|| false);
    let latest_then = use_mut_ref(|| then.clone());
    *latest_then.borrow_mut() = then;
    let run = use_callback((), {
        let dispatcher = stand.dispatcher();
        move |question: Question, ()| {
            if busy.replace(true) {
                return;
            }
            dispatcher.dispatch(Told::Begun);
            let (dispatcher, busy, then) = (dispatcher.clone(), busy.clone(), latest_then.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let reply = question.ask().await;
                busy.replace(false);
                match reply {
                    Ok(reply) => {
                        dispatcher.dispatch(Told::Done);
                        let then = then.borrow().clone();
                        then.emit(reply);
                    }
                    Err(failure) => dispatcher.dispatch(Told::Failed(failure)),
                }
            });
        }
    });
    (stand, run)
}

#[derive(Default, PartialEq)]
struct Stand {
    busy: bool,
    failure: Option<Failure>,
}

enum Told {
    Begun,
    Done,
    Failed(Failure),
}

impl Reducible for Stand {
    type Action = Told;

    fn reduce(self: Rc<Self>, told: Told) -> Rc<Self> {
        Rc::new(match told {
            Told::Begun => Self { busy: true, failure: None },
            Told::Done => Self::default(),
            Told::Failed(failure) => Self { busy: false, failure: Some(failure) },
        })
    }
}
