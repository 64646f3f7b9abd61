//! STO-02: does the NAS accept the disk, and is there a bay?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    table::version::numbers,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "STO-02",
    title: ["Daftar disk NAS", "NAS disk list"],
    classes: &[Class::Disk],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["berita kebijakan Synology 2025", "press on the policy of Synology in 2025"],
    text: [
        "NAS yang hanya menerima disk terdaftar memerlukan disk dari daftar itu; ruang disk kosong harus cukup.",
        "A NAS that takes listed disks only needs one of its list; there must be enough empty bays.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let host = case.spec().target.host.as_ref().and_then(|host| host.device.as_deref());
    let reference = case.target("host.device", host)?;
    let seen = case.maybe_seen(reference);
    let Some(device) = case.device_table(reference, seen.as_deref()) else {
        case.no_key("device", "disk_policy", reference);
        return None;
    };
    let free = case.declared(device, "bays_free", device.bays_free);
    let same =
        |host: Option<&crate::compat::spec::Place>| host.and_then(|host| host.device.as_deref()) == Some(reference);
    let earlier =
        case.world.before.iter().filter(|spec| spec.item.class == Class::Disk && same(spec.target.host.as_ref()));
    let taken: u64 = earlier.map(|spec| spec.item.quantity).sum();
    let quantity = case.quantity();
    if let Some(free) = free.map(|free| free - taken as f64)
        && free < quantity
    {
        case.fail(
            say!(
                |lang| "{reference} punya {n} ruang disk kosong; butuh {q}.", "{reference} has {n} empty bays; {q} needed.";
                n = amount(lang, free.max(0.0)), q = amount(lang, quantity)
            ),
            say!("Kurangi jumlah atau tambah unit ekspansi.", "Order fewer, or add an expansion unit."),
        );
    }
    let mut policy = case.declared(device, "disk_policy", device.disk_policy.as_deref())?;
    let from = case.maybe_declared(device, "disk_policy_relaxed_from", device.disk_policy_relaxed_from.as_deref());
    if policy == "listed_only"
        && let Some(from) = from
    {
        let seen = match seen {
            Some(seen) => seen,
            None => case.seen(reference)?,
        };
        let version = case.observed(&seen, "version", seen.facts.version.as_deref())?;
        if numbers(version) >= numbers(from) {
            policy = "any";
        }
    }
    if policy == "any" {
        case.pass(say!("{reference} menerima disk apa pun", "{reference} accepts any disk"));
        return Some(());
    }
    if !case.attr::<bool>("on_vendor_list")? {
        let item = &case.spec().item;
        let disk = case.maybe::<&str>("disk_model").unwrap_or(&item.model);
        let what = say!(
            "Disk {disk} tidak ada di daftar kompatibilitas {reference}.",
            "Disk {disk} is not on the compatibility list of {reference}."
        );
        let to_do = say!("Pilih disk yang terdaftar.", "Choose one that is listed.");
        if policy == "listed_only" { case.fail(what, to_do) } else { case.warn(what, to_do) }
    }
    case.pass(say!("disk ada di daftar {reference}", "the disk is on the list of {reference}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn list_and_bays() {
        let judge = |own: &str, device: &str, version: &str| {
            Given::class("disk")
                .item("quantity = 2")
                .attr(own)
                .target("host = { device = \"NAS\" }")
                .site(&format!("[[device]]\nref = \"NAS\"\n{device}"))
                .record(&format!(r#""sys_name":"NAS"{version}"#))
                .outcome("STO-02")
        };
        const RELAXED: &str = "bays_free = 2\ndisk_policy = \"listed_only\"\ndisk_policy_relaxed_from = \"7.3\"";
        for (own, device, version, outcome) in [
            ("", "bays_free = 2\ndisk_policy = \"any\"", "", Outcome::Pass),
            ("", "bays_free = 1\ndisk_policy = \"any\"", "", Outcome::Fail),
            ("", "disk_policy = \"any\"", "", Outcome::Unknown),
            ("on_vendor_list = false", "bays_free = 2\ndisk_policy = \"listed_warn\"", "", Outcome::Warn),
            ("on_vendor_list = false", "bays_free = 2\ndisk_policy = \"listed_only\"", "", Outcome::Fail),
            ("on_vendor_list = true", "bays_free = 2\ndisk_policy = \"listed_only\"", "", Outcome::Pass),
            ("on_vendor_list = false", RELAXED, r#","version":"7.3.1""#, Outcome::Pass),
            ("on_vendor_list = false", RELAXED, r#","version":"7.2""#, Outcome::Fail),
            ("on_vendor_list = false", RELAXED, "", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, device, version), outcome, "{own} {device} {version}");
        }
        assert_eq!(Given::class("disk").outcome("STO-02"), Outcome::Unknown);
    }
}
