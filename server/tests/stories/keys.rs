//! API keys: each does what its scopes say, under its own name, and nothing else.

use contract::staff::{NoteRequest, StaffOrder};
use contract::{Code, Failure};
use domain::order::OrderMove;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::clock::{DAY_US, HOUR_US, MINUTE_US};
use server::keys::{PREFIX, Scope};
use server::ledger::api_keys;

use crate::engine::on_both;
use crate::roles::{Call, STAFF, cast, fits};
use crate::shop::{PASSWORD, Person, TestShop};
use crate::staff::{deed_id, path, seen, to};
use crate::terminal::{refused, said};

/// How a call ends, and what it says where it was refused.
async fn made(person: &Person, call: &Call) -> (u16, Option<Failure>) {
    let response = person.send_bytes(call.method.clone(), &call.path, call.body.clone().into()).await;
    (response.status().as_u16(), response.json().await.ok())
}

/// The scope that the document asks of a key for a call; none: no key may make it.
fn scope_of(document: &Value, call: &Call) -> Option<Scope> {
    let paths = document["paths"].as_object().expect("paths");
    let (_, route) = paths.iter().find(|(template, _)| fits(&call.path, template))?;
    let security = route[call.method.as_str().to_lowercase()]["security"].as_array()?;
    let words = security.iter().find_map(|way| way["key"].as_array())?;
    assert_eq!(words.len(), 1, "{} {}", call.method, call.path);
    Some(Scope::parse(words[0].as_str().expect("a word")).expect("a scope"))
}

#[test]
fn each_key_does_what_the_document_says_of_its_scope_and_nothing_else() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let document: Value = shop.nobody().get("/openapi.json").await;
        let calls = cast(&shop).await.calls;
        let mut of_keys = 0;
        for scope in Scope::ALL {
            let system = shop.system(scope.as_str(), &[*scope], None).await;
            for call in &calls {
                let (status, refused) = made(&system, call).await;
                let what = format!("{scope}: {} {} gives {status} {refused:?}", call.method, call.path);
                let asked = scope_of(&document, call);
                if call.expected[0] != 401 {
                    assert_eq!(status, call.expected[0], "{what}");
                } else if asked.is_some_and(|asked| scope.covers(asked)) {
                    assert_eq!(status, call.expected[STAFF], "{what}");
                    of_keys += 1;
                } else {
                    let refused = refused.expect("a failure");
                    assert_eq!((status, refused.code), (403, Code::NotForKey), "{what}");
                    let named = asked.map(|asked| asked.as_str());
                    assert_eq!(refused.values.get("scope").map(String::as_str), named, "{what}");
                }
            }
        }
        assert!(of_keys >= 30, "{of_keys}");
        shop.close().await;
    });
}

#[test]
fn a_key_that_ended_or_expired_is_as_one_that_never_was() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let all = Scope::ALL;
        let expires_us = shop.clock.now_us() + DAY_US;
        let (ended, expiring) =
            (shop.system("Old", all, None).await, shop.system("Short", all, Some(expires_us)).await);
        let stranger = shop.nobody().with(&format!("{PREFIX}never-was"));
        for system in [&ended, &expiring] {
            assert_eq!(
                system.send(Method::GET, "/v1/staff/board", None::<&()>).await.status(),
                StatusCode::OK
            );
        }
        let id = ended.id.clone().expect("an account");
        assert!(said(&shop, &["key", "end", id.as_str()]).contains("counts no more"));
        shop.clock.advance(DAY_US);
        for system in [&ended, &expiring, &stranger] {
            let answer = system.send(Method::GET, "/v1/staff/board", None::<&()>).await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(answer.text().await.expect("text"), r#"{"code":"signed_out"}"#);
        }
        shop.close().await;
    });
}

#[test]
fn what_a_key_did_is_signed_with_its_name_and_nobody_signs_in_as_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let order = shop.customer("ada").await.order(&shop.service("A-1").await).await.order;
        let staff = shop.person("sam", domain::staff::Role::Staff).await;
        let erp = shop.system("ERP", &[Scope::OrdersWrite], None).await;
        let note = NoteRequest { id: deed_id(), text: "Picked".into() };
        let _: StaffOrder = erp.ok(Method::POST, &path(&order, "notes"), &note).await;
        let ver = seen(&erp, &order).await.ver;
        let cancelled: StaffOrder =
            erp.ok(Method::POST, &path(&order, "moves"), &to(OrderMove::Cancelled, ver)).await;
        assert_eq!(cancelled.authors.last(), Some(&Some("ERP".into())));
        let known = seen(&staff, &order).await;
        assert_eq!(
            known.notes.iter().map(|note| (&*note.by, &*note.text)).collect::<Vec<_>>(),
            [("ERP", "Picked")]
        );
        let late = to(OrderMove::Cancelled, ver);
        let answer = staff.send(Method::POST, &path(&order, "moves"), Some(&late)).await;
        assert_eq!(answer.json::<Failure>().await.expect("a failure").values["by"], "ERP");
        let account = format!("key:{}", erp.id.clone().expect("an account"));
        for password in [PASSWORD, "", PREFIX] {
            let wish = json!({"email": account, "password": password, "desk": erp.desk, "desk_name": "ERP"});
            let answer = shop.nobody().send(Method::POST, "/v1/sign-in", Some(&wish)).await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        }
        shop.close().await;
    });
}

#[test]
fn a_key_is_made_listed_and_ended_at_the_terminal_and_shown_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let add = ["key", "add", "Bookkeeping", "--scope", "books:read", "--scope", "books:read"];
        let told = said(&shop, &[&add[..], &["--until", "2100-12-31"]].concat());
        let key = told.trim().rsplit(' ').next().expect("a key");
        assert!(key.starts_with(PREFIX) && key.len() == PREFIX.len() + 43, "{told}");
        let listed = said(&shop, &["key", "list"]);
        assert!(listed.contains("Bookkeeping: books:read; never used; until 2100-12-31"), "{listed}");
        assert!(!listed.contains(PREFIX), "{listed}");
        let books = shop.nobody().with(key);
        let days = "from=2026-11-01&to=2026-11-30";
        let answer =
            books.send(Method::GET, &format!("/v1/staff/exports/money.csv?{days}"), None::<&()>).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(said(&shop, &["key", "list"]).contains("; last used 2"), "its use is noted");
        let id = listed.split(' ').next().expect("a number");
        said(&shop, &["key", "end", id]);
        assert_eq!(said(&shop, &["key", "list"]).trim(), "there are no keys");
        assert!(refused(&shop, &["key", "end", id]).contains("there is no key with the number"));
        let told = refused(&shop, &[&add[..], &["--until", "2020-12-31"]].concat());
        assert!(told.contains("2020-12-31 is over already"), "{told}");
        shop.close().await;
    });
}

#[test]
fn the_use_of_a_key_is_noted_once_an_hour() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let erp = shop.system("ERP", &[Scope::OrdersRead], None).await;
        let mut noted = Vec::new();
        for wait_us in [0, HOUR_US - MINUTE_US, MINUTE_US] {
            shop.clock.advance(wait_us);
            erp.get::<Value>("/v1/staff/board").await;
            noted.push(shop.shop.db.read(api_keys::all).await.expect("listed")[0].used_us.expect("used"));
        }
        assert_eq!(noted[0], noted[1]);
        assert!(noted[2] >= noted[0] + HOUR_US);
        shop.close().await;
    });
}
