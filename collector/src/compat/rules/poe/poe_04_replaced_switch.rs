//! POE-04: does everything that the replaced switch powers go on?

use crate::compat::{
    attribute::ports,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    seen::Poe,
    table::poe::{is_passive, top_class, watts},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "POE-04",
    title: ["PD pada switch yang diganti", "Devices fed by the replaced switch"],
    classes: &[Class::Switch],
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: ["diturunkan dari POE-01 sampai POE-03", "derived from POE-01 to POE-03"],
    text: [
        "Setiap perangkat yang kini diberi daya oleh switch lama harus tetap mendapat port dan daya dari penggantinya.",
        "Every device that the old switch powers today must still get a port and power from its replacement.",
    ],
    judge,
};

/// What the replaced switches feed.
#[derive(Default)]
struct Fed {
    classes: Vec<u64>,
    watts: f64,
    passive: Vec<String>,
}

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.spec().target.replaces.is_empty() {
        return case.skip();
    }
    let mut fed = Fed::default();
    let mut all = Some(());
    for reference in &case.spec().target.replaces {
        if read(case, reference, &mut fed).is_none() {
            all = None;
        }
    }
    all?;
    if fed.classes.is_empty() && fed.passive.is_empty() {
        return case.skip();
    }
    let budget: Option<f64> = case.attr("poe_budget_w");
    let own: Option<&[String]> = case.attr("poe_ports");
    let quantity = case.quantity();
    let old = case.spec().target.replaces.join(", ");
    let headroom = case.thresholds().poe_replacement_headroom;
    let budget = budget.map(|budget| budget * quantity);
    let mut dark = false;
    if let Some(budget) = budget
        && budget < headroom * fed.watts - 1e-9
    {
        dark = true;
        case.fail(
            say!(
                |lang| "Anggaran PoE kandidat {budget} W < beban {load} W × {h} pada {old}.",
                "The candidate's PoE budget {budget} W < load {load} W × {h} of {old}.";
                budget = amount(lang, budget), load = amount(lang, fed.watts), h = amount(lang, headroom)
            ),
            say!("Pilih switch dengan anggaran PoE lebih besar.", "Choose a switch with a larger PoE budget."),
        );
    }
    let (_, own) = (budget?, own?);
    let mut classes: Vec<u64> = Vec::new();
    let mut passive: Vec<&str> = Vec::new();
    for (count, kind) in own.iter().filter_map(|text| ports(text)) {
        let count = count as usize * quantity as usize;
        match top_class(kind) {
            Some(class) => classes.extend(std::iter::repeat_n(class, count)),
            None => passive.extend(std::iter::repeat_n(kind, count)),
        }
    }
    classes.sort_by(|a, b| b.cmp(a));
    fed.classes.sort_by(|a, b| b.cmp(a));
    let weak = fed.classes.iter().enumerate().filter(|(n, class)| classes.get(*n).is_none_or(|port| port < *class));
    let weak: Vec<String> = weak.map(|(_, class)| format!("kelas/class {class}")).collect();
    if !weak.is_empty() {
        dark = true;
        let (n, names) = (weak.len(), weak.join(", "));
        case.fail(
            say!(
                "{n} perangkat akan padam bila {old} diganti: {names}.",
                "{n} devices will go dark when {old} is replaced: {names}."
            ),
            say!(
                "Pilih switch dengan port PoE yang cukup dan sekuat itu.",
                "Choose a switch with enough PoE ports of that class."
            ),
        );
    }
    let mut lost = 0_usize;
    for kind in &fed.passive {
        match passive.iter().position(|port| port == kind) {
            Some(place) => drop(passive.remove(place)),
            None => lost += 1,
        }
    }
    if lost > 0 {
        if !dark {
            case.remedy("injector", fed.passive.first().map(String::as_str), lost as f64);
        }
        case.fail(
            say!(
                "{lost} perangkat PoE pasif akan padam bila {old} diganti.",
                "{lost} passive PoE devices will go dark when {old} is replaced."
            ),
            say!("Tambahkan {lost} injektor pasif.", "Add {lost} passive injectors."),
        );
    }
    case.pass(say!("semua perangkat yang diberi daya {old} tetap menyala", "everything that {old} powers goes on"));
    Some(())
}

fn read(case: &mut Case<'_>, reference: &str, fed: &mut Fed) -> Option<()> {
    let seen = case.seen(reference);
    if let Some(device) = case.device_table(reference, seen.as_deref())
        && let Some(kinds) = case.maybe_declared(device, "passive_pds", device.passive_pds.as_ref())
    {
        fed.passive.extend(kinds.iter().filter(|kind| is_passive(kind)).cloned());
    }
    let seen = seen?;
    case.observed(&seen, "ports", Some(seen.facts.ports.len()).filter(|count| *count > 0))?;
    let delivering: Vec<&Poe> =
        seen.facts.ports.iter().filter(|port| port.is_delivering()).filter_map(|port| port.poe.as_ref()).collect();
    // A switch that tells its PoE budget gives power; which ports take it must be told too.
    let is_silent = !seen.facts.ports.iter().any(|port| port.poe.as_ref().is_some_and(|poe| poe.status.is_some()));
    if is_silent && !seen.facts.poe_groups.is_empty() {
        return case.observed(&seen, "ports.poe.status", None::<&str>).map(|_| ());
    }
    for poe in &delivering {
        let load = poe.power_w.or_else(|| poe.class.and_then(watts));
        let class = poe.class.map(|class| if class == 0 { 3 } else { class }).or_else(|| class_of(poe.power_w?));
        let (Some(load), Some(class)) = (load, class) else {
            case.observed(&seen, "ports.poe.power_w", None::<f64>);
            return None;
        };
        fed.watts += load;
        fed.classes.push(class);
    }
    case.derived(&seen, "powered_devices", delivering.len());
    Some(())
}

/// The lowest class that reserves this power.
fn class_of(power_w: f64) -> Option<u64> {
    [1, 2, 3, 4, 5, 6, 7, 8].into_iter().find(|class| watts(*class).is_some_and(|reserved| reserved >= power_w))
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn switch(attr: &str, ports: &str) -> Given {
        let record = format!(r#""sys_name":"OLD","ports":[{ports}]"#);
        Given::class("switch").target("replaces = [\"OLD\"]").attr(attr).record(&record)
    }

    const TWO: &str = r#"{"if_index":1,"poe":{"status":"deliveringPower","class":4,"power_w":10}},{"if_index":2,"poe":{"status":"deliveringPower","class":3}}"#;

    #[test]
    fn budget_and_ports() {
        // 10 W measured and 15.4 W by class, with a fifth more: 30.48 W.
        for (attr, outcome) in [
            ("poe_budget_w = 31\npoe_ports = [\"2xtype2-ieee802.3at\"]", Outcome::Pass),
            ("poe_budget_w = 30\npoe_ports = [\"2xtype2-ieee802.3at\"]", Outcome::Fail),
            ("poe_budget_w = 90\npoe_ports = [\"2xtype1-ieee802.3af\"]", Outcome::Fail),
            ("poe_budget_w = 90\npoe_ports = [\"1xtype2-ieee802.3at\"]", Outcome::Fail),
            ("poe_budget_w = 90", Outcome::Unknown),
            ("poe_budget_w = 1", Outcome::Fail),
        ] {
            assert_eq!(switch(attr, TWO).outcome("POE-04"), outcome, "{attr}");
        }
        assert_eq!(switch("", r#"{"if_index":1}"#).outcome("POE-04"), Outcome::NotApplicable);
        assert_eq!(
            switch("", r#"{"if_index":1,"poe":{"status":"deliveringPower"}}"#).outcome("POE-04"),
            Outcome::Unknown
        );
        assert_eq!(Given::class("switch").target("replaces = [\"NO\"]").outcome("POE-04"), Outcome::Unknown);
    }

    #[test]
    fn passive_devices_need_their_kind_or_an_injector() {
        let given = switch("poe_budget_w = 90\npoe_ports = [\"8xtype2-ieee802.3at\"]", TWO)
            .site("[[device]]\nref = \"OLD\"\npassive_pds = [\"passive-24v\"]");
        assert_eq!(given.outcome("POE-04"), Outcome::Fail);
        assert_eq!(given.spec("[[remedy]]\nkind = \"injector\"\nquantity = 1").outcome("POE-04"), Outcome::Warn);
    }
}
