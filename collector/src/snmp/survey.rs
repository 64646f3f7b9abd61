//! Which tables a device has: the first column of many tables in one GETNEXT, so that what is not there costs no request of
//! its own. Where the answers say nothing for certain, the walk finds out.

use super::{
    anomaly::Anomaly,
    ber::tag,
    message::{Pdu, Said, name_list},
    oid::{Oid, compare},
    session::{MAX_NAMES, Session, TOO_BIG, Wanted, place_of},
};
use std::{cmp::Ordering, collections::HashSet};

/// Tables asked for in one GETNEXT: their answers fit one Ethernet frame, with values of a usual size.
const TABLES_A_REQUEST: usize = 40;
/// Below this many varbinds an answer, a survey costs more than it saves.
const WORTH_ASKING: usize = 4;
/// Errors and silences after which the rest is left to the walks.
const TROUBLES: usize = 2;

/// The columns of one table, in the order of the tree.
struct Asked<'a> {
    columns: Vec<Wanted<'a>>,
    /// The columns before this one are not there.
    from: usize,
}

impl Session<'_> {
    /// Those of the columns that the device certainly does not have.
    pub async fn absent(&mut self, columns: &[Wanted<'_>]) -> HashSet<u16> {
        let mut survey = Survey { session: self, absent: HashSet::new(), most: TABLES_A_REQUEST, troubles: 0 };
        survey.run(by_table(columns)).await;
        survey.absent
    }
}

struct Survey<'s, 'e> {
    session: &'s mut Session<'e>,
    absent: HashSet<u16>,
    /// Most tables of the next request.
    most: usize,
    troubles: usize,
}

impl Survey<'_, '_> {
    async fn run(&mut self, mut open: Vec<Asked<'_>>) {
        while !open.is_empty() && self.troubles < TROUBLES {
            let most = self.most.min(self.session.manner.capacity.unwrap_or(usize::MAX));
            if most < WORTH_ASKING {
                return;
            }
            let rest = open.split_off(fitting(&open, most));
            let mut undecided = self.ask(open).await;
            undecided.extend(rest);
            open = undecided;
        }
    }

    /// One request. Returns the tables to ask for again.
    async fn ask<'a>(&mut self, mut tables: Vec<Asked<'a>>) -> Vec<Asked<'a>> {
        let list = name_list(tables.iter().filter_map(Asked::name));
        // Sent once: what is lost on the way costs as little as what the device finds too much.
        let Ok(reply) = self.session.exchange(Pdu::GetNext, list, 1).await else {
            return self.fewer(tables);
        };
        let message = reply.said();
        match message.error_status {
            0 => self.take(tables, &message),
            TOO_BIG => {
                // The first values of many tables are long and short ones mixed: how many of them fit says nothing about
                // the rows of one table, so the limit is not remembered.
                self.session.tally.count(Anomaly::TooBig);
                self.most = tables.len() / 2;
                tables
            }
            status => match place_of(message.error_index, tables.len()) {
                // v1: the end of the tree for this table, and nothing wrong with the others (RFC 1157, 4.1.3).
                Some(place) if self.session.is_absent(status) => {
                    let gone = tables.remove(place);
                    self.absent.extend(gone.columns.iter().map(|(source, _)| *source));
                    tables
                }
                // What the device cannot tell, its walk will tell.
                Some(place) => {
                    self.troubles += 1;
                    tables.remove(place);
                    tables
                }
                None => self.fewer(tables),
            },
        }
    }

    /// The same again in smaller requests.
    fn fewer<'a>(&mut self, tables: Vec<Asked<'a>>) -> Vec<Asked<'a>> {
        self.troubles += 1;
        self.most = tables.len() / 2;
        tables
    }

    fn take<'a>(&mut self, tables: Vec<Asked<'a>>, message: &Said<'_>) -> Vec<Asked<'a>> {
        let mut undecided = Vec::new();
        for (mut table, varbind) in tables.into_iter().zip(message.varbinds.iter()) {
            let next = (varbind.tag != tag::END_OF_MIB_VIEW).then_some(varbind.name);
            let before = table.from;
            let open = table.goes_on_at(next);
            self.absent.extend(table.columns[before..table.from].iter().map(|(source, _)| *source));
            if open {
                undecided.push(table);
            }
        }
        undecided
    }
}

impl Asked<'_> {
    fn name(&self) -> Option<&[u8]> {
        self.columns.get(self.from).map(|(_, root)| root.as_ber())
    }

    /// Passes over the columns that lie before the next object of the device. True when that lies between two columns, so that
    /// those behind it must be asked for.
    fn goes_on_at(&mut self, next: Option<&[u8]>) -> bool {
        let Some(next) = next else {
            self.from = self.columns.len();
            return false;
        };
        if self.name().is_some_and(|asked| compare(next, asked) != Ordering::Greater) {
            // A device that goes back says nothing.
            return false;
        }
        let passed = |(_, root): &&Wanted<'_>| root.index_of(next).is_none() && compare(root.as_ber(), next).is_lt();
        self.from += self.columns[self.from..].iter().take_while(passed).count();
        self.columns.get(self.from).is_some_and(|(_, root)| root.index_of(next).is_none() && self.is_inside(next))
    }

    /// True for an object of this very table.
    fn is_inside(&self, name: &[u8]) -> bool {
        self.columns.first().is_some_and(|(_, root)| root.parent().index_of(name).is_some())
    }
}

/// Columns by the table they belong to: those below one entry.
fn by_table<'a>(columns: &[Wanted<'a>]) -> Vec<Asked<'a>> {
    let mut columns = columns.to_vec();
    columns.sort_by(|(_, a), (_, b)| compare(a.as_ber(), b.as_ber()));
    let mut tables: Vec<(Oid, Asked<'a>)> = Vec::new();
    for column in columns {
        let entry = column.1.parent();
        match tables.last_mut().filter(|(other, _)| *other == entry) {
            Some((_, table)) => table.columns.push(column),
            None => tables.push((entry, Asked { columns: vec![column], from: 0 })),
        }
    }
    tables.into_iter().map(|(_, table)| table).collect()
}

/// How many of these tables one request may name.
fn fitting(tables: &[Asked<'_>], most: usize) -> usize {
    let mut octets = 0;
    let by_size = tables.iter().take_while(|table| {
        octets += table.name().map_or(0, <[u8]>::len) + 6;
        octets <= MAX_NAMES
    });
    by_size.count().min(most).max(1)
}
