//! What came of trying out a file: how much it would change, and each mistake in it.

use contract::import::{BadRow, Mistakes};
use yew::prelude::*;

use crate::components::{Banner, Tone};
use crate::format;
use crate::i18n::{t, tr};

/// Counts with their labels, and the mistakes; with any of these, nothing of the file can be imported.
pub fn findings(counts: &[(String, u64)], mistakes: &Mistakes) -> Html {
    let count = |(label, count): &(String, u64)| {
        html! {
            <div key={label.clone()} class="px-5 py-4">
                <dt class="text-soft text-sm">{ label }</dt>
                <dd class="text-2xl font-semibold tabular-nums">{ format::number(*count as f64) }</dd>
            </div>
        }
    };
    html! {
        <div class="flex flex-col gap-5" data-test="findings">
            <dl class="panel flex flex-wrap gap-x-6" data-test="findings-counts">{ for counts.iter().map(count) }</dl>
            if mistakes.total > 0 { { wrong(mistakes) } }
        </div>
    }
}

fn wrong(mistakes: &Mistakes) -> Html {
    let untold = mistakes.total.saturating_sub(mistakes.first.len() as u64);
    html! {
        <>
            <Banner tone={Tone::Wrong} icon="circle-alert" alert={true} test="findings-wrong">{ tr("findings-wrong", [("count", mistakes.total.into())]) }</Banner>
            <div class="panel overflow-x-auto">
                <table class="w-full text-left text-sm">
                    <thead class="text-soft border-base-300 border-b"><tr>
                        { for ["findings-line", "findings-column", "findings-reason"].map(|key| html! { <th scope="col" class="px-5 py-2 font-medium">{ t(key) }</th> }) }
                    </tr></thead>
                    <tbody class="divide-base-300 divide-y">{ for mistakes.first.iter().map(row) }</tbody>
                </table>
                if untold > 0 { <p class="text-soft border-base-300 border-t px-5 py-3 text-sm" data-test="findings-more">{ tr("findings-more", [("count", untold.into())]) }</p> }
            </div>
        </>
    }
}

fn row(bad: &BadRow) -> Html {
    html! {
        <tr data-test="findings-row">
            <td class="px-5 py-2 align-top tabular-nums">{ bad.line }</td>
            <td class="px-5 py-2 align-top whitespace-nowrap">{ &bad.column }</td>
            // The server's sentence, which is in English.
            <td class="px-5 py-2" lang="en">{ &bad.reason }</td>
        </tr>
    }
}
