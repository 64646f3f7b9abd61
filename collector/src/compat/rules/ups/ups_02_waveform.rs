//! UPS-02: does its output suit the power supplies behind it?

use super::loads;
use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "UPS-02",
    title: ["Bentuk gelombang", "Waveform"],
    classes: &[Class::Ups],
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: ["Schneider FA317011", "Schneider FA317011"],
    text: [
        "Catu daya dengan PFC aktif memerlukan gelombang sinus; pada server wajib.",
        "Power supplies with active PFC need a sine wave; servers must have it.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.attr::<&str>("waveform")? == "sine" {
        case.pass(say!("keluaran sinus", "sine output"));
        return Some(());
    }
    for load in loads(case)? {
        let psu = case.declared(load, "psu", load.psu.as_deref());
        let kind = case.maybe_declared(load, "kind", load.kind.as_deref());
        if psu != Some("active_pfc") {
            continue;
        }
        let device = &load.device;
        let what = say!(
            "Gelombang keluaran bertingkat; PSU PFC aktif {device} dapat memicu beban lebih.",
            "Stepped output; the active PFC power supply of {device} can overload it."
        );
        let to_do = say!("Pilih UPS dengan keluaran sinus.", "Choose a UPS with sine output.");
        if kind == Some("server") { case.fail(what, to_do) } else { case.warn(what, to_do) }
    }
    case.pass(say!("beban menerima gelombang bertingkat", "the load takes a stepped wave"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn sine_for_active_pfc() {
        let judge = |wave: &str, load: &str| {
            Given::class("ups")
                .attr(&format!("waveform = \"{wave}\""))
                .target("protects = [\"A\"]")
                .site(&format!("[[load]]\ndevice = \"A\"\n{load}"))
                .outcome("UPS-02")
        };
        for (wave, load, outcome) in [
            ("sine", "", Outcome::Pass),
            ("stepped", "kind = \"server\"\npsu = \"active_pfc\"", Outcome::Fail),
            ("stepped", "kind = \"pc\"\npsu = \"active_pfc\"", Outcome::Warn),
            ("stepped", "kind = \"pc\"\npsu = \"other\"", Outcome::Pass),
            ("stepped", "kind = \"pc\"", Outcome::Unknown),
        ] {
            assert_eq!(judge(wave, load), outcome, "{wave} {load}");
        }
        assert_eq!(Given::class("ups").outcome("UPS-02"), Outcome::Unknown);
    }
}
