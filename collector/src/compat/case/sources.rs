//! Where what a rule read comes from, told once each, and which of it is too old to rely on.

use super::{Case, Say};
use crate::compat::{
    day::{Day, When},
    rule::say,
    seen::Seen,
    spec::Origin,
};
use model::{Timestamp, compat::Fact};
use serde_json::json;

impl Case<'_> {
    pub(super) fn source_of_attribute(&mut self, origin: &Origin) {
        let mut told: Say = match origin.source.as_str() {
            "datasheet" => ["datasheet".into(), "datasheet".into()],
            "vendor_letter" => ["surat penyedia".into(), "vendor letter".into()],
            "measured" => ["hasil ukur".into(), "measurement".into()],
            "library" => ["pustaka tipe".into(), "type library".into()],
            _ => ["isian operator".into(), "operator's entry".into()],
        };
        if let Some(document) = origin.document.as_deref().filter(|document| !document.is_empty()) {
            told.iter_mut().for_each(|text| *text += &format!(" {document}"));
        }
        if let Some(page) = origin.page.as_ref().filter(|page| !page.0.is_empty()) {
            told[0] += &format!(" hal. {}", page.0);
            told[1] += &format!(" p. {}", page.0);
        }
        self.source(told);
    }

    pub(super) fn source_of_table(&mut self, table: &str, id: &str, when: Option<When>) {
        let name = format!("{table} {id}");
        let name = name.trim();
        let told = match when {
            Some(when) => {
                say!(|_l| "site.toml {name} ({at})", "site.toml {name} ({at})"; at = when.text(self.world.zone))
            }
            None => say!("site.toml {name} (tanpa tanggal)", "site.toml {name} (no date)"),
        };
        if self.is_old(when) && !self.stale.contains(&told) {
            self.stale.push(told.clone());
        }
        self.source(told);
    }

    pub(super) fn source_of_record(&mut self, seen: &Seen) {
        let (name, word) = (seen.name(), seen.source_word());
        let at = self.world.zone.text(seen.collected_at);
        let told = say!("{name} ({word}, {at})", "{name} ({word}, {at})");
        let age = (self.world.as_of.0 - seen.collected_at.0) as f64 / 1000.0;
        let limits = self.thresholds();
        let old =
            if seen.is_live() { age > limits.live_max_age_s } else { age > limits.declared_max_age_days * 86_400.0 };
        if old && !self.stale.contains(&told) {
            self.stale.push(told.clone());
        }
        self.source(told);
    }

    pub(super) fn source_of_count(&mut self, cidr: &str, when: Timestamp) {
        let at = self.world.zone.text(when);
        let told = say!("alamat terlihat di {cidr} ({at})", "addresses seen in {cidr} ({at})");
        let age = self.world.as_of.seconds_since(when);
        if age > self.thresholds().live_max_age_s && !self.stale.contains(&told) {
            self.stale.push(told.clone());
        }
        self.source(told);
    }

    /// End of support of a product, with the day of the table.
    pub fn fact_of_support(&mut self, product: &str, cycle: &str, end: &str) {
        let day: Day = self.world.support.snapshot();
        self.note(Fact {
            name: "support.end".into(),
            value: Some(json!(end)),
            source: Some("eol_table".into()),
            of: Some(format!("{product} {cycle}")),
            collected_at: Some(day.to_string()),
            ..Fact::default()
        });
        let at = day.text();
        self.source(say!("tabel dukungan endoflife.date ({at})", "support table of endoflife.date ({at})"));
    }

    fn source(&mut self, told: Say) {
        if !self.sources.contains(&told) {
            self.sources.push(told);
        }
    }
}
