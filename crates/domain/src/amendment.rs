//! What is changed about an order after it was placed. The timeline keeps it before and after; nothing is lost.

#[cfg(test)]
mod tests;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::cart::check_note;
use crate::money::{Money, share};
use crate::promise::{self, Promise};
use crate::quote::{PricedLine, Totals};
use crate::service::DeliveryKind;
use crate::shipping::PricedShipping;
use crate::tax::Tax;
use crate::{FieldProblem, LineId, Quantity};

/// A customer may put something off by so many days: as far ahead as a lead time may promise.
pub const PUT_OFF_DAYS: i32 = 365;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Amendment {
    /// Less of a line; none is left of it where `to` is none.
    Quantity {
        line: LineId,
        from: Quantity,
        to: Option<Quantity>,
    },
    /// What the customer wrote to a line.
    Note {
        line: LineId,
        from: String,
        to: String,
    },
    Address {
        from: Box<Address>,
        to: Box<Address>,
    },
    /// The delivery window of a line.
    Promise {
        line: LineId,
        from: Promise,
        to: Promise,
    },
}

/// What a customer wishes to be different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Wish {
    /// Less of a line.
    Quantity {
        line: LineId,
        quantity: Quantity,
    },
    /// Nothing of a line.
    GiveUp {
        line: LineId,
    },
    Note {
        line: LineId,
        note: String,
    },
    Address {
        address: Address,
    },
    /// A line not before this day.
    Reschedule {
        line: LineId,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        #[serde(serialize_with = "promise::put_day", deserialize_with = "promise::day")]
        earliest: Date,
    },
}

/// The part of an order that a customer can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    pub lines: Vec<PricedLine>,
    /// As they were when they were given up.
    pub given_up: Vec<PricedLine>,
    pub totals: Totals,
    pub shipping: Option<PricedShipping>,
    pub promise: Promise,
    pub address: Option<Address>,
}

/// Why a wish cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotAmend {
    #[error("the order has no such line")]
    NoSuchLine,
    #[error("more can only be ordered anew")]
    OnlyLess,
    #[error("it is the last line: the order can be cancelled")]
    LastLine,
    #[error("the note is too long")]
    NoteTooLong,
    #[error("nothing of the order goes anywhere")]
    NoAddress,
    #[error("taxes and shipping are of another country there")]
    OtherCountry,
    #[error("the address is not right")]
    Fields(Vec<FieldProblem>),
    #[error("a line can be put off to a later day, within a year")]
    NotThen,
}

impl Wish {
    /// The line that it is about.
    pub fn line(&self) -> Option<&LineId> {
        match self {
            Self::Quantity { line, .. }
            | Self::GiveUp { line }
            | Self::Note { line, .. }
            | Self::Reschedule { line, .. } => Some(line),
            Self::Address { .. } => None,
        }
    }

    /// The total becomes less by it.
    pub fn takes_back(&self) -> bool {
        matches!(self, Self::Quantity { .. } | Self::GiveUp { .. })
    }
}

impl Agreed {
    /// Meets a wish, and tells what is different; nothing where it was so already. Prices are those that were agreed to:
    /// a line of fewer units keeps its price and tax for each, its discount falls in proportion, and shipping falls away
    /// with the last line that is sent. Nothing becomes dearer. `put_off` moves a window to begin on a day or after it.
    pub fn amend(
        &mut self,
        wish: &Wish,
        put_off: impl Fn(Promise, Date) -> Promise,
    ) -> Result<Vec<Amendment>, CannotAmend> {
        let changed = match wish {
            Wish::Quantity { line, quantity } => self.fewer(line, *quantity)?,
            Wish::GiveUp { line } => Some(self.give_up(line)?),
            Wish::Note { line, note } => self.note(line, note)?,
            Wish::Address { address } => self.send_to(address)?,
            Wish::Reschedule { line, earliest } => Some(self.reschedule(line, *earliest, put_off)?),
        };
        Ok(changed.into_iter().collect())
    }

    fn line_mut(&mut self, id: &LineId) -> Result<&mut PricedLine, CannotAmend> {
        self.lines.iter_mut().find(|line| &line.line == id).ok_or(CannotAmend::NoSuchLine)
    }

    fn fewer(&mut self, id: &LineId, to: Quantity) -> Result<Option<Amendment>, CannotAmend> {
        let line = self.line_mut(id)?;
        let from = line.quantity;
        if to == from {
            return Ok(None);
        }
        if to > from {
            return Err(CannotAmend::OnlyLess);
        }
        let before = line.clone();
        less_of(line, to);
        let after = line.clone();
        self.subtract(&before, Some(&after));
        Ok(Some(Amendment::Quantity { line: id.clone(), from, to: Some(to) }))
    }

    fn give_up(&mut self, id: &LineId) -> Result<Amendment, CannotAmend> {
        let at = self.lines.iter().position(|line| &line.line == id).ok_or(CannotAmend::NoSuchLine)?;
        if self.lines.len() == 1 {
            return Err(CannotAmend::LastLine);
        }
        let line = self.lines.remove(at);
        self.subtract(&line, None);
        let sends = self.lines.iter().any(|line| line.delivery == DeliveryKind::Shipped);
        if !sends && let Some(shipping) = self.shipping.take() {
            let totals = &mut self.totals;
            totals.shipping.minor -= shipping.price.minor;
            totals.total.minor -= shipping.price.minor;
            self.subtract_tax(shipping.tax, shipping.tax_added);
        }
        let from = line.quantity;
        self.given_up.push(line);
        self.promise_together();
        Ok(Amendment::Quantity { line: id.clone(), from, to: None })
    }

    /// Takes what is no longer part of a line off the sums.
    fn subtract(&mut self, before: &PricedLine, after: Option<&PricedLine>) {
        let after = |of: fn(&PricedLine) -> i64| after.map_or(0, of);
        let goods = before.total.minor - after(|line| line.total.minor);
        let discount = before.discount_minor - after(|line| line.discount_minor);
        let tax = before.tax.minor - after(|line| line.tax.minor);
        self.totals.subtotal.minor -= goods;
        self.totals.discount.minor -= discount;
        self.totals.total.minor -= goods - discount;
        self.subtract_tax(Money::new(tax, before.tax.currency), before.tax_added);
    }

    fn subtract_tax(&mut self, tax: Money, added: bool) {
        self.totals.tax.minor -= tax.minor;
        if added {
            self.totals.tax_added_minor -= tax.minor;
            self.totals.total.minor -= tax.minor;
        }
    }

    fn note(&mut self, id: &LineId, to: &str) -> Result<Option<Amendment>, CannotAmend> {
        let line = self.line_mut(id)?;
        let to = to.trim();
        check_note(to).map_err(|_| CannotAmend::NoteTooLong)?;
        let from = std::mem::replace(&mut line.note, to.to_owned());
        let changed = Amendment::Note { line: id.clone(), from: from.clone(), to: to.to_owned() };
        Ok((from != to).then_some(changed))
    }

    fn send_to(&mut self, to: &Address) -> Result<Option<Amendment>, CannotAmend> {
        let from = self.address.as_ref().ok_or(CannotAmend::NoAddress)?;
        let to = to.trimmed();
        let problems = to.problems();
        if !problems.is_empty() {
            return Err(CannotAmend::Fields(problems));
        }
        if to.country != from.country {
            return Err(CannotAmend::OtherCountry);
        }
        if to == *from {
            return Ok(None);
        }
        let changed = Amendment::Address { from: Box::new(from.clone()), to: Box::new(to.clone()) };
        self.address = Some(to);
        Ok(Some(changed))
    }

    fn reschedule(
        &mut self,
        id: &LineId,
        earliest: Date,
        put_off: impl Fn(Promise, Date) -> Promise,
    ) -> Result<Amendment, CannotAmend> {
        let line = self.line_mut(id)?;
        let from = line.promise;
        let last = from.earliest.checked_add(PUT_OFF_DAYS.days()).map_err(|_| CannotAmend::NotThen)?;
        let to = put_off(from, earliest);
        if earliest <= from.earliest
            || earliest > last
            || to.earliest <= from.earliest
            || to.latest < to.earliest
        {
            return Err(CannotAmend::NotThen);
        }
        line.promise = to;
        self.promise_together();
        Ok(Amendment::Promise { line: id.clone(), from, to })
    }

    fn promise_together(&mut self) {
        let together = promise::together(self.lines.iter().map(|line| line.promise));
        self.promise = together.unwrap_or(self.promise);
    }
}

fn less_of(line: &mut PricedLine, to: Quantity) {
    let (units, of) = (to.get(), line.quantity.get());
    line.total.minor = share(line.total.minor, units, of);
    line.discount_minor = share(line.discount_minor, units, of);
    let tax = Tax { rate: line.tax_rate, added: line.tax_added };
    line.tax.minor = tax.of(line.total.minor - line.discount_minor);
    line.quantity = to;
}
