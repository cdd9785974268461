//! Short messages at the edge of the window.

use std::rc::Rc;

use contract::Failure;
use yew::prelude::*;

use crate::words;

/// What a toast offers beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastAction {
    None,
    /// Takes back the last edit of the cart.
    Undo,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    pub id: u32,
    pub text: String,
    pub action: ToastAction,
    pub failed: bool,
}

/// The toasts that are shown, oldest first.
#[derive(Debug, Default, PartialEq)]
pub struct Toasts {
    pub shown: Vec<Toast>,
    next: u32,
}

/// Three fit beside the work without covering it.
const SHOWN_MAX: usize = 3;

/// Shows toasts; the same value for the life of the window.
#[derive(Clone, PartialEq)]
pub struct Toaster(UseReducerDispatcher<Toasts>);

pub enum Told {
    Show { text: String, action: ToastAction, failed: bool },
    Dismiss(u32),
    WithdrawUndo,
}

impl Toaster {
    pub fn say(&self, text: String) {
        self.0.dispatch(Told::Show { text, action: ToastAction::None, failed: false });
    }

    pub fn offer_undo(&self, text: String) {
        self.0.dispatch(Told::Show { text, action: ToastAction::Undo, failed: false });
    }

    /// The last edit is another one now, or none: what was offered would take back the wrong one.
    pub fn withdraw_undo(&self) {
        self.0.dispatch(Told::WithdrawUndo);
    }

    pub fn failed(&self, failure: &Failure) {
        let text = words::failure(failure);
        self.0.dispatch(Told::Show { text, action: ToastAction::None, failed: true });
    }

    pub fn dismiss(&self, id: u32) {
        self.0.dispatch(Told::Dismiss(id));
    }
}

impl Reducible for Toasts {
    type Action = Told;

    fn reduce(self: Rc<Self>, told: Told) -> Rc<Self> {
        let (mut shown, mut next) = (self.shown.clone(), self.next);
        match told {
            Told::Dismiss(id) => shown.retain(|toast| toast.id != id),
            Told::WithdrawUndo => shown.retain(|toast| toast.action != ToastAction::Undo),
            Told::Show { text, action, failed } => {
                // Only the last edit can be taken back.
                if action == ToastAction::Undo {
                    shown.retain(|toast| toast.action != ToastAction::Undo);
                }
                next += 1;
                shown.push(Toast { id: next, text, action, failed });
                if shown.len() > SHOWN_MAX {
                    shown.remove(0);
                }
            }
        }
        Rc::new(Self { shown, next })
    }
}

/// The toasts and who shows them; for the window's frame.
#[hook]
pub fn use_toasts() -> (UseReducerHandle<Toasts>, Toaster) {
    let toasts = use_reducer_eq(Toasts::default);
    let toaster = Toaster(toasts.dispatcher());
    (toasts, toaster)
}

/// Who shows toasts; for pages.
#[hook]
pub fn use_toaster() -> Toaster {
    use_context::<Toaster>().expect("pages stand inside the toasts' provider")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_edit_can_be_taken_back() {
        let show = |text: &str, action| Told::Show { text: text.into(), action, failed: false };
        let texts = |toasts: &Toasts| toasts.shown.iter().map(|toast| toast.text.clone()).collect::<Vec<_>>();
        let toasts = Rc::new(Toasts::default()).reduce(show("removed a", ToastAction::Undo));
        let toasts =
            toasts.reduce(show("saved", ToastAction::None)).reduce(show("removed b", ToastAction::Undo));
        assert_eq!(texts(&toasts), ["saved", "removed b"]);
        assert_eq!(texts(&toasts.reduce(Told::WithdrawUndo)), ["saved"]);
    }
}
