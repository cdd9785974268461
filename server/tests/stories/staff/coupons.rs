//! Coupons made and ended at the staff desk, by the rules of the terminal.

use contract::staff::{AddCouponRequest, CouponDraft, Coupons, EndCouponRequest, Off, StaffCoupon};
use contract::{Code, Failure};
use domain::FieldProblem;
use domain::address::FieldReason;
use domain::coupon::Standing;
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, HOUR_US};
use server::ledger::calendar;

use super::{deed_id, in_days};
use crate::engine::on_both;
use crate::shop::{Person, TestShop};
use crate::terminal::{refused, said};

const COUPONS: &str = "/v1/staff/coupons";
const END: &str = "/v1/staff/coupons/TEN/end";

fn ten() -> CouponDraft {
    CouponDraft {
        code: " ten".into(),
        off: Off::Percent { percent: "10".into(), at_most: "20.00".into() },
        uses: "3".into(),
        categories: vec!["Garden".into()],
        ..CouponDraft::default()
    }
}

fn new(coupon: CouponDraft) -> AddCouponRequest {
    AddCouponRequest { id: deed_id(), coupon }
}

fn end() -> EndCouponRequest {
    EndCouponRequest { id: deed_id() }
}

async fn listed(staff: &Person, text: &str) -> Vec<StaffCoupon> {
    let Coupons { coupons, more } = staff.get(&format!("{COUPONS}?text={text}")).await;
    assert!(!more);
    coupons
}

async fn wrong(staff: &Person, coupon: CouponDraft) -> Vec<FieldProblem> {
    let response = staff.send(Method::POST, COUPONS, Some(&new(coupon))).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let failure: Failure = response.json().await.expect("a failure");
    assert_eq!(failure.code, Code::InvalidFields);
    failure.fields
}

fn problem(field: &str, reason: FieldReason) -> FieldProblem {
    FieldProblem { field: field.into(), reason }
}

#[test]
fn staff_makes_a_coupon_once_sees_how_often_it_was_used_and_finds_it_by_its_code() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let request = new(ten());
        let made: StaffCoupon = anna.ok(Method::POST, COUPONS, &request).await;
        let again: StaffCoupon = anna.ok(Method::POST, COUPONS, &request).await;
        assert_eq!(made, again);
        assert_eq!((made.code.as_str(), made.standing), ("TEN", Standing::Counts));
        assert_eq!((made.percent_bp, made.amount.map(|amount| amount.minor)), (Some(1_000), Some(2_000)));
        assert_eq!((made.used, made.uses_max, made.uses_per_customer), (0, Some(3), None));
        // The terminal sees the same one.
        let told = "TEN: 10 % off, at most 20.00 EUR; only garden; used 0 of 3\n";
        assert_eq!(said(&shop, &["coupon", "list"]), told);
        let other = CouponDraft {
            code: "OLD_1".into(),
            off: Off::Amount("5.00".into()),
            until: "2020-01-01".into(),
            ..ten()
        };
        let other: StaffCoupon = anna.ok(Method::POST, COUPONS, &new(other)).await;
        assert_eq!((other.percent_bp, other.standing), (None, Standing::Ended));
        assert_eq!(listed(&anna, "").await.len(), 2);
        assert_eq!(listed(&anna, "te").await, [made]);
        // What is typed means itself.
        assert_eq!(listed(&anna, "_").await, [other]);
        assert_eq!(listed(&anna, "%25").await, []);
        let malformed = anna.send(Method::GET, &format!("{COUPONS}?text=%00"), None::<&()>).await;
        assert_eq!(malformed.status(), StatusCode::BAD_REQUEST);
        shop.close().await;
    });
}

#[test]
fn what_is_wrong_with_a_coupon_is_told_at_its_field_here_and_with_its_argument_at_the_terminal() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let odd = CouponDraft {
            off: Off::Percent { percent: "101".into(), at_most: String::new() },
            minimum: "1.005".into(),
            categories: vec!["Moon".into()],
            ..ten()
        };
        let told = [
            problem("percent", FieldReason::NotAPercentage),
            problem("minimum", FieldReason::NotAnAmount),
            problem("categories", FieldReason::UnknownCategory),
        ];
        assert_eq!(wrong(&anna, odd).await, told);
        let arguments = ["coupon", "add", "ten", "--percent", "101", "--minimum", "1.005"];
        let told = refused(&shop, &arguments);
        assert!(told.contains("--percent ") && told.contains("; --minimum "), "{told}");
        // A code is given out once, even if it has ended.
        let _: StaffCoupon = anna.ok(Method::POST, COUPONS, &new(ten())).await;
        let _: StaffCoupon = anna.ok(Method::POST, END, &end()).await;
        assert_eq!(wrong(&anna, ten()).await, [problem("code", FieldReason::Taken)]);
        shop.close().await;
    });
}

#[test]
fn the_days_of_a_coupon_are_those_of_the_provider() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        shop.shop.db.write(|tx| calendar::settle(tx, "America/New_York")).await.expect("settled");
        // An hour after midnight in UTC: there it is still the day before.
        let now_us = shop.clock.now_us();
        shop.clock.advance(DAY_US - now_us.rem_euclid(DAY_US) + HOUR_US);
        let there = in_days(&shop.clock, -1);
        let day = there.to_string();
        let today = CouponDraft { from: day.clone(), until: day.clone(), ..ten() };
        let made: StaffCoupon = anna.ok(Method::POST, COUPONS, &new(today)).await;
        let stands = (Standing::Counts, Some(there), Some(there));
        assert_eq!((made.standing, made.from, made.until), stands);
        assert!(said(&shop, &["coupon", "list"]).contains(&format!("until {day};")));
        shop.clock.advance(5 * HOUR_US);
        assert_eq!(listed(&anna, "").await[0].standing, Standing::Ended);
        shop.close().await;
    });
}

#[test]
fn a_coupon_is_ended_once_and_whoever_comes_later_is_told() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let not_found = (StatusCode::NOT_FOUND, Code::NotFound);
        assert_eq!(anna.refused(Method::POST, END, &end()).await, not_found);
        let _: StaffCoupon = anna.ok(Method::POST, COUPONS, &new(ten())).await;
        let request = end();
        let mut ended_us = Vec::new();
        for _ in 0..2 {
            let ended: StaffCoupon = anna.ok(Method::POST, END, &request).await;
            assert_eq!((ended.standing, ended.until), (Standing::Ended, Some(in_days(&shop.clock, 0))));
            ended_us.push(shop.count("SELECT MAX(until_us) FROM coupons").await);
        }
        assert_eq!(ended_us[0], ended_us[1]);
        let told = ben.refused(Method::POST, END, &end()).await;
        assert_eq!(told, (StatusCode::CONFLICT, Code::CouponEnded));
        // The id of a deed means nothing else.
        let other =
            AddCouponRequest { id: request.id, coupon: CouponDraft { code: "OTHER".into(), ..ten() } };
        let told = anna.refused(Method::POST, COUPONS, &other).await;
        assert_eq!(told, (StatusCode::BAD_REQUEST, Code::Malformed));
        assert_eq!(listed(&anna, "OTHER").await, []);
        let by = "SELECT COUNT(*) FROM staff_deeds JOIN customers ON customers.id = staff_id \
                  WHERE deed = 'coupon' AND order_id IS NULL AND name = 'anna'";
        assert_eq!(shop.count(by).await, 2);
        shop.close().await;
    });
}

#[test]
fn a_customer_has_no_coupons_to_make_see_or_end() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let _: StaffCoupon = anna.ok(Method::POST, COUPONS, &new(ten())).await;
        let refused = (StatusCode::NOT_FOUND, Code::NotFound);
        let five = CouponDraft { code: "FIVE".into(), ..ten() };
        assert_eq!(ada.refused(Method::POST, COUPONS, &new(five)).await, refused);
        assert_eq!(ada.refused(Method::POST, END, &end()).await, refused);
        assert_eq!(ada.refused(Method::GET, COUPONS, &()).await, refused);
        let coupons = listed(&anna, "").await;
        assert_eq!((coupons.len(), coupons[0].standing), (1, Standing::Counts));
        shop.close().await;
    });
}
