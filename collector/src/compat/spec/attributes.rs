//! `[attr]`: what is stated of the candidate, each value with its own provenance or that of the file.

use super::{Component, Origin, SOURCES, Said, Stated};
use crate::compat::{
    attribute::{ATTRIBUTES, Attribute, Shape, attribute, unit_of, with_other_unit},
    day::Day,
    form::{Form, Key, Kind, Label, key, number, required},
};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The attributes of a document; what is wrong is told to the form.
pub(in crate::compat) fn read(
    form: &mut Form<'_>,
    document: &DeTable<'_>,
    origin: &Origin,
) -> BTreeMap<&'static str, Stated> {
    let mut all = BTreeMap::new();
    let Some((_, table)) = document.iter().find(|(name, _)| name.get_ref().as_ref() == "attr") else { return all };
    let DeValue::Table(table) = table.get_ref() else {
        form.tell(table.span().start, "'attr' harus tabel: [attr]", "'attr' must be a table: [attr]");
        return all;
    };
    for (name, value) in table {
        let (word, at) = (name.get_ref().as_ref(), name.span().start);
        let Some(attribute) = attribute(word) else {
            match with_other_unit(word) {
                Some(right) => form.tell(
                    at,
                    format!(
                        "'attr.{word}': satuannya {}; tulis '{}'",
                        unit_of(right.name).unwrap_or_default(),
                        right.name
                    ),
                    format!(
                        "'attr.{word}': its unit is {}; write '{}'",
                        unit_of(right.name).unwrap_or_default(),
                        right.name
                    ),
                ),
                None => form.unknown_key(at, &format!("attr.{word}"), ATTRIBUTES.iter().map(|a| a.name)),
            }
            continue;
        };
        if let Some(stated) = stated(form, attribute, at, value.get_ref(), origin) {
            all.insert(attribute.name, stated);
        }
    }
    all
}

/// A bare value, or one with its own provenance: `{ value = …, source = …, document = …, page = … }`.
fn stated(
    form: &mut Form<'_>,
    attribute: &Attribute,
    at: usize,
    value: &DeValue<'_>,
    origin: &Origin,
) -> Option<Stated> {
    const OWN: &[Key] = &[
        required("value", Kind::Any),
        key("source", Kind::Word(SOURCES)),
        key("document", Kind::Text),
        key("page", Kind::Label),
        key("date", Kind::Day),
    ];
    let name = format!("attr.{}", attribute.name);
    let DeValue::Table(own) = value else {
        return said(form, &name, attribute, at, value).map(|said| Stated { said, origin: origin.clone() });
    };
    form.check_table(&name, at, own, OWN);
    let text = |wanted: &str| {
        let found = own.iter().find(|(key, _)| key.get_ref().as_ref() == wanted)?.1;
        Some(listed(found.get_ref())).filter(|text| !text.is_empty())
    };
    let label = |wanted: &str| text(wanted).map(Label);
    let inner = own.iter().find(|(key, _)| key.get_ref().as_ref() == "value")?.1;
    let day = own.iter().find(|(key, _)| key.get_ref().as_ref() == "date").and_then(|(_, day)| match day.get_ref() {
        DeValue::Datetime(at) => Day::parse(at.to_string().get(..10)?),
        _ => None,
    });
    // What a value does not say of its own provenance it has from the file; another source has another document.
    let origin = match text("source") {
        Some(source) => Origin { source, document: text("document"), page: label("page"), date: day },
        None => Origin {
            source: origin.source.clone(),
            document: text("document").or_else(|| origin.document.clone()),
            page: label("page").or_else(|| origin.page.clone()),
            date: day.or(origin.date),
        },
    };
    said(form, &name, attribute, at, inner.get_ref()).map(|said| Stated { said, origin })
}

fn said(form: &mut Form<'_>, name: &str, attribute: &Attribute, at: usize, value: &DeValue<'_>) -> Option<Said> {
    let before = form.faults.len();
    form.check_value(name, at, value, attribute.kind);
    if form.faults.len() > before {
        return None;
    }
    let said = match value {
        DeValue::Integer(_) | DeValue::Float(_) => Said::Number(number(value)?),
        DeValue::Boolean(yes) => Said::Yes(*yes),
        DeValue::String(text) => Said::Word(text.trim().to_owned()),
        DeValue::Datetime(day) => Said::Day(Day::parse(day.to_string().get(..10)?)?),
        DeValue::Array(rows) if attribute.shape == Shape::Components => {
            Said::Components(rows.iter().map(|row| component(row.get_ref())).collect::<Option<_>>().or_else(|| {
                let wanted = "[{ product = \"php\", cycle = \"8.3\" }]";
                form.tell(at, format!("'{name}' harus {wanted}"), format!("'{name}' must be {wanted}"));
                None
            })?)
        }
        DeValue::Array(items) => Said::List(items.iter().map(|item| listed(item.get_ref())).collect()),
        DeValue::Table(_) => return None,
    };
    let texts: &[String] = match &said {
        Said::Word(word) => std::slice::from_ref(word),
        Said::List(words) => words,
        _ => &[],
    };
    for text in texts.iter().filter(|text| !attribute.shape.fits(text)) {
        let example = attribute.shape.example();
        form.tell(
            at,
            format!("'{name}': '{text}' tidak terbaca; tulis misalnya {example}"),
            format!("'{name}': '{text}' cannot be read; write for example {example}"),
        );
    }
    Some(said)
}

fn listed(item: &DeValue<'_>) -> String {
    match item {
        DeValue::String(text) => text.trim().to_owned(),
        other => number(other).map(|number| number.to_string()).unwrap_or_default(),
    }
}

fn component(row: &DeValue<'_>) -> Option<Component> {
    let DeValue::Table(table) = row else { return None };
    let text = |wanted: &str| {
        let (_, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == wanted)?;
        value.get_ref().as_str().map(str::to_owned)
    };
    (table.len() == 2).then_some(Component { product: text("product")?, cycle: text("cycle")? })
}
