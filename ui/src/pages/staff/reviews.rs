//! What somebody of the staff has to look at, until it is closed with a sentence.

use contract::Code;
use contract::ipc::{Changed, CloseReview, ListReviews};
use contract::staff::{REASON_CHARS, Review};
use yew::prelude::*;

use super::{answered, places, refused, sheet, use_fresh};
use crate::components::{Button, Dialog, EmptyState, Kind, PageHead, RouteLink, TextArea};
use crate::hooks::{use_act, use_query};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, words};

#[component]
pub fn ReviewsPage() -> Html {
    let query = use_query(ListReviews {}, &[Changed::Session]);
    use_fresh(query.retry.clone());
    let asked = use_state_eq(|| None::<Review>);
    let sentence = use_state_eq(String::new);
    let done = {
        let (asked, retry) = (asked.setter(), query.retry.clone());
        Callback::from(move |()| {
            // The row with its button goes; the focus must not.
            dom::focus_heading();
            asked.set(None);
            retry.emit(());
        })
    };
    let closed = use_act::<CloseReview>(done);
    let ask = {
        let (asked, sentence) = (asked.setter(), sentence.setter());
        Callback::from(move |review: Review| {
            sentence.set(String::new());
            asked.set(Some(review));
        })
    };
    // Somebody else closed it: the list is older than that.
    use_effect_with(closed.failure.clone(), {
        let retry = query.retry.clone();
        move |failure| {
            if failure.as_ref().is_some_and(|failure| failure.code == Code::ReviewClosed) {
                retry.emit(());
            }
        }
    });
    let onclose = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let oninput = {
        let sentence = sentence.setter();
        Callback::from(move |text| sentence.set(text))
    };
    let confirm = {
        let (asked, sentence) = (asked.clone(), sentence.clone());
        let run = closed.run.clone();
        Callback::from(move |()| {
            if let Some(review) = &*asked {
                run.emit(CloseReview { review: review.id.clone(), sentence: (*sentence).clone() });
            }
        })
    };
    let count = query.value.as_ref().map(|open| open.reviews.len() as i64);
    html! {
        <>
            <PageHead title={t("staff-reviews-title")}>{ places(&Route::StaffReviews, count) }</PageHead>
            { answered(&query, |open| list(&open.reviews, &ask)) }
            <Dialog open={asked.is_some()} title={t("review-close-title")} onclose={onclose.clone()}>
                <h2 class="text-lg font-semibold">{ t("review-close-title") }</h2>
                if let Some(review) = &*asked { <p class="mt-1">{ words::review(review.why) }</p> }
                <div class="mt-4 flex flex-col gap-4">
                    <TextArea id="review-sentence" label={t("review-sentence")} value={(*sentence).clone()} limit={REASON_CHARS} optional={false} {oninput} test="review-sentence" />
                    if let Some(failure) = &closed.failure { { refused(failure) } }
                </div>
                <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                    <Button kind={Kind::Primary} busy={closed.busy} disabled={sentence.trim().is_empty()} onclick={confirm} test="review-close">{ t("review-close") }</Button>
                    <Button onclick={onclose} test="review-keep">{ t("back") }</Button>
                </div>
            </Dialog>
        </>
    }
}

fn list(reviews: &[Review], ask: &Callback<Review>) -> Html {
    if reviews.is_empty() {
        return html! {
            <EmptyState icon="shield-check" title={t("staff-reviews-none")} text={t("staff-reviews-none-text")} test="staff-reviews-none" />
        };
    }
    let row = |review: &Review| {
        let about = review.clone();
        html! {
            <li key={review.id.as_str()} class="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4">
                <div class="min-w-64 flex-1">{ sheet::review(review) }</div>
                if let (Some(order), Some(number)) = (&review.order, &review.number) {
                    <RouteLink to={Route::staff_order(order)} class="link tabular-nums">{ number }</RouteLink>
                }
                <Button small={true} onclick={ask.reform(move |()| about.clone())} test="review-ask">
                    { t("review-close") }<span class="sr-only">{ tr("review-close-what", [("what", words::review(review.why).into())]) }</span>
                </Button>
            </li>
        }
    };
    html! { <ul class="panel divide-base-300 divide-y">{ for reviews.iter().map(row) }</ul> }
}
