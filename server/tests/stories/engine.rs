//! The engines that a story runs on, and a fresh PostgreSQL database for each.

/// Runs a story on SQLite, and on PostgreSQL where it is there.
pub fn on_both<S, F>(story: S)
where
    S: Fn(Engine) -> F,
    F: Future<Output = ()>,
{
    for engine in engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(story(engine));
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

fn engines() -> Vec<Engine> {
    if std::env::var_os("PANNIER_TEST_POSTGRES").is_some() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    let required = std::env::var("PANNIER_TEST_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
    assert!(!required, "PostgreSQL is required here, but PANNIER_TEST_POSTGRES is not set");
    eprintln!("SKIPPED ON POSTGRESQL: PANNIER_TEST_POSTGRES does not name a maintenance database");
    vec![Engine::Sqlite]
}

/// A PostgreSQL database of one story.
pub struct FreshDatabase {
    pub url: String,
    name: String,
    maintenance: String,
}

impl FreshDatabase {
    pub async fn create() -> Self {
        let maintenance = std::env::var("PANNIER_TEST_POSTGRES").expect("engines() looked");
        let name = format!("story_{:016x}", rand::random::<u64>());
        execute(&maintenance, &format!("CREATE DATABASE {name}")).await;
        let mut url = url::Url::parse(&maintenance).expect("a URL");
        url.set_path(&name);
        Self { url: url.into(), name, maintenance }
    }

    pub async fn drop_it(self) {
        execute(&self.maintenance, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

pub async fn execute(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("PostgreSQL");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the statement is right");
    drop(client);
    connection.await.expect("no panic").ok();
}

/// The tables of a PostgreSQL database with their columns, and the rows that say which version it is of.
pub async fn content(url: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("PostgreSQL");
    let connection = tokio::spawn(connection);
    let mut content = String::new();
    for sql in [
        "SELECT c::text FROM information_schema.columns AS c WHERE table_schema = 'public' ORDER BY 1",
        "SELECT h::text FROM refinery_schema_history AS h ORDER BY 1",
        "SELECT h::text FROM head AS h ORDER BY 1",
    ] {
        for row in client.query(sql, &[]).await.expect("the statement is right") {
            content.push_str(row.get(0));
            content.push('\n');
        }
    }
    drop(client);
    connection.await.expect("no panic").ok();
    content
}
