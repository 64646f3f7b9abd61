//! The commands, one file each; every one returns its exit code or an error of one line.

pub mod agent;
pub mod all_in_one;
pub mod audit;
pub mod availability;
pub mod backup;
pub mod bandwidth;
pub mod collector;
pub mod compat;
pub mod completions;
pub mod config;
pub mod demo;
pub mod device;
pub mod discover;
pub mod history;
pub mod identify;
pub mod import;
pub mod maintenance;
pub mod opd;
pub mod probe;
pub mod restore;
pub mod status;
pub mod token;
pub mod topology;
pub mod tui;
pub mod user;
pub mod verify;
pub mod walk;

use crate::{context::Context, output};
use model::api::Question;
use tui_client::{Transport, ask};

use ::tui::client as tui_client;

/// Asks, turning a refusal into its one line.
pub fn question<Q: Question>(context: &Context, transport: &dyn Transport, question: &Q) -> anyhow::Result<Q::Answer> {
    ask(transport, question)
        .map_err(|error| anyhow::anyhow!("pantau: {}", model::text::visible(&error.text(context.lang))))
}

/// Prints an answer: as JSON where that was asked for, else the line.
pub fn answered(json: bool, value: &impl serde::Serialize, line: impl FnOnce() -> String) {
    if json { output::json(value) } else { output::say(&model::text::visible(&line())) }
}
