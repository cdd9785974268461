//! One order for staff: what is known of it, and its next steps.

use contract::Code;
use contract::ipc::{AddStaffNote, Changed, ListMails, MoveOrder, RefundOrder, ResendMail, ShowStaffOrder};
use domain::OrderId;
use yew::prelude::*;

use super::asking::{Answers, Asked, Typed, question};
use super::{answered, sheet, use_fresh, way_back};
use crate::components::{Banner, PageHead, Tone};
use crate::hooks::{use_act, use_query, use_toaster};
use crate::i18n::t;
use crate::pages::frame::not_found;
use crate::route::Route;
use crate::words;

/// The page of an id, as it stands in the address.
pub fn page(id: String) -> Html {
    match OrderId::new(id) {
        Ok(id) => html! { <StaffOrderPage key={id.as_str()} id={id.clone()} /> },
        Err(_) => not_found(),
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    id: OrderId,
}

#[component]
fn StaffOrderPage(props: &Props) -> Html {
    let toaster = use_toaster();
    let query = use_query(ShowStaffOrder { id: props.id.clone() }, &[Changed::Session]);
    let mails = use_query(ListMails { order: props.id.clone() }, &[Changed::Session]);
    let look_again = query.retry.reform({
        let mails = mails.retry.clone();
        move |()| mails.emit(())
    });
    use_fresh(look_again.clone());
    let asked = use_state_eq(|| None::<Asked>);
    let typed = use_state_eq(Typed::default);
    let note = use_state_eq(String::new);
    let done = {
        let (asked, retry) = (asked.setter(), look_again);
        Callback::from(move |()| {
            asked.set(None);
            retry.emit(());
            toaster.say(t("staff-done"));
        })
    };
    let moved = use_act::<MoveOrder>(done.clone());
    let refunded = use_act::<RefundOrder>(done.clone());
    let resent = use_act::<ResendMail>(done.clone());
    let noted = use_act::<AddStaffNote>({
        let note = note.setter();
        done.reform(move |()| note.set(String::new()))
    });
    // Somebody else was first: the question is about an order that is no more.
    let is_conflict = |failure: &&contract::Failure| failure.code == Code::OrderMoved;
    let failure = moved.failure.as_ref().or(refunded.failure.as_ref()).or(resent.failure.as_ref());
    let conflict = failure.filter(is_conflict).cloned();
    use_effect_with(conflict.clone(), {
        let (asked, retry) = (asked.setter(), query.retry.clone());
        move |conflict| {
            if conflict.is_some() {
                asked.set(None);
                retry.emit(());
            }
        }
    });
    let ask = {
        let (asked, typed) = (asked.setter(), typed.setter());
        Callback::from(move |what: Asked| {
            typed.set(Typed::default());
            asked.set(Some(what));
        })
    };
    let answers = Answers {
        busy: moved.busy || refunded.busy || resent.busy,
        failure: failure.filter(|failure| !is_conflict(failure)).cloned(),
        ontyped: Callback::from({
            let typed = typed.setter();
            move |what| typed.set(what)
        }),
        onmove: moved.run.clone(),
        onrefund: refunded.run.clone(),
        onresend: resent.run.clone(),
        onclose: Callback::from({
            let asked = asked.setter();
            move |()| asked.set(None)
        }),
    };
    let notes = sheet::Notes {
        text: (*note).clone(),
        busy: noted.busy,
        failure: noted.failure.clone(),
        ontext: Callback::from({
            let note = note.setter();
            move |text| note.set(text)
        }),
        onadd: noted.run.reform({
            let (order, note) = (props.id.clone(), note.clone());
            move |()| AddStaffNote { order: order.clone(), text: (*note).clone() }
        }),
    };
    html! {
        <>
            { way_back(Route::Staff, t("staff")) }
            if let Some(conflict) = &conflict {
                <div class="mb-5"><Banner tone={Tone::Waits} icon="triangle-alert" alert={true} test="staff-conflict">{ words::failure(conflict) }</Banner></div>
            }
            if query.value.is_none() { <PageHead title={t("order")} /> }
            { answered(&query, |order| html! {
                <>{ sheet::sheet(order, mails.value.as_deref(), &ask, &notes) }{ question(asked.as_ref(), order, &typed, &answers) }</>
            }) }
        </>
    }
}
