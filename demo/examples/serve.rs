//! Pretend switches to measure pollers against: `serve --devices 10000 --ports 48 --port 16161 --address-base 127.1.0.0`.
//! Addresses that are not of 127/8 must be there already.

use demo::{Kabupaten, Life, Mode, Options, start};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

const USAGE: &str =
    "serve [--devices N] [--ports N] [--port P] [--address-base A.B.C.D] [--threads N] [--lively] [--community C]
      [--kabupaten OPDS] (a whole kabupaten instead of equal switches)";

struct Wanted {
    devices: usize,
    ports: u16,
    port: u16,
    base: Ipv4Addr,
    threads: usize,
    life: Life,
    opds: Option<usize>,
    community: String,
}

fn main() -> ExitCode {
    let wanted = match read(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(fault) => {
            eprintln!("{fault}\n{USAGE}");
            return ExitCode::from(64);
        }
    };
    let kabupaten = match wanted.opds {
        Some(opds) => Kabupaten::plan(opds, wanted.devices, 1),
        None => Kabupaten::uniform(wanted.devices, wanted.ports, wanted.base, 1),
    }
    .with_community(wanted.community.clone());
    let options = Options { life: wanted.life, responders: wanted.threads, ..Options::default() };
    let mode = match wanted.base.is_loopback() {
        true => Mode::Loopback { port: Some(wanted.port) },
        false => Mode::Here { port: wanted.port },
    };
    let running = match start(kabupaten, mode, options) {
        Ok(running) => running,
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::FAILURE;
        }
    };
    let plan = running.kabupaten();
    let port = plan.devices().first().and_then(|device| device.target.as_ref().map(|target| target.port));
    println!(
        "{} devices from {} on port {}, community {}",
        plan.len(),
        plan.addresses().next().unwrap_or(Ipv4Addr::LOCALHOST),
        port.unwrap_or(wanted.port),
        wanted.community
    );
    loop {
        thread::sleep(Duration::from_secs(10));
        let tally = running.tally();
        let count = |number: &std::sync::atomic::AtomicU64| number.load(Ordering::Relaxed);
        println!(
            "answered {} unheard {} malformed {} community {} failed {}",
            count(&tally.answered),
            count(&tally.unheard),
            count(&tally.malformed),
            count(&tally.wrong_community),
            count(&tally.failed)
        );
    }
}

fn read(arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        devices: 1000,
        ports: 48,
        port: demo::LOOPBACK_PORT,
        base: Ipv4Addr::new(127, 1, 0, 0),
        threads: 1,
        life: Life::Calm,
        opds: None,
        community: demo::COMMUNITY.into(),
    };
    let mut arguments = arguments;
    while let Some(flag) = arguments.next() {
        if flag == "--lively" {
            wanted.life = Life::Lively;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{flag}: a value is missing"))?;
        match flag.as_str() {
            "--devices" => wanted.devices = parse(&flag, &value)?,
            "--ports" => wanted.ports = parse(&flag, &value)?,
            "--port" => wanted.port = parse(&flag, &value)?,
            "--address-base" => wanted.base = parse(&flag, &value)?,
            "--community" => wanted.community = value,
            "--threads" => wanted.threads = parse(&flag, &value)?,
            "--kabupaten" => wanted.opds = Some(parse(&flag, &value)?),
            _ => return Err(format!("{flag}: no such flag")),
        }
    }
    Ok(wanted)
}

fn parse<T: FromStr>(flag: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{flag}: {value} is no such value"))
}
