//! What a person declares about a device on the command line.

use super::find;
use crate::{cli, command::question, context::Context, lang, parse};
use anyhow::Error;
use clap::ArgMatches;
use model::{
    Device, DeviceId,
    api::{AskFleet, ListDevices},
    device::{Condition, Coordination, Manager, Target},
};
use tui::client::Transport;

/// A device to add. Error: an address, rate or parent that cannot be used, or no word on how to ask it.
pub fn new(context: &Context, transport: &dyn Transport, matches: &ArgMatches) -> anyhow::Result<Device> {
    let (address, port) =
        parse::address(context.lang, cli::text(matches, "address").unwrap_or_default()).map_err(Error::msg)?;
    let snmp = parse::access(context.lang, matches).map_err(Error::msg)?;
    let only_echo = cli::flag(matches, "no-snmp");
    if snmp.is_none() && !only_echo && context.settings.credential.is_empty() {
        return Err(Error::msg(lang::need_community(context.lang)));
    }
    let snmp = if only_echo { None } else { snmp };
    let target = Target { address, port, snmp, any_source: cli::flag(matches, "any-source"), no_snmp: only_echo };
    let mut device = declared(context, transport, matches)?;
    device.target = Some(target);
    Ok(device)
}

/// What to change about a device, and the fields to clear.
pub fn change(
    context: &Context,
    transport: &dyn Transport,
    matches: &ArgMatches,
    id: DeviceId,
) -> anyhow::Result<(Device, Vec<String>)> {
    let mut device = declared(context, transport, matches)?;
    let clear =
        matches.get_many::<String>("clear").map(|names| names.map(|name| field(name)).collect()).unwrap_or_default();
    let address =
        cli::text(matches, "address").map(|text| parse::address(context.lang, text)).transpose().map_err(Error::msg)?;
    let access = parse::access(context.lang, matches).map_err(Error::msg)?;
    let any_source = cli::flag(matches, "any-source");
    if address.is_some() || access.is_some() || any_source {
        // The secret comes back as ***, which the collector takes as "unchanged".
        let known =
            question(context, transport, &ListDevices {})?.into_iter().find(|d| d.id == id).and_then(|d| d.target);
        let mut target = known.unwrap_or_else(|| Target {
            address: String::new(),
            port: 161,
            snmp: None,
            any_source: false,
            no_snmp: false,
        });
        if let Some((address, port)) = address {
            (target.address, target.port) = (address, port);
        }
        target.no_snmp &= access.is_none();
        target.snmp = access.or(target.snmp);
        target.any_source |= any_source;
        device.target = Some(target);
    }
    Ok((device, clear))
}

/// The field that a word of `--clear` means: its own name, or that of the argument that sets it.
fn field(word: &str) -> String {
    match word {
        "interval" => "interval_seconds".into(),
        "contracted" => "contracted_bps".into(),
        "parent" => "parents".into(),
        other => other.replace('-', "_"),
    }
}

fn declared(context: &Context, transport: &dyn Transport, matches: &ArgMatches) -> anyhow::Result<Device> {
    let text = |name: &str| cli::text(matches, name).map(str::to_owned);
    let opd = text("opd").map(|code| parse::opd(context.lang, &code)).transpose().map_err(Error::msg)?;
    Ok(Device {
        name: text("name"),
        opd,
        manager: text("manager").map(|word| if word == "dinas" { Manager::Dinas } else { Manager::Opd }),
        location: text("location"),
        asset_code: text("asset-code"),
        condition: text("condition").map(|word| match word.as_str() {
            "good" => Condition::Good,
            "lightly_damaged" => Condition::LightlyDamaged,
            _ => Condition::BadlyDamaged,
        }),
        coordination: text("coordination").map(|reference| Coordination { reference, dated: None, origin: None }),
        contracted_bps: text("contracted")
            .map(|rate| parse::rate(context.lang, &rate))
            .transpose()
            .map_err(Error::msg)?,
        interval_seconds: text("interval")
            .map(|time| parse::interval(context.lang, &time))
            .transpose()
            .map_err(Error::msg)?,
        uplink_port: text("uplink-port"),
        parents: parents(context, transport, matches)?,
        class: text("class"),
        note: text("note"),
        ..Device::default()
    })
}

fn parents(context: &Context, transport: &dyn Transport, matches: &ArgMatches) -> anyhow::Result<Vec<DeviceId>> {
    let Some(words) = matches.get_many::<String>("parent") else { return Ok(Vec::new()) };
    let fleet = question(context, transport, &AskFleet {})?;
    words.map(|word| find(context, &fleet, word)).collect()
}
