//! PRN-01: can the PCs of the place print on it?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
    seen::Seen,
};
use std::sync::Arc;

/// The rule.
pub const RULE: Rule = Rule {
    id: "PRN-01",
    title: ["Driver pencetak", "Printer drivers"],
    classes: &[Class::Printer],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["CUPS tentang pencetakan tanpa driver", "CUPS on driverless printing"],
    text: [
        "Setiap PC yang akan memakai pencetak harus punya driver untuk sistem operasi dan arsitekturnya, atau mencetak tanpa driver.",
        "Every PC that will use the printer must have a driver for its system and architecture, or print without one.",
    ],
    judge,
};

/// Windows that cannot print without a driver.
const OLD_WINDOWS: [&str; 4] = ["Windows XP", "Windows Vista", "Windows 7", "Windows 8"];

fn judge(case: &mut Case<'_>) -> Option<()> {
    let computers = computers(case);
    let drivers: Option<&[String]> = case.maybe("drivers");
    let driverless: Option<&[String]> = case.maybe("driverless_standards");
    if drivers.is_none() && driverless.is_none() {
        case.attr::<&[String]>("driverless_standards");
        case.attr::<&[String]>("drivers");
    }
    let computers = computers?;
    if drivers.is_none() && driverless.is_none() {
        return None;
    }
    let (mut covered, mut bare, mut unsure) = (0_usize, Vec::new(), false);
    for seen in &computers {
        match covers(case, seen, drivers, driverless) {
            Some(true) => covered += 1,
            Some(false) => bare.push(Arc::clone(seen)),
            None => unsure = true,
        }
    }
    // What is not stated may still cover the PC that the other list leaves out.
    if !bare.is_empty() && (drivers.is_none() || driverless.is_none()) {
        case.attr::<&[String]>(if drivers.is_none() { "drivers" } else { "driverless_standards" });
        return None;
    }
    if !bare.is_empty() {
        let systems = list(bare.iter().map(|seen| format!("{} {}", seen.name(), system(seen))));
        let (n, printer) = (bare.len(), format!("{} {}", case.spec().item.brand, case.spec().item.model));
        let what = say!(
            "{n} PC ({systems}) tidak punya driver untuk {printer}.",
            "{n} PC(s) ({systems}) have no driver for {printer}."
        );
        if covered == 0 && !unsure {
            case.fail(what, say!("Pilih pencetak lain.", "Choose another printer."));
        } else {
            case.warn(
                what,
                say!(
                    "Cetak dari PC lain atau lewat server cetak.",
                    "Print from another PC, or through a print server."
                ),
            );
        }
    }
    case.pass(say!("semua PC dapat mencetak", "all PCs can print"));
    Some(())
}

/// The PCs that will print: the named ones, else those of the location.
fn computers(case: &mut Case<'_>) -> Option<Vec<Arc<Seen>>> {
    let named = &case.spec().target.devices;
    if !named.is_empty() {
        case.target("devices", Some(named));
        return named.iter().map(|reference| case.seen(reference)).collect();
    }
    let location = case.target("location", case.spec().target.location.as_deref())?;
    let mut found = case.world.inventory.computers_at(location, case.world.as_of);
    let declared = case.site().device.iter().filter(|device| device.location.as_deref() == Some(location));
    for device in declared {
        let Some(seen) = case.world.inventory.device(&device.r#ref, case.world.as_of) else { continue };
        if seen.is_computer() && !found.iter().any(|known| known.marks() == seen.marks()) {
            found.push(seen);
        }
    }
    let names: Vec<String> =
        found.iter().filter_map(|seen| seen.marks().into_iter().flatten().next()).map(str::to_owned).collect();
    let found: Vec<Arc<Seen>> = names.iter().filter_map(|name| case.maybe_seen(name)).collect();
    if found.is_empty() {
        case.lacks(
            "computers",
            say!(
                "Pasang agen pada PC di {location}, atau sebut PC-nya pada target.devices",
                "Install the agent on the PCs at {location}, or name them in target.devices"
            ),
        );
        return None;
    }
    Some(found)
}

fn system(seen: &Seen) -> String {
    let named = seen.facts.operating_system.as_ref().and_then(|os| os.name.clone());
    named.or_else(|| seen.facts.os.clone()).unwrap_or_default()
}

/// Whether a PC can print; none: not known, and told.
fn covers(case: &mut Case<'_>, seen: &Seen, drivers: Option<&[String]>, driverless: Option<&[String]>) -> Option<bool> {
    let facts = &seen.facts;
    let os = case.observed(seen, "os", facts.os.as_deref());
    let told = facts.operating_system.as_ref().and_then(|os| os.arch.clone());
    let arch = told.or_else(|| facts.cpus.first().and_then(|cpu| cpu.arch.clone()));
    let arch = case.observed(seen, "operating_system.arch", arch);
    let (os, arch) = (os?, arch?);
    let own = format!("{os}-{arch}");
    if drivers.unwrap_or_default().iter().any(|driver| driver.eq_ignore_ascii_case(&own)) {
        return Some(true);
    }
    if driverless.unwrap_or_default().is_empty() {
        return Some(false);
    }
    if !os.eq_ignore_ascii_case("windows") {
        return Some(true);
    }
    let name = facts.operating_system.as_ref().and_then(|os| os.name.as_deref());
    let name = case.observed(seen, "operating_system.name", name)?;
    Some(!OLD_WINDOWS.iter().any(|old| name.contains(old)))
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    const NEW: &str = r#""sys_name":"PC-1","device_class":"pc","location":"OPD/R","os":"windows","operating_system":{"name":"Windows 11 Pro","arch":"x86_64"}"#;
    const OLD: &str = r#""sys_name":"PC-2","device_class":"laptop","location":"OPD/R","os":"windows","operating_system":{"name":"Windows 7 Professional","arch":"x86_64"}"#;
    const AWAY: &str =
        r#""sys_name":"PC-3","device_class":"pc","location":"OPD/L","os":"linux","operating_system":{"arch":"x86_64"}"#;

    fn judge(attr: &str, records: &[&str]) -> Outcome {
        let given = Given::class("printer").attr(attr);
        records.iter().fold(given, |given, record| given.record(record)).outcome("PRN-01")
    }

    #[test]
    fn drivers_or_none_needed() {
        const DRIVERLESS: &str = "driverless_standards = [\"mopria\"]\ndrivers = []";
        const DRIVER: &str = "driverless_standards = []\ndrivers = [\"windows-x86_64\"]";
        for (attr, records, outcome) in [
            (DRIVERLESS, &[NEW, AWAY][..], Outcome::Pass),
            (DRIVERLESS, &[NEW, OLD], Outcome::Warn),
            (DRIVERLESS, &[OLD], Outcome::Fail),
            (DRIVER, &[NEW, OLD], Outcome::Pass),
            ("driverless_standards = []\ndrivers = [\"linux-x86_64\"]", &[NEW], Outcome::Fail),
            ("driverless_standards = [\"mopria\"]", &[NEW], Outcome::Pass),
            ("driverless_standards = []", &[NEW], Outcome::Unknown),
            ("", &[NEW], Outcome::Unknown),
            (DRIVERLESS, &[AWAY], Outcome::Unknown),
            (
                DRIVERLESS,
                &[r#""sys_name":"PC-4","device_class":"pc","location":"OPD/R","os":"windows""#],
                Outcome::Unknown,
            ),
        ] {
            assert_eq!(judge(attr, records), outcome, "{attr} {records:?}");
        }
    }

    #[test]
    fn pcs_are_named_or_declared() {
        let printer =
            Given::class("printer").attr("driverless_standards = []\ndrivers = [\"linux-x86_64\"]").record(AWAY);
        assert_eq!(printer.clone().outcome("PRN-01"), Outcome::Unknown);
        assert_eq!(printer.clone().target("devices = [\"PC-3\"]").outcome("PRN-01"), Outcome::Pass);
        assert_eq!(printer.site("[[device]]\nref = \"PC-3\"\nlocation = \"OPD/R\"").outcome("PRN-01"), Outcome::Pass);
    }
}
