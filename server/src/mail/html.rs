//! A letter as HTML: one template, in which everything is escaped that is not our own.

use askama::Template;

use super::letter::Letter;
use super::wording::Tone;

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    letter: &'a Letter,
    /// Already safe inside a script element; may be empty.
    order_data: &'a str,
    /// Class, background and text of the badge.
    badge: (&'static str, &'static str, &'static str),
}

pub fn render(letter: &Letter, order_data: &str) -> Result<String, askama::Error> {
    let badge = match letter.tone {
        Tone::Good => ("good", "#d9f0e1", "#14532d"),
        Tone::Open => ("open", "#fdeacb", "#6b3b06"),
        Tone::Over => ("over", "#e6e4de", "#45504c"),
        Tone::Alarm => ("alarm", "#fbdcd7", "#7a1f14"),
    };
    Page { letter, order_data, badge }.render()
}
