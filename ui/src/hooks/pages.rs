//! A long list of which only the part that is seen is fetched, page by page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use contract::Failure;
use contract::ipc::{Call, Changed, ListOrders, OrderSummary, SearchServices, ServiceCard};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ipc::{self, Reply};

/// Rows in one page: about two screens of the largest window.
const ROWS_PER_PAGE: u32 = 60;
/// Pages that are kept; the rest is fetched again when scrolled back to.
const PAGES_KEPT: usize = 40;
/// Before this, an answer is on its way and a skeleton would only flicker.
const PATIENCE_MS: u32 = 150;

/// A call that replies with one page of a list.
pub trait Paged: Call<Reply: Reply> + Clone + PartialEq {
    type Item: Clone + PartialEq + 'static;
    /// The same question for another page.
    fn page(&self, offset: u32, limit: u32) -> Self;
    /// The length of the whole list, and the page's part of it.
    fn unpack(reply: Self::Reply) -> (u32, Vec<Self::Item>);
}

/// What is known of the list.
pub struct Pages<I: 'static> {
    known: Rc<Known<I>>,
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
            page.items.get((index % ROWS_PER_PAGE) as usize).cloned()
        }
    }

    /// Why a page is missing. With a total, what is shown is older than what was asked for.
    pub fn failure(&self) -> Option<&Failure> {
        self.known.missed.as_ref().map(|missed| &missed.failure)
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
    let redraw = use_force_update();
    let book = use_mut_ref(|| Book::new(call.clone(), seen.clone()));
    let fetch = use_callback((), {
        let (book, redraw) = (book.clone(), redraw.clone());
        move |(), ()| {
            let wanted = book.borrow_mut().wanted();
            let (round, call) = (book.borrow().round, book.borrow().call.clone());
            for page in wanted {
                let (book, redraw) = (book.clone(), redraw.clone());
                let call = call.page(page * ROWS_PER_PAGE, ROWS_PER_PAGE);
                wasm_bindgen_futures::spawn_local(async move {
                    let reply = ipc::invoke(call).await.map(C::unpack);
                    if book.borrow_mut().hear(round, page, reply) {
                        redraw.force_update();
                    }
                });
            }
        }
    });
    let renew = use_callback((), {
        let (book, fetch) = (book.clone(), fetch.clone());
        move |(), ()| {
            book.borrow_mut().renew();
            fetch.emit(());
        }
    });
    use_effect_with(call, {
        let (book, fetch) = (book.clone(), fetch.clone());
        move |call| {
            book.borrow_mut().ask(call.clone());
            fetch.emit(());
            let slow = Timeout::new(PATIENCE_MS, move || {
                if book.borrow_mut().wait_long() {
                    redraw.force_update();
                }
            });
            move || drop(slow)
        }
    });
    use_effect_with(seen, {
        let book = book.clone();
        move |seen| {
            book.borrow_mut().seen = seen.clone();
            fetch.emit(());
        }
    });
    use_effect_with((), {
        let renew = renew.clone();
        move |()| {
            let heard = ipc::on_changed(move |changed| {
                if notices.contains(&changed) {
                    renew.emit(());
                }
            });
            move || drop(heard)
        }
    });
    let known = book.borrow().known.clone();
    Pages { known, retry: renew }
}

/// What is asked and what is known, in one place: two would disagree about what has to be fetched.
struct Book<C, I> {
    call: C,
    seen: Range<u32>,
    /// How often everything was asked anew; what was asked in an earlier round is not listened to.
    round: u64,
    /// Pages that were asked for in this round and are not here yet.
    on_the_way: BTreeSet<u32>,
    /// What is known answers an older question.
    outdated: bool,
    known: Rc<Known<I>>,
}

#[derive(Clone)]
struct Known<I> {
    total: Option<u32>,
    pages: BTreeMap<u32, Page<I>>,
    missed: Option<Missed>,
    slow: bool,
}

#[derive(Clone)]
struct Page<I> {
    /// In which it was asked for: a later one wants it again.
    round: u64,
    items: Rc<[I]>,
}

/// The page that failed last.
#[derive(Clone)]
struct Missed {
    round: u64,
    page: u32,
    failure: Failure,
}

impl<C, I: Clone> Book<C, I> {
    fn new(call: C, seen: Range<u32>) -> Self {
        let known = Known { total: None, pages: BTreeMap::new(), missed: None, slow: false };
        Self { call, seen, round: 0, on_the_way: BTreeSet::new(), outdated: false, known: Rc::new(known) }
    }

    /// Another question. What is known stays until its first page is here.
    fn ask(&mut self, call: C) {
        self.call = call;
        self.outdated = true;
        self.renew();
    }

    /// The same question again: each page stays until its newer one is here.
    fn renew(&mut self) {
        self.round += 1;
        self.on_the_way.clear();
    }

    /// The pages to ask for now: those that are seen, and neither known in this round nor on their way.
    fn wanted(&mut self) -> Vec<u32> {
        let (first, last) = (self.seen.start / ROWS_PER_PAGE, self.seen.end / ROWS_PER_PAGE);
        let known = |page: &u32| self.known.pages.get(page).is_some_and(|known| known.round == self.round);
        let missing = |page: &u32| !known(page) && !self.on_the_way.contains(page);
        let wanted: Vec<u32> = (first..=last).filter(missing).collect();
        self.on_the_way.extend(&wanted);
        wanted
    }

    /// Takes a reply; false if a newer question, or a notice, overtook it.
    fn hear(&mut self, round: u64, page: u32, reply: Result<(u32, Vec<I>), Failure>) -> bool {
        if round != self.round {
            return false;
        }
        self.on_the_way.remove(&page);
        let near = self.seen.start / ROWS_PER_PAGE;
        let known = Rc::make_mut(&mut self.known);
        known.slow = false;
        let (total, items) = match reply {
            Ok(reply) => reply,
            Err(failure) => {
                known.missed = Some(Missed { round, page, failure });
                return true;
            }
        };
        if std::mem::take(&mut self.outdated) {
            known.pages.clear();
        }
        // Of this round, only the missed page itself makes good for it.
        known.missed.take_if(|missed| missed.round != round || missed.page == page);
        known.total = Some(total);
        known.pages.insert(page, Page { round, items: items.into() });
        if known.pages.len() > PAGES_KEPT {
            let farthest = known.pages.keys().copied().max_by_key(|page| page.abs_diff(near));
            known.pages.remove(&farthest.unwrap_or(page));
        }
        true
    }

    /// The first answer takes long; false if there is one.
    fn wait_long(&mut self) -> bool {
        let waits = self.known.total.is_none() && self.known.missed.is_none();
        Rc::make_mut(&mut self.known).slow = waits;
        waits
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
    use contract::Code;

    use super::*;

    fn book(seen: Range<u32>) -> Book<(), &'static str> {
        Book::new((), seen)
    }

    fn items(book: &Book<(), &'static str>) -> Vec<(u32, &'static str)> {
        book.known.pages.iter().map(|(page, known)| (*page, known.items[0])).collect()
    }

    fn missed(book: &Book<(), &'static str>) -> Option<Code> {
        book.known.missed.as_ref().map(|missed| missed.failure.code)
    }

    #[test]
    fn a_page_is_asked_for_once_per_round() {
        let mut book = book(0..ROWS_PER_PAGE + 5);
        assert_eq!(book.wanted(), [0, 1]);
        assert_eq!(book.wanted(), [] as [u32; 0]);
        book.hear(0, 0, Ok((90, vec!["a"])));
        assert_eq!(book.wanted(), [] as [u32; 0]);
        book.renew();
        assert_eq!(book.wanted(), [0, 1]);
    }

    #[test]
    fn a_page_that_was_forgotten_is_asked_for_when_it_is_seen_again() {
        let mut book = book(0..1);
        let see = |book: &mut Book<_, _>, page: u32| {
            book.seen = page * ROWS_PER_PAGE..page * ROWS_PER_PAGE + 1;
            let wanted = book.wanted();
            for page in &wanted {
                book.hear(0, *page, Ok((9_999, vec!["item"])));
            }
            wanted
        };
        for page in (0..=PAGES_KEPT as u32).rev() {
            assert_eq!(see(&mut book, page), [page]);
        }
        assert_eq!(book.known.pages.len(), PAGES_KEPT);
        assert_eq!(see(&mut book, 0), [] as [u32; 0]);
        assert_eq!(see(&mut book, PAGES_KEPT as u32), [PAGES_KEPT as u32]);
    }

    #[test]
    fn a_page_that_is_seen_is_not_forgotten_however_long_it_has_been_here() {
        let mut book = book(0..1);
        for page in 0..PAGES_KEPT as u32 {
            book.hear(0, page, Ok((9_999, vec!["item"])));
        }
        book.hear(0, 1_000, Ok((9_999, vec!["late"])));
        assert!(book.known.pages.contains_key(&0) && !book.known.pages.contains_key(&1_000));
    }

    #[test]
    fn the_old_list_stays_until_the_first_new_page_is_here() {
        let mut book = book(0..ROWS_PER_PAGE + 5);
        book.hear(0, 0, Ok((90, vec!["old"])));
        book.hear(0, 1, Ok((90, vec!["older"])));
        book.ask(());
        assert!(!book.wait_long());
        assert_eq!(items(&book), [(0, "old"), (1, "older")]);
        book.hear(1, 0, Ok((70, vec!["new"])));
        assert_eq!(items(&book), [(0, "new")]);
    }

    #[test]
    fn a_notice_replaces_page_by_page() {
        let mut book = book(0..ROWS_PER_PAGE + 5);
        book.hear(0, 0, Ok((90, vec!["a"])));
        book.hear(0, 1, Ok((90, vec!["b"])));
        book.renew();
        book.hear(1, 1, Ok((90, vec!["b, in the cart"])));
        assert_eq!(items(&book), [(0, "a"), (1, "b, in the cart")]);
    }

    #[test]
    fn a_reply_that_was_overtaken_ends_no_wait() {
        let mut book = book(0..1);
        book.wanted();
        book.renew();
        book.wanted();
        assert!(!book.hear(0, 0, Ok((1, vec!["before the notice"]))));
        assert_eq!(book.wanted(), [] as [u32; 0]);
        assert_eq!(book.known.total, None);
    }

    #[test]
    fn a_page_that_failed_is_asked_for_when_it_is_seen_again() {
        let mut book = book(0..1);
        assert_eq!(book.wanted(), [0]);
        book.hear(0, 0, Err(Code::Busy.into()));
        assert_eq!(book.wanted(), [0]);
    }

    #[test]
    fn a_failure_is_told_until_its_page_is_here() {
        let mut book = book(0..ROWS_PER_PAGE + 5);
        book.hear(0, 0, Ok((90, vec!["old"])));
        book.ask(());
        book.hear(1, 1, Err(Code::Busy.into()));
        assert_eq!((missed(&book), items(&book)), (Some(Code::Busy), vec![(0, "old")]));
        book.hear(1, 0, Ok((90, vec!["new"])));
        assert_eq!(missed(&book), Some(Code::Busy));
        book.hear(1, 1, Ok((90, vec!["newer"])));
        assert_eq!(missed(&book), None);
    }

    #[test]
    fn a_retry_that_succeeds_ends_the_failure() {
        let mut book = book(0..ROWS_PER_PAGE + 5);
        book.hear(0, 1, Err(Code::Busy.into()));
        book.renew();
        book.hear(1, 0, Ok((50, vec!["a"])));
        assert_eq!(missed(&book), None);
    }
}
