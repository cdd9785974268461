//! A long list of which only the part that is seen is fetched, page by page.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use contract::Failure;
use contract::ipc::{Call, Changed, ListOrders, OrderSummary, SearchServices, ServiceCard};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ipc;

/// Rows in one page: about two screens of the largest window.
const ROWS_PER_PAGE: u32 = 60;
/// Pages that are kept; the rest is fetched again when scrolled back to.
const PAGES_KEPT: usize = 40;
/// Before this, an answer is on its way and a skeleton would only flicker.
const PATIENCE_MS: u32 = 150;

/// A call that replies with one page of a list.
pub trait Paged: Call + Clone + PartialEq {
    type Item: Clone + PartialEq + 'static;
    /// The same question for another page.
    fn page(&self, offset: u32, limit: u32) -> Self;
    /// The length of the whole list, and the page's part of it.
    fn unpack(reply: Self::Reply) -> (u32, Vec<Self::Item>);
}

/// What is known of the list.
pub struct Pages<I: 'static> {
    known: UseReducerHandle<Known<I>>,
    pub retry: Callback<()>,
}

impl<I> Pages<I> {
    /// The length of the list; none before the first answer.
    pub fn total(&self) -> Option<u32> {
        self.known.total
    }

    /// Finds the item of an index, if its page is here.
    pub fn reader(&self) -> impl Fn(u32) -> Option<I> + 'static
    where
        I: Clone,
    {
        let known = self.known.clone();
        move |index| {
            let page = known.pages.get(&(index / ROWS_PER_PAGE))?;
            page.get((index % ROWS_PER_PAGE) as usize).cloned()
        }
    }

    pub fn failure(&self) -> Option<&Failure> {
        self.known.failure.as_ref()
    }

    /// There is no answer yet, and it takes long enough to say so.
    pub fn slow(&self) -> bool {
        self.known.slow
    }
}

/// Fetches the pages of `seen`, again when the question changes or one of `notices` is told.
#[hook]
pub fn use_pages<C>(call: C, seen: Range<u32>, notices: &'static [Changed]) -> Pages<C::Item>
where
    C: Paged + 'static,
{
    let known = use_reducer(Known::<C::Item>::default);
    let state =
        use_mut_ref(|| Asking { call: call.clone(), seen: seen.clone(), round: 0, asked: Vec::new() });
    let fetch = use_callback((), {
        let (state, dispatcher) = (state.clone(), known.dispatcher());
        move |anew: bool, ()| {
            let wanted = state.borrow_mut().wanted(anew);
            let (round, call) = (state.borrow().round, state.borrow().call.clone());
            for page in wanted {
                let (state, dispatcher) = (state.clone(), dispatcher.clone());
                let call = call.page(page * ROWS_PER_PAGE, ROWS_PER_PAGE);
                wasm_bindgen_futures::spawn_local(async move {
                    let reply = ipc::invoke(call).await;
                    // A newer question, or a notice, overtook this page.
                    if state.borrow().round == round {
                        dispatcher.dispatch(Told::Page { round, page, reply: reply.map(C::unpack) });
                    }
                });
            }
        }
    });
    let retry = use_callback((), {
        let fetch = fetch.clone();
        move |(), ()| fetch.emit(true)
    });
    use_effect_with(call, {
        let (state, fetch, dispatcher) = (state.clone(), fetch.clone(), known.dispatcher());
        move |call| {
            state.borrow_mut().call = call.clone();
            fetch.emit(true);
            let slow = Timeout::new(PATIENCE_MS, move || dispatcher.dispatch(Told::Slow));
            move || drop(slow)
        }
    });
    use_effect_with(seen, {
        let fetch = fetch.clone();
        move |seen| {
            state.borrow_mut().seen = seen.clone();
            fetch.emit(false);
        }
    });
    use_effect_with((), move |()| {
        let heard = ipc::on_changed(move |changed| {
            if notices.contains(&changed) {
                fetch.emit(true);
            }
        });
        move || drop(heard)
    });
    Pages { known, retry }
}

struct Asking<C> {
    call: C,
    seen: Range<u32>,
    round: u64,
    asked: Vec<u32>,
}

impl<C> Asking<C> {
    /// The pages to ask for now: those that are seen and were not asked for in this round.
    fn wanted(&mut self, anew: bool) -> Vec<u32> {
        if anew {
            self.round += 1;
            self.asked.clear();
        }
        let (first, last) = (self.seen.start / ROWS_PER_PAGE, self.seen.end / ROWS_PER_PAGE);
        let wanted: Vec<u32> = (first..=last).filter(|page| !self.asked.contains(page)).collect();
        self.asked.extend(&wanted);
        if self.asked.len() > PAGES_KEPT {
            self.asked.drain(..self.asked.len() - PAGES_KEPT);
        }
        wanted
    }
}

struct Known<I> {
    round: u64,
    total: Option<u32>,
    pages: BTreeMap<u32, Rc<[I]>>,
    /// Pages in the order of their arrival, to forget the oldest.
    arrived: Vec<u32>,
    failure: Option<Failure>,
    slow: bool,
}

impl<I> Default for Known<I> {
    fn default() -> Self {
        let (pages, arrived) = (BTreeMap::new(), Vec::new());
        Self { round: 0, total: None, pages, arrived, failure: None, slow: false }
    }
}

enum Told<I> {
    Slow,
    Page { round: u64, page: u32, reply: Result<(u32, Vec<I>), Failure> },
}

impl<I> Reducible for Known<I> {
    type Action = Told<I>;

    fn reduce(self: Rc<Self>, told: Told<I>) -> Rc<Self> {
        let mut next = Self {
            round: self.round,
            total: self.total,
            pages: self.pages.clone(),
            arrived: self.arrived.clone(),
            failure: self.failure.clone(),
            slow: false,
        };
        match told {
            Told::Slow => next.slow = self.total.is_none() && self.failure.is_none(),
            Told::Page { reply: Err(failure), .. } => next.failure = Some(failure),
            Told::Page { round, page, reply: Ok((total, items)) } => {
                // The first page of a new round replaces what an older question was answered.
                if round != next.round {
                    next.pages.clear();
                    next.arrived.clear();
                    next.round = round;
                }
                next.failure = None;
                next.total = Some(total);
                next.pages.insert(page, items.into());
                next.arrived.retain(|known| *known != page);
                next.arrived.push(page);
                if next.arrived.len() > PAGES_KEPT {
                    let oldest = next.arrived.remove(0);
                    next.pages.remove(&oldest);
                }
            }
        }
        Rc::new(next)
    }
}

impl Paged for SearchServices {
    type Item = ServiceCard;

    fn page(&self, offset: u32, limit: u32) -> Self {
        Self { offset, limit, ..self.clone() }
    }

    fn unpack(reply: Self::Reply) -> (u32, Vec<ServiceCard>) {
        (reply.total, reply.services)
    }
}

impl Paged for ListOrders {
    type Item = OrderSummary;

    fn page(&self, offset: u32, limit: u32) -> Self {
        Self { offset, limit, ..self.clone() }
    }

    fn unpack(reply: Self::Reply) -> (u32, Vec<OrderSummary>) {
        (reply.total, reply.orders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(seen: Range<u32>) -> Asking<()> {
        Asking { call: (), seen, round: 0, asked: Vec::new() }
    }

    #[test]
    fn a_page_is_asked_for_once_per_round() {
        let mut asking = asking(0..ROWS_PER_PAGE + 5);
        assert_eq!(asking.wanted(true), [0, 1]);
        assert_eq!(asking.wanted(false), [] as [u32; 0]);
        assert_eq!(asking.wanted(true), [0, 1]);
    }

    #[test]
    fn pages_kept_and_pages_known_forget_together() {
        let mut asking = asking(0..1);
        let mut known = Rc::new(Known::<u32>::default());
        for page in 0..=PAGES_KEPT as u32 {
            asking.seen = page * ROWS_PER_PAGE..page * ROWS_PER_PAGE + 1;
            for page in asking.wanted(false) {
                known = known.reduce(Told::Page { round: 0, page, reply: Ok((9_999, vec![page])) });
            }
        }
        assert!(!asking.asked.contains(&0) && !known.pages.contains_key(&0));
        assert_eq!(known.pages.len(), PAGES_KEPT);
    }

    #[test]
    fn the_old_list_stays_until_the_first_new_page_is_here() {
        let page = |round, item| Told::Page { round, page: 0, reply: Ok((1, vec![item])) };
        let known = Rc::new(Known::default()).reduce(page(1, "old")).reduce(Told::Slow);
        assert_eq!(*known.pages[&0], ["old"]);
        assert!(!known.slow);
        assert_eq!(*known.reduce(page(2, "new")).pages[&0], ["new"]);
    }
}
