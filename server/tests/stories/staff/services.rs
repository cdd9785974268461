//! Services one by one at the staff desk: found, edited by the rules of a file, withdrawn and brought back.

use contract::api::CataloguePage;
use contract::staff::catalogue::{
    EditRequest, ServiceFields, StaffService, StaffServices, WithdrawalRequest,
};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::staff::Role;
use domain::{FieldProblem, ServiceId};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::keys::Scope;

use super::{in_days, service_seen};
use crate::engine::on_both;
use crate::shop::{Person, TestShop};

async fn edit(
    staff: &Person,
    seen: &StaffService,
    change: impl FnOnce(&mut ServiceFields),
) -> Result<StaffService, Failure> {
    let mut request = EditRequest { seen_ver: seen.ver, fields: seen.fields.clone() };
    change(&mut request.fields);
    let response = staff.send(Method::PUT, &path(&seen.id), Some(&request)).await;
    if response.status().is_success() {
        return Ok(response.json().await.expect("a service"));
    }
    Err(response.json().await.expect("a failure"))
}

fn path(id: &ServiceId) -> String {
    format!("/v1/staff/services/{id}")
}

async fn codes(staff: &Person, query: &str) -> Vec<String> {
    let page: StaffServices = staff.get(&format!("/v1/staff/services?{query}")).await;
    page.services.into_iter().map(|service| service.code).collect()
}

#[test]
fn services_are_found_by_code_name_and_keywords_page_by_page() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        assert_eq!(codes(&staff, "text=GREEN%20lawn").await, ["A-2"]);
        assert_eq!(codes(&staff, "text=a-3").await, ["A-3"]);
        assert_eq!(codes(&staff, "text=100%25").await, [""; 0]);
        let first: StaffServices = staff.get("/v1/staff/services?limit=2").await;
        assert_eq!((first.services.len(), first.after.as_deref()), (2, Some("A-2")));
        let second: StaffServices = staff.get("/v1/staff/services?limit=2&after=A-2").await;
        assert_eq!((second.services[0].code.as_str(), second.after), ("A-3", None));
        for query in ["text=%00", "after=%00"] {
            let response = staff.send(Method::GET, &format!("/v1/staff/services?{query}"), None::<&()>).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        }
        shop.close().await;
    });
}

#[test]
fn an_edited_service_is_found_by_its_new_name_and_reaches_desks_by_delta() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let before: CataloguePage = staff.get("/v1/catalogue").await;
        let service = shop.service("A-1").await;
        let seen = service_seen(&staff, &service.id).await;
        assert_eq!((&*seen.fields.price, &*seen.fields.lead_days), ("10.00", "1-3"));
        assert_eq!(
            (&seen.categories[..], &*seen.fields.category),
            (&["Garden".into(), "Post".into()][..], "Garden")
        );
        let edited = edit(&staff, &seen, |fields| {
            fields.category = "Post".into();
            fields.name = " Überhang schneiden ".into();
            fields.summary = String::new();
            fields.description = "One\r\n\r\nTwo".into();
            fields.price = "11.5".into();
            fields.lead_days = "2".into();
            fields.capacity_per_day = "4".into();
        });
        let edited = edited.await.expect("edited");
        assert_eq!((&*edited.fields.name, &*edited.fields.price), ("Überhang schneiden", "11.50"));
        assert_eq!((&*edited.fields.description, &*edited.fields.capacity_per_day), ("One\n\nTwo", "4"));
        let delta: CataloguePage = staff.get(&format!("/v1/catalogue?cursor={}", before.cursor)).await;
        let [now] = &delta.services[..] else { panic!("{:?}", delta.services) };
        assert_eq!((&now.id, now.price.minor, now.category.as_str()), (&service.id, 1_150, "post"));
        // What is not edited stays as it was.
        assert_eq!(
            (&now.options, &now.keywords, now.tax),
            (&service.options, &service.keywords, service.tax)
        );
        assert_eq!(codes(&staff, "text=%C3%9CBERHANG").await, ["A-1"]);
        shop.close().await;
    });
}

#[test]
fn what_no_file_may_say_no_edit_may_and_each_field_is_told() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let book = service_seen(&staff, &shop.service("A-3").await.id).await;
        let failure = edit(&staff, &book, |fields| {
            fields.name = " ".into();
            fields.summary = "long ".repeat(100);
            fields.description = "a bell \u{7}".into();
            fields.price = "7.505".into();
            fields.lead_days = "4-2".into();
            fields.capacity_per_day = "3".into();
        });
        let failure = failure.await.expect_err("refused");
        let problem = |field: &str, reason| FieldProblem { field: field.into(), reason };
        let expected = [
            problem("name", FieldReason::Required),
            problem("summary", FieldReason::TooLong),
            problem("description", FieldReason::Unprintable),
            problem("price", FieldReason::NotAPrice),
            problem("lead_days", FieldReason::NotALeadTime),
            // A parcel takes no place of a day.
            problem("capacity_per_day", FieldReason::NotACapacity),
        ];
        assert_eq!((failure.code, &failure.fields[..]), (Code::InvalidFields, &expected[..]));
        let failure = edit(&staff, &book, |fields| fields.category = "garden".into()).await;
        let expected = [problem("category", FieldReason::UnknownCategory)];
        assert_eq!(failure.expect_err("refused").fields, expected);
        assert_eq!(service_seen(&staff, &book.id).await, book);
        shop.close().await;
    });
}

#[test]
fn an_edit_of_what_somebody_else_changed_is_a_conflict_and_the_same_again_is_none() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let seen = service_seen(&staff, &shop.service("A-2").await.id).await;
        let price = |price: &'static str| move |fields: &mut ServiceFields| fields.price = price.into();
        let first = edit(&staff, &seen, price("26.00")).await.expect("edited");
        let refused = edit(&staff, &seen, price("27.00")).await.expect_err("refused");
        assert_eq!(refused.code, Code::CatalogueMoved);
        // A lost reply: the same is sent again, and nothing is written.
        let catalogue: CataloguePage = staff.get("/v1/catalogue").await;
        assert_eq!(edit(&staff, &seen, price("26.00")).await.expect("as wanted"), first);
        assert_eq!(staff.get::<CataloguePage>("/v1/catalogue").await, catalogue);
        shop.close().await;
    });
}

#[test]
fn of_two_edits_at_once_one_is_done_and_the_other_is_a_conflict() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let seen = service_seen(&staff, &shop.service("A-2").await.id).await;
        let (one, other) = tokio::join!(
            edit(&staff, &seen, |fields| fields.price = "26.00".into()),
            edit(&staff, &seen, |fields| fields.price = "27.00".into()),
        );
        let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).map(|f| f.code).collect();
        assert_eq!(refused, [Code::CatalogueMoved]);
        shop.close().await;
    });
}

#[test]
fn a_withdrawn_service_is_marked_can_be_edited_and_comes_back() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let before: CataloguePage = staff.get("/v1/catalogue").await;
        let seen = service_seen(&staff, &shop.service("A-2").await.id).await;
        let to = |seen_ver, withdrawn| WithdrawalRequest { seen_ver, withdrawn };
        let withdrawal = format!("{}/withdrawal", path(&seen.id));
        let gone: StaffService = staff.ok(Method::POST, &withdrawal, &to(seen.ver, true)).await;
        assert!(gone.withdrawn);
        let delta: CataloguePage = staff.get(&format!("/v1/catalogue?cursor={}", before.cursor)).await;
        assert!(delta.services.len() == 1 && delta.services[0].withdrawn);
        // The same again is harmless, whatever was seen; bringing back what was not seen withdrawn is refused.
        let again: StaffService = staff.ok(Method::POST, &withdrawal, &to(seen.ver, true)).await;
        assert_eq!(again, gone);
        let refused = staff.refused(Method::POST, &withdrawal, &to(seen.ver, false)).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::CatalogueMoved));
        let edited = edit(&staff, &gone, |fields| fields.price = "30.00".into()).await.expect("edited");
        assert!(edited.withdrawn);
        let page: StaffServices = staff.get("/v1/staff/services?text=a-2").await;
        assert!(page.services[0].withdrawn && page.services[0].price.minor == 3_000);
        let back: StaffService = staff.ok(Method::POST, &withdrawal, &to(edited.ver, false)).await;
        assert!(!back.withdrawn);
        shop.close().await;
    });
}

#[test]
fn whoever_changes_the_catalogue_is_written_down_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let erp = shop.system("ERP", &[Scope::CatalogueWrite], None).await;
        let service = shop.service("A-1").await;
        let seen = service_seen(&erp, &service.id).await;
        for _ in 0..2 {
            edit(&erp, &seen, |fields| fields.name = "Hedges".into()).await.expect("edited");
        }
        for withdrawn in [true, true, false] {
            let seen_ver = service_seen(&erp, &service.id).await.ver;
            let wish = WithdrawalRequest { seen_ver, withdrawn };
            let _: StaffService =
                erp.ok(Method::POST, &format!("{}/withdrawal", path(&service.id)), &wish).await;
        }
        let day = in_days(&shop.clock, 9);
        let price = format!("{}/prices/{day}", path(&service.id));
        for method in [Method::PUT, Method::PUT, Method::DELETE, Method::DELETE] {
            let _: StaffService = erp.ok(method, &price, &json!({"price": "11.00"})).await;
        }
        let rows = shop.shop.db.read(|tx| {
            let sql = "SELECT customers.name, content FROM staff_deeds JOIN customers ON customers.id = staff_id \
                       WHERE deed = 'catalogue' ORDER BY at_us, staff_deeds.id";
            let told = |row: &server::db::Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
            tx.query(sql, server::params![])?.iter().map(told).collect::<Result<Vec<_>, server::error::Error>>()
        });
        let rows = rows.await.expect("read");
        assert!(rows.iter().all(|(name, _)| name == "ERP"), "{rows:?}");
        let id = &service.id;
        let told: Vec<&str> = rows.iter().map(|(_, content)| content.as_str()).collect();
        let (planned, removed) = (
            format!("plan 11.00 EUR for {id} from {day} on"),
            format!("remove the price of {id} from {day} on"),
        );
        assert_eq!(told, ["edit A-1", "withdraw A-1", "bring back A-1", &planned, &removed]);
        shop.close().await;
    });
}
