//! The staff desk: for staff only, and only with the server.

mod support;

use std::path::Path;
use std::{fs, io};

use contract::Code;
use contract::ipc::*;
use contract::staff::catalogue::ServiceFields;
use contract::staff::{CalendarEdit, CouponDraft, MovedMany};
use domain::address::FieldReason;
use domain::books::BookTable;
use domain::order::OrderMove;
use domain::{CouponCode, MailId, OrderId, ReviewId, ServiceId};
use jiff::civil::Date;
use support::*;

fn moves() -> MoveOrders {
    let order = |id: &str| OrderId::new(id).expect("an id");
    MoveOrders { by: OrderMove::Started, orders: vec![(order("o-1"), 7), (order("o-2"), 9)] }
}

fn november(table: BookTable) -> ExportBooks {
    ExportBooks { table, from: "2026-11-01".into(), to: "2026-11-30".into() }
}

/// What a folder holds, by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let read = |entry: io::Result<fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    };
    let mut files: Vec<_> = fs::read_dir(folder).expect("a folder").map(read).collect();
    files.sort();
    files
}

#[tokio::test]
async fn the_desk_of_a_customer_has_no_staff_desk_and_does_not_even_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = desk(folder.path(), &provider);
    assert_eq!(code(desk.staff_board(ShowBoard {}).await), Code::SignedOut);
    sign_in_as(&desk, "ada@example.org").await;
    let id = || OrderId::new("o-1").expect("an id");
    let list = ListStaffOrders { text: String::new(), state: None, before: None };
    let by = OrderMove::Started;
    let move_one = MoveOrder { order: id(), by, note: String::new(), seen_ver: 1 };
    let note = AddStaffNote { order: id(), text: "x".into() };
    let refund = RefundOrder {
        order: id(),
        amount: None,
        reason: String::new(),
        password: "correct horse".into(),
        seen_ver: 1,
    };
    let resend = ResendMail { order: id(), mail: MailId::new("m-1").expect("an id") };
    let code = CouponCode::new("TEN").expect("a code");
    let import = ImportCalendar { at: String::new(), csv: String::new() };
    let (first, last) = (Date::MIN, Date::MAX);
    let edit = EditCalendar { at: String::new(), edit: CalendarEdit::Remove { first, last } };
    let review = ReviewId::new("r-1").expect("an id");
    let close = CloseReview { review, sentence: "x".into() };
    let service = || ServiceId::new("s-1").expect("an id");
    let (name, text, day) = (String::new, String::new, || "2027-01-01".to_owned());
    let fields = ServiceFields {
        category: "Garden".into(),
        name: "Lawn".into(),
        summary: String::new(),
        description: String::new(),
        price: "10.00".into(),
        lead_days: "1".into(),
        capacity_per_day: String::new(),
    };
    for refused in [
        desk.staff_board(ShowBoard {}).await.err(),
        desk.staff_orders(list).await.err(),
        desk.staff_order(ShowStaffOrder { id: id() }).await.err(),
        desk.staff_move(move_one).await.err(),
        desk.staff_move_many(moves()).await.err(),
        desk.staff_note(note).await.err(),
        desk.staff_mails(ListMails { order: id() }).await.err(),
        desk.staff_resend(resend).await.err(),
        desk.staff_refund(refund).await.err(),
        desk.staff_calendar(ShowCalendar {}).await.err(),
        desk.staff_try_calendar(TryCalendar { csv: String::new() }).await.err(),
        desk.staff_import_calendar(import).await.err(),
        desk.staff_edit_calendar(edit).await.err(),
        desk.staff_coupons(ListCoupons { text: String::new() }).await.err(),
        desk.staff_add_coupon(AddCoupon { coupon: CouponDraft::default() }).await.err(),
        desk.staff_end_coupon(EndCoupon { code }).await.err(),
        desk.staff_reviews(ListReviews {}).await.err(),
        desk.staff_close_review(close).await.err(),
        desk.staff_catalogue_trial(TryCatalogue { name: name(), text: text() }).await.err(),
        desk.staff_catalogue_import(ImportCatalogue { name: name(), text: text(), at: text() }).await.err(),
        desk.staff_services(ListStaffServices { text: text(), after: None }).await.err(),
        desk.staff_service(ShowStaffService { id: service() }).await.err(),
        desk.staff_service_edit(EditService { id: service(), seen_ver: 1, fields }).await.err(),
        desk.staff_service_withdraw(WithdrawService { id: service(), seen_ver: 1, withdrawn: true })
            .await
            .err(),
        desk.staff_price_plan(PlanPrice { id: service(), day: day(), price: text() }).await.err(),
        desk.staff_price_remove(RemovePrice { id: service(), day: day() }).await.err(),
        desk.staff_export(november(BookTable::Orders), Vec::new()).await.err(),
    ] {
        assert_eq!(refused.map(|failure| failure.code), Some(Code::NotFound));
    }
    assert_eq!(provider.world().asked("/v1/staff"), 0);
}

#[tokio::test]
async fn a_deed_whose_reply_is_lost_is_sent_again_under_the_same_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = desk(folder.path(), &provider);
    sign_in_as(&desk, "staff@example.org").await;
    provider.world().portal = Some(200);
    assert_eq!(code(desk.staff_board(ShowBoard {}).await), Code::Unreachable);
    provider.world().portal = None;
    assert_eq!(provider.world().asked("/v1/staff/moves"), 0);
    provider.world().staff_faults.push_back(Fault::LoseReply);
    // As the shell does it: it may go on on another thread.
    let asking = desk.clone();
    let asked = tokio::spawn(async move { asking.staff_move_many(moves()).await });
    let moved: MovedMany = asked.await.expect("no panic").expect("moved");
    assert_eq!(moved.results.len(), 2);
    provider.world().staff_faults.push_back(Fault::Refuse(409, Code::OrderMoved));
    assert_eq!(code(desk.staff_move_many(moves()).await), Code::OrderMoved);
    let world = provider.world();
    let [lost, again, refused] = &world.moves[..] else { panic!("an answer is not asked for again") };
    assert_eq!(lost, again);
    assert_ne!(lost.orders[0].id, refused.orders[0].id);
    assert_eq!(lost.orders[1].seen_ver, 9);
}

#[tokio::test]
async fn a_table_for_the_books_is_saved_for_spreadsheets_under_its_days() {
    let (data, documents) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let provider = Shop::start().await;
    let desk = desk(data.path(), &provider);
    sign_in_as(&desk, "staff@example.org").await;
    provider.world().table = vec!["order,contact\r\n", "P-1,Jürgen\r\n"];
    let folders = vec![documents.path().to_owned()];
    let saved = desk.staff_export(november(BookTable::Orders), folders.clone()).await.expect("saved");
    assert!(saved.path.ends_with("pannier-orders-2026-11-01-2026-11-30.csv"), "{}", saved.path);
    assert_eq!(desk.export_folder(ShowExport {}).as_deref(), Ok(documents.path()));
    desk.staff_export(november(BookTable::Money), folders).await.expect("saved");
    for table in ["orders", "money"] {
        assert_eq!(provider.world().asked(&format!("/v1/staff/exports/{table}.csv")), 1);
    }
    let rows = "\u{feff}order,contact\r\nP-1,Jürgen\r\n".to_owned();
    let name = |table: &str| format!("pannier-{table}-2026-11-01-2026-11-30.csv");
    assert_eq!(files(documents.path()), [(name("money"), rows.clone()), (name("orders"), rows)]);
}

#[tokio::test]
async fn a_table_whose_transfer_breaks_off_or_is_none_leaves_no_file() {
    let (data, documents) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let provider = Shop::start().await;
    let desk = desk(data.path(), &provider);
    sign_in_as(&desk, "staff@example.org").await;
    let export = || desk.staff_export(november(BookTable::Orders), vec![documents.path().to_owned()]);
    provider.world().table = vec!["order,contact\r\n", "P-1,Jürgen\r\n", ""];
    assert_eq!(code(export().await), Code::Unreachable);
    provider.world().portal = Some(200);
    assert_eq!(code(export().await), Code::Unreachable);
    assert_eq!(files(documents.path()), []);
    assert!(!data.path().join("exports").exists(), "it is not tried elsewhere");
}

#[tokio::test]
async fn days_of_a_table_that_are_wrong_are_told_at_their_field_and_nobody_is_asked() {
    let data = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = desk(data.path(), &provider);
    sign_in_as(&desk, "staff@example.org").await;
    for (from, to, field, reason) in [
        ("", "2026-11-30", "from", FieldReason::NotADay),
        ("2026-11-01", "soon", "to", FieldReason::NotADay),
        ("2026-11-02", "2026-11-01", "to", FieldReason::BeforeStart),
        ("2025-11-30", "2026-12-01", "to", FieldReason::TooManyDays),
    ] {
        let call = ExportBooks { table: BookTable::Money, from: from.into(), to: to.into() };
        let failure = desk.staff_export(call, Vec::new()).await.expect_err("refused");
        assert_eq!(failure.code, Code::InvalidFields);
        assert_eq!((&*failure.fields[0].field, failure.fields[0].reason), (field, reason));
    }
    assert_eq!(provider.world().asked("/v1/staff"), 0);
}
