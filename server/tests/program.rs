//! The program itself, as an operator meets it: sentences that say what to do, and files imported whole or not at all.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords";

/// A folder with a database, and the program run in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pannier-server"));
        command.current_dir(self.path()).args(arguments).env_remove("PANNIER_DATABASE");
        command.env("PANNIER_LISTEN", "127.0.0.1:0");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    fn file(&self, name: &str, rows: &[&str]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).expect("written");
        path
    }
}

/// A server that is stopped with its story.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let url = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        Self { child, url }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The one sentence on standard error of a program that ended with 1.
fn sentence(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).expect("text");
    assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
    text
}

#[test]
fn bad_settings_are_named_with_what_to_use_instead() {
    let place = Place::new();
    let output = place.command(&["serve"]).env("PANNIER_CURRENCY", "Taler").output().expect("it runs");
    assert!(sentence(&output).contains("setting `currency`"));
    std::fs::write(place.path().join("pannier.toml"), "colour = \"green\"").expect("written");
    assert!(sentence(&place.run(&["serve"])).contains("no setting `colour`"));
    std::fs::write(place.path().join("pannier.toml"), "colour = = 3").expect("written");
    assert!(sentence(&place.run(&["serve"])).contains("pannier.toml"));
}

#[test]
fn a_mail_server_that_cannot_be_one_keeps_the_shop_closed() {
    let place = Place::new();
    let output =
        place.command(&["serve"]).env("PANNIER_MAIL_SMTP_URL", "gopher://host").output().expect("it runs");
    assert!(sentence(&output).contains("`mail_smtp_url`"));
}

#[test]
fn a_port_in_use_and_a_folder_that_cannot_be_written_are_sentences() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = place.command(&["serve"]).env("PANNIER_LISTEN", &address).output().expect("it runs");
    let said = sentence(&output);
    assert!(said.contains(&address) && said.contains("another program uses it"), "{said}");
    std::fs::write(place.path().join("a-file"), "").expect("written");
    let mut command = place.command(&["serve"]);
    let output = command.env("PANNIER_DATABASE", "sqlite:a-file/shop.db").output().expect("it runs");
    assert!(sentence(&output).contains("setting `database`"));
}

#[test]
fn a_file_with_mistakes_changes_nothing_and_shows_each_with_its_place() {
    let place = Place::new();
    place.file("good.csv", &["A-1,Garden,leaf,Hedge cut,Neat,We cut.,10.00,EUR,19,remote,1-3,,"]);
    let output = place.run(&["catalogue", "import", "good.csv"]);
    assert!(output.status.success(), "{output:?}");
    place.file(
        "bad.csv",
        &[
            "A-2,Garden,leaf,Lawn,Neat,We mow.,10.005,EUR,19,remote,1-3,,",
            "A-3,Garden,leaf,Lawn,Neat,We mow.,-1,EUR,19,on foot,1-3,,",
        ],
    );
    let said = sentence(&place.run(&["catalogue", "import", "bad.csv"]));
    for part in
        ["line 2, column price", "line 3, column price", "line 3, column delivery", "nothing was changed"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let output = place.run(&["catalogue", "import", "good.csv"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 unchanged"), "{output:?}");
    assert!(sentence(&place.run(&["catalogue", "import", "nowhere.csv"])).contains("nowhere.csv"));
}

#[test]
fn a_dry_run_says_what_would_happen_and_does_nothing() {
    let place = Place::new();
    place.file("one.csv", &["A-1,Garden,leaf,Hedge cut,Neat,We cut.,10.00,EUR,19,remote,1-3,,"]);
    for _ in 0..2 {
        let output = place.run(&["catalogue", "import", "one.csv", "--dry-run"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 would be added: A-1"), "{output:?}");
    }
}

#[test]
fn an_account_is_made_once_with_a_password_of_one_s_own_or_a_made_one() {
    let place = Place::new();
    let add = ["customer", "add", "--email", "ada@example.org", "--name", "Ada Moss"];
    let made = place.run(&add);
    assert!(String::from_utf8_lossy(&made.stdout).contains("with the password "), "{made:?}");
    assert!(sentence(&place.run(&add)).contains("already"));
    let mut command =
        place.command(&["staff", "add", "--email", "bob@example.org", "--name", "Bob", "--password-stdin"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"short\n").expect("written");
    assert!(sentence(&child.wait_with_output().expect("it ends")).contains("10 to 128"));
}

#[cfg(unix)]
#[test]
fn a_server_that_is_asked_to_stop_ends_with_0_and_told_where_it_was() {
    let place = Place::new();
    let mut command = place.command(&["serve"]);
    command.env("PANNIER_ADDRESS_FILE", "address");
    let mut running = Running::start(command);
    let written = std::fs::read_to_string(place.path().join("address")).expect("the address file");
    assert_eq!(written, running.url);
    let asked = Command::new("kill").arg(running.child.id().to_string()).status().expect("kill runs");
    assert!(asked.success());
    assert_eq!(running.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn an_order_that_does_not_exist_cannot_be_moved() {
    let place = Place::new();
    let said = sentence(&place.run(&["order", "status", "P-2026-000001", "started"]));
    assert!(said.contains("no order P-2026-000001"), "{said}");
}
