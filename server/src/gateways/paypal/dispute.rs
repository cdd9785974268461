//! Where a dispute at PayPal stands (Customer Disputes v1).

use domain::Money;
use serde::Deserialize;

use super::super::Dispute;
use super::objects::Amount;

/// Summaries of disputes, latest first.
#[derive(Debug, Deserialize)]
pub struct Disputes {
    /// Left out where there is none.
    #[serde(default)]
    pub items: Vec<DisputeItem>,
}

#[derive(Debug, Deserialize)]
pub struct DisputeItem {
    pub dispute_id: String,
}

#[derive(Debug, Deserialize)]
pub struct DisputeObject {
    /// Left out until the dispute is resolved.
    dispute_outcome: Option<Outcome>,
    /// Money that the dispute moved.
    #[serde(default)]
    money_movements: Vec<Movement>,
}

#[derive(Debug, Deserialize)]
struct Outcome {
    /// `RESOLVED_BUYER_FAVOUR`, `RESOLVED_SELLER_FAVOUR`, `RESOLVED_WITH_PAYOUT`, `CANCELED_BY_BUYER`, `ACCEPTED`,
    /// `DENIED` or `NONE`.
    outcome_code: Option<String>,
    amount_refunded: Option<Amount>,
}

#[derive(Debug, Deserialize)]
struct Movement {
    /// `SELLER`, `BUYER` or `PAYMENT_PROCESSOR`.
    affected_party: Option<String>,
    /// `DEBIT` or `CREDIT`.
    #[serde(rename = "type")]
    kind: Option<String>,
    amount: Option<Amount>,
}

impl DisputeObject {
    /// Once it is resolved, what was taken from us counts more than the word for it: a payout can be PayPal's own.
    pub fn stands(&self) -> Dispute {
        let Some(code) = self.dispute_outcome.as_ref().and_then(|outcome| outcome.outcome_code.as_deref())
        else {
            return Dispute::Open;
        };
        if let Some(debited) = self.debited() {
            return if debited.minor > 0 { Dispute::Lost(Some(debited)) } else { Dispute::Won };
        }
        match code {
            "RESOLVED_BUYER_FAVOUR" | "ACCEPTED" => Dispute::Lost(self.refunded()),
            "RESOLVED_SELLER_FAVOUR" | "RESOLVED_WITH_PAYOUT" | "CANCELED_BY_BUYER" | "DENIED" | "NONE" => {
                Dispute::Won
            }
            // A word of the future: staff looks at the gateway, as for any open one.
            _ => Dispute::Open,
        }
    }

    /// What was taken from the merchant and not given back; none if that is not told, or not in one currency.
    fn debited(&self) -> Option<Money> {
        let ours =
            self.money_movements.iter().filter(|moved| moved.affected_party.as_deref() == Some("SELLER"));
        let mut sum: Option<Money> = None;
        for movement in ours {
            let amount = movement.amount.as_ref()?.money().ok()?;
            let before = sum.unwrap_or(Money::new(0, amount.currency));
            let minor = match movement.kind.as_deref()? {
                "DEBIT" => before.minor.checked_add(amount.minor)?,
                "CREDIT" => before.minor.checked_sub(amount.minor)?,
                _ => return None,
            };
            if before.currency != amount.currency {
                return None;
            }
            sum = Some(Money::new(minor, amount.currency));
        }
        sum
    }

    fn refunded(&self) -> Option<Money> {
        self.dispute_outcome.as_ref()?.amount_refunded.as_ref()?.money().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;
    use serde_json::{Value, json};

    fn stands(dispute: &Value) -> Dispute {
        serde_json::from_value::<DisputeObject>(dispute.clone()).expect("a dispute").stands()
    }

    fn euros(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::new("EUR").expect("known")))
    }

    fn movement(party: &str, kind: &str, value: &str) -> Value {
        let amount = json!({"currency_code": "EUR", "value": value});
        json!({"affected_party": party, "type": kind, "amount": amount, "reason": "DISPUTE_SETTLEMENT"})
    }

    #[test]
    fn each_outcome_that_paypal_documents_means_what_it_says() {
        for (code, means) in [
            ("RESOLVED_BUYER_FAVOUR", Dispute::Lost(None)),
            ("ACCEPTED", Dispute::Lost(None)),
            ("RESOLVED_SELLER_FAVOUR", Dispute::Won),
            ("RESOLVED_WITH_PAYOUT", Dispute::Won),
            ("CANCELED_BY_BUYER", Dispute::Won),
            ("DENIED", Dispute::Won),
            ("NONE", Dispute::Won),
            ("A_WORD_OF_THE_FUTURE", Dispute::Open),
        ] {
            let dispute = json!({"status": "RESOLVED", "dispute_outcome": {"outcome_code": code}});
            assert_eq!(stands(&dispute), means, "{code}");
        }
    }

    #[test]
    fn without_an_outcome_it_is_open_whatever_its_status() {
        for status in
            ["OPEN", "WAITING_FOR_BUYER_RESPONSE", "WAITING_FOR_SELLER_RESPONSE", "UNDER_REVIEW", "OTHER"]
        {
            let held = json!({"status": status, "money_movements": [movement("SELLER", "DEBIT", "10.00")]});
            assert_eq!(stands(&held), Dispute::Open, "{status}");
        }
    }

    #[test]
    fn what_was_taken_from_us_counts_more_than_the_word() {
        let resolved = |code: &str, moved: Vec<Value>| {
            stands(&json!({"dispute_outcome": {"outcome_code": code}, "money_movements": moved}))
        };
        let part = vec![movement("SELLER", "DEBIT", "4.00"), movement("BUYER", "CREDIT", "4.00")];
        assert_eq!(resolved("RESOLVED_BUYER_FAVOUR", part), Dispute::Lost(euros(400)));
        let back = vec![movement("SELLER", "DEBIT", "10.00"), movement("SELLER", "CREDIT", "10.00")];
        assert_eq!(resolved("RESOLVED_BUYER_FAVOUR", back), Dispute::Won);
        let payout = vec![movement("PAYMENT_PROCESSOR", "DEBIT", "10.00")];
        assert_eq!(resolved("RESOLVED_WITH_PAYOUT", payout), Dispute::Won);
        assert_eq!(
            resolved("RESOLVED_WITH_PAYOUT", vec![movement("SELLER", "DEBIT", "1.00")]),
            Dispute::Lost(euros(100))
        );
    }
}
