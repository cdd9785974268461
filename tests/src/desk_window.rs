//! A desk's real window, driven through WebDriver as a person would: by what can be seen and clicked.

use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::deadline::until;
use crate::display::Display;
use crate::programs;

/// The longest that a person would be asked to wait here for anything; slow machines included.
const LIMIT: Duration = Duration::from_secs(40);

/// In the desk's data folder.
const LOG: &str = "desk.log";
/// Of the log that are shown when something went wrong.
const LAST_LINES: usize = 30;

/// A desk in its window. Dropping it ends both.
pub struct DeskWindow {
    driver: Child,
    client: Client,
}

impl DeskWindow {
    /// Starts the desk on its data folder, for the provider at `server_url`.
    pub async fn open(
        display: &Display,
        data: &Path,
        server_url: &str,
        more: &[(&str, &str)],
    ) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0").context("finding a free port")?.local_addr()?.port();
        let driver = around_the_desk(Command::new("WebKitWebDriver"), display, data, server_url)
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(more.iter().copied())
            .spawn()
            .context("starting WebKitWebDriver")?;
        // From here on the driver ends with this value, whatever fails.
        let mut starting = Starting(Some(driver));
        let url = format!("http://127.0.0.1:{port}");
        until("WebKitWebDriver answers", LIMIT, async || {
            Ok(reqwest::get(format!("{url}/status")).await.is_ok().then_some(()))
        })
        .await?;
        let options = json!({ "webkitgtk:browserOptions": { "binary": programs::desk()?, "args": [] } });
        let capabilities = options.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        // The driver never answers for a desk that ends before it has a window.
        let client = timeout(LIMIT, builder.capabilities(capabilities).connect(&url))
            .await
            .with_context(|| format!("the desk opens no window, and said:\n{}", last_words(data)))?
            .context("opening the desk's window")?;
        let driver = starting.0.take().context("the driver is running")?;
        Ok(Self { driver, client })
    }

    /// What a second start of the desk runs, without a driver.
    pub fn second_start(display: &Display, data: &Path, server_url: &str) -> Result<Command> {
        Ok(around_the_desk(Command::new(programs::desk()?), display, data, server_url))
    }

    /// Waits until something with this `data-test` (or another CSS selector) is shown.
    pub async fn find(&self, what: &str) -> Result<Element> {
        until(&format!("{what} is shown"), LIMIT, async || {
            for element in self.all(what).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Whether it is shown now.
    pub async fn shows(&self, what: &str) -> Result<bool> {
        for element in self.all(what).await? {
            if element.is_displayed().await.unwrap_or(false) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is there, shown or not. A page that repaints, or gives way to another, while it is searched is searched again.
    async fn all(&self, what: &str) -> Result<Vec<Element>> {
        let selector = selector(what);
        until(&format!("{what} can be looked for"), LIMIT, async || {
            match self.client.find_all(Locator::Css(&selector)).await {
                Ok(elements) => Ok(Some(elements)),
                Err(error) if error.is_stale_element_reference() || is_of_a_page_that_left(&error) => {
                    Ok(None)
                }
                Err(error) => Err(error).with_context(|| format!("looking for {what}")),
            }
        })
        .await
    }

    /// Waits until it is no longer shown.
    pub async fn gone(&self, what: &str) -> Result<()> {
        until(&format!("{what} is gone"), LIMIT, async || Ok((!self.shows(what).await?).then_some(()))).await
    }

    pub async fn click(&self, what: &str) -> Result<()> {
        // The page repaints while it is being looked at, so what was found may be gone when it is clicked.
        let mut refusal = None;
        let clicked = until(&format!("{what} can be clicked"), LIMIT, async || {
            refusal = self.find(what).await?.click().await.err();
            Ok(refusal.is_none().then_some(()))
        })
        .await;
        clicked.map_err(|error| match &refusal {
            Some(refusal) => error.context(format!("the driver says: {refusal:?}")),
            None => error,
        })
    }

    /// Replaces what is in a field.
    pub async fn fill(&self, what: &str, text: &str) -> Result<()> {
        let select_all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let delete = String::from(char::from(Key::Backspace));
        let typed = if text.is_empty() { &delete } else { text };
        until(&format!("{what} can be filled"), LIMIT, async || {
            let element = self.find(what).await?;
            let filled = async {
                element.click().await?;
                element.send_keys(&select_all).await?;
                element.send_keys(typed).await
            };
            Ok(filled.await.is_ok().then_some(()))
        })
        .await
    }

    /// Chooses an option of a native list by its value.
    pub async fn choose(&self, what: &str, value: &str) -> Result<()> {
        until(&format!("{value} can be chosen in {what}"), LIMIT, async || {
            Ok(self.find(what).await?.select_by_value(value).await.is_ok().then_some(()))
        })
        .await
    }

    /// Gives a field a file, as if it was chosen in the system's dialog, which no driver can use.
    pub async fn choose_file(&self, what: &str, name: &str, text: &str) -> Result<()> {
        self.find(what).await?;
        let [input, name, text] =
            [selector(what), name.into(), text.into()].map(|word| serde_json::Value::from(word).to_string());
        let script = format!(
            "const files = new DataTransfer();
             files.items.add(new File([{text}], {name}));
             const input = document.querySelector({input});
             input.files = files.files;
             input.dispatchEvent(new Event('change', {{bubbles: true}}))"
        );
        self.script(&script).await.map(drop)
    }

    pub async fn text(&self, what: &str) -> Result<String> {
        until(&format!("{what} can be read"), LIMIT, async || {
            let element = self.find(what).await?;
            Ok(element.text().await.ok())
        })
        .await
    }

    /// Waits until the text of something satisfies `is`, and replies with it.
    pub async fn text_that(&self, what: &str, is: impl Fn(&str) -> bool) -> Result<String> {
        until(&format!("the text of {what} is as expected"), LIMIT, async || {
            let text = self.text(what).await?;
            Ok(is(&text).then_some(text))
        })
        .await
    }

    /// Waits until the value of a field satisfies `is`, and replies with it.
    pub async fn value_that(&self, what: &str, is: impl Fn(&str) -> bool) -> Result<String> {
        until(&format!("the value of {what} is as expected"), LIMIT, async || {
            let value = self.find(what).await?.prop("value").await.ok().flatten();
            Ok(value.filter(|value| is(value)))
        })
        .await
    }

    /// Gives the window another size, in pixels.
    pub async fn resize(&self, width: u16, height: u16) -> Result<()> {
        self.client
            .set_window_rect(0, 0, width.into(), height.into())
            .await
            .context("giving the window another size")
    }

    /// How large the page is now: width and height in pixels.
    pub async fn size(&self) -> Result<Value> {
        self.script("return [innerWidth, innerHeight]").await
    }

    /// Runs a script in the page and replies with what it returns.
    pub async fn script(&self, script: &str) -> Result<Value> {
        self.client.execute(script, Vec::new()).await.context("running a script in the page")
    }

    /// Runs a script that replies by calling its only argument; it has half a minute.
    pub async fn slow_script(&self, script: &str) -> Result<Value> {
        self.client.execute_async(script, Vec::new()).await.context("running a slow script in the page")
    }

    /// Waits until the movements of the page have ended and it is drawn.
    pub async fn at_rest(&self) -> Result<()> {
        let script = "const done = arguments[0];
            const ends = animation => animation.effect.getTiming().iterations !== Infinity;
            const moved = document.getAnimations().filter(ends).map(animation => animation.finished);
            // What moves behind a dialog is never told to have finished.
            const enough = new Promise(done => setTimeout(done, 1000));
            const twoFrames = () => requestAnimationFrame(() => requestAnimationFrame(() => done(null)));
            Promise.race([Promise.allSettled(moved), enough]).then(twoFrames);";
        self.slow_script(script).await.context("waiting for the page to be drawn").map(drop)
    }

    /// Writes what the page shows now as a PNG, after its movements have ended.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        self.at_rest().await?;
        let png = self.client.screenshot().await.context("taking the window's picture")?;
        fs::write(path, png).with_context(|| format!("writing {}", path.display()))
    }

    /// The process whose child the desk is.
    pub fn driver_pid(&self) -> u32 {
        self.driver.id()
    }

    /// Ends the desk at once, as a power cut would.
    pub async fn kill(&self) -> Result<()> {
        kill_desk(&self.driver)?;
        self.ended().await
    }

    /// Waits until the desk has ended: its window was closed by hand, say.
    pub async fn ended(&self) -> Result<()> {
        until("the desk has ended", LIMIT, async || Ok(desks(&self.driver)?.is_empty().then_some(()))).await
    }

    /// Ends the session of the driver, and the desk with it.
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await.context("closing the window")
    }
}

impl Drop for DeskWindow {
    fn drop(&mut self) {
        end(&mut self.driver);
    }
}

struct Starting(Option<Child>);

impl Drop for Starting {
    fn drop(&mut self) {
        if let Some(driver) = &mut self.0 {
            end(driver);
        }
    }
}

fn end(driver: &mut Child) {
    // Both may have ended already.
    let _ = kill_desk(driver);
    let _ = driver.kill();
    let _ = driver.wait();
}

fn kill_desk(driver: &Child) -> Result<()> {
    for pid in desks(driver)? {
        Command::new("kill").args(["-KILL", &pid]).status().context("killing the desk")?;
    }
    Ok(())
}

/// The process ids of what the driver started: one desk or none.
fn desks(driver: &Child) -> Result<Vec<String>> {
    let driver = driver.id();
    let children = fs::read_to_string(format!("/proc/{driver}/task/{driver}/children"))
        .context("finding the desk's process")?;
    Ok(children.split_whitespace().map(Into::into).collect())
}

/// On a display and with data of its own, so that it meets nothing of who runs this.
fn around_the_desk(mut program: Command, display: &Display, data: &Path, server_url: &str) -> Command {
    program
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("PANNIER_SERVER_URL", server_url)
        .env("PANNIER_DATA_DIR", data)
        .env("PANNIER_KEYCHAIN", "memory")
        .env("XDG_CONFIG_HOME", data.join("config"))
        .env("XDG_DATA_HOME", data.join("data"))
        .env("XDG_CACHE_HOME", data.join("cache"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log(data).map_or_else(|_| Stdio::null(), Stdio::from));
    program
}

/// Where desks on this data write what they have to say.
fn log(data: &Path) -> io::Result<File> {
    fs::create_dir_all(data)?;
    File::options().create(true).append(true).open(data.join(LOG))
}

/// The last lines of what desks on this data had to say.
pub fn last_words(data: &Path) -> String {
    let said = fs::read_to_string(data.join(LOG)).unwrap_or_default();
    let lines: Vec<&str> = said.lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

/// WebKit's driver has no code of its own for it.
fn is_of_a_page_that_left(error: &CmdError) -> bool {
    error.to_string().contains("before the unload event")
}

/// `nav-cart` stands for `[data-test="nav-cart"]`; anything with a bracket is a selector already.
fn selector(what: &str) -> String {
    if what.contains('[') { what.into() } else { format!("[data-test=\"{what}\"]") }
}
