//! How spanning-tree modes meet (manuals of switches that speak several of them).

/// What happens where two modes meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    /// One tree.
    Together,
    /// With restrictions, and why.
    Restricted([&'static str; 2]),
}

const MSTP_AND_PVST: [&str; 2] = [
    "PVST+ dan MSTP berjalan bersama dengan batasan (root harus di dalam tulang punggung MST)",
    "PVST+ and MSTP interwork with restrictions (the root must be inside the MST backbone)",
];
const FALLS_BACK: [&str; 2] = ["Rapid-PVST+ turun menjadi PVST+", "Rapid-PVST+ falls back to PVST+"];
const ONE_VLAN: [&str; 2] = [
    "hanya pohon VLAN 1/native yang bersama; loop di VLAN lain tidak terlihat",
    "only the tree of VLAN 1/native is shared; a loop on another VLAN is not seen",
];
const SLOW: [&str; 2] = ["konvergensi turun ke STP lama", "convergence falls back to legacy STP"];

/// What happens where a mode of the candidate meets that of the network.
pub fn meeting(candidate: &str, network: &str) -> Meeting {
    let per_vlan = |mode: &str| matches!(mode, "pvst+" | "rapid-pvst+");
    match (candidate, network) {
        (a, b) if a == b => Meeting::Together,
        ("rstp", "mstp") | ("mstp", "rstp") => Meeting::Together,
        ("rapid-pvst+", "pvst+") | ("pvst+", "rapid-pvst+") => Meeting::Restricted(FALLS_BACK),
        (a, "mstp") | ("mstp", a) if per_vlan(a) => {
            Meeting::Restricted(if a == "rapid-pvst+" { FALLS_BACK } else { MSTP_AND_PVST })
        }
        (a, b) if per_vlan(a) || per_vlan(b) => Meeting::Restricted(ONE_VLAN),
        _ => Meeting::Restricted(SLOW),
    }
}

/// The mode that a record states (`stp[].protocol`), as specifications write it.
pub fn of_protocol(protocol: &str) -> Option<&'static str> {
    Some(match protocol {
        "ieee8021d" | "stp" => "stp",
        "rstp" => "rstp",
        "mstp" => "mstp",
        "pvst" | "pvst+" => "pvst+",
        "rapidPvst" | "rapid-pvst+" => "rapid-pvst+",
        "none" => "none",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_mode_and_rstp_with_mstp_share_a_tree() {
        const MODES: [&str; 5] = ["stp", "rstp", "mstp", "pvst+", "rapid-pvst+"];
        for a in MODES {
            for b in MODES {
                let together = a == b || matches!((a, b), ("rstp", "mstp") | ("mstp", "rstp"));
                assert_eq!(meeting(a, b) == Meeting::Together, together, "{a} {b}");
            }
        }
    }
}
