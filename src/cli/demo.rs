//! Arguments of `pantau demo`: the pretend kabupaten.

use super::Tree;
use clap::{Command, value_parser};

impl Tree {
    pub(super) fn demo(&self) -> Command {
        self.command(
            "demo",
            "Kabupaten tiruan di mesin ini, dengan layar: tempat mencoba",
            "A pretend kabupaten on this machine, with the screen: the place to try things",
        )
        .arg(
            self.value("opd", "N", "Jumlah OPD (bawaan 24)", "Number of agencies (default 24)")
                .value_parser(value_parser!(u16).range(1..=200))
                .default_value("24")
                .hide_default_value(true),
        )
        .arg(
            self.value("devices", "N", "Jumlah perangkat (bawaan 300)", "Number of devices (default 300)")
                .value_parser(value_parser!(u32).range(1..=20_000))
                .default_value("300")
                .hide_default_value(true),
        )
        .arg(
            self.value(
                "seed",
                "N",
                "Benih keacakan: cerita yang sama dengan benih yang sama",
                "Seed: the same story for the same seed",
            )
            .value_parser(value_parser!(u64))
            .default_value("1")
            .hide_default_value(true),
        )
        .args([
            self.value(
                "dead",
                "PERCENT",
                "Bagian perangkat yang mati sejak awal, tanpa gema pula, persen (bawaan 0)",
                "Share of the devices that are dead from the beginning, echoes too, percent (default 0)",
            )
            .value_parser(value_parser!(u8).range(0..=90))
            .default_value("0")
            .hide_default_value(true),
            self.value(
                "loss",
                "PERCENT",
                "Bagian permintaan SNMP dan gema tiruan yang hilang, persen (bawaan 0)",
                "Share of SNMP requests and simulated echoes that are lost, percent (default 0)",
            )
            .value_parser(value_parser!(u8).range(0..=90))
            .default_value("0")
            .hide_default_value(true),
            self.value(
                "slow",
                "PERCENT",
                "Bagian perangkat yang menjawab SNMP 0,5 sampai 3 detik terlambat, persen (bawaan 0)",
                "Share of the devices that answer SNMP 0.5 to 3 seconds late, percent (default 0)",
            )
            .value_parser(value_parser!(u8).range(0..=100))
            .default_value("0")
            .hide_default_value(true),
        ])
        .arg(self.flag("no-screen", "Tanpa layar: hanya API dan /metrics", "No screen: only the API and /metrics"))
        .arg(self.flag(
            "simulated-echo",
            "Jangan pakai ruang jaringan sendiri; gema ditirukan",
            "Do not use a network namespace; simulate echoes",
        ))
        .arg(self.listen())
        .args(self.screen())
        .after_help(self.t(
            "Perintah lain melihat kabupaten tiruan ini dengan --connect http://127.0.0.1:7688, misalnya\n  pantau topology --connect http://127.0.0.1:7688",
            "Other commands see this pretend kabupaten with --connect http://127.0.0.1:7688, for example\n  pantau topology --connect http://127.0.0.1:7688",
        ))
    }
}
