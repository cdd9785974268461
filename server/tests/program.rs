//! The program itself, as an operator meets it: sentences that say what to do, and files imported whole or not at all.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords";
/// The longest that a command, a start or a stop may take; what takes longer is killed.
const LIMIT: Duration = Duration::from_secs(60);

/// A folder with a database, and the program run in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Without the settings of whoever runs the tests.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pannier-server"));
        command.current_dir(self.path()).args(arguments).kill_on_drop(true);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PANNIER_") {
                command.env_remove(name);
            }
        }
        command.env("PANNIER_LISTEN", "127.0.0.1:0");
        command
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        output(&mut self.command(arguments)).await
    }

    /// What the program says when it serves with a setting that keeps it from it.
    async fn refused(&self, name: &str, value: &str) -> String {
        sentence(&output(self.command(&["serve"]).env(name, value)).await)
    }

    fn file(&self, name: &str, rows: &[&str]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).expect("written");
        path
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.path().join("server.log")).expect("the log")
    }
}

async fn output(command: &mut Command) -> Output {
    timeout(LIMIT, command.output()).await.expect("it ends in time").expect("the program runs")
}

/// A server that is stopped with its story.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    async fn start(place: &Place, settings: &[(&str, &str)]) -> Self {
        let log = std::fs::File::create(place.path().join("server.log")).expect("a log");
        let mut command = place.command(&["serve"]);
        command.envs(settings.iter().copied()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = timeout(LIMIT, lines.next_line()).await.expect("it starts in time").expect("text");
        let line = line.unwrap_or_else(|| panic!("it ended: {}", place.log()));
        let url = line.strip_prefix("listening on ").expect("the address").to_owned();
        Self { child, url }
    }

    fn address(&self) -> &str {
        self.url.strip_prefix("http://").expect("http")
    }

    #[cfg(unix)]
    fn ask_to_stop(&self) {
        let id = self.child.id().expect("it runs").to_string();
        assert!(std::process::Command::new("kill").arg(id).status().expect("kill runs").success());
    }

    #[cfg(unix)]
    async fn ended(&mut self) -> Option<i32> {
        timeout(LIMIT, self.child.wait()).await.expect("it ends in time").expect("it ends").code()
    }

    /// Returns when nobody listens any more, so that a wish to stop was heard.
    #[cfg(unix)]
    async fn listens_no_more(&self) {
        let refused = async { while TcpStream::connect(self.address()).await.is_ok() {} };
        timeout(LIMIT, refused).await.expect("it hears in time");
    }
}

/// The one sentence on standard error of a program that ended with 1.
fn sentence(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).expect("text");
    assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
    text
}

#[tokio::test]
async fn each_command_explains_itself() {
    let place = Place::new();
    for (arguments, part) in [
        (&["--help"][..], "mail_smtp_url"),
        (&["serve", "--help"], "Serve until"),
        (&["catalogue", "--help"], "import"),
        (&["catalogue", "import", "--help"], "--dry-run"),
        (&["catalogue", "demo", "--help"], "demo"),
        (&["customer", "add", "--help"], "--password-stdin"),
        (&["staff", "add", "--help"], "--password-stdin"),
        (&["order", "status", "--help"], "started"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let output = place.run(arguments).await;
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains(part), "{arguments:?}: {said}");
    }
    assert_eq!(
        std::fs::read_dir(place.path()).expect("a folder").count(),
        0,
        "explaining leaves nothing behind"
    );
}

#[tokio::test]
async fn bad_settings_are_named_with_what_to_use_instead() {
    let place = Place::new();
    assert!(place.refused("PANNIER_CURRENCY", "Taler").await.contains("setting `currency`"));
    assert!(place.refused("PANNIER_MAIL_FROM", "the shop").await.contains("setting `mail_from`"));
    std::fs::write(place.path().join("pannier.toml"), "colour = \"green\"").expect("written");
    assert!(sentence(&place.run(&["serve"]).await).contains("no setting `colour`"));
    std::fs::write(place.path().join("pannier.toml"), "colour = = 3").expect("written");
    assert!(sentence(&place.run(&["serve"]).await).contains("pannier.toml"));
}

#[tokio::test]
async fn the_file_beside_the_program_is_read_and_the_environment_wins() {
    let place = Place::new();
    let settings = "provider = \"From the file\"\ncurrency = \"CHF\"\n";
    std::fs::write(place.path().join("pannier.toml"), settings).expect("written");
    let running = Running::start(&place, &[("PANNIER_PROVIDER", "From the environment")]).await;
    let answer = reqwest::get(format!("{}/v1/hello", running.url)).await.expect("an answer");
    let hello: Value = answer.json().await.expect("JSON");
    assert_eq!(hello["provider"], "From the environment");
    assert_eq!(hello["terms"]["currency"], "CHF", "{hello}");
}

#[tokio::test]
async fn mail_that_cannot_leave_keeps_the_shop_closed() {
    let place = Place::new();
    assert!(place.refused("PANNIER_MAIL_SMTP_URL", "gopher://host").await.contains("`mail_smtp_url`"));
    std::fs::write(place.path().join("a-file"), "").expect("written");
    let said = place.refused("PANNIER_MAIL_FOLDER", "a-file").await;
    assert!(said.contains("a-file") && said.contains("setting `mail_folder`"), "{said}");
}

#[tokio::test]
async fn a_port_in_use_and_a_folder_that_cannot_be_written_are_sentences() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let said = place.refused("PANNIER_LISTEN", &address).await;
    assert!(said.contains(&address) && said.contains("another program uses it"), "{said}");
    std::fs::write(place.path().join("a-file"), "").expect("written");
    let mut command = place.command(&["serve"]);
    command.env("PANNIER_DATABASE", "sqlite:a-file/shop.db").env("PANNIER_MAIL_FOLDER", "mail");
    assert!(sentence(&output(&mut command).await).contains("setting `database`"));
}

#[tokio::test]
async fn settings_that_are_hardly_meant_are_warned_of() {
    let place = Place::new();
    drop(Running::start(&place, &[("PANNIER_LISTEN", "0.0.0.0:0")]).await);
    assert!(place.log().contains("set `public_url`"), "{}", place.log());
    let url = ("PANNIER_PUBLIC_URL", "https://orders.example.org");
    drop(Running::start(&place, &[("PANNIER_LISTEN", "0.0.0.0:0"), url]).await);
    assert!(place.log().contains("`trusted_proxies`") && !place.log().contains("set `public_url`"));
    drop(Running::start(&place, &[url, ("PANNIER_TRUSTED_PROXIES", "127.0.0.1")]).await);
    assert!(!place.log().contains("WARN"), "{}", place.log());
}

#[tokio::test]
async fn a_file_with_mistakes_changes_nothing_and_shows_each_with_its_place() {
    let place = Place::new();
    place.file("good.csv", &["A-1,Garden,leaf,Hedge cut,Neat,We cut.,10.00,EUR,19,remote,1-3,,"]);
    let output = place.run(&["catalogue", "import", "good.csv"]).await;
    assert!(output.status.success(), "{output:?}");
    place.file(
        "bad.csv",
        &[
            "A-2,Garden,leaf,Lawn,Neat,We mow.,10.005,EUR,19,remote,1-3,,",
            "A-3,Garden,leaf,Lawn,Neat,We mow.,-1,EUR,19,on foot,1-3,,",
        ],
    );
    let said = sentence(&place.run(&["catalogue", "import", "bad.csv"]).await);
    for part in
        ["line 2, column price", "line 3, column price", "line 3, column delivery", "nothing was changed"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let output = place.run(&["catalogue", "import", "good.csv"]).await;
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 unchanged"), "{output:?}");
    assert!(sentence(&place.run(&["catalogue", "import", "nowhere.csv"]).await).contains("nowhere.csv"));
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_does_nothing() {
    let place = Place::new();
    place.file("one.csv", &["A-1,Garden,leaf,Hedge cut,Neat,We cut.,10.00,EUR,19,remote,1-3,,"]);
    for _ in 0..2 {
        let output = place.run(&["catalogue", "import", "one.csv", "--dry-run"]).await;
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 would be added: A-1"), "{output:?}");
    }
}

#[tokio::test]
async fn an_account_is_made_once_with_a_password_of_one_s_own_or_a_made_one() {
    let place = Place::new();
    let add = ["customer", "add", "--email", "ada@example.org", "--name", "Ada Moss"];
    let made = place.run(&add).await;
    assert!(String::from_utf8_lossy(&made.stdout).contains("with the password "), "{made:?}");
    assert!(sentence(&place.run(&add).await).contains("already"));
    let mut command =
        place.command(&["staff", "add", "--email", "bob@example.org", "--name", "Bob", "--password-stdin"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"short\n").await.expect("written");
    let output = timeout(LIMIT, child.wait_with_output()).await.expect("it ends in time").expect("it ends");
    assert!(sentence(&output).contains("10 to 128"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_asked_to_stop_ends_with_0_and_told_where_it_was() {
    let place = Place::new();
    let mut running = Running::start(&place, &[("PANNIER_ADDRESS_FILE", "address")]).await;
    let written = std::fs::read_to_string(place.path().join("address")).expect("the address file");
    assert_eq!(written, running.url);
    running.ask_to_stop();
    assert_eq!(running.ended().await, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_request_that_was_begun_is_answered_before_the_server_ends() {
    let place = Place::new();
    let mut running = Running::start(&place, &[]).await;
    let body = r#"{"email":"nobody@example.org","password":"not one","desk":"a-desk","desk_name":"x"}"#;
    let mut stream = begin_to_sign_in(&running, body.len()).await;
    running.ask_to_stop();
    running.listens_no_more().await;
    stream.write_all(body.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    timeout(LIMIT, stream.read_to_string(&mut answer)).await.expect("in time").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert_eq!(running.ended().await, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_asked_twice_ends_at_once() {
    let place = Place::new();
    let mut running = Running::start(&place, &[]).await;
    let _begun = begin_to_sign_in(&running, 100).await;
    running.ask_to_stop();
    running.listens_no_more().await;
    running.ask_to_stop();
    assert_eq!(running.ended().await, Some(1));
    assert!(place.log().contains("stopped at once"), "{}", place.log());
}

/// A request whose body the server waits for.
#[cfg(unix)]
async fn begin_to_sign_in(running: &Running, bytes: usize) -> TcpStream {
    let mut stream = TcpStream::connect(running.address()).await.expect("connected");
    let head = format!(
        "POST /v1/sign-in HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: {bytes}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut answer = [0; GO_ON.len()];
    timeout(LIMIT, stream.read_exact(&mut answer)).await.expect("in time").expect("an answer");
    assert_eq!(answer, GO_ON);
    stream
}

#[tokio::test]
async fn the_log_is_a_line_of_json_for_each_event_and_names_nobody() {
    let place = Place::new();
    let add = ["customer", "add", "--email", "ada@example.org", "--name", "Ada Moss", "--password-stdin"];
    let mut child =
        place.command(&add).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"a password of the tests").await.expect("written");
    assert!(timeout(LIMIT, child.wait()).await.expect("in time").expect("it ends").success());
    let running =
        Running::start(&place, &[("PANNIER_LOG", "info,server=debug"), ("PANNIER_LOG_FORMAT", "json")]).await;
    let client = reqwest::Client::new();
    let sign_in = async |password: &str| {
        let body = serde_json::json!({
            "email": "ada@example.org", "password": password, "desk": "a-desk", "desk_name": "Ada's own desk"
        });
        let request = client.post(format!("{}/v1/sign-in", running.url)).json(&body);
        request.send().await.expect("an answer")
    };
    assert_eq!(sign_in("a wrong password").await.status().as_u16(), 401);
    let signed: Value = sign_in("a password of the tests").await.json().await.expect("signed in");
    let token = signed["token"].as_str().expect("a token").to_owned();
    let order = client.get(format!("{}/v1/orders/no-such-order?of=ada", running.url)).bearer_auth(&token);
    assert_eq!(order.send().await.expect("an answer").status().as_u16(), 404);
    drop(running);
    let log = place.log();
    for secret in ["ada@example.org", "Ada Moss", "own desk", "password", "no-such-order", "of=ada", &token] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let requests: Vec<_> = events
        .iter()
        .map(|event| &event["fields"])
        .filter(|fields| fields["message"] == "request")
        .map(|fields| (fields["method"].as_str(), fields["route"].as_str(), fields["status"].as_u64()))
        .collect();
    assert_eq!(
        requests,
        [
            (Some("POST"), Some("/v1/sign-in"), Some(401)),
            (Some("POST"), Some("/v1/sign-in"), Some(200)),
            (Some("GET"), Some("/v1/orders/{id}"), Some(404)),
        ]
    );
    assert!(events.iter().all(|event| event["level"].is_string() && event["timestamp"].is_string()));
}

#[tokio::test]
async fn an_order_that_does_not_exist_cannot_be_moved() {
    let place = Place::new();
    let said = sentence(&place.run(&["order", "status", "P-2026-000001", "started"]).await);
    assert!(said.contains("no order P-2026-000001"), "{said}");
}
