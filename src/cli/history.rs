//! Arguments of `pantau history`.

use super::Tree;
use clap::{Arg, Command, value_parser};

/// What can be told of each step, as words of the command line.
pub const READINGS: [&str; 9] = ["average", "rate", "lowest", "highest", "last", "increase", "p95", "p95-raw", "raw"];

impl Tree {
    pub(super) fn history(&self) -> Command {
        let device = || {
            Arg::new("device")
                .value_name(self.t("PERANGKAT", "DEVICE"))
                .help(self.t("Nomor, nama, atau alamat", "Number, name or address"))
        };
        self.command(
            "history",
            "Riwayat hasil ukur: satu deret, yang terbesar, ukurannya",
            "History of what was measured: one series, the greatest, its size",
        )
        .args_conflicts_with_subcommands(true)
        .arg(device())
        .arg(self.metric())
        .arg(self.value("instance", "PORT", "Port, volume atau sensor", "Port, volume or sensor"))
        .args(self.range())
        .arg(
            self.value(
                "step",
                "SECONDS",
                "Panjang langkah dalam detik (bawaan: sekitar 300 langkah)",
                "Length of a step in seconds (default: some 300 steps)",
            )
            .value_parser(value_parser!(u32).range(1..)),
        )
        .arg(self.reading())
        .arg(self.choice(
            "source",
            &["snmp", "agent"],
            "Hanya dari sumber ini (bawaan: yang paling lengkap)",
            "From this source only (default: the one that knows most)",
        ))
        .arg(self.connect())
        .arg(self.json())
        .arg(self.flag("csv", "Keluaran CSV, waktu dalam UTC", "Output as CSV, times in UTC").conflicts_with("json"))
        .subcommand(
            self.command(
                "top",
                "Deret terbesar dalam suatu rentang, atau jumlah per perangkat atau OPD",
                "The greatest series of a range, or sums by device or agency",
            )
            .arg(self.metric())
            .arg(self.choice("by", &["series", "device", "opd"], "Satu baris untuk apa", "What one row is"))
            .arg(self.value("opd", "CODE", "Hanya perangkat OPD ini", "Only devices of this agency"))
            .args(self.range())
            .arg(self.reading())
            .arg(
                self.value("limit", "N", "Jumlah baris (bawaan 10)", "Number of rows (default 10)")
                    .value_parser(value_parser!(u32).range(1..=1000)),
            )
            .arg(self.connect())
            .arg(self.json()),
        )
        .subcommand(
            self.command(
                "size",
                "Berapa banyak yang disimpan, dan akan sebesar apa",
                "How much is kept, and how large it will become",
            )
            .arg(self.connect())
            .arg(self.json()),
        )
        .subcommand(
            self.command(
                "forget",
                "Hapus seluruh riwayat satu perangkat untuk selamanya; yang sudah dihapus dari daftar disebut nomornya",
                "Remove the whole history of a device for good; one that left the book is named by its number",
            )
            .arg(device().required(true))
            .arg(self.connect())
            .arg(self.json()),
        )
    }

    fn metric(&self) -> Arg {
        Arg::new("metric").value_name(self.t("UKURAN", "METRIC")).help(
            self.t("Yang diukur, misalnya in_octets atau rtt_ms", "What was measured, for example in_octets or rtt_ms"),
        )
    }

    fn range(&self) -> [Arg; 2] {
        [
            self.value(
                "from",
                "TIME",
                "Sejak: -7d, 2026-10, 2026-10-01, '2026-10-01 12:30' (bawaan -24h)",
                "Since: -7d, 2026-10, 2026-10-01, '2026-10-01 12:30' (default -24h)",
            )
            .allow_hyphen_values(true),
            self.value(
                "to",
                "TIME",
                "Sampai: sama bentuknya, bulan dan hari utuh (bawaan now)",
                "Until: the same forms, months and days whole (default now)",
            )
            .allow_hyphen_values(true),
        ]
    }

    fn reading(&self) -> Arg {
        self.choice(
            "as",
            &READINGS,
            "Yang disebut tiap langkah; p95: dari rata-rata 5 menit",
            "What is told of each step; p95: of means of 5 minutes",
        )
    }
}
