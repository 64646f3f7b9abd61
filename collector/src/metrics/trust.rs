//! Who waits to be let in, and which certificates come to their end, on `/metrics`.

use super::{Extra, Say};
use crate::live::Live;
use model::{
    Timestamp,
    api::{AgentState, MachineState},
};
use std::sync::Arc;

/// An agent renews in the last 30 days of its certificate: with less than this left it has failed to.
const ENDING_SECONDS: i64 = 14 * 86_400;

/// Adds them. They are read when the page is.
pub(crate) fn add_trust(live: &Arc<Live>) {
    let add = |name, help, read: fn(&Live, &mut Say<'_>)| live.own.add(Extra::of(live, name, help, false, read));
    add("pantau_agents", "Agents by where they stand.", |live, say| {
        let trust = live.trust();
        let states =
            [(AgentState::Pending, "pending"), (AgentState::Active, "active"), (AgentState::Revoked, "revoked")];
        for (state, word) in states {
            let count = trust.agents.values().filter(|agent| !agent.is_local() && agent.state == state).count();
            say(Some(("state", word)), count as f64);
        }
    });
    add("pantau_agents_cloned", "Agents of which a second machine with the same key was seen.", |live, say| {
        say(None, live.trust().agents.values().filter(|agent| agent.cloned_at.is_some()).count() as f64);
    });
    add("pantau_agent_certificates_ending", "Agents whose certificate ends within 14 days.", |live, say| {
        let ends_before = live.clock.now().plus_seconds(ENDING_SECONDS);
        let trust = live.trust();
        let active = trust.agents.values().filter(|agent| !agent.is_local() && agent.state == AgentState::Active);
        say(None, active.filter(|agent| agent.expires_at < ends_before).count() as f64);
    });
    add("pantau_inventories_waiting", "Machines of GLPI agents that wait to be admitted.", |live, say| {
        let trust = live.trust();
        let waiting = trust.machines.values().filter(|machine| machine.state == MachineState::Waiting);
        say(None, waiting.count() as f64);
    });
    add("pantau_ca_not_after_timestamp_seconds", "When the collector's own CA ends.", |live, say| {
        let ends: Option<Timestamp> = live.trust().authority.as_ref().and_then(|authority| authority.ends());
        if let Some(ends) = ends {
            say(None, ends.0 as f64 / 1000.0);
        }
    });
}
