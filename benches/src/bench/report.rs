//! What was measured, as a table that a document can take as it is.

/// Rows in the order in which they were measured.
#[derive(Default)]
pub struct Report(Vec<Row>);

struct Row {
    what: String,
    figure: String,
    aim: String,
    how: String,
}

impl Report {
    /// A ratio against a baseline of the same run, with both figures.
    pub fn ratio(&mut self, what: &str, ours: f64, baseline: f64, unit: &str, aim: &str) {
        let how = format!("{} against {} {unit}", readable(ours), readable(baseline));
        self.add(what, format!("{:.2}", ours / baseline), aim, how);
    }

    /// A size or a time that stands alone.
    pub fn figure(&mut self, what: &str, value: f64, unit: &str, aim: &str) {
        self.add(what, format!("{} {unit}", readable(value)), aim, String::new());
    }

    fn add(&mut self, what: &str, figure: String, aim: &str, how: String) {
        eprintln!("{what}: {figure} (aim {aim}) {how}");
        self.0.push(Row { what: what.into(), figure, aim: aim.into(), how });
    }

    /// In Markdown.
    pub fn print(&self) {
        println!("\n| {:<58} | {:>12} | {:>12} | measured |", "what", "figure", "aim");
        println!("|{:-<60}|{:->13}:|{:->13}:|----------|", "", "", "");
        for Row { what, figure, aim, how } in &self.0 {
            println!("| {what:<58} | {figure:>12} | {aim:>12} | {how} |");
        }
    }
}

fn readable(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
