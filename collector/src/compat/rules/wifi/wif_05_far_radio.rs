//! WIF-05: does the radio at the other end understand it?

use crate::compat::{
    attribute::range,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    site::Radio,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "WIF-05",
    title: ["Radio lawan", "Far-end radio"],
    classes: &[Class::Radio],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["praktik pemasok, perlu konfirmasi Dinas", "vendor practice, to be confirmed by the Dinas"],
    text: [
        "Radio tautan harus sekeluarga dengan ujung jauhnya dan mendukung frekuensi serta lebar kanalnya.",
        "A link radio must be of the family of its far end and support its frequency and channel width.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.spec().target.pair {
        case.maybe_typed("target", "pair", Some(true));
        case.pass(say!("kedua ujung dibeli bersama", "both ends are bought together"));
        return Some(());
    }
    let family: Option<&str> = case.attr("radio_family");
    let band: Option<&str> = case.attr("link_band_mhz");
    let widths: Option<&[String]> = case.attr("channel_widths_mhz");
    let far = case.spec().target.far_end.as_ref().and_then(|far| far.device.as_deref());
    let far = case.target("far_end.device", far)?;
    let Some(radio) = case.site().radio.iter().find(|radio: &&Radio| radio.device == far) else {
        case.no_table("radio", far);
        return None;
    };
    case.maybe_declared(radio, "family", Some(radio.family.as_str()));
    case.maybe_declared(radio, "frequency_mhz", Some(radio.frequency_mhz));
    case.maybe_declared(radio, "width_mhz", Some(radio.width_mhz));
    let other = &radio.family;
    let choose = || {
        say!(
            "Pilih radio yang sekeluarga, atau beli kedua ujung.",
            "Choose a radio of the same family, or buy both ends."
        )
    };
    if let Some(family) = family.filter(|family| !family.eq_ignore_ascii_case(other)) {
        case.fail(
            say!(
                "Radio ujung jauh {other}, kandidat {family}; protokol tidak saling kompatibel.",
                "The far-end radio is {other}, the candidate {family}; the protocols do not interwork."
            ),
            choose(),
        );
    }
    let outside = |(low, high): (f64, f64)| radio.frequency_mhz < low || radio.frequency_mhz > high;
    if let Some(band) = band.filter(|band| range(band).is_some_and(outside)) {
        case.fail(
            say!(|lang| "Ujung jauh bekerja di {f} MHz, di luar {band} MHz.", "The far end works at {f} MHz, outside {band} MHz."; f = amount(lang, radio.frequency_mhz)),
            choose(),
        );
    }
    let has = |widths: &&[String]| widths.iter().any(|width| width.parse() == Ok(radio.width_mhz));
    if widths.is_some_and(|widths| !has(&widths)) {
        case.fail(
            say!(|lang| "Lebar kanal {w} MHz ujung jauh tidak didukung.", "The far end's channel width of {w} MHz is not supported."; w = amount(lang, radio.width_mhz)),
            choose(),
        );
    }
    if case.spec().item.kind == "replacement" {
        case.warn(
            say!("Radio ini menggantikan satu ujung tautan.", "This radio replaces one end of a link."),
            say!("Hitung ulang anggaran tautan.", "Check the link budget."),
        );
    }
    case.pass(say!("sekeluarga dengan ujung jauh {other}", "of the family of the far end, {other}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn family_frequency_and_width() {
        let judge = |own: &str| {
            Given::class("radio")
                .attr(own)
                .target("far_end = { device = \"R\" }")
                .site("[[radio]]\ndevice = \"R\"\nfamily = \"airmax\"\nfrequency_mhz = 5745\nwidth_mhz = 40")
                .outcome("WIF-05")
        };
        let own = |family: &str, band: &str, widths: &str| {
            format!("radio_family = \"{family}\"\nlink_band_mhz = \"{band}\"\nchannel_widths_mhz = [{widths}]")
        };
        assert_eq!(judge(&own("airmax", "5725-5825", "20, 40")), Outcome::Pass);
        assert_eq!(judge(&own("ltu", "5725-5825", "20, 40")), Outcome::Fail);
        assert_eq!(judge(&own("airmax", "5150-5350", "20, 40")), Outcome::Fail);
        assert_eq!(judge(&own("airmax", "5725-5825", "20")), Outcome::Fail);
        assert_eq!(judge("radio_family = \"airmax\""), Outcome::Unknown);
        assert_eq!(Given::class("radio").target("pair = true").outcome("WIF-05"), Outcome::Pass);
        assert_eq!(Given::class("radio").outcome("WIF-05"), Outcome::Unknown);
    }
}
