//! What comes in from outside: broken bodies, huge ones, and text that no engine may see.

use contract::Code;
use contract::sync::SyncReply;
use domain::cart::{CartChange, Outcome, Rejection};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::engine::on_both;
use crate::roles::{Call, cast};
use crate::shop::{TestShop, add, ask, change, sign_in};

#[test]
fn a_body_that_is_cut_off_goes_on_is_empty_or_is_no_text_is_malformed_on_every_route() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let cast = cast(&shop).await;
        for call in cast.calls.iter().filter(|call| !call.body.is_empty() && !call.brings_a_file()) {
            let (Call { method, path, body, .. }, person) = (call, cast.who_may(call));
            let value = body.find(['"', '=']).expect("a body has a name or a text") + 1;
            let no_text = [&body.as_bytes()[..value], b"\xFF", &body.as_bytes()[value..]].concat();
            let cut_off = body.as_bytes()[..body.len() / 2].to_vec();
            let goes_on = format!("{body} x").into_bytes();
            for wrong in [cut_off, goes_on, Vec::new(), no_text] {
                let shown = String::from_utf8_lossy(&wrong).into_owned();
                let response = person.send_bytes(method.clone(), path, wrong).await;
                assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{method} {path}: {shown}");
                let failure: Value = response.json().await.expect("a failure");
                assert_eq!(failure["code"], "malformed", "{method} {path}: {shown}");
            }
        }
        shop.close().await;
    });
}

#[test]
fn a_hundred_megabytes_are_refused_by_every_route_before_the_first_of_them_is_read() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let cast = cast(&shop).await;
        for call in cast.calls.iter().filter(|call| !call.body.is_empty() && !call.brings_a_file()) {
            let (Call { method, path, .. }, person) = (call, cast.who_may(call));
            let head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\n{}", person.authorization());
            let said = format!("{head}content-length: {}\r\n\r\n", 100 * 1024 * 1024);
            let mut stream = connected(&shop).await;
            stream.write_all(said.as_bytes()).await.expect("sent");
            assert_eq!(status_line(&mut stream).await, "HTTP/1.1 413", "{method} {path}");
            // Without a length, it ends as soon as there is more than may be; the end of it never comes.
            let mut stream = connected(&shop).await;
            let unsaid = format!("{head}transfer-encoding: chunked\r\n\r\n");
            stream.write_all(unsaid.as_bytes()).await.expect("sent");
            let piece = format!("10000\r\n{}\r\n", "7".repeat(0x1_0000));
            // The largest limit is a megabyte.
            for _ in 0..17 {
                stream.write_all(piece.as_bytes()).await.expect("sent");
            }
            assert_eq!(status_line(&mut stream).await, "HTTP/1.1 413", "{method} {path}");
        }
        shop.close().await;
    });
}

async fn connected(shop: &TestShop) -> TcpStream {
    let address = shop.url.strip_prefix("http://").expect("http");
    TcpStream::connect(address).await.expect("connected")
}

async fn status_line(stream: &mut TcpStream) -> String {
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// PostgreSQL takes no NUL in a text, SQLite does: neither gets to see one.
#[test]
fn a_nul_is_refused_wherever_it_comes_in() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;

        let mut request = sign_in("ada", "a wrong password", &shop.nobody());
        request.email.push('\0');
        let refused = shop.nobody().refused(Method::POST, "/v1/sign-in", &request).await;
        assert_eq!(refused, (StatusCode::UNAUTHORIZED, Code::WrongCredentials));

        for path in ["/sandbox/pay/sbx%00", "/v1/orders/%00", "/v1/attempts/a%00"] {
            let response = ada.send(Method::GET, path, None::<&()>).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
        for before in ["7:%00", "%00", "soon", "7:", "seven:a"] {
            let response = ada.send(Method::GET, &format!("/v1/orders?before={before}"), None::<&()>).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{before}");
        }

        let mut noted = ask(&service, 1);
        noted.note = "by the \0gate".into();
        let refused = ada.refused(Method::POST, "/v1/quotes", &json!({"lines": [noted]})).await;
        assert_eq!(refused, (StatusCode::BAD_REQUEST, Code::Malformed));

        let mut addition = add(&service, 1, 0);
        if let CartChange::Add { note, .. } = &mut addition {
            note.push('\0');
        }
        let first = ada.sync(None, &[change(1, addition)]).await;
        assert_eq!(first.results[0].outcome, Outcome::Rejected { reason: Rejection::Malformed });
        let mut hashless = json!(ada.push(None, &[change(2, add(&service, 1, 0))]));
        hashless["changes"][0]["hash"] = json!("\0".repeat(64));
        let response = ada.send(Method::POST, "/v1/sync", Some(&hashless)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let failure: Value = response.json().await.expect("a failure");
        assert_eq!(failure["values"]["field"], "changes[0].hash");

        // A cursor that was never given out begins anew, as any other of the kind.
        let odd = format!("{}:\0", first.cursor);
        let reply: SyncReply = ada.sync(Some(&odd), &[]).await;
        assert!(reply.reset);
        shop.close().await;
    });
}
