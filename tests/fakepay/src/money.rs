//! Amounts as each gateway writes them. Inside they are whole minor units of that gateway.

/// Stripe counts these in whole units (docs.stripe.com/currencies, "zero-decimal").
const STRIPE_WHOLE: [&str; 15] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];
/// Stripe counts these in thousandths, of which the last digit must be 0.
const STRIPE_THOUSANDTHS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
/// Stripe counts these in hundredths that must be 00, for they have none any more.
const STRIPE_ROUND: [&str; 2] = ["isk", "ugx"];
/// The least that Stripe takes (docs.stripe.com/currencies, "minimum charge amounts").
const STRIPE_LEAST: [(&str, i64); 10] = [
    ("usd", 50),
    ("eur", 50),
    ("gbp", 30),
    ("chf", 50),
    ("cad", 50),
    ("aud", 50),
    ("jpy", 50),
    ("dkk", 250),
    ("sek", 300),
    ("pln", 200),
];
/// PayPal takes these in whole units only (developer.paypal.com/api/rest/reference/currency-codes).
const PAYPAL_WHOLE: [&str; 3] = ["HUF", "JPY", "TWD"];
const PAYPAL_OTHER: [&str; 21] = [
    "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "EUR", "HKD", "ILS", "MYR", "MXN", "NZD", "NOK", "PHP", "PLN",
    "GBP", "SGD", "SEK", "CHF", "THB", "USD",
];

/// Why Stripe does not take an amount: the `code` of its error and a sentence.
pub(crate) fn stripe_refuses(amount: i64, currency: &str) -> Option<(&'static str, String)> {
    let step = match currency {
        _ if STRIPE_THOUSANDTHS.contains(&currency) => 10,
        _ if STRIPE_ROUND.contains(&currency) => 100,
        _ => 1,
    };
    if amount % step != 0 {
        let sentence = format!("Amounts in {currency} must be divisible by {step}.");
        return Some(("parameter_invalid_integer", sentence));
    }
    let least = STRIPE_LEAST.iter().find(|(code, _)| *code == currency).map_or(1, |(_, least)| *least);
    (amount != 0 && amount < least)
        .then(|| ("amount_too_small", format!("The amount must be at least {least} {currency}.")))
}

/// Stripe's amount for people.
pub(crate) fn stripe_shown(amount: i64, currency: &str) -> String {
    let places = match currency {
        _ if STRIPE_WHOLE.contains(&currency) => 0,
        _ if STRIPE_THOUSANDTHS.contains(&currency) => 3,
        _ => 2,
    };
    format!("{} {}", decimal(amount, places), currency.to_uppercase())
}

/// `12.50` in minor units, or the issue that PayPal finds with it.
pub(crate) fn paypal_units(value: &str, currency: &str) -> Result<i64, &'static str> {
    let places = paypal_places(currency).ok_or("INVALID_CURRENCY_CODE")?;
    let (negative, digits) = value.strip_prefix('-').map_or((false, value), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || value.len() > 32 {
        return Err("INVALID_PARAMETER_SYNTAX");
    }
    if fraction.len() > places || (places == 0 && digits.contains('.')) {
        return Err("DECIMAL_PRECISION");
    }
    let units: i64 = format!("{whole}{fraction:0<places$}").parse().map_err(|_| "MAX_VALUE_EXCEEDED")?;
    match units {
        _ if negative => Err("CANNOT_BE_NEGATIVE"),
        0 => Err("CANNOT_BE_ZERO_OR_NEGATIVE"),
        units => Ok(units),
    }
}

/// Minor units as PayPal writes them.
pub(crate) fn paypal_value(units: i64, currency: &str) -> String {
    decimal(units, paypal_places(currency).unwrap_or(2))
}

fn paypal_places(currency: &str) -> Option<usize> {
    if PAYPAL_WHOLE.contains(&currency) {
        return Some(0);
    }
    PAYPAL_OTHER.contains(&currency).then_some(2)
}

fn decimal(units: i64, places: usize) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if units < 0 { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paypal_takes_no_decimals_of_currencies_that_have_none() {
        assert_eq!(paypal_units("12.50", "EUR"), Ok(1250));
        assert_eq!(paypal_units("12.5", "EUR"), Ok(1250));
        assert_eq!(paypal_units("1200", "JPY"), Ok(1200));
        assert_eq!(paypal_units("1200.00", "HUF"), Err("DECIMAL_PRECISION"));
        assert_eq!(paypal_units("1.005", "EUR"), Err("DECIMAL_PRECISION"));
        assert_eq!(paypal_units("0.00", "EUR"), Err("CANNOT_BE_ZERO_OR_NEGATIVE"));
        assert_eq!(paypal_units("1,00", "EUR"), Err("INVALID_PARAMETER_SYNTAX"));
        assert_eq!(paypal_units("1", "XXX"), Err("INVALID_CURRENCY_CODE"));
        assert_eq!((paypal_value(5, "EUR").as_str(), paypal_value(-1200, "JPY").as_str()), ("0.05", "-1200"));
    }

    #[test]
    fn stripe_counts_each_currency_in_its_own_units() {
        assert_eq!(stripe_shown(1250, "eur"), "12.50 EUR");
        assert_eq!(stripe_shown(1250, "jpy"), "1250 JPY");
        assert_eq!(stripe_refuses(49, "eur").map(|(code, _)| code), Some("amount_too_small"));
        assert_eq!(stripe_refuses(1255, "kwd").map(|(code, _)| code), Some("parameter_invalid_integer"));
        assert_eq!(stripe_refuses(1250, "eur"), None);
    }
}
