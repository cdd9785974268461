//! `coupon add`, `coupon list` and `coupon end`.

use clap::{Args, Subcommand};
use domain::coupon::{Coupon, Worth};
use domain::ids::slug;
use domain::money::BasisPoints;
use domain::{CategoryId, CouponCode, Currency, Money};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Sentence, closed_shop, say};
use crate::catalogue_file::values;
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::{catalogue, coupons};

#[derive(Subcommand)]
pub enum Command {
    /// Make a coupon. Amounts are in the provider's currency, days in UTC.
    Add(New),
    /// Show all coupons, with how often they were used.
    List,
    /// End a coupon now. Orders that use it keep their discount; its code is not used again.
    End { code: String },
}

#[derive(Args)]
pub struct New {
    /// 3 to 40 letters, digits, - or _; capitals make no difference.
    code: String,
    /// Percent off the prices of services, such as 10 or 7.5.
    #[arg(long, required_unless_present = "amount", conflicts_with = "amount")]
    percent: Option<String>,
    /// So much off, such as 5.00.
    #[arg(long)]
    amount: Option<String>,
    /// With --percent: never more than this.
    #[arg(long, requires = "percent")]
    at_most: Option<String>,
    /// Only for services of at least this worth together.
    #[arg(long)]
    minimum: Option<String>,
    /// The first day on which it counts, such as 2026-12-01.
    #[arg(long)]
    from: Option<Date>,
    /// The last day on which it counts.
    #[arg(long)]
    until: Option<Date>,
    /// Orders that may use it.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
    uses: Option<i64>,
    /// Orders of one customer that may use it.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
    per_customer: Option<i64>,
    /// Only for services of this category; may be said several times.
    #[arg(long)]
    category: Vec<String>,
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    match command {
        Command::Add(new) => add(new, settings).await,
        Command::List => list(settings).await,
        Command::End { code } => end(&code, settings).await,
    }
}

async fn add(new: New, settings: Settings) -> Result<(), Sentence> {
    let currency = settings.terms.currency;
    let coupon = new.coupon(currency)?;
    let shop = closed_shop(settings).await?;
    let (code, now_us) = (coupon.code.clone(), shop.clock.now_us());
    let known = shop.db.read(catalogue::category_ids).await?;
    if let Some(place) = coupon.categories.iter().position(|category| !known.contains(category)) {
        let known = known.iter().map(CategoryId::as_str).collect::<Vec<_>>().join(", ");
        return Err(Sentence(format!("there is no category {:?}; there are: {known}", new.category[place])));
    }
    if !shop.db.write(move |tx| coupons::add(tx, &coupon, currency, now_us)).await? {
        return Err(Sentence(format!("there is a coupon {code} already, or was once; choose another code")));
    }
    say(&format!("{code} added"));
    Ok(())
}

impl New {
    fn coupon(&self, currency: Currency) -> Result<Coupon, Sentence> {
        let amount = |name: &str, text: &Option<String>| -> Result<Option<Money>, Sentence> {
            let Some(text) = text else { return Ok(None) };
            let amount =
                values::amount(text, currency).map_err(|reason| Sentence(format!("--{name} {reason}")))?;
            if amount.minor == 0 {
                Err(Sentence(format!("--{name} cannot be nothing")))
            } else {
                Ok(Some(amount))
            }
        };
        let worth = match (&self.percent, amount("amount", &self.amount)?) {
            (_, Some(amount)) => Worth::Amount(amount),
            (percent, None) => {
                let text = percent.as_deref().unwrap_or_default();
                let rate = values::tax(text).map_err(|reason| Sentence(format!("--percent {reason}")))?;
                if rate == BasisPoints(0) {
                    return Err(Sentence("--percent cannot be nothing".into()));
                }
                Worth::Percent { rate, cap: amount("at-most", &self.at_most)? }
            }
        };
        let last = self.until.map(|day| day.checked_add(1.day()));
        let until_us = last.transpose().ok().flatten().map(midnight_us).transpose()?;
        let from_us = self.from.map(midnight_us).transpose()?;
        if from_us.zip(until_us).is_some_and(|(from, until)| from >= until) {
            return Err(Sentence("--until is a day before --from".into()));
        }
        let category =
            |name: &String| CategoryId::new(slug(name)).map_err(|error| Sentence(error.to_string()));
        Ok(Coupon {
            code: CouponCode::new(&self.code).map_err(|error| Sentence(error.to_string()))?,
            worth,
            minimum: amount("minimum", &self.minimum)?,
            from_us,
            until_us,
            uses_max: self.uses,
            uses_per_customer: self.per_customer,
            categories: self.category.iter().map(category).collect::<Result<_, _>>()?,
        })
    }
}

async fn list(settings: Settings) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    let now_us = shop.clock.now_us();
    let all = shop.db.read(coupons::all).await?;
    if all.is_empty() {
        say("there are no coupons");
    }
    for (coupon, used) in all {
        say(&told(&coupon, used, now_us));
    }
    Ok(())
}

/// `TEN: 10 % off, at most 20.00 EUR; until 2026-12-31; used 3 of 100`
fn told(coupon: &Coupon, used: i64, now_us: i64) -> String {
    let mut parts = vec![match coupon.worth {
        Worth::Amount(amount) => format!("{amount} off"),
        Worth::Percent { rate, cap: None } => format!("{} % off", rate.to_percent()),
        Worth::Percent { rate, cap: Some(cap) } => format!("{} % off, at most {cap}", rate.to_percent()),
    }];
    parts.extend(coupon.minimum.map(|minimum| format!("for services of {minimum} or more")));
    let categories: Vec<_> = coupon.categories.iter().map(CategoryId::as_str).collect();
    if !categories.is_empty() {
        parts.push(format!("only {}", categories.join(", ")));
    }
    parts.extend(
        coupon.from_us.filter(|from| now_us < *from).map(|from| format!("from {}", Clock::date(from))),
    );
    parts.extend(coupon.until_us.map(|until| match until {
        until if until <= now_us => "ended".to_owned(),
        // The last moment at which it counts.
        until => format!("until {}", Clock::date(until - 1)),
    }));
    parts.extend(coupon.uses_per_customer.map(|most| format!("{most} for each customer")));
    parts.push(match coupon.uses_max {
        Some(most) => format!("used {used} of {most}"),
        None => format!("used {used}"),
    });
    format!("{}: {}", coupon.code, parts.join("; "))
}

async fn end(code: &str, settings: Settings) -> Result<(), Sentence> {
    let code = CouponCode::new(code).map_err(|error| Sentence(error.to_string()))?;
    let shop = closed_shop(settings).await?;
    let (wanted, now_us) = (code.clone(), shop.clock.now_us());
    let end = move |tx: &mut crate::db::Tx<'_>| {
        Ok((coupons::is_known(tx, &wanted)?, coupons::end(tx, &wanted, now_us)?))
    };
    match shop.db.write(end).await? {
        (false, _) => Err(Sentence(format!("there is no coupon {code}"))),
        (true, false) => Err(Sentence(format!("{code} has ended already"))),
        (true, true) => {
            say(&format!("{code} has ended"));
            Ok(())
        }
    }
}

fn midnight_us(day: Date) -> Result<i64, Sentence> {
    let midnight = day.to_zoned(TimeZone::UTC).map_err(|error| Sentence(format!("{day}: {error}")))?;
    Ok(midnight.timestamp().as_microsecond())
}
