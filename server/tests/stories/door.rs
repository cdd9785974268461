//! Signing in, and what is refused at the door.

use std::time::Duration;

use contract::Code;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::Settings;
use server::db::DatabaseSettings;
use server::serve::{Limits, serve_within};
use server::state::Shop;
use server::tries::Key;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::engine::{Engine, FreshDatabase, on_both};
use crate::shop::{TestShop, client, sign_in};

#[test]
fn wrong_passwords_and_unknown_people_get_the_same_answer() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        shop.customer("ada").await;
        let nobody = shop.nobody();
        for (name, password) in [("ada", "a wrong password"), ("nobody", "a wrong password")] {
            let refused =
                nobody.refused(Method::POST, "/v1/sign-in", &sign_in(name, password, &nobody)).await;
            assert_eq!(refused, (StatusCode::UNAUTHORIZED, Code::WrongCredentials));
        }
        shop.close().await;
    });
}

#[test]
fn after_five_wrong_passwords_the_next_one_has_to_wait_and_says_how_long() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        shop.customer("ada").await;
        let nobody = shop.nobody();
        let wrong = sign_in("ada", "a wrong password", &nobody);
        // Hashing takes time, in which a short wait may pass: the waits grow until one is met.
        let mut tries = 0;
        let response = loop {
            let response = nobody.send(Method::POST, "/v1/sign-in", Some(&wrong)).await;
            if response.status() == StatusCode::TOO_MANY_REQUESTS {
                break response;
            }
            tries += 1;
            assert!(tries < 12, "nobody has to wait");
        };
        assert!(tries >= 5, "people mistype");
        let seconds: u64 =
            response.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
        let failure: Value = response.json().await.expect("a failure");
        assert_eq!(failure["values"]["seconds"], seconds.to_string());
        shop.clock.advance(i64::try_from(seconds).expect("small") * server::clock::SECOND_US);
        shop.sign_in("ada").await;
        shop.close().await;
    });
}

#[test]
fn behind_a_proxy_of_the_list_only_the_one_who_guesses_has_to_wait() {
    on_both(async |engine| {
        let shop = TestShop::open_with(engine, None, |settings| {
            settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
        })
        .await;
        let guesser = [Key::Address([203, 0, 113, 7].into())];
        // Longer than the requests below take.
        loop {
            match shop.shop.tries.begin(&guesser, shop.clock.now_us()) {
                Ok(()) => {}
                Err(seconds) if seconds > 60 => break,
                Err(seconds) => shop.clock.advance(seconds * server::clock::SECOND_US),
            }
        }
        let nobody = shop.nobody();
        for (forwarded_for, status) in
            [("203.0.113.7", 429), ("198.51.100.1, 203.0.113.7", 429), ("203.0.113.7, 198.51.100.1", 401)]
        {
            let request = client()
                .post(format!("{}/v1/sign-in", shop.url))
                .header("x-forwarded-for", forwarded_for)
                .json(&sign_in("nobody", "a wrong password", &nobody));
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status().as_u16(), status, "{forwarded_for}");
        }
        shop.close().await;
    });
}

#[test]
fn connections_that_say_nothing_give_their_places_back() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let limits = Limits { connections: 3, head: Duration::from_millis(300), ..Limits::default() };
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let stopped = async {
            stopped.await.ok();
        };
        let serving = tokio::spawn(serve_within(limits, listener, shop.shop.clone(), stopped));
        let mut silent = Vec::new();
        for said in ["", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /healthz HTTP/1.1\r\n"] {
            let mut stream = TcpStream::connect(address).await.expect("connected");
            stream.write_all(said.as_bytes()).await.expect("sent");
            silent.push(stream);
        }
        let mut honest = TcpStream::connect(address).await.expect("connected");
        honest.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
        let mut answer = [0; 12];
        let answered = tokio::time::timeout(Duration::from_secs(10), honest.read_exact(&mut answer)).await;
        answered.expect("a place is free in time").expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 200");
        for mut stream in silent {
            let mut rest = Vec::new();
            let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
            // With what was sent unread, the system says that the connection was broken off.
            closed.expect("it is closed in time").ok();
        }
        stop.send(()).expect("the server runs");
        serving.await.expect("the server did not panic");
        shop.close().await;
    });
}

// Elsewhere a file that is open cannot be taken away.
#[cfg(unix)]
#[test]
fn a_server_whose_database_went_away_is_alive_and_not_ready() {
    on_both(async |engine| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::load(None, |_| None).expect("the defaults are right");
        let fresh = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(FreshDatabase::create().await),
        };
        settings.database = match &fresh {
            None => DatabaseSettings::Sqlite(folder.path().join("shop.db")),
            Some(fresh) => DatabaseSettings::Postgres(fresh.url.clone()),
        };
        // Without the jobs, which would look into the database first.
        let shop = Shop::open(settings, "http://127.0.0.1", Clock::default()).await.expect("the shop opens");
        for file in std::fs::read_dir(folder.path()).expect("a folder") {
            std::fs::remove_file(file.expect("an entry").path()).expect("removed");
        }
        if let Some(fresh) = fresh {
            fresh.drop_it().await;
        }
        let router = server::router::router(shop);
        for (path, status) in [("/healthz", 200), ("/readyz", 503)] {
            let request = axum::http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            assert_eq!(response.status().as_u16(), status, "{path}");
        }
    });
}

#[test]
fn the_twenty_first_desk_is_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let first = shop.customer("ada").await;
        let id = first.id.expect("signed in");
        let desks = move |tx: &mut server::db::Tx<'_>| {
            for number in 1..20 {
                let sql = "INSERT INTO desks (customer_id, id, name, seen_us) VALUES (?1, ?2, 'x', 0)";
                tx.execute(sql, server::params![&id, format!("desk-{number}")])?;
            }
            Ok(())
        };
        shop.shop.db.write(desks).await.expect("inserted");
        let nobody = shop.nobody();
        let request = sign_in("ada", "a password of the tests", &nobody);
        let refused = nobody.refused(Method::POST, "/v1/sign-in", &request).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::TooManyDesks));
        shop.close().await;
    });
}

#[test]
fn a_session_ends_with_its_time() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        shop.clock.advance(91 * server::clock::DAY_US);
        let refused = ada.send(Method::GET, "/v1/orders", None::<&()>).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        shop.close().await;
    });
}

#[test]
fn wrong_json_names_its_field_and_nothing_of_the_inside() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        for (body, field) in [
            (json!({"desk": 7, "changes": []}), "desk"),
            (json!({"desk": "d", "changes": [{"id": "a b"}]}), "changes[0].id"),
            (json!([]), "."),
            (json!("text"), "."),
        ] {
            let response = ada.send(Method::POST, "/v1/sync", Some(&body)).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST);
            let failure: Value = response.json().await.expect("a failure");
            assert_eq!(failure["code"], "malformed");
            assert_eq!(failure["values"]["field"], field, "{failure}");
        }
        shop.close().await;
    });
}

#[test]
fn a_hundred_megabytes_are_refused_with_an_answer() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let huge = vec![b'7'; 100 * 1024 * 1024];
        // Sign-in reads its body without asking for a token first.
        let request = client().post(format!("{}/v1/sign-in", shop.url)).body(huge);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(response.json::<Value>().await.expect("a failure")["code"], "too_large");
        shop.close().await;
    });
}

#[test]
fn a_body_that_does_not_say_its_length_is_refused_as_soon_as_it_is_too_large() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let address = shop.url.strip_prefix("http://").expect("http");
        let mut stream = TcpStream::connect(address).await.expect("connected");
        let head = "POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).await.expect("sent");
        let piece = format!("1000\r\n{}\r\n", "7".repeat(0x1000));
        // One piece more than may be; the end never comes.
        for _ in 0..17 {
            stream.write_all(piece.as_bytes()).await.expect("sent");
        }
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 413");
        drop(stream);
        shop.close().await;
    });
}

#[test]
fn a_protocol_of_another_time_is_told_to_upgrade() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        for (protocol, status) in [("1", 200), ("99", 426), ("soon", 426)] {
            let url = format!("{}/v1/hello", shop.url);
            let request = client().get(url).header("pannier-protocol", protocol);
            assert_eq!(request.send().await.expect("an answer").status().as_u16(), status, "{protocol}");
        }
        shop.close().await;
    });
}

#[test]
fn every_answer_carries_the_headers_that_keep_browsers_strict() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        for path in ["/v1/hello", "/no-such-route", "/v1/orders"] {
            let response = shop.nobody().send(Method::GET, path, None::<&()>).await;
            let headers = response.headers();
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["cache-control"], "no-store");
            assert!(
                headers["content-security-policy"].to_str().expect("text").starts_with("default-src 'none'")
            );
        }
        shop.close().await;
    });
}
