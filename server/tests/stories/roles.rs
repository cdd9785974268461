//! Every route, and who may use it.

use std::collections::BTreeSet;

use contract::api::AttemptRequest;
use contract::staff::catalogue::StaffService;
use domain::attempt::Gateway;
use domain::staff::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::engine::on_both;
use crate::shop::{
    CATALOGUE, PASSWORD, Person, TestShop, ask, attempt_id, change_id, checkout, checkout_id, sign_in,
};
use crate::staff::{deed_id, in_days};

/// Where routes stand that are not in the document.
const ROUTER: &str = include_str!("../../src/router.rs");

const CALENDAR: &str = "what,value\ntime_zone,Europe/Berlin\nweekdays,mon\n";

/// What nobody, a stranger, the owner and staff get.
type Expected = [u16; 4];

/// Where staff stands in it.
pub const STAFF: usize = 3;

/// A call that is right, and how it ends for whom.
pub struct Call {
    pub method: Method,
    pub path: String,
    /// Empty if there is none.
    pub body: String,
    pub expected: Expected,
}

pub struct Cast {
    nobody: Person,
    stranger: Person,
    pub owner: Person,
    pub staff: Person,
    /// Of every route at least one, in an order in which they can be made.
    pub calls: Vec<Call>,
}

/// Everybody, and what can be done with two orders of the owner.
pub async fn cast(shop: &TestShop) -> Cast {
    let service = shop.service("A-1").await;
    let nobody = shop.nobody();
    let stranger = shop.customer("stranger").await;
    let owner = shop.customer("owner").await;
    let staff = shop.person("staff", Role::Staff).await;
    let (placed, on_page) = (owner.order(&service).await, owner.order(&service).await);
    let quote = owner.quote(vec![ask(&service, 1)]).await;
    let pay_url = owner.attempt(&on_page.attempt).await.pay_url.expect("the page is open");
    let page = pay_url.strip_prefix(&shop.url).expect("a page of the sandbox");
    let (order, attempt) = (placed.order, placed.attempt);
    let open: Expected = [200, 200, 200, 200];
    let signed: Expected = [401, 200, 200, 200];
    let readable: Expected = [401, 404, 200, 200];
    let own: Expected = [401, 404, 200, 404];
    let nowhere: Expected = [401, 404, 404, 404];
    let staff_only: Expected = [401, 404, 404, 200];
    // Nobody ever saw it like this.
    let conflict: Expected = [401, 404, 404, 409];
    let unseen = |mut body: Value| {
        body["id"] = json!(deed_id());
        body["seen_ver"] = json!(0);
        body
    };
    let redirected: Expected = [303, 303, 303, 303];
    let again = json!(AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox });
    let wish =
        json!({"kind": "note", "line": owner.read_order(&order).await.lines[0].line, "note": "Ring twice"});
    let amend = json!({"id": change_id(), "wish": wish.clone()});
    let nothing = json!({"minor": 0, "currency": "EUR"});
    let cancel = json!({"id": change_id(), "agreed": {"refund": nothing.clone(), "kept": nothing}});
    let cancellation = format!("/v1/orders/{order}/cancellation");
    let of_service = format!("/v1/staff/services/{}", service.id);
    let price = format!("{of_service}/prices/{}", in_days(&shop.clock, 300));
    let mut fields = json!(staff.get::<StaffService>(&of_service).await.fields);
    fields["name"] = json!("Another name");
    let calls = vec![
        get("/healthz", open),
        get("/readyz", open),
        get("/openapi.json", open),
        get("/v1/hello", open),
        post("/v1/sign-in", json!(sign_in("owner", PASSWORD, &nobody)), open),
        get("/v1/catalogue", signed),
        get("/v1/orders", signed),
        get(&format!("/v1/orders/{order}"), readable),
        get(&format!("/v1/attempts/{attempt}"), readable),
        post(&format!("/v1/attempts/{attempt}/reconcile"), Value::Null, readable),
        post(&format!("/v1/orders/{order}/attempts"), again, [401, 404, 200, 404]),
        get("/v1/events", signed),
        post(&format!("/v1/orders/{order}/amendments/preview"), wish, own),
        post(&format!("/v1/orders/{order}/amendments"), amend, own),
        get(&cancellation, own),
        post(&cancellation, cancel, own),
        post("/v1/sync", json!(owner.push(None, &[])), [401, 404, 200, 404]),
        post("/v1/quotes", json!({"lines": [ask(&service, 1)]}), signed),
        // A quote that is not one's own is as good as expired.
        put(&format!("/v1/checkouts/{}", checkout_id()), json!(checkout(&quote)), [401, 422, 200, 422]),
        get("/v1/staff/board", staff_only),
        get("/v1/staff/orders?text=hedge", staff_only),
        get(&format!("/v1/staff/orders/{order}"), staff_only),
        post(
            &format!("/v1/staff/orders/{order}/notes"),
            json!({"id": deed_id(), "text": "A note"}),
            staff_only,
        ),
        get(&format!("/v1/staff/orders/{order}/mails"), staff_only),
        post(
            &format!("/v1/staff/orders/{order}/mails"),
            json!({"id": deed_id(), "mail": "no-such-mail"}),
            nowhere,
        ),
        post(&format!("/v1/staff/orders/{order}/moves"), unseen(json!({"move": "cancelled"})), conflict),
        post(&format!("/v1/staff/orders/{order}/refunds"), unseen(json!({"password": PASSWORD})), conflict),
        post("/v1/staff/moves", json!({"move": "started", "orders": []}), staff_only),
        get("/v1/staff/calendar", staff_only),
        post("/v1/staff/calendar/trial", json!({"csv": "what,value"}), staff_only),
        post("/v1/staff/calendar", json!({"id": deed_id(), "at": "", "csv": CALENDAR}), conflict),
        post(
            "/v1/staff/calendar/edits",
            json!({"id": deed_id(), "at": "", "edit": {"remove": {"first": "2100-12-24", "last": "2100-12-24"}}}),
            conflict,
        ),
        get("/v1/staff/coupons?text=T", staff_only),
        get("/v1/staff/exports/orders.csv?from=2026-11-01&to=2026-11-30", staff_only),
        get("/v1/staff/exports/lines.csv?from=2026-11-01&to=2026-11-30", staff_only),
        get("/v1/staff/exports/money.csv?from=2026-11-01&to=2026-11-30", staff_only),
        post(
            "/v1/staff/coupons",
            json!({"id": deed_id(), "coupon": {"code": "TEN", "off": {"amount": "1.00"}}}),
            staff_only,
        ),
        post("/v1/staff/coupons/NO-SUCH-CODE/end", json!({"id": deed_id()}), nowhere),
        get("/v1/staff/reviews", staff_only),
        post("/v1/staff/reviews/no-such-review/close", json!({"sentence": "It is well"}), nowhere),
        post("/v1/staff/catalogue/trial?format=csv", Value::Null, staff_only).with(CATALOGUE),
        post("/v1/staff/catalogue/import?format=csv&at=elsewhere:1", Value::Null, conflict).with(CATALOGUE),
        get("/v1/staff/services?text=hedge", staff_only),
        get(&of_service, staff_only),
        put(&of_service, json!({"seen_ver": 0, "fields": fields}), conflict),
        post(&format!("{of_service}/withdrawal"), json!({"seen_ver": 0, "withdrawn": true}), conflict),
        put(&price, json!({"price": "11.00"}), staff_only),
        Call { method: Method::DELETE, ..post(&price, Value::Null, staff_only) },
        get("/v1/staff/services/no-such-service", nowhere),
        get("/v1/staff/orders/no-such-order", nowhere),
        get("/v1/orders/no-such-order", nowhere),
        get("/v1/orders/..%2F..%2Fetc", nowhere),
        get("/v1/attempts/no-such-attempt", nowhere),
        // Pages tell a stranger nothing; at a gateway, whoever has the address of a payment may act on it.
        get(&format!("/pay/return/{attempt}"), open),
        get(&format!("/pay/cancel/{attempt}"), open),
        get(page, open),
        form(&format!("{page}/authenticate"), "answer=no", redirected),
        form(page, "card=declined", redirected),
        form(&format!("{page}/leave"), "", redirected),
        form(&format!("{page}/cancel"), "", redirected),
        get("/sandbox/pay/no_such_payment", [404, 404, 404, 404]),
        // Without keys there is no gateway that could call.
        post("/webhooks/stripe", Value::Null, [404, 404, 404, 404]),
        post("/webhooks/sandbox", Value::Null, [404, 404, 404, 404]),
        // The last one: nobody is signed in afterwards.
        post("/v1/sign-out", Value::Null, [401, 204, 204, 204]),
    ];
    Cast { nobody, stranger, owner, staff, calls }
}

impl Call {
    /// The same with a file as its body.
    fn with(self, file: &str) -> Self {
        Self { body: file.into(), ..self }
    }

    /// Whatever a file holds is looked at, and it may be large.
    pub fn brings_a_file(&self) -> bool {
        self.path.starts_with("/v1/staff/catalogue/")
    }
}

impl Cast {
    /// Somebody who may make a call.
    pub fn who_may(&self, call: &Call) -> &Person {
        if call.path.starts_with("/v1/staff/") { &self.staff } else { &self.owner }
    }
}

fn get(path: &str, expected: Expected) -> Call {
    Call { method: Method::GET, path: path.into(), body: String::new(), expected }
}

fn post(path: &str, body: Value, expected: Expected) -> Call {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    Call { method: Method::POST, path: path.into(), body, expected }
}

fn put(path: &str, body: Value, expected: Expected) -> Call {
    Call { method: Method::PUT, ..post(path, body, expected) }
}

fn form(path: &str, body: &str, expected: Expected) -> Call {
    Call { method: Method::POST, path: path.into(), body: body.into(), expected }
}

#[test]
fn each_route_knows_nobody_a_stranger_the_owner_and_staff() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let Cast { nobody, stranger, owner, staff, calls } = cast(&shop).await;
        for Call { method, path, body, expected } in calls {
            for (person, status) in [&nobody, &stranger, &owner, &staff].into_iter().zip(expected) {
                let response = person.send_bytes(method.clone(), &path, body.clone().into()).await;
                let found = response.status().as_u16();
                if is_endless(&response) {
                    assert_eq!(found, status, "{method} {path}");
                    continue;
                }
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
fn the_table_has_a_call_of_every_route_and_no_other() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let document: Value = shop.nobody().get("/openapi.json").await;
        let mut routes = undocumented();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            let methods = methods.as_object().expect("methods").keys();
            routes.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
        }
        let mut called = BTreeSet::new();
        for Call { method, path, .. } in cast(&shop).await.calls {
            let route = routes.iter().find(|(m, template)| *m == method.as_str() && fits(&path, template));
            called.insert(route.unwrap_or_else(|| panic!("{method} {path} is no route")).clone());
        }
        assert_eq!(called, routes);
        shop.close().await;
    });
}

/// A stream of events has no end to wait for.
fn is_endless(response: &reqwest::Response) -> bool {
    response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream")
}

/// Method and path of the routes that the router has beside those of the document.
fn undocumented() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    for route in ROUTER.split(".route(\"").skip(1) {
        let (path, handlers) = route.split_once('"').expect("a path");
        let handlers = handlers.split(".fallback").next().expect("the rest");
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                routes.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    routes
}

pub fn fits(path: &str, template: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').count() == template.split('/').count()
        && path
            .split('/')
            .zip(template.split('/'))
            .all(|(part, place)| part == place || place.starts_with('{'))
}
