//! NET-03: does its spanning tree go together with that of the network?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
    table::stp::{Meeting, meeting, of_protocol},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-03",
    title: ["Spanning tree", "Spanning tree"],
    classes: &[Class::Switch],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["buku manual switch beberapa pabrikan", "manuals of several vendors' switches"],
    text: [
        "Mode spanning tree kandidat harus sejalan dengan jaringan; tanpa spanning tree hanya boleh di tempat tanpa loop.",
        "The spanning-tree mode of the candidate must go together with the network's; without one it may stand only where there is no loop.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let unmanaged = case.maybe::<&str>("switch_type") == Some("unmanaged");
    let stated: &[String] = match case.maybe("stp_modes") {
        Some(modes) => modes,
        None if unmanaged => &[],
        None => case.attr("stp_modes")?,
    };
    let modes: Vec<&str> = stated.iter().map(String::as_str).filter(|mode| *mode != "none").collect();
    if modes.is_empty() {
        if case.of_location("l2_loop", |location| location.l2_loop)? {
            case.fail(
                say!(
                    "Kandidat tanpa spanning tree di tempat yang punya loop.",
                    "The candidate has no spanning tree where there is a loop."
                ),
                say!("Pilih switch dengan RSTP.", "Choose a switch with RSTP."),
            );
        }
        case.pass(say!("tidak ada loop di lokasi ini", "there is no loop at this location"));
        return Some(());
    }
    let network = network_mode(case)?;
    if network == "none" {
        case.pass(say!("jaringan tidak memakai spanning tree", "the network uses no spanning tree"));
        return Some(());
    }
    let own = list(&modes);
    match modes.iter().map(|mode| meeting(mode, &network)).min()? {
        Meeting::Together => {
            case.pass(say!("mode STP {own} sejalan dengan {network}", "STP mode {own} goes together with {network}"))
        }
        Meeting::Restricted([id, en]) => case.warn(
            [
                format!("Mode STP kandidat {own} vs jaringan {network}: {id}."),
                format!("Candidate STP mode {own} against network {network}: {en}."),
            ],
            say!("Periksa rancangan loop sebelum memasang.", "Check the loop design before installing."),
        ),
    }
    Some(())
}

/// As it is declared, else as the upstream says.
fn network_mode(case: &mut Case<'_>) -> Option<String> {
    if let Some(mode) = case.maybe_of_location("stp_mode", |location| location.stp_mode.as_deref()) {
        return Some(mode.to_owned());
    }
    if let Some(reference) = case.maybe_upstream()
        && let Some(seen) = case.maybe_seen(reference)
    {
        let mode = seen.facts.stp.iter().find_map(|tree| of_protocol(tree.protocol.as_deref()?));
        if let Some(mode) = case.maybe_observed(&seen, "stp.protocol", mode) {
            return Some(mode.to_owned());
        }
    }
    case.of_location("stp_mode", |location| location.stp_mode.as_deref()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn switch(modes: &str, place: &str) -> Given {
        Given::class("switch")
            .attr(&format!("stp_modes = [{modes}]"))
            .site(&format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"\n{place}"))
    }

    #[test]
    fn the_best_of_its_modes_counts() {
        for (modes, place, outcome) in [
            ("\"stp\", \"rstp\"", "stp_mode = \"mstp\"", Outcome::Pass),
            ("\"stp\"", "stp_mode = \"mstp\"", Outcome::Warn),
            ("\"rstp\"", "stp_mode = \"rapid-pvst+\"", Outcome::Warn),
            ("\"rstp\"", "stp_mode = \"none\"", Outcome::Pass),
            ("\"rstp\"", "", Outcome::Unknown),
            ("\"none\"", "l2_loop = true", Outcome::Fail),
            ("", "l2_loop = false", Outcome::Pass),
            ("", "", Outcome::Unknown),
        ] {
            assert_eq!(switch(modes, place).outcome("NET-03"), outcome, "{modes} {place}");
        }
        let observed = switch("\"rstp\"", "").record(r#""sys_name":"SW","stp":[{"protocol":"mstp"}]"#);
        assert_eq!(observed.outcome("NET-03"), Outcome::Pass);
    }
}
