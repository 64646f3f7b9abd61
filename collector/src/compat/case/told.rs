//! The message of a finding: what is wrong, what to do, and whose word that rests on.

use super::{Case, Say};
use crate::compat::{attribute::attribute, rule::say, seen::Seen};
use model::{
    Lang,
    compat::{Fact, Outcome},
    lang::decimal,
    text::visible,
};

/// A number for people: without needless zeros, at most two digits behind the comma.
pub fn amount(lang: Lang, number: f64) -> String {
    let text = format!("{:.2}", (number * 100.0).round() / 100.0);
    let digits = text.trim_end_matches('0').rsplit_once('.').map_or(0, |(_, fraction)| fraction.len());
    decimal(lang, number, digits)
}

/// A list for people; a dash where it is empty.
pub fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.as_ref().to_owned()).collect();
    if items.is_empty() { "–".into() } else { items.join(", ") }
}

/// A fact that is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Lacking {
    name: String,
    of: Option<String>,
    how: String,
    /// What people call it.
    title: Say,
    /// What to do to have it.
    to_do: Say,
}

impl Lacking {
    pub(super) fn attribute(name: &str) -> Self {
        let title = attribute(name).map_or([name, name], |attribute| attribute.title);
        Self {
            name: name.into(),
            of: None,
            how: "datasheet".into(),
            // Examples in brackets are for those who fill in.
            title: title.map(|title| format!("{} ({name})", title.split(" (").next().unwrap_or(title))),
            to_do: say!("Minta datasheet/surat pernyataan penyedia", "Ask for the datasheet or a vendor statement"),
        }
    }

    pub(super) fn typed(table: &str, key: &str) -> Self {
        let name = format!("{table}.{key}");
        Self::written(
            name.clone(),
            None,
            format!("spec.toml {name}"),
            say!("Isi {name} pada spec.toml", "Fill in {name} in spec.toml"),
        )
    }

    pub(super) fn key(table: &str, key: &str, id: &str) -> Self {
        let name = format!("{table}.{key}");
        let of = Some(id.to_owned()).filter(|id| !id.is_empty());
        let place = of.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
        let to_do = say!("Isi {name}{place} pada site.toml", "Declare {name}{place} in site.toml");
        Self::written(name.clone(), of, format!("site.toml {name}"), to_do)
    }

    pub(super) fn table(kind: &str, id: &str) -> Self {
        let of = Some(id.to_owned()).filter(|id| !id.is_empty());
        let place = of.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
        let to_do = say!("Isi [[{kind}]]{place} pada site.toml", "Declare [[{kind}]]{place} in site.toml");
        Self::written(kind.into(), of, format!("site.toml [[{kind}]]"), to_do)
    }

    pub(super) fn record(reference: &str) -> Self {
        let to_do = say!(
            "Daftarkan {reference} agar dipantau, atau impor catatan perangkatnya",
            "Have {reference} watched, or import its device record"
        );
        let title = say!("catatan perangkat {reference}", "device record of {reference}");
        let of = Some(reference.to_owned());
        Self { name: "record".into(), of, how: "snmp, agent, pantau import".into(), title, to_do }
    }

    pub(super) fn observed(name: &str, seen: &Seen) -> Self {
        let (device, source) = (seen.name(), seen.source_word());
        let how = if seen.is_live() { source } else { "snmp, agent" };
        let to_do = say!(
            "Baca {name} dari {device} ({how}) atau nyatakan di site.toml",
            "Read {name} from {device} ({how}), or declare it in site.toml"
        );
        let title = say!("{name} dari {device}", "{name} of {device}");
        Self { name: name.into(), of: Some(device.into()), how: how.into(), title, to_do }
    }

    pub(super) fn other(name: &str, how: Say) -> Self {
        Self { name: name.into(), of: None, how: how[1].clone(), title: [name.into(), name.into()], to_do: how }
    }

    fn written(name: String, of: Option<String>, how: String, to_do: Say) -> Self {
        let place = of.as_deref().map(|of| format!(" {of}")).unwrap_or_default();
        let title = format!("{name}{place}");
        Self { name, of, how, title: [title.clone(), title], to_do }
    }

    pub(super) fn fact(&self) -> Fact {
        Fact {
            name: self.name.clone(),
            of: self.of.clone(),
            missing: true,
            how: Some(self.how.clone()),
            ..Fact::default()
        }
    }
}

impl Case<'_> {
    pub(super) fn message(&self, outcome: Outcome) -> Say {
        let mut message = Say::default();
        for (lang, text) in message.iter_mut().enumerate() {
            let mut parts = self.parts(outcome, lang);
            parts.retain(|part| !part.is_empty());
            *text = visible(&parts.join(" "));
        }
        message
    }

    fn parts(&self, outcome: Outcome, lang: usize) -> Vec<String> {
        let either = |id: &'static str, en: &'static str| [id, en][lang];
        let class = self.spec().item.class.word();
        if outcome == Outcome::NotApplicable {
            let text = if self.rule.classes.is_empty() || self.rule.classes.contains(&self.spec().item.class) {
                either("Tidak berlaku untuk keadaan ini.", "Not applicable here.").to_owned()
            } else {
                format!("{} {class}.", either("Tidak berlaku untuk", "Not applicable to"))
            };
            return vec![text];
        }
        let mut parts = Vec::new();
        let mut worst: Vec<&super::Found> = self.found.iter().filter(|found| found.outcome > Outcome::Pass).collect();
        worst.sort_by_key(|found| std::cmp::Reverse(found.outcome));
        for found in &worst {
            parts.push(found.what[lang].clone());
            parts.push(found.to_do[lang].clone());
        }
        if outcome == Outcome::Warn && self.is_remedied() {
            let remedy = self.remedy.as_ref().map(|remedy| format!("{} {}", remedy.quantity, remedy.kind));
            let remedy = remedy.unwrap_or_default();
            parts.push(format!("{} {remedy}.", either("Terpenuhi dengan tambahan", "Met by what is bought along:")));
        }
        if !self.lacking.is_empty() {
            parts.push(self.missing(lang));
        }
        if parts.is_empty() {
            parts.push(self.held(lang));
        }
        if outcome == Outcome::Warn {
            parts.extend(self.weaknesses(lang));
        }
        let sources: Vec<&str> = self.sources.iter().map(|source| source[lang].as_str()).collect();
        if !sources.is_empty() {
            parts.push(format!("{}: {}.", either("Dasar", "Based on"), sources.join("; ")));
        }
        parts
    }

    /// Why it holds.
    fn held(&self, lang: usize) -> String {
        let reasons: Vec<&str> = self.found.iter().map(|found| found.what[lang].trim_end_matches('.')).collect();
        let title = self.rule.title[lang];
        let reasons = if reasons.is_empty() { title.to_owned() } else { reasons.join("; ") };
        format!("{}: {reasons}.", ["Sesuai", "Fits"][lang])
    }

    fn missing(&self, lang: usize) -> String {
        let names: Vec<&str> = self.lacking.iter().map(|lacking| lacking.title[lang].as_str()).collect();
        let mut to_do: Vec<&str> = Vec::new();
        for lacking in &self.lacking {
            if !to_do.contains(&lacking.to_do[lang].as_str()) {
                to_do.push(&lacking.to_do[lang]);
            }
        }
        let head = ["Data belum cukup", "Not enough data"][lang];
        format!("{head}: {}. {}.", names.join("; "), to_do.join("; "))
    }

    /// What makes a note of a thing that would hold.
    fn weaknesses(&self, lang: usize) -> Vec<String> {
        let mut parts = Vec::new();
        if !self.stale.is_empty() {
            let old: Vec<&str> = self.stale.iter().map(|source| source[lang].as_str()).collect();
            let head = ["Data inventaris lama", "Old inventory data"][lang];
            let tail = ["Perbarui sebelum memutuskan.", "Refresh it before deciding."][lang];
            parts.push(format!("{head}: {}. {tail}", old.join("; ")));
        }
        if self.rule.safety && !self.unproven.is_empty() {
            let head = ["Belum dibuktikan dokumen", "Not proven by a document"][lang];
            let tail = ["Minta datasheet/surat penyedia.", "Ask for the datasheet or a vendor statement."][lang];
            parts.push(format!("{head}: {}. {tail}", self.unproven.join(", ")));
        }
        parts
    }
}
