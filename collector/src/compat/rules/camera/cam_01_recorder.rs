//! CAM-01: do camera and recorder understand each other?

use super::recorder;
use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "CAM-01",
    title: ["Kamera dan perekam", "Camera and recorder"],
    classes: &[Class::Camera],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["halaman profil ONVIF", "ONVIF profile pages"],
    text: [
        "Kamera dan perekam harus punya profil ONVIF S atau T yang sama, atau dari pembuat yang sama, dan kodek yang sama.",
        "Camera and recorder must share ONVIF profile S or T, or be of the same maker, and share a codec.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let own: Option<&[String]> = case.attr("onvif_profiles");
    let codecs: Option<&[String]> = case.attr("codecs");
    let nvr = recorder(case)?;
    let theirs = case.declared(nvr, "onvif_profiles", nvr.onvif_profiles.as_ref());
    let their_codecs = case.declared(nvr, "codecs", nvr.codecs.as_ref());
    let brand = &case.spec().item.brand;
    case.item("brand", Some(brand.as_str()));
    let name = &nvr.device;
    if let (Some(own), Some(theirs)) = (own, theirs) {
        let both = |profile: &str| own.iter().any(|p| p == profile) && theirs.iter().any(|p| p == profile);
        let (p, q) = (list(own), list(theirs));
        let (s, t) = (both("S"), both("T"));
        // The maker decides only where the profiles do not.
        let same = if t { None } else { case.declared(nvr, "brand", nvr.brand.as_deref()) };
        let same = same.map(|theirs| theirs.eq_ignore_ascii_case(brand));
        if !s && !t && same == Some(false) {
            case.fail(
                say!(
                    "Kamera (ONVIF {p}) dan NVR {name} (ONVIF {q}) tidak punya profil S atau T yang sama.",
                    "Camera (ONVIF {p}) and recorder {name} (ONVIF {q}) share neither profile S nor T."
                ),
                say!("Pilih kamera dengan Profile T.", "Choose a camera with Profile T."),
            );
        } else if s && !t && same == Some(false) {
            case.warn(
                say!(
                    "Kamera {p} vs NVR {q}: hanya Profile S yang sama.",
                    "Camera {p} against recorder {q}: only Profile S in common."
                ),
                say!("Uji dahulu: Profile S akan ditinggalkan.", "Try it first: Profile S is on its way out."),
            );
        }
    }
    if let (Some(codecs), Some(theirs)) = (codecs, their_codecs)
        && !codecs.iter().any(|codec| theirs.iter().any(|their| their.eq_ignore_ascii_case(codec)))
    {
        let (x, y) = (list(codecs), list(theirs));
        case.fail(
            say!("Tidak ada kodek yang sama: kamera {x}, NVR {y}.", "No common codec: camera {x}, recorder {y}."),
            say!("Pilih kamera dengan kodek NVR.", "Choose a camera with a codec of the recorder."),
        );
    }
    case.pass(say!("dapat direkam oleh {name}", "{name} can record it"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn profiles_makers_and_codecs() {
        let judge = |own: &str, codecs: &str, nvr: &str| {
            Given::class("camera")
                .attr(&format!("onvif_profiles = [{own}]\n{codecs}"))
                .target("nvr = \"NVR\"")
                .site(&format!("[[nvr]]\ndevice = \"NVR\"\n{nvr}"))
                .outcome("CAM-01")
        };
        const H265: &str = "codecs = [\"h265\"]";
        const OTHER: &str = "brand = \"Lain\"\nonvif_profiles = [\"S\", \"T\"]\ncodecs = [\"h264\", \"H265\"]";
        let mine = OTHER.replace("Lain", "contoh");
        for (own, codecs, nvr, outcome) in [
            ("\"T\", \"S\"", H265, OTHER, Outcome::Pass),
            ("\"S\"", H265, OTHER, Outcome::Warn),
            ("\"S\"", H265, &mine, Outcome::Pass),
            ("\"G\"", H265, OTHER, Outcome::Fail),
            ("", H265, &mine, Outcome::Pass),
            ("\"T\"", "codecs = [\"mjpeg\"]", OTHER, Outcome::Fail),
            ("\"T\"", "", OTHER, Outcome::Unknown),
            ("\"T\"", H265, "onvif_profiles = [\"T\"]", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, codecs, nvr), outcome, "{own} {codecs} {nvr}");
        }
        assert_eq!(Given::class("camera").outcome("CAM-01"), Outcome::Unknown);
    }
}
