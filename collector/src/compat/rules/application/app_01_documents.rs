//! APP-01: do the nine documents come with it?

use crate::compat::{
    attribute::DOCUMENTS,
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "APP-01",
    title: ["Sembilan dokumen", "Nine documents"],
    classes: &[Class::Application],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Perbup HST 52/2017 Pasal 13 ayat (3)", "Perbup HST 52/2017 Pasal 13(3)"],
    text: [
        "Aplikasi diserahkan bersama sembilan dokumen: kode sumber, kebutuhan pengguna, rancangan, pengujian, panduan pemasangan, pengguna dan admin, metadata, penanganan masalah.",
        "An application comes with nine documents: source code, user requirements, design, testing, manuals for installation, users and administrators, metadata, troubleshooting.",
    ],
    judge,
};

/// What people call them, in the order of [`DOCUMENTS`].
const TITLES: [[&str; 2]; 9] = [
    ["kode sumber", "source code"],
    ["kebutuhan pengguna", "user requirements"],
    ["rancangan", "design"],
    ["pengujian", "testing"],
    ["panduan pemasangan", "installation manual"],
    ["panduan pengguna", "user manual"],
    ["panduan admin", "administrator manual"],
    ["metadata", "metadata"],
    ["penanganan masalah", "troubleshooting"],
];

fn judge(case: &mut Case<'_>) -> Option<()> {
    let own: &[String] = case.attr("documents")?;
    let missing = || DOCUMENTS.iter().zip(TITLES).filter(|(code, _)| !own.iter().any(|own| own == *code));
    if missing().next().is_some() {
        let [id, en] = [0, 1].map(|lang| list(missing().map(|(_, title)| title[lang])));
        case.fail(
            [
                format!("Dokumen Pasal 13 ayat (3) belum lengkap: {id}."),
                format!("Documents of Pasal 13(3) incomplete: {en}."),
            ],
            say!("Minta dokumennya sebelum serah terima.", "Ask for them before acceptance."),
        );
    }
    case.pass(say!("kesembilan dokumen ada", "all nine documents are there"));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn each_missing_document_is_named() {
        let all = DOCUMENTS.iter().map(|code| format!("\"{code}\"")).collect::<Vec<_>>();
        let application =
            |codes: &[String]| Given::class("application").attr(&format!("documents = [{}]", codes.join(", ")));
        assert_eq!(application(&all).outcome("APP-01"), Outcome::Pass);
        let short = application(&all[1..8]).judge("APP-01");
        assert_eq!(short.result, Outcome::Fail);
        assert!(short.message_id.contains("kode sumber, penanganan masalah"), "{}", short.message_id);
        assert_eq!(Given::class("application").outcome("APP-01"), Outcome::Unknown);
    }
}
