//! The letters: Noto Sans, which has those of Latin, Greek and Cyrillic. Other scripts show as empty boxes; the text
//! itself is in the file all the same, to be searched and copied.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

pub struct Faces {
    regular: Face,
    bold: Face,
}

/// One font, with what is needed to set a line of it.
pub struct Face {
    font: Font,
    table: FontRef<'static>,
    units_per_em: f32,
}

impl Faces {
    /// None if the built-in fonts cannot be read.
    pub fn new() -> Option<Self> {
        Some(Self { regular: Face::new(notosans::REGULAR_TTF)?, bold: Face::new(notosans::BOLD_TTF)? })
    }

    pub fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let font = Font::new(bytes.into(), 0)?;
        let table = FontRef::new(bytes).ok()?;
        let units_per_em = font.units_per_em();
        Some(Self { font, table, units_per_em })
    }

    pub fn font(&self) -> Font {
        self.font.clone()
    }

    /// One glyph for each letter: texts are composed (NFC), so no mark stands for itself where a letter has it.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let charmap = self.table.charmap();
        let metrics = self.table.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyph = |(at, c): (usize, char)| {
            let id = charmap.map(c).unwrap_or_default();
            let advance = metrics.advance_width(id).unwrap_or_default() / self.units_per_em;
            let id = GlyphId::new(id.to_u32());
            KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// In points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let charmap = self.table.charmap();
        let metrics = self.table.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = |c| metrics.advance_width(charmap.map(c).unwrap_or_default()).unwrap_or_default();
        text.chars().map(advance).sum::<f32>() / self.units_per_em * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_europe_and_the_signs_of_its_money_are_there() {
        let faces = Faces::new().expect("the fonts can be read");
        for weight in [Weight::Regular, Weight::Bold] {
            for c in "AZaz09 ÄÖÜäöüß ŁłŻżŐűŘřĞğİıŞş ÞðÆøÅ ΑΩαωάΐ АЯабяёЇїЎў €£¥$ –—„“”‚‘’×·−…".chars()
            {
                let known = faces.of(weight).table.charmap().map(c);
                assert!(known.is_some(), "{c}");
            }
        }
    }

    #[test]
    fn figures_are_all_of_one_width() {
        let faces = Faces::new().expect("the fonts can be read");
        let width = |text: &str| faces.of(Weight::Regular).width(text, 10.0);
        assert!(('0'..='9').all(|digit| (width(&digit.to_string()) - width("0")).abs() < 0.001));
    }
}
