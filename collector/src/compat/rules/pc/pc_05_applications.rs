//! PC-05: do the programs that people need run on it?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PC-05",
    title: ["Aplikasi dan arsitektur", "Applications and architecture"],
    classes: &[Class::Pc, Class::Laptop],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["rancangan pantau", "design of pantau"],
    text: [
        "Semua aplikasi dan driver Perangkat Daerah harus tersedia untuk sistem operasi dan arsitektur yang dibeli.",
        "All applications and drivers of the agency must exist for the operating system and architecture that is bought.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let arch: Option<&str> = case.attr("arch");
    let os: Option<&str> = case.attr("os_product");
    let opd = case.opd();
    let concerns = |app: &&crate::compat::site::DesktopApp| app.opd.is_none() || app.opd.as_deref() == opd;
    let apps: Vec<_> = case.site().desktop_app.iter().filter(concerns).collect();
    let (arch, os) = (arch?, os?);
    if apps.is_empty() && !case.is_complete("desktop_app") {
        let fleet = case.policy("fleet_os", |policy| policy.fleet_os.as_deref());
        if fleet == Some(os) && arch == "x86_64" {
            case.pass(say!("sama dengan armada: {os}/{arch}", "the same as the fleet: {os}/{arch}"));
        } else {
            case.no_table("desktop_app", "");
        }
        return Some(());
    }
    let mut short = Vec::new();
    for app in apps {
        case.maybe_declared(app, "os", Some(&app.os));
        case.maybe_declared(app, "arch", Some(&app.arch));
        let fits = |list: &[String], own: &str| list.iter().any(|word| word.eq_ignore_ascii_case(own));
        if !fits(&app.os, os) || !fits(&app.arch, arch) {
            short.push(app.name.as_str());
        }
    }
    if !short.is_empty() {
        let (n, names) = (short.len(), list(&short));
        case.fail(
            say!(
                "{n} aplikasi/driver tidak tersedia untuk {os}/{arch}: {names}.",
                "{n} application(s)/driver(s) not available for {os}/{arch}: {names}."
            ),
            say!(
                "Pilih sistem operasi dan arsitektur yang didukung.",
                "Choose an operating system and architecture that they support."
            ),
        );
    }
    case.pass(say!("semua aplikasi tersedia untuk {os}/{arch}", "all applications exist for {os}/{arch}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn programs_of_the_agency_and_of_all() {
        let pc = |os: &str, arch: &str| Given::class("pc").attr(&format!("os_product = \"{os}\"\narch = \"{arch}\""));
        let app = "[[desktop_app]]\nname = \"SIMDA\"\nopd = \"OPD\"\nos = [\"windows\"]\narch = [\"x86_64\"]";
        let other = app.replace("\"OPD\"", "\"LAIN\"");
        let fleet = "[policy]\nfleet_os = \"windows\"";
        assert_eq!(pc("windows", "x86_64").site(app).outcome("PC-05"), Outcome::Pass);
        assert_eq!(pc("windows", "arm64").site(app).outcome("PC-05"), Outcome::Fail);
        assert_eq!(pc("ubuntu", "x86_64").site(app).outcome("PC-05"), Outcome::Fail);
        assert_eq!(pc("windows", "x86_64").site(fleet).outcome("PC-05"), Outcome::Pass);
        assert_eq!(pc("windows", "arm64").site(fleet).outcome("PC-05"), Outcome::Unknown);
        assert_eq!(pc("windows", "arm64").site(&other).outcome("PC-05"), Outcome::Unknown);
        assert_eq!(
            pc("windows", "arm64").site(&format!("complete = [\"desktop_app\"]\n{other}")).outcome("PC-05"),
            Outcome::Pass
        );
    }
}
