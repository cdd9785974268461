//! Search as you type: several words, each the beginning of a word of the service, best first.

use domain::CategoryId;
use rusqlite::Connection;

use super::error::StoreError;
use super::services::shelf;

/// Matches that are ranked and can be paged through; whoever has more types another letter.
pub const MATCHES_MAX: usize = 1_000;
/// Names that begin with the text and are sorted to the top.
const NAMES_FIRST: usize = 200;
/// What is typed beyond this does not narrow the search.
const WORDS_MAX: usize = 8;
const WORD_CHARS: usize = 40;
/// Weights of name, keywords, category, summary, description, shelf.
const RANK: &str = "bm25(service_words, 10.0, 6.0, 4.0, 2.0, 1.0, 0.0)";

/// Rows of the matching services, best first, at most [`MATCHES_MAX`]; none if the text has no word.
pub fn matches(
    tx: &Connection,
    text: &str,
    category: Option<&CategoryId>,
) -> Result<Option<Vec<i64>>, StoreError> {
    let words = words(text);
    if words.is_empty() {
        return Ok(None);
    }
    let within = |query: String| match category {
        Some(category) => format!("({query}) AND {{shelf}} : \"{}\"", shelf(category)),
        None => query,
    };
    let all_words = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
    let starts_with = format!("{{name}} : ^ \"{}\" *", words.join(" "));

    let found = rows(tx, &within(all_words.clone()), MATCHES_MAX)?;
    let rest = if found.len() < MATCHES_MAX {
        ranked(tx, &within(all_words))?
    } else {
        // Too many to rank while someone types: those with all words in the name first.
        let in_name = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
        let mut rest = rows(tx, &within(format!("{{name}} : ({in_name})")), MATCHES_MAX)?;
        rest.extend(found);
        rest
    };
    let mut best = shortest_first(tx, rows(tx, &within(starts_with), NAMES_FIRST)?)?;
    best.extend(rest);
    let mut seen = std::collections::HashSet::new();
    best.retain(|n| seen.insert(*n));
    best.truncate(MATCHES_MAX);
    Ok(Some(best))
}

/// Rows of everything on sale, by category and name.
pub fn listed(
    tx: &Connection,
    category: Option<&CategoryId>,
    offset: u32,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(match category {
        Some(_) => {
            "SELECT n FROM services WHERE withdrawn = 0 AND category = ?3 ORDER BY name, n LIMIT ?1 OFFSET ?2"
        }
        None => {
            "SELECT n FROM services WHERE withdrawn = 0 AND ?3 IS NULL
             ORDER BY category, name, n LIMIT ?1 OFFSET ?2"
        }
    })?;
    let rows = statement.query_map((limit, offset, category.map(CategoryId::as_str)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn rows(tx: &Connection, query: &str, limit: usize) -> Result<Vec<i64>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT rowid FROM service_words WHERE service_words MATCH ?1 LIMIT ?2")?;
    let rows = statement.query_map((query, i64::try_from(limit).unwrap_or(i64::MAX)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn ranked(tx: &Connection, query: &str) -> Result<Vec<i64>, StoreError> {
    let sql = format!("SELECT rowid FROM service_words WHERE service_words MATCH ?1 ORDER BY {RANK}");
    let mut statement = tx.prepare_cached(&sql)?;
    let rows = statement.query_map([query], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of names that begin alike, the shortest is the closest to what was typed; an exact one is first.
fn shortest_first(tx: &Connection, rows: Vec<i64>) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached("SELECT name FROM services WHERE n = ?1")?;
    let mut named = Vec::with_capacity(rows.len());
    for n in rows {
        let name: String = statement.query_row([n], |row| row.get(0))?;
        named.push((name.chars().count(), name, n));
    }
    named.sort();
    Ok(named.into_iter().map(|(_, _, n)| n).collect())
}

/// Runs of letters and digits, so that quotes and the operators of the query language mean nothing.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !is_mark(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(WORDS_MAX)
        .map(|word| word.chars().take(WORD_CHARS).collect())
        .collect()
}

/// A combining mark belongs to the letter before it; the index drops it from both sides.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_quotes_are_only_separators() {
        assert_eq!(words("tea* OR \"ca\"ke-stand NEAR(x)"), ["tea", "OR", "ca", "ke", "stand", "NEAR", "x"]);
        assert!(words(" *^\"- ").is_empty());
    }
}
