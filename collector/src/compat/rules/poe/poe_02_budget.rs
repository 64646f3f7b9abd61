//! POE-02: is there power left for it?

use super::demand::{self, CLASSES, Source};
use crate::compat::{
    case::{Case, amount},
    rule::{Grade, Rule, say},
    rules::network::upstream,
    seen::{Poe, Seen},
    table::{
        poe::{is_passive, type_of, watts},
        port::indexes,
    },
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "POE-02",
    title: ["Anggaran daya PoE", "PoE budget"],
    classes: CLASSES,
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: [
        "Ethernet Alliance, ikhtisar 802.3bt (2018); RFC 3621",
        "Ethernet Alliance, Overview of 802.3bt (2018); RFC 3621",
    ],
    text: [
        "Daya yang sudah dialokasikan ditambah kebutuhan semua unit harus muat dalam anggaran switch, dengan cadangan; port PoE bebas harus cukup.",
        "The power allocated today plus what all units need must fit the budget of the switch, with a reserve; there must be enough free PoE ports.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    demand::takes_power(case)?;
    let class = demand::class(case);
    let source = demand::source(case)?;
    let quantity = case.quantity();
    let name = source.name().to_owned();
    if source.kind == "none" {
        case.remedy("injector", class.map(type_of), quantity);
        case.fail(
            say!("{name} tidak memberi PoE.", "{name} gives no PoE."),
            say!("Tambahkan injektor PoE.", "Add PoE injectors."),
        );
        return Some(());
    }
    if is_passive(&source.kind) {
        return case.skip();
    }
    let Some(seen) = source.seen.clone() else {
        case.seen(source.reference);
        return None;
    };
    let freed = upstream::given_up(case, source.reference, &seen);
    free_ports(case, &source, &seen, &freed, quantity);
    let budget = budget(case, &source, &seen);
    let allocated = allocated(case, &seen, &freed);
    let (class, budget, (allocated, measured_only)) = (class?, budget?, allocated?);
    let earlier: Vec<_> = case.world.before.iter().filter(|spec| is_fed_here(case, spec, &source)).collect();
    let before: f64 = earlier.into_iter().map(|spec| demand::watts_before(case, spec)).sum();
    let wanted = quantity * watts(class)?;
    let (left, need) = (budget - allocated - before, allocated + before + wanted);
    case.derived(&seen, "poe_allocated_w", allocated + before);
    case.reckoned("poe_needed_w", wanted);
    let short = if left < 0.0 {
        say!(
            |lang| "Anggaran PoE {name} sudah terlampaui {over} W, sedangkan kebutuhan {wanted} W.",
            "The PoE budget of {name} is exceeded by {over} W already, and {wanted} W are needed.";
            over = amount(lang, -left), wanted = amount(lang, wanted)
        )
    } else {
        say!(
            |lang| "Sisa daya PoE {left} W < kebutuhan {wanted} W pada {name}.",
            "PoE power left {left} W < needed {wanted} W on {name}.";
            left = amount(lang, left), wanted = amount(lang, wanted)
        )
    };
    let reserve = case.thresholds().poe_reserve;
    if need > budget + 1e-9 {
        case.remedy("injector", Some(type_of(class)), quantity);
        case.fail(short, say!(|lang| "Tambahkan {q} injektor {kind} atau pindahkan beban.", "Add {q} {kind} injectors or move load."; q = amount(lang, quantity), kind = type_of(class)));
    } else if need > budget * (1.0 - reserve) + 1e-9 {
        case.warn(
            say!(
                |lang| "Sisa daya PoE pada {name} menjadi {rest} W dari {budget} W, di bawah cadangan {percent} %.",
                "PoE power left on {name} becomes {rest} W of {budget} W, below the reserve of {percent} %.";
                rest = amount(lang, budget - need), budget = amount(lang, budget), percent = amount(lang, reserve * 100.0)
            ),
            say!("Jangan menambah beban lagi pada switch ini.", "Add no more load to this switch."),
        );
    } else if measured_only {
        case.warn(
            say!(
                "{name} hanya menyebut daya terukur, bukan alokasi per port.",
                "{name} tells its measured power only, not the allocation per port."
            ),
            say!("Hitung alokasi per port dengan tangan.", "Reckon the allocation per port by hand."),
        );
    }
    case.pass(say!(|lang| "sisa daya PoE {left} W pada {name} menutup {wanted} W", "PoE power left {left} W on {name} covers {wanted} W"; left = amount(lang, left), wanted = amount(lang, wanted)));
    Some(())
}

fn is_fed_here(case: &Case<'_>, spec: &crate::compat::spec::Spec, source: &Source<'_>) -> bool {
    let location = case.site().location.iter().find(|place| Some(place.id.as_str()) == spec.target.location.as_deref());
    let named = spec.target.pse.as_deref().or(spec.target.upstream.as_deref());
    named.or_else(|| location.and_then(|place| place.upstream.as_deref())) == Some(source.reference)
}

/// As the device says, else as it is declared.
fn budget(case: &mut Case<'_>, source: &Source<'_>, seen: &Seen) -> Option<f64> {
    let told: Vec<f64> = seen.facts.poe_groups.iter().filter_map(|group| group.budget_w).collect();
    if !told.is_empty() {
        return case.maybe_observed(seen, "poe_groups.budget_w", Some(told.iter().sum::<f64>()));
    }
    let device = case.device_table(source.reference, Some(seen));
    let declared = device.and_then(|device| case.maybe_declared(device, "poe_budget_w", device.poe_budget_w));
    if declared.is_none() {
        case.observed(seen, "poe_groups.budget_w", None::<f64>);
    }
    declared
}

/// What the ports take, W, and whether only a measurement of the whole is known.
fn allocated(case: &mut Case<'_>, seen: &Seen, freed: &[u64]) -> Option<(f64, bool)> {
    let ports = &seen.facts.ports;
    if ports.iter().any(|port| port.is_delivering()) {
        let kept = ports
            .iter()
            .filter(|port| port.is_delivering() && !port.if_index.is_some_and(|index| freed.contains(&index)));
        let each: Option<Vec<f64>> = kept.map(|port| port.poe.as_ref().and_then(reserved_w)).collect();
        let sum = each.map(|each| each.iter().sum::<f64>());
        return case.observed(seen, "ports.poe.class", sum).map(|sum| (sum, false));
    }
    let told: Vec<f64> = seen.facts.poe_groups.iter().filter_map(|group| group.used_w).collect();
    let silent = ports.iter().all(|port| port.poe.is_none());
    if told.is_empty() && !silent {
        return Some((0.0, false));
    }
    let used = (!told.is_empty()).then(|| told.iter().sum::<f64>());
    case.observed(seen, "poe_groups.used_w", used).map(|used| (used, silent))
}

/// What a port reserves: by its class, or more where more is measured.
fn reserved_w(poe: &Poe) -> Option<f64> {
    let by_class = poe.class.and_then(watts);
    match (by_class, poe.power_w) {
        (None, None) => None,
        (class, power) => Some(class.unwrap_or(0.0).max(power.unwrap_or(0.0))),
    }
}

/// Ports with power that nothing takes must be enough.
fn free_ports(case: &mut Case<'_>, source: &Source<'_>, seen: &Seen, freed: &[u64], quantity: f64) {
    let Some(ports) = demand::poe_ports(case, source) else { return };
    let reserved = source.device.and_then(|device| device.reserved.as_deref()).map(indexes).unwrap_or_default();
    let taken = |index: &u64| !freed.contains(index) && seen.port(*index).is_some_and(|port| port.is_delivering());
    let free = ports.iter().filter(|(index, _)| !taken(index) && !reserved.contains(index)).count();
    case.derived(seen, "poe_ports_free", free);
    if (free as f64) < quantity {
        let name = seen.name();
        case.remedy("injector", None, quantity);
        case.fail(
            say!(|lang| "Port PoE bebas pada {name} tinggal {free}; butuh {q}.", "{name} has {free} PoE ports left; {q} needed."; q = amount(lang, quantity)),
            say!("Tambahkan injektor atau switch PoE.", "Add injectors or a PoE switch."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ap(quantity: u32, record: &str) -> Given {
        let site = "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"\n[[device]]\nref = \"SW\"\npoe_ports = [\"1-24=type2-ieee802.3at\"]";
        Given::class("access_point")
            .item(&format!("quantity = {quantity}"))
            .attr("power_input = \"poe\"\npoe_kind = \"active\"\npoe_class = 4")
            .site(site)
            .record(&format!("\"sys_name\":\"SW\",{record}"))
    }

    const TEN: &str = r#""ports":[{"if_index":1,"poe":{"status":"deliveringPower","class":2}},{"if_index":2,"poe":{"status":"deliveringPower","class":1,"power_w":3.1}},{"if_index":3,"poe":{"status":"searching"}}]"#;

    #[test]
    fn what_is_left_must_cover_what_is_bought() {
        // Allocated: 7 W and 4 W. Three units take 90 W.
        for (budget, outcome) in
            [(101.0, Outcome::Warn), (100.9, Outcome::Fail), (118.9, Outcome::Pass), (118.8, Outcome::Warn)]
        {
            let record = format!(r#""poe_groups":[{{"index":1,"budget_w":{budget}}}],{TEN}"#);
            assert_eq!(ap(3, &record).outcome("POE-02"), outcome, "{budget}");
        }
        let remedied = ap(3, &format!(r#""poe_groups":[{{"budget_w":50}}],{TEN}"#));
        assert_eq!(
            remedied.clone().spec("[[remedy]]\nkind = \"injector\"\nquantity = 3").outcome("POE-02"),
            Outcome::Warn
        );
        assert_eq!(remedied.spec("[[remedy]]\nkind = \"injector\"\nquantity = 2").outcome("POE-02"), Outcome::Fail);
    }

    #[test]
    fn what_is_not_told_is_unknown_or_a_note() {
        let group = r#""poe_groups":[{"budget_w":370,"used_w":100}]"#;
        let silent = format!(r#"{group},"ports":[{{"if_index":1}}]"#);
        assert_eq!(ap(1, &silent).outcome("POE-02"), Outcome::Warn, "measured power only");
        let classless = format!(r#"{group},"ports":[{{"if_index":1,"poe":{{"status":"deliveringPower"}}}}]"#);
        assert_eq!(ap(1, &classless).outcome("POE-02"), Outcome::Unknown);
        assert_eq!(ap(1, r#""poe_groups":[{"used_w":100}]"#).outcome("POE-02"), Outcome::Unknown);
        assert_eq!(
            ap(24, &format!(r#""poe_groups":[{{"budget_w":9000}}],{TEN}"#)).outcome("POE-02"),
            Outcome::Fail,
            "ports"
        );
    }
}
