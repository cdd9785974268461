//! A button that lets somebody choose a file of text, and hands its text over.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::field::field_told;
use super::icon_named;
use crate::i18n::{t, tr};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: AttrValue,
    pub label: AttrValue,
    /// Endings with commas between them: `.csv,.json`.
    pub accept: AttrValue,
    pub max_bytes: u32,
    /// Name and text. A file that is refused is no news: what was read before stays.
    pub onread: Callback<(String, String)>,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn FilePick(props: &Props) -> Html {
    let refused = use_state_eq(|| None::<Refusal>);
    let onchange = {
        let (refused, onread, max_bytes) = (refused.setter(), props.onread.clone(), props.max_bytes);
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
            // So that the same file can be chosen again once it was corrected.
            input.set_value("");
            let (refused, onread) = (refused.clone(), onread.clone());
            spawn_local(async move {
                let text = text_of(&file, max_bytes).await;
                refused.set(text.as_ref().err().copied());
                if let Ok(text) = text {
                    onread.emit((file.name(), text));
                }
            });
        })
    };
    let problem = refused.map(|refusal| AttrValue::from(sentence(refusal, props.max_bytes)));
    let told = problem.is_some().then(|| format!("{}-told", props.id));
    html! {
        <div class="flex flex-col gap-1.5">
            <label for={&props.id} class="btn border-control bg-base-100 hover:bg-base-200 has-focus-visible:outline-primary w-fit font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
                { icon_named("file-text") }{ &props.label }
                <input id={&props.id} type="file" class="sr-only" accept={&props.accept} {onchange}
                    aria-invalid={problem.is_some().then_some("true")} aria-describedby={told.clone()} data-test={props.test.clone()} />
            </label>
            <div role="status">{ field_told(told, problem.as_ref(), None) }</div>
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    NotUtf8,
    Unreadable,
}

async fn text_of(file: &File, max_bytes: u32) -> Result<String, Refusal> {
    // Before it is read: a film need not fit into memory to be refused.
    if file.size() > f64::from(max_bytes) {
        return Err(Refusal::TooLarge);
    }
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Unreadable)?;
    String::from_utf8(Uint8Array::new(&bytes).to_vec()).map_err(|_| Refusal::NotUtf8)
}

fn sentence(refusal: Refusal, max_bytes: u32) -> String {
    match refusal {
        Refusal::TooLarge => tr("file-too-large", [("size", (max_bytes / 1024 / 1024).into())]),
        Refusal::NotUtf8 => t("file-not-utf8"),
        Refusal::Unreadable => t("file-unreadable"),
    }
}
