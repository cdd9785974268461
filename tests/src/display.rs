//! A display without a screen, and pictures of what it shows.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, GetWindowAttributesReply, ImageFormat, MapState};

/// An Xvfb of its own; dropping it ends it.
pub struct Display {
    process: Child,
    name: String,
}

impl Display {
    pub fn start(width: u16, height: u16) -> Result<Self> {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb")?;
        let mut number = String::new();
        let output = process.stdout.take().context("Xvfb tells its number on its output")?;
        BufReader::new(output).read_line(&mut number).context("reading Xvfb's display number")?;
        if number.trim().is_empty() {
            bail!("Xvfb ended without a display");
        }
        Ok(Self { process, name: format!(":{}", number.trim()) })
    }

    /// For the `DISPLAY` variable.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a window whose title contains `title` is there and shows more than an empty page.
    pub fn shows_window(&self, title: &str) -> Result<bool> {
        let (connection, screen) = x11rb::connect(Some(&self.name)).context("connecting to the display")?;
        let root = connection.setup().roots[screen].root;
        for window in connection.query_tree(root)?.reply().context("listing the windows")?.children {
            let name =
                connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply();
            let viewable = |map: GetWindowAttributesReply| map.map_state == MapState::VIEWABLE;
            // A window may be gone by the time it is asked.
            let named = name.is_ok_and(|name| String::from_utf8_lossy(&name.value).contains(title));
            if named && connection.get_window_attributes(window)?.reply().is_ok_and(viewable) {
                let place = connection.get_geometry(window)?.reply().context("measuring a window")?;
                let image = connection
                    .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, place.width, place.height, u32::MAX)?
                    .reply();
                return Ok(image.is_ok_and(|image| is_drawn(&image.data)));
            }
        }
        Ok(false)
    }

    /// Writes what the display shows now as a PNG.
    pub fn picture(&self, path: &Path) -> Result<()> {
        let (connection, screen) = x11rb::connect(Some(&self.name)).context("connecting to the display")?;
        let root = &connection.setup().roots[screen];
        let (width, height) = (root.width_in_pixels, root.height_in_pixels);
        let image = connection
            .get_image(ImageFormat::Z_PIXMAP, root.root, 0, 0, width, height, u32::MAX)?
            .reply()
            .context("reading the display")?;
        // 24 bits of colour come in four bytes: blue, green, red, unused.
        let rgb: Vec<u8> =
            image.data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), width.into(), height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&rgb).context("writing the picture")
    }
}

/// Text on a page has many shades; a window that has not been drawn yet has a few.
fn is_drawn(pixels: &[u8]) -> bool {
    let shades: HashSet<&[u8]> = pixels.chunks_exact(4).collect();
    shades.len() > 32
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
