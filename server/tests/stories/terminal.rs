//! What the provider does at the terminal while the shop is open: accounts, orders, the catalogue.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use contract::api::{Actor, EventKind, Order, SignedIn};
use domain::attempt::AttemptState;
use domain::order::OrderState;
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use server::clock::Clock;

use crate::engine::on_both;
use crate::shop::{PASSWORD, TestShop, sign_in};

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords";

/// The program in a folder, with a database.
fn program(folder: &Path, database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier-server"));
    command.current_dir(folder).env("PANNIER_DATABASE", database).args(arguments);
    command
}

fn run(shop: &TestShop, arguments: &[&str]) -> Output {
    let folder = shop.mail_folder.parent().expect("a folder of the story");
    program(folder, &shop.database(), arguments).output().expect("the program runs")
}

/// What the program says when it succeeds.
pub fn said(shop: &TestShop, arguments: &[&str]) -> String {
    let output = run(shop, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// What it says when it ends with 1.
pub fn refused(shop: &TestShop, arguments: &[&str]) -> String {
    let output = run(shop, arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).expect("text")
}

fn write(shop: &TestShop, name: &str, content: &str) {
    std::fs::write(shop.mail_folder.with_file_name(name), content).expect("written");
}

#[test]
fn a_customer_who_is_added_signs_in_with_the_password_that_was_made() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let told = said(&shop, &["customer", "add", "--email", " Ada@Example.org ", "--name", "Ada Moss"]);
        let (who, password) = told.trim().split_once(" added, with the password ").expect("a password");
        assert_eq!(who, "Ada@Example.org");
        let nobody = shop.nobody();
        let signed: SignedIn =
            nobody.ok(Method::POST, "/v1/sign-in", &sign_in("ada", password, &nobody)).await;
        assert_eq!((signed.customer.name.as_str(), signed.customer.role), ("Ada Moss", Role::Customer));
        shop.close().await;
    });
}

#[test]
fn staff_that_is_added_reads_the_orders_of_others_and_a_customer_does_not() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let placed = shop.customer("ada").await.order(&shop.service("A-1").await).await;
        let path = format!("/v1/orders/{}", placed.order);
        for (kind, name, status) in
            [("staff", "sam", StatusCode::OK), ("customer", "bob", StatusCode::NOT_FOUND)]
        {
            let email = format!("{name}@example.org");
            let arguments = [kind, "add", "--email", &email, "--name", name, "--password-stdin"];
            let folder = shop.mail_folder.parent().expect("a folder of the story");
            let mut command = program(folder, &shop.database(), &arguments);
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
            child.stdin.take().expect("a pipe").write_all(PASSWORD.as_bytes()).expect("written");
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{email} added\n"));
            let person = shop.sign_in(name).await;
            assert_eq!(person.send(Method::GET, &path, None::<&()>).await.status(), status, "{kind}");
        }
        shop.close().await;
    });
}

#[test]
fn a_mail_address_that_no_mail_can_reach_gets_no_account() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let label = "x".repeat(63);
        let long = format!("{}@{label}.{label}.{label}.org", "a".repeat(64));
        for (email, why) in [
            (long.as_str(), "at most 254"),
            ("ada@foo_.org", "not a mail address"),
            ("ada\u{7}@a.org", "not a"),
        ] {
            let told = refused(&shop, &["customer", "add", "--email", email, "--name", "Ada"]);
            assert!(told.contains(why), "{told}");
        }
        shop.close().await;
    });
}

#[test]
fn an_order_is_moved_along_with_a_note_for_the_customer_and_only_where_it_may_go() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let number = placed.number.as_str();
        let told = refused(&shop, &["order", "status", number, "started"]);
        assert!(told.contains("an order that is awaiting payment cannot be started"), "{told}");
        ada.pay(&placed.attempt).await;
        let told = said(&shop, &["order", "status", number, "started", "--note", "We come on Monday."]);
        assert_eq!(told, format!("{number} is in progress now\n"));
        said(&shop, &["order", "status", number, "finished"]);
        let told = refused(&shop, &["order", "status", number, "cancelled"]);
        assert!(told.contains("an order that is completed cannot be cancelled"), "{told}");
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.state, OrderState::Completed);
        let by_staff: Vec<_> = order
            .events
            .iter()
            .filter(|event| event.actor == Actor::Staff)
            .map(|event| (event.kind, event.note.as_str()))
            .collect();
        assert_eq!(by_staff, [(EventKind::Started, "We come on Monday."), (EventKind::Finished, "")]);
        shop.close().await;
    });
}

#[test]
fn an_unpaid_order_that_is_cancelled_cannot_be_paid_any_more() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let told = said(&shop, &["order", "status", &placed.number, "cancelled"]);
        assert_eq!(told, format!("{} is cancelled now\n", placed.number));
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!((order.state, order.attempts[0].state), (OrderState::Cancelled, AttemptState::Cancelled));
        assert_eq!(order.paid.minor, 0);
        shop.close().await;
    });
}

#[test]
fn an_order_whose_payment_is_under_way_is_not_cancelled() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "late")]).await;
        let told = refused(&shop, &["order", "status", &placed.number, "cancelled"]);
        assert!(told.contains("a payment is under way"), "{told}");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        shop.close().await;
    });
}

#[test]
fn an_order_that_turns_out_paid_is_only_cancelled_when_that_is_said_again() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let told = refused(&shop, &["order", "status", &placed.number, "cancelled"]);
        assert!(told.contains("it turned out to be paid"), "{told}");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        let told = said(&shop, &["order", "status", &placed.number, "cancelled"]);
        assert!(told.contains("10.00 EUR was paid for it and has to go back to the customer"), "{told}");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Cancelled);
        shop.close().await;
    });
}

#[test]
fn a_payment_that_was_doubted_is_confirmed_by_mail_once_when_it_is_approved() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        // The sandbox's books say another amount than the order.
        let off = |tx: &mut server::db::Tx<'_>| {
            Ok(tx.execute("UPDATE sandbox_payments SET amount_minor = amount_minor + 1", &[])?)
        };
        shop.shop.db.write(off).await.expect("written");
        let doubted: Order = ada.pay(&placed.attempt).await;
        assert_eq!((doubted.state, paid_mails(&shop).await), (OrderState::NeedsReview, 0));
        let arguments = ["order", "status", &placed.number, "approved"];
        assert_eq!(said(&shop, &arguments), format!("{} is confirmed now\n", placed.number));
        assert!(refused(&shop, &arguments).contains("cannot be approved"));
        ada.reconcile(&placed.attempt).await;
        assert_eq!(paid_mails(&shop).await, 1);
        shop.close().await;
    });
}

async fn paid_mails(shop: &TestShop) -> i64 {
    let count = "SELECT COUNT(*) FROM outbox WHERE kind = 'paid'";
    let row = shop.shop.db.read(move |tx| Ok(tx.one(count, &[])?)).await.expect("counted");
    row.get(0).expect("a number")
}

#[test]
fn a_dry_run_shows_what_would_change_and_be_withdrawn_and_every_mistake() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let before: serde_json::Value = ada.get("/v1/catalogue").await;
        let good = (1..=120).map(|n| format!("G-{n},Garden,leaf,Rake,,,5.00,EUR,19,remote,1,,"));
        let bad = (1..=150).map(|n| format!("B-{n},Garden,leaf,Rake,,,free,EUR,19,on foot,1,,"));
        let changed = "A-1,Garden,leaf,Hedge cut,Neat,We cut it.,11.00,EUR,19,remote,1-3,,green".to_owned();
        // A service with a mistake is not missing: only A-3 is.
        let mistaken =
            "A-2,Garden,leaf,Lawn mowing,Short,We mow it.,2.555,EUR,19,on_site,1-3,,green".to_owned();
        let rows: Vec<String> = good.chain([changed, mistaken]).chain(bad).collect();
        write(&shop, "next.csv", &format!("{HEADER}\n{}\n", rows.join("\n")));
        let output = run(&shop, &["catalogue", "import", "next.csv", "--dry-run"]);
        assert_eq!(output.status.code(), Some(1), "it could not be imported");
        let plan = String::from_utf8(output.stdout).expect("text");
        let added: Vec<_> = (1..=120).map(|n| format!("G-{n}")).collect();
        let added = format!("120 would be added: {}\n", added.join(", "));
        let rest = "1 would be changed: A-1\n1 would be withdrawn: A-3\n0 unchanged\n";
        assert_eq!(plan, added + rest);
        let told = String::from_utf8(output.stderr).expect("text");
        assert!(told.starts_with("line 123, column price: \"2.555\" is too fine"), "{told}");
        for line in 124..274 {
            for column in ["price", "delivery"] {
                assert!(told.contains(&format!("\nline {line}, column {column}: \"")), "{line} {column}");
            }
        }
        assert!(told.ends_with(
            "there are mistakes (301) in the file, so nothing was changed; correct it and try again\n"
        ));
        // The import itself is not for reading at length, and says where it stops.
        let told = refused(&shop, &["catalogue", "import", "next.csv"]);
        assert!(told.contains("\n... and 201 more\n"), "{told}");
        assert_eq!(ada.get::<serde_json::Value>("/v1/catalogue").await, before);
        shop.close().await;
    });
}

#[test]
fn json_is_imported_as_csv_is_by_its_name_or_by_what_is_said() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let services = r#"[{"code": "J-1", "category": "Garden", "name": "Rake", "summary": "", "description": "",
            "price": 5.00, "currency": "EUR", "tax_percent": 19, "delivery": "remote", "lead_days": 1, "options": ""}]"#;
        write(&shop, "services.json", services);
        write(&shop, "services.txt", services);
        let told = refused(&shop, &["catalogue", "import", "services.txt"]);
        assert!(told.contains("say --format"), "{told}");
        let told = said(&shop, &["catalogue", "import", "services.txt", "--format", "json"]);
        assert_eq!(told, "1 added: J-1\n0 changed\n3 withdrawn: A-1, A-2, A-3\n0 unchanged\n");
        assert_eq!(shop.service("J-1").await.price.minor, 500);
        assert!(said(&shop, &["catalogue", "import", "services.json"]).ends_with("1 unchanged\n"));
        let told = refused(&shop, &["catalogue", "import", "services.json", "--format", "csv"]);
        assert!(told.contains("nothing was changed"), "{told}");
        shop.close().await;
    });
}

#[test]
fn a_dry_run_makes_no_database_and_leaves_an_empty_file_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let row = "A-1,Garden,leaf,Hedge cut,Neat,We cut.,10.00,EUR,19,remote,1-3,,";
    std::fs::write(folder.path().join("one.csv"), format!("{HEADER}\n{row}\n")).expect("written");
    std::fs::write(folder.path().join("empty.db"), "").expect("written");
    for database in ["sqlite:none.db", "sqlite:deep/none.db", "sqlite:empty.db"] {
        let arguments = ["catalogue", "import", "one.csv", "--dry-run"];
        let output = program(folder.path(), database, &arguments).output().expect("the program runs");
        let told = "1 would be added: A-1\n0 would be changed\n0 would be withdrawn\n0 unchanged\n";
        assert_eq!(String::from_utf8_lossy(&output.stdout), told, "{output:?}");
    }
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|file| file.expect("a file"))
        .map(|file| (file.file_name(), file.metadata().expect("a size").len() == 0))
        .collect();
    left.sort();
    assert_eq!(left, [("empty.db".into(), true), ("one.csv".into(), false)]);
}

#[test]
fn what_a_file_that_is_cut_off_would_withdraw_is_not_guessed() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let row = "A-1,Garden,leaf,Hedge cut,Neat,We cut it.,11.00,EUR,19,remote,1-3,,green";
        write(&shop, "cut.csv", &format!("{HEADER}\n{row}\nA-2,Garden,leaf,\"Lawn mow"));
        let output = run(&shop, &["catalogue", "import", "cut.csv", "--dry-run"]);
        let plan = String::from_utf8(output.stdout).expect("text");
        assert!(plan.contains("1 would be changed: A-1\n0 would be withdrawn\n"), "{plan}");
        assert!(plan.ends_with("the file could not be read to its end\n"), "{plan}");
        shop.close().await;
    });
}

#[test]
fn coupons_are_made_listed_and_ended_at_the_terminal() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        assert_eq!(said(&shop, &["coupon", "list"]), "there are no coupons\n");
        let arguments = [
            "coupon",
            "add",
            "ten",
            "--percent",
            "10",
            "--at-most",
            "20.00",
            "--uses",
            "3",
            "--category",
            "Garden",
        ];
        assert_eq!(said(&shop, &arguments), "TEN added\n");
        assert!(refused(&shop, &arguments).contains("there is a coupon TEN already"));
        let told = "TEN: 10 % off, at most 20.00 EUR; only garden; used 0 of 3\n";
        assert_eq!(said(&shop, &["coupon", "list"]), told);
        assert_eq!(said(&shop, &["coupon", "end", "Ten"]), "TEN has ended\n");
        assert!(refused(&shop, &["coupon", "end", "TEN"]).contains("TEN has ended already"));
        assert!(refused(&shop, &["coupon", "end", "OTHER"]).contains("there is no coupon OTHER"));
        let unknown = ["coupon", "add", "moon", "--amount", "1.00", "--category", "Moon"];
        assert!(refused(&shop, &unknown).contains("there is no category \"Moon\""));
        shop.close().await;
    });
}

#[test]
fn a_table_of_taxes_is_imported_whole_and_a_dry_run_changes_nothing() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        write(&shop, "taxes.csv", "country,class,percent\nDE,*,19\nAT,*,20\n");
        let dry = said(&shop, &["tax", "import", "taxes.csv", "--dry-run"]);
        assert!(dry.starts_with("2 would be added: DE *, AT *\n"), "{dry}");
        let told = said(&shop, &["tax", "import", "taxes.csv"]);
        assert!(told.starts_with("2 added: DE *, AT *\n"), "{told}");
        write(&shop, "taxes.csv", "country,class,percent\nDE,*,21\nDE,*,x\n");
        let told = refused(&shop, &["tax", "import", "taxes.csv"]);
        assert!(told.contains("line 3, column percent"), "{told}");
        write(&shop, "taxes.csv", "country,class,percent\nDE,*,21\n");
        let told = said(&shop, &["tax", "import", "taxes.csv"]);
        assert_eq!(told, "0 added\n1 changed: DE *\n1 removed: AT *\n0 unchanged\n");
        shop.close().await;
    });
}

#[test]
fn the_calendar_is_replaced_as_a_whole_and_a_promise_is_moved_within_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let good = "what,value,name\ntime_zone,Europe/Berlin,\nweekdays,mon tue wed thu fri sat,\ncutoff,14:00,\n\
                    off,2100-12-24,Eve\n";
        write(&shop, "bad.csv", "what,value\ntime_zone,Berlin\nweekdays,mon\n");
        write(&shop, "good.csv", good);
        let told = refused(&shop, &["calendar", "import", "bad.csv"]);
        assert!(told.contains("line 2, column value: \"Berlin\" is not a time zone"), "{told}");
        let would = said(&shop, &["calendar", "import", "good.csv", "--dry-run"]);
        assert!(
            would.starts_with("1 would be added: 2100-12-24\n3 would be changed: time_zone, "),
            "{would}"
        );
        assert!(
            said(&shop, &["calendar", "show"])
                .starts_with("time zone  UTC\nweekdays   Mon Tue Wed Thu Fri\n")
        );
        assert!(
            said(&shop, &["calendar", "import", "good.csv"]).starts_with("1 added: 2100-12-24\n3 changed")
        );
        let shown = said(&shop, &["calendar", "show"]);
        assert!(
            shown.starts_with(
                "time zone  Europe/Berlin\nweekdays   Mon Tue Wed Thu Fri Sat\ncut-off    14:00\n"
            )
        );
        assert!(shown.ends_with("\n2100-12-24  off    Eve\n"), "{shown}");
        let moved = |arguments: &[&'static str]| {
            let fixed = ["order", "promise", &placed.number, "--reason", "The machine broke."];
            [&fixed[..], arguments].concat().into_iter().map(String::from).collect::<Vec<_>>()
        };
        let to = |line: &'static str, earliest: &'static str, latest: &'static str| {
            moved(&["--line", line, "--earliest", earliest, "--latest", latest])
        };
        // The 24th is a Friday.
        for (arguments, why) in [
            (to("2", "2100-12-20", "2100-12-21"), "it has no line 2"),
            (to("0", "2100-12-20", "2100-12-21"), "it has no line 0"),
            (to("1", "2100-12-24", "2100-12-27"), "2100-12-24 is no working day"),
            (to("1", "2100-12-22", "2100-12-21"), "2100-12-21 is before 2100-12-22"),
            (to("1", "2020-12-21", "2100-12-21"), "2020-12-21 is over; today is 2"),
        ] {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let told = refused(&shop, &arguments);
            assert!(told.contains(why), "{told}");
        }
        let arguments = to("1", "2100-12-20", "2100-12-22");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let told = said(&shop, &arguments);
        let begin =
            format!("line 1 of {} is promised for 2100-12-20 to 2100-12-22 now; it was 2", placed.number);
        assert!(told.starts_with(&begin), "{told}");
        assert!(refused(&shop, &arguments).contains("for these days already"));
        let order: Order = ada.read_order(&placed.order).await;
        assert_eq!(order.promise.latest.to_string(), "2100-12-22");
        assert_eq!(order.events.last().map(|event| event.note.as_str()), Some("The machine broke."));
        shop.close().await;
    });
}

#[test]
fn a_table_is_written_whole_or_not_at_all() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let placed = shop.customer("ada").await.order(&shop.service("A-1").await).await;
        let today = Clock::date(shop.clock.now_us()).to_string();
        let export = |file| ["export", "orders", "--from", today.as_str(), "--to", today.as_str(), file];
        let told = said(&shop, &export("orders.csv"));
        assert!(told.starts_with("orders.csv is written: "), "{told}");
        let written = std::fs::read_to_string(shop.mail_folder.with_file_name("orders.csv")).expect("a file");
        assert!(written.starts_with("order,placed_at,") && written.contains(&placed.number), "{written}");
        let told = refused(&shop, &export("none/orders.csv"));
        assert!(told.contains("cannot write none/orders.csv"), "{told}");
        shop.close().await;
    });
}
