//! NET-04: can it take part in the aggregated link that is there?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-04",
    title: ["Agregasi tautan", "Link aggregation"],
    classes: &[Class::Switch, Class::Server, Class::Nas],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["IEEE 802.1AX", "IEEE 802.1AX"],
    text: [
        "Bila perangkat yang diganti atau yang diikuti memakai agregasi, kandidat harus mendukung mode dan jumlah anggotanya.",
        "Where a replaced or joined device uses an aggregation, the candidate must support its mode and its number of members.",
    ],
    judge,
};

/// An aggregation that is there.
struct Lag {
    mode: Option<String>,
    members: Option<f64>,
}

fn judge(case: &mut Case<'_>) -> Option<()> {
    let target = &case.spec().target;
    let mut lags = Vec::new();
    let mut unsure = false;
    for reference in target.replaces.iter().chain(&target.join) {
        match lag_of(case, reference) {
            Ok(lag) => lags.extend(lag),
            Err(()) => unsure = true,
        }
    }
    if lags.is_empty() {
        return if unsure { None } else { case.skip() };
    }
    let own: Option<&str> = case.attr("lag");
    let members = lags.iter().filter_map(|lag| lag.members).fold(0.0, f64::max);
    let lacp = lags.iter().any(|lag| lag.mode.as_deref() == Some("lacp"));
    let refused = |support: [&str; 2]| {
        let [id, en] = support;
        say!(
            |lang| "Uplink saat ini agregasi {n} anggota; kandidat hanya {support}.",
            "The uplink is an aggregation of {n} members today; the candidate supports {support}.";
            n = amount(lang, members), support = lang.pick(id, en)
        )
    };
    let choose = || say!("Pilih perangkat dengan LACP.", "Choose a device with LACP.");
    match own {
        Some("none") => case.fail(refused(["tanpa agregasi", "none"]), choose()),
        Some("static") if lacp => {
            let allowed = case.site().policy.static_lag_allowed;
            if case.policy("static_lag_allowed", |_| Some(allowed)) == Some(true) {
                case.warn(
                    refused(["agregasi statis", "static aggregation only"]),
                    say!("Ubah kedua sisi menjadi statis.", "Make both sides static."),
                );
            } else {
                case.fail(refused(["agregasi statis", "static aggregation only"]), choose());
            }
        }
        Some("static") if lags.iter().any(|lag| lag.mode.is_none()) => {
            case.lacks(
                "device.lag.mode",
                say!("Nyatakan [[device]].lag.mode pada site.toml", "Declare [[device]].lag.mode in site.toml"),
            );
        }
        _ => {}
    }
    if own.is_some_and(|own| own != "none") {
        if lags.iter().any(|lag| lag.members.is_none()) {
            case.lacks(
                "device.lag.members",
                say!("Nyatakan [[device]].lag.members pada site.toml", "Declare [[device]].lag.members in site.toml"),
            );
        }
        if case.attr::<f64>("lag_max_members").is_some_and(|most| members > most) {
            case.fail(
                refused(["anggota lebih sedikit", "fewer members"]),
                say!("Pilih perangkat dengan anggota agregasi lebih banyak.", "Choose a device with more members."),
            );
        }
    }
    case.pass(say!("mendukung agregasi yang ada", "supports the aggregation that is there"));
    Some(())
}

/// The aggregation of a device, if it has one. Error: nobody can say.
fn lag_of(case: &mut Case<'_>, reference: &str) -> Result<Option<Lag>, ()> {
    let seen = case.maybe_seen(reference);
    if let Some(device) = case.device_table(reference, seen.as_deref())
        && let Some(lag) = &device.lag
    {
        let mode = case.maybe_declared(device, "lag.mode", lag.mode.clone());
        let members = case.maybe_declared(device, "lag.members", lag.members);
        return Ok(Some(Lag { mode, members }).filter(|lag| lag.mode.as_deref() != Some("none")));
    }
    let Some(seen) = seen else {
        case.seen(reference);
        return Err(());
    };
    let is_lag = |port: &&crate::compat::seen::Port| port.r#type.as_deref() == Some("ieee8023adLag") && port.is_up();
    let Some(port) = seen.facts.ports.iter().find(is_lag) else { return Ok(None) };
    let members = port.stack.as_ref().map(|stack| stack.lower.len() as f64).filter(|members| *members > 0.0);
    case.maybe_observed(&seen, "lag.members", members);
    Ok(Some(Lag { mode: None, members }))
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn joins(own: &str, lag: &str) -> Given {
        Given::class("server")
            .target("join = \"SW\"")
            .attr(own)
            .site(&format!("[[device]]\nref = \"SW\"\nlag = {{ {lag} }}"))
    }

    #[test]
    fn mode_and_members() {
        for (own, lag, outcome) in [
            ("lag = \"lacp\"\nlag_max_members = 4", "mode = \"lacp\", members = 4", Outcome::Pass),
            ("lag = \"lacp\"\nlag_max_members = 2", "mode = \"lacp\", members = 4", Outcome::Fail),
            ("lag = \"lacp\"", "mode = \"lacp\", members = 4", Outcome::Unknown),
            ("lag = \"static\"\nlag_max_members = 8", "mode = \"lacp\", members = 2", Outcome::Fail),
            ("lag = \"static\"\nlag_max_members = 8", "mode = \"static\", members = 2", Outcome::Pass),
            ("lag = \"static\"\nlag_max_members = 8", "members = 2", Outcome::Unknown),
            ("lag = \"none\"", "mode = \"lacp\", members = 2", Outcome::Fail),
            ("lag = \"none\"", "mode = \"none\"", Outcome::NotApplicable),
        ] {
            assert_eq!(joins(own, lag).outcome("NET-04"), outcome, "{own} {lag}");
        }
        let allowed = joins("lag = \"static\"\nlag_max_members = 8", "mode = \"lacp\", members = 2");
        assert_eq!(allowed.site("[policy]\nstatic_lag_allowed = true").outcome("NET-04"), Outcome::Warn);
    }

    #[test]
    fn an_aggregation_that_is_seen_counts_its_members() {
        let record =
            r#""sys_name":"OLD","ports":[{"if_index":9,"type":"ieee8023adLag","oper":"up","stack":{"lower":[1,2,3]}}]"#;
        let given = Given::class("switch").target("replaces = [\"OLD\"]").attr("lag = \"lacp\"\nlag_max_members = 2");
        assert_eq!(given.clone().record(record).outcome("NET-04"), Outcome::Fail);
        assert_eq!(given.outcome("NET-04"), Outcome::Unknown);
        assert_eq!(Given::class("switch").outcome("NET-04"), Outcome::NotApplicable);
    }
}
