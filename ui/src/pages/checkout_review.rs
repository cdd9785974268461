//! The server's quote, and the last word of the person.

use contract::api::Quote;
use contract::ipc::PlaceOrder;
use contract::{Code, Failure};
use domain::attempt::Gateway;
use domain::difference::Seen;
use domain::{Address, Contact};
use yew::prelude::*;

use super::checkout::Step;
use super::checkout_moved::{agreement, moved};
use super::checkout_typed::Wishes;
use super::checkout_wishes::{CouponForm, ways};
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
    /// What the cart showed, as far as the person has not wished something else since.
    pub seen: Option<Seen>,
    pub wishes: Wishes,
    /// Asks for the prices with other wishes.
    pub onwish: Callback<Wishes>,
    /// They are being asked for.
    pub asking: bool,
    /// Why they could not be asked for.
    pub not_asked: Option<Failure>,
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
    // To which prices and dates, by their hash: other ones need another yes.
    let agreed = use_state_eq(String::new);
    let hash = props.quote.hash.clone();
    let priced = &props.quote.priced;
    let total = priced.totals.total;
    let differences = props.seen.as_ref().map(|seen| seen.differences(priced)).unwrap_or_default();
    let agreement = agreement(&differences, total);
    let open = agreement.is_some() && *agreed != hash;
    let before = props.seen.as_ref().map_or(total, |seen| seen.totals.total);
    let oncoupon = {
        let wishes = props.wishes.clone();
        props.onwish.reform(move |coupon| Wishes { coupon, ..wishes.clone() })
    };
    let onchoose = {
        let wishes = props.wishes.clone();
        props.onwish.reform(move |method| Wishes { method: Some(method), ..wishes.clone() })
    };
    let pay = {
        let (quote, gateway) = (props.quote.id.clone(), *gateway);
        let locale = chosen().code();
        props.onplace.reform(move |()| PlaceOrder { quote: quote.clone(), gateway, locale: locale.into() })
    };
    let agree = {
        let agreed = agreed.clone();
        let to = if *agreed == hash { String::new() } else { hash.clone() };
        Callback::from(move |_: Event| agreed.set(to.clone()))
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
                { moved(&differences, before, total) }
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
                if let Some(shipping) = &priced.shipping {
                    { ways(&props.quote.methods, &shipping.id, &priced.problems, onchoose) }
                }
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
                { totals_list(Sums {
                    totals: priced.totals,
                    estimate: false,
                    ships: ships(&priced.lines),
                    lines: &priced.lines,
                    shipping: priced.shipping.as_ref(),
                    coupon: priced.coupon.as_ref(),
                    test: Some("quote-total"),
                }) }
                <div class="border-base-300 mt-5 border-t pt-5">
                    <CouponForm applied={priced.coupon.clone()} asked={props.wishes.coupon.clone()} problems={priced.problems.clone()}
                        failure={props.not_asked.clone()} busy={props.asking} onapply={oncoupon} />
                </div>
                if let Some(agreement) = agreement {
                    <label class="mt-5 flex items-start gap-3 text-sm">
                        <input type="checkbox" class="checkbox checkbox-primary checkbox-sm mt-0.5" checked={*agreed == hash} onchange={agree} data-test="agree" />
                        <span>{ agreement }</span>
                    </label>
                }
                if let Some(failure) = &props.failure {
                    <div class="mt-5"><Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>
                        <span>{ words::failure(failure) }</span>
                        if matches!(failure.code, Code::QuoteExpired | Code::QuoteChanged | Code::LinesUnavailable | Code::CouponRefused | Code::ShippingNotThere) {
                            <button type="button" class="link font-semibold" onclick={props.onrenew.reform(|_: MouseEvent| ())}>{ t("quote-renew") }</button>
                        }
                    </Banner></div>
                }
                <div class="mt-5">
                    <Button kind={Kind::Primary} icon="lock" wide={true} busy={props.busy} disabled={props.asking || open} onclick={pay} test="pay">
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
