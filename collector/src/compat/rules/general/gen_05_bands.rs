//! GEN-05: may the radio be used in Indonesia on the bands it has?

use crate::compat::{
    attribute::range,
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-05",
    title: ["Pita frekuensi", "Frequency bands"],
    classes: &[Class::AccessPoint, Class::Radio],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Kepmen Komdigi 12/2025, Permen Komdigi 2/2025", "Kepmen Komdigi 12/2025, Permen Komdigi 2/2025"],
    text: [
        "Boleh: 2400-2483,5; 5725-5825; 57000-64000 MHz; 5150-5350 hanya di dalam ruang; 5925-6425 dengan daya pancar terbatas. Perangkat harus dapat diatur ke wilayah Indonesia.",
        "Allowed: 2400-2483.5, 5725-5825, 57000-64000 MHz; 5150-5350 indoors only; 5925-6425 at limited power. The device must be settable to Indonesia.",
    ],
    judge,
};

/// Bands for everybody, MHz.
const ALWAYS: [(f64, f64); 3] = [(2400.0, 2483.5), (5725.0, 5825.0), (57_000.0, 64_000.0)];
/// Indoors only.
const INDOORS: (f64, f64) = (5150.0, 5350.0);
/// Lower 6 GHz.
const SIX: (f64, f64) = (5925.0, 6425.0);
/// Radiated power of very-low-power devices on 6 GHz, dBm.
const VERY_LOW_DBM: f64 = 14.0;
/// Radiated power of low-power indoor devices with an antenna of their own, dBm.
const LOW_DBM: f64 = 23.0;

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.attr::<bool>("region_lockable_id") == Some(false) {
        case.fail(
            say!("Perangkat tidak dapat diatur ke wilayah Indonesia.", "The device cannot be set to Indonesia."),
            say!("Pilih versi untuk Indonesia.", "Choose the version for Indonesia."),
        );
    }
    let bands: Option<&[String]> = case.attr("bands_mhz");
    let outdoor = case.of_location("outdoor", |location| location.outdoor);
    let (bands, outdoor) = (bands?, outdoor?);
    let eirp: Option<f64> = case.maybe("eirp_6ghz_dbm");
    let integral: bool = case.maybe("integral_antenna").unwrap_or(false);
    let weatherproof: bool = case.maybe("weatherproof").unwrap_or(true);
    let low_power = !outdoor && integral && !weatherproof;
    let six = eirp.is_some_and(|eirp| eirp <= VERY_LOW_DBM || (low_power && eirp <= LOW_DBM));
    let allowed = |(low, high): (f64, f64)| {
        let overlaps = |(from, to): (f64, f64)| low < to && from < high;
        ALWAYS.into_iter().any(overlaps) || (!outdoor && overlaps(INDOORS)) || (six && overlaps(SIX))
    };
    let place = if outdoor { ["luar ruang", "outdoor"] } else { ["dalam ruang", "indoor"] };
    let (good, bad): (Vec<&String>, Vec<&String>) = bands.iter().partition(|band| range(band).is_some_and(allowed));
    for band in &bad {
        let [id, en] = place;
        case.warn(
            [
                format!("Pita {band} MHz tidak diizinkan untuk pemasangan {id} di Indonesia (Kepmen Komdigi 12/2025)."),
                format!("Band {band} MHz is not allowed for {en} installation in Indonesia (Kepmen Komdigi 12/2025)."),
            ],
            say!("Matikan pita ini.", "Switch this band off."),
        );
    }
    if good.is_empty() {
        case.fail(
            say!("Tidak ada pita yang boleh dipakai.", "No band of it may be used."),
            say!("Pilih perangkat dengan pita yang diizinkan.", "Choose a device with allowed bands."),
        );
    }
    case.pass(say!("semua pita diizinkan", "all bands are allowed"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ap(outdoor: bool, bands: &str, more: &str) -> Outcome {
        Given::class("access_point")
            .attr(&format!("region_lockable_id = true\nbands_mhz = [{bands}]\n{more}"))
            .site(&format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\noutdoor = {outdoor}"))
            .outcome("GEN-05")
    }

    #[test]
    fn five_gigahertz_low_is_for_indoors() {
        let bands = "\"2400-2483.5\", \"5150-5350\", \"5725-5825\"";
        assert_eq!(ap(false, bands, ""), Outcome::Pass);
        assert_eq!(ap(true, bands, ""), Outcome::Warn);
        assert_eq!(ap(true, "\"5150-5350\"", ""), Outcome::Fail);
        assert_eq!(ap(false, "\"5470-5725\"", ""), Outcome::Fail);
    }

    #[test]
    fn six_gigahertz_depends_on_power_and_antenna() {
        let six = "\"2400-2483.5\", \"5925-6425\"";
        assert_eq!(ap(false, six, ""), Outcome::Warn);
        assert_eq!(ap(true, six, "eirp_6ghz_dbm = 14"), Outcome::Pass);
        assert_eq!(ap(false, six, "eirp_6ghz_dbm = 23"), Outcome::Warn);
        let indoor = "eirp_6ghz_dbm = 23\nintegral_antenna = true\nweatherproof = false";
        assert_eq!(ap(false, six, indoor), Outcome::Pass);
        assert_eq!(ap(true, six, indoor), Outcome::Warn);
    }

    #[test]
    fn a_device_of_another_region_fails_whatever_else_is_unknown() {
        let given = Given::class("radio").attr("region_lockable_id = false");
        assert_eq!(given.outcome("GEN-05"), Outcome::Fail);
        assert_eq!(Given::class("radio").outcome("GEN-05"), Outcome::Unknown);
    }
}
