//! `--pdf FILE` and `--xlsx FILE`: the sheet for the file.

use crate::{cli, context::Context};
use clap::ArgMatches;
use collector::compat::sheet::{About, paper, pdf, xlsx};
use model::{compat::Check, text::visible};
use std::path::Path;

model::messages! {
    one_only { id: "pantau: --pdf dan --xlsx menulis satu lembar; uji satu spesifikasi saja", en: "pantau: --pdf and --xlsx write one sheet; check one specification only" }
    unwritable(file, cause) { id: "pantau: {file} tidak dapat ditulis: {cause}", en: "pantau: {file} cannot be written: {cause}" }
    written(file) { id: "ditulis: {file}", en: "written: {file}" }
}

/// True when a sheet was asked for.
pub fn is_asked(matches: &ArgMatches) -> bool {
    cli::path(matches, "pdf").is_some() || cli::path(matches, "xlsx").is_some()
}

/// Writes the sheets that were asked for.
pub fn write(context: &Context, matches: &ArgMatches, check: &Check, about: &About<'_>) -> anyhow::Result<()> {
    let site = &context.settings.site;
    let about = About { letterhead: &site.letterhead, zone: site.zone, ..about.clone() };
    let paper = paper(context.lang, check, &about);
    if let Some(file) = cli::path(matches, "pdf") {
        keep(context, file, Ok(pdf(&paper)))?;
    }
    if let Some(file) = cli::path(matches, "xlsx") {
        keep(context, file, xlsx(&paper))?;
    }
    Ok(())
}

/// Writes a file.
pub fn keep(context: &Context, file: &Path, octets: Result<Vec<u8>, String>) -> anyhow::Result<()> {
    let done = octets.and_then(|octets| std::fs::write(file, octets).map_err(|error| error.to_string()));
    let name = file.display();
    done.map_err(|cause| anyhow::anyhow!(visible(&unwritable(context.lang, &name, cause))))?;
    context.tell(&visible(&written(context.lang, name)));
    Ok(())
}
