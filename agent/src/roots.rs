//! Where a machine is read from: the real one, or a directory of files made for a test.

use crate::collect::wifi;
use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
};

/// One IPv4 address as the kernel states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelAddress {
    /// Interface, as `ip link` names it.
    pub interface: String,
    /// Address.
    pub address: Ipv4Addr,
    /// Prefix length, 0 to 32.
    pub prefix: u8,
}

/// Size and use of one file system, octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Allocation unit.
    pub unit_bytes: u64,
    /// Size.
    pub size_bytes: u64,
    /// In use.
    pub used_bytes: u64,
    /// Free to ordinary users; less than size − used where a reserve is kept.
    pub free_bytes: u64,
}

/// The roots that collectors read from. The three things that no file tells are functions.
#[derive(Clone, Debug)]
pub struct Roots {
    /// `/proc`.
    pub proc: PathBuf,
    /// `/sys`.
    pub sys: PathBuf,
    /// `/etc`.
    pub etc: PathBuf,
    /// `/run`.
    pub run: PathBuf,
    /// `/var`.
    pub var: PathBuf,
    /// `/usr`.
    pub usr: PathBuf,
    /// What mount points are below: `/`.
    pub volumes: PathBuf,
    /// Whether it is told who is logged in.
    pub tells_users: bool,
    /// Directory of credentials that the service manager passes (`CREDENTIALS_DIRECTORY`): what only root may read.
    pub credentials: Option<PathBuf>,
    /// IPv4 addresses of all interfaces (getifaddrs).
    pub ipv4: fn() -> Vec<KernelAddress>,
    /// Space of the file system at a path (statvfs).
    pub space: fn(&Path) -> Option<Space>,
    /// Radio interfaces with what they hear (nl80211).
    pub wifi: fn() -> Vec<wifi::Adapter>,
}

impl Roots {
    /// This machine.
    pub fn system() -> Self {
        Self {
            volumes: PathBuf::from("/"),
            credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            ipv4: kernel::ipv4,
            space: kernel::space,
            wifi: kernel::wifi,
            ..Self::under(Path::new("/"))
        }
    }

    /// A machine made of files: `DIRECTORY/proc`, `DIRECTORY/sys` and so on. It has no IPv4 address, no space and no
    /// radio.
    pub fn under(directory: &Path) -> Self {
        Self {
            proc: directory.join("proc"),
            sys: directory.join("sys"),
            etc: directory.join("etc"),
            run: directory.join("run"),
            var: directory.join("var"),
            usr: directory.join("usr"),
            tells_users: true,
            volumes: directory.join("volumes"),
            credentials: None,
            ipv4: Vec::new,
            space: |_| None,
            wifi: Vec::new,
        }
    }
}

#[cfg(target_os = "linux")]
mod kernel {
    //! What only a system call tells.

    use super::{KernelAddress, Space};
    pub use crate::collect::wifi::read as wifi;
    use nix::{ifaddrs::getifaddrs, sys::statvfs::statvfs};
    use std::path::Path;

    pub fn ipv4() -> Vec<KernelAddress> {
        let Ok(addresses) = getifaddrs() else {
            return Vec::new();
        };
        addresses
            .filter_map(|row| {
                let address = row.address.as_ref()?.as_sockaddr_in()?.ip();
                let mask = row.netmask.as_ref()?.as_sockaddr_in()?.ip();
                let prefix = mask.to_bits().leading_ones() as u8;
                // A second address may be labelled `eth0:1`; the interface is eth0.
                let interface = row.interface_name.split(':').next().unwrap_or_default().to_owned();
                Some(KernelAddress { interface, address, prefix })
            })
            .collect()
    }

    // The width of these counters differs between architectures.
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
    pub fn space(path: &Path) -> Option<Space> {
        // In a container single files are mounted from the host; they are no volumes.
        if !path.is_dir() {
            return None;
        }
        let found = statvfs(path).ok()?;
        let unit = found.fragment_size() as u64;
        let octets = |blocks: u64| blocks.checked_mul(unit);
        let size_bytes = octets(found.blocks() as u64)?;
        let unused = octets(found.blocks_free() as u64)?;
        Some(Space {
            unit_bytes: unit,
            size_bytes,
            used_bytes: size_bytes.checked_sub(unused)?,
            free_bytes: octets(found.blocks_available() as u64)?,
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    //! Elsewhere the portable collector asks for these itself.

    pub fn ipv4() -> Vec<super::KernelAddress> {
        Vec::new()
    }

    pub fn space(_path: &std::path::Path) -> Option<super::Space> {
        None
    }

    pub fn wifi() -> Vec<super::wifi::Adapter> {
        Vec::new()
    }
}
