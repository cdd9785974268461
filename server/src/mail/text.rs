//! A letter as plain text, for whoever prefers it and for whatever cannot show the other.

use super::changes::Change;
use super::letter::Letter;
use super::summary::{Line, Summary};
use super::wording::Wording;

/// Columns that every mail program shows without breaking lines itself (RFC 3676 4.1 advises 78 at most).
const WIDTH: usize = 72;

pub fn render(letter: &Letter) -> String {
    let said = letter.wording;
    let mut page = Page::default();
    if !letter.greeting.is_empty() {
        page.paragraph(&letter.greeting);
    }
    page.paragraph(&letter.intro);
    let (name, value) = &letter.title;
    page.heading(&format!("{name} {value} ({})", letter.badge));
    if let Some(summary) = &letter.summary {
        page.line(&format!("{} {}", said.placed_on, summary.placed_on));
    }
    for (name, value) in &letter.facts {
        page.indented("", "    ", &format!("{name}: {value}"));
    }
    if !letter.reason.is_empty() {
        page.indented("", "    ", &format!("{}: {}", said.reason, letter.reason));
    }
    page.blank();
    if !letter.changes.is_empty() {
        page.heading(said.changes.heading);
        letter.changes.iter().for_each(|change| changed(&mut page, change, said));
        page.blank();
    }
    if let Some(summary) = &letter.summary {
        order(&mut page, summary, said);
    }
    page.heading(letter.next_heading);
    for sentence in &letter.next {
        page.indented("- ", "  ", sentence);
    }
    page.blank();
    if !letter.questions.is_empty() {
        page.paragraph(letter.questions);
    }
    page.line(&letter.provider);
    page.blank();
    page.line("-- ");
    page.indented("", "", &letter.why);
    page.0
}

fn changed(page: &mut Page, change: &Change, said: &Wording) {
    let of = if change.of.is_empty() { String::new() } else { format!(" ({})", change.of) };
    page.indented("", "  ", &format!("{}{of}", change.what));
    let names = &said.changes;
    page.indented("    ", "      ", &format!("{}: {}", names.before, change.from));
    page.indented("    ", "      ", &format!("{}: {}", names.after, change.to));
}

fn order(page: &mut Page, summary: &Summary, said: &Wording) {
    page.heading(said.your_services);
    for line in &summary.lines {
        service(page, line, said.note);
    }
    page.line(&"-".repeat(WIDTH));
    for (name, amount) in &summary.sums {
        page.spread(name, amount);
    }
    page.spread(said.total, &summary.total);
    page.spread("", &format!("({})", summary.tax));
    page.blank();
    if !summary.address.is_empty() {
        page.heading(said.address);
        summary.address.iter().for_each(|line| page.line(line));
        page.blank();
    }
}

fn service(page: &mut Page, line: &Line, note: &str) {
    page.spread(&format!("{} x {}", line.quantity, line.name), &line.total);
    for detail in [&line.choices, &line.each] {
        if !detail.is_empty() {
            page.indented("    ", "    ", detail);
        }
    }
    page.indented("    ", "    ", &format!("{}: {}", line.delivery, line.window));
    if !line.note.is_empty() {
        page.indented("    ", "    ", &format!("{note}: {}", line.note));
    }
    page.blank();
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        // A line break inside a name must not look like our own words.
        self.0.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.0.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.indented("", "", text);
        self.blank();
    }

    fn heading(&mut self, text: &str) {
        self.line(text);
        self.line(&"=".repeat(text.chars().count().min(WIDTH)));
    }

    /// A name on the left and an amount on the right, on two lines if they do not fit on one.
    fn spread(&mut self, left: &str, right: &str) {
        let (used, wants) = (left.chars().count(), right.chars().count());
        if used + 2 + wants <= WIDTH {
            return self.line(&format!("{left}{}{right}", " ".repeat(WIDTH - used - wants)));
        }
        self.indented("", "    ", left);
        self.line(&format!("{}{right}", " ".repeat(WIDTH.saturating_sub(wants))));
    }

    /// Breaks at spaces; a longer word stays whole.
    fn indented(&mut self, first: &str, others: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_ascii_whitespace() {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = others.to_owned();
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        if !empty {
            self.line(&line);
        }
    }
}
