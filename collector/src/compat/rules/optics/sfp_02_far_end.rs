//! SFP-02: does the module at the other end speak the same?

use super::cage;
use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SFP-02",
    title: ["Ujung jauh", "Far end"],
    classes: &[Class::Transceiver],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["catatan pemasok; nama tipe NetBox", "vendor notes; NetBox type names"],
    text: [
        "Kedua ujung serat harus memakai standar yang sama; modul BiDi harus berpasangan dengan panjang gelombang bersilang. Optik tidak bernegosiasi 1G/10G.",
        "Both ends of a fibre must use the same standard; BiDi modules come in pairs with crossed wavelengths. Optics do not negotiate 1G/10G.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let standard: &str = case.attr("standard")?;
    if standard.ends_with("base-t") {
        return case.skip();
    }
    let far = cage::far_end(case)?;
    let other = far.standard.as_str();
    let apart = || {
        (
            say!(
                "Ujung jauh memakai {other}; kandidat {standard}. Tidak akan link-up.",
                "The far end uses {other}; the candidate is {standard}. There will be no link."
            ),
            say!("Pilih pasangan modul yang sama.", "Choose a matching pair of modules."),
        )
    };
    match (side(standard), side(other)) {
        (None, None) => {
            if plain(standard) != plain(other) {
                let (what, to_do) = apart();
                case.fail(what, to_do);
            }
        }
        (Some((base, up)), Some((far_base, far_up))) if base == far_base && up != far_up => {
            let (tx, rx): (Option<f64>, Option<f64>) = (case.attr("tx_nm"), case.attr("rx_nm"));
            for (name, known) in [("far_end.tx_nm", far.tx_nm), ("far_end.rx_nm", far.rx_nm)] {
                if known.is_none() {
                    case.lacks(
                        name,
                        say!("Nyatakan panjang gelombang ujung jauh", "State the wavelengths of the far end"),
                    );
                }
            }
            let meets = |a: Option<f64>, b: Option<f64>| a.zip(b).is_none_or(|(a, b)| a == b);
            if !meets(tx, far.rx_nm) || !meets(rx, far.tx_nm) {
                case.fail(
                    say!(
                        "Panjang gelombang kandidat dan ujung jauh tidak bersilang. Tidak akan link-up.",
                        "The wavelengths of candidate and far end do not cross. There will be no link."
                    ),
                    say!("Pilih sisi pasangan BiDi yang lain.", "Choose the other side of the BiDi pair."),
                );
            }
        }
        _ => {
            let (what, to_do) = apart();
            case.fail(what, to_do);
        }
    }
    case.pass(say!("ujung jauh memakai {other}", "the far end uses {other}"));
    Some(())
}

/// Standard and side of a bidirectional module.
fn side(standard: &str) -> Option<(&str, bool)> {
    let up = standard.strip_suffix("-u").map(|base| (base, true));
    up.or_else(|| standard.strip_suffix("-d").map(|base| (base, false)))
}

/// Two names of one optic.
fn plain(standard: &str) -> &str {
    if standard == "1000base-lx10" { "1000base-lx" } else { standard }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn judge(own: &str, far: &str) -> Outcome {
        Given::class("transceiver").attr(own).target(&format!("far_end = {{ {far} }}")).outcome("SFP-02")
    }

    #[test]
    fn both_ends_are_alike_or_a_pair() {
        let up = "standard = \"1000base-bx10-u\"\ntx_nm = 1310\nrx_nm = 1490";
        for (own, far, outcome) in [
            ("standard = \"1000base-lx10\"", "standard = \"1000base-lx\"", Outcome::Pass),
            ("standard = \"1000base-lx\"", "standard = \"1000base-sx\"", Outcome::Fail),
            ("standard = \"10gbase-lr\"", "standard = \"1000base-lx\"", Outcome::Fail),
            (up, "standard = \"1000base-bx10-d\", tx_nm = 1490, rx_nm = 1310", Outcome::Pass),
            (up, "standard = \"1000base-bx10-d\", tx_nm = 1550, rx_nm = 1310", Outcome::Fail),
            (up, "standard = \"1000base-bx10-d\"", Outcome::Unknown),
            (up, "standard = \"1000base-bx10-u\", tx_nm = 1310, rx_nm = 1490", Outcome::Fail),
            ("standard = \"1000base-t\"", "standard = \"1000base-sx\"", Outcome::NotApplicable),
            ("standard = \"1000base-sx\"", "device = \"SW\", port = 1", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, far), outcome, "{own} {far}");
        }
        let declared = Given::class("transceiver")
            .attr("standard = \"1000base-sx\"")
            .target("far_end = { device = \"SW\", port = 1 }")
            .site("[[module]]\ndevice = \"SW\"\nport = \"1\"\nstandard = \"1000base-sx\"");
        assert_eq!(declared.outcome("SFP-02"), Outcome::Pass);
    }
}
