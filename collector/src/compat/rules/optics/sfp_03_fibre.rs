//! SFP-03: does it reach over the fibre that is there?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    table::cable::{fibre_reach_m, is_single_mode},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SFP-03",
    title: ["Rute serat", "Fibre route"],
    classes: &[Class::Transceiver],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["tabel serat dua pabrikan", "fibre tables of two vendors"],
    text: [
        "Jenis serat harus cocok dengan standar, panjangnya dalam jangkauan dengan cadangan, dan konektornya sama.",
        "The kind of fibre must suit the standard, its length lie within reach with some reserve, and the connectors be alike.",
    ],
    judge,
};

const FIBRES: [&str; 6] = ["om1", "om2", "om3", "om4", "os1", "os2"];

fn judge(case: &mut Case<'_>) -> Option<()> {
    let standard: &str = case.attr("standard")?;
    if standard.ends_with("base-t") {
        return case.skip();
    }
    let own_connector: Option<&str> = case.attr("connector");
    let id = case.target("route", case.spec().target.route.as_deref())?;
    let Some(fibre) = case.site().fibre.iter().find(|fibre| fibre.id == id) else {
        case.no_table("fibre", id);
        return None;
    };
    let kind = case.declared(fibre, "type", fibre.r#type.as_deref());
    let length = case.declared(fibre, "length_m", fibre.length_m);
    let connector = case.declared(fibre, "connector", fibre.connector.as_deref());
    if let (Some(own), Some(connector)) = (own_connector, connector)
        && !own.eq_ignore_ascii_case(connector)
    {
        let quantity = case.quantity();
        case.remedy("patch_cord", Some(&format!("{own}-{connector}")), quantity);
        case.warn(
            say!(
                "Konektor {own} pada modul, {connector} pada serat.",
                "Connector {own} on the module, {connector} on the fibre."
            ),
            say!("Sediakan patch cord {own}-{connector}.", "Provide {own}-{connector} patch cords."),
        );
    }
    let kind = kind?;
    let stated: Option<f64> = case.maybe("reach_m");
    let Some(table) = fibre_reach_m(standard, kind) else {
        if FIBRES.iter().any(|fibre| fibre_reach_m(standard, fibre).is_some()) {
            case.fail(
                say!(
                    "Standar {standard} tidak berjalan pada serat {kind}.",
                    "Standard {standard} does not run on {kind} fibre."
                ),
                say!("Pilih modul untuk serat itu.", "Choose a module for that fibre."),
            );
        } else {
            case.lacks(
                "reach",
                say!(
                    "Tanyakan jangkauan {standard} pada serat {kind} kepada pabrikan",
                    "Ask the vendor how far {standard} reaches on {kind} fibre"
                ),
            );
        }
        return Some(());
    };
    let reach = match stated {
        Some(stated) if is_single_mode(kind) => stated,
        Some(stated) => stated.min(table),
        None => table,
    };
    case.reckoned("fibre_reach_m", reach);
    let length = length?;
    let told = say!(
        |lang| "Jarak {m} m terhadap jangkauan {standard} ({reach} m) pada serat {kind}.",
        "Distance {m} m against the reach of {standard} ({reach} m) on {kind} fibre.";
        m = amount(lang, length), reach = amount(lang, reach)
    );
    if length > reach {
        case.fail(
            told,
            say!(
                "Jarak melebihi jangkauan: pilih modul jarak jauh.",
                "It is too far: choose a module of longer reach."
            ),
        );
    } else if length > case.thresholds().fibre_reach_warn * reach + 1e-9 {
        case.warn(told, say!("Ukur redaman serat sebelum membeli.", "Measure the loss of the fibre before buying."));
    }
    if standard == "1000base-lx" && !is_single_mode(kind) {
        case.warn(
            say!("1000base-lx pada serat multimode {kind}.", "1000base-lx on multimode fibre {kind}."),
            say!("Pakai kabel mode-conditioning.", "Use a mode-conditioning cord."),
        );
    }
    case.pass(say!(|lang| "jarak {m} m dalam jangkauan {reach} m", "{m} m is within the reach of {reach} m"; m = amount(lang, length), reach = amount(lang, reach)));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn judge(own: &str, fibre: &str) -> Outcome {
        Given::class("transceiver")
            .attr(&format!("connector = \"LC\"\n{own}"))
            .target("route = \"F\"")
            .site(&format!("[[fibre]]\nid = \"F\"\n{fibre}"))
            .outcome("SFP-03")
    }

    #[test]
    fn kind_length_and_connector() {
        let lc = "connector = \"lc\"";
        for (own, fibre, outcome) in [
            ("standard = \"1000base-lx10\"", "type = \"os2\"\nlength_m = 8000", Outcome::Pass),
            ("standard = \"1000base-lx10\"", "type = \"os2\"\nlength_m = 8001", Outcome::Warn),
            ("standard = \"1000base-lx10\"", "type = \"os2\"\nlength_m = 10001", Outcome::Fail),
            ("standard = \"1000base-lx10\"\nreach_m = 20000", "type = \"os2\"\nlength_m = 10001", Outcome::Pass),
            ("standard = \"1000base-sx\"\nreach_m = 900", "type = \"om3\"\nlength_m = 600", Outcome::Fail),
            ("standard = \"1000base-sx\"", "type = \"os2\"", Outcome::Fail),
            ("standard = \"1000base-lx\"", "type = \"om3\"\nlength_m = 100", Outcome::Warn),
            ("standard = \"1000base-lx10\"", "type = \"os2\"", Outcome::Unknown),
            ("standard = \"25gbase-lr\"", "type = \"os2\"\nlength_m = 10", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, &format!("{fibre}\n{lc}")), outcome, "{own} {fibre}");
        }
        assert_eq!(
            judge("standard = \"1000base-lx10\"", "type = \"os2\"\nlength_m = 1\nconnector = \"SC\""),
            Outcome::Warn
        );
        assert_eq!(judge("standard = \"1000base-lx10\"", "type = \"os2\"\nlength_m = 1"), Outcome::Unknown);
    }
}
