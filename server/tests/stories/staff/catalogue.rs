//! A catalogue file at the staff desk: tried out, imported whole or not at all, and never over what somebody else did.

use contract::api::CataloguePage;
use contract::staff::catalogue::{
    CATALOGUE_BYTES, CatalogueImported, CatalogueTrial, ChangedField, WithdrawalRequest,
};
use contract::{Code, Failure};
use domain::staff::Role;
use reqwest::{Method, StatusCode};

use super::service_seen;
use crate::engine::on_both;
use crate::shop::{CATALOGUE, Person, TestShop};

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords";

/// A-1 is changed, A-2 is missing, A-3 is as it was, and A-4 is new.
const NEXT: [&str; 3] = [
    "A-1,Garden,leaf,Hedge cut,Neat,We cut it.,12.50,EUR,19,remote,1-4,Size: Small=0 | Large=3.00,green",
    "A-3,Post,mail,Printed book,Bound,We print it.,7.50,EUR,7,shipped,2-4,,paper",
    "A-4,Garden,leaf,Tree care,Tall,We climb.,90.00,EUR,19,on_site,3-9,,green",
];

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

async fn send(staff: &Person, what: &str, file: &str) -> reqwest::Response {
    staff.send_bytes(Method::POST, &format!("/v1/staff/catalogue/{what}"), file.into()).await
}

async fn try_out(staff: &Person, file: &str) -> CatalogueTrial {
    let response = send(staff, "trial?format=csv", file).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.expect("a trial")
}

async fn import(staff: &Person, file: &str, at: &str) -> Result<CatalogueImported, (StatusCode, Failure)> {
    let response = send(staff, &format!("import?format=csv&at={at}"), file).await;
    match response.status() {
        StatusCode::OK => Ok(response.json().await.expect("counts")),
        status => Err((status, response.json().await.expect("a failure"))),
    }
}

#[test]
fn a_file_is_tried_out_without_a_trace_and_imported_as_it_was_told() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let before: CataloguePage = staff.get("/v1/catalogue").await;
        let next = file(&NEXT);
        let trial = try_out(&staff, &next).await;
        assert_eq!((trial.added.first, trial.withdrawn.first), (vec!["A-4".into()], vec!["A-2".to_owned()]));
        assert_eq!((trial.unchanged, trial.mistakes.total, trial.whole), (1, 0, true));
        let [changed] = &trial.changed.first[..] else { panic!("{:?}", trial.changed) };
        assert_eq!((&*changed.code, &*changed.name, changed.back), ("A-1", "Hedge cut", false));
        let field = |column: &str, old: &str, new: &str| ChangedField {
            column: column.into(),
            old: old.into(),
            new: new.into(),
        };
        let expected = [
            field("price", "10.00", "12.50"),
            field("lead_days", "1-3", "1-4"),
            field("options", "Size: Small=0.00 | Large=2.50", "Size: Small=0.00 | Large=3.00"),
        ];
        assert_eq!(changed.fields, expected);
        assert_eq!(staff.get::<CataloguePage>("/v1/catalogue").await, before);

        let counts = import(&staff, &next, &trial.at).await.expect("imported");
        let expected = CatalogueImported { added: 1, changed: 1, withdrawn: 1, unchanged: 1 };
        assert_eq!(counts, expected);
        let delta: CataloguePage = staff.get(&format!("/v1/catalogue?cursor={}", before.cursor)).await;
        let mut came: Vec<_> =
            delta.services.iter().map(|s| (&*s.code, s.price.minor, s.withdrawn)).collect();
        came.sort_unstable();
        assert_eq!(came, [("A-1", 1_250, false), ("A-2", 2_500, true), ("A-4", 9_000, false)]);
        shop.close().await;
    });
}

#[test]
fn each_bad_row_is_told_with_line_column_and_reason_and_nothing_is_imported() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let wrong = file(&[
            "A-1,Garden,leaf,Hedge cut,Neat,We cut it.,ten,EUR,19,remote,1-3,,green",
            "A-4,Garden,leaf,Tree care,Tall,We climb.,90.00,EUR,19,on_site,9-3,,green",
            "A-5,Garden,leaf,Pruning,Short,We prune.,9.00,EUR,19,on_site,3,,green",
        ]);
        let trial = try_out(&staff, &wrong).await;
        let told: Vec<_> = trial.mistakes.first.iter().map(|bad| (bad.line, &*bad.column)).collect();
        assert_eq!(told, [(2, "price"), (3, "lead_days")]);
        assert!(trial.mistakes.first[0].reason.contains("\"ten\" is not a price"));
        // A service with a mistake is not missing.
        assert_eq!(
            (trial.added.first, trial.withdrawn.first),
            (vec!["A-5".to_owned()], vec!["A-2".to_owned(), "A-3".to_owned()])
        );
        let before: CataloguePage = staff.get("/v1/catalogue").await;
        let (status, failure) = import(&staff, &wrong, &trial.at).await.expect_err("refused");
        assert_eq!((status, failure.code), (StatusCode::BAD_REQUEST, Code::Malformed));
        assert_eq!(failure.values["field"], "line 2 price");
        assert_eq!(staff.get::<CataloguePage>("/v1/catalogue").await, before);
        shop.close().await;
    });
}

#[test]
fn a_hundred_mistakes_are_told_and_the_rest_is_counted() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let rows: Vec<String> =
            (0..250).map(|n| format!("B-{n},Garden,leaf,Work,,,dear,EUR,19,remote,1,,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mistakes = try_out(&staff, &file(&rows)).await.mistakes;
        assert_eq!((mistakes.first.len(), mistakes.total), (100, 250));
        shop.close().await;
    });
}

#[test]
fn a_json_file_says_the_same_and_what_is_no_file_is_told_as_a_mistake() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let json = r#"[{"code": "A-1", "category": "Garden", "icon": "leaf", "name": "Hedge cut", "summary": "Neat",
            "description": "We cut it.", "price": "10.00", "currency": "EUR", "tax_percent": 19, "delivery": "remote",
            "lead_days": "1-3", "options": "Size: Small=0 | Large=2.50", "keywords": "green"}]"#;
        let trial: CatalogueTrial =
            send(&staff, "trial?format=json", json).await.json().await.expect("a trial");
        assert_eq!((trial.unchanged, trial.withdrawn.total, trial.mistakes.total), (1, 2, 0));
        let trial = try_out(&staff, "").await;
        assert_eq!((trial.mistakes.total, trial.whole, trial.withdrawn.total), (1, false, 0));
        let response = send(&staff, "trial?format=xls", json).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        shop.close().await;
    });
}

#[test]
fn a_catalogue_that_moved_after_the_trial_is_not_overwritten() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let next = file(&NEXT);
        let trial = try_out(&staff, &next).await;
        let service = shop.service("A-3").await;
        let seen_ver = service_seen(&staff, &service.id).await.ver;
        let path = format!("/v1/staff/services/{}/withdrawal", service.id);
        let withdrawal = WithdrawalRequest { seen_ver, withdrawn: true };
        staff.ok::<serde_json::Value>(Method::POST, &path, &withdrawal).await;
        let (status, failure) = import(&staff, &next, &trial.at).await.expect_err("refused");
        assert_eq!((status, failure.code), (StatusCode::CONFLICT, Code::CatalogueMoved));
        assert!(shop.service("A-3").await.withdrawn);
        let again = try_out(&staff, &next).await;
        assert!(again.changed.first.iter().any(|changed| changed.code == "A-3" && changed.back));
        import(&staff, &next, &again.at).await.expect("imported");
        assert!(!shop.service("A-3").await.withdrawn);
        shop.close().await;
    });
}

#[test]
fn of_two_imports_after_one_look_one_is_done() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let (one, other) = (file(&NEXT), file(&NEXT[..2]));
        let at = try_out(&staff, &one).await.at;
        let done = tokio::join!(import(&staff, &one, &at), import(&staff, &other, &at));
        let refused = [done.0, done.1].into_iter().filter_map(Result::err).map(|(_, failure)| failure.code);
        assert_eq!(refused.collect::<Vec<_>>(), [Code::CatalogueMoved]);
        let written =
            "SELECT COUNT(*) FROM staff_deeds WHERE deed = 'catalogue' AND content LIKE 'import: %'";
        assert_eq!(shop.count(written).await, 1);
        shop.close().await;
    });
}

#[test]
fn a_file_may_be_much_larger_than_other_bodies_but_only_from_staff() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let customer = shop.customer("ada").await;
        let mut large = Vec::new();
        server::demo::generated_csv(5_000, 7, &mut large).expect("written");
        assert!(large.len() > 1024 * 1024);
        let large = String::from_utf8(large).expect("text");
        assert_eq!(try_out(&staff, &large).await.added.total, 5_000);
        for what in ["trial?format=csv", "import?format=csv&at=x"] {
            assert_eq!(send(&customer, what, CATALOGUE).await.status(), StatusCode::NOT_FOUND);
            assert_eq!(send(&shop.nobody(), what, CATALOGUE).await.status(), StatusCode::UNAUTHORIZED);
            let too_large = "x".repeat(CATALOGUE_BYTES + 1);
            assert_eq!(send(&staff, what, &too_large).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
        }
        shop.close().await;
    });
}
