//! Rules that take inventory facts out of texts. They are asked in the order of the file, those of the family first.

use regex_lite::Regex;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// A field that begins so is a note for the rules and no fact: it leaves when they are done.
pub const NOTE: char = '_';

/// One rule. A fact that is known stays, unless the rule read it from itself (to clean it) or sets it.
#[derive(Clone, Debug)]
pub enum TextRule {
    /// Named groups of the expression become the fields of their name.
    Read {
        /// Field that holds the text.
        from: String,
        /// The expression.
        regex: Regex,
        /// Facts that hold when it matches; they replace what is known.
        set: BTreeMap<String, String>,
    },
    /// The whole text is looked up.
    Look {
        /// Field that holds the text.
        from: String,
        /// What the texts mean.
        labels: Arc<BTreeMap<String, String>>,
        /// Field that the meaning goes to.
        field: String,
    },
    /// A field is put together of others, each as `{name}`; all of them must be known.
    Write {
        /// The text with the names.
        pattern: String,
        /// Field that it goes to.
        field: String,
    },
}

impl TextRule {
    /// Applies the rule.
    pub fn apply(&self, facts: &mut Map<String, Value>) {
        match self {
            Self::Read { from, regex, set } => {
                let Some(text) = text(facts, from) else { return };
                let Some(found) = regex.captures(&text) else { return };
                facts.extend(set.iter().map(|(field, value)| (field.clone(), json!(value))));
                for field in regex.capture_names().flatten() {
                    let value = found.name(field).map(|group| group.as_str().trim());
                    learn(facts, from, field, value.unwrap_or_default());
                }
            }
            Self::Look { from, labels, field } => {
                if let Some(label) = text(facts, from).and_then(|text| labels.get(text.trim())) {
                    learn(facts, from, field, label);
                }
            }
            Self::Write { pattern, field } => {
                if let Some(text) = written(pattern, facts) {
                    learn(facts, "", field, &text);
                }
            }
        }
    }
}

/// The names that a pattern mentions.
pub(super) fn names(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

fn written(pattern: &str, facts: &Map<String, Value>) -> Option<String> {
    let mut text = pattern.to_owned();
    for name in names(pattern) {
        text = text.replace(&format!("{{{name}}}"), &self::text(facts, name)?);
    }
    Some(text)
}

fn text(facts: &Map<String, Value>, field: &str) -> Option<String> {
    match facts.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn learn(facts: &mut Map<String, Value>, from: &str, field: &str, value: &str) {
    if !value.is_empty() && (field == from || !facts.contains_key(field)) {
        facts.insert(field.to_owned(), json!(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &TextRule, before: Value, expected: Value) {
        let Value::Object(mut facts) = before else { panic!("no object") };
        rule.apply(&mut facts);
        assert_eq!(Value::Object(facts), expected, "{rule:?}");
    }

    #[test]
    fn a_text_is_read() {
        let rule = TextRule::Read {
            from: "sys_descr".into(),
            regex: Regex::new(r"^(?<hardware>\S+) v(?<version>\S*)").unwrap(),
            set: [("device_class".to_owned(), "switch".to_owned())].into(),
        };
        let known = json!({ "sys_descr": "GS1 v2", "hardware": "GS-1", "device_class": "router" });
        let expected = json!({ "sys_descr": "GS1 v2", "hardware": "GS-1", "version": "2", "device_class": "switch" });
        check(&rule, known, expected);
        check(&rule, json!({ "sys_descr": "?" }), json!({ "sys_descr": "?" }));
        check(&rule, json!({ "version": "2" }), json!({ "version": "2" }));
    }

    #[test]
    fn a_text_is_cleaned() {
        let regex = Regex::new("^DSM (?<version>.+)").unwrap();
        let rule = TextRule::Read { from: "version".into(), regex, set: BTreeMap::new() };
        check(&rule, json!({ "version": "DSM 7.2" }), json!({ "version": "7.2" }));
    }

    #[test]
    fn a_text_is_looked_up() {
        let labels = Arc::new([("1.3.6".to_owned(), "Model 6".to_owned())].into());
        let rule = TextRule::Look { from: "sys_object_id".into(), labels, field: "hardware".into() };
        let known = json!({ "sys_object_id": "1.3.6" });
        check(&rule, known, json!({ "sys_object_id": "1.3.6", "hardware": "Model 6" }));
        check(&rule, json!({ "sys_object_id": "1.3.7" }), json!({ "sys_object_id": "1.3.7" }));
    }

    #[test]
    fn a_text_is_written() {
        let rule = TextRule::Write { pattern: "{_model} Rev. {_rev}".into(), field: "hardware".into() };
        let full = json!({ "_model": "DES", "_rev": 3, "hardware": "DES Rev. 3" });
        check(&rule, json!({ "_model": "DES", "_rev": 3 }), full);
        check(&rule, json!({ "_model": "DES" }), json!({ "_model": "DES" }));
    }
}
