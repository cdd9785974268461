//! Options of a service: `Size: Small=0.00 | Large=2.50; Rhythm: Weekly=0.00 | Once=5.00`, or the same as JSON.

use domain::ids::slug;
use domain::limits::{CHOICES_PER_GROUP, GROUPS_PER_SERVICE, NAME_CHARS};
use domain::service::{OptionChoice, OptionGroup};
use domain::{Currency, OptionId};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::values::{amount, required, shown};
use super::{OPTIONS_CHARS, values};

/// The options as a file writes them.
pub enum Written<'a> {
    Text(&'a str),
    /// A JSON array of `{"name", "choices": [{"name", "surcharge"}]}`.
    Json(&'a str),
}

/// Parses options; surcharges are in the currency of the service.
pub fn parse(written: Written<'_>, currency: Currency) -> Result<Vec<OptionGroup>, String> {
    let mut groups = Groups { currency, groups: Vec::new() };
    match written {
        Written::Text(text) => groups.read_text(text)?,
        Written::Json(json) => groups.read_json(json)?,
    }
    Ok(groups.groups)
}

struct Groups {
    currency: Currency,
    groups: Vec<OptionGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonGroup<'a> {
    name: String,
    #[serde(borrow)]
    choices: Vec<JsonChoice<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonChoice<'a> {
    name: String,
    /// A text or a number, read as it is written: a float would not be exact.
    #[serde(borrow)]
    surcharge: &'a RawValue,
}

impl Groups {
    fn read_text(&mut self, text: &str) -> Result<(), String> {
        let text = values::text(text, OPTIONS_CHARS)?;
        let text = text.strip_suffix(';').unwrap_or(&text);
        if text.is_empty() {
            return Ok(());
        }
        for group in text.split(';') {
            let Some((name, choices)) = group.split_once(':') else {
                return Err(format!("{} has no colon after the name of the group", shown(group)));
            };
            self.begin(name)?;
            for choice in choices.split('|') {
                let Some((name, surcharge)) = choice.rsplit_once('=') else {
                    return Err(format!("the choice {} has no surcharge; write =0.00", shown(choice)));
                };
                self.choice(name, surcharge)?;
            }
        }
        Ok(())
    }

    fn read_json(&mut self, json: &str) -> Result<(), String> {
        let groups: Vec<JsonGroup> = serde_json::from_str(json).map_err(|error| {
            let cause = error.to_string();
            let cause = cause.split(" at line ").next().unwrap_or_default();
            format!("is not a list of groups with choices: {cause}")
        })?;
        for group in groups {
            self.begin(&group.name)?;
            if group.choices.is_empty() {
                return Err(format!("the group {} has no choices", shown(&group.name)));
            }
            for choice in group.choices {
                let surcharge = choice.surcharge.get();
                let text = serde_json::from_str::<String>(surcharge);
                self.choice(&choice.name, text.as_deref().unwrap_or(surcharge))?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, name: &str) -> Result<(), String> {
        let name = required(name, NAME_CHARS).map_err(|reason| format!("the name of a group {reason}"))?;
        let id = id(&name);
        if self.groups.iter().any(|group| group.id == id) {
            return Err(format!("two groups are called {}, or nearly so", shown(&name)));
        }
        if self.groups.len() == GROUPS_PER_SERVICE {
            return Err(format!("there are more than {GROUPS_PER_SERVICE} groups"));
        }
        self.groups.push(OptionGroup { id, name, choices: Vec::new() });
        Ok(())
    }

    fn choice(&mut self, name: &str, surcharge: &str) -> Result<(), String> {
        let group = self.groups.last_mut().expect("a group begins before its choices");
        let within = |reason: String| format!("in the group {}: {reason}", shown(&group.name));
        let name =
            required(name, NAME_CHARS).map_err(|reason| within(format!("the name of a choice {reason}")))?;
        let surcharge = amount(surcharge, self.currency)
            .map_err(|reason| within(format!("the surcharge of {}: {reason}", shown(&name))))?;
        let id = id(&name);
        if group.choices.iter().any(|choice| choice.id == id) {
            return Err(within(format!("two choices are called {}, or nearly so", shown(&name))));
        }
        if group.choices.len() == CHOICES_PER_GROUP {
            return Err(within(format!("there are more than {CHOICES_PER_GROUP} choices")));
        }
        group.choices.push(OptionChoice { id, name, surcharge_minor: surcharge.minor });
        Ok(())
    }
}

fn id(name: &str) -> OptionId {
    OptionId::new(slug(name)).expect("a slug is an id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(options: &str) -> Result<Vec<OptionGroup>, String> {
        parse(Written::Text(options), Currency::new("EUR").expect("known"))
    }

    fn json(options: &str) -> Result<Vec<OptionGroup>, String> {
        parse(Written::Json(options), Currency::new("EUR").expect("known"))
    }

    #[test]
    fn text_and_json_say_the_same() {
        let groups =
            text("Size: Small=0.00 | Up to a=b: large = 2.5; Rhythm: Weekly=0").expect("good options");
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].choices[1].name, "Up to a=b: large");
        assert_eq!(groups[0].choices[1].surcharge_minor, 250);
        assert_eq!(groups[1].choices[0].id.as_str(), "weekly");
        let same = json(
            r#"[{"name":"Size","choices":[{"name":"Small","surcharge":0},{"name":"Up to a=b: large","surcharge":2.5}]},
                {"name":"Rhythm","choices":[{"name":"Weekly","surcharge":"0.00"}]}]"#,
        );
        assert_eq!(same, Ok(groups));
    }

    #[test]
    fn no_options_are_no_mistake() {
        assert_eq!(text("  "), Ok(Vec::new()));
        assert_eq!(json("[]"), Ok(Vec::new()));
    }

    #[test]
    fn each_mistake_has_its_reason() {
        for (options, reason) in [
            ("Size", "\"Size\" has no colon after the name of the group"),
            ("Size: Small", "the choice \"Small\" has no surcharge; write =0.00"),
            (": Small=0", "the name of a group is empty"),
            ("Size: =0", "in the group \"Size\": the name of a choice is empty"),
            ("Size: A=0 | a=1", "in the group \"Size\": two choices are called \"a\", or nearly so"),
            ("Size: A=0; size: B=0", "two groups are called \"size\", or nearly so"),
        ] {
            assert_eq!(text(options), Err(reason.into()), "{options}");
        }
        assert!(text("Size: A=-1.00").is_err_and(|reason| reason.contains("negative")));
        assert!(text("Size: A=1.001").is_err_and(|reason| reason.contains("decimals")));
        assert!(json(r#"[{"name":"Size","choices":[]}]"#).is_err());
        assert!(
            json(r#"[{"name":"Size","choices":[{"name":"A"}]}]"#).is_err_and(|r| r.ends_with("`surcharge`"))
        );
    }

    #[test]
    fn groups_and_choices_are_limited() {
        let choices = |count: usize| (0..count).map(|n| format!("c{n}=0")).collect::<Vec<_>>().join("|");
        assert!(text(&format!("Size: {}", choices(CHOICES_PER_GROUP))).is_ok());
        assert!(text(&format!("Size: {}", choices(CHOICES_PER_GROUP + 1))).is_err());
        let groups = |count: usize| (0..count).map(|n| format!("g{n}: a=0")).collect::<Vec<_>>().join(";");
        assert!(text(&groups(GROUPS_PER_SERVICE)).is_ok());
        assert!(text(&groups(GROUPS_PER_SERVICE + 1)).is_err());
    }
}
