//! Who may enter which room: the dependency rule of ARCHITECTURE.md, read from cargo itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Each room with the rooms that it may enter. `tests` and `benches` look at everything and are not rooms; `fakepay` plays
/// somebody else.
const MAY_ENTER: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("contract", &["domain"]),
    ("ui", &["contract", "domain"]),
    ("app", &["contract", "domain"]),
    ("pannier-server", &["contract", "domain"]),
    ("pannier", &["app", "contract", "domain"]),
    ("fakepay", &[]),
];

/// Crates that only one room may name.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("tauri", &["pannier"]),
    ("lettre", &["pannier-server"]),
    ("yew", &["ui"]),
    ("rusqlite", &["app", "pannier-server", "benches"]),
    ("tokio-postgres", &["pannier-server", "benches"]),
    ("axum", &["pannier-server", "benches", "fakepay"]),
];

/// Where SQL may stand, and what it looks like there, line breaks aside.
const SQL_ROOMS: &[&str] = &["crates/app/src/store", "server/src/db", "server/src/ledger"];
const SQL_WORDS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "PRAGMA ",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").into()
}

/// Each package of the workspace with the names of what it depends on, tests aside.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let named = packages.iter().map(|package| {
        let dependencies = package["dependencies"].as_array().expect("dependencies are listed");
        let normal = dependencies.iter().filter(|dependency| dependency["kind"] != "dev");
        let names = normal.filter_map(|dependency| dependency["name"].as_str().map(Into::into)).collect();
        (package["name"].as_str().expect("a package has a name").to_owned(), names)
    });
    named.collect()
}

#[test]
fn no_room_is_entered_from_where_it_must_not_be() {
    let dependencies = dependencies();
    let rooms: Vec<&str> = MAY_ENTER.iter().map(|(room, _)| *room).collect();
    for (room, allowed) in MAY_ENTER {
        for entered in dependencies[*room].iter().filter(|name| rooms.contains(&name.as_str())) {
            assert!(allowed.contains(&entered.as_str()), "{room} must not depend on {entered}");
        }
    }
}

#[test]
fn each_crate_that_belongs_to_one_room_stays_there() {
    for (package, names) in dependencies() {
        for (kept, rooms) in KEPT_IN {
            let named = names.iter().any(|name| name == kept);
            assert!(!named || rooms.contains(&package.as_str()), "{package} must not name {kept}");
        }
    }
}

#[test]
fn sql_stands_only_beside_the_stores() {
    let root = root();
    let rooms =
        ["crates/domain/src", "crates/contract/src", "crates/app/src", "server/src", "src-tauri", "ui/src"];
    let mut folders = rooms.map(|room| root.join(room)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let here = path.strip_prefix(&root).expect("below the top");
                let allowed = SQL_ROOMS.iter().any(|room| here.starts_with(room));
                let text = std::fs::read_to_string(&path).expect("source is text");
                assert!(allowed || sql_in(&text).is_none(), "{} must not hold SQL", here.display());
            }
        }
    }
}

/// SQL that a source holds outside its comments and its own tests.
fn sql_in(source: &str) -> Option<&'static str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let lines: Vec<&str> = lines.map(|line| line.trim_end_matches('\\')).collect();
    let on_one_line = lines.join(" ").replace("\\n", " ");
    let words = on_one_line.split_whitespace().collect::<Vec<_>>().join(" ");
    let stands_alone = |at: usize| !words[..at].ends_with(char::is_alphanumeric);
    SQL_WORDS.iter().find(|sql| words.match_indices(**sql).any(|(at, _)| stands_alone(at))).copied()
}

#[test]
fn sql_is_seen_however_it_is_written() {
    for sql in [
        r##"tx.execute(r#"UPDATE carts SET ver = 1"#)"##,
        "let sql = r\"\n    SELECT id\n    FROM carts\";",
        r#"let sql = "\nSELECT id";"#,
        "let sql = \"DELETE \\\n    FROM carts\";",
        "format!(\"{prefix}INSERT\n    INTO carts\")",
    ] {
        assert!(sql_in(sql).is_some(), "{sql}");
    }
    for other in
        ["// SELECT what is shown", "tag == \"SELECT\"", "const UPDATES: u32 = 1;", "/// An UPDATE comes"]
    {
        assert_eq!(sql_in(other), None, "{other}");
    }
}

#[test]
fn the_rules_of_the_shop_need_no_disk_and_no_network() {
    let allowed = ["jiff", "serde", "thiserror", "utoipa"];
    for name in &dependencies()["domain"] {
        assert!(allowed.contains(&name.as_str()), "domain must not depend on {name}");
    }
}
