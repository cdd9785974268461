//! A transaction on PostgreSQL that waits for few round trips: what nobody asks the outcome of travels with the next
//! statement, BEGIN with the first, and COMMIT with the last.

use deadpool_postgres::Object;
use futures::FutureExt;
use futures::future::{join_all, join3};
use tokio::runtime::Handle;
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use super::{DbError, Row, Value};

/// Statements that are held back; the next one takes them along.
const HELD_BACK: usize = 16;

/// A connection with the transactions of one use case, one after the other.
pub struct Pipeline {
    /// None after the machine failed it: whoever asks the pool next must not get a connection that is about to end.
    client: Option<Object>,
    handle: Handle,
    state: State,
    held_back: Vec<(Statement, Vec<Value>)>,
}

enum State {
    Idle,
    /// Begins with the first statement.
    Due(&'static str),
    Open,
}

impl Pipeline {
    pub fn new(client: Object, handle: Handle) -> Self {
        Self { client: Some(client), handle, state: State::Idle, held_back: Vec::new() }
    }

    pub fn begin(&mut self, sql: &'static str) {
        self.state = State::Due(sql);
    }

    /// Runs a statement at some time before the next answer. If it fails, the next answer is its error.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<(), DbError> {
        let statement = self.prepared(sql)?;
        self.held_back.push((statement, params.to_vec()));
        if self.held_back.len() < HELD_BACK { Ok(()) } else { self.settle() }
    }

    /// Waits for everything that was held back.
    pub fn settle(&mut self) -> Result<(), DbError> {
        if self.held_back.is_empty() { Ok(()) } else { self.answer_of(async |_| Ok(())) }
    }

    /// Runs a statement; the number of rows it changed.
    pub fn changed(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let (statement, params) = (self.prepared(sql)?, by_reference(params));
        self.answer_of(async |client| client.execute(&statement, &params).await)
    }

    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let (statement, params) = (self.prepared(sql)?, by_reference(params));
        let rows = self.answer_of(async |client| client.query(&statement, &params).await)?;
        rows.iter().map(super::postgres::row).collect()
    }

    pub fn commit(&mut self) -> Result<(), DbError> {
        // PostgreSQL makes it a ROLLBACK if something before failed, and that is then the answer.
        let committed = self.answer_of(async |client| client.batch_execute("COMMIT").await);
        self.state = State::Idle;
        committed
    }

    /// Nobody has to wait for it: whoever gets the connection next comes after it.
    pub fn roll_back(&mut self) {
        self.held_back.clear();
        let state = std::mem::replace(&mut self.state, State::Idle);
        if let (State::Open, Some(client)) = (state, &self.client) {
            // Polled once, it is sent. Where even this fails, the connection is gone, and the transaction with it.
            drop(client.batch_execute("ROLLBACK").now_or_never());
        }
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, DbError> {
        let client = self.client.as_ref().ok_or(DbError::Lost)?;
        let prepared = self.handle.block_on(client.prepare_cached(&sql.replace('?', "$")));
        prepared.map_err(|error| self.given_up_if_lost(error))
    }

    /// The answer of what is sent after everything that was held back, or the first error on the way to it. The
    /// requests leave in the order in which they are polled first, which is that of `join3` and `join_all`.
    fn answer_of<T>(
        &mut self,
        last: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, DbError> {
        let client: &tokio_postgres::Client = self.client.as_ref().ok_or(DbError::Lost)?;
        let (before, held_back) =
            (std::mem::replace(&mut self.state, State::Open), std::mem::take(&mut self.held_back));
        let begun = async {
            match before {
                State::Due(sql) => client.batch_execute(sql).await,
                State::Idle | State::Open => Ok(()),
            }
        };
        let executed = join_all(held_back.iter().map(|(sql, params)| client.execute_raw(sql, params)));
        let (begun, executed, last) = self.handle.block_on(join3(begun, executed, last(client)));
        let earlier = begun.and(executed.into_iter().collect::<Result<Vec<_>, _>>());
        earlier.and(last).map_err(|error| self.given_up_if_lost(error))
    }

    fn given_up_if_lost(&mut self, error: tokio_postgres::Error) -> DbError {
        let error = DbError::from(error);
        if error.is_storage() {
            self.client.take().map(Object::take);
        }
        error
    }
}

impl Drop for Pipeline {
    /// A use case that panicked must not leave its transaction to the next one.
    fn drop(&mut self) {
        self.roll_back();
    }
}

fn by_reference(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}
