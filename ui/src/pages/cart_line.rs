//! One line of the cart.

use contract::ipc::CartLineView;
use domain::limits::NOTE_CHARS;
use domain::quote::LineReason;
use domain::{CategoryId, LineId, Money};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::components::{
    Button, Kind, QuantityStepper, RouteLink, TextArea, delivery_text, figures, icon_named, promise_window,
    tile,
};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

/// A note is saved when no key was pressed for so long.
const QUIET_MS: u32 = 500;

/// What can be done to a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Step(LineId, i64),
    Set(LineId, i64),
    Note(LineId, String),
    /// With the service's name, for the message.
    Remove(LineId, String),
}

/// The id of a line's element in the page.
pub fn anchor(line: &LineId) -> String {
    format!("line-{line}")
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub line: CartLineView,
    pub edit: Callback<Edit>,
}

#[component]
pub fn CartLine(props: &Props) -> Html {
    let view = &props.line;
    let line = &view.line;
    let remove = props.edit.reform({
        let (id, name) = (line.id.clone(), view.name.clone());
        move |()| Edit::Remove(id.clone(), name.clone())
    });
    let id = line.id.clone();
    let onstep = props.edit.reform(move |by| Edit::Step(id.clone(), by));
    let id = line.id.clone();
    let onset = props.edit.reform(move |quantity| Edit::Set(id.clone(), quantity));
    let quantity = line.quantity.get();
    let faded = view.problem.is_some().then_some("opacity-60 grayscale");
    html! {
            <li id={anchor(&line.id)} class="flex gap-4 p-4 sm:p-5" data-test="cart-line" data-name={view.name.clone()}
                data-quantity={quantity.to_string()} data-pending={view.pending.to_string()}>
                <span class={classes!("max-sm:hidden", faded)}>
                    { tile(&view.icon, view.category.as_ref().map_or("", CategoryId::as_str)) }
                </span>
                <div class="min-w-0 flex-1">
                    <div class="flex flex-wrap items-start justify-between gap-x-5 gap-y-1">
                        <div class="min-w-0 flex-1 basis-56">
                            <h2 class="leading-snug font-semibold">
                                <RouteLink to={Route::service(&line.service)} class="hover:underline">{ if view.name.is_empty() { t("line-unknown") } else { view.name.clone() } }</RouteLink>
                            </h2>
                            if !view.choice_names.is_empty() {
                                <p class="text-soft mt-0.5 text-sm">{ view.choice_names.join(" · ") }</p>
                            }
                        </div>
                        { price(view) }
                    </div>
                    if let Some(reason) = view.problem {
                        <div class="soft-accent rounded-field mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2 text-sm" data-test="line-problem">
                            <span class="flex min-w-0 flex-1 items-center gap-2">{ icon_named("triangle-alert") }{ words::line_problem(reason) }</span>
                            if reason == LineReason::OptionGone {
    <RouteLink to={Route::choose_again(line)} class="link font-medium" test="choose-again">{ t("choose-again") }</RouteLink>
    }
                            <button type="button" class="link font-medium" onclick={remove.reform(|_: MouseEvent| ())}>{ t("remove") }</button>
                        </div>
                    } else {
                        <p class="text-soft mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                            if let Some(kind) = view.delivery { { delivery_text(kind) } }
                            if let Some(promise) = view.promise { { promise_window(promise, "") } }
                            // It keeps its place while it is not shown, so that nothing below moves when it comes and goes.
                            <span class={classes!("inline-flex", "items-center", "gap-1.5", "whitespace-nowrap", (!view.pending).then_some("invisible"))}
                                data-test={view.pending.then_some("line-pending")}>{ icon_named("hard-drive") }{ t("saved-here") }</span>
                        </p>
                    }
                    <div class="mt-3.5 flex flex-wrap items-center gap-x-4 gap-y-2">
                        <QuantityStepper value={quantity} about={view.name.clone()} {onstep} {onset} />
                        <Note line={line.id.clone()} note={line.note.clone()} edit={props.edit.clone()} />
                        <span class="ml-auto">
                            <Button kind={Kind::Quiet} small={true} icon="trash-2" onclick={remove} test="line-remove">
                                { t("remove") }<span class="sr-only">{ tr("remove-what", [("service", view.name.as_str().into())]) }</span>
                            </Button>
                        </span>
                    </div>
                </div>
            </li>
        }
}

/// The line's total; beside the unit price what it was when it was added, should it have moved.
fn price(view: &CartLineView) -> Html {
    let (Some(total), Some(unit)) = (view.total, view.unit) else {
        let word = if view.loading { t("line-loading") } else { t("not-for-sale") };
        return html! { <span class="text-soft text-sm">{ word }</span> };
    };
    let unit_text = |unit: Money| format::money(unit);
    let each = [("unit", unit_text(unit).into()), ("quantity", view.line.quantity.get().into())];
    html! {
        <div class="ml-auto text-right">
            { figures(format::money(total), "font-semibold", None) }
            // Of one, too: a line that came with the second would move the stepper away from under the pointer.
            <p class="text-soft text-sm tabular-nums">{ tr("unit-times", each) }</p>
            if let Some(was) = view.was {
                <p class="mt-1 text-sm" data-test="was-now">
                    <span class="soft-accent rounded-md px-1.5 py-0.5">
                        { tr("was-now", [("was", unit_text(was).into()), ("now", unit_text(unit).into())]) }
                    </span>
                </p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct NoteProps {
    line: LineId,
    note: AttrValue,
    edit: Callback<Edit>,
}

/// A note is read more often than written: it opens on demand.
#[component]
fn Note(props: &NoteProps) -> Html {
    let open = use_state_eq(|| false);
    let text = use_state_eq(|| props.note.to_string());
    // As the desk has it, or will have it in a moment.
    let saved = use_mut_ref(|| props.note.to_string());
    let save = use_callback((props.line.clone(), props.edit.clone()), {
        let saved = saved.clone();
        move |typed: String, (line, edit)| {
            let note = typed.trim();
            if saved.borrow().as_str() != note {
                saved.replace(note.into());
                edit.emit(Edit::Note(line.clone(), note.into()));
            }
        }
    });
    use_effect_with(props.note.clone(), {
        let (text, saved) = (text.clone(), saved.clone());
        move |note| {
            let untouched = text.trim() == saved.borrow().as_str();
            // News from elsewhere, and not the echo of what was saved here; what is being typed stays.
            if saved.replace(note.to_string()) != note.as_str() && untouched {
                text.set(note.to_string());
            }
        }
    });
    use_effect_with((*text).clone(), {
        let save = save.clone();
        move |typed| {
            let typed = typed.clone();
            let quiet = Timeout::new(QUIET_MS, move || save.emit(typed));
            move || drop(quiet)
        }
    });
    // Who leaves by the keyboard leaves the field without a change event.
    use_effect_with((), {
        let (text, save) = (text.clone(), save.clone());
        move |()| move || save.emit((*text).clone())
    });
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let oninput = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    let label = if props.note.is_empty() { t("note-add") } else { t("note-edit") };
    html! {
        <>
            <Button kind={Kind::Quiet} small={true} icon="pen-line" onclick={toggle}>{ label }</Button>
            if *open {
                <div class="order-last basis-full">
                    <TextArea id={format!("note-{}", props.line)} label={t("note")} value={(*text).clone()} {oninput} onchange={save}
                        limit={NOTE_CHARS} placeholder={t("note-placeholder")} />
                </div>
            } else if !props.note.is_empty() {
                <p class="text-soft order-last basis-full text-sm wrap-anywhere whitespace-pre-line">{ tr("quoted", [("text", props.note.as_str().into())]) }</p>
            }
        </>
    }
}
