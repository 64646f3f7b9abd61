//! Arguments of `pantau discover`.

use super::Tree;
use clap::{Arg, Command, value_parser};

impl Tree {
    pub(super) fn discover(&self) -> Command {
        self.command(
            "discover",
            "Cari perangkat di subnet yang disebut, kenali, usulkan; tanpa subnet: daftar usulan",
            "Search the subnets that are named, recognise, propose; without one: list the proposals",
        )
        .args_conflicts_with_subcommands(true)
        .subcommand_precedence_over_arg(true)
        .arg(Arg::new("cidr").value_name("CIDR").num_args(0..).help(self.t(
            "Subnet, misalnya 10.21.7.0/24; hanya ini yang ditanya, paling banyak satu /20",
            "Subnets, for example 10.21.7.0/24; nothing else is asked, at most one /20",
        )))
        .arg(self.value(
            "opd",
            "CODE",
            "Perangkat Daerah pemilik; tanpa CIDR: semua subnetnya",
            "Agency they belong to; without CIDR: all of its subnets",
        ))
        .args(self.access())
        .arg(self.flag("add", "Tambahkan semua yang baru ke daftar perangkat", "Add everything new to the book"))
        .arg(
            self.value("rate", "N", "Paket per detik (bawaan 500)", "Packets a second (default 500)")
                .value_parser(value_parser!(u32).range(1..=10_000)),
        )
        .arg(self.flag("resume", "Lanjutkan penemuan yang terputus", "Go on with the interrupted discovery"))
        .arg(self.connect())
        .arg(self.json())
        .after_help(self.t(
            "\nCtrl-C memutus; lanjutkan dengan --resume. Kode keluar: 0 selesai; 64 salah pakai; 130 terputus.\n",
            "\nCtrl-C interrupts; go on with --resume. Exit code: 0 done; 64 wrong usage; 130 interrupted.\n",
        ))
        .subcommand(
            self.command("add", "Tambahkan usulan ke daftar perangkat", "Add proposals to the book")
                .arg(Arg::new("which").value_name("N|ADDRESS|all").num_args(1..).required(true).help(
                    self.t("Nomor atau alamat usulan; all: semua", "Numbers or addresses of proposals; all of them"),
                ))
                .arg(self.value("opd", "CODE", "Perangkat Daerah pemilik", "Agency they belong to"))
                .arg(self.connect())
                .arg(self.json()),
        )
    }
}
