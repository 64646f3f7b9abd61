//! Products as libraries describe them: device types of the NetBox library, and our overlays that win over them.

pub mod catalogue;
pub mod device_type;
pub mod overlay;

use super::class::Class;
use std::collections::BTreeMap;

/// What is known of a product before anybody read its datasheet again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// Maker.
    pub manufacturer: String,
    /// Model.
    pub model: String,
    /// Part number.
    pub part_number: Option<String>,
    /// Class; the library states none.
    pub class: Option<Class>,
    /// What is known, by attribute.
    pub known: BTreeMap<&'static str, Known>,
    /// What the file states and no attribute takes: kept with the file.
    pub kept: Vec<String>,
    /// What looks wrong or is not known to us, in both languages.
    pub remarks: Vec<[String; 2]>,
}

/// One attribute of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its value, as it stands in a `spec.toml`.
    pub value: toml::Value,
    /// `library`, or what the overlay states.
    pub source: String,
    /// Document of the overlay.
    pub document: Option<String>,
    /// Its page.
    pub page: Option<String>,
}

impl Known {
    fn of_library(value: impl Into<toml::Value>) -> Self {
        Self { value: value.into(), source: "library".into(), document: None, page: None }
    }
}

/// A number as it is written: without a point where it is whole.
fn number_value(value: f64) -> toml::Value {
    if value.fract() == 0.0 && value.abs() < 1e12 {
        toml::Value::Integer(value as i64)
    } else {
        toml::Value::Float(value)
    }
}

impl Product {
    /// True when a name means this product: `MANUFACTURER MODEL`, or the model or part number alone.
    pub fn is_called(&self, name: &str) -> bool {
        let same = |text: &str| text.trim().to_lowercase() == name.trim().to_lowercase();
        same(&format!("{} {}", self.manufacturer, self.model))
            || same(&self.model)
            || self.part_number.as_deref().is_some_and(same)
    }

    /// Lays an overlay over it: attribute by attribute the overlay wins.
    pub fn with(mut self, overlay: &Self) -> Self {
        self.class = overlay.class.or(self.class);
        for (name, known) in &overlay.known {
            self.known.insert(name, known.clone());
        }
        self
    }

    /// Mandatory attributes of a class that nothing states.
    pub fn missing(&self, class: Class) -> Vec<&'static str> {
        class.mandatory().iter().copied().filter(|name| !self.known.contains_key(name)).collect()
    }
}
