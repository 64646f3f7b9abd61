//! `pantau device show DEVICE --changes`: what changed in its inventory, newest first.

use crate::{
    clock,
    command::question,
    connect::Connection,
    context::Context,
    lang::{self, word},
    output::{self, Align, Table},
};
use model::{DeviceId, InventoryChange, Lang, api::AskInventoryChanges};

/// Shows them.
pub fn run(context: &Context, connection: &Connection, id: DeviceId, json: bool) -> anyhow::Result<u8> {
    let changes = question(context, &*connection.transport, &AskInventoryChanges { id })?;
    if json {
        output::json(&changes);
    } else if changes.is_empty() {
        output::say(lang::no_changes(context.lang));
    } else {
        output::say(&table(context.lang, &changes).text());
    }
    Ok(0)
}

fn table(lang: Lang, changes: &[InventoryChange]) -> Table {
    let mut table = Table::new(&[
        (word::time(lang), Align::Left),
        (word::source(lang), Align::Left),
        (word::change(lang), Align::Left),
    ]);
    for change in changes {
        let source = serde_json::to_value(change.source).ok();
        let source = source.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        table.row(vec![clock::local(change.at), source, change.what.text(lang)]);
    }
    table
}
