//! `pantau compat`: does equipment to be bought fit to what exists?

mod check;
mod explain;
mod fleet;
mod frozen;
mod sheet;
mod told;

pub use sheet::keep;

use super::{answered, question};
use crate::{cli, connect, context::Context, output};
use clap::ArgMatches;
use collector::compat::{
    class::Class,
    product::{Product, catalogue, device_type, overlay},
    template,
};
use model::api::{AskProduct, ProductKind, ProductText};

model::messages! {
    no_class(word, known) { id: "pantau: jenis '{word}' tidak dikenal; {known}", en: "pantau: unknown class '{word}'; {known}" }
    no_product(name, hint) { id: "pantau: produk '{name}' tidak dikenal; {hint} Masukkan dengan `pantau import BERKAS.yaml`", en: "pantau: product '{name}' is not known; {hint} Bring it with `pantau import FILE.yaml`" }
    which_class(known) { id: "pantau: sebut jenis perangkat: {known}", en: "pantau: name a class of equipment: {known}" }
}

/// Runs one of its commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    match matches.subcommand() {
        Some(("check", inner)) => check::run(context, inner),
        Some(("template", inner)) => write_template(context, inner),
        Some(("explain", inner)) => explain::run(context, inner),
        Some(("ls", inner)) => frozen::list(context, inner),
        Some(("show", inner)) => frozen::show(context, inner),
        Some(("waive", inner)) => frozen::waive(context, inner),
        Some((_, inner)) => fleet::run(context, inner),
        None => Ok(cli::USAGE),
    }
}

fn write_template(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    if let Some(file) = cli::path(matches, "xlsx") {
        return write_workbook(context, matches, file);
    }
    let product = match cli::text(matches, "type") {
        None => None,
        Some(name) => match product(context, matches, name)? {
            Some(product) => Some(product),
            None => {
                let names = catalogue::names();
                let hint = collector::compat::form::hint(name, names.iter().map(String::as_str));
                output::complain(&model::text::visible(&no_product(lang, name, &hint[lang as usize])));
                return Ok(cli::USAGE);
            }
        },
    };
    // A product of the catalogue names its class.
    let class = match (cli::text(matches, "class"), product.as_ref().and_then(|product| product.class)) {
        (Some(word), _) => class_of(context, word),
        (None, Some(class)) => Some(class),
        (None, None) => {
            output::complain(&which_class(lang, Class::WORDS.join(", ")));
            None
        }
    };
    let Some(class) = class else { return Ok(cli::USAGE) };
    output::say(&template::write(class, product.as_ref(), lang, crate::clock::now()));
    Ok(0)
}

/// The class of a word; what is no class is told.
fn class_of(context: &Context, word: &str) -> Option<Class> {
    let class = Class::of(word);
    if class.is_none() {
        let hint = &collector::compat::form::hint(word, Class::WORDS.iter().copied())[context.lang as usize];
        output::complain(&model::text::visible(&no_class(context.lang, word, hint)));
    }
    class
}

/// A workbook for one class, or for all.
fn write_workbook(context: &Context, matches: &ArgMatches, file: &std::path::Path) -> anyhow::Result<u8> {
    let mut classes = Vec::new();
    if let Some(word) = cli::text(matches, "class") {
        let Some(class) = class_of(context, word) else { return Ok(cli::USAGE) };
        classes.push(class);
    }
    keep(context, file, collector::compat::workbook::template(&classes))?;
    Ok(0)
}

/// The product of a name: its device type with its overlay over it.
fn product(context: &Context, matches: &ArgMatches, name: &str) -> anyhow::Result<Option<Product>> {
    let connection = connect::any(context, matches)?;
    let texts = question(context, &*connection.transport, &AskProduct { name: name.to_owned() })?;
    let mut found: Option<Product> = None;
    let of_catalogue = catalogue::of(name).cloned();
    for ProductText { kind, text } in texts {
        match (kind, &found) {
            // What we looked up ourselves lies over the library, and below what was imported.
            (ProductKind::DeviceType, None) => {
                found = device_type::read(&text).ok().map(|library| match catalogue::of(name) {
                    Some(own) => library.with(own),
                    None => library,
                });
            }
            (ProductKind::DeviceType, Some(_)) => {}
            (ProductKind::Overlay, _) => {
                let Ok(over) = overlay::read(&text) else { continue };
                found = Some(
                    found.or_else(|| of_catalogue.clone()).map_or_else(|| over.clone(), |below| below.with(&over)),
                );
            }
        }
    }
    Ok(found.or(of_catalogue))
}
