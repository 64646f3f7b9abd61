//! WIF-01: can the controller of the Dinas manage it?

use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
    site::Controller,
    spec::Spec,
    table::version::numbers,
};
use std::cmp::Ordering;

/// The rule.
pub const RULE: Rule = Rule {
    id: "WIF-01",
    title: ["Pengendali nirkabel", "Wireless controller"],
    classes: &[Class::AccessPoint],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["keadaan adopsi UniFi; catatan rilis tiap tipe", "UniFi adoption states; release notes of each model"],
    text: [
        "AP harus sekeluarga dengan controller Dinas, controllernya cukup baru dan masih punya tempat; AP mandiri hanya dengan catatan.",
        "The access point must be of the family of a controller of the Dinas, which must be new enough and have room; a standalone one is a note.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let family: Option<&str> = case.attr("controller_family");
    let all = &case.site().controller;
    let complete = !all.is_empty() || case.is_complete("controller");
    if !complete {
        case.no_table("controller", "");
    }
    let (family, true) = (family?, complete) else { return None };
    let room = |controller: &&Controller| {
        let most = controller.max_devices.unwrap_or(f64::INFINITY);
        (most - controller.managed.unwrap_or(0.0)).min(1e9) as i64
    };
    let Some(controller) = all.iter().filter(|one| one.family.eq_ignore_ascii_case(family)).max_by_key(room) else {
        return alone(case, family);
    };
    let version = case.declared(controller, "version", Some(controller.version.as_str()))?;
    let name = &controller.family;
    if let Some(least) = case.attr::<&str>("controller_min_version")
        && numbers(least).cmp(&numbers(version)) == Ordering::Greater
    {
        case.warn(
            say!(
                "AP {family} memerlukan controller {least}; controller {name} milik Dinas {version}.",
                "The access point needs controller {least}; the controller {name} of the Dinas is {version}."
            ),
            say!("Perbarui controller lebih dahulu.", "Upgrade the controller first."),
        );
    }
    let most = case.declared(controller, "max_devices", controller.max_devices);
    let managed = case.declared(controller, "managed", controller.managed);
    let quantity = case.quantity();
    let same = |spec: &&&Spec| {
        spec.item.class == Class::AccessPoint
            && spec.word("controller_family").is_some_and(|own| own.eq_ignore_ascii_case(family))
    };
    let before: u64 = case.world.before.iter().filter(same).map(|spec| spec.item.quantity).sum();
    let (most, managed) = (most?, managed? + before as f64);
    if managed + quantity > most {
        case.fail(
            say!(
                |lang| "Controller {name} mengelola {managed} dari {most} perangkat; tidak ada tempat untuk {q}.",
                "Controller {name} manages {managed} of {most} devices; there is no room for {q}.";
                managed = amount(lang, managed), most = amount(lang, most), q = amount(lang, quantity)
            ),
            say!("Perbesar controller atau pindahkan AP.", "Enlarge the controller, or move access points."),
        );
    }
    case.pass(say!("dikelola controller {name} {version}", "managed by controller {name} {version}"));
    Some(())
}

/// Of no controller that is there.
fn alone(case: &mut Case<'_>, family: &str) -> Option<()> {
    let controllers = list(case.site().controller.iter().map(|one| format!("{} {}", one.family, one.version)));
    for controller in &case.site().controller {
        case.maybe_declared(controller, "family", Some(controller.family.as_str()));
    }
    let standalone: bool = case.attr("standalone")?;
    if standalone && family == "none" && case.site().controller.is_empty() {
        case.pass(say!(
            "AP mandiri, dan tidak ada controller",
            "a standalone access point, and there is no controller"
        ));
        return Some(());
    }
    let what = say!(
        "AP {family} tidak dapat dikelola controller {controllers} milik Dinas.",
        "Access point {family} cannot be managed by the controller {controllers} of the Dinas."
    );
    if standalone {
        case.warn(what, say!("Dikelola satu per satu.", "It is managed on its own."));
    } else {
        case.fail(
            what,
            say!("Pilih AP sekeluarga dengan controller.", "Choose an access point of the controller's family."),
        );
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn family_version_and_room() {
        let judge = |own: &str, site: &str| Given::class("access_point").attr(own).site(site).outcome("WIF-01");
        let unifi = "controller_family = \"unifi\"\ncontroller_min_version = \"6.0.20\"";
        let of =
            |version: &str, rest: &str| format!("[[controller]]\nfamily = \"unifi\"\nversion = \"{version}\"\n{rest}");
        for (own, site, outcome) in [
            (unifi, of("6.0.20", "managed = 9\nmax_devices = 10"), Outcome::Pass),
            (unifi, of("6.0.9", "managed = 9\nmax_devices = 10"), Outcome::Warn),
            (unifi, of("7.1", "managed = 10\nmax_devices = 10"), Outcome::Fail),
            (unifi, of("7.1", ""), Outcome::Unknown),
            ("controller_family = \"omada\"\nstandalone = false", of("7.1", ""), Outcome::Fail),
            ("controller_family = \"omada\"\nstandalone = true", of("7.1", ""), Outcome::Warn),
            ("controller_family = \"omada\"", of("7.1", ""), Outcome::Unknown),
            (unifi, String::new(), Outcome::Unknown),
            ("controller_family = \"none\"\nstandalone = true", "complete = [\"controller\"]".into(), Outcome::Pass),
        ] {
            assert_eq!(judge(own, &site), outcome, "{own} {site}");
        }
    }
}
