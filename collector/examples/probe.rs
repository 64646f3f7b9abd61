//! Polls one device once and prints its record: the function behind `pantau probe`, by itself.
//!
//! `cargo run -p pantau-collector --example probe -- ADDRESS[:PORT] --community C --json [--timeout S]`

use collector::{
    clock,
    probe::{ProbeOptions, probe},
    profile::Profiles,
    snmp::Engine,
};
use model::{Lang, access::SnmpAccess, text::json_inert};
use std::{process::ExitCode, time::Duration};

fn options() -> Option<ProbeOptions> {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next()?;
    let (address, port) = match target.rsplit_once(':') {
        Some((address, port)) if !address.contains(':') || address.ends_with(']') => (address, port.parse().ok()?),
        _ => (target.as_str(), 161),
    };
    let address = address.trim_start_matches('[').trim_end_matches(']').to_owned();
    let (mut community, mut timeout) = (String::from("public"), 30.0);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--community" => community = arguments.next()?,
            "--timeout" => timeout = arguments.next()?.parse().ok()?,
            "--json" => {}
            _ => return None,
        }
    }
    let timeout = Duration::try_from_secs_f64(timeout).ok()?;
    Some(ProbeOptions { address, port, access: SnmpAccess::V2c { community }, timeout, any_source: false })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("probe ADDRESS[:PORT] --community C --json [--timeout S]");
        return ExitCode::from(64);
    };
    let profiles = match Profiles::load(None) {
        Ok(profiles) => profiles,
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            return ExitCode::FAILURE;
        }
    };
    let Ok(engine) = Engine::start(16) else { return ExitCode::FAILURE };
    match probe(&options, &engine, &profiles, clock::now).await {
        Ok(record) => match serde_json::to_string(&record) {
            Ok(json) => {
                println!("{}", json_inert(&json));
                ExitCode::SUCCESS
            }
            Err(_) => ExitCode::FAILURE,
        },
        Err(failure) => {
            eprintln!("{}", failure.message(Lang::En));
            ExitCode::from(failure.exit())
        }
    }
}
