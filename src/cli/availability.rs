//! Arguments of `pantau availability`, `pantau bandwidth` and `pantau maintenance`.

use super::Tree;
use clap::{Arg, Command, value_parser};

impl Tree {
    /// A period, as commands that look back take it.
    fn period(&self) -> Vec<Arg> {
        vec![
            self.value(
                "period",
                "2026-10",
                "Bulan, atau hari 2026-10-05 (bawaan: 30 hari terakhir)",
                "A month, or a day 2026-10-05 (default: the last 30 days)",
            ),
            self.value(
                "from",
                "TIME",
                "Mulai: 2026-10-05, 2026-10-05T08:30, 2026-10",
                "Beginning: 2026-10-05, 2026-10-05T08:30, 2026-10",
            ),
            self.value("to", "TIME", "Sampai; hari dan bulan itu ikut", "End; that day or month is included"),
        ]
    }

    pub(super) fn availability(&self) -> Command {
        self.command(
            "availability",
            "Ketersediaan: berapa lama hidup, mati, terdampak, dan seberapa banyak yang terpantau",
            "Availability: how long up, down, unreachable, and how much of it was observed",
        )
        .arg(Arg::new("device").value_name(self.t("PERANGKAT", "DEVICE")).help(self.t(
            "Satu perangkat dengan ceritanya: nomor, nama, atau alamat (tanpa ini: per OPD)",
            "One device with its story: number, name or address (without it: by agency)",
        )))
        .arg(
            self.value("opd", "CODE", "Perangkat satu Perangkat Daerah", "The devices of one agency")
                .conflicts_with("device"),
        )
        .arg(self.flag("all", "Setiap perangkat satu baris", "A line for every device").conflicts_with("device"))
        .args(self.period())
        .arg(self.connect())
        .arg(self.json())
    }

    pub(super) fn bandwidth(&self) -> Command {
        self.command(
            "bandwidth",
            "Pemakaian bandwidth: volume, persentil ke-95, jam sibuk, kapan penuh",
            "Use of bandwidth: volume, 95th percentile, busy hours, when it will be full",
        )
        .arg(Arg::new("device").value_name(self.t("PERANGKAT", "DEVICE")).help(self.t(
            "Satu perangkat: nomor, nama, atau alamat (tanpa ini: uplink setiap OPD)",
            "One device: number, name or address (without it: the uplinks of every agency)",
        )))
        .arg(
            Arg::new("port")
                .value_name("PORT")
                .requires("device")
                .help(self.t("Satu portnya (tanpa ini: semua, ringkas)", "One port of it (without it: all, in short)")),
        )
        .arg(
            self.value("opd", "CODE", "Uplink satu Perangkat Daerah", "The uplinks of one agency")
                .conflicts_with("device"),
        )
        .args(self.period())
        .arg(self.connect())
        .arg(self.json())
    }

    pub(super) fn maintenance(&self) -> Command {
        self.command(
            "maintenance",
            "Jendela pemeliharaan: buat, daftar, akhiri; di dalamnya tidak ada gangguan baru",
            "Maintenance windows: add, list, end; no new alert is opened in them",
        )
        .subcommand_required(true)
        .subcommand(
            self.command("add", "Umumkan pemeliharaan", "Declare a maintenance window")
                .arg(
                    Arg::new("device")
                        .value_name(self.t("PERANGKAT", "DEVICE"))
                        .required_unless_present("opd")
                        .help(self.t("Nomor, nama, atau alamat perangkat", "Number, name or address of the device")),
                )
                .arg(
                    self.value("opd", "CODE", "Semua perangkat satu Perangkat Daerah", "All devices of one agency")
                        .conflicts_with("device"),
                )
                .arg(self.value("from", "TIME", "Mulai (bawaan: sekarang)", "Beginning (default: now)"))
                .arg(
                    self.value(
                        "to",
                        "TIME",
                        "Berakhir sendiri: 2026-10-05T17:00; tanggal saja: sampai hari itu habis",
                        "When it ends by itself: 2026-10-05T17:00; a date alone: until that day is over",
                    )
                    .required(true),
                )
                .arg(self.value("reason", "TEXT", "Apa yang dikerjakan", "What is done").required(true))
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command(
                "ls",
                "Yang akan datang, berlangsung, dan 30 hari terakhir",
                "Those to come, open ones, and the last 30 days",
            )
            .arg(self.connect())
            .arg(self.json()),
        )
        .subcommand(
            self.command("end", "Akhiri sebelum waktunya, atau batalkan", "End one before its time, or call it off")
                .arg(
                    Arg::new("window")
                        .value_name(self.t("NOMOR", "NUMBER"))
                        .required(true)
                        .value_parser(value_parser!(u64))
                        .help(self.t("Nomor dari `pantau maintenance ls`", "Number from `pantau maintenance ls`")),
                )
                .arg(self.connect())
                .arg(self.json()),
        )
    }
}
