//! The listed orders as a file for a spreadsheet.

use contract::history::OrderSearch;
use contract::ipc::{Changed, ExportOrders, GetExportProgress, ShowExport};
use yew::prelude::*;

use super::unsent::failed;
use crate::components::{Button, Kind, saved_file};
use crate::hooks::{send, use_act, use_query, use_toaster};
use crate::i18n::tr;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub wanted: OrderSearch,
    /// How many orders that are.
    pub total: u32,
}

/// Writes the file, says how far it is, and then where it is.
#[component]
pub fn ExportList(props: &Props) -> Html {
    let path = use_state_eq(|| None::<String>);
    let toaster = use_toaster();
    let progress = use_query(GetExportProgress {}, &[Changed::Export]);
    let export = use_act::<ExportOrders>({
        let path = path.setter();
        Callback::from(move |exported: contract::unsent::Exported| path.set(Some(exported.path)))
    });
    let run = {
        let (run, path, wanted) = (export.run.clone(), path.setter(), props.wanted.clone());
        Callback::from(move |()| {
            path.set(None);
            run.emit(ExportOrders { wanted: wanted.clone() });
        })
    };
    let show = Callback::from(move |()| send(&toaster, ShowExport {}, |()| ()));
    let under_way = progress.value.as_ref().and_then(|progress| **progress).filter(|_| export.busy);
    html! {
        <div class="mb-4 flex flex-col items-end gap-3">
            <Button kind={Kind::Quiet} small={true} icon="file-text" busy={export.busy} onclick={run} test="export-orders">
                { tr("export-orders", [("count", props.total.into())]) }
            </Button>
            if let Some(progress) = under_way {
                <label class="text-soft flex w-full max-w-md flex-col gap-1 text-sm">
                    { tr("export-progress", [("have", progress.have.into()), ("total", progress.total.into())]) }
                    <progress class="progress progress-primary w-full" value={progress.have.to_string()} max={progress.total.to_string()}></progress>
                </label>
            }
            if let Some(failure) = &export.failure { { failed(failure) } }
            if let Some(path) = &*path { { saved_file("exported-orders", path, &show, "orders-exported") } }
        </div>
    }
}
