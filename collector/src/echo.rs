//! Echoes: is a device there, and how far away. One ICMP socket per family for all devices.

mod burst;
mod icmp;
mod line;
mod pace;
mod packet;
mod waiting;

pub use icmp::Icmp;
pub use pace::Pace;

use futures_util::future::BoxFuture;
use model::{Lang, batch::EchoBy};
use std::{io, net::IpAddr, sync::Arc, time::Duration};

/// Whatever can send an echo and wait for its return: ICMP, or the demo's pretence.
pub trait Echo: Send + Sync {
    /// How echoes are made.
    fn by(&self) -> EchoBy;
    /// One echo. Its round trip time, or none when it did not return in time.
    fn ping(&self, address: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>>;
}

/// No echo at all: this process has no right to send ICMP.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEcho;

impl Echo for NoEcho {
    fn by(&self) -> EchoBy {
        EchoBy::NotPermitted
    }

    fn ping(&self, _: IpAddr, _: Duration) -> BoxFuture<'_, Option<Duration>> {
        Box::pin(std::future::ready(None))
    }
}

/// The finding that ICMP is not permitted, with the one command that grants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPermitted {
    /// What the system said.
    pub error: String,
    /// The command, for an administrator.
    pub command: String,
}

model::messages! {
    not_permitted(command) {
        id: "ICMP tidak diizinkan; keadaan perangkat dinilai dari SNMP atau TCP. Untuk mengizinkan: {command}",
        en: "ICMP is not permitted; the state of devices comes from SNMP or TCP. To grant it: {command}",
    }
}

impl NotPermitted {
    fn because(error: &io::Error) -> Self {
        Self { error: error.to_string(), command: granting_command() }
    }

    /// One line for a person.
    pub fn message(&self, lang: Lang) -> String {
        not_permitted(lang, &self.command)
    }
}

/// On Linux any user may ping once the range of groups is opened; elsewhere it takes an administrator.
fn granting_command() -> String {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        "sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"".to_owned()
    } else {
        let program = std::env::current_exe().map(|path| path.display().to_string());
        format!("sudo {}", program.unwrap_or_else(|_| "pantau".to_owned()))
    }
}

/// The way of making echoes that this process has, and the finding when it has none. Needs a running tokio runtime.
pub fn open(echoes_per_second: u32) -> (Arc<dyn Echo>, Option<NotPermitted>) {
    match Icmp::start(echoes_per_second) {
        Ok(icmp) => (Arc::new(icmp), None),
        Err(error) => (Arc::new(NoEcho), Some(NotPermitted::because(&error))),
    }
}
