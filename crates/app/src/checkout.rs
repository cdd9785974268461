//! Checking out: a draft that is remembered, a binding quote, and an order that is placed once.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{CheckoutRequest, Quote, QuoteRequest};
use contract::ipc::{
    Changed, CheckoutDraft, GetCheckoutDraft, GetCountry, KeepDraft, MakeQuote, PlaceOrder, PlaceReply,
};
use contract::{Code, Failure};
use domain::address::{Country, FieldProblem, FieldReason, countries, country};
use domain::quote::LineProblem;
use domain::{Address, CartId, CheckoutId, Contact, Destination, ShippingId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::account::Account;
use crate::cart_view::asked;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::cart::SeenCart;
use crate::store::checkouts::{self, Answer, Existing, Waiting};
use crate::store::{CheckoutLog, StoreError, account, cart};
use crate::sync::Waits;

/// How long Pay waits for an answer before it says that the checkout waits.
const PLACE_WITHIN: Duration = Duration::from_secs(10);
const PLACE_AGAIN: Duration = Duration::from_millis(500);

#[derive(Default, Serialize, Deserialize)]
struct Draft {
    contact: Contact,
    address: Address,
    /// As it was typed.
    #[serde(default)]
    coupon: Option<String>,
    #[serde(default)]
    method: Option<ShippingId>,
}

impl Desk {
    pub async fn checkout_draft(&self, _: GetCheckoutDraft) -> Result<CheckoutDraft, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        blocking(move || {
            let (draft, seen) = account
                .store
                .read(|tx| Ok((account::draft::<Draft>(tx)?, cart::seen(tx, &CartId::main())?)))?;
            let needs_address = desk.needs_address(&seen)?;
            let draft = draft.unwrap_or_else(|| {
                let customer = account.customer();
                let contact = Contact { name: customer.name, email: customer.email, phone: String::new() };
                Draft { contact, ..Draft::default() }
            });
            Ok(CheckoutDraft {
                contact: draft.contact,
                address: draft.address,
                coupon: draft.coupon,
                method: draft.method,
                needs_address,
                countries: desk.countries(),
            })
        })
        .await
    }

    pub async fn country(&self, call: GetCountry) -> Result<Country, Failure> {
        Ok(country(&call.code).unwrap_or_else(Country::unknown))
    }

    pub async fn checkout_keep(&self, call: KeepDraft) -> Result<(), Failure> {
        let account = self.account()?;
        let KeepDraft { contact, address, coupon, method } = call;
        let draft = Draft { contact, address, coupon, method };
        blocking(move || account.store.write(|tx| account::keep_draft(tx, &draft))).await
    }

    pub async fn checkout_quote(&self, call: MakeQuote) -> Result<Quote, Failure> {
        let account = self.account()?;
        let contact = call.contact.trimmed();
        let address = call.address.map(|address| address.tidied());
        let draft = Draft {
            contact: contact.clone(),
            address: address.clone().unwrap_or_default(),
            coupon: call.coupon.clone(),
            method: call.method.clone(),
        };
        let address = self.keep_and_check(Arc::clone(&account), draft, address).await?;
        let server = self.server_of(&account)?;

        // The server's cart should be the one that is paid for.
        self.sync_account(&account).await?;
        // An order of these lines may still be on its way: it goes first, or they would be ordered twice.
        self.send_checkouts(&account).await?;
        let (desk, of, asker) = (self.clone(), Arc::clone(&account), contact.clone());
        let (seen, address) = blocking(move || {
            let seen = of.store.read(|tx| cart::seen(tx, &CartId::main()))?;
            let address = desk.check(&seen, &asker, address)?;
            Ok((seen, address))
        })
        .await?;
        let request = QuoteRequest {
            lines: seen.cart.lines.iter().map(asked).collect(),
            destination: address.as_ref().map(Destination::from),
            coupon: call.coupon,
            method: call.method,
            phone: Some(contact.phone.clone()).filter(|phone| !phone.is_empty()),
        };
        let quote = self.ask(&account, &server, server.quote(&request)).await.inspect_err(|error| {
            if error.code() == Code::LinesUnavailable {
                // The server knows something that the catalogue here does not.
                self.inner.engine.try_now();
            }
        });
        let quote = quote.map_err(|error| typed_here(error.into()))?;
        if quote.priced.needs_address && address.is_none() {
            self.inner.engine.try_now();
            return Err(Failure::fields(Address::default().problems()));
        }
        let kept = quote.clone();
        blocking(move || {
            account
                .store
                .write(|tx| checkouts::keep_quote(tx, &kept, &contact, address.as_ref(), clock::now_us()))
        })
        .await?;
        Ok(quote)
    }

    pub async fn checkout_place(&self, call: PlaceOrder) -> Result<PlaceReply, Failure> {
        let account = self.account()?;
        let of = Arc::clone(&account);
        let recorded = blocking(move || of.edit(|tx| record(tx, &of.log, &call))).await?;
        let id = match recorded {
            Existing::Placed(placed) => return Ok(PlaceReply::Placed { placed }),
            Existing::Waiting(id) => id,
        };
        self.tell(&[Changed::Sync]);
        let until = Instant::now() + PLACE_WITHIN;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match timeout(left, self.send_checkout(&account, id.clone(), Waits::Somebody)).await {
                Ok(Ok(Answer::Placed(placed))) => {
                    self.pull_soon(&account).await;
                    return Ok(PlaceReply::Placed { placed });
                }
                Ok(Ok(Answer::Refused(failure))) => return Err(failure),
                Ok(Err(error)) if error.is_worth_waiting() && Instant::now() + PLACE_AGAIN < until => {
                    sleep(PLACE_AGAIN).await;
                }
                Ok(Err(_)) | Err(_) => break,
            }
        }
        self.inner.engine.has_work();
        Ok(PlaceReply::Waiting { checkout: id })
    }

    /// Keeps what was typed, right or not, and then checks it.
    async fn keep_and_check(
        &self,
        account: Arc<Account>,
        mut draft: Draft,
        address: Option<Address>,
    ) -> Result<Option<Address>, Failure> {
        let desk = self.clone();
        blocking(move || {
            let seen = account.store.write(|tx| {
                if address.is_none()
                    && let Some(known) = account::draft::<Draft>(tx)?
                {
                    // An order that needs no address does not forget the one typed before.
                    draft.address = known.address;
                }
                account::keep_draft(tx, &draft)?;
                cart::seen(tx, &CartId::main())
            })?;
            desk.check(&seen, &draft.contact, address)
        })
        .await
    }

    /// Whether this cart can be ordered with these details, as far as is known here; replies with the address
    /// that is needed.
    fn check(
        &self,
        seen: &SeenCart,
        contact: &Contact,
        address: Option<Address>,
    ) -> Result<Option<Address>, StoreError> {
        if seen.cart.lines.is_empty() {
            return Err(Failure::new(Code::CartEmpty).into());
        }
        let shelf = self.shelf_for(seen)?;
        let problems: Vec<_> = seen
            .cart
            .lines
            .iter()
            .filter_map(|line| Some(LineProblem { line: line.id.clone(), reason: shelf.problem(line)? }))
            .collect();
        if !problems.is_empty() {
            return Err(Failure::lines(problems).into());
        }
        let needed = seen.cart.lines.iter().any(|line| shelf.needs_address(line));
        let address = if needed { Some(address.unwrap_or_default()) } else { None };
        let mut fields = contact.problems();
        fields.extend(address.iter().flat_map(|address| self.address_problems(address)));
        if fields.is_empty() { Ok(address) } else { Err(Failure::fields(fields).into()) }
    }

    /// What is wrong with an address, as far as is known here.
    fn address_problems(&self, address: &Address) -> Vec<FieldProblem> {
        let problems = address.problems();
        if !problems.is_empty() || self.countries().contains(&address.country) {
            return problems;
        }
        vec![FieldProblem { field: "address.country".into(), reason: FieldReason::CountryNotServed }]
    }

    /// Where the provider said that orders may go.
    fn countries(&self) -> Vec<String> {
        let served = self.provider().map(|provider| provider.countries).unwrap_or_default();
        if served.is_empty() { countries().map(Into::into).collect() } else { served }
    }

    fn needs_address(&self, seen: &SeenCart) -> Result<bool, StoreError> {
        let shelf = self.shelf_for(seen)?;
        Ok(seen.cart.lines.iter().any(|line| shelf.needs_address(line)))
    }
}

/// The server names the place that it was asked about; here it was typed as an address.
fn typed_here(mut failure: Failure) -> Failure {
    for problem in &mut failure.fields {
        if let Some(part) = problem.field.strip_prefix("destination.") {
            problem.field = format!("address.{part}");
        }
    }
    failure
}

/// Records that Pay was pressed. Pressed twice on one quote, it is the same checkout.
fn record(tx: &Connection, log: &CheckoutLog, call: &PlaceOrder) -> Result<Existing, StoreError> {
    if let Some(existing) = checkouts::of_quote(tx, &call.quote)? {
        return Ok(existing);
    }
    let shown = checkouts::quote(tx, &call.quote)?.ok_or(Failure::new(Code::NotFound))?;
    let request = CheckoutRequest {
        quote: call.quote.clone(),
        quote_hash: shown.hash,
        cart: CartId::main(),
        contact: shown.contact,
        address: shown.address,
        gateway: call.gateway,
        locale: call.locale.clone(),
    };
    let id = CheckoutId::new(Uuid::now_v7().to_string()).expect("a UUID is an id");
    let checkout = Waiting { id, request };
    checkouts::record(tx, &checkout, clock::now_us())?;
    log.add(&checkout)?;
    Ok(Existing::Waiting(checkout.id))
}
