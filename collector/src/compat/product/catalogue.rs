//! Products that we looked up ourselves, `catalogue/products/`: what is common in the offices of a kabupaten and a library of
//! network equipment does not state. Each is an overlay with its sources; a file that is imported wins over it.

use super::{Product, overlay};
use std::sync::OnceLock;

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/products.rs"));

/// All of them, by file name.
pub fn all() -> &'static [Product] {
    static ALL: OnceLock<Vec<Product>> = OnceLock::new();
    ALL.get_or_init(|| FILES.iter().filter_map(|(_, text)| overlay::read(text).ok()).collect())
}

/// The product of this name.
pub fn of(name: &str) -> Option<&'static Product> {
    all().iter().find(|product| product.is_called(name))
}

/// `MANUFACTURER MODEL` of all.
pub fn names() -> Vec<String> {
    all().iter().map(|product| format!("{} {}", product.manufacturer, product.model)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::{spec::Spec, template};
    use model::{Lang, Timestamp};
    use std::collections::HashSet;

    #[test]
    fn every_product_is_sound_sourced_and_makes_a_specification() {
        let mut seen = HashSet::new();
        for (file, text) in FILES {
            let product = overlay::read(text).unwrap_or_else(|faults| panic!("{file}: {faults:#?}"));
            let name = format!("{} {}", product.manufacturer, product.model);
            assert!(seen.insert(name.to_lowercase()), "{file}: {name} stands twice");
            let class = product.class.unwrap_or_else(|| panic!("{file}: no class"));
            assert!(product.known.len() >= 2, "{file}: says too little");
            for (key, known) in &product.known {
                assert!(known.document.is_some(), "{file}: {key} names no document");
                let is_of_class = class.mandatory().contains(key) || class.optional().contains(key);
                assert!(is_of_class, "{file}: {key} is no attribute of {}", class.word());
            }
            let spec = template::write(class, Some(&product), Lang::Id, Timestamp(0));
            let filled = spec.replace("opd = \"\"", "opd = \"X\"").replace("location = \"\"", "location = \"X\"");
            Spec::read(&filled).unwrap_or_else(|faults| panic!("{file}: {faults:#?}\n{filled}"));
            assert_eq!(of(&name).map(|found| &found.model), Some(&product.model));
        }
    }
}
