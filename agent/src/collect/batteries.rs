//! Batteries of the machine, with what they still hold: `/sys/class/power_supply` (kernel, sysfs-class-power).

use crate::{read, roots::Roots};
use model::record::Battery;
use std::path::Path;

/// Most batteries stated.
pub const MAX_BATTERIES: usize = 16;

/// All of them; those of mice and headsets have the scope `Device` and are none of the machine.
pub fn read(roots: &Roots) -> Vec<Battery> {
    let folder = roots.sys.join("class/power_supply");
    read::names(&folder).iter().filter_map(|name| one(&folder.join(name), name)).take(MAX_BATTERIES).collect()
}

fn one(path: &Path, name: &str) -> Option<Battery> {
    let word = |file: &str| read::word(&path.join(file));
    let number = |file: &str| read::number(&path.join(file));
    if word("type")? != "Battery" || word("scope").as_deref() == Some("Device") || number("present") == Some(0) {
        return None;
    }
    // Energy in µWh; where only the charge is told, times the voltage it was designed for.
    let volts = number("voltage_min_design").or_else(|| number("voltage_now"));
    let energy = |energy: &str, charge: &str| {
        let by_charge = || Some((u128::from(number(charge)?) * u128::from(volts?) / 1_000_000_000) as u64);
        number(energy).map(|micro| micro / 1000).or_else(by_charge).filter(|milli| *milli > 0)
    };
    Some(Battery {
        name: model::text::clean(name.as_bytes()),
        vendor: read::fact(&path.join("manufacturer")),
        model: read::fact(&path.join("model_name")),
        serial: read::fact(&path.join("serial_number")),
        chemistry: word("technology").filter(|kind| kind != "Unknown"),
        design_mwh: energy("energy_full_design", "charge_full_design"),
        full_mwh: energy("energy_full", "charge_full"),
        charge_percent: number("capacity").filter(|percent| *percent <= 100).map(|percent| percent as f64),
        cycles: number("cycle_count").filter(|count| *count > 0),
        status: word("status").and_then(|status| status_word(&status)).map(str::to_owned),
        ..Battery::default()
    })
}

fn status_word(status: &str) -> Option<&'static str> {
    match status {
        "Charging" => Some("charging"),
        "Discharging" => Some("discharging"),
        "Full" => Some("full"),
        "Not charging" => Some("idle"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worn_battery() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        let put = |supply: &str, files: &[(&str, &str)]| {
            let path = roots.sys.join("class/power_supply").join(supply);
            std::fs::create_dir_all(&path).unwrap();
            for (name, text) in files {
                std::fs::write(path.join(name), text).unwrap();
            }
        };
        put("AC", &[("type", "Mains\n")]);
        put("hidpp_battery_0", &[("type", "Battery\n"), ("scope", "Device\n")]);
        put(
            "BAT0",
            &[
                ("type", "Battery\n"),
                ("manufacturer", "Contoh\n"),
                ("model_name", "B-45\n"),
                ("technology", "Li-ion\n"),
                ("energy_full_design", "45000000\n"),
                ("energy_full", "31500000\n"),
                ("capacity", "88\n"),
                ("cycle_count", "612\n"),
                ("status", "Discharging\n"),
            ],
        );
        put(
            "BAT1",
            &[("type", "Battery\n"), ("charge_full_design", "3000000\n"), ("voltage_min_design", "11400000\n")],
        );
        let all = read(&roots);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!((all[0].design_mwh, all[0].full_mwh, all[0].cycles), (Some(45_000), Some(31_500), Some(612)));
        assert_eq!((all[0].charge_percent, all[0].status.as_deref()), (Some(88.0), Some("discharging")));
        assert_eq!(all[1].design_mwh, Some(34_200));
    }
}
