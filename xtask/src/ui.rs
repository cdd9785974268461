//! Builds the front end: WebAssembly by cargo, glue by wasm-bindgen, shrunk by wasm-opt, styles by Tailwind.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{cargo, has, output_of, root, run, run_quietly, step, target};
use crate::setup;

const TARGET: &str = "wasm32-unknown-unknown";
/// What the compiler and the glue use. Not all features: wasm-opt would also write the newest encodings, which the
/// webviews cannot read yet.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
/// Leaves out what only the message of a panic would show: 9 KB of 460.
const RUSTFLAGS: &str = "-Zlocation-detail=none -Zfmt-debug=none";
/// Debian's compiler for the web, of the same version as the sources of the standard library beside it.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_STD: &str = "/usr/lib/rustlib/src/rust/library";

/// The front end for some of the people. `ui/boot.js` chooses.
#[derive(Clone, Copy)]
struct Bundle {
    /// Of its files.
    name: &'static str,
    people: &'static str,
    features: &'static [&'static str],
}

const BUNDLES: [Bundle; 2] = [
    Bundle { name: "ui", people: "for customers", features: &["--no-default-features"] },
    Bundle { name: "staff", people: "for staff", features: &[] },
];

#[derive(clap::Args)]
pub struct Options {
    /// Skip wasm-opt: a larger file, sooner.
    #[arg(long)]
    fast: bool,
}

pub fn run_ui(options: &Options) -> Result<()> {
    build(!options.fast)
}

/// Builds `ui/dist`; does little when nothing changed.
pub fn build(shrink: bool) -> Result<()> {
    setup::ensure(&[&setup::COMPILER, &setup::NODE])?;
    setup::node_packages()?;
    let dist = root().join("ui/dist");
    fs::create_dir_all(&dist).context("making ui/dist")?;
    for bundle in BUNDLES {
        make(bundle, shrink, &dist)?;
    }
    styles(&dist)?;
    page(&dist)?;
    step("front end built: ui/dist");
    Ok(())
}

fn make(bundle: Bundle, shrink: bool, dist: &Path) -> Result<()> {
    let wasm = compile(bundle)?;
    let mark = target().join(format!("wasm/{}.mark", bundle.name));
    let bound = dist.join(format!("{}_bg.wasm", bundle.name));
    let built = fs::read(&wasm).context("reading the WebAssembly")?;
    let stamp = format!("{:016x} {shrink}", fingerprint(&built));
    if fs::read_to_string(&mark).is_ok_and(|known| known == stamp) && bound.is_file() {
        step("the WebAssembly has not changed");
    } else {
        bind(&wasm, bundle.name, dist)?;
        if shrink {
            optimise(&bound)?;
        }
        fs::write(&mark, stamp).context("noting what was built")?;
    }
    let size = fs::metadata(&bound).context("measuring the WebAssembly")?.len();
    step(&format!("{}: {} KB of WebAssembly", bundle.people, size / 1024));
    Ok(())
}

/// A cheap fingerprint (FNV-1a) that tells builds apart.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Compiles the `ui` package in a target folder of its own, so that the two compilers do not undo each other.
fn compile(bundle: Bundle) -> Result<PathBuf> {
    let folder = target().join("wasm");
    let mut build =
        cargo(&["build", "--profile", "wasm", "--package", "ui", "--bin", "ui", "--target", TARGET]);
    build
        .args(bundle.features)
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", RUSTFLAGS)
        // Only for these flags: our code uses nothing of the language that is not stable.
        .env("RUSTC_BOOTSTRAP", "1");
    let added = || setup::rustup_add(&["target", "add", TARGET]) && has_standard_library();
    if !has_standard_library() && !added() {
        if has("rustup") && !has("apt-get") {
            bail!("`rustup target add {TARGET}` failed; please run it where rustup can download");
        }
        setup::ensure(&[&setup::WASM_COMPILER])?;
        step("building with Debian's WebAssembly compiler, for rustup cannot download here");
        build
            .arg("-Zbuild-std=std,panic_abort")
            .env("RUSTC", DEBIAN_RUSTC)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
    }
    step(&format!("compiling the front end {} to WebAssembly", bundle.people));
    run(&mut build)?;
    Ok(folder.join(TARGET).join("wasm/ui.wasm"))
}

fn has_standard_library() -> bool {
    let folder = output_of(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(&folder).is_dir())
}

pub fn has_debian_compiler() -> bool {
    Path::new(DEBIAN_RUSTC).is_file() && Path::new(DEBIAN_STD).is_dir() && has("wasm-ld")
}

fn bind(wasm: &Path, name: &str, dist: &Path) -> Result<()> {
    step("making the JavaScript glue");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)
        .context("choosing the kind of glue")?
        .typescript(false)
        .omit_default_module_path(true)
        .generate(dist)
        .context("making the JavaScript glue")
}

fn optimise(wasm: &Path) -> Result<()> {
    step("shrinking the WebAssembly (wasm-opt)");
    let small = wasm.with_extension("small");
    run_quietly(
        node_program("binaryen/bin/wasm-opt")
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(WASM_FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(&small),
    )?;
    fs::rename(small, wasm).context("replacing the WebAssembly by the smaller one")
}

fn styles(dist: &Path) -> Result<()> {
    step("building the styles");
    run_quietly(
        node_program("@tailwindcss/cli/dist/index.mjs")
            .args(["--input", "styles.css", "--minify", "--output"])
            .arg(dist.join("styles.css")),
    )
}

/// A program of a Node package of the front end.
fn node_program(path: &str) -> Command {
    let ui = root().join("ui");
    let mut command = Command::new("node");
    command.arg(ui.join("node_modules").join(path)).current_dir(ui);
    command
}

/// The page with its icons, its script, its messages, and its fonts.
fn page(dist: &Path) -> Result<()> {
    let ui = root().join("ui");
    let template = fs::read_to_string(ui.join("index.html")).context("reading ui/index.html")?;
    fs::write(dist.join("index.html"), template.replace("<!--icons-->", &sprite(&ui)?))
        .context("writing the page")?;
    fs::copy(ui.join("boot.js"), dist.join("boot.js")).context("copying ui/boot.js")?;
    fs::create_dir_all(dist.join("locales")).context("making ui/dist/locales")?;
    for language in ["en", "de"] {
        let file = format!("locales/{language}.ftl");
        fs::copy(ui.join(&file), dist.join(&file)).with_context(|| format!("copying ui/{file}"))?;
    }
    let fonts = ui.join("node_modules/@fontsource-variable/inter/files");
    for subset in ["latin", "latin-ext"] {
        let name = format!("inter-{subset}-wght-normal.woff2");
        fs::copy(fonts.join(&name), dist.join(&name)).with_context(|| format!("copying {name}"))?;
    }
    Ok(())
}

/// All icons of `ui/icons.txt` as symbols of one hidden drawing.
fn sprite(ui: &Path) -> Result<String> {
    let names = fs::read_to_string(ui.join("icons.txt")).context("reading ui/icons.txt")?;
    let mut sprite = String::from("<svg hidden aria-hidden=\"true\">");
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        let path = ui.join("node_modules/lucide-static/icons").join(format!("{name}.svg"));
        let svg = fs::read_to_string(&path).with_context(|| format!("icon {name:?} of ui/icons.txt"))?;
        let body = svg.split_once("<svg").and_then(|(_, rest)| rest.split_once('>'));
        let Some(drawing) = body.and_then(|(_, rest)| rest.rsplit_once("</svg>")) else {
            bail!("{} is not a drawing", path.display());
        };
        let lines: String = drawing.0.lines().map(str::trim).collect();
        write!(
            sprite,
            "<symbol id=\"i-{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" \
             stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{lines}</symbol>"
        )?;
    }
    sprite.push_str("</svg>");
    Ok(sprite)
}
