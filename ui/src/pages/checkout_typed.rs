//! What a person typed and chose at the checkout: kept before it is right, for whoever comes back to it.

use contract::ipc::{CheckoutDraft, KeepDraft, MakeQuote};
use domain::{Address, Contact, ShippingId};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::{dom, ipc};

/// Typing has paused: what was typed so far is kept.
const KEEP_AFTER_MS: u32 = 800;

/// What the person wishes beyond the lines of the cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// A coupon's code as it was typed.
    pub coupon: Option<String>,
    /// The chosen way of sending.
    pub method: Option<ShippingId>,
}

impl Wishes {
    pub fn of(draft: &CheckoutDraft) -> Self {
        Self { coupon: draft.coupon.clone(), method: draft.method.clone() }
    }

    /// Asks for the prices of the cart with them.
    pub fn ask(self, contact: &Contact, address: Option<&Address>) -> MakeQuote {
        let Self { coupon, method } = self;
        MakeQuote { contact: contact.trimmed(), address: address.map(Address::trimmed), coupon, method }
    }
}

/// Keeps what is typed: when typing pauses, and when the page is left.
#[hook]
pub fn use_kept(contact: &Contact, address: &Address, wishes: &Wishes) {
    type Typed = (Contact, Address, Wishes);
    let keep = |(contact, address, wishes): Typed| {
        wasm_bindgen_futures::spawn_local(async move {
            let Wishes { coupon, method } = wishes;
            // It is kept again at the next pause, and for good with the quote.
            let _ = ipc::invoke(KeepDraft { contact, address, coupon, method }).await;
        });
    };
    let unsaved = use_mut_ref(|| None::<Typed>);
    let first = use_mut_ref(|| true);
    use_effect_with((contact.clone(), address.clone(), wishes.clone()), {
        let unsaved = unsaved.clone();
        move |typed: &Typed| {
            let pause = (!first.replace(false)).then(|| {
                *unsaved.borrow_mut() = Some(typed.clone());
                Timeout::new(KEEP_AFTER_MS, move || {
                    if let Some(typed) = unsaved.borrow_mut().take() {
                        keep(typed);
                    }
                })
            });
            move || drop(pause)
        }
    });
    use_effect_with((), move |()| {
        move || {
            if let Some(typed) = unsaved.borrow_mut().take() {
                keep(typed);
            }
        }
    });
}

/// The address as it was typed last; a first one begins with the country of the system's language.
pub fn with_country(draft: &CheckoutDraft) -> Address {
    let mut address = draft.address.clone();
    if address.country.is_empty() {
        let region = dom::system_language().split_once('-').map(|(_, region)| region.to_ascii_uppercase());
        address.country = region.filter(|region| draft.countries.contains(region)).unwrap_or_default();
    }
    address
}
