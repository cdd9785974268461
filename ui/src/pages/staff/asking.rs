//! What is asked before an order is moved, money goes back, or a mail leaves once more, and what was typed to it.

use contract::Failure;
use contract::ipc::{MoveOrder, RefundOrder, ResendMail};
use contract::staff::{REASON_CHARS, StaffMail, StaffOrder};
use domain::order::OrderMove;
use domain::{Currency, Money};
use yew::prelude::*;

use super::refused;
use crate::components::{Button, Dialog, Field, Kind, TextArea};
use crate::format;
use crate::i18n::{t, tr};
use crate::words;

/// What is asked about. What changes the order, with the version that was seen when the question came up: what others do
/// meanwhile is not agreed to.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    Move { by: OrderMove, seen_ver: i64 },
    Refund { seen_ver: i64 },
    Mail(StaffMail),
}

/// What was typed.
#[derive(Clone, Default, PartialEq)]
pub struct Typed {
    /// For the customer to read.
    pub note: String,
    pub amount: String,
    pub password: String,
    /// The amount is none.
    pub not_an_amount: bool,
}

/// What the question leads to.
pub struct Answers {
    pub busy: bool,
    pub failure: Option<Failure>,
    pub ontyped: Callback<Typed>,
    pub onmove: Callback<MoveOrder>,
    pub onrefund: Callback<RefundOrder>,
    pub onresend: Callback<ResendMail>,
    pub onclose: Callback<()>,
}

/// The question, while there is one.
pub fn question(asked: Option<&Asked>, order: &StaffOrder, typed: &Typed, answers: &Answers) -> Html {
    let title = match asked {
        Some(Asked::Move { by, .. }) => words::order_move(*by),
        Some(Asked::Refund { .. }) => t("refund-give"),
        Some(Asked::Mail(_)) => t("mail-again"),
        None => String::new(),
    };
    html! {
        <Dialog open={asked.is_some()} title={title.clone()} onclose={answers.onclose.clone()}>
            <h2 class="text-lg font-semibold">{ title }</h2>
            <p class="text-soft text-sm">{ tr("order-title", [("number", order.order.number.as_str().into())]) }</p>
            <div class="mt-4 flex flex-col gap-4">
                { match asked {
                    Some(Asked::Move { by, .. }) => html! { <p>{ consequence(*by, order) }</p> },
                    Some(Asked::Refund { .. }) => amount_field(order, typed, answers),
                    Some(Asked::Mail(mail)) => html! {
                        <p class="wrap-anywhere">{ tr("mail-again-text", [("subject", mail.subject.as_str().into()), ("to", mail.to.clone().unwrap_or_default().into())]) }</p>
                    },
                    None => html! {},
                } }
                if !matches!(asked, Some(Asked::Mail(_))) {
                    <TextArea id="staff-note" label={t("staff-to-customer")} value={typed.note.clone()} limit={REASON_CHARS} test="staff-to-customer"
                        oninput={typing(typed, answers, |typed, note| typed.note = note)} />
                }
                if let Some(Asked::Refund { .. }) = asked {
                    <Field id="staff-password" kind="password" label={t("password")} hint={t("refund-password")} value={typed.password.clone()} test="staff-password"
                        autocomplete="current-password" oninput={typing(typed, answers, |typed, password| typed.password = password)} />
                }
                if let Some(failure) = &answers.failure { { refused(failure) } }
            </div>
            <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                { if let Some(asked) = asked { confirm(asked, order, typed, answers) } else { html! {} } }
                <Button onclick={answers.onclose.clone()} test="staff-keep">{ t("back") }</Button>
            </div>
        </Dialog>
    }
}

fn typing(typed: &Typed, answers: &Answers, set: fn(&mut Typed, String)) -> Callback<String> {
    let typed = typed.clone();
    answers.ontyped.reform(move |text| {
        let mut typed = typed.clone();
        set(&mut typed, text);
        typed.not_an_amount = false;
        typed
    })
}

fn amount_field(order: &StaffOrder, typed: &Typed, answers: &Answers) -> Html {
    let most = order.refundable.map(format::money).unwrap_or_default();
    let problem = typed.not_an_amount.then(|| AttrValue::from(t("refund-not-an-amount")));
    html! {
        <Field id="staff-amount" label={t("refund-amount")} optional={true} hint={tr("refund-most", [("amount", most.into())])} {problem} value={typed.amount.clone()}
            test="staff-amount" oninput={typing(typed, answers, |typed, amount| typed.amount = amount)} />
    }
}

/// What the move means, and that it stays.
fn consequence(by: OrderMove, order: &StaffOrder) -> String {
    match by {
        OrderMove::Approved => t("move-approved-text"),
        OrderMove::Started => t("move-started-text"),
        OrderMove::Finished => t("move-finished-text"),
        _ => match order.refundable {
            Some(paid) => tr("move-cancelled-paid", [("amount", format::money(paid).into())]),
            None => t("move-cancelled-text"),
        },
    }
}

fn confirm(asked: &Asked, order: &StaffOrder, typed: &Typed, answers: &Answers) -> Html {
    let (id, typed, busy) = (order.order.id.clone(), typed.clone(), answers.busy);
    match asked {
        &Asked::Move { by, seen_ver } => {
            let kind = if by == OrderMove::Cancelled { Kind::Danger } else { Kind::Primary };
            let onclick = answers.onmove.reform(move |()| MoveOrder {
                order: id.clone(),
                by,
                note: typed.note.clone(),
                seen_ver,
            });
            html! { <Button {kind} {busy} {onclick} test="staff-confirm">{ words::order_move(by) }</Button> }
        }
        &Asked::Refund { seen_ver } => {
            let (ontyped, onrefund) = (answers.ontyped.clone(), answers.onrefund.clone());
            let currency = order.order.paid.currency;
            let onclick = Callback::from(move |()| match amount(&typed.amount, currency) {
                Ok(amount) => onrefund.emit(RefundOrder {
                    order: id.clone(),
                    amount,
                    reason: typed.note.clone(),
                    password: typed.password.clone(),
                    seen_ver,
                }),
                Err(()) => ontyped.emit(Typed { not_an_amount: true, ..typed.clone() }),
            });
            html! { <Button kind={Kind::Danger} {busy} {onclick} test="staff-confirm">{ t("refund-give") }</Button> }
        }
        Asked::Mail(mail) => {
            let mail = mail.id.clone();
            let onclick =
                answers.onresend.reform(move |()| ResendMail { order: id.clone(), mail: mail.clone() });
            html! { <Button kind={Kind::Primary} {busy} {onclick} test="staff-confirm">{ t("mail-again") }</Button> }
        }
    }
}

/// None for everything that is left.
fn amount(text: &str, currency: Currency) -> Result<Option<Money>, ()> {
    let text = format::typed_decimal(text);
    if text.is_empty() {
        return Ok(None);
    }
    Money::parse_decimal(&text, currency).ok().filter(|amount| amount.minor > 0).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_a_comma_or_a_point_and_nothing_means_all() {
        let currency = Currency::new("EUR").expect("known");
        let minor = |text| amount(text, currency).map(|amount| amount.map(|amount| amount.minor));
        assert_eq!(minor(" 12,50 "), Ok(Some(1_250)));
        assert_eq!(minor("12.5"), Ok(Some(1_250)));
        assert_eq!(minor(" "), Ok(None));
        for wrong in ["0", "1.000,00", "ten", "-3", "1.005"] {
            assert_eq!(minor(wrong), Err(()), "{wrong}");
        }
    }
}
