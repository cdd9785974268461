//! A display without a screen, and pictures of what it shows.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat};

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

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
