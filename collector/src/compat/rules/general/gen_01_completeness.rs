//! GEN-01: is all that must be known of the candidate stated, and by a document?

use crate::compat::{
    attribute::attribute,
    case::Case,
    rule::{Grade, Rule, say},
    spec::Said,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-01",
    title: ["Kelengkapan data spesifikasi", "Completeness of the specification"],
    classes: &[],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["rancangan pantau", "design of pantau"],
    text: [
        "Setiap atribut wajib jenis perangkat ini harus diketahui, dan sebaiknya dari datasheet, surat penyedia atau hasil ukur.",
        "Every mandatory attribute of the class must be known, best from a datasheet, a vendor letter or a measurement.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let mut weak = [Vec::new(), Vec::new()];
    for name in case.spec().item.class.mandatory() {
        if !read(case, name) {
            continue;
        }
        let stated = case.spec().attributes.get(name);
        if stated.is_some_and(|stated| matches!(stated.origin.source.as_str(), "library" | "operator")) {
            let title = attribute(name).map_or([*name; 2], |attribute| attribute.title);
            weak.iter_mut().zip(title).for_each(|(weak, title)| weak.push(title));
        }
    }
    if weak[0].is_empty() {
        case.pass(say!("semua atribut wajib diketahui dari dokumen", "all mandatory attributes are documented"));
    } else {
        let [id, en] = weak.map(|titles| titles.join(", "));
        case.warn(
            [
                format!("Data dari pustaka tipe atau isian operator tanpa dokumen: {id}."),
                format!("Stated by the type library or an operator without a document: {en}."),
            ],
            say!("Minta datasheet/surat pernyataan penyedia.", "Ask for the datasheet or a vendor statement."),
        );
    }
    Some(())
}

/// Reads an attribute of whatever kind; true where it is stated.
fn read(case: &mut Case<'_>, name: &'static str) -> bool {
    match case.spec().attributes.get(name).map(|stated| &stated.said) {
        Some(Said::Number(_)) => case.attr::<f64>(name).is_some(),
        Some(Said::Yes(_)) => case.attr::<bool>(name).is_some(),
        Some(Said::List(_)) => case.attr::<&[String]>(name).is_some(),
        Some(Said::Day(_)) => case.attr::<crate::compat::day::Day>(name).is_some(),
        Some(Said::Components(_)) => case.attr::<&[crate::compat::spec::Component]>(name).is_some(),
        Some(Said::Word(_)) | None => case.attr::<&str>(name).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn what_is_mandatory_must_be_stated_and_documented() {
        let monitor = Given::class("monitor");
        let unknown = monitor.judge("GEN-01");
        assert_eq!(unknown.result, Outcome::Unknown);
        assert!(unknown.facts.iter().any(|fact| fact.name == "video_inputs" && fact.missing));
        let stated = monitor.attr("video_inputs = [\"hdmi\"]");
        assert_eq!(stated.outcome("GEN-01"), Outcome::Pass);
        assert_eq!(stated.source("library").outcome("GEN-01"), Outcome::Warn);
        assert_eq!(Given::class("other").outcome("GEN-01"), Outcome::Pass);
    }
}
