//! Brings what a command needs: installs it on Debian and its kin, says exactly what to install elsewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{has, output_of, root, run, run_quietly, step, succeeds, target};

/// Debian 12 has it.
const OLDEST_NODE: u32 = 18;
/// What Tailwind's part for each system asks for. It works with older ones too, but it is optional, so npm leaves it
/// out there unless it is asked for by name.
const TAILWINDS_NODE: u32 = 20;

/// Something that cargo cannot bring.
pub struct Need {
    what: &'static str,
    present: fn() -> bool,
    debian: &'static [&'static str],
    fedora: &'static str,
    arch: &'static str,
    /// None: not needed there.
    macos: Option<&'static str>,
    windows: Option<&'static str>,
}

/// A C compiler, for SQLite and the TLS library.
pub const COMPILER: Need = Need {
    what: "a C compiler",
    present: || has("cc") || has("clang") || has("cl") || cfg!(windows),
    debian: &["build-essential", "pkg-config"],
    fedora: "gcc gcc-c++ make pkgconf-pkg-config",
    arch: "base-devel",
    macos: Some("xcode-select --install"),
    windows: Some("Visual Studio Build Tools with the C++ workload"),
};

/// The system's web view, for the desk.
pub const WEBVIEW: Need = Need {
    what: "WebKitGTK 4.1 and libsoup 3",
    present: || {
        !cfg!(target_os = "linux")
            || succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1", "libsoup-3.0"]))
    },
    debian: &["libwebkit2gtk-4.1-dev", "libsoup-3.0-dev", "build-essential", "pkg-config"],
    fedora: "webkit2gtk4.1-devel libsoup3-devel pkgconf-pkg-config",
    arch: "webkit2gtk-4.1 libsoup3 pkgconf",
    macos: None,
    windows: None,
};

/// Node.js, for the styles and for the payment vendors' clients.
pub const NODE: Need = Need {
    what: "Node.js 18 or newer with npm",
    present: || has("npm") && node_version().is_some_and(|version| version >= OLDEST_NODE),
    debian: &["nodejs", "npm"],
    fedora: "nodejs npm",
    arch: "nodejs npm",
    macos: Some("brew install node"),
    windows: Some("winget install OpenJS.NodeJS.LTS"),
};

/// A display without a screen, and a driver for the desk's window. Fedora and Arch ship the driver with the newest
/// WebKitGTK only.
pub const WINDOW_DRIVER: Need = Need {
    what: "Xvfb, D-Bus and WebKitWebDriver",
    present: || has("Xvfb") && has("dbus-run-session") && has("WebKitWebDriver"),
    debian: &["xvfb", "dbus-x11", "webkit2gtk-driver"],
    fedora: "xorg-x11-server-Xvfb dbus-daemon webkitgtk6.0",
    arch: "xorg-server-xvfb dbus webkitgtk-6.0",
    macos: None,
    windows: None,
};

/// PostgreSQL's own programs, for a private cluster.
pub const POSTGRES: Need = Need {
    what: "PostgreSQL 15 or newer",
    present: || crate::postgres::programs().is_some(),
    debian: &["postgresql"],
    fedora: "postgresql-server",
    arch: "postgresql",
    macos: Some("brew install postgresql@17"),
    windows: Some("winget install PostgreSQL.PostgreSQL.17"),
};

/// Python, for the mail server of the tests.
pub const PYTHON: Need = Need {
    what: "Python 3 with venv",
    present: || python().is_some(),
    debian: &["python3", "python3-venv"],
    fedora: "python3",
    arch: "python",
    macos: Some("brew install python"),
    windows: Some("winget install Python.Python.3.13"),
};

/// A compiler and a standard library for WebAssembly, where there is no rustup or it cannot bring them.
pub const WASM_COMPILER: Need = Need {
    what: "the wasm32-unknown-unknown standard library",
    present: crate::ui::has_debian_compiler,
    debian: &["rustc-web", "rust-web-src", "lld"],
    fedora: "rust-std-static-wasm32-unknown-unknown",
    arch: "rust-wasm",
    macos: Some("rustup target add wasm32-unknown-unknown"),
    windows: Some("rustup target add wasm32-unknown-unknown"),
};

/// Makes sure that everything is there; what is there already costs nothing.
pub fn ensure(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        step(&format!("missing: {}", need.what));
    }
    if !has("apt-get") {
        bail!("please install what is missing, then run this again:\n{}", advice(&missing));
    }
    apt_install(&missing)?;
    match missing.iter().find(|need| !(need.present)()) {
        Some(still) => bail!("{} is still missing after the installation", still.what),
        None => Ok(()),
    }
}

/// With apt's own output, for an installation takes minutes.
fn apt_install(missing: &[&&Need]) -> Result<()> {
    let packages: BTreeSet<&str> = missing.iter().flat_map(|need| need.debian).copied().collect();
    let packages: Vec<&str> = packages.into_iter().collect();
    let install = format!("apt-get install {}", packages.join(" "));
    if !is_root() && !has("sudo") {
        bail!("sudo is not here to install it; please run this as root, then try again:\n  {install}");
    }
    let through = if is_root() { "" } else { " through sudo, which may ask for your password" };
    step(&format!("installing{through}: {install}"));
    run(apt_get().arg("update")).context("refreshing the package lists")?;
    run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(&packages))
        .context("installing Debian packages")
}

/// As the super-user, and without questions; sudo hands on no variables but those that are named after it.
fn apt_get() -> Command {
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        command.arg("env");
    }
    // A fresh machine likes to update itself meanwhile, which is waited for: so many seconds.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600"]);
    command
}

/// Whether this runs as the super-user.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn advice(missing: &[&&Need]) -> String {
    let lines = |pick: fn(&Need) -> Option<String>| -> String {
        missing.iter().filter_map(|need| pick(need)).map(|line| format!("  {line}\n")).collect()
    };
    let packages =
        |pick: fn(&Need) -> &'static str| missing.iter().map(|need| pick(need)).collect::<Vec<_>>().join(" ");
    if cfg!(target_os = "macos") {
        lines(|need| need.macos.map(Into::into))
    } else if cfg!(windows) {
        lines(|need| need.windows.map(Into::into))
    } else if has("dnf") {
        format!("  sudo dnf install {}", packages(|need| need.fedora))
    } else if has("pacman") {
        format!("  sudo pacman -S {}", packages(|need| need.arch))
    } else {
        lines(|need| Some(format!("{} (Debian: {})", need.what, need.debian.join(" "))))
    }
}

/// Installs the front end's Node packages.
pub fn node_packages() -> Result<()> {
    let ui = root().join("ui");
    once_per_lock_file(&ui, "the Node packages of the styles", || {
        npm_install(&ui, &[])?;
        if node_version().is_some_and(|version| version < TAILWINDS_NODE) {
            npm_install(&ui, &[&tailwinds_part()?])?;
        }
        Ok(())
    })
}

/// Installs the vendors' clients that judge the test gateway; the folder that they are in.
pub fn node_judges() -> Result<PathBuf> {
    let judges = root().join("tests/fakepay/judges");
    // One of them has a script that fetches a program where npm has none for the system: better to lack it aloud.
    once_per_lock_file(&judges, "the payment vendors' own clients", || {
        npm_install(&judges, &["--ignore-scripts"])
    })?;
    Ok(judges.join("node_modules"))
}

fn once_per_lock_file(folder: &Path, what: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = std::fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let mark = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step(&format!("installing {what} (npm)"));
    install()?;
    std::fs::write(mark, lock).context("noting what was installed")
}

/// Such as `@tailwindcss/oxide-linux-x64-gnu@4.3.5`.
fn tailwinds_part() -> Result<String> {
    let abi = "({ linux: '-gnu', win32: '-msvc' })[process.platform] ?? ''";
    let version = "require('@tailwindcss/oxide/package.json').version";
    let name =
        format!("`@tailwindcss/oxide-${{process.platform}}-${{process.arch}}${{{abi}}}@${{{version}}}`");
    output_of(Command::new("node").args(["-p", &name]).current_dir(root().join("ui")))
}

/// Not `npm ci`: it wants the binaries of every platform in the lock file, and npm only writes those of one.
fn npm_install(folder: &Path, more: &[&str]) -> Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let quiet = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    run_quietly(Command::new(npm).args(quiet).args(more).current_dir(folder))
}

/// The 18 of `v18.20.4`.
fn node_version() -> Option<u32> {
    let version = output_of(Command::new("node").arg("--version")).ok()?;
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Its name differs; on Windows `python3` may only lead to a shop.
fn python() -> Option<&'static str> {
    let works = |name: &&str| succeeds(Command::new(name).args(["-c", "import venv, ensurepip"]));
    ["python3", "python", "py"].into_iter().find(works)
}

/// A Python with the test servers, in an environment of its own under the target folder.
pub fn python_with_test_servers() -> Result<PathBuf> {
    let folder = target().join("python");
    let wanted = std::fs::read_to_string(root().join("tests/requirements.txt"))
        .context("reading tests/requirements.txt")?;
    let inside = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mark = folder.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(inside);
    }
    step("installing the Python packages of the test servers");
    let python = python().context("Python is not installed")?;
    run_quietly(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    run_quietly(
        Command::new(&inside)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(root().join("tests/requirements.txt")),
    )?;
    std::fs::write(mark, wanted).context("noting what was installed")?;
    Ok(inside)
}

/// Adds a part of the Rust toolchain through rustup, where it can be had.
pub fn rustup_add(what: &[&str]) -> bool {
    has("rustup") && succeeds(Command::new("rustup").args(what))
}

/// Formatter and linter come with rustup's default profile; a minimal one may lack them.
pub fn ensure_lint_tools() -> Result<()> {
    for (component, tool) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if !has(tool) && !rustup_add(&["component", "add", component]) {
            bail!("{component} is missing: run `rustup component add {component}`");
        }
    }
    run(crate::run::cargo(&["--version"]).stdout(std::process::Stdio::null()))
}
