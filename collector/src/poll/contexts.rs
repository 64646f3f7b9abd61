//! Bridges that an agent keeps apart by VLAN: classic Cisco switches answer BRIDGE-MIB for one VLAN at a time.
//!
//! The VLAN is chosen by the community (`NAME@10`) or, in SNMPv3, by the context (`vlan-10`). Which VLANs there are is told
//! by the tables before. Cells come back with the VLAN in front of their index. An agent that knows no such contexts is
//! silent, or complains: then it is soon left alone, and nothing is missing.

use crate::{
    decode::Answers,
    profile::{Assembly, Profile},
    snmp::{
        Cells, Session,
        oid::{arcs, push_arc},
        session::{Reason, Wanted},
        walk::Table,
    },
};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// Most VLANs of one device that are asked for.
const VLANS: usize = 128;
/// VLANs without an answer after which the others are left alone: some agents know no bridge of a VLAN without ports.
const SILENT: usize = 4;
/// The same as long as none answered.
const SILENT_AT_FIRST: usize = 2;
/// Most time for all of them; the poll itself must have as much left.
const TIME: Duration = Duration::from_secs(10);
/// VLANs of Token Ring and FDDI, which no agent has a bridge for.
const RESERVED: std::ops::RangeInclusive<u64> = 1002..=1005;

/// Reads the bridges of the VLANs that the answers name, if the family has such.
pub(super) async fn read(session: &mut Session<'_>, profile: &Profile, answers: &mut Answers) {
    let by_vlan = profile.tables.iter().filter(|table| table.assembly.is_by_vlan());
    let columns: Vec<Wanted<'_>> =
        by_vlan.flat_map(|table| &table.columns).filter_map(|n| Some((*n, &profile.source(*n)?.oid))).collect();
    let ends_at = Instant::now() + TIME;
    let Some((_, first)) = columns.first().filter(|_| ends_at < session.deadline) else { return };
    let silence = session.silence;
    let (mut heard, mut silent) = (0_usize, 0_usize);
    for vlan in vlans(profile, &answers.cells) {
        let Some(access) = session.access().in_vlan(vlan) else { break };
        if Instant::now() >= ends_at {
            answers.incomplete.push(("fdb".to_owned(), Reason::Budget));
            break;
        }
        let own = session.exchange_access(access);
        let mut cells = Cells::default();
        if session.is_heard(first).await {
            heard += 1;
            let table = Table { columns: &columns, unordered: profile.unordered, ..Table::default() };
            for reason in session.walk(table, &mut cells).await {
                answers.incomplete.push(("fdb".to_owned(), reason));
            }
        } else {
            silent += 1;
        }
        session.exchange_access(own);
        take(vlan, &cells, &mut answers.cells);
        if silent >= if heard == 0 { SILENT_AT_FIRST } else { SILENT } {
            break;
        }
    }
    session.silence = silence;
}

/// The VLANs of the device, by the table that names them.
fn vlans(profile: &Profile, cells: &Cells) -> Vec<u16> {
    let names = |column: u16| {
        let table = profile.source(column).and_then(|source| source.table);
        table.is_some_and(|table| profile.tables[usize::from(table)].assembly == Assembly::DomainVlans)
    };
    let numbers: BTreeSet<u64> =
        cells.iter().filter(|cell| names(cell.column)).filter_map(|cell| arcs(cell.index).last()).collect();
    let numbers = numbers.into_iter().filter(|vlan| (1..=4094).contains(vlan) && !RESERVED.contains(vlan));
    numbers.filter_map(|vlan| u16::try_from(vlan).ok()).take(VLANS).collect()
}

/// Adds the cells of a VLAN, with it in front of their index.
fn take(vlan: u16, cells: &Cells, into: &mut Cells) {
    let mut index = Vec::new();
    for cell in cells.iter() {
        let (tag, content) = cell.element();
        index.clear();
        push_arc(&mut index, u64::from(vlan));
        index.extend_from_slice(cell.index);
        into.push(cell.column, &index, tag, content);
    }
}
