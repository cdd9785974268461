//! Where it goes: the fields that addresses of the chosen country have, in their order and by their names.

use domain::Address;
use domain::address::{Country, FieldProblem, FieldReason, Part};
use yew::prelude::*;

use super::checkout_forms::{problem, send};
use crate::components::{Button, Field, Kind, Select};
use crate::i18n::{t, tr};
use crate::{format, words};

/// The fields of an address, and what to do with them.
pub struct AddressForm<'a> {
    pub value: &'a Address,
    pub onchange: Callback<Address>,
    pub problems: &'a [FieldProblem],
    /// ISO 3166-1 codes that can be served.
    pub countries: &'a [String],
    /// How addresses are written in the chosen country.
    pub rules: &'a Country,
    pub onnext: Callback<()>,
    pub onback: Callback<()>,
}

pub fn address_form(form: &AddressForm) -> Html {
    let AddressForm { value, problems, .. } = form;
    html! {
        <form key="address" class="panel flex max-w-2xl flex-col gap-5 p-6" onsubmit={send(&form.onnext)} novalidate={true}>
            <div>
                <h2 class="font-semibold">{ t("address-title") }</h2>
                <p class="text-soft mt-1 text-sm">{ t("address-why") }</p>
            </div>
            <Select id="address-country" label={t("country")} value={value.country.clone()} test="address-country"
                options={countries(form.countries)} onchange={set(form, |address, text| address.country = text)}
                problem={problem(problems, "address.country")} />
            { for rows(form.rules).into_iter().map(|row| html! {
                <div class="flex flex-col gap-5 sm:flex-row">{ for row.iter().map(|part| part_field(form, *part)) }</div>
            }) }
            <div class="flex justify-between">
                <Button kind={Kind::Quiet} icon="arrow-left" onclick={form.onback.clone()}>{ t("back") }</Button>
                <Button kind={Kind::Primary} submit={true} test="checkout-next">{ t("next") }</Button>
            </div>
        </form>
    }
}

/// What is wrong with an address as far as the rules at hand are those of its country. The desk looks again before it
/// asks for prices.
pub fn address_problems(address: &Address, rules: &Country) -> Vec<FieldProblem> {
    if address.trimmed().country != rules.code {
        return Vec::new();
    }
    as_written(address, rules).problems_by(Some(rules))
}

/// An address as it goes to the desk: without what was typed for another country.
pub fn as_written(address: &Address, rules: &Country) -> Address {
    let address = address.trimmed();
    if address.country == rules.code { address.written_in(rules) } else { address }
}

/// The street stands alone; what stands beside each other on an envelope does so here.
fn rows(rules: &Country) -> Vec<Vec<Part>> {
    let mut rows: Vec<Vec<Part>> = Vec::new();
    for part in rules.parts() {
        match rows.last_mut() {
            Some(row) if part != Part::Street && row[0] != Part::Street => row.push(part),
            _ => rows.push(vec![part]),
        }
    }
    rows
}

fn part_field(form: &AddressForm, part: Part) -> Html {
    let AddressForm { value, rules, problems, .. } = form;
    let optional = !rules.requires(part);
    match part {
        Part::Street => html! {
            <div class="flex w-full flex-col gap-5">
                <Field id="address-street" label={t("street")} value={value.street.clone()} autocomplete="address-line1"
                    test="address-street" oninput={set(form, |address, text| address.street = text)}
                    problem={problem(problems, "address.street")} />
                <Field id="address-extra" label={t("address-extra")} value={value.extra.clone()} optional={true}
                    autocomplete="address-line2" test="address-extra" problem={problem(problems, "address.extra")}
                    oninput={set(form, |address, text| address.extra = text)} />
            </div>
        },
        Part::PostalCode => html! {
            <Field key="postal-code" id="address-postal-code" class="sm:w-40 sm:shrink-0" {optional}
                label={words::address_part(&rules.postal_code)} value={value.postal_code.clone()}
                autocomplete="postal-code" test="address-postal-code" problem={postal_problem(form)}
                oninput={set(form, |address, text| address.postal_code = text)} />
        },
        Part::City => html! {
            <Field key="city" id="address-city" class="flex-1" label={words::address_part(&rules.city)} {optional}
                value={value.city.clone()} autocomplete="address-level2" test="address-city"
                problem={problem(problems, "address.city")} oninput={set(form, |address, text| address.city = text)} />
        },
        Part::Region if rules.regions.is_empty() => html! {
            <Field key="region" id="address-region" class="flex-1" label={words::address_part(&rules.region)}
                value={value.region.clone()} {optional} autocomplete="address-level1" test="address-region"
                problem={problem(problems, "address.region")} oninput={set(form, |address, text| address.region = text)} />
        },
        Part::Region => html! {
            <Select key="region-list" id="address-region" class="flex-1" label={words::address_part(&rules.region)}
                value={value.region.clone()} {optional} options={regions(rules, &value.region)} test="address-region"
                problem={problem(problems, "address.region")} onchange={set(form, |address, text| address.region = text)} />
        },
    }
}

fn set(form: &AddressForm, put: fn(&mut Address, String)) -> Callback<String> {
    let value = form.value.clone();
    form.onchange.reform(move |text| {
        let mut value = value.clone();
        put(&mut value, text);
        value
    })
}

/// With an example of a right one.
fn postal_problem(form: &AddressForm) -> Option<AttrValue> {
    let field = "address.postal_code";
    let example = &form.rules.postal_example;
    let shapeless =
        |problem: &FieldProblem| problem.field == field && problem.reason == FieldReason::NotAPostalCode;
    if example.is_empty() || !form.problems.iter().any(shapeless) {
        return problem(form.problems, field);
    }
    Some(tr("field-not-a-postal-code-like", [("example", example.as_str().into())]).into())
}

/// With their names, in the order of the names; first of all an invitation to choose.
fn countries(codes: &[String]) -> Vec<(AttrValue, AttrValue)> {
    let mut named: Vec<_> = codes.iter().map(|code| (format::country(code), code.clone())).collect();
    named.sort_by(|(one, _), (other, _)| format::collate(one, other));
    let choose = [(AttrValue::from(""), AttrValue::from(t("country-choose")))];
    choose.into_iter().chain(named.into_iter().map(|(name, code)| (code.into(), name.into()))).collect()
}

/// The country's own, in its order. What was typed for another country stands among them as long as it is chosen.
fn regions(rules: &Country, chosen: &str) -> Vec<(AttrValue, AttrValue)> {
    let mut options = vec![(AttrValue::from(""), AttrValue::from(t("please-choose")))];
    let listed = rules.regions.iter().map(|region| (region.key.clone().into(), region.label().into()));
    options.extend(listed);
    if !options.iter().any(|(key, _)| key == chosen) {
        options.push((chosen.to_owned().into(), chosen.to_owned().into()));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::address::country;

    fn rules(code: &str) -> Country {
        country(code).expect("a country")
    }

    #[test]
    fn the_fields_stand_as_on_an_envelope() {
        use Part::{City, PostalCode, Region, Street};
        assert_eq!(rows(&rules("DE")), [vec![Street], vec![PostalCode, City]]);
        assert_eq!(rows(&rules("US")), [vec![Street], vec![City, Region, PostalCode]]);
        assert_eq!(rows(&rules("JP")), [vec![PostalCode, Region], vec![Street]]);
        assert_eq!(rows(&Country::unknown()), [vec![Street], vec![PostalCode, City]]);
    }

    #[test]
    fn what_is_typed_for_one_country_is_no_mistake_in_another() {
        let typed = Address {
            street: "4 Main St".into(),
            postal_code: "10001".into(),
            city: "New York".into(),
            region: "NY".into(),
            country: "US".into(),
            ..Address::default()
        };
        assert_eq!(address_problems(&typed, &rules("US")), []);
        let moved = Address { country: "DE".into(), ..typed };
        assert_eq!(address_problems(&moved, &rules("DE")), []);
        assert_eq!(as_written(&moved, &rules("DE")).region, "");
        // The rules of the new country are still on their way.
        assert_eq!(address_problems(&Address { postal_code: "x".into(), ..moved }, &rules("US")), []);
    }

    #[test]
    fn a_region_of_elsewhere_can_be_seen_and_changed() {
        let shown = |chosen| regions(&rules("US"), chosen).len();
        assert_eq!(shown(""), shown("NY"));
        assert_eq!(shown("Bayern"), shown("NY") + 1);
    }

    #[test]
    fn every_part_of_every_country_has_a_name_of_its_own() {
        for code in domain::address::countries() {
            let Country { city, region, postal_code, .. } = rules(code);
            for word in [city, region, postal_code] {
                assert!(words::address_part_key(&word).is_some(), "{code} {word}");
            }
        }
    }
}
