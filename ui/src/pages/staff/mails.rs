//! The mails of an order: what was told to whom, and what did not arrive.

use contract::staff::{MailState, StaffMail};
use yew::prelude::*;

use super::asking::Asked;
use crate::components::Button;
use crate::i18n::{t, tr};
use crate::{format, words};

/// Oldest first, each with a button to send it once more, unless it still leaves by itself.
pub fn mails(mails: &[StaffMail], ask: &Callback<Asked>) -> Html {
    if mails.is_empty() {
        return html! { <p class="text-soft text-sm">{ t("mails-none") }</p> };
    }
    let row = |mail: &StaffMail| {
        let about = mail.clone();
        html! {
            <li key={mail.id.as_str()} class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0" data-test="staff-mail">
                <div class="min-w-56 flex-1">
                    <p class="font-medium">{ words::mail(mail.kind) }{ " · " }{ words::mail_state(mail.state) }</p>
                    <p class="wrap-anywhere">{ &mail.subject }</p>
                    <p class="text-soft text-sm wrap-anywhere">{ mail.to.clone().unwrap_or_else(|| t("mail-to-nobody")) }</p>
                    <p class="text-soft text-sm">
                        { tr("mail-created", [("moment", format::moment(mail.created_at_us).into())]) }
                        if let (Some(at_us), MailState::Sent) = (mail.settled_at_us, mail.state) {
                            { " · " }{ tr("mail-left", [("moment", format::moment(at_us).into())]) }
                        }
                    </p>
                    if let Some(by) = &mail.again_by { <p class="text-soft text-sm">{ tr("mail-again-by", [("by", by.as_str().into())]) }</p> }
                    if !mail.problem.is_empty() { <p class="text-soft text-sm wrap-anywhere" lang="en">{ &mail.problem }</p> }
                </div>
                if mail.state != MailState::Waiting && mail.to.is_some() {
                    <Button small={true} icon="mail" onclick={ask.reform(move |()| Asked::Mail(about.clone()))} test="staff-mail-again">
                        { t("mail-again") }<span class="sr-only">{ tr("mail-again-what", [("what", words::mail(mail.kind).into())]) }</span>
                    </Button>
                }
            </li>
        }
    };
    html! { <ul class="divide-base-300 divide-y" data-test="staff-mails">{ for mails.iter().map(row) }</ul> }
}
