//! `pantau agent waiting|admit|refuse`: machines whose inventory a GLPI or FusionInventory agent sent and that nobody knows yet.

use super::super::{answered, question};
use crate::{
    clock,
    context::Context,
    output::{self, Align, Table},
};
use model::{
    Lang,
    api::{AdmitMachine, ListWaiting, MachineState, RefuseMachine, WaitingMachine},
    text::shown,
};
use tui::client::Transport;

model::messages! {
    none { id: "Tidak ada komputer yang menunggu. Untuk agen GLPI dan FusionInventory: pantau token create --for inventory --opd KODE", en: "No machine waits. For GLPI and FusionInventory agents: pantau token create --for inventory --opd CODE" }
    no_machine(word) { id: "pantau: komputer '{word}' tidak menunggu; lihat `pantau agent waiting`", en: "pantau: no machine '{word}' waits; see `pantau agent waiting`" }
    several(word) { id: "pantau: '{word}' cocok dengan beberapa komputer; pakai id-nya", en: "pantau: '{word}' fits several machines; use the id" }
    admitted(name, device) { id: "{name} dimasukkan sebagai perangkat nomor {device}", en: "{name} is let in as device number {device}" }
    refused(name) { id: "{name} ditolak; tidak akan menunggu lagi", en: "{name} is refused; it will not wait again" }
    machine { id: "KOMPUTER", en: "MACHINE" }
    model { id: "MODEL", en: "MODEL" }
    serial { id: "NOMOR SERI", en: "SERIAL" }
    system { id: "SISTEM OPERASI", en: "OPERATING SYSTEM" }
    state { id: "KEADAAN", en: "STATE" }
    came { id: "TERAKHIR DATANG", en: "CAME LAST" }
    waits { id: "menunggu", en: "waits" }
    waits_as(device) { id: "menunggu, perangkat {device}?", en: "waits, device {device}?" }
    is_refused { id: "ditolak", en: "refused" }
}

/// Lists those that wait and those that were refused.
pub fn list(context: &Context, transport: &dyn Transport, json: bool) -> anyhow::Result<()> {
    let machines = question(context, transport, &ListWaiting {})?;
    let lang = context.lang;
    if json {
        output::json(&machines);
    } else if machines.is_empty() {
        output::say(none(lang));
    } else {
        output::say(&table(lang, &machines));
    }
    Ok(())
}

/// Lets the machines of these words in, or refuses them. All are found before the first is changed.
pub fn change<'a>(
    context: &Context,
    transport: &dyn Transport,
    admits: bool,
    words: impl Iterator<Item = &'a String>,
    json: bool,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let machines = question(context, transport, &ListWaiting {})?;
    let found = words.map(|word| find(lang, &machines, word)).collect::<anyhow::Result<Vec<_>>>()?;
    for machine in found {
        let id = machine.id.clone();
        if admits {
            let done = question(context, transport, &AdmitMachine { id })?;
            answered(json, &done, || admitted(lang, name(machine), done.device));
        } else {
            let done = question(context, transport, &RefuseMachine { id })?;
            answered(json, &done, || refused(lang, name(machine)));
        }
    }
    Ok(())
}

fn find<'a>(lang: Lang, machines: &'a [WaitingMachine], word: &str) -> anyhow::Result<&'a WaitingMachine> {
    let fits: Vec<_> = machines.iter().filter(|machine| machine.id == word || machine.name == word).collect();
    match fits[..] {
        [one] => Ok(one),
        [] => Err(anyhow::anyhow!(no_machine(lang, shown(word, 80)))),
        _ => Err(anyhow::anyhow!(several(lang, shown(word, 80)))),
    }
}

fn name(machine: &WaitingMachine) -> String {
    if machine.name.is_empty() { machine.id.clone() } else { format!("{} ({})", machine.name, machine.id) }
}

fn table(lang: Lang, machines: &[WaitingMachine]) -> String {
    let mut table = Table::new(&[
        ("ID", Align::Left),
        (machine(lang), Align::Left),
        (crate::lang::word::opd(lang), Align::Left),
        (serial(lang), Align::Left),
        (model(lang), Align::Left),
        (system(lang), Align::Left),
        (state(lang), Align::Left),
        (came(lang), Align::Left),
    ]);
    for row in machines {
        let standing = match (row.state, row.device) {
            (MachineState::Refused, _) => is_refused(lang).to_owned(),
            (_, Some(device)) => waits_as(lang, device),
            _ => waits(lang).to_owned(),
        };
        table.row(vec![
            row.id.clone(),
            shown(&row.name, 30),
            row.opd.0.clone(),
            shown(&row.serial, 24),
            shown(&row.model, 30),
            shown(&row.os, 30),
            standing,
            clock::local(row.seen_at),
        ]);
    }
    table.text()
}
