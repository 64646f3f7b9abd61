//! From a datagram to its answer: SNMP v1 and v2c GET, GETNEXT and GETBULK (RFC 1157, RFC 3416).

use crate::ber::{self, INTEGER, Name, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};
use crate::family::Family;
use crate::layout::{Cell, Layout};
use crate::plan::Kabupaten;
use crate::view::View;

/// Largest answer, octets: what an Ethernet frame carries of UDP.
pub const MAX_ANSWER: usize = 1472;
/// Most bindings of one request.
const MAX_BINDINGS: usize = 128;
/// What the headers around the bindings may take at most, without the community.
const HEADERS: usize = 40;

const GET: u8 = 0xa0;
const GET_NEXT: u8 = 0xa1;
const RESPONSE: u8 = 0xa2;
const SET: u8 = 0xa3;
const GET_BULK: u8 = 0xa5;
const NO_SUCH_OBJECT: u8 = 0x80;
const NO_SUCH_INSTANCE: u8 = 0x81;
const END_OF_MIB_VIEW: u8 = 0x82;
const TOO_BIG: i32 = 1;
const NO_SUCH_NAME: i32 = 2;
const NOT_WRITABLE: i32 = 17;

/// Why a datagram gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No SNMP v1 or v2c request.
    Malformed,
    /// Another community.
    Community,
}

/// A request as it came.
#[derive(Debug)]
struct Request<'a> {
    version: i32,
    kind: u8,
    /// Content of the request-id, given back as it is.
    id: &'a [u8],
    /// error-status, or non-repeaters.
    first: i32,
    /// error-index, or max-repetitions.
    second: i32,
    /// Content of the list of bindings.
    bindings: &'a [u8],
}

/// Answers requests; holds the layout of every family of a plan.
#[derive(Debug)]
pub(crate) struct Agent {
    layouts: Vec<Layout>,
    /// Which layout each device has.
    layout_of: Vec<u16>,
    /// Names and bindings of the request in hand, kept to be used again.
    names: Vec<(Name, usize, usize)>,
    cells: Vec<Option<Cell>>,
    body: Vec<u8>,
}

impl Agent {
    pub(crate) fn new(plan: &Kabupaten) -> Self {
        let mut families: Vec<&Family> = Vec::new();
        let mut layout_of = Vec::with_capacity(plan.len());
        for device in &plan.devices {
            let known = families.iter().position(|family| std::ptr::eq(*family, device.family));
            layout_of.push(known.unwrap_or(families.len()) as u16);
            if known.is_none() {
                families.push(device.family);
            }
        }
        let layouts = families.into_iter().map(Layout::of).collect();
        Self { layouts, layout_of, names: Vec::new(), cells: Vec::new(), body: Vec::new() }
    }

    /// Writes the answer of a device to a datagram into `out`.
    pub(crate) fn answer(&mut self, view: View<'_>, datagram: &[u8], out: &mut Vec<u8>) -> Result<(), Refusal> {
        let (community, request) = read_request(datagram).ok_or(Refusal::Malformed)?;
        if community != view.plan.community.as_bytes() {
            return Err(Refusal::Community);
        }
        let Self { layouts, layout_of, names, cells, body } = self;
        let layout = &layouts[usize::from(layout_of[view.index])];
        read_names(request.bindings, names)?;
        let mut work = Work { layout, view, version: request.version, request: &request, names, cells, body };
        let (status, index) = match request.kind {
            GET => work.get(),
            GET_NEXT => work.get_next(),
            GET_BULK => work.get_bulk(),
            _ if request.version == 0 => (NO_SUCH_NAME, 1),
            _ => (NOT_WRITABLE, 1),
        };
        if status == TOO_BIG && request.version != 0 {
            work.body.clear();
        } else if status != 0 {
            work.body.clear();
            work.body.extend_from_slice(request.bindings);
        }
        compose(community, &request, status, index, body, out);
        Ok(())
    }
}

/// What one request needs while it is answered.
struct Work<'a, 'b> {
    layout: &'a Layout,
    view: View<'a>,
    version: i32,
    request: &'a Request<'a>,
    names: &'b [(Name, usize, usize)],
    cells: &'b mut Vec<Option<Cell>>,
    body: &'b mut Vec<u8>,
}

impl Work<'_, '_> {
    fn get(&mut self) -> (i32, i32) {
        self.body.clear();
        for (place, (name, from, until)) in self.names.iter().enumerate() {
            let found = self.layout.get(&self.view, name.arcs()).and_then(|cell| {
                let is_hidden = self.version == 0 && View::is_wide(self.layout.object(cell).0);
                if is_hidden { Err(false) } else { Ok(cell) }
            });
            match found {
                Ok(cell) => self.put(cell),
                Err(_) if self.version == 0 => return (NO_SUCH_NAME, place as i32 + 1),
                Err(object) => {
                    let tag = if object { NO_SUCH_INSTANCE } else { NO_SUCH_OBJECT };
                    self.put_exception(*from, *until, tag);
                }
            }
            if !self.fits() {
                return (TOO_BIG, 0);
            }
        }
        (0, 0)
    }

    fn get_next(&mut self) -> (i32, i32) {
        self.body.clear();
        for (place, (name, from, until)) in self.names.iter().enumerate() {
            match self.visible(self.layout.next(&self.view, name.arcs())) {
                Some(cell) => self.put(cell),
                None if self.version == 0 => return (NO_SUCH_NAME, place as i32 + 1),
                None => self.put_exception(*from, *until, END_OF_MIB_VIEW),
            }
            if !self.fits() {
                return (TOO_BIG, 0);
            }
        }
        (0, 0)
    }

    /// RFC 3416 4.2.3: the non-repeaters once, the others row by row, until the answer is full.
    fn get_bulk(&mut self) -> (i32, i32) {
        self.body.clear();
        let once = (self.request.first.max(0) as usize).min(self.names.len());
        let repetitions = self.request.second.max(0);
        for (name, from, until) in &self.names[..once] {
            match self.layout.next(&self.view, name.arcs()) {
                Some(cell) => self.put(cell),
                None => self.put_exception(*from, *until, END_OF_MIB_VIEW),
            }
            if !self.fits() {
                return (TOO_BIG, 0);
            }
        }
        let columns = &self.names[once..];
        self.cells.clear();
        for (name, ..) in columns {
            let cell = self.layout.next(&self.view, name.arcs());
            self.cells.push(cell);
        }
        // Where a column ended, its last name is repeated.
        let mut last: Vec<Option<Cell>> = vec![None; columns.len()];
        for _ in 0..repetitions {
            let mut ended = true;
            for (place, (_, from, until)) in columns.iter().enumerate() {
                let before = self.body.len();
                match (self.cells[place], last[place]) {
                    (Some(cell), _) => {
                        self.put(cell);
                        last[place] = Some(cell);
                        self.cells[place] = self.layout.after(&self.view, cell);
                        ended = false;
                    }
                    (None, Some(cell)) => {
                        let at = ber::open(self.body, SEQUENCE);
                        self.layout.put_name(&self.view, cell, self.body);
                        ber::put(self.body, END_OF_MIB_VIEW, &[]);
                        ber::close(self.body, at);
                    }
                    (None, None) => self.put_exception(*from, *until, END_OF_MIB_VIEW),
                }
                if !self.fits() {
                    self.body.truncate(before);
                    return if before == 0 { (TOO_BIG, 0) } else { (0, 0) };
                }
            }
            if ended {
                break;
            }
        }
        (0, 0)
    }

    /// The cell itself, or the next one that this version of SNMP can carry.
    fn visible(&self, mut cell: Option<Cell>) -> Option<Cell> {
        while let Some(found) = cell {
            if self.version != 0 || !View::is_wide(self.layout.object(found).0) {
                break;
            }
            cell = self.layout.after(&self.view, found);
        }
        cell
    }

    fn put(&mut self, cell: Cell) {
        let at = ber::open(self.body, SEQUENCE);
        self.layout.put_name(&self.view, cell, self.body);
        let (object, rows) = self.layout.object(cell);
        self.view.put(object, rows, cell.row, self.body);
        ber::close(self.body, at);
    }

    /// The name as it was asked, and why there is no value.
    fn put_exception(&mut self, from: usize, until: usize, tag: u8) {
        let at = ber::open(self.body, SEQUENCE);
        ber::put(self.body, OBJECT_IDENTIFIER, &self.request.bindings[from..until]);
        ber::put(self.body, tag, &[]);
        ber::close(self.body, at);
    }

    fn fits(&self) -> bool {
        self.body.len() + HEADERS + self.view.plan.community.len() <= MAX_ANSWER
    }
}

fn read_request(mut datagram: &[u8]) -> Option<(&[u8], Request<'_>)> {
    let mut message = tagged(&mut datagram, SEQUENCE)?;
    let version = ber::integer(tagged(&mut message, INTEGER)?)?;
    let community = tagged(&mut message, OCTET_STRING)?;
    let (kind, mut pdu) = ber::element(&mut message)?;
    let is_served = match version {
        0 => matches!(kind, GET | GET_NEXT | SET),
        1 => matches!(kind, GET | GET_NEXT | SET | GET_BULK),
        _ => false,
    };
    let id = tagged(&mut pdu, INTEGER)?;
    ber::integer(id)?;
    let first = ber::integer(tagged(&mut pdu, INTEGER)?)?;
    let second = ber::integer(tagged(&mut pdu, INTEGER)?)?;
    let bindings = tagged(&mut pdu, SEQUENCE)?;
    is_served.then_some((community, Request { version, kind, id, first, second, bindings }))
}

/// The names of all bindings, and where their octets stand in the list.
fn read_names(bindings: &[u8], names: &mut Vec<(Name, usize, usize)>) -> Result<(), Refusal> {
    names.clear();
    let mut rest = bindings;
    while !rest.is_empty() {
        let mut binding = tagged(&mut rest, SEQUENCE).ok_or(Refusal::Malformed)?;
        let inside = binding.len();
        let content = tagged(&mut binding, OBJECT_IDENTIFIER).ok_or(Refusal::Malformed)?;
        let name = Name::read(content).ok_or(Refusal::Malformed)?;
        let consumed = inside - binding.len();
        let end = bindings.len() - rest.len() - (inside - consumed);
        names.push((name, end - content.len(), end));
        if names.len() > MAX_BINDINGS {
            return Err(Refusal::Malformed);
        }
    }
    Ok(())
}

fn tagged<'a>(rest: &mut &'a [u8], wanted: u8) -> Option<&'a [u8]> {
    let (tag, content) = ber::element(rest)?;
    (tag == wanted).then_some(content)
}

fn compose(community: &[u8], request: &Request<'_>, status: i32, index: i32, body: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let message = ber::open(out, SEQUENCE);
    ber::put_integer(out, request.version);
    ber::put(out, OCTET_STRING, community);
    let pdu = ber::open(out, RESPONSE);
    ber::put(out, INTEGER, request.id);
    ber::put_integer(out, status);
    ber::put_integer(out, index);
    ber::put(out, SEQUENCE, body);
    ber::close(out, pdu);
    ber::close(out, message);
}

#[cfg(test)]
mod tests;
