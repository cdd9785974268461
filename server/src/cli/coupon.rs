//! `coupon add`, `coupon list` and `coupon end`.

use clap::{Args, Subcommand};
use contract::staff::{CouponDraft, Off};
use domain::calendar::Calendar;
use domain::coupon::{Coupon, Worth};
use domain::{CategoryId, CouponCode};

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::coupon_draft::{self, Mistake};
use crate::ledger::{calendar, catalogue, coupons};

#[derive(Subcommand)]
pub enum Command {
    /// Make a coupon. Amounts are in the provider's currency, days are its own.
    Add(Box<New>),
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
    from: Option<String>,
    /// The last day on which it counts.
    #[arg(long)]
    until: Option<String>,
    /// Orders that may use it.
    #[arg(long)]
    uses: Option<String>,
    /// Orders of one customer that may use it.
    #[arg(long)]
    per_customer: Option<String>,
    /// Only for services of this category; may be said several times.
    #[arg(long)]
    category: Vec<String>,
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    match command {
        Command::Add(new) => add(*new, settings).await,
        Command::List => list(settings).await,
        Command::End { code } => end(&code, settings).await,
    }
}

async fn add(new: New, settings: Settings) -> Result<(), Sentence> {
    let (draft, currency) = (new.draft(), settings.terms.currency);
    let shop = closed_shop(settings).await?;
    let now_us = shop.clock.now_us();
    let add = move |tx: &mut crate::db::Tx<'_>| {
        let coupon = match coupon_draft::read(
            &draft,
            currency,
            &calendar::without_days(tx)?,
            &catalogue::category_ids(tx)?,
        ) {
            Ok(coupon) => coupon,
            Err(mistakes) => return Ok(Err(mistakes)),
        };
        let added = coupons::add(tx, &coupon, currency, now_us)?;
        Ok(if added { Ok(coupon.code) } else { Err(vec![coupon_draft::taken(&coupon.code)]) })
    };
    match shop.db.write(add).await? {
        Ok(code) => {
            say(&format!("{code} added"));
            Ok(())
        }
        Err(mistakes) => Err(Sentence(mistakes.iter().map(told_of).collect::<Vec<_>>().join("; "))),
    }
}

/// A mistake with the argument that it is in.
fn told_of(mistake: &Mistake) -> String {
    let Mistake { field, told, .. } = mistake;
    match *field {
        "code" => told.clone(),
        "categories" => format!("--category: {told}"),
        field => format!("--{} {told}", field.replace('_', "-")),
    }
}

impl New {
    fn draft(self) -> CouponDraft {
        let off = match (self.percent, self.amount) {
            (_, Some(amount)) => Off::Amount(amount),
            (percent, None) => Off::Percent {
                percent: percent.unwrap_or_default(),
                at_most: self.at_most.unwrap_or_default(),
            },
        };
        CouponDraft {
            code: self.code,
            off,
            minimum: self.minimum.unwrap_or_default(),
            from: self.from.unwrap_or_default(),
            until: self.until.unwrap_or_default(),
            uses: self.uses.unwrap_or_default(),
            per_customer: self.per_customer.unwrap_or_default(),
            categories: self.category,
        }
    }
}

async fn list(settings: Settings) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    let now_us = shop.clock.now_us();
    let (calendar, all) = shop.db.read(|tx| Ok((calendar::without_days(tx)?, coupons::all(tx)?))).await?;
    if all.is_empty() {
        say("there are no coupons");
    }
    for (coupon, used) in all {
        say(&told(&coupon, used, &calendar, now_us));
    }
    Ok(())
}

/// `TEN: 10 % off, at most 20.00 EUR; until 2026-12-31; used 3 of 100`
fn told(coupon: &Coupon, used: i64, calendar: &Calendar, now_us: i64) -> String {
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
        coupon.from_us.filter(|from| now_us < *from).map(|from| format!("from {}", calendar.today(from))),
    );
    parts.extend(coupon.until_us.map(|until| match until {
        until if until <= now_us => "ended".to_owned(),
        // The last moment at which it counts.
        until => format!("until {}", calendar.today(until - 1)),
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
