//! One command per call: each hands its arguments to the desk. `contract::ipc` says what they mean.

use std::path::Path;

use app::Desk;
use contract::Failure;
use contract::api::{AmendPreview, Attempt, Order, Quote};
use contract::history::{ExportProgress, OrderPage, OrderedService};
use contract::ipc::*;
use contract::staff::catalogue::{CatalogueImported, CatalogueTrial, StaffService, StaffServices};
use contract::staff::{
    Board, CalendarTrial, Coupons, MovedMany, OrderMails, Reviews, StaffCalendar, StaffOrder, StaffOrders,
};
use contract::unsent::{Exported, Unsent};
use domain::address::Country;
use domain::policy::Preview;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, State};

use crate::{announcements, exports, payment_window};

type Reply<T> = Result<T, Failure>;

/// Why there is no desk in this run: its store is of a newer version, say. Every call fails with it.
pub struct NoDesk(pub Failure);

/// Answers every call: by its command, or with the reason why there is no desk.
pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = commands();
    move |invoke| {
        if let Some(NoDesk(failure)) = invoke.message.webview_ref().try_state().as_deref() {
            invoke.resolver.reject(failure.clone());
            return true;
        }
        commands(invoke)
    }
}

/// All commands; their names are those of `contract::ipc::COMMANDS`.
fn commands() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        session,
        connect,
        disconnect,
        sign_in,
        sign_out,
        preferences,
        save_preferences,
        categories,
        search_services,
        service,
        cart,
        cart_add,
        cart_step,
        cart_set_quantity,
        cart_replace,
        cart_remove,
        cart_clear,
        cart_note,
        cart_undo,
        sync_status,
        sync_now,
        notices,
        dismiss_notice,
        dismiss_news,
        announce,
        unsent,
        send_unsent,
        discard_changes,
        discard_order,
        export_unsent,
        show_export,
        checkout_draft,
        country,
        checkout_keep,
        checkout_quote,
        checkout_place,
        payment_attempt,
        payment_open,
        payment_browser,
        payment_check,
        payment_retry,
        orders,
        order,
        ordered_services,
        export_orders,
        export_progress,
        receipt,
        staff_board,
        staff_orders,
        staff_order,
        staff_move,
        staff_move_many,
        staff_note,
        staff_mails,
        staff_resend,
        staff_refund,
        staff_calendar,
        staff_try_calendar,
        staff_import_calendar,
        staff_edit_calendar,
        staff_coupons,
        staff_add_coupon,
        staff_end_coupon,
        staff_reviews,
        staff_close_review,
        staff_catalogue_trial,
        staff_catalogue_import,
        staff_services,
        staff_service,
        staff_service_edit,
        staff_service_withdraw,
        staff_price_plan,
        staff_price_remove,
        staff_export,
        order_cancellation,
        order_cancel,
        order_amendment,
        order_amend,
        reorder_plan,
        reorder,
    ]
}

#[tauri::command]
async fn session(desk: State<'_, Desk>, call: GetSession) -> Reply<Session> {
    desk.session(call).await
}

#[tauri::command]
async fn connect(desk: State<'_, Desk>, call: Connect) -> Reply<Session> {
    desk.connect(call).await
}

#[tauri::command]
async fn disconnect(desk: State<'_, Desk>, call: Disconnect) -> Reply<Session> {
    desk.disconnect(call).await
}

#[tauri::command]
async fn sign_in(desk: State<'_, Desk>, call: SignIn) -> Reply<Session> {
    desk.sign_in(call).await
}

#[tauri::command]
async fn sign_out(desk: State<'_, Desk>, call: SignOut) -> Reply<Session> {
    desk.sign_out(call).await
}

#[tauri::command]
async fn preferences(desk: State<'_, Desk>, call: GetPreferences) -> Reply<Preferences> {
    desk.preferences(call).await
}

#[tauri::command]
async fn save_preferences(desk: State<'_, Desk>, call: SavePreferences) -> Reply<()> {
    desk.save_preferences(call).await
}

#[tauri::command]
async fn categories(desk: State<'_, Desk>, call: ListCategories) -> Reply<Vec<CategoryCount>> {
    desk.categories(call).await
}

#[tauri::command]
async fn search_services(desk: State<'_, Desk>, call: SearchServices) -> Reply<ServicePage> {
    desk.search_services(call).await
}

#[tauri::command]
async fn service(desk: State<'_, Desk>, call: ShowService) -> Reply<ServiceView> {
    desk.service(call).await
}

#[tauri::command]
async fn cart(desk: State<'_, Desk>, call: ShowCart) -> Reply<CartView> {
    desk.cart(call).await
}

#[tauri::command]
async fn cart_add(desk: State<'_, Desk>, call: AddToCart) -> Reply<CartView> {
    desk.cart_add(call).await
}

#[tauri::command]
async fn cart_step(desk: State<'_, Desk>, call: StepLine) -> Reply<CartView> {
    desk.cart_step(call).await
}

#[tauri::command]
async fn cart_set_quantity(desk: State<'_, Desk>, call: SetQuantity) -> Reply<CartView> {
    desk.cart_set_quantity(call).await
}

#[tauri::command]
async fn cart_replace(desk: State<'_, Desk>, call: ReplaceLine) -> Reply<CartView> {
    desk.cart_replace(call).await
}

#[tauri::command]
async fn cart_remove(desk: State<'_, Desk>, call: RemoveLine) -> Reply<CartView> {
    desk.cart_remove(call).await
}

#[tauri::command]
async fn cart_clear(desk: State<'_, Desk>, call: ClearCart) -> Reply<CartView> {
    desk.cart_clear(call).await
}

#[tauri::command]
async fn cart_note(desk: State<'_, Desk>, call: SetNote) -> Reply<CartView> {
    desk.cart_note(call).await
}

#[tauri::command]
async fn cart_undo(desk: State<'_, Desk>, call: UndoCart) -> Reply<CartView> {
    desk.cart_undo(call).await
}

#[tauri::command]
async fn sync_status(desk: State<'_, Desk>, call: GetSyncStatus) -> Reply<SyncStatus> {
    desk.sync_status(call).await
}

#[tauri::command]
async fn sync_now(desk: State<'_, Desk>, call: SyncNow) -> Reply<()> {
    desk.sync_now(call).await
}

#[tauri::command]
async fn notices(desk: State<'_, Desk>, call: ListNotices) -> Reply<Vec<Notice>> {
    desk.notices(call).await
}

#[tauri::command]
async fn dismiss_notice(desk: State<'_, Desk>, call: DismissNotice) -> Reply<()> {
    desk.dismiss_notice(call).await
}

#[tauri::command]
async fn dismiss_news(desk: State<'_, Desk>, call: DismissNews) -> Reply<()> {
    desk.dismiss_news(call).await
}

#[tauri::command]
async fn announce(app: AppHandle, call: Announce) -> Reply<()> {
    announcements::show(&app, call);
    Ok(())
}

#[tauri::command]
async fn unsent(desk: State<'_, Desk>, call: ListUnsent) -> Reply<Unsent> {
    desk.unsent(call).await
}

#[tauri::command]
async fn send_unsent(desk: State<'_, Desk>, call: SendUnsent) -> Reply<()> {
    desk.send_unsent(call).await
}

#[tauri::command]
async fn discard_changes(desk: State<'_, Desk>, call: DiscardChanges) -> Reply<u32> {
    desk.discard_changes(call).await
}

#[tauri::command]
async fn discard_order(desk: State<'_, Desk>, call: DiscardOrder) -> Reply<bool> {
    desk.discard_order(call).await
}

#[tauri::command]
async fn export_unsent(app: AppHandle, desk: State<'_, Desk>, call: ExportUnsent) -> Reply<Exported> {
    desk.export_unsent(call, exports::folders(&app)).await
}

#[tauri::command]
async fn show_export(desk: State<'_, Desk>, call: ShowExport) -> Reply<()> {
    exports::show(&desk.export_folder(call)?)
}

#[tauri::command]
async fn checkout_draft(desk: State<'_, Desk>, call: GetCheckoutDraft) -> Reply<CheckoutDraft> {
    desk.checkout_draft(call).await
}

#[tauri::command]
async fn country(desk: State<'_, Desk>, call: GetCountry) -> Reply<Country> {
    desk.country(call).await
}

#[tauri::command]
async fn checkout_keep(desk: State<'_, Desk>, call: KeepDraft) -> Reply<()> {
    desk.checkout_keep(call).await
}

#[tauri::command]
async fn checkout_quote(desk: State<'_, Desk>, call: MakeQuote) -> Reply<Quote> {
    desk.checkout_quote(call).await
}

#[tauri::command]
async fn checkout_place(desk: State<'_, Desk>, call: PlaceOrder) -> Reply<PlaceReply> {
    desk.checkout_place(call).await
}

#[tauri::command]
async fn payment_attempt(desk: State<'_, Desk>, call: GetAttempt) -> Reply<Attempt> {
    desk.payment_attempt(call).await
}

#[tauri::command]
async fn payment_open(app: AppHandle, desk: State<'_, Desk>, call: OpenPayment) -> Reply<()> {
    payment_window::open(&app, &desk, call.attempt).await
}

#[tauri::command]
async fn payment_browser(desk: State<'_, Desk>, call: PayInBrowser) -> Reply<()> {
    payment_window::open_in_browser(&desk, call.attempt).await
}

#[tauri::command]
async fn payment_check(desk: State<'_, Desk>, call: CheckPayment) -> Reply<Order> {
    desk.payment_check(call).await
}

#[tauri::command]
async fn payment_retry(desk: State<'_, Desk>, call: RetryPayment) -> Reply<Attempt> {
    desk.payment_retry(call).await
}

#[tauri::command]
async fn orders(desk: State<'_, Desk>, call: ListOrders) -> Reply<OrderPage> {
    desk.orders(call).await
}

#[tauri::command]
async fn order(desk: State<'_, Desk>, call: ShowOrder) -> Reply<Order> {
    desk.order(call).await
}

#[tauri::command]
async fn ordered_services(desk: State<'_, Desk>, call: FindOrderedServices) -> Reply<Vec<OrderedService>> {
    desk.ordered_services(call).await
}

#[tauri::command]
async fn export_orders(app: AppHandle, desk: State<'_, Desk>, call: ExportOrders) -> Reply<Exported> {
    desk.export_orders(call, exports::folders(&app)).await
}

#[tauri::command]
async fn export_progress(desk: State<'_, Desk>, call: GetExportProgress) -> Reply<Option<ExportProgress>> {
    desk.export_progress(call).await
}

#[tauri::command]
async fn receipt(app: AppHandle, desk: State<'_, Desk>, call: SaveReceipt) -> Reply<Exported> {
    let saved = desk.save_receipt(call, exports::folders(&app)).await?;
    // Where nothing can show it, it is kept all the same, and the person is told where.
    let _ = exports::show(Path::new(&saved.path));
    Ok(saved)
}

#[tauri::command]
async fn staff_board(desk: State<'_, Desk>, call: ShowBoard) -> Reply<Board> {
    desk.staff_board(call).await
}

#[tauri::command]
async fn staff_orders(desk: State<'_, Desk>, call: ListStaffOrders) -> Reply<StaffOrders> {
    desk.staff_orders(call).await
}

#[tauri::command]
async fn staff_order(desk: State<'_, Desk>, call: ShowStaffOrder) -> Reply<StaffOrder> {
    desk.staff_order(call).await
}

#[tauri::command]
async fn staff_move(desk: State<'_, Desk>, call: MoveOrder) -> Reply<()> {
    desk.staff_move(call).await
}

#[tauri::command]
async fn staff_move_many(desk: State<'_, Desk>, call: MoveOrders) -> Reply<MovedMany> {
    desk.staff_move_many(call).await
}

#[tauri::command]
async fn staff_note(desk: State<'_, Desk>, call: AddStaffNote) -> Reply<()> {
    desk.staff_note(call).await
}

#[tauri::command]
async fn staff_mails(desk: State<'_, Desk>, call: ListMails) -> Reply<OrderMails> {
    desk.staff_mails(call).await
}

#[tauri::command]
async fn staff_resend(desk: State<'_, Desk>, call: ResendMail) -> Reply<()> {
    desk.staff_resend(call).await
}

#[tauri::command]
async fn staff_refund(desk: State<'_, Desk>, call: RefundOrder) -> Reply<()> {
    desk.staff_refund(call).await
}

#[tauri::command]
async fn staff_calendar(desk: State<'_, Desk>, call: ShowCalendar) -> Reply<StaffCalendar> {
    desk.staff_calendar(call).await
}

#[tauri::command]
async fn staff_try_calendar(desk: State<'_, Desk>, call: TryCalendar) -> Reply<CalendarTrial> {
    desk.staff_try_calendar(call).await
}

#[tauri::command]
async fn staff_import_calendar(desk: State<'_, Desk>, call: ImportCalendar) -> Reply<()> {
    desk.staff_import_calendar(call).await
}

#[tauri::command]
async fn staff_edit_calendar(desk: State<'_, Desk>, call: EditCalendar) -> Reply<()> {
    desk.staff_edit_calendar(call).await
}

#[tauri::command]
async fn staff_coupons(desk: State<'_, Desk>, call: ListCoupons) -> Reply<Coupons> {
    desk.staff_coupons(call).await
}

#[tauri::command]
async fn staff_add_coupon(desk: State<'_, Desk>, call: AddCoupon) -> Reply<()> {
    desk.staff_add_coupon(call).await
}

#[tauri::command]
async fn staff_end_coupon(desk: State<'_, Desk>, call: EndCoupon) -> Reply<()> {
    desk.staff_end_coupon(call).await
}

#[tauri::command]
async fn staff_reviews(desk: State<'_, Desk>, call: ListReviews) -> Reply<Reviews> {
    desk.staff_reviews(call).await
}

#[tauri::command]
async fn staff_close_review(desk: State<'_, Desk>, call: CloseReview) -> Reply<()> {
    desk.staff_close_review(call).await
}

#[tauri::command]
async fn staff_catalogue_trial(desk: State<'_, Desk>, call: TryCatalogue) -> Reply<CatalogueTrial> {
    desk.staff_catalogue_trial(call).await
}

#[tauri::command]
async fn staff_catalogue_import(desk: State<'_, Desk>, call: ImportCatalogue) -> Reply<CatalogueImported> {
    desk.staff_catalogue_import(call).await
}

#[tauri::command]
async fn staff_services(desk: State<'_, Desk>, call: ListStaffServices) -> Reply<StaffServices> {
    desk.staff_services(call).await
}

#[tauri::command]
async fn staff_service(desk: State<'_, Desk>, call: ShowStaffService) -> Reply<StaffService> {
    desk.staff_service(call).await
}

#[tauri::command]
async fn staff_service_edit(desk: State<'_, Desk>, call: EditService) -> Reply<()> {
    desk.staff_service_edit(call).await
}

#[tauri::command]
async fn staff_service_withdraw(desk: State<'_, Desk>, call: WithdrawService) -> Reply<()> {
    desk.staff_service_withdraw(call).await
}

#[tauri::command]
async fn staff_price_plan(desk: State<'_, Desk>, call: PlanPrice) -> Reply<()> {
    desk.staff_price_plan(call).await
}

#[tauri::command]
async fn staff_price_remove(desk: State<'_, Desk>, call: RemovePrice) -> Reply<()> {
    desk.staff_price_remove(call).await
}

#[tauri::command]
async fn staff_export(app: AppHandle, desk: State<'_, Desk>, call: ExportBooks) -> Reply<Exported> {
    desk.staff_export(call, exports::folders(&app)).await
}

#[tauri::command]
async fn order_cancellation(desk: State<'_, Desk>, call: PreviewCancellation) -> Reply<Preview> {
    desk.order_cancellation(call).await
}

#[tauri::command]
async fn order_cancel(desk: State<'_, Desk>, call: CancelOrder) -> Reply<Order> {
    desk.order_cancel(call).await
}

#[tauri::command]
async fn order_amendment(desk: State<'_, Desk>, call: PreviewAmendment) -> Reply<AmendPreview> {
    desk.order_amendment(call).await
}

#[tauri::command]
async fn order_amend(desk: State<'_, Desk>, call: AmendOrder) -> Reply<Order> {
    desk.order_amend(call).await
}

#[tauri::command]
async fn reorder_plan(desk: State<'_, Desk>, call: PlanReorder) -> Reply<Vec<ReorderLine>> {
    desk.reorder_plan(call).await
}

#[tauri::command]
async fn reorder(desk: State<'_, Desk>, call: Reorder) -> Reply<CartView> {
    desk.reorder(call).await
}

#[cfg(test)]
mod tests {
    use super::COMMANDS;

    fn listed_in_handler() -> Vec<&'static str> {
        let source = include_str!("commands.rs");
        let list = source.split("generate_handler![").nth(1).and_then(|rest| rest.split(']').next());
        let names = list.expect("this file has a handler").split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).collect()
    }

    #[test]
    fn every_call_of_the_contract_has_a_command() {
        assert_eq!(listed_in_handler(), COMMANDS);
    }

    #[test]
    fn the_main_window_may_call_every_command_and_no_other_window_any() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).expect("the configuration is JSON");
        let capabilities =
            config["app"]["security"]["capabilities"].as_array().expect("capabilities are listed");
        assert_eq!(capabilities.len(), 1);
        assert_eq!(capabilities[0]["windows"], serde_json::json!(["main"]));
        assert!(capabilities[0].get("remote").is_none());
        let granted: Vec<&str> = capabilities[0]["permissions"]
            .as_array()
            .expect("permissions are listed")
            .iter()
            .filter_map(|permission| permission.as_str())
            .filter(|permission| !permission.starts_with("core:"))
            .collect();
        let wanted: Vec<String> =
            COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        assert_eq!(granted, wanted);
    }
}
