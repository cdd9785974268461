//! A display without a screen: pictures of what it shows, and a mouse for what no driver can reach.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt, EventMask,
    GetWindowAttributesReply, ImageFormat, InputFocus, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// The mouse's first button, as X11 counts them.
const LEFT_BUTTON: u8 = 1;

/// A place on the display, in pixels from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub x: i16,
    pub y: i16,
}

/// An Xvfb of its own; dropping it ends it.
pub struct Display {
    process: Child,
    name: String,
}

impl Display {
    pub fn start(width: u16, height: u16) -> Result<Self> {
        // Without `-noreset` it begins anew when its last program ends, and refuses the next one meanwhile.
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0"])
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

    /// Whether a window with this in its title is there.
    pub fn has_window(&self, title: &str) -> Result<bool> {
        let (connection, screen) = self.connect()?;
        Ok(window_called(&connection, screen, title)?.is_some())
    }

    /// Where the largest area of this colour (red, green, blue) is in a window with this in its title: the middle of
    /// a button, say. None as long as fewer than `least` pixels have it, because the page is not drawn yet.
    pub fn find_colour(&self, title: &str, colour: [u8; 3], least: usize) -> Result<Option<Point>> {
        let (connection, screen) = self.connect()?;
        let Some(window) = window_called(&connection, screen, title)? else { return Ok(None) };
        let place = connection.get_geometry(window)?.reply().context("measuring a window")?;
        let image = connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, place.width, place.height, u32::MAX)?
            .reply();
        // A window may be gone by the time it is looked at.
        let Ok(image) = image else { return Ok(None) };
        let wanted = [colour[2], colour[1], colour[0]];
        let pixels = image.data.chunks_exact(4).enumerate();
        let found: Vec<usize> =
            pixels.filter(|(_, pixel)| pixel[..3] == wanted).map(|(number, _)| number).collect();
        if found.len() < least {
            return Ok(None);
        }
        let width = usize::from(place.width);
        let middle = |mut along: Vec<usize>| -> Result<i16> {
            along.sort_unstable();
            Ok(i16::try_from(along[along.len() / 2])?)
        };
        let x = middle(found.iter().map(|number| number % width).collect())?;
        let y = middle(found.iter().map(|number| number / width).collect())?;
        Ok(Some(Point { x: place.x + x, y: place.y + y }))
    }

    /// Moves the mouse there and clicks, as a hand would.
    pub fn click(&self, at: Point) -> Result<()> {
        let (connection, screen) = self.connect()?;
        let root = connection.setup().roots[screen].root;
        let moves = [
            (MOTION_NOTIFY_EVENT, 0),
            (BUTTON_PRESS_EVENT, LEFT_BUTTON),
            (BUTTON_RELEASE_EVENT, LEFT_BUTTON),
        ];
        for (kind, detail) in moves {
            connection
                .xtest_fake_input(kind, detail, 0, root, at.x, at.y, 0)?
                .check()
                .context("using the mouse")?;
        }
        Ok(())
    }

    /// Takes the keyboard away from every window, as turning to another program does.
    pub fn look_away(&self) -> Result<()> {
        let (connection, _) = self.connect()?;
        let nobody = x11rb::NONE;
        connection
            .set_input_focus(InputFocus::NONE, nobody, CURRENT_TIME)?
            .check()
            .context("taking the keyboard away")
    }

    /// Whether one of the `width` pixels from here to the right has this colour (red, green, blue).
    pub fn has_colour(&self, from: Point, width: u16, colour: [u8; 3]) -> Result<bool> {
        let (connection, screen) = self.connect()?;
        let root = connection.setup().roots[screen].root;
        let image = connection
            .get_image(ImageFormat::Z_PIXMAP, root, from.x, from.y, width, 1, u32::MAX)?
            .reply()
            .context("reading the display")?;
        let wanted = [colour[2], colour[1], colour[0]];
        Ok(image.data.chunks_exact(4).any(|pixel| pixel[..3] == wanted))
    }

    /// Asks a window with this in its title to close, as the cross in its frame does.
    pub fn close(&self, title: &str) -> Result<()> {
        let (connection, screen) = self.connect()?;
        let window =
            window_called(&connection, screen, title)?.context("the window to close is not there")?;
        let atom = |name: &[u8]| -> Result<u32> { Ok(connection.intern_atom(false, name)?.reply()?.atom) };
        let wish = [atom(b"WM_DELETE_WINDOW")?, CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS")?, wish);
        connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()
            .context("closing a window")
    }

    /// Takes a window with this in its title from the display, as a desktop does that minimises it.
    pub fn minimise(&self, title: &str) -> Result<()> {
        let (connection, screen) = self.connect()?;
        let window = window_called(&connection, screen, title)?.context("the window to hide is not there")?;
        connection.unmap_window(window)?.check().context("hiding a window")
    }

    /// Writes what the display shows now as a PNG.
    pub fn picture(&self, path: &Path) -> Result<()> {
        let (connection, screen) = self.connect()?;
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

    /// The error, with a picture of what the display showed then, if there can be one.
    pub fn with_picture(&self, error: anyhow::Error, path: &Path) -> anyhow::Error {
        match self.picture(path) {
            Ok(()) => error.context(format!("the display is in {}", path.display())),
            Err(unseen) => error.context(format!("there is no picture of it, for {unseen:#}")),
        }
    }

    fn connect(&self) -> Result<(RustConnection, usize)> {
        x11rb::connect(Some(&self.name)).context("connecting to the display")
    }
}

/// The window that is shown with this in its title.
fn window_called(connection: &RustConnection, screen: usize, title: &str) -> Result<Option<Window>> {
    let root = connection.setup().roots[screen].root;
    for window in connection.query_tree(root)?.reply().context("listing the windows")?.children {
        let name = connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply();
        let viewable = |map: GetWindowAttributesReply| map.map_state == MapState::VIEWABLE;
        // A window may be gone by the time it is asked.
        let named = name.is_ok_and(|name| String::from_utf8_lossy(&name.value).contains(title));
        if named && connection.get_window_attributes(window)?.reply().is_ok_and(viewable) {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
