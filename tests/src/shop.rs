//! A provider's server as a real process, which can be killed and started again on the same data.

use std::fs::{self, File};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::deadline::until;
use crate::programs;

/// A cold server answers within a fraction of a second; a loaded machine gets more.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The outbox is looked through every moment; a loaded machine gets more.
const MAIL_LIMIT: Duration = Duration::from_secs(30);

/// The server writes its address here, in the folder of its data.
const ADDRESS_FILE: &str = "address";

/// In the name of every mail that is about an order: how its number begins.
const ABOUT_ORDERS: &str = "-P-";

/// What [`Shop::import_demo_catalogue`] imports.
pub const DEMO_CATALOGUE: &str = include_str!("../../server/demo/catalogue.csv");

/// A server with its data in a folder of its own. Dropping it stops the process; the data stays.
pub struct Shop {
    folder: PathBuf,
    settings: Vec<(String, String)>,
    address: Option<String>,
    process: Option<Child>,
}

impl Shop {
    /// A shop that lives in `folder`, with further `PANNIER_*` settings.
    pub fn in_folder(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let settings = settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Ok(Self { folder: folder.into(), settings, address: None, process: None })
    }

    /// Imports the demo catalogue.
    pub fn import_demo_catalogue(&self) -> Result<()> {
        self.run(&["catalogue", "demo"], "").map(drop)
    }

    pub fn import(&self, file: &Path) -> Result<String> {
        self.run(&["catalogue", "import", &file.to_string_lossy()], "")
    }

    pub fn add_customer(&self, email: &str, name: &str, password: &str) -> Result<()> {
        self.run(&["customer", "add", "--email", email, "--name", name, "--password-stdin"], password)
            .map(drop)
    }

    pub fn add_staff(&self, email: &str, name: &str, password: &str) -> Result<()> {
        self.run(&["staff", "add", "--email", email, "--name", name, "--password-stdin"], password).map(drop)
    }

    /// Runs one of the server's other commands on the shop's data; replies with what it printed.
    pub fn run(&self, args: &[&str], input: &str) -> Result<String> {
        let mut child = self
            .command()?
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("starting pannier-server")?;
        child.stdin.take().context("its input")?.write_all(input.as_bytes()).context("writing its input")?;
        let output = child.wait_with_output().context("waiting for pannier-server")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!(
                "pannier-server {} failed: {text}{}",
                args.join(" "),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(text)
    }

    /// Starts serving and waits until the server is ready.
    pub async fn open(&mut self) -> Result<()> {
        self.start()?;
        let url = until("the server is ready", START_LIMIT, async || {
            if let Some(status) = self.process.as_mut().and_then(|process| process.try_wait().ok().flatten())
            {
                bail!("the server ended with {status}; see {}", self.folder.join("server.log").display());
            }
            let Ok(url) = fs::read_to_string(self.folder.join(ADDRESS_FILE)) else { return Ok(None) };
            let reply = reqwest::get(format!("{url}/readyz")).await;
            Ok(reply.is_ok_and(|reply| reply.status().is_success()).then_some(url))
        })
        .await?;
        self.address = Some(url);
        Ok(())
    }

    /// Starts serving, on the address of the last time if there was one, for desks and unpaid orders know it. Does not
    /// wait.
    pub fn start(&mut self) -> Result<()> {
        let told = self.folder.join(ADDRESS_FILE);
        let listen = listen(&told)?;
        let log = File::options().create(true).append(true).open(self.folder.join("server.log"));
        let process = self
            .command()?
            .arg("serve")
            .env("PANNIER_LISTEN", listen)
            .env("PANNIER_ADDRESS_FILE", &told)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.context("opening the server's log")?)
            .spawn()
            .context("starting pannier-server serve")?;
        self.process = Some(process);
        Ok(())
    }

    /// The address of the server, once it was opened: `http://127.0.0.1:7433`.
    pub fn url(&self) -> &str {
        self.address.as_deref().unwrap_or_default()
    }

    /// The running server's process id.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Ends the server at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// The mails about orders that the shop wrote, oldest first. An account is also told of new desks.
    pub fn mails(&self) -> Result<Vec<PathBuf>> {
        let mut mails = Vec::new();
        let folder = self.folder.join("mail");
        if folder.is_dir() {
            for entry in fs::read_dir(folder).context("listing mails")? {
                let path = entry.context("listing mails")?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if name.ends_with(".eml") && name.contains(ABOUT_ORDERS) {
                    mails.push(path);
                }
            }
        }
        mails.sort();
        Ok(mails)
    }

    /// Waits until there are so many mails, and replies with all that are there then.
    pub async fn mails_once(&self, count: usize) -> Result<Vec<PathBuf>> {
        until(&format!("{count} mails are written"), MAIL_LIMIT, async || {
            Ok(Some(self.mails()?).filter(|mails| mails.len() >= count))
        })
        .await
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(programs::server()?);
        command
            .current_dir(&self.folder)
            .env("PANNIER_DATABASE", format!("sqlite:{}", self.folder.join("shop.db").display()))
            .env("PANNIER_MAIL_FOLDER", self.folder.join("mail"))
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the server wrote the last time that it was open, or any free port.
fn listen(told: &Path) -> Result<String> {
    if let Ok(url) = fs::read_to_string(told) {
        let address = url.trim_start_matches("http://");
        if TcpListener::bind(address).is_ok() {
            return Ok(address.into());
        }
        println!(
            "Another program is at {url} now, so the shop moves, and the desk will ask to sign in again."
        );
        fs::remove_file(told).context("forgetting the shop's last address")?;
    }
    Ok("127.0.0.1:0".into())
}
