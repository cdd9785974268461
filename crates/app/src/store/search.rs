//! Search as you type: several words, each the beginning of a word of the service, best first.
//!
//! The index finds; the order is made here. The index's own ranking counts every row that has a word, which takes
//! longer than a frame when the word is one letter and there are 100,000 services.

use std::collections::HashSet;

use domain::CategoryId;
use rusqlite::Connection;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::error::StoreError;
use super::services::shelf;

/// Matches that can be paged through; whoever has more types another letter.
const MATCHES_MAX: usize = 1_000;
/// Names that begin with the text and are put to the top.
const NAMES_FIRST: usize = 200;
/// What is typed beyond this does not narrow the search.
const WORDS_MAX: usize = 8;
const WORD_CHARS: usize = 40;
/// How much it counts where a word was found; elsewhere it was in the description.
const IN_NAME: u32 = 10;
const IN_KEYWORDS: u32 = 6;
const IN_CATEGORY: u32 = 4;
const IN_SUMMARY: u32 = 2;

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
    let mut best = names_that_begin(tx, text, category)?;
    let first: HashSet<i64> = best.iter().copied().collect();
    let found = found(tx, &words, category)?;
    best.extend(by_score(tx, found, &words)?.into_iter().filter(|n| !first.contains(n)));
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
            "SELECT n FROM services WHERE withdrawn = 0 AND category = ?3
             ORDER BY name_key, n LIMIT ?1 OFFSET ?2"
        }
        None => {
            "SELECT n FROM services WHERE withdrawn = 0 AND ?3 IS NULL
             ORDER BY category, name_key, n LIMIT ?1 OFFSET ?2"
        }
    })?;
    let rows = statement.query_map((limit, offset, category.map(CategoryId::as_str)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// In lower case and without marks, as the index sees it: `Café` is `cafe`.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Of names that begin alike, the shortest is the closest to what was typed; an exact one is first.
fn names_that_begin(
    tx: &Connection,
    text: &str,
    category: Option<&CategoryId>,
) -> Result<Vec<i64>, StoreError> {
    let from: String = folded(text.trim()).chars().take(WORDS_MAX * WORD_CHARS).collect();
    let to = format!("{from}{}", char::MAX);
    let mut statement = tx.prepare_cached(
        "SELECT length(name_key), name_key, n FROM services
         WHERE withdrawn = 0 AND name_key >= ?1 AND name_key < ?2 AND (?3 IS NULL OR category = ?3)
         ORDER BY name_key LIMIT ?4",
    )?;
    let limit = i64::try_from(NAMES_FIRST).unwrap_or(i64::MAX);
    let rows = statement.query_map((from, to, category.map(CategoryId::as_str), limit), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut named: Vec<(i64, String, i64)> = rows.collect::<Result<_, _>>()?;
    named.sort();
    Ok(named.into_iter().map(|(_, _, n)| n).collect())
}

/// Rows with all words, at most [`MATCHES_MAX`]. Of more, those that have them where they say most.
fn found(tx: &Connection, words: &[String], category: Option<&CategoryId>) -> Result<Vec<i64>, StoreError> {
    let any = having(tx, "name keywords category summary description", words, category)?;
    if any.len() < MATCHES_MAX {
        return Ok(any);
    }
    let mut best = having(tx, "name", words, category)?;
    if best.len() < MATCHES_MAX {
        best.extend(having(tx, "name keywords", words, category)?);
        best.extend(any);
    }
    let mut known = HashSet::new();
    best.retain(|n| known.insert(*n));
    best.truncate(MATCHES_MAX);
    Ok(best)
}

/// Rows with all words in these columns. `shelf` is none of them: it is not for people.
fn having(
    tx: &Connection,
    columns: &str,
    words: &[String],
    category: Option<&CategoryId>,
) -> Result<Vec<i64>, StoreError> {
    let words = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
    let mut wanted = format!("{{{columns}}} : ({words})");
    if let Some(category) = category {
        wanted.push_str(&format!(" AND {{shelf}} : \"{}\"", shelf(category)));
    }
    let limit = i64::try_from(MATCHES_MAX).unwrap_or(i64::MAX);
    let mut statement =
        tx.prepare_cached("SELECT rowid FROM service_words WHERE service_words MATCH ?1 LIMIT ?2")?;
    let rows = statement.query_map((wanted, limit), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The highest score first; of equal ones the shorter name.
fn by_score(tx: &Connection, rows: Vec<i64>, words: &[String]) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT name_key, services.keywords, categories.name, summary FROM services
         LEFT JOIN categories ON categories.id = services.category WHERE n = ?1",
    )?;
    let words: Vec<_> = words.iter().map(|word| folded(word)).collect();
    let mut scored = Vec::with_capacity(rows.len());
    for n in rows {
        let entry = statement.query_row([n], |row| {
            let text = |at| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
            let name = text(0)?;
            let columns =
                [(name, IN_NAME), (text(1)?, IN_KEYWORDS), (text(2)?, IN_CATEGORY), (text(3)?, IN_SUMMARY)];
            let score: u32 = words.iter().map(|word| score(word, &columns)).sum();
            Ok((std::cmp::Reverse(score), name.len(), n))
        })?;
        scored.push(entry);
    }
    scored.sort_unstable();
    Ok(scored.into_iter().map(|(_, _, n)| n).collect())
}

fn score(word: &str, columns: &[(&str, u32)]) -> u32 {
    let hit = columns.iter().find(|(text, _)| has_word_beginning(&folded(text), word));
    hit.map_or(1, |(_, weight)| *weight)
}

pub(super) fn has_word_beginning(text: &str, beginning: &str) -> bool {
    text.match_indices(beginning)
        .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

/// Runs of letters and digits, so that quotes and the operators of the query language mean nothing.
pub(super) fn words(text: &str) -> Vec<String> {
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

    #[test]
    fn a_word_counts_most_where_it_says_most() {
        let columns = [("tea stall", IN_NAME), ("Café party", IN_KEYWORDS)];
        assert_eq!(score("te", &columns), IN_NAME);
        assert_eq!(score("cafe", &columns), IN_KEYWORDS);
        assert_eq!(score("all", &columns), 1);
    }
}
