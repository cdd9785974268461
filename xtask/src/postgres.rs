//! A private PostgreSQL for one run: on a free port, under the target folder, stopped and removed at the end.

use std::fs::{self, DirEntry};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{run_quietly, step, target};
use crate::setup::is_root;

/// PostgreSQL refuses to run as the super-user; Debian's package makes this one.
const UNPRIVILEGED_USER: &str = "postgres";

/// Where versions lie that are not in the path, as `17` or, with Homebrew, as `postgresql@17`.
const HOMES: [&str; 4] =
    ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", r"C:\Program Files\PostgreSQL"];

/// A running cluster; dropping it stops it.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// The folder of `initdb` and `pg_ctl`: of the newest version, or from the path.
pub fn programs() -> Option<PathBuf> {
    let version_of =
        |entry: &DirEntry| entry.file_name().to_str()?.trim_start_matches("postgresql@").parse().ok();
    let mut found: Vec<(u32, PathBuf)> = HOMES
        .into_iter()
        .flat_map(fs::read_dir)
        .flatten()
        .flatten()
        .filter_map(|entry| Some((version_of(&entry)?, entry.path().join("bin"))))
        .filter(|(_, folder)| has_initdb(folder))
        .collect();
    found.sort();
    if let Some((_, newest)) = found.pop() {
        return Some(newest);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| has_initdb(folder))
}

fn has_initdb(folder: &Path) -> bool {
    folder.join(format!("initdb{}", std::env::consts::EXE_SUFFIX)).is_file()
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = place()?;
        let port = TcpListener::bind("127.0.0.1:0").context("finding a free port")?.local_addr()?.port();
        step(&format!("starting a private PostgreSQL on port {port}"));
        let cluster = Self { programs, folder, port };
        cluster.act(
            "initdb",
            &["--auth=trust", "--encoding=UTF8", "--locale=C", "--username=pannier", "--no-sync", "-D"],
            &[],
        )?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        );
        let log = cluster.folder.join("server.log");
        cluster.act(
            "pg_ctl",
            &["-w", "-s", "-l", &log.to_string_lossy(), "-o", &options, "-D"],
            &["start"],
        )?;
        Ok(cluster)
    }

    /// Of the maintenance database.
    pub fn url(&self) -> String {
        format!("postgres://pannier@127.0.0.1:{}/postgres", self.port)
    }

    fn act(&self, program: &str, before: &[&str], after: &[&str]) -> Result<()> {
        let data = self.folder.join("data");
        let mut command = as_unprivileged(&self.programs.join(program));
        command.args(before).arg(data).args(after).current_dir(&self.folder);
        // `pg_ctl start` hands its own output on to the server, so a pipe would stay open for ever.
        if after == ["start"] {
            return crate::run::run(
                command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()),
            );
        }
        run_quietly(&mut command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.act("pg_ctl", &["-m", "immediate", "-s", "-D"], &["stop"]) {
            eprintln!("the private PostgreSQL was not stopped: {error:#}");
        }
        // What is left in the target folder does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A new folder that the unprivileged user may write.
fn place() -> Result<PathBuf> {
    // The super-user's checkout may be closed to others; the system's temporary folder never is.
    let parent = if is_root() { std::env::temp_dir() } else { target() };
    let folder = parent.join(format!("pannier-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder).context("making a folder for PostgreSQL")?;
    if is_root() {
        run_quietly(Command::new("chown").arg(UNPRIVILEGED_USER).arg(&folder))?;
    }
    Ok(folder)
}

fn as_unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", UNPRIVILEGED_USER, "--regid", UNPRIVILEGED_USER, "--clear-groups", "--"])
        .arg(program);
    command
}
