//! Device types of the NetBox library (YAML): read leniently. What is not known to us is kept and told, never refused.

use super::{Known, Product, number_value};
use serde_json::Value;

/// Keys of the library that we know and no attribute takes.
const KEPT: [&str; 17] = [
    "slug",
    "comments",
    "description",
    "console-ports",
    "console-server-ports",
    "power-outlets",
    "module-bays",
    "device-bays",
    "front-ports",
    "rear-ports",
    "inventory-items",
    "front_image",
    "rear_image",
    "subdevice_role",
    "is_powered",
    "cables",
    "attributes",
];
/// Interfaces that are no sockets.
const NOT_PHYSICAL: [&str; 3] = ["virtual", "bridge", "lag"];
/// Longest file, octets; the longest of the library has some 200 kB.
const LARGEST: usize = 4 << 20;

/// Reads a device type. Error: why it is none, in both languages.
pub fn read(text: &str) -> Result<Product, [String; 2]> {
    let both = |id: String, en: String| Err([id, en]);
    if text.len() > LARGEST {
        return both(
            "berkas terlalu besar (paling besar 4 MiB)".into(),
            "the file is too large (at most 4 MiB)".into(),
        );
    }
    // The reader has limits of its own against aliases that multiply.
    let value: Value = match serde_saphyr::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let reason = model::text::visible(error.to_string().lines().next().unwrap_or_default());
            return both(format!("bukan YAML: {reason}"), format!("not YAML: {reason}"));
        }
    };
    let Value::Object(map) = value else {
        return both("bukan tipe perangkat (bukan peta YAML)".into(), "no device type (not a YAML map)".into());
    };
    let named = |key: &str| map.get(key).and_then(plain).filter(|text| !text.trim().is_empty());
    let (Some(manufacturer), Some(model)) = (named("manufacturer"), named("model")) else {
        return both("'manufacturer' dan 'model' wajib ada".into(), "'manufacturer' and 'model' are required".into());
    };
    let mut product = Product { manufacturer, model, part_number: named("part_number"), ..Product::default() };
    for (key, value) in &map {
        take(&mut product, key, value);
    }
    weight(&mut product, map.get("weight"), named("weight_unit").as_deref());
    Ok(product)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn take(product: &mut Product, key: &str, value: &Value) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match key {
        "manufacturer" | "model" | "part_number" | "weight" | "weight_unit" => {}
        "u_height" => height(product, value),
        "is_full_depth" => {
            if let Some(yes) = value.as_bool() {
                product.known.insert("is_full_depth", Known::of_library(yes));
            }
        }
        "airflow" => {
            let word = value.as_str().unwrap_or_default();
            if crate::compat::attribute::AIRFLOW.contains(&word) {
                product.known.insert("airflow", Known::of_library(word));
            } else {
                unknown(product, &format!("airflow: {word}"));
            }
        }
        "interfaces" => interfaces(product, &list(value)),
        "power-ports" => power(product, &list(value)),
        _ if KEPT.contains(&key) => product.kept.push(key.to_owned()),
        _ => {
            product.kept.push(key.to_owned());
            unknown(product, key);
        }
    }
}

fn unknown(product: &mut Product, what: &str) {
    let what = model::text::visible(what);
    let remark = [format!("'{what}' tidak dikenal; disimpan"), format!("'{what}' is not known; kept")];
    if !product.remarks.contains(&remark) {
        product.remarks.push(remark);
    }
}

fn height(product: &mut Product, value: &Value) {
    let Some(units) = value.as_f64().filter(|units| *units > 0.0) else { return };
    product.known.insert("u_height", Known::of_library(number_value(units)));
    if units > 4.0 && units.fract() != 0.0 {
        product.remarks.push([
            format!("tinggi {units}U tidak lazim; periksa datasheet"),
            format!("a height of {units}U is unusual; see the datasheet"),
        ]);
    }
}

fn weight(product: &mut Product, weight: Option<&Value>, unit: Option<&str>) {
    let Some(weight) = weight.and_then(|weight| weight.as_f64().or_else(|| weight.as_str()?.parse().ok())) else {
        return;
    };
    let factor = match unit {
        Some("kg") => 1.0,
        Some("g") => 0.001,
        Some("lb") => 0.453_592_37,
        Some("oz") => 0.028_349_5,
        other => {
            let other = other.unwrap_or_default();
            unknown(product, &format!("weight_unit: {other}"));
            return;
        }
    };
    // The library writes hundredths; a float of them has a tail.
    let kilograms = ((weight * 100.0).round() / 100.0 * factor * 1e6).round() / 1e6;
    product.known.insert("weight_kg", Known::of_library(number_value(kilograms)));
}

/// Counts in the order of first appearance: `24x1000base-t`.
fn grouped(kinds: impl Iterator<Item = String>) -> Vec<toml::Value> {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for kind in kinds {
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    counts.into_iter().map(|(kind, count)| format!("{count}x{kind}").into()).collect()
}

fn interfaces(product: &mut Product, all: &[Value]) {
    let text = |one: &Value, key: &str| one.get(key).and_then(Value::as_str).map(str::to_owned);
    for one in all {
        for key in one.as_object().into_iter().flatten().map(|(key, _)| key.as_str()) {
            const KNOWN: [&str; 11] = [
                "name",
                "label",
                "type",
                "enabled",
                "mgmt_only",
                "description",
                "bridge",
                "poe_mode",
                "poe_type",
                "rf_role",
                "parent",
            ];
            if !KNOWN.contains(&key) {
                unknown(product, &format!("interfaces.{key}"));
            }
        }
    }
    let is_wireless = |kind: &str| kind.starts_with("ieee802.11") || kind.starts_with("ieee802.15");
    let cables = all.iter().filter(|one| one.get("mgmt_only").and_then(Value::as_bool) != Some(true));
    let kinds = cables
        .filter_map(|one| text(one, "type"))
        .filter(|kind| !NOT_PHYSICAL.contains(&kind.as_str()) && !is_wireless(kind));
    let ports = grouped(kinds);
    if !ports.is_empty() {
        product.known.insert("ports", Known::of_library(ports));
    }
    let of_mode =
        |mode: &'static str| all.iter().filter(move |one| one.get("poe_mode").and_then(Value::as_str) == Some(mode));
    let sources = grouped(
        of_mode("pse").filter_map(|one| text(one, "poe_type")).map(|kind| active_or_passive(&kind).1.to_owned()),
    );
    if !sources.is_empty() {
        product.known.insert("poe_ports", Known::of_library(sources));
    }
    if let Some(kind) = of_mode("pd").find_map(|one| text(one, "poe_type")) {
        let (poe_kind, poe_type) = active_or_passive(&kind);
        product.known.insert("poe_kind", Known::of_library(poe_kind));
        if poe_kind == "active" {
            product.known.insert("poe_type", Known::of_library(poe_type));
        }
        product.known.insert("power_input", Known::of_library("poe"));
    }
    let generation =
        all.iter().filter_map(|one| text(one, "type")).filter_map(|kind| match kind.strip_prefix("ieee802.11")? {
            "n" => Some(4),
            "ac" => Some(5),
            "ax" => Some(6),
            "be" => Some(7),
            _ => Some(0),
        });
    if let Some(best) = generation.max() {
        product.known.insert("has_radio", Known::of_library(true));
        if best >= 4 {
            product.known.insert("wifi_generation", Known::of_library(best));
        }
    }
}

/// `passive-24v-2pair` is `passive-24v`; the IEEE types are active.
fn active_or_passive(kind: &str) -> (&'static str, &str) {
    if kind.starts_with("passive-24v") {
        ("passive-24v", "passive-24v")
    } else if kind.starts_with("passive-48v") {
        ("passive-48v", "passive-48v")
    } else {
        ("active", kind)
    }
}

fn power(product: &mut Product, all: &[Value]) {
    let kinds = all.iter().filter_map(|one| one.get("type").and_then(Value::as_str));
    let inlets = grouped(kinds.map(|kind| kind.strip_prefix("iec-60320-").unwrap_or(kind).to_owned()));
    if !inlets.is_empty() {
        product.known.insert("power_inlets", Known::of_library(inlets));
    }
    let draw = all.iter().filter_map(|one| one.get("maximum_draw").and_then(Value::as_f64)).fold(0.0, f64::max);
    if draw > 0.0 {
        product.known.insert("power_max_w", Known::of_library(number_value(draw)));
        if all.iter().any(|one| one.get("maximum_draw").is_some())
            && product.kept.iter().any(|key| key == "power-outlets")
        {
            product.remarks.push([
                "daya terbesar adalah milik soketnya, bukan kapasitas UPS atau PDU".into(),
                "the largest draw is that of its socket, not the capacity of the UPS or PDU".into(),
            ]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWITCH: &str = "manufacturer: Contoh\nmodel: SW-28\npart_number: 12345\nu_height: 1\nis_full_depth: false\nweight: 4.6\nweight_unit: kg\nairflow: front-to-rear\ninterfaces:\n  - name: mgmt\n    type: 1000base-t\n    mgmt_only: true\n  - name: p1\n    type: 1000base-t\n    poe_mode: pse\n    poe_type: type2-ieee802.3at\n  - name: s1\n    type: 1000base-x-sfp\n  - name: p2\n    type: 1000base-t\n    poe_mode: pse\n    poe_type: type2-ieee802.3at\n  - name: vlan1\n    type: virtual\n    speed: 1000\npower-ports:\n  - name: psu\n    type: iec-60320-c14\n    maximum_draw: 480\n";

    fn value(product: &Product, name: &str) -> String {
        product.known.get(name).map(|known| known.value.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_becomes_what() {
        let product = read(SWITCH).unwrap();
        for (name, expected) in [
            ("ports", r#"["2x1000base-t", "1x1000base-x-sfp"]"#),
            ("poe_ports", r#"["2xtype2-ieee802.3at"]"#),
            ("u_height", "1"),
            ("is_full_depth", "false"),
            ("weight_kg", "4.6"),
            ("power_inlets", r#"["1xc14"]"#),
            ("power_max_w", "480"),
            ("poe_budget_w", ""),
            ("airflow", r#""front-to-rear""#),
        ] {
            assert_eq!(value(&product, name), expected, "{name}");
        }
        assert_eq!(product.part_number.as_deref(), Some("12345"));
        assert!(product.remarks.iter().any(|[_, en]| en.contains("interfaces.speed")), "{:?}", product.remarks);
        assert!(product.is_called("contoh sw-28") && product.is_called("12345") && !product.is_called("SW"));
    }

    #[test]
    fn radios_and_passive_power() {
        let product = read("manufacturer: C\nmodel: AP\nu_height: 0\nweight: 800\nweight_unit: g\ninterfaces:\n  - name: a\n    type: ieee802.11n\n  - name: b\n    type: ieee802.11ax\n  - name: e\n    type: 1000base-t\n    poe_mode: pd\n    poe_type: passive-24v-2pair\n").unwrap();
        for (name, expected) in [
            ("wifi_generation", "6"),
            ("has_radio", "true"),
            ("poe_kind", "\"passive-24v\""),
            ("poe_type", ""),
            ("power_input", "\"poe\""),
            ("u_height", ""),
            ("weight_kg", "0.8"),
            ("ports", "[\"1x1000base-t\"]"),
        ] {
            assert_eq!(value(&product, name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_device_type_is_refused_alone() {
        for (text, word) in [
            ("a: [", "YAML"),
            ("model: X", "manufacturer"),
            ("- 1", "map"),
            ("", "map"),
            ("manufacturer: A\nmodel: ''\n", "model"),
        ] {
            let [_, en] = read(text).unwrap_err();
            assert!(en.contains(word), "{text}: {en}");
        }
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n";
        assert!(read(bomb).is_err());
    }
}
