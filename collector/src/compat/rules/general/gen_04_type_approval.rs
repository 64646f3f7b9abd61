//! GEN-04: does the thing have a type approval (DJID) for this very brand and model?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-04",
    title: ["Sertifikat DJID", "Type-approval certificate"],
    classes: &[],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: [
        "Permenkominfo 3/2024 (label: nomor sertifikat, PLG ID, QR); cakupan perangkat kabel perlu konfirmasi Dinas",
        "Permenkominfo 3/2024 (label: certificate number, PLG ID, QR); scope for wired devices to be confirmed by the Dinas",
    ],
    text: [
        "Perangkat radio wajib bersertifikat DJID atas merek dan tipe yang sama; perangkat jaringan lain tanpa sertifikat hanya dicatat.",
        "Radio equipment needs a DJID certificate for the same brand and model; other network equipment without one is a note.",
    ],
    judge,
};

/// Classes that are judged whether they have a radio or not.
const NETWORK: &[Class] =
    &[Class::AccessPoint, Class::Radio, Class::Router, Class::Firewall, Class::Switch, Class::Phone, Class::Camera];

fn judge(case: &mut Case<'_>) -> Option<()> {
    let item = &case.spec().item;
    let radio = match item.class {
        Class::AccessPoint | Class::Radio => Some(true),
        // These often have one, so it must be said.
        Class::Router | Class::Firewall | Class::Camera | Class::Phone => case.attr("has_radio"),
        _ => Some(case.maybe("has_radio").unwrap_or(false)),
    };
    if !NETWORK.contains(&item.class) && radio != Some(true) {
        return case.skip();
    }
    let (brand, model) = (item.brand.as_str(), item.model.as_str());
    let number = item.djid.certificate.as_deref().filter(|number| !number.trim().is_empty());
    let Some(number) = case.maybe_typed("item", "djid.certificate", number) else {
        case.maybe_typed("item", "model", Some(model));
        let what = say!(
            "Belum ada nomor sertifikat DJID (dahulu SDPPI/Postel) untuk {brand} {model}.",
            "No DJID (formerly SDPPI/Postel) certificate number for {brand} {model}."
        );
        let to_do = say!("Minta sertifikat DJID dari penyedia.", "Ask the vendor for the DJID certificate.");
        if radio? {
            case.fail(what, to_do)
        } else {
            case.warn(what, to_do)
        }
        return Some(());
    };
    let certified_brand = case.item("djid.brand", item.djid.brand.as_deref());
    let certified_model = case.item("djid.model", item.djid.model.as_deref());
    let brands = certified_brand.is_none_or(|certified| same(certified, brand));
    let part = item.part_number.as_deref().unwrap_or(model);
    let models = certified_model.is_none_or(|certified| same(certified, model) || same(certified, part));
    if !brands || !models {
        let other = format!("{} {}", certified_brand.unwrap_or("?"), certified_model.unwrap_or("?"));
        case.maybe_typed("item", "model", Some(model));
        case.fail(
            say!(
                "Sertifikat DJID {number} berlaku untuk {other}, bukan {brand} {model}.",
                "DJID certificate {number} is for {other}, not for {brand} {model}."
            ),
            say!(
                "Minta sertifikat atas merek dan tipe yang ditawarkan.",
                "Ask for the certificate of the brand and model offered."
            ),
        );
    }
    let until = case.maybe_typed("item", "djid.valid_until", item.djid.valid_until);
    if let Some(until) = until.filter(|until| *until < item.date) {
        let day = until.text();
        case.warn(
            say!(
                "Sertifikat DJID {number} berakhir {day}, sebelum tanggal pengadaan.",
                "DJID certificate {number} ends {day}, before the procurement."
            ),
            say!("Minta sertifikat yang masih berlaku.", "Ask for a valid certificate."),
        );
    }
    case.pass(say!("sertifikat DJID {number}", "DJID certificate {number}"));
    Some(())
}

/// Without regard to case and blanks.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn a_certificate_is_of_one_brand_and_model() {
        let ap = |djid: &str| Given::class("access_point").item(djid).outcome("GEN-04");
        assert_eq!(ap(""), Outcome::Fail);
        assert_eq!(ap("djid = { certificate = \"1/DJID\", brand = \" contoh\", model = \"x1\" }"), Outcome::Pass);
        assert_eq!(ap("djid = { certificate = \"1/DJID\", brand = \"Contoh\", model = \"X2\" }"), Outcome::Fail);
        assert_eq!(ap("djid = { certificate = \"1/DJID\", brand = \"Contoh\" }"), Outcome::Unknown);
        assert_eq!(ap("djid = { certificate = \"1/DJID\", brand = \"Lain\" }"), Outcome::Fail);
        let part = "part_number = \"X1-ID\"\ndjid = { certificate = \"1\", brand = \"Contoh\", model = \"x1-id\" }";
        assert_eq!(ap(part), Outcome::Pass);
        let ended = "djid = { certificate = \"1\", brand = \"Contoh\", model = \"X1\", valid_until = 2026-12-01 }";
        assert_eq!(ap(ended), Outcome::Warn);
    }

    #[test]
    fn without_a_radio_it_is_a_note() {
        assert_eq!(Given::class("switch").outcome("GEN-04"), Outcome::Warn);
        assert_eq!(Given::class("camera").outcome("GEN-04"), Outcome::Unknown);
        assert_eq!(Given::class("camera").attr("has_radio = false").outcome("GEN-04"), Outcome::Warn);
        assert_eq!(Given::class("printer").outcome("GEN-04"), Outcome::NotApplicable);
        assert_eq!(Given::class("printer").attr("has_radio = true").outcome("GEN-04"), Outcome::Fail);
    }
}
