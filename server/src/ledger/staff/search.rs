//! What staff finds orders by: one text per order, in lower case. It holds what the order's contact holds: whoever changes or
//! forgets the one changes or forgets the other.

use domain::quote::PricedLine;
use domain::{Contact, OrderId};

use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// Words of a search that count; more narrow nothing down.
const WORDS_MAX: usize = 8;

/// Gives a new order its number, and writes down what it is found by: this number, who is reached, the account's mail
/// address, its services.
pub fn enter(
    tx: &mut Tx<'_>,
    order: &OrderId,
    number: &str,
    contact: &Contact,
    lines: &[PricedLine],
) -> Result<(), Error> {
    let services = lines.iter().map(|line| line.name.as_str());
    let words: Vec<&str> =
        [number, contact.name.as_str(), contact.email.as_str()].into_iter().chain(services).collect();
    // Addresses of accounts are in lower case already.
    let sql = "UPDATE orders SET number = ?2, search = CAST(?3 AS TEXT) || ' ' || \
               (SELECT email FROM customers WHERE customers.id = orders.customer_id) WHERE id = ?1";
    tx.execute(sql, params![order, number, words.join(" ").to_lowercase()])?;
    Ok(())
}

/// The words of a search as patterns of LIKE with `\` as its escape: all of them have to fit.
pub fn patterns(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    text.split_whitespace().take(WORDS_MAX).map(containing).collect()
}

/// What holds a text, as a pattern of LIKE with `\` as its escape.
pub fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_means_itself() {
        assert_eq!(patterns(" Müller  50%_a\\b "), ["%müller%", "%50\\%\\_a\\\\b%"]);
        assert!(patterns(" \t").is_empty());
        assert_eq!(patterns(&"a ".repeat(20)).len(), WORDS_MAX);
    }
}
