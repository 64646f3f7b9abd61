//! PC-03: do memory modules fit the machines that they are bought for?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    seen::{MemorySlot, Seen},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PC-03",
    title: ["Modul memori", "Memory module"],
    classes: &[Class::Memory],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["panduan memori Dell", "memory manuals of Dell"],
    text: [
        "Generasi, bentuk dan jenis modul harus sama dengan mesinnya, ukurannya tidak melebihi batas slot, dan slot kosong harus cukup.",
        "Generation, form and kind of the module must be those of the machine, its size within the limit of a slot, and there must be enough empty slots.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let devices = &case.spec().target.devices;
    case.target("devices", Some(devices).filter(|devices| !devices.is_empty()))?;
    let each = case.quantity() / devices.len() as f64;
    for reference in devices {
        if let Some(seen) = case.seen(reference) {
            machine(case, reference, &seen, each);
        }
    }
    case.pass(say!("modul cocok dengan semua mesin", "the module fits all machines"));
    Some(())
}

fn machine(case: &mut Case<'_>, reference: &str, seen: &Seen, each: f64) {
    let slots = &seen.facts.memory_slots;
    let device = case.device_table(reference, Some(seen));
    let populated = || slots.iter().filter(|slot| !slot.empty);
    let found = |read: fn(&MemorySlot) -> Option<&str>| populated().find_map(read).map(str::to_owned);
    let kind = match case.maybe_observed(seen, "memory_slots.type", found(|slot| slot.r#type.as_deref())) {
        None => device.and_then(|device| case.maybe_declared(device, "memory_type", device.memory_type.clone())),
        kind => kind,
    };
    let form = match case.maybe_observed(seen, "memory_slots.form_factor", found(|slot| slot.form_factor.as_deref())) {
        None => device.and_then(|device| case.maybe_declared(device, "dimm_form", device.dimm_form.clone())),
        form => form,
    };
    let module = device.and_then(|device| case.maybe_declared(device, "module_type", device.module_type.clone()));
    for (name, key, there) in
        [("ddr", "memory_type", kind), ("dimm_form", "dimm_form", form), ("module_type", "module_type", module)]
    {
        let own: Option<&str> = case.attr(name);
        match (own, there) {
            (_, None) => case.no_key("device", key, reference),
            (Some(own), Some(there)) if plain(own) != plain(&there) => {
                let pc = seen.name();
                case.fail(
                    say!("Modul {own} tidak cocok dengan {pc} ({there}).", "Module {own} does not fit {pc} ({there})."),
                    say!("Pesan modul {there}.", "Order {there} modules."),
                );
            }
            _ => {}
        }
    }
    size(case, reference, seen);
    room(case, seen, each);
}

fn size(case: &mut Case<'_>, reference: &str, seen: &Seen) {
    let own: Option<f64> = case.attr("size_gb");
    let device = case.device_table(reference, Some(seen));
    let most = device.and_then(|device| case.maybe_declared(device, "max_gb_per_slot", device.max_gb_per_slot));
    match (own, most) {
        (_, None) => case.no_key("device", "max_gb_per_slot", reference),
        (Some(own), Some(most)) if own > most => {
            let pc = seen.name();
            case.fail(
                say!(
                    |lang| "Modul {own} GB melebihi batas {most} GB per slot pada {pc}.",
                    "A module of {own} GB exceeds {most} GB a slot on {pc}.";
                    own = amount(lang, own), most = amount(lang, most)
                ),
                say!("Pesan modul yang lebih kecil.", "Order smaller modules."),
            );
        }
        _ => {}
    }
}

/// Slots must be free, unless the old modules go out.
fn room(case: &mut Case<'_>, seen: &Seen, each: f64) {
    let slots = &seen.facts.memory_slots;
    if slots.is_empty() {
        case.observed(seen, "memory_slots", None::<usize>);
        return;
    }
    let out = case.spec().target.replace_modules;
    let free = if out { slots.len() } else { slots.iter().filter(|slot| slot.empty).count() };
    case.derived(seen, "memory_slots_free", free);
    let pc = seen.name();
    if (free as f64) < each {
        case.fail(
            say!(|lang| "{pc} punya {free} slot memori kosong; butuh {n}.", "{pc} has {free} empty memory slots; {n} needed."; n = amount(lang, each)),
            say!("Ganti modul lama atau kurangi jumlah.", "Replace the old modules, or order fewer."),
        );
    }
    let own: Option<f64> = case.attr("speed_mts");
    let beside = slots.iter().filter(|slot| !slot.empty).filter_map(|slot| slot.speed_mts);
    let other = beside.clone().find(|there| own.is_some_and(|own| (own - there).abs() > 0.5));
    if let (false, Some(own), Some(there)) = (out, own, other) {
        case.maybe_observed(seen, "memory_slots.speed_mts", Some(there));
        case.warn(
            say!(
                |lang| "Kecepatan {own} MT/s berbeda dari modul {there} MT/s pada {pc}.",
                "Its {own} MT/s differ from the {there} MT/s of the modules in {pc}.";
                own = amount(lang, own), there = amount(lang, there)
            ),
            say!("Semua modul akan berjalan pada kecepatan terendah.", "All modules will run at the lowest speed."),
        );
    }
}

/// `SO-DIMM` and `sodimm` are the same word.
fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn memory(attr: &str, target: &str, device: &str, slots: &str) -> Outcome {
        let default = [
            ("ddr", "\"DDR4\""),
            ("dimm_form", "\"SODIMM\""),
            ("module_type", "\"udimm\""),
            ("size_gb", "8"),
            ("speed_mts", "3200"),
        ];
        let rest: String = default
            .iter()
            .filter(|(name, _)| !attr.contains(name))
            .map(|(name, value)| format!("{name} = {value}\n"))
            .collect();
        Given::class("memory")
            .attr(&format!("{attr}\n{rest}"))
            .target(&format!("devices = [\"PC-1\"]\n{target}"))
            .site(&format!("[[device]]\nref = \"PC-1\"\n{device}"))
            .record(&format!(r#""sys_name":"PC-1","memory_slots":[{slots}]"#))
            .outcome("PC-03")
    }

    #[test]
    fn kind_form_size_and_room() {
        const DEVICE: &str = "module_type = \"udimm\"\nmax_gb_per_slot = 16";
        const SLOTS: &str =
            r#"{"type":"DDR4","form_factor":"SO-DIMM","size_bytes":8589934592,"speed_mts":3200},{"empty":true}"#;
        for (attr, target, device, slots, outcome) in [
            ("", "", DEVICE, SLOTS, Outcome::Pass),
            ("ddr = \"DDR5\"", "", DEVICE, SLOTS, Outcome::Fail),
            ("dimm_form = \"DIMM\"", "", DEVICE, SLOTS, Outcome::Fail),
            ("module_type = \"rdimm\"", "", DEVICE, SLOTS, Outcome::Fail),
            ("size_gb = 32", "", DEVICE, SLOTS, Outcome::Fail),
            ("speed_mts = 2666", "", DEVICE, SLOTS, Outcome::Warn),
            ("speed_mts = 2666", "replace_modules = true", DEVICE, SLOTS, Outcome::Pass),
            ("", "", "module_type = \"udimm\"", SLOTS, Outcome::Unknown),
            ("", "", "max_gb_per_slot = 16", SLOTS, Outcome::Unknown),
            ("", "", DEVICE, r#"{"type":"DDR4","form_factor":"SODIMM"}"#, Outcome::Fail),
            ("", "replace_modules = true", DEVICE, r#"{"type":"DDR4","form_factor":"SODIMM"}"#, Outcome::Pass),
            ("", "", DEVICE, "", Outcome::Unknown),
        ] {
            assert_eq!(memory(attr, target, device, slots), outcome, "{attr} {target} {device} {slots}");
        }
        assert_eq!(Given::class("memory").outcome("PC-03"), Outcome::Unknown);
    }
}
