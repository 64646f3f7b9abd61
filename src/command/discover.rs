//! `pantau discover`: searches declared subnets and proposes what it finds; adds on a word.

mod progress;
mod shown;
mod watch;

use super::question;
use crate::{
    cli,
    connect::{self, Connection},
    context::Context,
    lang, output, parse,
};
use anyhow::Error;
use clap::ArgMatches;
use collector::discover::Plan;
use model::{
    OpdCode,
    api::{AddProposals, Added, AskProposals, DiscoveryRun, Proposal, RunState, StartDiscovery},
    text::visible,
};
use serde::Serialize;
use tui::client::Transport;

/// Exit code of a run that was interrupted: 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: u8 = 130;
/// Most proposals added by one request.
const AT_ONCE: usize = 100;

/// A run and what it proposes, as JSON.
#[derive(Serialize)]
struct Outcome<'o> {
    run: &'o DiscoveryRun,
    proposals: &'o [Proposal],
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<&'o Added>,
}

/// Runs it, or one of its sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if let Some(("add", matches)) = matches.subcommand() {
        return add(context, &connect::any(context, matches)?, matches);
    }
    let subnets: Vec<String> = matches.get_many("cidr").map(|texts| texts.cloned().collect()).unwrap_or_default();
    if !subnets.is_empty()
        && let Err(wrong) = Plan::of(&subnets)
    {
        wrong.iter().for_each(|one| output::complain(&format!("pantau: {}", one.message(context.lang))));
        return Ok(cli::USAGE);
    }
    let opd = opd(context, matches)?;
    let resume = cli::flag(matches, "resume");
    if subnets.is_empty() && opd.is_none() && !resume {
        return list(context, &connect::any(context, matches)?, matches);
    }
    let credentials = parse::access(context.lang, matches).map_err(Error::msg)?.into_iter().collect();
    let rate = matches.get_one("rate").copied();
    search(context, matches, StartDiscovery { subnets, opd, rate, credentials, resume })
}

fn opd(context: &Context, matches: &ArgMatches) -> anyhow::Result<Option<OpdCode>> {
    cli::text(matches, "opd").map(|code| parse::opd(context.lang, code)).transpose().map_err(Error::msg)
}

fn search(context: &Context, matches: &ArgMatches, asked: StartDiscovery) -> anyhow::Result<u8> {
    let lang = context.lang;
    let connection = connect::any(context, matches)?;
    connection.make_discovering(context)?;
    let transport = &*connection.transport;
    let begun = question(context, transport, &asked)?;
    let run = watch::until_over(context, transport, begun)?;
    if run.state == RunState::Interrupted {
        let asked = model::lang::integer(lang, run.asked.into());
        output::complain(&lang::discovery_interrupted(lang, asked, model::lang::integer(lang, run.addresses.into())));
        return Ok(INTERRUPTED);
    }
    let plan = Plan::of(&run.subnets).unwrap_or_default();
    let mut proposals = question(context, transport, &AskProposals {})?;
    proposals.retain(|one| one.address.parse().is_ok_and(|address| plan.covers(address)));
    let added = match cli::flag(matches, "add") {
        true => {
            let new = proposals.iter().filter(|one| one.known.is_none()).map(|one| one.address.clone()).collect();
            Some(add_all(context, transport, new, asked.opd)?)
        }
        false => None,
    };
    if cli::flag(matches, "json") {
        output::json(&Outcome { run: &run, proposals: &proposals, added: added.as_ref() });
    } else {
        output::say(&shown::proposals(lang, &proposals));
        context.tell(&shown::summary(lang, &run, &proposals));
        match &added {
            Some(added) => tell_added(context, &connection, added),
            None if proposals.iter().any(|one| one.known.is_none()) => context.tell(lang::discovery_how_to_add(lang)),
            None => {}
        }
    }
    Ok(u8::from(added.is_some_and(|added| !added.refused.is_empty())))
}

fn list(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let proposals = question(context, &*connection.transport, &AskProposals {})?;
    if cli::flag(matches, "json") {
        output::json(&proposals);
    } else if proposals.is_empty() {
        output::say(lang::no_proposals(context.lang));
    } else {
        output::say(&shown::proposals(context.lang, &proposals));
    }
    Ok(0)
}

fn add(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let transport = &*connection.transport;
    let proposals = question(context, transport, &AskProposals {})?;
    let words: Vec<&String> = matches.get_many("which").map(Iterator::collect).unwrap_or_default();
    let mut addresses = Vec::new();
    for word in words {
        addresses.extend(named(context, &proposals, word)?);
    }
    let added = add_all(context, transport, addresses, opd(context, matches)?)?;
    if cli::flag(matches, "json") {
        output::json(&added);
    } else {
        tell_added(context, connection, &added);
    }
    Ok(u8::from(!added.refused.is_empty()))
}

/// The addresses that a word names: a proposal's number, an address, or all that are not in the book.
fn named(context: &Context, proposals: &[Proposal], word: &str) -> anyhow::Result<Vec<String>> {
    if matches!(word, "all" | "semua") {
        return Ok(proposals.iter().filter(|one| one.known.is_none()).map(|one| one.address.clone()).collect());
    }
    let number: Option<u32> = word.parse().ok();
    let found = proposals.iter().find(|one| one.address == word || number.is_some() && one.number == number);
    match found {
        Some(one) => Ok(vec![one.address.clone()]),
        None => Err(Error::msg(lang::proposal_unknown(context.lang, visible(word)))),
    }
}

fn add_all(
    context: &Context,
    transport: &dyn Transport,
    addresses: Vec<String>,
    opd: Option<OpdCode>,
) -> anyhow::Result<Added> {
    let mut all = Added::default();
    for some in addresses.chunks(AT_ONCE) {
        let asked = AddProposals { addresses: some.to_vec(), opd: opd.clone() };
        let added = question(context, transport, &asked)?;
        all.added.extend(added.added);
        all.refused.extend(added.refused);
    }
    Ok(all)
}

fn tell_added(context: &Context, connection: &Connection, added: &Added) {
    let lang = context.lang;
    for device in &added.added {
        let address = device.target.as_ref().map(|target| target.address.as_str()).unwrap_or_default();
        let name = device.name.as_deref().unwrap_or(address);
        output::say(&visible(&lang::device_added(lang, name, device.id)));
    }
    for one in &added.refused {
        output::complain(&visible(&format!("pantau: {}: {}", one.address, one.why[lang as usize])));
    }
    if !added.added.is_empty() && !connection.live {
        context.tell(lang::not_watched_yet(lang));
    }
}
