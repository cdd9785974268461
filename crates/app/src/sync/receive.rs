//! What a reply of the server does to the store: rows, results and cursor in one transaction, then the view is what
//! is confirmed with what is still pending replayed over it.

use contract::api::Order;
use contract::ipc::NoticeKind;
use contract::sync::{Row, SyncReply};
use domain::cart::{CartChange, Outcome};
use domain::{CartId, ServiceId};
use rusqlite::Connection;

use crate::store::account::Standing;
use crate::store::changes::Finished;
use crate::store::{Database, StoreError, account, cart, changes, news, notices, orders, staged};

/// What a reply changed here.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    pub cart: bool,
    pub orders: bool,
    pub notices: bool,
    /// Changes left the queue, or their number is known now.
    pub queue: bool,
    /// More pages wait.
    pub more: bool,
    /// The reply was for a cursor that is no longer current, and was dropped.
    pub stale: bool,
}

/// Takes a reply into the store, in one transaction. Of a page that is not the last, what belongs to the cart is only
/// kept. An order is whole by itself and can be looked at: with the last page, a long history would hold up every click.
pub fn receive(
    store: &Database,
    asked: Option<&str>,
    reply: SyncReply,
    at_us: i64,
    name_of: impl Fn(&ServiceId) -> String,
) -> Result<Applied, StoreError> {
    let before = store.read(|tx| account::standing(tx))?;
    if says_nothing_new(&before, asked, &reply) {
        return Ok(Applied::default());
    }
    store.write(|tx| {
        if account::standing(tx)?.cursor.as_deref() != asked {
            return Ok(Applied { stale: true, ..Applied::default() });
        }
        for result in &reply.results {
            changes::keep_result(tx, result)?;
        }
        if reply.reset {
            staged::forget(tx)?;
            orders::begin_renewal(tx)?;
        }
        if reply.more {
            let (orders, rest) = orders_apart(reply.rows);
            let notices = take_orders(tx, &orders, at_us)?;
            staged::keep(tx, &rest)?;
            account::stage(tx, &reply.cursor, reply.reset)?;
            return Ok(Applied { more: true, orders: !orders.is_empty(), notices, ..Applied::default() });
        }
        let reset = reply.reset || account::staged_reset(tx)?;
        let mut rows = staged::take(tx)?;
        rows.extend(reply.rows);
        apply_whole(tx, reset, rows, &reply.cursor, reply.last_seq, at_us, &name_of)
    })
}

/// An idle poll: there is nothing to write, and so no need to wait for a disk.
fn says_nothing_new(before: &Standing, asked: Option<&str>, reply: &SyncReply) -> bool {
    let at_rest = before.numbered && !before.staging && before.cursor.as_deref() == asked;
    let empty = reply.rows.is_empty() && reply.results.is_empty() && !reply.reset && !reply.more;
    at_rest && empty && asked == Some(reply.cursor.as_str()) && reply.last_seq == before.last_seq
}

fn apply_whole(
    tx: &Connection,
    reset: bool,
    rows: Vec<Row>,
    cursor: &str,
    last_seq: i64,
    at_us: i64,
    name_of: impl Fn(&ServiceId) -> String,
) -> Result<Applied, StoreError> {
    let seen = cart::seen(tx, &CartId::main())?;
    let mut applied = Applied { orders: reset, ..Applied::default() };
    if reset {
        cart::forget_confirmed(tx)?;
    }
    let (orders, rest) = orders_apart(rows);
    applied.notices = take_orders(tx, &orders, at_us)?;
    orders::end_renewal(tx)?;
    applied.orders |= !orders.is_empty();
    for row in &rest {
        match row {
            Row::CartLine { cart, line } => cart::confirm(tx, cart, line)?,
            Row::CartLineGone { line, .. } => cart::confirm_gone(tx, line)?,
            Row::Order { .. } => {}
        }
    }
    let before = account::standing(tx)?;
    account::pulled(tx, cursor, last_seq, at_us)?;
    let finished = changes::finish(tx)?;
    applied.queue = !finished.is_empty() || !before.numbered || last_seq != before.last_seq;
    for Finished { intent, outcome } in &finished {
        if let Some(kind) = notice_of(outcome) {
            let service = match intent {
                CartChange::Add { service, .. } => Some(service),
                CartChange::Step { line, .. }
                | CartChange::SetQuantity { line, .. }
                | CartChange::Remove { line, .. }
                | CartChange::SetNote { line, .. } => seen.cart.line(line).map(|line| &line.service),
                CartChange::Clear { .. } => None,
            };
            notices::add(tx, at_us, kind, &service.map(&name_of).unwrap_or_default())?;
            applied.notices = true;
        }
    }
    changes::acknowledge(tx, last_seq)?;
    applied.cart = cart::rebase(tx, &CartId::main())?;
    Ok(applied)
}

/// Keeps orders. Replies whether one of them, known before, has news.
fn take_orders(tx: &Connection, orders: &[Order], at_us: i64) -> Result<bool, StoreError> {
    let mut any = false;
    for order in orders {
        if let Some(before) = orders::get(tx, &order.id)? {
            any |= news::note(tx, &before, order, at_us)?;
        }
    }
    orders::put_all(tx, orders)?;
    Ok(any)
}

fn orders_apart(rows: Vec<Row>) -> (Vec<Order>, Vec<Row>) {
    let (mut orders, mut rest) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Row::Order { order } => orders.push(*order),
            row => rest.push(row),
        }
    }
    (orders, rest)
}

fn notice_of(outcome: &Outcome) -> Option<NoticeKind> {
    match outcome {
        Outcome::Ok | Outcome::Noop => None,
        Outcome::Adjusted { reason } => Some(NoticeKind::Adjusted { reason: *reason }),
        Outcome::Rejected { reason } => Some(NoticeKind::Rejected { reason: *reason }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::user;
    use contract::sync::ChangeResult;
    use domain::cart::{Adjustment, Cart, Line};
    use domain::service::Choices;
    use domain::{ChangeId, DeskId, LineId, Quantity};
    use std::time::Instant;

    fn store(folder: &tempfile::TempDir) -> Database {
        let desk = DeskId::new("desk-1").expect("an id");
        user::open(folder.path(), &desk).expect("opened").database
    }

    fn add(service: u32) -> CartChange {
        CartChange::Add {
            cart: CartId::main(),
            service: ServiceId::new(format!("s{service}")).expect("an id"),
            choices: Choices::default(),
            quantity: Quantity::ONE,
            note: String::new(),
            seen_unit_minor: 1000,
            seen: 0,
        }
    }

    fn line(n: u32, quantity: i64) -> Line {
        let CartChange::Add { service, choices, note, seen_unit_minor, .. } = add(n) else { unreachable!() };
        Line {
            id: LineId::new(format!("line-{n:04}")).expect("an id"),
            service,
            choices,
            quantity: Quantity::new(quantity).expect("a quantity"),
            note,
            seen_unit_minor,
        }
    }

    fn change_id(n: u32) -> ChangeId {
        ChangeId::new(format!("zchange-{n:05}")).expect("an id")
    }

    fn record(store: &Database, ids: impl IntoIterator<Item = (u32, u32)>) {
        store
            .write(|tx| {
                for (id, service) in ids {
                    changes::record(tx, change_id(id), add(service))?;
                }
                cart::rebase(tx, &CartId::main())
            })
            .expect("recorded");
    }

    fn reply(cursor: &str, rows: Vec<Row>, last_seq: i64) -> SyncReply {
        SyncReply {
            reset: false,
            results: Vec::new(),
            rows,
            cursor: cursor.into(),
            more: false,
            last_seq,
            catalogue: String::new(),
        }
    }

    fn confirmed(n: u32, quantity: i64) -> Row {
        Row::CartLine { cart: CartId::main(), line: line(n, quantity) }
    }

    fn result(n: u32, outcome: Outcome) -> ChangeResult {
        ChangeResult { id: change_id(n), seq: i64::from(n), outcome }
    }

    fn take(store: &Database, asked: Option<&str>, reply: &SyncReply) -> Applied {
        receive(store, asked, reply.clone(), 1, |service| format!("name of {service}")).expect("received")
    }

    fn begun(store: &Database) {
        let first = SyncReply { reset: true, ..reply("1", vec![confirmed(1, 5)], 0) };
        take(store, None, &first);
    }

    fn view(store: &Database) -> Vec<(String, i64)> {
        let seen = store.read(|tx| cart::seen(tx, &CartId::main())).expect("read");
        seen.cart.lines.iter().map(|line| (line.service.to_string(), line.quantity.get())).collect()
    }

    fn pending(store: &Database) -> usize {
        store.read(|tx| changes::count(tx)).expect("read")
    }

    fn sent(store: &Database) -> Vec<i64> {
        let push = store.write(|tx| changes::take_for_push(tx, 100)).expect("taken");
        push.into_iter().map(|change| change.seq).collect()
    }

    #[test]
    fn the_same_reply_twice_counts_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        record(&store, [(1, 1)]);
        let outcome = Outcome::Adjusted { reason: Adjustment::AddedUp };
        let answer = SyncReply { results: vec![result(1, outcome)], ..reply("2", vec![confirmed(1, 6)], 1) };
        assert!(take(&store, Some("1"), &answer).notices);
        assert!(take(&store, Some("1"), &answer).stale);
        let notices = store.read(|tx| notices::open(tx)).expect("read");
        assert_eq!((notices.len(), notices[0].about.as_str()), (1, "name of s1"));
        assert_eq!(view(&store), [("s1".to_owned(), 6)]);
    }

    #[test]
    fn a_reply_for_an_older_cursor_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        take(&store, Some("1"), &reply("3", vec![confirmed(1, 9)], 0));
        let late = SyncReply { reset: true, ..reply("2", vec![confirmed(1, 7)], 0) };
        for asked in [Some("1"), None] {
            assert!(take(&store, asked, &late).stale);
        }
        assert_eq!(view(&store), [("s1".to_owned(), 9)]);
    }

    #[test]
    fn a_change_leaves_the_replay_when_it_is_confirmed_and_the_queue_when_its_result_comes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        record(&store, [(1, 1), (2, 2)]);
        // The reply to the push was lost: this one tells of its rows, not of its result.
        take(&store, Some("1"), &reply("2", vec![confirmed(1, 6)], 1));
        assert_eq!(view(&store), [("s1".to_owned(), 6), ("s2".to_owned(), 1)]);
        assert_eq!((pending(&store), sent(&store)), (2, vec![1, 2]));
        let answer = SyncReply {
            results: vec![result(1, Outcome::Ok), result(2, Outcome::Ok)],
            ..reply("3", vec![confirmed(2, 1)], 2)
        };
        take(&store, Some("2"), &answer);
        assert_eq!(view(&store), [("s1".to_owned(), 6), ("s2".to_owned(), 1)]);
        assert_eq!((pending(&store), sent(&store)), (0, vec![]));
    }

    #[test]
    fn pages_of_a_pull_are_applied_with_the_last_one_even_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = store(&folder);
        begun(&desk);
        let first = SyncReply { more: true, ..reply("2", vec![confirmed(2, 1)], 0) };
        assert!(take(&desk, Some("1"), &first).more);
        assert_eq!(view(&desk), [("s1".to_owned(), 5)]);
        drop(desk);

        let desk = store(&folder);
        let gone = Row::CartLineGone { cart: CartId::main(), line: line(1, 5).id };
        take(&desk, Some("2"), &reply("3", vec![gone], 0));
        assert_eq!(view(&desk), [("s2".to_owned(), 1)]);
    }

    #[test]
    fn a_reset_forgets_what_was_confirmed_and_keeps_what_is_pending() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        record(&store, [(1, 7)]);
        let reset = SyncReply { reset: true, ..reply("e2-1", vec![confirmed(3, 2)], 0) };
        assert!(take(&store, Some("1"), &reset).orders);
        assert_eq!(view(&store), [("s3".to_owned(), 2), ("s7".to_owned(), 1)]);
    }

    #[test]
    fn changes_made_before_the_server_told_where_the_desk_stands_are_numbered_after_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        record(&store, [(1, 1), (2, 2)]);
        take(&store, None, &SyncReply { reset: true, ..reply("1", vec![], 41) });
        assert_eq!(sent(&store), [42, 43]);
        record(&store, [(3, 3)]);
        assert_eq!(sent(&store), [42, 43, 44]);
    }

    #[test]
    fn a_server_that_was_restored_from_a_backup_gets_the_numbers_that_it_waits_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        record(&store, [(1, 1), (2, 2), (3, 3)]);
        let results = (1..=3).map(|n| result(n, Outcome::Ok)).collect();
        take(&store, Some("1"), &SyncReply { results, ..reply("2", vec![confirmed(1, 6)], 3) });
        record(&store, [(4, 4), (5, 5)]);
        let restored = SyncReply { reset: true, ..reply("e2-1", vec![confirmed(1, 5)], 1) };
        assert!(take(&store, Some("2"), &restored).queue);
        assert_eq!(sent(&store), [2, 3]);
        record(&store, [(6, 6)]);
        assert_eq!(sent(&store), [2, 3, 4]);

        let results =
            (4..=6).zip(2..).map(|(id, seq)| ChangeResult { seq, ..result(id, Outcome::Ok) }).collect();
        take(&store, Some("e2-1"), &SyncReply { results, ..reply("e2-2", vec![], 4) });
        assert_eq!(pending(&store), 0);
        // The same with an empty queue.
        take(&store, Some("e2-2"), &SyncReply { reset: true, ..reply("e3-1", vec![], 1) });
        record(&store, [(7, 7)]);
        assert_eq!(sent(&store), [2]);
    }

    #[test]
    fn nothing_new_writes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        begun(&store);
        let version = |store: &Database| {
            store.read(|tx| Ok(tx.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0))?))
        };
        let before = version(&store).expect("read");
        assert_eq!(take(&store, Some("1"), &reply("1", vec![], 0)), Applied::default());
        assert_eq!(version(&store).expect("read"), before);
    }

    #[test]
    fn a_cart_of_200_lines_is_rebased_over_1000_pending_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let rows = (0..200).map(|n| confirmed(n, 1)).collect();
        take(&store, None, &SyncReply { reset: true, ..reply("1", rows, 0) });
        record(&store, (1..=1000).map(|n| (n, n % 200)));
        let started = Instant::now();
        take(&store, Some("1"), &reply("2", vec![confirmed(0, 3)], 0));
        println!("200 lines over 1,000 pending: {:?}", started.elapsed());
        let lines = (0..200).map(|n| line(n, if n == 0 { 3 } else { 1 })).collect();
        let mut expected = Cart { lines };
        for n in 1..=1000 {
            expected.apply(&add(n % 200), LineId::from(change_id(n)));
        }
        let seen = store.read(|tx| cart::seen(tx, &CartId::main())).expect("read");
        assert_eq!(seen.cart, expected);
        assert_eq!(seen.pending.len(), 200);
    }
}
