//! The reader of Windows: what changes comes from `sysinfo` every time, what hardly does from WMI and the registry with the
//! whole readings.

use super::{
    fetch,
    network::{Counted, Counters},
    rows::{Row, Rows},
    software,
};
use crate::{
    collect::{Seen, UNREADABLE, portable},
    roots::Roots,
};
use model::{Issue, Timestamp, record::Software};
use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::Builder,
    time::{Duration, Instant},
};
use sysinfo::{InterfaceOperationalState, Networks};

/// So long a whole reading waits for WMI; what answers later is told with the next reading.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads the machine again and again, keeping what Windows answered last.
#[derive(Debug)]
pub struct Reader {
    portable: portable::Reader,
    rows: Rows,
    software: Vec<Software>,
    tells_users: bool,
    /// Answers of a thread that asks WMI. It may wait for ever: no second one is started beside it.
    asking: Option<Receiver<(&'static str, Vec<Row>)>>,
}

impl Reader {
    /// A reader of this machine; of the roots only `tells_users` is of use here.
    pub fn new(roots: Roots) -> Self {
        let tells_users = roots.tells_users;
        Self {
            portable: portable::Reader::new(roots),
            rows: Rows::default(),
            software: Vec::new(),
            tells_users,
            asking: None,
        }
    }

    /// What was installed at the last whole reading.
    pub fn software(&self) -> &[Software] {
        &self.software
    }

    /// Reads everything that changes, and with `whole` what hardly ever does.
    pub fn read(&mut self, whole: bool, now: Timestamp) -> Seen {
        if whole && self.asking.is_none() {
            self.asking = ask();
        }
        let was_asked = self.asking.is_some();
        self.hear(if whole { PATIENCE } else { Duration::ZERO });
        let mut seen = self.portable.read(whole, now);
        super::state(&self.rows, &counters(), self.tells_users, &mut seen);
        if whole && (!was_asked || self.asking.is_some()) {
            seen.issues.push(Issue { name: UNREADABLE.into(), section: "wmi".into(), count: 1 });
        }
        seen
    }

    /// Keeps the answers that come within this time.
    fn hear(&mut self, patience: Duration) {
        let until = Instant::now() + patience;
        while let Some(answers) = &self.asking {
            match answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((software::UNINSTALL, rows)) => self.software = software::parse(&rows),
                Ok((class, rows)) => self.rows.put(class, rows),
                Err(RecvTimeoutError::Disconnected) => self.asking = None,
                Err(RecvTimeoutError::Timeout) => return,
            }
        }
    }
}

/// Asks Windows anew, on a thread of its own. None: there is no thread.
fn ask() -> Option<Receiver<(&'static str, Vec<Row>)>> {
    let (answers, told) = mpsc::channel();
    Builder::new().name("wmi".into()).spawn(move || fetch::all(&answers)).ok()?;
    Some(told)
}

/// What the system counts of its interfaces (`MIB_IF_ROW2` through sysinfo).
fn counters() -> Counters {
    let Ok(networks) = Networks::new_with_refreshed_list() else { return Counters::new() };
    let one = |network: &sysinfo::NetworkData| Counted {
        is_up: match network.operational_state() {
            InterfaceOperationalState::Up => Some(true),
            InterfaceOperationalState::Down
            | InterfaceOperationalState::NotPresent
            | InterfaceOperationalState::LowerLayerDown => Some(false),
            _ => None,
        },
        mtu: Some(network.mtu()).filter(|mtu| (1..0xffff_ffff).contains(mtu)),
        speed_bps: network.receive_link_speed().filter(|speed| (1..u64::MAX).contains(speed)),
        octets: (network.total_received(), network.total_transmitted()),
        errors: (network.total_errors_on_received(), network.total_errors_on_transmitted()),
        addresses: network.ip_networks().iter().map(|row| row.addr.to_string()).collect(),
    };
    networks.iter().map(|(name, network)| (name.to_string_lossy().into_owned(), one(network))).collect()
}
