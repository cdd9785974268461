//! Forms with brackets, as Stripe reads them: `line_items[0][price_data][currency]=eur`.

use serde_json::{Map, Value};

/// A form as it was sent: keys in parts, values as text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pairs: Vec<(Vec<String>, String)>,
}

impl Form {
    pub fn parse(text: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(text).map(|(key, value)| (parts(&key), value.into_owned()));
        Self { pairs: pairs.collect() }
    }

    /// The text at `["metadata", "order"]`.
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        let mut found = self.pairs.iter().filter(|(key, _)| key.iter().eq(path.iter()));
        found.next_back().map(|(_, value)| value.as_str())
    }

    /// What stands below a path, by its next part: `metadata`, `payment_intent_data[metadata]`.
    pub fn map(&self, path: &[&str]) -> Map<String, Value> {
        let below = self.pairs.iter().filter(|(key, _)| {
            key.len() == path.len() + 1 && key.iter().zip(path).all(|(part, wanted)| part == wanted)
        });
        below.map(|(key, value)| (key[path.len()].clone(), Value::from(value.as_str()))).collect()
    }

    /// The values of a list, written with or without numbers: `expand[]=a`, `expand[0]=a`.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let items = self.pairs.iter().filter(|(key, _)| key.len() == 2 && key[0] == name);
        items.map(|(_, value)| value.as_str()).collect()
    }

    /// The keys of a list of objects, in order: the `0` of `line_items[0][quantity]`.
    pub fn items(&self, name: &str) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for (key, _) in self.pairs.iter().filter(|(key, _)| key.len() > 1 && key[0] == name) {
            if !keys.contains(&key[1]) {
                keys.push(key[1].clone());
            }
        }
        keys
    }

    /// The first key that fits none of the patterns: `*` is any one part, `**` any rest.
    pub fn unknown(&self, known: &[&str]) -> Option<String> {
        let fits = |key: &[String]| known.iter().any(|pattern| fits(key, pattern));
        self.pairs.iter().find(|(key, _)| !fits(key)).map(|(key, _)| written(key))
    }

    /// The form as JSON, with numbered lists as lists.
    pub fn to_json(&self) -> Value {
        let mut all = Value::Object(Map::new());
        for (key, value) in &self.pairs {
            let mut place = &mut all;
            for part in key {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                let Value::Object(here) = place else { break };
                let part = if part.is_empty() { here.len().to_string() } else { part.clone() };
                place = here.entry(part).or_insert(Value::Null);
            }
            *place = Value::from(value.as_str());
        }
        with_lists(all)
    }

    /// The same for forms that say the same, however their pairs are ordered.
    pub fn fingerprint(&self) -> String {
        let mut lines: Vec<String> =
            self.pairs.iter().map(|(key, value)| format!("{}={value}", written(key))).collect();
        lines.sort();
        lines.join("&")
    }
}

/// `a[b][c]` in its parts.
fn parts(key: &str) -> Vec<String> {
    let mut pieces = key.split('[');
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.trim_end_matches(']').to_owned());
    std::iter::once(first).chain(rest).collect()
}

fn written(key: &[String]) -> String {
    let rest: String = key.iter().skip(1).map(|part| format!("[{part}]")).collect();
    format!("{}{rest}", key.first().map_or("", String::as_str))
}

fn fits(key: &[String], pattern: &str) -> bool {
    let wanted: Vec<&str> = pattern.split('.').collect();
    let open_ended = wanted.last() == Some(&"**");
    let fixed = if open_ended { &wanted[..wanted.len() - 1] } else { &wanted[..] };
    let long_enough = if open_ended { key.len() >= fixed.len() } else { key.len() == fixed.len() };
    long_enough && fixed.iter().zip(key).all(|(wanted, part)| *wanted == "*" || wanted == part)
}

fn with_lists(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let numbered = !map.is_empty() && map.keys().all(|key| key.parse::<usize>().is_ok());
    if numbered {
        let mut items: Vec<(usize, Value)> =
            map.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
        items.sort_by_key(|(at, _)| *at);
        return Value::Array(items.into_iter().map(|(_, value)| with_lists(value)).collect());
    }
    Value::Object(map.into_iter().map(|(key, value)| (key, with_lists(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_read_as_objects_and_lists() {
        let form = Form::parse(b"mode=payment&line_items[0][price_data][currency]=eur&expand[]=a&expand[]=b");
        assert_eq!(form.text(&["line_items", "0", "price_data", "currency"]), Some("eur"));
        assert_eq!(form.list("expand"), ["a", "b"]);
        let json = form.to_json();
        assert_eq!(json["line_items"][0]["price_data"]["currency"], "eur");
        assert_eq!(json["expand"][1], "b");
    }

    #[test]
    fn the_first_parameter_that_nobody_knows_is_named_as_it_was_written() {
        let known = ["mode", "metadata.*", "line_items.*.price_data.currency", "shipping.**"];
        let form =
            Form::parse(b"mode=x&metadata[a]=1&line_items[0][price_data][currency]=eur&shipping[a][b]=1");
        assert_eq!(form.unknown(&known), None);
        let form = Form::parse(b"mode=x&line_items[0][price_data][colour]=red");
        assert_eq!(form.unknown(&known).as_deref(), Some("line_items[0][price_data][colour]"));
    }

    #[test]
    fn the_order_of_the_pairs_does_not_matter() {
        let one = Form::parse(b"a=1&b[c]=2");
        assert_eq!(one.fingerprint(), Form::parse(b"b%5Bc%5D=2&a=1").fingerprint());
        assert_ne!(one.fingerprint(), Form::parse(b"a=1&b[c]=3").fingerprint());
    }
}
