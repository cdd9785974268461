//! A letter as HTML: one template, in which everything is escaped that is not our own.

use askama::Template;

use super::letter::Letter;

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    letter: &'a Letter,
    /// Already safe inside a script element.
    order_data: &'a str,
}

pub fn render(letter: &Letter, order_data: &str) -> Result<String, askama::Error> {
    Page { letter, order_data }.render()
}
