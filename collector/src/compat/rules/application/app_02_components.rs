//! APP-02: are its parts supported, and does the data centre run them?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
    rules::ending::{self, Ending},
    spec::Component,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "APP-02",
    title: ["Dukungan komponen", "Component support"],
    classes: &[Class::Application, Class::Software],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["endoflife.date", "endoflife.date"],
    text: [
        "Setiap komponen harus masih didukung pada tanggal pengadaan; aplikasi tanpa kontainer memakai versi yang dijalankan pusat data.",
        "Every component must be supported on the day of the procurement; an application without a container uses versions that the data centre runs.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let parts: &[Component] = case.attr("components")?;
    for part in parts {
        let (product, cycle) = (part.product.as_str(), part.cycle.as_str());
        match ending::of(case, product, cycle) {
            Some(Ending::Ended(day)) => case.fail(
                say!(|_lang| "{product} {cycle} berakhir {day}.", "Support of {product} {cycle} ends {day}."; day = ending::told(day)),
                say!("Minta versi yang masih didukung.", "Ask for a version that is supported."),
            ),
            Some(Ending::Soon(day)) => case.warn(
                say!(|_lang| "{product} {cycle} berakhir {day}.", "Support of {product} {cycle} ends {day}."; day = day.text()),
                say!("Sepakati pemutakhiran dalam kontrak.", "Agree on an upgrade in the contract."),
            ),
            _ => {}
        }
    }
    if case.spec().item.class == Class::Application && case.maybe::<bool>("container") != Some(true) {
        stack(case, parts);
    }
    case.pass(say!("semua komponen didukung", "all components are supported"));
    Some(())
}

/// Versions that the data centre runs.
fn stack(case: &mut Case<'_>, parts: &[Component]) {
    let there = &case.site().stack;
    if there.is_empty() && !case.is_complete("stack") {
        case.no_table("stack", "");
        return;
    }
    for part in parts {
        let (product, cycle) = (&part.product, &part.cycle);
        let same = there.iter().find(|stack| stack.product == *product && stack.cycle == *cycle);
        let near = || there.iter().find(|stack| stack.product == *product);
        if let Some(stack) = same.or_else(near) {
            case.maybe_declared(stack, "cycle", Some(stack.cycle.as_str()));
        }
        if same.is_none() {
            case.warn(
                say!(
                    "{product} {cycle} tidak dijalankan pusat data.",
                    "The data centre does not run {product} {cycle}."
                ),
                say!(
                    "Sesuaikan versinya, atau kirim dalam kontainer.",
                    "Match its versions, or deliver it in a container."
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn dates_and_the_stack() {
        let judge = |class: &str, cycle: &str, more: &str, site: &str| {
            Given::class(class)
                .attr(&format!("components = [{{ product = \"php\", cycle = \"{cycle}\" }}]\n{more}"))
                .site(site)
                .outcome("APP-02")
        };
        const STACK: &str = "[[stack]]\nproduct = \"php\"\ncycle = \"8.4\"";
        for (class, cycle, more, site, outcome) in [
            ("application", "8.4", "", STACK, Outcome::Pass),
            ("application", "8.1", "container = true", "", Outcome::Fail),
            ("application", "8.4", "", "", Outcome::Unknown),
            ("application", "8.4", "", "complete = [\"stack\"]", Outcome::Warn),
            ("application", "8.4", "container = true", "", Outcome::Pass),
            ("software", "8.4", "", "", Outcome::Pass),
            ("software", "99.9", "", "", Outcome::Unknown),
        ] {
            assert_eq!(judge(class, cycle, more, site), outcome, "{class} {cycle} {more} {site}");
        }
        assert_eq!(Given::class("software").outcome("APP-02"), Outcome::Unknown);
    }
}
