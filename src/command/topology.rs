//! `pantau topology`: who is linked to whom, as a tree for people, as JSON, or for graphviz.

mod dot;
mod tree;

use super::question;
use crate::{cli, connect, context::Context, output};
use clap::ArgMatches;
use model::api::{AskTopology, Link};

/// Shows it.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let topology = question(context, &*connection.transport, &AskTopology {})?;
    if cli::flag(matches, "json") {
        output::json(&topology);
    } else if cli::flag(matches, "dot") {
        output::say(&dot::text(&topology));
    } else {
        output::say(&tree::text(context.lang, &topology));
    }
    Ok(0)
}

/// What speaks for a link: `lldp cdp`.
fn kinds(link: &Link) -> String {
    let mut kinds: Vec<&str> = link.evidence.iter().map(|evidence| evidence.kind.name()).collect();
    kinds.dedup();
    kinds.join(" ")
}
