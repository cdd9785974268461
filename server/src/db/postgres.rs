//! PostgreSQL: a pool of connections; a use case runs on a blocking thread and is repeated after a conflict.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Timeouts};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{IsolationLevel, NoTls};

use super::{DbError, OpenError, QUEUE_USE_CASES, Row, Tx, Value, migrate};
use crate::error::Error;

/// Connections of one server process.
const CONNECTIONS: usize = 16;
/// How long a use case waits for one.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);
/// Times that a use case is run when others got in its way.
const WRITE_TRIES: usize = 8;

pub struct Postgres {
    pool: Pool,
    queue: Arc<Semaphore>,
}

#[derive(Clone, Copy, PartialEq)]
enum Access {
    Write,
    Read,
}

impl Postgres {
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let unreachable = |reason: String| OpenError::Unreachable(reason);
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|error: tokio_postgres::Error| unreachable(with_cause(&error)))?;
        config.connect_timeout(CONNECTION_TIMEOUT).application_name("pannier-server");
        let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, how))
            .max_size(CONNECTIONS)
            .timeouts(Timeouts::wait_millis(CONNECTION_TIMEOUT.as_millis() as u64))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| unreachable(error.to_string()))?;
        let mut client = pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => unreachable(with_cause(&error)),
            other => unreachable(other.to_string()),
        })?;
        migrate::postgres(&mut client).await?;
        drop(client);
        Ok(Self { pool, queue: Arc::new(Semaphore::new(QUEUE_USE_CASES)) })
    }

    pub async fn write<T, F>(&self, use_case: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.run(Access::Write, use_case).await
    }

    pub async fn read<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.run(Access::Read, query).await
    }

    async fn run<T, F>(&self, access: Access, use_case: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    {
        let place = self.queue.clone().try_acquire_owned().map_err(|_| DbError::Busy)?;
        let mut client = self.pool.get().await.map_err(|error| DbError::Pool(error.to_string()))?;
        let handle = Handle::current();
        let work = move || {
            for _ in 1..WRITE_TRIES {
                match once(&mut client, &handle, access, &use_case) {
                    Err(Error::Db(error)) if error.is_conflict() => {}
                    result => return result,
                }
            }
            let last = once(&mut client, &handle, access, &use_case);
            drop(place);
            last
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| DbError::Panicked)?
    }
}

/// Writers lock the customer's head first, so READ COMMITTED sees what the head protects; readers need a snapshot.
fn once<T>(
    client: &mut Object,
    handle: &Handle,
    access: Access,
    use_case: &impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let builder = match access {
        Access::Write => client.build_transaction().isolation_level(IsolationLevel::ReadCommitted),
        Access::Read => {
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true)
        }
    };
    let tx = handle.block_on(builder.start()).map_err(DbError::from)?;
    let result = use_case(&mut Tx::Postgres { tx: &tx, handle });
    match result {
        Ok(value) => {
            handle.block_on(tx.commit()).map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            handle.block_on(tx.rollback()).map_err(DbError::from)?;
            Err(error)
        }
    }
}

/// The cause says what happened; the error itself only says where.
pub(super) fn with_cause(error: &tokio_postgres::Error) -> String {
    use std::error::Error as _;
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            // A constant in the query, such as 1, makes its neighbour a short number.
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql_checked(ty, out),
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        <i64 as ToSql>::accepts(ty) || *ty == Type::INT4 || <String as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let value = |column: usize| {
        let value = match *row.columns()[column].type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(column)?.map(Value::Int),
            Type::INT4 => row.try_get::<_, Option<i32>>(column)?.map(|number| Value::Int(number.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME => {
                row.try_get::<_, Option<String>>(column)?.map(Value::Text)
            }
            _ => return Err(DbError::Shape { column }),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    (0..row.columns().len()).map(value).collect::<Result<_, DbError>>().map(Row)
}
