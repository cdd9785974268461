//! Which mails there are, why, and what becomes of those that do not arrive.

use contract::api::{Actor, EventKind, OrderEvent};
use domain::amendment::Amendment;
use domain::promise::Promise;
use domain::{DeskId, LineId, OrderId};
use jiff::civil::date;
use server::clock::{Clock, DAY_US, MINUTE_US};
use server::db::Tx;
use server::ledger::mails::Resend;
use server::ledger::{bounces, calendar, mails, timeline};
use server::mail::caused_by;
use server::params;

use crate::engine::{Engine, on_both};
use crate::mail_server::{Fault, MailServer, Step, closed_port};
use crate::mail_shop::MailShop;
use crate::shop::TestShop;
use crate::terminal::{refused, said};

#[test]
fn every_event_leaves_its_mails_behind_in_its_own_transaction() {
    on_both(async |engine| {
        let shop = MailShop::open(engine, |_| {}).await;
        for (number, event) in EventKind::ALL.into_iter().enumerate() {
            let order = shop.order(&format!("P-{number}"), "confirmed", "en").await;
            let undone = order.clone();
            let undo = move |tx: &mut Tx<'_>| -> Result<(), server::error::Error> {
                timeline::record(tx, &undone, &OrderEvent::new(1, Actor::System, event))?;
                Err(server::error::Error::not_found())
            };
            shop.shop.db.write(undo).await.expect_err("it is rolled back");
            assert_eq!(shop.states(&order).await, [], "{event:?}: what did not happen is not told");
            shop.record(&order, event).await;
            let kinds: Vec<_> = shop.mails(&order).await.into_iter().map(|mail| mail.kind).collect();
            let wanted: Vec<_> = caused_by(event).iter().map(|kind| kind.as_str().to_owned()).collect();
            assert_eq!(kinds, wanted, "{event:?}");
        }
        shop.close().await;
    });
}

#[test]
fn what_happens_once_is_told_once_and_what_happens_again_is_told_again() {
    on_both(async |engine| {
        let shop = MailShop::open(engine, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "en").await;
        for event in [EventKind::Paid, EventKind::Approved, EventKind::Started, EventKind::Started] {
            shop.record(&order, event).await;
        }
        for event in [EventKind::PromiseMoved, EventKind::PromiseMoved, EventKind::Amended] {
            shop.record(&order, event).await;
        }
        let kinds: Vec<_> = shop.mails(&order).await.into_iter().map(|mail| mail.kind).collect();
        assert_eq!(kinds, ["paid", "started", "promise_moved", "promise_moved", "changed"]);
        shop.close().await;
    });
}

#[test]
fn a_mail_tells_what_its_own_event_changed_and_why() {
    on_both(async |engine| {
        let shop = MailShop::open(engine, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "de").await;
        for (day, note) in [(1, "Der Erste ist krank."), (3, "Der Zweite auch.")] {
            let line = LineId::new("clean-1").expect("an id");
            let window = |day| Promise { earliest: date(2026, 12, day), latest: date(2026, 12, day) };
            let moved = Amendment::Promise { line, from: window(day), to: window(day + 1) };
            let mut event =
                OrderEvent::new(shop.clock.now_us(), Actor::Staff, EventKind::PromiseMoved).because(note);
            event.amendments = vec![moved];
            let order = order.clone();
            shop.write(move |tx| timeline::record(tx, &order, &event)).await;
        }
        shop.send().await;
        let told = files(&shop);
        assert_eq!(told.len(), 2, "neither replaced the other");
        for (note, other, days) in [
            ("Der Erste ist krank.", "Der Zweite auch.", ["1. Dezember", "2. Dezember"]),
            ("Der Zweite auch.", "Der Erste ist krank.", ["3. Dezember", "4. Dezember"]),
        ] {
            let text = told.iter().find(|text| text.contains(note)).expect("it was told");
            assert!(days.iter().all(|day| text.contains(day)) && !text.contains(other), "{text}");
        }
        shop.close().await;
    });
}

#[test]
fn a_mail_says_on_which_day_of_the_provider_an_order_was_placed() {
    on_both(async |engine| {
        let shop = MailShop::open(engine, |_| {}).await;
        shop.write(|tx| calendar::settle(tx, "America/New_York")).await;
        // There it is still the day before.
        let now_us = shop.clock.now_us();
        shop.clock.advance(DAY_US - now_us.rem_euclid(DAY_US) + 60 * MINUTE_US);
        let day = Clock::date(shop.clock.now_us() - DAY_US).strftime("Placed on %a %-d %b %Y").to_string();
        let order = shop.order("P-1", "confirmed", "en").await;
        shop.record(&order, EventKind::Paid).await;
        shop.send().await;
        let told = files(&shop);
        assert!(told.len() == 1 && told[0].contains(&day), "{day} is not in {told:?}");
        shop.close().await;
    });
}

#[test]
fn a_failed_payment_is_told_a_quarter_of_an_hour_later_unless_it_was_mended_meanwhile() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        let (left, paid, twice) = (
            shop.order("P-1", "awaiting_payment", "en").await,
            shop.order("P-2", "awaiting_payment", "en").await,
            shop.order("P-3", "awaiting_payment", "en").await,
        );
        for order in [&left, &paid, &twice, &twice] {
            shop.record(order, EventKind::PaymentFailed).await;
        }
        shop.send().await;
        assert_eq!(mails.taken(), [], "not at once");
        let order = paid.clone();
        shop.write(move |tx| {
            Ok(tx.execute("UPDATE orders SET state = 'confirmed' WHERE id = ?1", params![&order])?)
        })
        .await;
        shop.clock.advance(15 * MINUTE_US);
        shop.send().await;
        assert_eq!(mails.taken().len(), 2, "one of each order that still waits");
        let dropped = |mail: &server::ledger::mails::Mail| {
            (mail.state.clone(), mail.problem.clone()) == ("dropped".into(), "it is no longer so".into())
        };
        assert!(shop.mails(&paid).await.iter().all(dropped));
        assert_eq!(
            shop.mails(&twice).await.iter().filter(|mail| dropped(mail)).count(),
            1,
            "the earlier one"
        );
        shop.close().await;
    });
}

#[test]
fn a_doubted_payment_is_told_to_staff_and_to_the_customer_only_if_money_was_taken() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let tune = |settings: &mut server::config::Settings| {
            settings.mail.staff = Some("staff@mail.example".parse().expect("an address"));
            settings.mail.staff_locale = "de".into();
        };
        let shop = with_server(engine, &mails, tune).await;
        let (nothing, taken) =
            (shop.order("P-1", "needs_review", "en").await, shop.order("P-2", "needs_review", "en").await);
        let (order, customer) = (taken.clone(), shop.customer.clone());
        shop.write(move |tx| {
            let sql = "INSERT INTO attempts (id, order_id, customer_id, number, gateway, live, state, \
                       amount_minor, currency, idempotency_key, created_us) \
                       VALUES ('a', ?1, ?2, 1, 'sandbox', 0, 'captured', 1, 'EUR', 'k', 0)";
            Ok(tx.execute(sql, params![&order, &customer])?)
        })
        .await;
        for order in [&nothing, &taken] {
            shop.record(order, EventKind::Doubted).await;
        }
        shop.send().await;
        let mut to: Vec<_> = mails.taken().into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["staff@mail.example", "staff@mail.example", "zoe@example.org"]);
        assert!(
            mails.taken().iter().any(|mail| mail.subject.starts_with("P-1: Zahlung ")),
            "{:?}",
            mails.taken()
        );
        shop.close().await;
    });
}

#[test]
fn without_an_address_for_staff_its_mails_are_dropped() {
    on_both(async |engine| {
        let shop = MailShop::open(engine, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "en").await;
        shop.record(&order, EventKind::Disputed).await;
        shop.send().await;
        let mail = &shop.mails(&order).await[0];
        assert_eq!((mail.state.as_str(), mail.problem.as_str()), ("dropped", "no address for staff is set"));
        shop.close().await;
    });
}

#[test]
fn a_desk_that_an_account_did_not_have_is_told_to_its_owner_but_for_the_first() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        sign_in(&shop, "first").await;
        shop.send().await;
        assert_eq!(mails.taken(), [], "an account begins with its first desk");
        shop.order("P-1", "confirmed", "de").await;
        for desk in ["second", "second", "first"] {
            sign_in(&shop, desk).await;
        }
        shop.send().await;
        let taken = mails.taken();
        assert_eq!(taken.len(), 1, "{taken:?}");
        assert_eq!(
            (taken[0].to.as_str(), taken[0].subject.as_str()),
            ("zoe@example.org", "Neue Anmeldung in Ihrem Konto")
        );
        shop.close().await;
    });
}

#[test]
fn nothing_more_is_sent_to_an_address_that_does_not_exist_until_somebody_says_that_it_does() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "en").await;
        mails.fail(Fault::Answers(Step::RcptTo, "550 5.1.1 no such person"));
        shop.record(&order, EventKind::Paid).await;
        shop.send().await;
        shop.record(&order, EventKind::Started).await;
        shop.send().await;
        let states = |states: &[(&str, &str)]| -> Vec<(String, String)> {
            states.iter().map(|(kind, state)| ((*kind).into(), (*state).into())).collect()
        };
        assert_eq!(shop.states(&order).await, states(&[("paid", "dead"), ("started", "dropped")]));
        let marked = shop.shop.db.read(bounces::all).await.expect("read");
        assert_eq!(marked.len(), 1);
        assert_eq!(marked[0].email, "zoe@example.org");
        assert_eq!(marked[0].problem, "the mail server answered 550 5.1.1 to RCPT TO");
        assert_eq!(mails.taken(), []);
        assert!(shop.write(|tx| bounces::unmark(tx, "Zoe@Example.org ")).await);
        assert!(!shop.write(|tx| bounces::unmark(tx, "zoe@example.org")).await);
        let now_us = shop.clock.now_us();
        assert_eq!(
            shop.write(move |tx| mails::retry(tx, None, now_us)).await,
            1,
            "the one that was given up"
        );
        shop.send().await;
        assert_eq!(shop.states(&order).await, states(&[("paid", "sent"), ("started", "dropped")]));
        let dropped = shop.mails(&order).await[1].id.clone();
        assert_eq!(shop.write(move |tx| mails::retry(tx, Some(&dropped), now_us)).await, 1);
        shop.send().await;
        assert_eq!(shop.states(&order).await, states(&[("paid", "sent"), ("started", "sent")]));
        assert_eq!(mails.taken().len(), 2);
        shop.close().await;
    });
}

#[test]
fn a_refusal_of_the_mail_itself_gives_it_up_and_says_nothing_about_the_address() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "en").await;
        mails.fail(Fault::Answers(Step::Content, "554 5.6.0 not like that"));
        shop.record(&order, EventKind::Paid).await;
        shop.send().await;
        let mail = &shop.mails(&order).await[0];
        assert_eq!(mail.state, "dead");
        assert_eq!(mail.problem, "the mail server answered 554 5.6.0 to the mail");
        assert_eq!(shop.shop.db.read(bounces::all).await.expect("read"), []);
        shop.close().await;
    });
}

#[test]
fn a_mail_that_was_tried_once_more_has_its_five_days_again() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        let order = shop.order("P-1", "confirmed", "en").await;
        shop.record(&order, EventKind::Paid).await;
        shop.clock.advance(6 * DAY_US);
        mails.fail(Fault::Closes(Step::Greeting));
        shop.send().await;
        assert_eq!(shop.mails(&order).await[0].state, "dead");
        let now_us = shop.clock.now_us();
        shop.write(move |tx| mails::retry(tx, None, now_us)).await;
        mails.fail(Fault::Closes(Step::Greeting));
        shop.send().await;
        assert_eq!(shop.mails(&order).await[0].state, "waiting");
        shop.close().await;
    });
}

#[test]
fn a_mail_that_left_is_sent_again_as_another_one_of_its_thread() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_server(engine, &mails, |_| {}).await;
        let order = shop.order("P-1", "awaiting_payment", "en").await;
        shop.record(&order, EventKind::Placed).await;
        shop.send().await;
        let id = shop.mails(&order).await[0].id.clone();
        assert!(matches!(resend(&shop, &order, &id).await, Resend::Queued { .. }));
        assert_eq!(resend(&shop, &order, &id).await, Resend::StillWaits);
        let other = shop.order("P-2", "awaiting_payment", "en").await;
        assert_eq!(resend(&shop, &other, &id).await, Resend::NoSuchMail, "it is not a mail of that order");
        shop.send().await;
        let got = mails.got();
        assert_eq!(got.len(), 2);
        assert!(got[0].starts_with(&format!("<order-{order}@")), "{got:?}");
        assert_ne!(got[0], got[1]);
        shop.close().await;
    });
}

#[test]
fn a_refund_is_told_with_its_amount_and_a_failed_one_to_staff() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = TestShop::open_with(engine, None, |settings| {
            settings.mail.smtp_url = Some(mails.url.clone());
            settings.mail.staff = Some("staff@mail.example".parse().expect("an address"));
        })
        .await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.pay(&placed.attempt).await;
        let wish = server::refunds::request(&shop.shop, &placed.number, None, "It rained").await;
        let Some(server::ledger::refunds::Wish::Requested(id)) = wish.expect("asked") else {
            panic!("it is paid")
        };
        server::refunds::reconcile(&shop.shop, &id).await.expect("answered");
        let sql = "SELECT about FROM outbox WHERE kind = 'refunded'";
        let row = shop.shop.db.read(move |tx| Ok(tx.one(sql, &[])?)).await.expect("read");
        assert_eq!(row.get::<String>(0).expect("text"), id.as_str());
        shop.close().await;
    });
}

#[test]
fn an_operator_sees_what_did_not_leave_and_has_it_tried_again() {
    on_both(async |engine| {
        let (_closed, url) = closed_port();
        let shop = TestShop::open_with(engine, None, |settings| settings.mail.smtp_url = Some(url)).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let give_up = |tx: &mut Tx<'_>| {
            bounces::mark(tx, "ada@example.org", "the mail server answered 550", 0)?;
            Ok(tx.execute("UPDATE outbox SET state = 'dead', problem = 'it was refused', tries = 3", &[])?)
        };
        shop.shop.db.write(give_up).await.expect("written");
        let told = said(&shop, &["mail", "list"]);
        for part in [&placed.number, "dead", "order_received", "tries that failed: 3: it was refused"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("ada@"), "{told}");
        assert_eq!(said(&shop, &["mail", "list", "--all"]).lines().count(), 1);
        assert_eq!(
            said(&shop, &["mail", "bounces"]),
            "ada@example.org 1970-01-01T00:00:00Z: the mail server answered 550\n"
        );
        let told = said(&shop, &["mail", "unmark", "Ada@example.org"]);
        assert!(told.contains("gets mails again"), "{told}");
        assert!(refused(&shop, &["mail", "unmark", "ada@example.org"]).contains("is not among"));
        assert_eq!(said(&shop, &["mail", "retry"]), "1 will be tried again\n");
        assert_eq!(said(&shop, &["mail", "retry"]), "no mail was given up\n");
        assert!(refused(&shop, &["mail", "retry", "nothing"]).contains("there is no mail nothing"));
        assert!(refused(&shop, &["mail", "dkim"]).contains("mail_dkim_domain"));
        let told = said(&shop, &["mail", "preview", "samples"]);
        assert!(told.starts_with("34 mails are in samples"), "{told}");
        let sample = std::fs::read_to_string(shop.mail_folder.with_file_name("samples").join("paid_de.html"));
        assert!(sample.expect("it is there").contains("Bezahlt und bestätigt"));
        shop.close().await;
    });
}

async fn with_server(
    engine: Engine,
    mails: &MailServer,
    tune: impl FnOnce(&mut server::config::Settings),
) -> MailShop {
    MailShop::open(engine, |settings| {
        settings.mail.smtp_url = Some(mails.url.clone());
        tune(settings);
    })
    .await
}

async fn sign_in(shop: &MailShop, desk: &str) {
    let (customer, desk) = (shop.customer.clone(), DeskId::new(desk).expect("an id"));
    let now_us = shop.clock.now_us();
    let open = move |tx: &mut Tx<'_>| {
        let token = format!("{desk}{now_us}");
        server::ledger::customers::open_session(tx, &customer, &desk, "A desk", &token, now_us)
    };
    shop.write(open).await;
}

async fn resend(shop: &MailShop, order: &OrderId, id: &str) -> Resend {
    let (order, id, now_us) = (order.clone(), id.to_owned(), shop.clock.now_us());
    shop.write(move |tx| mails::resend(tx, &order, &id, now_us)).await
}

/// The texts of mails that became files, with plain spaces for those that keep an amount or a day on one line.
fn files(shop: &MailShop) -> Vec<String> {
    let folder = &shop.shop.settings.mail.folder;
    let entries = std::fs::read_dir(folder).expect("there are mails");
    let text = |entry: std::io::Result<std::fs::DirEntry>| {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("readable");
        let mail = mail_parser::MessageParser::default().parse(&bytes).expect("a mail");
        mail.body_text(0).expect("text").replace('\u{a0}', " ")
    };
    entries.map(text).collect()
}
