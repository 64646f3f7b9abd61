//! Overlays (`*.pantau.toml`): what the library cannot say of a product, each with its source.

use super::{Known, Product, number_value};
use crate::compat::{
    attribute::attribute,
    class::Class,
    form::{Fault, Form, Key, Kind, key, required},
    spec::{PROVENANCE, Said, Stated, attributes_of},
};
use serde::Deserialize;

/// The constant of its `schema`.
pub const SCHEMA: &str = "pantau-overlay/1";

const OVERLAY: &[Key] = &[
    required("schema", Kind::Word(&[SCHEMA])),
    required("manufacturer", Kind::Text),
    required("model", Kind::Text),
    key("part_number", Kind::Text),
    key("class", Kind::Word(Class::WORDS)),
    key("provenance", Kind::Table(PROVENANCE)),
    key("attr", Kind::Any),
];

#[derive(Deserialize)]
struct Plain {
    manufacturer: String,
    model: String,
    part_number: Option<String>,
    class: Option<Class>,
    #[serde(default)]
    provenance: crate::compat::spec::Origin,
}

/// Reads an overlay. Error: everything that is wrong in it.
pub fn read(text: &str) -> Result<Product, Vec<Fault>> {
    let (mut form, document) = Form::read(text, OVERLAY);
    let Some(document) = document else { return form.judged().and(Err(Vec::new())) };
    let plain: Option<Plain> = toml::from_str(text).ok();
    let origin = plain.as_ref().map(|plain| plain.provenance.clone()).unwrap_or_default();
    let stated = attributes_of(&mut form, &document, &origin);
    form.judged()?;
    let Some(plain) = plain else {
        let text = ["tidak dapat dibaca".to_owned(), "cannot be read".to_owned()];
        return Err(vec![Fault { line: 1, text }]);
    };
    let Plain { manufacturer, model, part_number, class, .. } = plain;
    let known = stated.into_iter().map(|(name, stated)| (name, known(name, &stated))).collect();
    Ok(Product { manufacturer, model, part_number, class, known, ..Product::default() })
}

fn known(name: &str, stated: &Stated) -> Known {
    // A specification keeps lists as texts; what was written as numbers goes out as numbers again.
    let are_numbers = attribute(name).is_some_and(|attribute| matches!(attribute.kind, Kind::Counts));
    let value = match &stated.said {
        Said::Number(number) => number_value(*number),
        Said::Yes(yes) => toml::Value::Boolean(*yes),
        Said::Word(word) => toml::Value::String(word.clone()),
        Said::List(list) if are_numbers => {
            list.iter().filter_map(|item| item.parse().ok().map(toml::Value::Integer)).collect::<Vec<_>>().into()
        }
        Said::List(list) => list.iter().map(|item| toml::Value::String(item.clone())).collect::<Vec<_>>().into(),
        Said::Day(day) => day.to_string().parse().map_or(toml::Value::String(day.to_string()), toml::Value::Datetime),
        Said::Components(parts) => {
            let table = |part: &crate::compat::spec::Component| {
                toml::Value::Table(toml::Table::from_iter([
                    ("product".to_owned(), toml::Value::String(part.product.clone())),
                    ("cycle".to_owned(), toml::Value::String(part.cycle.clone())),
                ]))
            };
            parts.iter().map(table).collect::<Vec<_>>().into()
        }
    };
    let origin = &stated.origin;
    Known {
        value,
        source: origin.source.clone(),
        document: origin.document.clone(),
        page: origin.page.as_ref().map(|page| page.0.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::product::device_type;

    const OVERLAY: &str = "schema = \"pantau-overlay/1\"\nmanufacturer = \"Contoh\"\nmodel = \"SW-28\"\nclass = \"switch\"\n[provenance]\nsource = \"datasheet\"\ndocument = \"sw28.pdf\"\npage = 3\n[attr]\npoe_budget_w = 370\nweight_kg = 5\nsupport_until = 2031-01-01\n";

    #[test]
    fn it_wins_over_the_library() {
        let library =
            device_type::read("manufacturer: Contoh\nmodel: SW-28\nweight: 4.6\nweight_unit: kg\nu_height: 1\n")
                .unwrap();
        let product = library.with(&read(OVERLAY).unwrap());
        assert_eq!(product.class, Some(Class::Switch));
        assert_eq!(product.known["weight_kg"].value, toml::Value::Integer(5));
        assert_eq!(product.known["weight_kg"].page.as_deref(), Some("3"));
        assert_eq!(product.known["u_height"].source, "library");
        assert!(product.missing(Class::Switch).contains(&"snmp_versions"));
    }

    #[test]
    fn numbers_in_a_list_stay_numbers() {
        let text = OVERLAY.replace("poe_budget_w = 370", "channel_widths_mhz = [20, 40, 80]");
        let product = read(&text).unwrap();
        assert_eq!(product.known["channel_widths_mhz"].value.to_string(), "[20, 40, 80]");
    }

    #[test]
    fn faults_have_their_line() {
        let faults = read(&OVERLAY.replace("poe_budget_w = 370", "poe_budget_kw = 1")).unwrap_err();
        assert_eq!(faults[0].line, 10);
    }
}
