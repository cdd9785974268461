//! The queue as the person looks at it, and changes that leave it without having been answered.

use std::collections::{HashMap, HashSet};

use contract::unsent::Stand;
use domain::cart::CartChange;
use domain::{CartId, ChangeId, LineId, ServiceId};
use rusqlite::Connection;

use super::error::StoreError;
use super::{account, cart, changes};

/// A change in the queue.
pub struct Queued {
    pub seq: i64,
    pub id: ChangeId,
    pub intent: CartChange,
    pub stand: Stand,
}

/// The oldest first.
pub fn queue(tx: &Connection) -> Result<Vec<Queued>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT seq, id, intent, state, result IS NOT NULL FROM changes ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut queue = Vec::new();
    while let Some(row) = rows.next()? {
        let (intent, state): (String, String) = (row.get(2)?, row.get(3)?);
        let stand = match state.as_str() {
            _ if row.get(4)? => Stand::Arrived,
            "queued" => Stand::Saved,
            "in_flight" => Stand::Sent,
            _ => Stand::Arrived,
        };
        let id = ChangeId::new(row.get::<_, String>(1)?)?;
        queue.push(Queued { seq: row.get(0)?, id, intent: serde_json::from_str(&intent)?, stand });
    }
    Ok(queue)
}

/// The service of each line that a change in the queue may be about.
pub fn services(tx: &Connection, queue: &[Queued]) -> Result<HashMap<LineId, ServiceId>, StoreError> {
    let confirmed = cart::confirmed(tx, &CartId::main())?.lines;
    let mut services: HashMap<_, _> = confirmed.into_iter().map(|line| (line.id, line.service)).collect();
    for change in queue {
        if let CartChange::Add { service, .. } = &change.intent {
            services.insert(LineId::from(change.id.clone()), service.clone());
        }
    }
    Ok(services)
}

/// Takes one change, or all, out of the queue, but none that has arrived; with it go those that need the line it made.
/// The view is as if they had never been. Replies how many went.
pub fn discard(tx: &Connection, only: Option<&ChangeId>) -> Result<u32, StoreError> {
    let queue = queue(tx)?;
    let mut lines_gone = HashSet::new();
    let mut gone = Vec::new();
    for change in queue.iter().filter(|change| change.stand != Stand::Arrived) {
        let wanted = only.is_none_or(|only| *only == change.id);
        if wanted || line_of(&change.intent).is_some_and(|line| lines_gone.contains(line)) {
            lines_gone.insert(LineId::from(change.id.clone()));
            gone.push(change);
        }
    }
    for change in &gone {
        tx.prepare_cached("DELETE FROM changes WHERE seq = ?1")?.execute([change.seq])?;
    }
    if let Some(first) = gone.iter().find(|change| change.stand == Stand::Saved) {
        // Changes are sent in order, so what follows one that was never sent was not sent either: no server knows its
        // numbers, and it moves up.
        changes::renumber(tx, first.seq, first.seq)?;
    }
    if gone.iter().any(|change| change.stand == Stand::Sent) {
        // Its number may be taken or not. The server is asked first, and the numbers then go on from its answer.
        account::ask_where_it_stands(tx)?;
    }
    cart::rebase(tx, &CartId::main())?;
    Ok(u32::try_from(gone.len()).unwrap_or(u32::MAX))
}

/// The line that a change needs to have an effect.
fn line_of(change: &CartChange) -> Option<&LineId> {
    match change {
        CartChange::Step { line, .. }
        | CartChange::SetQuantity { line, .. }
        | CartChange::Remove { line, .. }
        | CartChange::SetNote { line, .. } => Some(line),
        CartChange::Add { .. } | CartChange::Clear { .. } => None,
    }
}
