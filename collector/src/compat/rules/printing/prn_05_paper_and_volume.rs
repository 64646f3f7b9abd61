//! PRN-05: does it take the paper in use, bear the volume, and reach the Wi-Fi?

use super::paper;
use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
    rules::wifi::networks,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PRN-05",
    title: ["Kertas, beban, pita", "Paper, volume, band"],
    classes: &[Class::Printer, Class::Scanner],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["pemakaian F4 pada formulir BMD; RFC 3805", "F4 in forms for assets of regions; RFC 3805"],
    text: [
        "Perangkat harus menerima ukuran kertas yang dipakai (F4 = Folio, 215 × 330 mm), menahan jumlah halaman lokasi, dan punya pita Wi-Fi yang sama bila nirkabel.",
        "The device must take the paper in use (F4 = Folio, 215 × 330 mm), bear the pages of the location, and share a Wi-Fi band where it is wireless.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    paper_sizes(case);
    if case.spec().item.class == Class::Printer {
        volume(case);
    }
    if case.is_on_wifi() {
        bands(case);
    }
    case.pass(say!("kertas dan beban sesuai", "paper and volume fit"));
    Some(())
}

fn paper_sizes(case: &mut Case<'_>) {
    let own: Option<&[String]> = case.attr("paper_sizes");
    let custom: Option<&str> = case.maybe("custom_paper_max_mm");
    let wanted = case.policy("paper_required", |policy| policy.paper_required.as_ref());
    let (Some(own), Some(wanted)) = (own, wanted) else { return };
    let missing: Vec<&String> = wanted.iter().filter(|size| !paper::takes(own, custom, size)).collect();
    if missing.iter().any(|size| size.eq_ignore_ascii_case("F4") || size.eq_ignore_ascii_case("Folio")) {
        case.fail(
            say!(
                "Tidak mendukung kertas F4 (215x330 mm) yang dipakai naskah dinas.",
                "No F4 paper (215x330 mm), which official letters use."
            ),
            say!("Pilih perangkat yang menerima F4/Folio.", "Choose one that takes F4/Folio."),
        );
    } else if !missing.is_empty() {
        let sizes = list(missing);
        case.fail(
            say!("Tidak mendukung kertas {sizes}.", "No {sizes} paper."),
            say!("Pilih perangkat yang menerimanya.", "Choose one that takes it."),
        );
    }
}

fn volume(case: &mut Case<'_>) {
    let duty: Option<f64> = case.attr("duty_cycle_pages");
    let recommended: Option<f64> = case.attr("recommended_pages_month");
    let Some(pages) = case.of_location("pages_per_month", |location| location.pages_per_month) else { return };
    let each = pages / case.quantity();
    let told = |most: f64| {
        say!(
            |lang| "Beban {v} halaman per bulan melebihi {r}.", "Volume {v} pages a month exceeds {r}.";
            v = amount(lang, each), r = amount(lang, most)
        )
    };
    match (duty, recommended) {
        (Some(duty), _) if each > duty => {
            case.fail(told(duty), say!("Pilih kelas yang lebih besar.", "Choose a larger class."));
        }
        (_, Some(recommended)) if each > recommended => {
            case.warn(told(recommended), say!("Pilih kelas yang lebih besar.", "Choose a larger class."));
        }
        _ => {}
    }
}

fn bands(case: &mut Case<'_>) {
    let own: Option<&[String]> = case.attr("wifi_bands");
    let (Some(ssids), Some(own)) = (networks::here(case), own) else { return };
    for ssid in &ssids {
        case.maybe_declared(*ssid, "bands", Some(&ssid.bands));
    }
    if !ssids.iter().any(|ssid| ssid.bands.iter().any(|band| own.contains(band))) {
        let (x, y) = (list(own), list(ssids.iter().flat_map(|ssid| &ssid.bands)));
        case.fail(
            say!(
                "Pita Wi-Fi {x} GHz tidak ada di lokasi ({y} GHz).",
                "Wi-Fi band {x} GHz is not at the location ({y} GHz)."
            ),
            say!("Hubungkan dengan kabel atau pilih perangkat lain.", "Connect it by cable, or choose another."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn printer(attr: &str, target: &str, location: &str, more: &str) -> Outcome {
        let own = if attr.contains("paper_sizes") { "" } else { "paper_sizes = [\"A4\", \"Folio\"]\n" };
        Given::class("printer")
            .item("quantity = 2")
            .attr(&format!("{own}{attr}"))
            .target(target)
            .site(&format!("[policy]\npaper_required = [\"A4\", \"F4\"]\n[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\n{location}\n{more}"))
            .outcome("PRN-05")
    }

    #[test]
    fn paper_volume_and_band() {
        const VOLUME: &str = "duty_cycle_pages = 5000\nrecommended_pages_month = 2000";
        const PAGES: &str = "pages_per_month = 4000";
        let sized = |sizes: &str| format!("{VOLUME}\npaper_sizes = [{sizes}]");
        for (attr, location, outcome) in [
            (VOLUME.to_owned(), PAGES, Outcome::Pass),
            (sized("\"A4\""), PAGES, Outcome::Fail),
            (format!("{}\ncustom_paper_max_mm = \"216x356\"", sized("\"A4\"")), PAGES, Outcome::Pass),
            (format!("{}\ncustom_paper_max_mm = \"210x330\"", sized("\"A4\"")), PAGES, Outcome::Fail),
            (VOLUME.to_owned(), "pages_per_month = 4001", Outcome::Warn),
            (VOLUME.to_owned(), "pages_per_month = 10001", Outcome::Fail),
            (VOLUME.to_owned(), "", Outcome::Unknown),
            ("duty_cycle_pages = 5000".to_owned(), PAGES, Outcome::Unknown),
        ] {
            assert_eq!(printer(&attr, "", location, ""), outcome, "{attr} {location}");
        }
        let wireless = |band: &str, ssid: &str| {
            printer(&format!("{VOLUME}\nwifi_bands = [\"{band}\"]"), "connection = \"wifi\"", PAGES, ssid)
        };
        const SSID: &str =
            "[[ssid]]\nname = \"DINAS\"\nlocations = [\"OPD/R\"]\nsecurity = \"wpa2-personal\"\nbands = [\"5\"]";
        assert_eq!(wireless("5", SSID), Outcome::Pass);
        assert_eq!(wireless("2.4", SSID), Outcome::Fail);
        assert_eq!(wireless("5", ""), Outcome::Unknown);
    }
}
