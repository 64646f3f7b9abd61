//! STO-03: does the backup fit, and can it leave the room?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "STO-03",
    title: ["Media cadangan", "Backup medium"],
    classes: &[Class::BackupMedia, Class::Nas],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Perbup HST 52/2017 Pasal 19 ayat (2)-(3)", "Perbup HST 52/2017 Pasal 19(2)-(3)"],
    text: [
        "Media harus memuat semua salinan, dan portabel atau disimpan terpisah dari tempat datanya.",
        "The medium must hold all copies, and be portable or kept apart from where the data are.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let class = case.spec().item.class;
    let id = match (case.spec().target.dataset.as_deref(), class) {
        (None, Class::Nas) => return case.skip(),
        (id, _) => case.target("dataset", id)?,
    };
    let Some(data) = case.site().dataset.iter().find(|data| data.id == id) else {
        case.no_table("dataset", id);
        return None;
    };
    case.maybe_declared(data, "full_gb", Some(data.full_gb));
    case.maybe_declared(data, "daily_change_gb", Some(data.daily_change_gb));
    case.maybe_declared(data, "retention_days", Some(data.retention_days));
    let copies = case.maybe_declared(data, "copies", data.copies).unwrap_or(1.0);
    let need = data.full_gb * copies + data.daily_change_gb * data.retention_days;
    case.reckoned("backup_needed_gb", need);
    let quantity = case.quantity();
    if let Some(own) = case.attr::<f64>("capacity_gb")
        && own * quantity < need - 1e-9
    {
        case.fail(
            say!(
                |lang| "Kapasitas {c} GB < kebutuhan cadangan {n} GB untuk {id}.", "Capacity {c} GB < {n} GB needed to back up {id}.";
                c = amount(lang, own * quantity), n = amount(lang, need)
            ),
            say!("Tambah kapasitas.", "Add capacity."),
        );
    }
    let removable = match class {
        Class::Nas => Some(case.maybe::<bool>("removable").unwrap_or(false)),
        _ => case.attr::<bool>("removable"),
    };
    if removable == Some(false) {
        let place = case.target("location", case.spec().target.location.as_deref())?;
        case.declared(data, "location", Some(data.location.as_str()));
        if place == data.location {
            case.fail(
                say!(
                    "Backup harus portabel dan/atau disimpan terpisah dari ruang server (Pasal 19 ayat (3)); {id} ada di {place} juga.",
                    "Backups must be portable and/or kept apart from the server room (Pasal 19(3)); {id} is at {place} as well."
                ),
                say!("Tempatkan di lokasi lain.", "Put it at another location."),
            );
        }
    }
    case.pass(say!("cadangan {id} muat dan terpisah", "the backup of {id} fits and is apart"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn capacity_and_place() {
        let judge = |class: &str, attr: &str, place: &str| {
            Given::class(class)
                .item("quantity = 2")
                .attr(attr)
                .target("dataset = \"D\"")
                .site(&format!(
                    "[[dataset]]\nid = \"D\"\nfull_gb = 1000\ndaily_change_gb = 10\nretention_days = 30\ncopies = 2\nlocation = \"{place}\""
                ))
                .outcome("STO-03")
        };
        // 2 × 1000 + 10 × 30 = 2300 GB.
        for (class, attr, place, outcome) in [
            ("backup_media", "capacity_gb = 1150\nremovable = true", "OPD/R", Outcome::Pass),
            ("backup_media", "capacity_gb = 1149\nremovable = true", "OPD/R", Outcome::Fail),
            ("backup_media", "capacity_gb = 1150\nremovable = false", "OPD/R", Outcome::Fail),
            ("backup_media", "capacity_gb = 1150\nremovable = false", "DC", Outcome::Pass),
            ("backup_media", "capacity_gb = 1150", "DC", Outcome::Unknown),
            ("nas", "capacity_gb = 1150", "DC", Outcome::Pass),
            ("nas", "capacity_gb = 1150", "OPD/R", Outcome::Fail),
            ("nas", "", "DC", Outcome::Unknown),
        ] {
            assert_eq!(judge(class, attr, place), outcome, "{class} {attr} {place}");
        }
        assert_eq!(Given::class("nas").outcome("STO-03"), Outcome::NotApplicable);
        assert_eq!(Given::class("backup_media").outcome("STO-03"), Outcome::Unknown);
    }
}
