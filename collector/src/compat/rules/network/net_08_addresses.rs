//! NET-08: are there addresses for it in the subnet of the location?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-08",
    title: ["Alamat IP", "IP addresses"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::AccessPoint,
        Class::Radio,
        Class::Pc,
        Class::Laptop,
        Class::Server,
        Class::Printer,
        Class::Scanner,
        Class::Ups,
        Class::Nas,
        Class::Nvr,
        Class::Camera,
        Class::Phone,
    ],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Perbup HST 52/2017 Pasal 5", "Perbup HST 52/2017 Pasal 5"],
    text: [
        "Subnet lokasi harus punya alamat untuk semua unit; alamat perangkat yang diganti ikut dihitung bebas. Penomoran IP ditetapkan Dinas.",
        "The subnet of the location must have addresses for all units; those of replaced devices count as free. IP numbering is set by the Dinas.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let each = if case.maybe::<&str>("switch_type") == Some("unmanaged") {
        0.0
    } else {
        case.maybe::<f64>("ip_addresses").unwrap_or(1.0)
    };
    if each == 0.0 {
        return case.skip();
    }
    if case.maybe_typed("item", "own_addressing", case.spec().item.own_addressing) == Some(true) {
        case.fail(
            say!(
                "Penawaran menetapkan alamat IP sendiri; penomoran IP ditetapkan Dinas (Pasal 5).",
                "The proposal sets its own IP numbers; IP numbering is set by the Dinas (Pasal 5)."
            ),
            say!("Minta alamat dari Dinas.", "Ask the Dinas for addresses."),
        );
    }
    let id = match case.spec().target.subnet.as_deref() {
        Some(id) => case.target("subnet", Some(id))?,
        None => case.of_location("subnet", |location| location.subnet.as_deref())?,
    };
    let Some(subnet) = case.site().subnet.iter().find(|subnet| subnet.id == id) else {
        case.no_table("subnet", id);
        return None;
    };
    let usable = case.declared(subnet, "usable", subnet.usable);
    // Who is seen there counts, however much was declared; alone it counts where every address was asked.
    let seen = subnet.cidr.as_deref().and_then(|cidr| case.addresses_in(cidr, id));
    let used = match (subnet.used, seen) {
        (None, Some((seen, true))) => Some(seen),
        (declared, seen) => {
            case.declared(subnet, "used", declared).map(|used| used.max(seen.map_or(0.0, |seen| seen.0)))
        }
    };
    let (usable, used) = (usable?, used?);
    case.maybe_declared(subnet, "dhcp_peak", Some(subnet.dhcp_peak).filter(|peak| *peak > 0.0));
    case.maybe_declared(subnet, "reserved", Some(subnet.reserved).filter(|reserved| *reserved > 0.0));
    let free = usable - used.max(subnet.dhcp_peak) - subnet.reserved - taken_before(case, id);
    let quantity = case.quantity();
    let freed = each * case.spec().target.replaces.len() as f64;
    let need = (each * quantity - freed).max(0.0);
    case.reckoned("addresses_free", free);
    case.reckoned("addresses_needed", need);
    let cidr = subnet.cidr.as_deref().unwrap_or(id);
    let left = say!(
        |lang| "Subnet {cidr} tinggal {free} alamat; butuh {need}. Penomoran IP ditetapkan Dinas (Pasal 5).",
        "Subnet {cidr} has {free} addresses left; {need} needed. IP numbering is set by the Dinas (Pasal 5).";
        free = amount(lang, free.max(0.0)), need = amount(lang, need)
    );
    let percent = case.thresholds().ip_free_percent;
    if free < need {
        case.fail(left, say!("Minta Dinas memperluas subnet.", "Ask the Dinas for a larger subnet."));
    } else if (free - need) * 100.0 < percent * usable - 1e-9 {
        case.warn(left, say!(|lang| "Sisa kurang dari {p} %: rencanakan perluasan.", "Less than {p} % stay free: plan for more."; p = amount(lang, percent)));
    } else {
        case.pass(say!(
            |lang| "subnet {cidr} punya {free} alamat bebas untuk {need}",
            "subnet {cidr} has {free} addresses free for {need}";
            free = amount(lang, free), need = amount(lang, need)
        ));
    }
    Some(())
}

/// Addresses of this subnet that earlier items of the same procurement take.
fn taken_before(case: &mut Case<'_>, id: &str) -> f64 {
    let site = case.site();
    let of = |spec: &crate::compat::spec::Spec| {
        let location = site.location.iter().find(|place| Some(place.id.as_str()) == spec.target.location.as_deref());
        spec.target.subnet.clone().or_else(|| location.and_then(|location| location.subnet.clone()))
    };
    let needed = |spec: &crate::compat::spec::Spec| {
        let each = spec.number("ip_addresses").unwrap_or(1.0);
        (each * (spec.item.quantity as f64 - spec.target.replaces.len() as f64)).max(0.0)
    };
    let concerned = |spec: &&&crate::compat::spec::Spec| {
        RULE.classes.contains(&spec.item.class) && of(spec).as_deref() == Some(id) && !spec.is_unmanaged()
    };
    let taken: f64 = case.world.before.iter().filter(concerned).map(|spec| needed(spec)).sum();
    if taken > 0.0 {
        case.reckoned("addresses_taken_before", taken);
    }
    taken
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn subnet(keys: &str) -> Given {
        Given::class("camera").item("quantity = 10").site(&format!(
            "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nsubnet = \"N\"\n[[subnet]]\nid = \"N\"\ncidr = \"10.1.0.0/24\"\n{keys}"
        ))
    }

    #[test]
    fn what_is_free_must_cover_what_is_bought() {
        for (keys, outcome) in [
            ("usable = 250\nused = 100", Outcome::Pass),
            // 250 − 215 − 10 = 25 is exactly ten percent.
            ("usable = 250\nused = 215", Outcome::Pass),
            ("usable = 250\nused = 216", Outcome::Warn),
            ("usable = 250\nused = 240", Outcome::Warn),
            ("usable = 250\nused = 241", Outcome::Fail),
            ("usable = 250\nused = 100\ndhcp_peak = 245", Outcome::Fail),
            ("usable = 250\nused = 100\nreserved = 145", Outcome::Fail),
            ("usable = 250", Outcome::Unknown),
        ] {
            assert_eq!(subnet(keys).outcome("NET-08"), outcome, "{keys}");
        }
    }

    #[test]
    fn replaced_devices_give_their_addresses_back() {
        let full = subnet("usable = 250\nused = 225");
        assert_eq!(full.outcome("NET-08"), Outcome::Warn);
        let replaces = (1..=10).map(|n| format!("\"CAM-{n}\"")).collect::<Vec<_>>().join(", ");
        assert_eq!(full.target(&format!("replaces = [{replaces}]")).outcome("NET-08"), Outcome::Pass);
    }

    #[test]
    fn its_own_numbering_is_refused_also_where_the_subnet_is_unknown() {
        let given = Given::class("camera").item("own_addressing = true");
        assert_eq!(given.outcome("NET-08"), Outcome::Fail);
    }

    #[test]
    fn who_is_seen_counts_and_a_sweep_needs_no_declaration() {
        let check = |keys: &str, seen: usize, swept: Option<&str>| {
            subnet(keys).counted("10.1.0.0/24", seen, swept).outcome("NET-08")
        };
        let swept = Some("2026-11-22T01:30:00Z");
        // More are there than were declared.
        assert_eq!(check("usable = 250\nused = 100", 245, None), Outcome::Fail);
        assert_eq!(check("usable = 250\nused = 100", 20, None), Outcome::Pass);
        assert_eq!(check("usable = 250\nused = 245", 20, swept), Outcome::Fail);
        // Nothing declared: only who asked every address can say how many are taken.
        assert_eq!(check("usable = 250", 20, None), Outcome::Unknown);
        assert_eq!(check("usable = 250", 20, swept), Outcome::Pass);
        assert_eq!(check("usable = 250", 245, swept), Outcome::Fail);
        // A sweep of last month proves nothing by itself.
        assert_eq!(check("usable = 250", 20, Some("2026-10-01T00:00:00Z")), Outcome::Warn);
    }
}
