//! SRV-04: is there an outlet for each inlet?

use super::rack;
use crate::compat::{
    attribute::ports,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    site::Outlets,
    spec::Spec,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-04",
    title: ["Stopkontak", "Outlets"],
    classes: &[Class::Server, Class::Switch, Class::Router, Class::Firewall, Class::Nas, Class::Nvr, Class::Ups],
    grade: Grade::P,
    safety: true,
    note_only: false,
    basis: ["tipe perangkat NetBox; IEC 60320", "NetBox device types; IEC 60320"],
    text: [
        "Setiap masukan daya perlu satu stopkontak yang sesuai di rak; arus masuk UPS tidak boleh melebihi sirkuitnya.",
        "Each power inlet needs an outlet of its type in the rack; the input current of a UPS must not exceed its circuit.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rack = rack::here(case)?;
    if case.spec().item.class == Class::Ups {
        let current: Option<f64> = case.attr("input_current_a");
        let circuit = match case.maybe_declared(rack, "circuit_a", rack.circuit_a) {
            None => case.of_location("circuit_a", |location| location.circuit_a),
            circuit => circuit,
        };
        let (current, circuit) = (current?, circuit?);
        let told = say!(
            |lang| "Arus masuk UPS {i} A, sirkuit {c} A.", "Input current of the UPS {i} A, circuit {c} A.";
            i = amount(lang, current), c = amount(lang, circuit)
        );
        if current > circuit + 1e-9 {
            case.fail(told, say!("Sediakan sirkuit yang lebih besar.", "Provide a larger circuit."));
        } else {
            case.pass(told);
        }
        return Some(());
    }
    let inlets: Option<&[String]> = case.attr("power_inlets");
    let free = rack.outlets_free.as_ref();
    let told = free.map(|o| serde_json::json!({"c13": o.c13, "c19": o.c19, "c5": o.c5, "c7": o.c7, "cee7": o.cee7}));
    case.declared(rack, "outlets_free", told);
    let (inlets, mut free) = (inlets?, free?.clone());
    for spec in rack::before(case, rack) {
        let own = case.earlier(spec, "power_inlets", spec.list("power_inlets")).unwrap_or_default();
        for (inlet, count) in counted(own, spec) {
            take(&mut free, inlet, count);
        }
    }
    let mut cords = 0;
    for (inlet, count) in counted(inlets, case.spec()) {
        let Some(outlet) = outlet_of(inlet) else {
            case.lacks(
                &format!("rack.outlets_free.{inlet}"),
                say!("Periksa stopkontak untuk {inlet} di rak", "Look for an outlet for {inlet} in the rack"),
            );
            continue;
        };
        let there = *field(&mut free, outlet)?;
        let (own, by_cord) = take(&mut free, inlet, count);
        cords += by_cord;
        if own + by_cord < count {
            case.fail(
                say!(
                    "Butuh {count} outlet {outlet}, tersedia {there}.",
                    "{count} outlet(s) {outlet} needed, {there} available."
                ),
                say!("Tambah PDU atau kosongkan outlet.", "Add a PDU, or free outlets."),
            );
        }
    }
    if cords > 0 {
        let quantity = case.quantity();
        case.remedy("power_cord", Some("cee7"), quantity);
        case.warn(
            say!("{cords} masukan memakai stopkontak CEE 7.", "{cords} inlets take a CEE 7 socket."),
            say!("Sediakan kabel daya CEE 7.", "Provide CEE 7 power cords."),
        );
    }
    case.pass(say!("outlet rak cukup", "the rack has enough outlets"));
    Some(())
}

/// Inlets by type, over all units.
fn counted<'t>(inlets: &'t [String], spec: &Spec) -> Vec<(&'t str, u64)> {
    inlets.iter().filter_map(|inlet| ports(inlet)).map(|(n, kind)| (kind, u64::from(n) * spec.item.quantity)).collect()
}

/// The outlet that an inlet goes into (IEC 60320).
fn outlet_of(inlet: &str) -> Option<&'static str> {
    Some(match inlet.to_ascii_lowercase().trim_start_matches("iec-60320-") {
        "c14" => "c13",
        "c20" => "c19",
        "c6" => "c5",
        "c8" => "c7",
        "cee7" => "cee7",
        _ => return None,
    })
}

fn field<'o>(free: &'o mut Outlets, outlet: &str) -> Option<&'o mut u64> {
    Some(match outlet {
        "c13" => &mut free.c13,
        "c19" => &mut free.c19,
        "c5" => &mut free.c5,
        "c7" => &mut free.c7,
        "cee7" => &mut free.cee7,
        _ => return None,
    })
}

/// Takes outlets: how many of its own type, and how many of the mains by a cord.
fn take(free: &mut Outlets, inlet: &str, count: u64) -> (u64, u64) {
    let Some(own) = outlet_of(inlet).and_then(|outlet| field(free, outlet)) else { return (0, 0) };
    let taken = count.min(*own);
    *own -= taken;
    // C20 needs 16 A: no cord makes a socket of the mains of it.
    let cord = if outlet_of(inlet) == Some("c19") { 0 } else { (count - taken).min(free.cee7) };
    free.cee7 -= cord;
    (taken, cord)
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn an_outlet_for_each_inlet() {
        let judge = |quantity: u32, inlets: &str, free: &str| {
            Given::class("server")
                .item(&format!("quantity = {quantity}"))
                .attr(&format!("power_inlets = [{inlets}]"))
                .target("rack = \"R1\"")
                .site(&format!("[[rack]]\nid = \"R1\"\noutlets_free = {{ {free} }}"))
                .outcome("SRV-04")
        };
        for (quantity, inlets, free, outcome) in [
            (2, "\"2xc14\"", "c13 = 4", Outcome::Pass),
            (2, "\"2xc14\"", "c13 = 3", Outcome::Fail),
            (2, "\"2xc14\"", "c13 = 3, cee7 = 1", Outcome::Warn),
            (1, "\"2xc20\"", "c13 = 9, c19 = 1, cee7 = 9", Outcome::Fail),
            (1, "\"2xc20\"", "c19 = 2", Outcome::Pass),
            (1, "\"1xc14\", \"1xc20\"", "c13 = 1, c19 = 1", Outcome::Pass),
            (1, "\"1xiec-60309-p-n-e-6h\"", "c13 = 1", Outcome::Unknown),
        ] {
            assert_eq!(judge(quantity, inlets, free), outcome, "{quantity} {inlets} {free}");
        }
    }

    #[test]
    fn the_circuit_of_a_ups() {
        let ups = |current: f64, rack: &str| {
            Given::class("ups")
                .attr(&format!("input_current_a = {current}"))
                .target("rack = \"R1\"")
                .site(&format!(
                    "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\ncircuit_a = 10\n[[rack]]\nid = \"R1\"\n{rack}"
                ))
                .outcome("SRV-04")
        };
        assert_eq!(ups(10.0, ""), Outcome::Pass);
        assert_eq!(ups(10.1, ""), Outcome::Fail);
        assert_eq!(ups(16.0, "circuit_a = 16"), Outcome::Pass);
    }
}
