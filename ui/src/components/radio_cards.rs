//! One of a few choices, each with what it costs.

use yew::prelude::*;

#[derive(Debug, Clone, PartialEq)]
pub struct RadioOption {
    pub value: AttrValue,
    pub text: AttrValue,
    /// Beside the text: a surcharge, say.
    pub aside: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub name: AttrValue,
    pub legend: AttrValue,
    pub options: Vec<RadioOption>,
    pub selected: AttrValue,
    pub onselect: Callback<AttrValue>,
}

#[component]
pub fn RadioCards(props: &Props) -> Html {
    let card = |option: &RadioOption| {
        let value = option.value.clone();
        let onchange = props.onselect.reform(move |_: Event| value.clone());
        html! {
            <label key={option.value.to_string()} class="border-control bg-base-100 rounded-box hover:border-primary/60 has-checked:border-primary has-checked:soft-primary has-focus-visible:outline-primary flex min-h-12 items-center gap-3 border px-3.5 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
                <input type="radio" class="radio radio-primary radio-sm outline-none" name={&props.name} value={&option.value}
                    checked={option.value == props.selected} {onchange} />
                <span class="min-w-0 flex-1 font-medium whitespace-pre-line">{ &option.text }</span>
                <span class="text-sm whitespace-nowrap tabular-nums">{ &option.aside }</span>
            </label>
        }
    };
    // Three short words fit in a row.
    let short = props.options.len() == 3 && props.options.iter().all(|option| option.aside.is_empty());
    let columns = if short { "sm:grid-cols-3" } else { "sm:grid-cols-2" };
    html! {
        <fieldset class="flex min-w-0 flex-col gap-2.5">
            <legend class="mb-2.5 font-semibold">{ &props.legend }</legend>
            <div class={classes!("grid", "gap-2.5", columns)}>{ for props.options.iter().map(card) }</div>
        </fieldset>
    }
}
