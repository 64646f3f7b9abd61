//! `pantau agent ls|approve|revoke`: the agents of machines; `waiting|admit|refuse`: machines of other makers' agents.

mod waiting;

use super::{answered, question};
use crate::{
    cli, clock, connect,
    context::Context,
    lang::trust as words,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    Lang,
    api::{AgentState, ApproveAgent, EnrolledAgent, ListAgents, RevokeAgent},
};
use tui::client::Transport;

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let connection = connect::any(context, matches)?;
    let (transport, json, lang) = (&*connection.transport, cli::flag(matches, "json"), context.lang);
    match name {
        "waiting" => return waiting::list(context, transport, json).map(|()| 0),
        "admit" | "refuse" => {
            let words = matches.get_many::<String>("machine").into_iter().flatten();
            return waiting::change(context, transport, name == "admit", words, json).map(|()| 0);
        }
        _ => {}
    }
    let agents = question(context, transport, &ListAgents {})?;
    if name == "ls" {
        list(lang, agents, json);
        return Ok(0);
    }
    let wanted = matches.get_many::<String>("agent").into_iter().flatten();
    // All are found before the first is changed.
    let found = wanted.map(|word| find(lang, &agents, word)).collect::<anyhow::Result<Vec<_>>>()?;
    for agent in found {
        change(context, transport, name, agent, json)?;
    }
    Ok(0)
}

fn change(
    context: &Context,
    transport: &dyn Transport,
    name: &str,
    agent: &EnrolledAgent,
    json: bool,
) -> anyhow::Result<()> {
    let agent = agent.agent.clone();
    let (changed, line): (_, fn(Lang, String) -> String) = match name {
        "approve" => (question(context, transport, &ApproveAgent { agent })?, words::approved),
        _ => (question(context, transport, &RevokeAgent { agent })?, words::agent_revoked),
    };
    answered(json, &changed, || line(context.lang, shown(&changed)));
    Ok(())
}

/// The agent that a word names: UUID, its beginning, or the name of the machine.
fn find<'a>(lang: Lang, agents: &'a [EnrolledAgent], word: &str) -> anyhow::Result<&'a EnrolledAgent> {
    let told = model::text::shown(word, 80);
    let fits: Vec<_> = agents
        .iter()
        .filter(|agent| (word.len() >= 4 && agent.agent.starts_with(word)) || agent.name == word)
        .collect();
    match fits[..] {
        [one] => Ok(one),
        [] => Err(anyhow::anyhow!(words::no_agent(lang, told))),
        _ => Err(anyhow::anyhow!(words::several_agents(lang, told))),
    }
}

fn shown(agent: &EnrolledAgent) -> String {
    let id = agent.agent.get(..8).unwrap_or(&agent.agent);
    if agent.name.is_empty() { id.to_owned() } else { format!("{} ({id})", agent.name) }
}

fn list(lang: Lang, mut agents: Vec<EnrolledAgent>, json: bool) {
    agents.sort_by_key(|agent| {
        let rank = match agent.state {
            AgentState::Pending => 0,
            AgentState::Active if agent.cloned_at.is_some() => 1,
            AgentState::Active => 2,
            AgentState::Revoked => 3,
        };
        (rank, agent.name.clone())
    });
    if json {
        output::json(&agents);
        return;
    }
    if agents.is_empty() {
        output::say(words::no_agents(lang));
        return;
    }
    let mut table = Table::new(&[
        (words::agent(lang), Align::Left),
        (crate::lang::word::name(lang), Align::Left),
        (crate::lang::word::opd(lang), Align::Left),
        (words::state(lang), Align::Left),
        (words::serial(lang), Align::Left),
        (words::heard(lang), Align::Left),
        (words::until(lang), Align::Left),
    ]);
    for agent in &agents {
        table.row(vec![
            agent.agent.get(..8).unwrap_or(&agent.agent).to_owned(),
            model::text::shown(&agent.name, 40),
            agent.opd.as_ref().map(|opd| opd.0.clone()).unwrap_or_default(),
            state(lang, agent).to_owned(),
            model::text::shown(&agent.serial, 24),
            agent.seen_at.map(clock::local).unwrap_or_default(),
            clock::local(agent.expires_at),
        ]);
    }
    output::say(&table.text());
}

const fn state(lang: Lang, agent: &EnrolledAgent) -> &'static str {
    match agent.state {
        AgentState::Pending => words::pending(lang),
        AgentState::Active if agent.cloned_at.is_some() => words::is_cloned(lang),
        AgentState::Active => words::active(lang),
        AgentState::Revoked => words::revoked(lang),
    }
}
