//! PostgreSQL: a pool of connections; a use case runs on a blocking thread and is repeated after a conflict.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, TimeoutType, Timeouts,
};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_postgres::NoTls;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::error::described;
use super::pipeline::Pipeline;
use super::{DbError, OpenError, QUEUE_USE_CASES, Row, Tx, Value, blocking, migrate};
use crate::error::Error;

/// Connections of one server process.
const CONNECTIONS: usize = 16;
/// How long a use case waits for one.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);
/// Times that a use case is run when others got in its way.
const WRITE_TRIES: usize = 8;
/// How long PostgreSQL works on one statement: nobody waits longer for a whole request.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long it waits for a row that another transaction, such as an import, has locked.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
/// A server that vanished without a word is noticed after 20 + 3 * 10 seconds of silence, or 30 without an
/// acknowledgement.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(20);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_RETRIES: u32 = 3;
const ACKNOWLEDGE_TIMEOUT: Duration = Duration::from_secs(30);

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
        let (this, mut client) = Self::connect(url).await?;
        migrate::postgres(&mut client).await?;
        Ok(this)
    }

    /// None if there is nothing to read yet.
    pub async fn open_to_read(url: &str) -> Result<Option<Self>, OpenError> {
        let (this, client) = Self::connect(url).await?;
        Ok(migrate::postgres_has_tables(&client).await?.then_some(this))
    }

    async fn connect(url: &str) -> Result<(Self, Object), OpenError> {
        let unreachable = |reason: String| OpenError::Unreachable(reason);
        let config = config(url).map_err(|error| unreachable(described(&error)))?;
        let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, how))
            .max_size(CONNECTIONS)
            .timeouts(Timeouts::wait_millis(CONNECTION_TIMEOUT.as_millis() as u64))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| unreachable(error.to_string()))?;
        let client = pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => unreachable(described(&error)),
            other => unreachable(other.to_string()),
        })?;
        Ok((Self { pool, queue: Arc::new(Semaphore::new(QUEUE_USE_CASES)) }, client))
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
        let client = self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => DbError::Busy,
            PoolError::Backend(error) => DbError::Pool(described(&error)),
            other => DbError::Pool(other.to_string()),
        })?;
        let mut pipeline = Pipeline::new(client, Handle::current());
        blocking::run(move || {
            for _ in 1..WRITE_TRIES {
                match once(&mut pipeline, access, &use_case) {
                    Err(Error::Db(error)) if error.is_conflict() => {}
                    result => return result,
                }
            }
            let last = once(&mut pipeline, access, &use_case);
            drop(place);
            last
        })
        .await
    }
}

/// The URL's words, and our limits after the options it may have.
fn config(url: &str) -> Result<tokio_postgres::Config, tokio_postgres::Error> {
    let mut config: tokio_postgres::Config = url.parse()?;
    let options = format!(
        "{} -c statement_timeout={} -c lock_timeout={}",
        config.get_options().unwrap_or_default(),
        STATEMENT_TIMEOUT.as_millis(),
        LOCK_TIMEOUT.as_millis()
    );
    config
        .application_name("pannier-server")
        .options(options.trim())
        .connect_timeout(CONNECTION_TIMEOUT)
        .keepalives_idle(KEEPALIVE_IDLE)
        .keepalives_interval(KEEPALIVE_INTERVAL)
        .keepalives_retries(KEEPALIVE_RETRIES)
        .tcp_user_timeout(ACKNOWLEDGE_TIMEOUT);
    Ok(config)
}

/// Writers lock the customer's head first, so READ COMMITTED sees what the head protects; readers need a snapshot.
fn once<T>(
    pipeline: &mut Pipeline,
    access: Access,
    use_case: &impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    pipeline.begin(match access {
        Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
        Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    });
    let result = use_case(&mut Tx::Postgres(pipeline)).and_then(|value| {
        match access {
            Access::Write => pipeline.commit()?,
            Access::Read => pipeline.settle()?,
        }
        Ok(value)
    });
    // After a commit there is nothing left of it.
    pipeline.roll_back();
    result
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
