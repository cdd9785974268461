//! Several lines of text with their label.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::field::{field_label, field_told};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    pub oninput: Callback<String>,
    /// The text is finished: the focus went elsewhere.
    #[prop_or_default]
    pub onchange: Callback<String>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Lines that are seen at once.
    #[prop_or(2)]
    pub rows: u32,
    /// In characters.
    pub limit: usize,
    #[prop_or(true)]
    pub optional: bool,
    /// What is wrong with it, as a sentence.
    #[prop_or_default]
    pub problem: Option<AttrValue>,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn TextArea(props: &Props) -> Html {
    let text = |event: &Event| event.target_unchecked_into::<HtmlTextAreaElement>().value();
    let oninput = props.oninput.reform(move |event: InputEvent| text(&event));
    let onchange = props.onchange.reform(move |event: Event| text(&event));
    let told = props.problem.is_some().then(|| format!("{}-told", props.id));
    html! {
        <div class="flex flex-col gap-1.5">
            { field_label(&props.id, &props.label, props.optional) }
            <textarea id={&props.id} class="textarea min-h-16 w-full" rows={props.rows.to_string()} value={&props.value}
                {oninput} {onchange} placeholder={props.placeholder.clone()} maxlength={props.limit.to_string()}
                aria-invalid={props.problem.is_some().then_some("true")} aria-describedby={told.clone()} data-test={props.test.clone()} />
            { field_told(told, props.problem.as_ref(), None) }
        </div>
    }
}
