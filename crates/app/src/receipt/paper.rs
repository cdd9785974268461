//! Sheets of A4 that are first described and then drawn: what stands where is known before the first page is counted.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::face::{Face, Faces, Weight};

/// A4 in points of 1/72 inch.
pub const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
/// Room for a punch and a hand.
pub const LEFT: f32 = 56.0;
pub const RIGHT: f32 = WIDTH - 56.0;
const TOP: f32 = 56.0;
const BOTTOM: f32 = HEIGHT - 64.0;
/// Where the foot of each sheet stands.
const FOOT: f32 = HEIGHT - 40.0;
/// From one line of text to the next, in sizes of the text.
const LEADING: f32 = 1.36;
/// A rule of a hair, which every printer prints.
const HAIR: f32 = 0.6;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    Black,
    /// What is beside the matter.
    Grey,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub weight: Weight,
    pub size: f32,
    pub ink: Ink,
}

pub const TITLE: Style = Style { weight: Weight::Bold, size: 19.0, ink: Ink::Black };
pub const STRONG: Style = Style { weight: Weight::Bold, size: 9.5, ink: Ink::Black };
pub const PLAIN: Style = Style { weight: Weight::Regular, size: 9.5, ink: Ink::Black };
pub const SMALL: Style = Style { weight: Weight::Regular, size: 8.5, ink: Ink::Grey };

/// Something on a sheet.
#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Text { x: f32, y: f32, style: Style, text: String },
    Rule { x: f32, y: f32, to: f32 },
}

/// Sheets that are filled from the top to the bottom.
pub struct Paper<'a> {
    pub faces: &'a Faces,
    sheets: Vec<Vec<Mark>>,
    /// The top of what comes next.
    y: f32,
    /// Stands at the top of every sheet but the first.
    running_head: (String, String),
    /// Stands below it while a table goes on.
    table_head: Vec<(f32, String)>,
}

impl<'a> Paper<'a> {
    pub fn new(faces: &'a Faces, running_head: (String, String)) -> Self {
        Self { faces, sheets: vec![Vec::new()], y: TOP, running_head, table_head: Vec::new() }
    }

    /// Leaves so much free.
    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Begins another sheet if so much does not fit on this one.
    pub fn need(&mut self, height: f32) {
        if self.y + height <= BOTTOM {
            return;
        }
        self.sheets.push(Vec::new());
        self.y = TOP;
        let (left, right) = self.running_head.clone();
        self.put(LEFT, SMALL, &left);
        self.put_to(RIGHT, SMALL, &right);
        self.skip(line_height(SMALL) + 4.0);
        self.rule(LEFT, RIGHT);
        self.skip(10.0);
        if !self.table_head.is_empty() {
            self.draw_table_head();
        }
    }

    /// Begins a table: its columns by the place where each begins, or ends if it is of numbers.
    pub fn table(&mut self, left: (f32, String), to_the_right: Vec<(f32, String)>) {
        self.table_head = std::iter::once(left).chain(to_the_right).collect();
        self.need(4.0 * line_height(PLAIN));
        self.draw_table_head();
    }

    pub fn end_table(&mut self) {
        self.table_head.clear();
    }

    fn draw_table_head(&mut self) {
        let columns = self.table_head.clone();
        for (index, (x, text)) in columns.iter().enumerate() {
            if index == 0 { self.put(*x, SMALL, text) } else { self.put_to(*x, SMALL, text) }
        }
        self.skip(line_height(SMALL) + 3.0);
        self.rule(LEFT, RIGHT);
        self.skip(7.0);
    }

    /// A text that begins at `x`, on the line that is next; the line stays the next one.
    pub fn put(&mut self, x: f32, style: Style, text: &str) {
        let y = self.y + style.size;
        self.add(Mark::Text { x, y, style, text: text.into() });
    }

    /// The same, ending at `x`.
    pub fn put_to(&mut self, x: f32, style: Style, text: &str) {
        let width = self.faces.of(style.weight).width(text, style.size);
        self.put(x - width, style, text);
    }

    /// A line for itself.
    pub fn line(&mut self, x: f32, style: Style, text: &str) {
        self.need(line_height(style));
        self.put(x, style, text);
        self.skip(line_height(style));
    }

    /// As many lines as the text needs between `x` and `to`.
    pub fn paragraph(&mut self, x: f32, to: f32, style: Style, text: &str) {
        for line in self.wrapped(to - x, style, text) {
            self.line(x, style, &line);
        }
    }

    /// The text in lines that are no wider.
    pub fn wrapped(&self, width: f32, style: Style, text: &str) -> Vec<String> {
        wrapped(self.faces.of(style.weight), width, style.size, text)
    }

    pub fn rule(&mut self, x: f32, to: f32) {
        let y = self.y;
        self.add(Mark::Rule { x, y, to });
    }

    /// Where the next line stands on its sheet, to come back to it while the sheet is the same.
    pub fn place(&self) -> f32 {
        self.y
    }

    pub fn go_to(&mut self, place: f32) {
        self.y = place;
    }

    fn add(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    /// The PDF. `foot` says what stands at the foot of a sheet: its number, of how many.
    pub fn drawn(mut self, metadata: Metadata, foot: impl Fn(usize, usize) -> String) -> Option<Vec<u8>> {
        let count = self.sheets.len();
        let (faces, sheets) = (self.faces, std::mem::take(&mut self.sheets));
        let mut document = Document::new();
        document.set_metadata(metadata);
        for (index, sheet) in sheets.iter().enumerate() {
            let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
            let mut surface = page.surface();
            for mark in sheet {
                draw(&mut surface, faces, mark);
            }
            let text = foot(index + 1, count);
            let x = RIGHT - faces.of(SMALL.weight).width(&text, SMALL.size);
            draw(&mut surface, faces, &Mark::Text { x, y: FOOT, style: SMALL, text });
            surface.finish();
            page.finish();
        }
        document.finish().ok()
    }
}

pub fn line_height(style: Style) -> f32 {
    style.size * LEADING
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) {
    match mark {
        Mark::Text { x, y, style, text } => {
            let face = faces.of(style.weight);
            surface.set_stroke(None);
            surface.set_fill(Some(fill(style.ink)));
            let start = Point::from_xy(*x, *y);
            surface.draw_glyphs(start, &face.glyphs(text), face.font(), text, style.size, false);
        }
        Mark::Rule { x, y, to } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(*to, *y);
            let Some(path) = path.finish() else { return };
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(200, 196, 188).into(),
                width: HAIR,
                ..Stroke::default()
            }));
            surface.draw_path(&path);
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(29, 41, 38),
        Ink::Grey => rgb::Color::new(88, 97, 93),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

/// Broken between words, and within one that is wider than a line.
fn wrapped(face: &Face, width: f32, size: f32, text: &str) -> Vec<String> {
    let fits = |line: &str| face.width(line, size) <= width;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.into()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_wider_than_its_column_is_broken_and_nothing_is_lost() {
        let faces = Faces::new().expect("the fonts can be read");
        let text = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ja";
        let lines = wrapped(faces.of(Weight::Regular), 120.0, 9.5, text);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| faces.of(Weight::Regular).width(line, 9.5) <= 120.0));
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn what_does_not_fit_goes_to_another_sheet_below_a_head() {
        let faces = Faces::new().expect("the fonts can be read");
        let mut paper = Paper::new(&faces, ("left".into(), "right".into()));
        paper.table((LEFT, "name".into()), vec![(RIGHT, "sum".into())]);
        for n in 0..100 {
            paper.line(LEFT, PLAIN, &format!("line {n}"));
        }
        assert_eq!(paper.sheets.len(), 2);
        let texts = |sheet: &Vec<Mark>| -> Vec<String> {
            let text = |mark: &Mark| match mark {
                Mark::Text { text, .. } => Some(text.clone()),
                Mark::Rule { .. } => None,
            };
            sheet.iter().filter_map(text).collect()
        };
        assert_eq!(texts(&paper.sheets[1])[..4], ["left", "right", "name", "sum"]);
        let lowest = |mark: &Mark| match mark {
            Mark::Text { y, .. } | Mark::Rule { y, .. } => *y <= BOTTOM,
        };
        assert!(paper.sheets.iter().flatten().all(lowest));
    }
}
