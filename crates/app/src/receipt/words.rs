//! The document's words.

use domain::locale::Locale;

/// `{}` stands for a value.
pub struct Words {
    pub receipt: &'static str,
    pub confirmation: &'static str,
    pub number: &'static str,
    pub placed: &'static str,
    pub paid_on: &'static str,
    pub expected: &'static str,
    pub cancelled_on: &'static str,
    pub expired_on: &'static str,
    pub customer: &'static str,
    pub address: &'static str,
    pub service: &'static str,
    pub quantity: &'static str,
    pub unit: &'static str,
    pub amount: &'static str,
    pub note: &'static str,
    pub subtotal: &'static str,
    pub discount: &'static str,
    pub shipping: &'static str,
    pub tax_added: &'static str,
    pub total: &'static str,
    pub tax_contained: &'static str,
    pub tax_contained_rate: &'static str,
    pub payments: &'static str,
    pub paid_through: &'static str,
    pub refunded: &'static str,
    pub refund_under_way: &'static str,
    pub balance: &'static str,
    pub open: &'static str,
    pub sandbox: &'static str,
    pub no_invoice: &'static str,
    pub page: &'static str,
}

impl Words {
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::English => &ENGLISH,
            Locale::German => &GERMAN,
        }
    }
}

static ENGLISH: Words = Words {
    receipt: "Receipt",
    confirmation: "Order confirmation",
    number: "Order number",
    placed: "Ordered on",
    paid_on: "Paid on",
    expected: "Expected",
    cancelled_on: "Cancelled on",
    expired_on: "Expired on",
    customer: "Ordered by",
    address: "Delivered to",
    service: "Service",
    quantity: "Quantity",
    unit: "Unit price",
    amount: "Amount",
    note: "“{}”",
    subtotal: "Subtotal",
    discount: "Discount",
    shipping: "Shipping",
    tax_added: "plus {} tax",
    total: "Total",
    tax_contained: "tax contained",
    tax_contained_rate: "contains {} tax",
    payments: "Payments",
    paid_through: "Paid ({})",
    refunded: "Refunded",
    refund_under_way: "Refund under way",
    balance: "Paid, less refunds",
    open: "To be paid",
    sandbox: "test payment, no real money",
    no_invoice: "This document shows what was ordered and paid. It is not an invoice for tax purposes. Days are in UTC.",
    page: "Page {} of {}",
};

static GERMAN: Words = Words {
    receipt: "Zahlungsbeleg",
    confirmation: "Bestellbestätigung",
    number: "Bestellnummer",
    placed: "Bestellt am",
    paid_on: "Bezahlt am",
    expected: "Voraussichtlich",
    cancelled_on: "Storniert am",
    expired_on: "Abgelaufen am",
    customer: "Bestellt von",
    address: "Lieferadresse",
    service: "Leistung",
    quantity: "Menge",
    unit: "Einzelpreis",
    amount: "Betrag",
    note: "„{}“",
    subtotal: "Zwischensumme",
    discount: "Nachlass",
    shipping: "Versand",
    tax_added: "zzgl. {} Steuer",
    total: "Gesamtsumme",
    tax_contained: "darin enthaltene Steuer",
    tax_contained_rate: "darin enthalten: {} Steuer",
    payments: "Zahlungen",
    paid_through: "Bezahlt ({})",
    refunded: "Erstattet",
    refund_under_way: "Erstattung unterwegs",
    balance: "Bezahlt, abzüglich Erstattungen",
    open: "Zu bezahlen",
    sandbox: "Testzahlung, kein echtes Geld",
    no_invoice: "Dieses Dokument zeigt, was bestellt und bezahlt wurde. Es ist keine Rechnung im Sinne des \
                 Steuerrechts. Tage in UTC.",
    page: "Seite {} von {}",
};

/// The text with its values in place.
pub fn filled(text: &str, values: &[&str]) -> String {
    let mut parts = text.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        filled.push_str(values.get(index).copied().unwrap_or_default());
        filled.push_str(part);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_the_sentence_wants_them() {
        assert_eq!(filled(Words::of(Locale::of("de-AT")).page, &["1", "3"]), "Seite 1 von 3");
        assert_eq!(filled(Words::of(Locale::of("fr")).tax_added, &["19 %"]), "plus 19 % tax");
        assert_eq!(filled("“{}”", &["{}"]), "“{}”");
    }
}
