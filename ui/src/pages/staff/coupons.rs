//! Coupons: what each gives and how often it was used; making one, and ending one.

use contract::ipc::{AddCoupon, CategoryCount, Changed, EndCoupon, ListCategories, ListCoupons};
use contract::staff::{CouponDraft, StaffCoupon};
use domain::coupon::Standing;
use domain::{CategoryId, CouponCode};
use jiff::civil::Date;
use yew::prelude::*;

use super::coupon_form::coupon_form;
use super::{answered, places, refused, use_fresh};
use crate::components::{Button, Dialog, EmptyState, Kind, PageHead, search_box};
use crate::hooks::{Act, use_act, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::pages::keys::SEARCH_ID;
use crate::route::Route;
use crate::{dom, format, words};

/// What is asked for in a dialog.
#[derive(Clone, PartialEq)]
enum Asked {
    Draft(CouponDraft),
    End(CouponCode),
}

#[component]
pub fn CouponsPage() -> Html {
    let toaster = use_toaster();
    let text = use_state_eq(String::new);
    let asked = use_state_eq(|| None::<Asked>);
    let query = use_query(ListCoupons { text: (*text).clone() }, &[Changed::Session]);
    let categories = use_query(ListCategories {}, &[Changed::Catalogue]);
    use_fresh(query.retry.clone());
    let tried = use_state_eq(|| false);
    let ask = {
        let (asked, tried) = (asked.setter(), tried.setter());
        Callback::from(move |what: Option<Asked>| {
            tried.set(false);
            asked.set(what);
        })
    };
    let ontyped = {
        let asked = asked.setter();
        Callback::from(move |draft| asked.set(Some(Asked::Draft(draft))))
    };
    let done = {
        let (ask, retry) = (ask.clone(), query.retry.clone());
        Callback::from(move |()| {
            // The button that asked may be gone; the focus must not.
            dom::focus_heading();
            ask.emit(None);
            retry.emit(());
            toaster.say(t("staff-done"));
        })
    };
    let added = since_asked(use_act::<AddCoupon>(done.clone()), &tried);
    let ended = since_asked(use_act::<EndCoupon>(done), &tried);
    let oninput = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    let categories = categories.value.as_deref().map_or(&[][..], Vec::as_slice);
    let onclose = ask.reform(|()| None);
    html! {
        <>
            <PageHead title={t("coupons")}>{ places(&Route::StaffCoupons, None) }</PageHead>
            <div class="mb-5 flex flex-wrap items-end justify-between gap-4">
                { search_box(SEARCH_ID, t("coupons-search"), (*text).clone(), &oninput, "coupons-search") }
                <Button kind={Kind::Primary} icon="plus" onclick={ask.reform(|()| Some(Asked::Draft(CouponDraft::default())))} test="coupon-new">{ t("coupon-new") }</Button>
            </div>
            { answered(&query, |page| html! {
                <>
                    { list(&page.coupons, categories, &ask) }
                    if page.more { <p class="text-soft mt-4 text-sm">{ t("coupons-more") }</p> }
                </>
            }) }
            <Dialog open={asked.is_some()} title={t("coupons")} onclose={onclose.clone()} class="max-w-2xl">
                { match &*asked {
                    Some(Asked::Draft(draft)) => {
                        coupon_form(draft, categories, &added, &ontyped, &onclose)
                    }
                    Some(Asked::End(code)) => end_question(code, &ended, &onclose),
                    None => html! {},
                } }
            </Dialog>
        </>
    }
}

/// An action whose failure is told where it was tried since the question came up: what an earlier one met is not about this.
fn since_asked<C: 'static>(act: Act<C>, tried: &UseStateHandle<bool>) -> Act<C> {
    let trying = tried.setter();
    let run = act.run.reform(move |call| {
        trying.set(true);
        call
    });
    Act { busy: act.busy, failure: act.failure.filter(|_| **tried), run }
}

fn end_question(code: &CouponCode, ended: &Act<EndCoupon>, onclose: &Callback<()>) -> Html {
    let about = code.clone();
    let onclick = ended.run.reform(move |()| EndCoupon { code: about.clone() });
    html! {
        <>
            <h2 class="text-lg font-semibold">{ t("coupon-end") }{ end_what(code) }</h2>
            <p class="mt-2 mb-4">{ t("coupon-end-text") }</p>
            if let Some(failure) = &ended.failure { { refused(failure) } }
            <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                <Button kind={Kind::Danger} busy={ended.busy} {onclick} test="coupon-end-confirm">{ t("coupon-end") }</Button>
                <Button onclick={onclose.clone()}>{ t("back") }</Button>
            </div>
        </>
    }
}

fn end_what(code: &CouponCode) -> String {
    tr("coupon-end-what", [("code", code.as_str().into())])
}

fn list(coupons: &[StaffCoupon], categories: &[CategoryCount], ask: &Callback<Option<Asked>>) -> Html {
    if coupons.is_empty() {
        return html! { <EmptyState icon="tag" title={t("coupons-none")} text={t("coupons-none-text")} test="coupons-none" /> };
    }
    let row = |coupon: &StaffCoupon| {
        let code = coupon.code.clone();
        let ends = matches!(coupon.standing, Standing::Counts | Standing::NotYet | Standing::UsedUp);
        html! {
            <li key={coupon.code.as_str()} class="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-4" data-test="coupon-row">
                <div class="min-w-64 flex-1">
                    <p class="font-semibold wrap-anywhere">{ coupon.code.as_str() }{ " · " }<span class="font-normal">{ words::coupon_standing(coupon.standing) }</span></p>
                    <p>{ gives(coupon) }</p>
                    <p class="text-soft text-sm">{ limits(coupon, categories) }</p>
                </div>
                if ends {
                    <Button small={true} onclick={ask.reform(move |()| Some(Asked::End(code.clone())))} test="coupon-end">
                        { t("coupon-end") }<span class="sr-only">{ end_what(&coupon.code) }</span>
                    </Button>
                }
            </li>
        }
    };
    html! { <ul class="panel divide-base-300 divide-y">{ for coupons.iter().map(row) }</ul> }
}

fn gives(coupon: &StaffCoupon) -> String {
    let amount = coupon.amount.map(format::money).unwrap_or_default();
    match coupon.percent_bp {
        Some(rate) => {
            let off = tr("coupon-off", [("what", format::percent(rate).into())]);
            if amount.is_empty() {
                off
            } else {
                format!("{off}, {}", tr("coupon-at-most", [("amount", amount.into())]))
            }
        }
        None => tr("coupon-off", [("what", amount.into())]),
    }
}

/// Used, until when, for whom and for what.
fn limits(coupon: &StaffCoupon, categories: &[CategoryCount]) -> String {
    let used = coupon.used.into();
    let mut parts = vec![match coupon.uses_max {
        Some(most) => tr("coupon-used-of", [("used", used), ("most", most.into())]),
        None => tr("coupon-used", [("used", used)]),
    }];
    parts
        .extend(coupon.uses_per_customer.map(|most| tr("coupon-per-customer-most", [("most", most.into())])));
    let day = |key: &str, day: Date| tr(key, [("day", format::days(day, day).into())]);
    parts.extend(coupon.from.map(|from| day("coupon-from-day", from)));
    parts.extend(coupon.until.map(|until| day("coupon-until-day", until)));
    parts.extend(
        coupon.minimum.map(|minimum| tr("coupon-minimum-of", [("amount", format::money(minimum).into())])),
    );
    if !coupon.categories.is_empty() {
        let name = |id: &CategoryId| {
            let known = categories.iter().find(|known| &known.category.id == id);
            known.map_or_else(|| id.to_string(), |known| known.category.name.clone())
        };
        let names = coupon.categories.iter().map(name).collect::<Vec<_>>().join(", ");
        parts.push(tr("coupon-only", [("names", names.into())]));
    }
    parts.join(" · ")
}
