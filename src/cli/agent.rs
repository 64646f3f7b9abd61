//! Arguments of `pantau agent`: the agents of machines.

use super::Tree;
use clap::{Arg, Command};

impl Tree {
    pub(super) fn agent(&self) -> Command {
        let which = || {
            Arg::new("agent").value_name(self.t("AGEN", "AGENT")).num_args(1..).required(true).help(self.t(
                "UUID agen atau awalannya, atau nama komputernya",
                "UUID of the agent or its beginning, or the name of its machine",
            ))
        };
        self.command("agent", "Agen: daftar, setujui, cabut", "Agents: list, approve, revoke")
            .subcommand_required(true)
            .subcommand(
                self.command("ls", "Daftar agen, yang menunggu dahulu", "List agents, those that wait first")
                    .arg(self.connect())
                    .arg(self.json()),
            )
            .subcommand(
                self.command(
                    "approve",
                    "Setujui agen yang menunggu, atau yang ditandai kembar",
                    "Let an agent in that waits, or that was taken for cloned",
                )
                .arg(which())
                .arg(self.connect())
                .arg(self.json()),
            )
            .subcommand(
                self.command("revoke", "Cabut agen: tidak didengar lagi", "Revoke an agent: it is not heard any more")
                    .arg(which())
                    .arg(self.connect())
                    .arg(self.json()),
            )
    }
}
