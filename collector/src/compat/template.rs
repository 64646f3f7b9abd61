//! An empty `spec.toml` of a class: every key that matters, with what it means, to be filled in by hand.

use super::{
    attribute::{Attribute, Shape, attribute, unit_of},
    class::Class,
    day::Day,
    form::{Kind, quoted},
    product::Product,
    target::{Target, target, targets},
};
use model::{Lang, Timestamp};

/// Writes it. What is known of the product stands with its source; everything else is a comment to be filled in.
pub fn write(class: Class, product: Option<&Product>, lang: Lang, now: Timestamp) -> String {
    let t = |id: &'static str, en: &'static str| lang.pick(id, en);
    let mut out = format!(
        "# {}: {}\n# {}\n\nschema = \"pantau-spec/1\"\n\n[item]\nclass = \"{}\"\n",
        t("Spesifikasi barang yang akan dibeli", "Specification of what is to be bought"),
        class.title()[lang as usize],
        t(
            "Isi yang diketahui saja; buang tanda # di depan baris yang diisi. Uji: pantau compat check BERKAS",
            "State what is known only; remove the # of lines that you fill in. Check: pantau compat check FILE"
        ),
        class.word(),
    );
    let (brand, model) = product.map_or(("", ""), |product| (&product.manufacturer, &product.model));
    out += &format!("brand = {}\nmodel = {}\n", quoted(brand), quoted(model));
    match product.and_then(|product| product.part_number.as_deref()) {
        Some(number) => out += &format!("part_number = {}\n", quoted(number)),
        None => out += "# part_number = \"\"\n",
    }
    out += "quantity = 1\n";
    out += &format!("kind = \"new\"  # new, additional, replacement, grant\ndate = {}\n", Day::of(now).plus_months(1));
    out += "# origin = \"apbd\"  # apbd, apbn, central, province, grant, other\n";
    out += "# useful_life_years = 5\n# scope = \"local\"  # local, inter_opd\n";
    out += "# tkdn = { percent = 0 }\n# djid = { certificate = \"\", brand = \"\", model = \"\" }\n";
    out += "# coordination = { number = \"\", date = 2026-01-31, official = \"\" }\n\n[target]\n";
    out += &format!("opd = \"\"  # {}\n", t("kode Perangkat Daerah", "code of the agency"));
    out += &format!("location = \"\"  # {}\n", t("id lokasi pada site.toml", "id of a location in site.toml"));
    for target in targets(class).iter().filter_map(|key| target(key)) {
        out += &format!("# {}  # {}\n", place(target), target.title[lang as usize]);
    }
    out += &format!(
        "\n# {}\n[provenance]\nsource = \"datasheet\"  # datasheet, vendor_letter, measured, library, operator\n# document = \"\"\n# page = \"\"\n\n[attr]\n# {}\n",
        t(
            "Berlaku untuk semua atribut yang tidak menyebut sumbernya sendiri.",
            "Holds for every attribute that does not name its own source."
        ),
        t("Wajib:", "Mandatory:"),
    );
    for name in class.mandatory() {
        out += &line(name, product, lang);
    }
    if !class.optional().is_empty() {
        out += &format!("# {}\n", t("Bila diketahui:", "Where it is known:"));
    }
    for name in class.optional() {
        out += &line(name, product, lang);
    }
    out
}

/// A key of `[target]` with what a value of it looks like.
fn place(target: &Target) -> String {
    let key = target.key.trim_start_matches("target.");
    let value = match target.kind {
        Kind::Texts => "[]".into(),
        Kind::Label => "1".into(),
        Kind::Yes => "false".into(),
        Kind::Word(words) => quoted(words.first().unwrap_or(&"")),
        Kind::Words(words) => format!("[{}]", quoted(words.first().unwrap_or(&""))),
        Kind::Number | Kind::Count(_) => "1".into(),
        _ => "\"\"".into(),
    };
    format!("{key} = {value}")
}

fn line(name: &str, product: Option<&Product>, lang: Lang) -> String {
    let Some(attribute) = attribute(name) else { return String::new() };
    if let Some(known) = product.and_then(|product| product.known.get(name)) {
        let mut origin = format!("source = {}", quoted(&known.source));
        for (key, text) in [("document", &known.document), ("page", &known.page)] {
            if let Some(text) = text {
                origin += &format!(", {key} = {}", quoted(text));
            }
        }
        return format!("{name} = {{ value = {}, {origin} }}\n", known.value);
    }
    let title = attribute.title[lang as usize];
    let unit = unit_of(name).map(|unit| format!(", {unit}")).unwrap_or_default();
    let (example, choices) = example(attribute);
    let choices = if choices.is_empty() { String::new() } else { format!(": {choices}") };
    format!("# {name} = {example}  # {title}{unit}{choices}\n")
}

/// What a value looks like, and the words that it may be.
fn example(attribute: &Attribute) -> (String, String) {
    match (attribute.kind, attribute.shape) {
        (_, Shape::Components) => ("[{ product = \"php\", cycle = \"8.4\" }]".into(), String::new()),
        (Kind::Words(words), _) => (format!("[\"{}\"]", words.first().unwrap_or(&"")), words.join(", ")),
        (Kind::Word(words), _) => (format!("\"{}\"", words.first().unwrap_or(&"")), words.join(", ")),
        (Kind::Texts, shape) => (format!("[{}]", shape.example()), String::new()),
        (Kind::Text | Kind::Label, shape) => (shape.example().replace("\"…\"", "\"\""), String::new()),
        (Kind::Yes, _) => ("true".into(), String::new()),
        (Kind::Day, _) => ("2030-12-31".into(), String::new()),
        (Kind::Counts, _) => ("[20, 40]".into(), String::new()),
        (Kind::Count(least), _) => (least.to_string(), String::new()),
        _ => ("0".into(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::spec::Spec;

    /// Filled in, a template is a specification: every line of it, with its example.
    #[test]
    fn every_template_is_a_specification_when_it_is_filled_in() {
        for class in Class::ALL {
            for lang in [Lang::Id, Lang::En] {
                let text = write(*class, None, lang, Timestamp(0));
                let filled: String = text
                    .lines()
                    .map(|line| match line.strip_prefix("# ") {
                        Some(rest)
                            if rest.split_once(" = ").is_some_and(|(key, _)| {
                                key.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c))
                            }) =>
                        {
                            rest
                        }
                        _ => line,
                    })
                    .map(|line| format!("{}\n", line.replacen("= \"\"", "= \"x\"", 9)))
                    .collect();
                let spec =
                    Spec::read(&filled).unwrap_or_else(|faults| panic!("{}: {faults:#?}\n{filled}", class.word()));
                assert_eq!(spec.item.class, *class);
                let named = class.mandatory().len() + class.optional().len();
                assert_eq!(spec.attributes.len(), named, "{}: {filled}", class.word());
            }
        }
    }
}
