//! Amounts as gateways write them: some count in another unit than ISO 4217 does, and some take whole units only.

use super::{Currency, Money};
use crate::attempt::Gateway;

/// What accounts at PayPal can hold (developer.paypal.com, currency codes).
const PAYPAL_CURRENCIES: [&str; 24] = [
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR",
    "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
];

/// An amount cannot be written exactly as it would have to be. Nothing is ever rounded on its way to a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotScale {
    #[error("{amount} cannot be written exactly with {decimals} decimals")]
    Inexact { amount: Money, decimals: u32 },
    #[error("the amount is too large")]
    TooLarge,
}

impl Money {
    /// The amount counted in units of `exponent` decimals: 1200 HUF (minor 120000) are 1200 with exponent 0.
    pub fn to_units(self, exponent: u32) -> Result<i64, CannotScale> {
        let own = self.currency.exponent();
        if exponent >= own {
            let factor = ten_to(exponent - own)?;
            return self.minor.checked_mul(factor).ok_or(CannotScale::TooLarge);
        }
        let divisor = ten_to(own - exponent)?;
        if self.minor % divisor != 0 {
            return Err(CannotScale::Inexact { amount: self, decimals: exponent });
        }
        Ok(self.minor / divisor)
    }

    /// The amount of `units` of `exponent` decimals: the way back of [`Money::to_units`].
    pub fn from_units(units: i64, exponent: u32, currency: Currency) -> Result<Self, CannotScale> {
        let own = currency.exponent();
        if own >= exponent {
            let factor = ten_to(own - exponent)?;
            let minor = units.checked_mul(factor).ok_or(CannotScale::TooLarge)?;
            return Ok(Self::new(minor, currency));
        }
        let divisor = ten_to(exponent - own)?;
        let amount = Self::new(units / divisor, currency);
        if units % divisor != 0 {
            return Err(CannotScale::Inexact { amount, decimals: own });
        }
        Ok(amount)
    }

    /// The amount as a decimal text with exactly `exponent` decimals: `1249.50`, or `1200` with exponent 0.
    pub fn to_decimal_with(self, exponent: u32) -> Result<String, CannotScale> {
        Ok(super::decimal(self.to_units(exponent)?, exponent))
    }
}

impl Gateway {
    /// Decimals of the unit in which the gateway counts. Stripe counts KRW and JPY in whole units, and ISK in hundredths
    /// although there are none (docs.stripe.com/currencies, special cases); PayPal writes HUF, JPY and TWD without
    /// decimals (developer.paypal.com, currency codes).
    pub fn exponent(self, currency: Currency) -> u32 {
        match (self, currency.code()) {
            (Self::Stripe, "ISK") => 2,
            (Self::Paypal, "HUF" | "TWD") => 0,
            _ => currency.exponent(),
        }
    }

    /// Whether it takes this currency. PayPal takes those that its accounts can hold.
    pub fn takes(self, currency: Currency) -> bool {
        self != Self::Paypal || PAYPAL_CURRENCIES.contains(&currency.code())
    }

    /// Decimals that may be other than zero: Stripe wants the third decimal of KWD and TND to be a zero.
    pub fn finest(self, currency: Currency) -> u32 {
        let exponent = self.exponent(currency);
        if self == Self::Stripe { exponent.min(2) } else { exponent }
    }

    /// The amount as a whole number of the gateway's units.
    pub fn units(self, amount: Money) -> Result<i64, CannotScale> {
        amount.to_units(self.finest(amount.currency))?;
        amount.to_units(self.exponent(amount.currency))
    }

    /// The amount as the gateway's decimal text.
    pub fn decimal(self, amount: Money) -> Result<String, CannotScale> {
        amount.to_units(self.finest(amount.currency))?;
        amount.to_decimal_with(self.exponent(amount.currency))
    }

    /// The amount that the gateway means by a number of its units.
    pub fn amount(self, units: i64, currency: Currency) -> Result<Money, CannotScale> {
        Money::from_units(units, self.exponent(currency), currency)
    }
}

fn ten_to(exponent: u32) -> Result<i64, CannotScale> {
    10_i64.checked_pow(exponent).ok_or(CannotScale::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::new(code).expect("known"))
    }

    #[test]
    fn forints_go_to_paypal_without_decimals_and_to_stripe_with_two() {
        let amount = money(120_000, "HUF");
        assert_eq!(Gateway::Paypal.decimal(amount), Ok("1200".into()));
        assert_eq!(Gateway::Stripe.units(amount), Ok(120_000));
        assert_eq!(Gateway::Paypal.decimal(money(124_950, "EUR")), Ok("1249.50".into()));
        assert_eq!(Gateway::Paypal.decimal(money(500, "JPY")), Ok("500".into()));
    }

    #[test]
    fn paypal_takes_what_its_accounts_can_hold_and_the_others_take_all() {
        let takes = |gateway: Gateway, code| gateway.takes(Currency::new(code).expect("known"));
        assert!(["EUR", "HUF", "JPY", "TWD", "USD"].into_iter().all(|code| takes(Gateway::Paypal, code)));
        assert!(["BHD", "ISK", "KRW", "TRY"].into_iter().all(|code| !takes(Gateway::Paypal, code)));
        assert!(takes(Gateway::Stripe, "BHD") && takes(Gateway::Sandbox, "BHD"));
    }

    #[test]
    fn a_fraction_that_a_gateway_cannot_write_is_refused_and_never_rounded() {
        let odd = money(120_050, "HUF");
        assert_eq!(Gateway::Paypal.decimal(odd), Err(CannotScale::Inexact { amount: odd, decimals: 0 }));
        let fine = money(5_124, "KWD");
        assert_eq!(Gateway::Stripe.units(fine), Err(CannotScale::Inexact { amount: fine, decimals: 2 }));
        assert_eq!(Gateway::Stripe.units(money(5_120, "KWD")), Ok(5_120));
    }

    #[test]
    fn five_krona_are_500_of_stripes_units_and_come_back_as_five() {
        assert_eq!(Gateway::Stripe.units(money(5, "ISK")), Ok(500));
        let isk = money(0, "ISK").currency;
        assert_eq!(Gateway::Stripe.amount(500, isk), Ok(money(5, "ISK")));
        assert!(Gateway::Stripe.amount(550, isk).is_err());
    }

    #[test]
    fn an_amount_beyond_the_units_of_a_gateway_is_refused() {
        assert_eq!(Gateway::Stripe.units(money(i64::MAX, "ISK")), Err(CannotScale::TooLarge));
        assert_eq!(money(1, "EUR").to_units(60), Err(CannotScale::TooLarge));
    }

    proptest! {
        #[test]
        fn what_a_gateway_is_told_is_read_back_as_the_same_amount(
            minor in 0..1_000_000_000_000_i64, gateway in 0..3_usize, row in 0..Currency::all().count(),
        ) {
            let gateway = Gateway::ALL[gateway];
            let currency = Currency::all().nth(row).expect("a currency");
            let amount = Money::new(minor, currency);
            if let (Ok(units), Ok(text)) = (gateway.units(amount), gateway.decimal(amount)) {
                prop_assert_eq!(gateway.amount(units, currency), Ok(amount));
                prop_assert_eq!(Money::parse_decimal(&text, currency), Ok(amount));
            }
        }
    }
}
