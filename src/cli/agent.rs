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
        let machine = || {
            Arg::new("machine").value_name("ID").num_args(1..).required(true).help(self.t(
                "Id dari `pantau agent waiting`, atau nama komputernya",
                "Id of `pantau agent waiting`, or the name of the machine",
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
            .subcommand(
                self.command(
                    "waiting",
                    "Komputer dari agen GLPI atau FusionInventory yang menunggu persetujuan, dan yang ditolak",
                    "Machines of GLPI or FusionInventory agents that wait for approval, and those that were refused",
                )
                .arg(self.connect())
                .arg(self.json()),
            )
            .subcommand(
                self.command(
                    "admit",
                    "Masukkan komputer yang menunggu ke daftar perangkat",
                    "Let a machine that waits into the book of devices",
                )
                .arg(machine())
                .arg(self.connect())
                .arg(self.json()),
            )
            .subcommand(
                self.command(
                    "refuse",
                    "Tolak komputer yang menunggu: inventarisnya tidak disimpan dan ia tidak menunggu lagi",
                    "Refuse a machine that waits: its inventory is not kept and it does not wait again",
                )
                .arg(machine())
                .arg(self.connect())
                .arg(self.json()),
            )
    }
}
