//! The topology kept up: derived anew when inventories changed, never for each poll, and never too often.

use super::{
    Witness, derive,
    witness::{Mac, host_address},
};
use crate::{
    fleet::Fleet,
    live::Live,
    store::{Reader, StoreError},
    writer::Command,
};
use model::api::Topology;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// How often it is looked whether inventories changed. What changed is in the store by the next look.
const LOOK: Duration = Duration::from_secs(5);
/// Shortest time between two derivations.
const PAUSE: Duration = Duration::from_secs(60);
/// At most one part of so many of the time goes into deriving.
const SHARE: u32 = 50;

/// Derives the topology of the whole fleet from the reports in the store. Takes a while for many devices.
pub(crate) fn read(shared: &Live, reader: &Reader) -> Result<Topology, StoreError> {
    let (mut witnesses, root) = {
        let fleet = shared.fleet();
        let witnesses: Vec<Witness> = fleet.devices().map(|(id, _)| declared(&fleet, id)).collect();
        (witnesses, fleet.facts().this_machine)
    };
    reader.each_report(|report| {
        if let Ok(place) = witnesses.binary_search_by_key(&report.device, |witness| witness.id) {
            witnesses[place].hear(&report.body, report.collected_at);
        }
    })?;
    Ok(derive(witnesses, root, shared.clock.now()))
}

/// What the book and the fleet know of a device.
fn declared(fleet: &Fleet, id: model::DeviceId) -> Witness {
    let mut witness = Witness { id, ..Witness::default() };
    let Some(known) = fleet.device(id) else { return witness };
    witness.name = known.name(&fleet.texts);
    witness.address = known.address(&fleet.texts);
    let class = || fleet.text(known.fact(|said| said.class)).to_owned();
    witness.class = known.device.class.clone().unwrap_or_else(class);
    witness.names.extend(known.device.name.iter().map(|name| name.to_lowercase()));
    witness.macs.extend(known.identity.macs().filter_map(Mac::parse));
    let target = known.device.target.as_ref().map(|target| target.address.as_str());
    let addresses = known.identity.addresses.iter().map(String::as_str).chain(target);
    witness.addresses.extend(addresses.filter_map(host_address));
    witness.declared.clone_from(&known.device.parents);
    witness
}

/// Follows the inventories until the collector ends.
pub(crate) async fn follow(shared: Arc<Live>, reader: Reader, commands: mpsc::Sender<Command>) {
    let mut ending = shared.ending.subscribe();
    let (mut done, mut looked, mut rest) = (0, 0, None);
    loop {
        let now = shared.fleet().inventories();
        // One look after the change, so that the reports behind it are committed.
        let settled = now != done && (now == looked || rest.is_some_and(|until| Instant::now() >= until));
        if settled && rest.is_none_or(|until| Instant::now() >= until) {
            let begun = Instant::now();
            let (live, store) = (shared.clone(), reader.clone());
            match tokio::task::spawn_blocking(move || read(&live, &store)).await {
                Ok(Ok(topology)) => {
                    done = looked.min(now);
                    if commands.send(Command::Topology(Arc::new(topology))).await.is_err() {
                        return;
                    }
                }
                Ok(Err(error)) => tracing::warn!(%error, "the topology could not be derived"),
                Err(_) => shared.own.panicked("topology"),
            }
            rest = Some(Instant::now() + PAUSE.max(begun.elapsed() * SHARE));
        }
        looked = now;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}
