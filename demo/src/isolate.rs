//! A network of the demo's own: addresses that come and go, and silence where none is.
//!
//! The kernel answers the echo of every 127.x.y.z, so a pretend device could never die there. In a network namespace
//! of its own the process adds and removes addresses as devices live and die. What is sent to an absent one goes
//! round loopback once and is dropped, for nobody forwards it: silence, as with a dead device, and no error either.

use crate::netlink::{Change, Netlink};
use nix::errno::Errno;
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{getegid, geteuid};
use std::net::Ipv4Addr;
use std::path::Path;
use std::{fs, io};

/// The address from which the demo's own machine speaks in its namespace.
pub const OWN_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 255, 255, 254);
/// The network in which pretend devices live.
const NETWORK: (Ipv4Addr, u8) = (Ipv4Addr::new(10, 0, 0, 0), 8);

/// Why the process has no network of its own.
#[derive(Debug, thiserror::Error)]
pub enum IsolateError {
    /// Namespaces belong to threads; they can only be entered before there is a second one.
    #[error("the process has {0} threads already; a namespace must be entered with one")]
    Threads(usize),
    /// The system does not allow it. Nothing was changed: the demo can go on without.
    #[error("this system allows no namespace of our own: {0}")]
    Refused(String),
    /// The namespace was entered and is of no use. The process has no network now and must end.
    #[error("the namespace is of no use ({step}): {source}")]
    Stranded {
        /// What failed.
        step: &'static str,
        /// Why.
        source: io::Error,
    },
}

/// The process' own network, in which addresses come and go.
#[derive(Debug)]
pub struct Isolated {
    netlink: Netlink,
}

/// Moves the process into a user and network namespace of its own, with loopback up and 10.0.0.0/8 silent.
///
/// To be called while the process has one thread. Sockets that are open stay in the network they were opened in.
/// Error: [`IsolateError::Refused`] leaves everything as it was, [`IsolateError::Stranded`] does not.
pub fn isolate() -> Result<Isolated, IsolateError> {
    let threads = fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    if threads != 1 {
        return Err(IsolateError::Threads(threads));
    }
    enter()?;
    let stranded = |step| move |error: Errno| IsolateError::Stranded { step, source: error.into() };
    let mut netlink = Netlink::open().map_err(stranded("netlink"))?;
    netlink.apply(&[Change::LoopbackUp]).map_err(stranded("loopback up"))?;
    netlink.apply(&[Change::Address(OWN_ADDRESS)]).map_err(stranded("own address"))?;
    let (network, prefix) = NETWORK;
    netlink.apply(&[Change::Void { network, prefix, from: OWN_ADDRESS }]).map_err(stranded("route"))?;
    // Root may open raw ICMP sockets here anyway; with this, datagram ones too, which see less that is not theirs.
    let _ = fs::write("/proc/sys/net/ipv4/ping_group_range", "0 0");
    Ok(Isolated { netlink })
}

impl Isolated {
    /// Lets addresses appear or vanish; all at once, in few calls. Error: the kernel's, after all were tried.
    pub fn present(&mut self, addresses: &[Ipv4Addr], present: bool) -> io::Result<()> {
        let change = |address: &Ipv4Addr| if present { Change::Here(*address) } else { Change::Gone(*address) };
        let changes: Vec<Change> = addresses.iter().map(change).collect();
        self.netlink.apply(&changes).map_err(io::Error::from)
    }
}

/// Enters new namespaces. Root needs none for users, and keeps its files readable without one.
fn enter() -> Result<(), IsolateError> {
    let refused = |error: Errno| IsolateError::Refused(error.desc().to_owned());
    let (user, group) = (geteuid(), getegid());
    if user.is_root() && unshare(CloneFlags::CLONE_NEWNET).is_ok() {
        return Ok(());
    }
    if !user.is_root() && restricted(Path::new("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")) {
        return Err(IsolateError::Refused("AppArmor restricts user namespaces".into()));
    }
    unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET).map_err(refused)?;
    // user_namespaces(7): groups must be given up before they can be mapped.
    for (file, text) in [
        ("/proc/self/setgroups", "deny".to_owned()),
        ("/proc/self/uid_map", format!("0 {user} 1")),
        ("/proc/self/gid_map", format!("0 {group} 1")),
    ] {
        fs::write(file, text).map_err(|source| IsolateError::Stranded { step: file, source })?;
    }
    Ok(())
}

/// True when this switch of the kernel is on. There, namespaces can be entered but give no rights, with no way back.
fn restricted(switch: &Path) -> bool {
    fs::read_to_string(switch).is_ok_and(|text| text.trim() == "1")
}
