//! What a person takes out of the history: tables and receipts.

mod support;

use std::path::Path;

use contract::Code;
use contract::history::OrderSearch;
use contract::ipc::*;
use domain::attempt::Gateway;
use domain::calendar::{Calendar, Parts};
use domain::{Contact, LineId};
use support::*;

/// A desk with orders of these services, the provider in New York and gone.
async fn desk_with_orders(folder: &Path, services: &[&[&str]], note: &str) -> app::Desk {
    let provider = Shop::start().await;
    let parts = Parts {
        time_zone: "America/New_York".into(),
        weekdays: [true; 7],
        cutoff_minutes: None,
        days: Vec::new(),
    };
    provider.world().calendar = Some(Calendar::try_from(parts).expect("a calendar"));
    let desk = ready(&folder.join("desk"), &provider).await;
    for services in services {
        for service in *services {
            let cart = add(&desk, service, 2).await.expect("added");
            let line: LineId = cart.lines.last().expect("a line").line.id.clone();
            desk.cart_note(SetNote { line, note: note.into() }).await.expect("noted");
        }
        let contact =
            Contact { name: "Ada Moss".into(), email: "ada@example.org".into(), phone: String::new() };
        let ask = MakeQuote { contact, address: None, coupon: None, method: None };
        let quote = desk.checkout_quote(ask).await.expect("a quote");
        let place = PlaceOrder { quote: quote.id, gateway: Gateway::Sandbox, locale: "en".into() };
        desk.checkout_place(place).await.expect("placed");
    }
    settled(&desk).await;
    desk.stop().await;
    desk
}

async fn orders(desk: &app::Desk) -> Vec<OrderSummary> {
    let all = ListOrders { wanted: OrderSearch::default(), offset: 0, limit: 50 };
    desk.orders(all).await.expect("orders").orders
}

#[tokio::test]
async fn a_table_of_orders_is_read_by_spreadsheets_and_makes_no_formula_of_a_note() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = "=HYPERLINK(\"http://evil\"; 1)\nand a second line";
    let desk = desk_with_orders(folder.path(), &[&["lawn", "cafe"], &["hedge"]], note).await;
    let wanted = OrderSearch { text: "lawn".into(), ..OrderSearch::default() };
    let call = ExportOrders { wanted };
    let saved = desk.export_orders(call, vec![folder.path().into()]).await.expect("written");
    let bytes = std::fs::read(&saved.path).expect("a file");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert_eq!(text.matches("\r\n").count(), 3, "{text}");

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().expect("a head").clone();
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |row: usize, name: &str| {
        let at = columns.iter().position(|column| column == name).expect("a column");
        rows[row][at].to_owned()
    };
    assert_eq!(rows.len(), 2);
    for row in 0..2 {
        assert_eq!(cell(row, "order"), "P-2026-000001");
        assert_eq!(cell(row, "order_total"), "40.00");
        assert_eq!(cell(row, "currency"), "EUR");
        assert_eq!(cell(row, "note"), format!("'{note}"));
        assert_eq!(cell(row, "placed_at"), "1970-01-01T00:00:00Z");
        assert_eq!(cell(row, "placed_on"), "1969-12-31");
    }
    assert_eq!([cell(0, "line"), cell(1, "line")], ["1", "2"]);
    assert_eq!([cell(0, "service"), cell(1, "service")], ["Lawn mowing", "Café catering"]);
    assert_eq!((cell(0, "quantity"), cell(0, "unit_price")), ("2".into(), "10.00".into()));
    assert_eq!(desk.export_folder(ShowExport {}).expect("a folder"), folder.path());
    assert_eq!(desk.export_progress(GetExportProgress {}).await.expect("said"), None);
}

#[tokio::test]
async fn a_receipt_is_written_once_for_one_state_of_an_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk_with_orders(folder.path(), &[&["lawn"]], "").await;
    let order = orders(&desk).await[0].id.clone();
    let save = async |locale: &str| {
        let call = SaveReceipt { order: order.clone(), locale: locale.into() };
        desk.save_receipt(call, vec![folder.path().into()]).await.expect("saved").path
    };
    let english = save("en").await;
    assert_eq!(Path::new(&english), folder.path().join("P-2026-000001.pdf"));
    assert!(std::fs::read(&english).expect("a file").starts_with(b"%PDF-"));
    let german = save("de").await;
    assert_eq!(Path::new(&german), folder.path().join("P-2026-000001-2.pdf"));
    assert_eq!([save("en").await, save("de").await], [english, german]);
}

#[tokio::test]
async fn without_a_folder_of_the_person_a_receipt_lies_beside_the_desks_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk_with_orders(folder.path(), &[&["lawn"]], "").await;
    let order = orders(&desk).await[0].id.clone();
    let call = SaveReceipt { order, locale: "en".into() };
    let saved = desk.save_receipt(call, vec![folder.path().join("nowhere")]).await.expect("saved");
    assert!(Path::new(&saved.path).starts_with(folder.path().join("desk")));
    let unknown = SaveReceipt { order: domain::OrderId::new("nobody").expect("an id"), locale: "en".into() };
    assert_eq!(code(desk.save_receipt(unknown, vec![]).await), Code::Unreachable);
}

#[tokio::test]
async fn orders_are_here_page_by_page_and_the_cart_with_the_last_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let first = ready(&folder.path().join("first"), &provider).await;
    for service in ["lawn", "cafe"] {
        add(&first, service, 1).await.expect("added");
        let contact =
            Contact { name: "Ada Moss".into(), email: "ada@example.org".into(), phone: String::new() };
        let ask = MakeQuote { contact, address: None, coupon: None, method: None };
        let quote = first.checkout_quote(ask).await.expect("a quote");
        let place = PlaceOrder { quote: quote.id, gateway: Gateway::Sandbox, locale: "en".into() };
        first.checkout_place(place).await.expect("placed");
    }
    first.stop().await;
    let second = desk(&folder.path().join("second"), &provider);
    provider.world().rows_per_page = 1;
    let gate = provider.world().hold("/v1/sync");
    sign_in_as(&second, "ada@example.org").await;
    second.start_sync();
    let listed = async || orders(&second).await.len();
    assert_eq!(listed().await, 0);
    let mut seen = Vec::new();
    while listed().await < 2 {
        gate.notify_one();
        let before = listed().await;
        until(&second, "another answer", async || {
            listed().await > before || {
                gate.notify_one();
                false
            }
        })
        .await;
        seen.push((listed().await, cart(&second).await.lines.len()));
    }
    assert_eq!(seen, [(1, 0), (2, 0)]);
    second.stop().await;
}
