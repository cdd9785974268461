//! The server's quote, and the last word of the person.

use contract::api::Quote;
use contract::ipc::PlaceOrder;
use contract::{Code, Failure};
use domain::attempt::Gateway;
use domain::quote::Totals;
use domain::{Address, Contact, Money};
use yew::prelude::*;

use super::checkout::Step;
use super::order::recipient;
use crate::components::{
    Banner, Button, Kind, RadioCards, RadioOption, Sums, Tone, icon_styled, priced_lines, ships, totals_list,
};
use crate::hooks::use_session;
use crate::i18n::{chosen, t, tr};
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub quote: Quote,
    pub contact: Contact,
    pub address: Option<Address>,
    /// What the cart showed.
    pub estimate: Option<Totals>,
    pub busy: bool,
    pub failure: Option<Failure>,
    pub onplace: Callback<PlaceOrder>,
    /// Asks for another quote: this one no longer counts.
    pub onrenew: Callback<()>,
    pub go_to: Callback<Step>,
}

#[component]
pub fn Review(props: &Props) -> Html {
    let context = use_session();
    let provider = context.session.provider.as_ref();
    let gateways = provider.map(|provider| provider.gateways.clone()).unwrap_or_default();
    let gateway = use_state_eq(|| gateways.first().copied().unwrap_or(Gateway::Sandbox));
    // To which total: another one needs another yes.
    let agreed = use_state_eq(|| None::<Money>);
    let priced = &props.quote.priced;
    let total = priced.totals.total;
    let before = props.estimate.map(|estimate| estimate.total).filter(|before| *before != total);
    let dearer = before.is_some_and(|before| before.minor < total.minor);
    let pay = {
        let (quote, gateway) = (props.quote.id.clone(), *gateway);
        let locale = chosen().code();
        props.onplace.reform(move |()| PlaceOrder { quote: quote.clone(), gateway, locale: locale.into() })
    };
    let agree = {
        let agreed = agreed.clone();
        Callback::from(move |_: Event| agreed.set(if *agreed == Some(total) { None } else { Some(total) }))
    };
    let choose = {
        let gateway = gateway.setter();
        Callback::from(move |word: AttrValue| gateway.set(Gateway::parse(&word).unwrap_or(Gateway::Sandbox)))
    };
    let amount = || format::money(total);
    let who = provider.map(|provider| provider.name.clone()).unwrap_or_default();
    let test_mode = *gateway == Gateway::Sandbox;
    html! {
        <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-5">
                if let Some(before) = before {
                    <Banner tone={if dearer { Tone::Waits } else { Tone::Good }} icon="info" alert={true} test="price-moved">
                        <span>{ tr("price-moved", [("before", format::money(before).into()), ("now", amount().into())]) }</span>
                    </Banner>
                }
                <section class="panel p-5">
                    <h2 class="mb-4 font-semibold">{ t("services") }</h2>
                    { priced_lines(&priced.lines) }
                </section>
                <section class="panel p-5">
                    <div class="mb-4 flex items-center justify-between">
                        <h2 class="font-semibold">{ t("recipient") }</h2>
                        <Button kind={Kind::Quiet} small={true} icon="pen-line" onclick={props.go_to.reform(|()| Step::Contact)}>{ t("change") }</Button>
                    </div>
                    { recipient(&props.contact, props.address.as_ref(), Some(priced.promise)) }
                </section>
                if gateways.len() > 1 {
                    <section class="panel p-5">
                        <RadioCards name="gateway" legend={t("gateway-choose")} onselect={choose} selected={gateway.as_str()}
                            options={gateways.iter().map(|gateway| RadioOption {
                                value: gateway.as_str().into(),
                                text: words::gateway(*gateway).into(),
                                aside: "".into(),
                            }).collect::<Vec<_>>()} />
                    </section>
                }
            </div>
            <aside class="panel sticky top-7 p-5" aria-label={t("summary")}>
                { totals_list(Sums { totals: priced.totals, estimate: false, ships: ships(&priced.lines), test: Some("quote-total") }) }
                if dearer {
                    <label class="mt-5 flex items-start gap-3 text-sm">
                        <input type="checkbox" class="checkbox checkbox-primary checkbox-sm mt-0.5" checked={*agreed == Some(total)} onchange={agree} data-test="agree" />
                        <span>{ tr("agree-dearer", [("amount", amount().into())]) }</span>
                    </label>
                }
                if let Some(failure) = &props.failure {
                    <div class="mt-5"><Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>
                        <span>{ words::failure(failure) }</span>
                        if matches!(failure.code, Code::QuoteExpired | Code::QuoteChanged | Code::LinesUnavailable) {
                            <button type="button" class="link font-semibold" onclick={props.onrenew.reform(|_: MouseEvent| ())}>{ t("quote-renew") }</button>
                        }
                    </Banner></div>
                }
                <div class="mt-5">
                    <Button kind={Kind::Primary} icon="lock" wide={true} busy={props.busy} disabled={dearer && *agreed != Some(total)} onclick={pay} test="pay">
                        { tr("pay-amount", [("amount", amount().into())]) }
                    </Button>
                </div>
                <p class="text-soft mt-3 text-sm" data-test="consent">
                    { tr("consent", [("amount", amount().into()), ("provider", who.into()), ("gateway", words::gateway(*gateway).into())]) }
                </p>
                if test_mode {
                    <p class="mt-3 flex gap-2 text-sm font-medium">{ icon_styled("info", "mt-1") }{ t("consent-sandbox") }</p>
                }
            </aside>
        </div>
    }
}
