//! Every route, and who may use it.

use contract::api::AttemptRequest;
use domain::attempt::Gateway;
use domain::staff::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::engine::on_both;
use crate::shop::{TestShop, ask, attempt_id, checkout, checkout_id};

/// What nobody, a stranger, the owner and staff get.
type Expected = [u16; 4];

#[test]
fn each_route_knows_nobody_a_stranger_the_owner_and_staff() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let service = shop.service("A-1").await;
        let nobody = shop.nobody();
        let stranger = shop.customer("stranger").await;
        let owner = shop.customer("owner").await;
        let staff = shop.person("staff", Role::Staff).await;
        let placed = owner.order(&service).await;
        let quote = owner.quote(vec![ask(&service, 1)]).await;
        let order = format!("/v1/orders/{}", placed.order);
        let attempts = format!("{order}/attempts");
        let attempt = format!("/v1/attempts/{}", placed.attempt);
        let reconcile = format!("{attempt}/reconcile");
        let place = format!("/v1/checkouts/{}", checkout_id());
        let again = json!(AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox });
        let sync = json!(owner.push(None, &[]));
        let lines = json!({"lines": [ask(&service, 1)]});
        let place_body = json!(checkout(&quote));
        let nothing = Value::Null;
        let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
        let open: Expected = [200, 200, 200, 200];
        let signed: Expected = [401, 200, 200, 200];
        let readable: Expected = [401, 404, 200, 200];
        let table: [(&Method, &str, &Value, Expected); 17] = [
            (&get, "/healthz", &nothing, open),
            (&get, "/readyz", &nothing, open),
            (&get, "/openapi.json", &nothing, open),
            (&get, "/v1/hello", &nothing, open),
            (&get, "/v1/catalogue", &nothing, signed),
            (&get, "/v1/orders", &nothing, signed),
            (&get, &order, &nothing, readable),
            (&get, &attempt, &nothing, readable),
            (&post, &reconcile, &nothing, readable),
            (&post, &attempts, &again, [401, 404, 200, 404]),
            (&post, "/v1/sync", &sync, [401, 404, 200, 404]),
            (&post, "/v1/quotes", &lines, signed),
            // A quote that is not one's own is as good as expired.
            (&put, &place, &place_body, [401, 422, 200, 422]),
            (&get, "/v1/orders/no-such-order", &nothing, [401, 404, 404, 404]),
            (&get, "/v1/orders/..%2F..%2Fetc", &nothing, [401, 404, 404, 404]),
            (&get, "/v1/attempts/no-such-attempt", &nothing, [401, 404, 404, 404]),
            (&post, "/v1/sign-out", &nothing, [401, 204, 204, 204]),
        ];
        for (method, path, body, expected) in table {
            for (person, status) in [&nobody, &stranger, &owner, &staff].into_iter().zip(expected) {
                let body = (*body != nothing).then_some(body);
                let response = person.send(method.clone(), path, body).await;
                let found = response.status().as_u16();
                let text = response.text().await.expect("text");
                assert_eq!(found, status, "{method} {path}: {text}");
                if status == 404 {
                    assert_eq!(text, r#"{"code":"not_found"}"#, "{method} {path}");
                }
            }
        }
        let signed_out = owner.send(Method::GET, "/v1/orders", None::<&()>).await;
        assert_eq!(signed_out.status().as_u16(), 401);
        shop.close().await;
    });
}

#[test]
fn the_table_names_every_route_of_the_document() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let document: Value = shop.nobody().get("/openapi.json").await;
        let paths = document["paths"].as_object().expect("paths");
        let mut names: Vec<&str> = paths.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "/healthz",
                "/readyz",
                "/v1/attempts/{id}",
                "/v1/attempts/{id}/reconcile",
                "/v1/catalogue",
                "/v1/checkouts/{id}",
                "/v1/hello",
                "/v1/orders",
                "/v1/orders/{id}",
                "/v1/orders/{id}/attempts",
                "/v1/quotes",
                "/v1/sign-in",
                "/v1/sign-out",
                "/v1/sync",
            ]
        );
        shop.close().await;
    });
}
