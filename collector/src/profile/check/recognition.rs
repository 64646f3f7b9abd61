//! The sense of what recognises: matches, and rules that take facts out of texts.

use super::{CLASSES, Check};
use crate::profile::{
    Fault, TextRule, file,
    matching::{Probe, Rule},
    text::{NOTE, names},
};
use regex_lite::Regex;
use std::collections::BTreeMap;
use toml::Spanned;

/// Facts that a text rule may find or set, besides notes.
const TEXT_FACTS: [&str; 8] = ["os", "os_text", "vendor", "device_class", "hardware", "version", "serial", "features"];
/// Texts that a rule may read, besides those.
const TEXTS: [&str; 3] = ["sys_object_id", "sys_descr", "sys_name"];

/// Facts of a family or of one of its systems.
pub type Words = BTreeMap<String, String>;

impl Check<'_, '_> {
    pub(super) fn class(&mut self, class: &Spanned<String>) {
        if !CLASSES.contains(&class.get_ref().as_str()) {
            self.tell(class, format!("no such device class: {:?}; allowed: {}", class.get_ref(), CLASSES.join(", ")));
        }
    }

    /// The four words of a family or a match.
    pub(super) fn words(&mut self, texts: [Option<String>; 3], class: Option<Spanned<String>>) -> Words {
        let named = ["os", "os_text", "vendor"].into_iter().zip(texts);
        let mut words: Words = named.filter_map(|(field, text)| Some((field.to_owned(), text?))).collect();
        if let Some(class) = class {
            self.class(&class);
            words.insert("device_class".into(), class.into_inner());
        }
        words
    }

    /// A match, and the words it brings.
    pub(super) fn rule(&mut self, rule: file::Match) -> Option<(Rule, Words)> {
        if rule.sys_object_id.is_none() && rule.sys_descr.is_none() && rule.probe.is_none() {
            let message = "a match without sys_object_id, sys_descr and probe".to_owned();
            self.faults.push(Fault { file: self.place.file.to_owned(), line: None, message });
            return None;
        }
        let mut checked = Rule::default();
        if let Some(text) = &rule.sys_object_id {
            checked.sys_object_id = Some(self.good(text, text.get_ref().parse())?);
        }
        checked.sys_descr = self.regex(rule.sys_descr)?;
        checked.not_sys_descr = self.regex(rule.not_sys_descr)?;
        let value = rule.value.clone();
        let regex = self.regex(rule.value)?;
        match (rule.probe, value) {
            (Some(probe), _) => {
                checked.probe = Some(Probe { oid: self.good(&probe, probe.get_ref().parse())?, value: regex });
            }
            (None, Some(value)) => self.tell(&value, "a value without a probe that has it"),
            (None, None) => {}
        }
        Some((checked, self.words([rule.os, rule.os_text, rule.vendor], rule.device_class)))
    }

    /// Nothing inside where nothing is stated; nothing at all, and a fault, where it is no expression.
    fn regex(&mut self, text: Option<Spanned<String>>) -> Option<Option<Regex>> {
        text.map_or(Some(None), |text| self.good(&text, Regex::new(text.get_ref())).map(Some))
    }

    pub(super) fn text(&mut self, text: file::Text) -> Option<TextRule> {
        match text {
            file::Text { from: Some(from), regex: Some(regex), set, map: None, field: None, write: None } => {
                self.read(from, regex, set)
            }
            file::Text { from: Some(from), map: Some(map), field: Some(field), set, regex: None, write: None }
                if set.is_empty() =>
            {
                self.readable(&from, from.get_ref());
                self.writable(&field, field.get_ref());
                let labels = self.labels(&map)?;
                Some(TextRule::Look { from: from.into_inner(), labels, field: field.into_inner() })
            }
            file::Text { write: Some(pattern), field: Some(field), set, from: None, regex: None, map: None }
                if set.is_empty() =>
            {
                names(pattern.get_ref()).for_each(|name| self.readable(&pattern, name));
                self.writable(&field, field.get_ref());
                Some(TextRule::Write { pattern: pattern.into_inner(), field: field.into_inner() })
            }
            file::Text { from, regex, map, field, write, .. } => {
                let message = "a text rule has from and regex (and set), or from, map and field, or write and field";
                match from.or(regex).or(map).or(field).or(write) {
                    Some(at) => self.tell(&at, message),
                    None => self.faults.push(Fault {
                        file: self.place.file.to_owned(),
                        line: None,
                        message: message.to_owned(),
                    }),
                }
                None
            }
        }
    }

    fn read(
        &mut self,
        from: Spanned<String>,
        regex: Spanned<String>,
        set: BTreeMap<String, Spanned<String>>,
    ) -> Option<TextRule> {
        self.readable(&from, from.get_ref());
        let compiled = self.good(&regex, Regex::new(regex.get_ref()))?;
        compiled.capture_names().flatten().for_each(|group| self.writable(&regex, group));
        for (field, value) in &set {
            self.writable(value, field);
            if field == "device_class" {
                self.class(value);
            }
        }
        let set = set.into_iter().map(|(field, value)| (field, value.into_inner())).collect();
        Some(TextRule::Read { from: from.into_inner(), regex: compiled, set })
    }

    fn readable(&mut self, at: &Spanned<String>, field: &str) {
        if !TEXTS.contains(&field) && !is_text_fact(field) {
            let allowed = [TEXTS.as_slice(), &TEXT_FACTS].concat().join(", ");
            self.tell(
                at,
                format!("no text {field:?} to take facts from; allowed: {allowed}, or a note that begins with _"),
            );
        }
    }

    fn writable(&mut self, at: &Spanned<String>, field: &str) {
        if !is_text_fact(field) {
            let allowed = TEXT_FACTS.join(", ");
            self.tell(
                at,
                format!("a text rule has no field {field:?}; allowed: {allowed}, or a note that begins with _"),
            );
        }
    }
}

fn is_text_fact(field: &str) -> bool {
    field.starts_with(NOTE) || TEXT_FACTS.contains(&field)
}
