//! What people wrote, in a table that a spreadsheet opens.

/// A spreadsheet would reckon with what begins like a formula; after an apostrophe it is text (OWASP, "CSV Injection").
pub fn text(written: &str) -> String {
    let formula = written.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || written.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{written}") } else { written.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for evil in ["=1+1", "+49", "-2", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert_eq!(text(evil), format!("'{evil}"));
        }
        for fine in ["", "Lawn", "a=b", "\"quoted\"", "O'Neill"] {
            assert_eq!(text(fine), fine);
        }
    }
}
