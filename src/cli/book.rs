//! Arguments of `pantau device` and `pantau opd`: the book of devices and agencies.

use super::Tree;
use clap::{Arg, ArgAction, Command};

impl Tree {
    pub(super) fn device(&self) -> Command {
        let which = || {
            Arg::new("device")
                .value_name(self.t("PERANGKAT", "DEVICE"))
                .required(true)
                .help(self.t("Nomor, nama, atau alamat", "Number, name or address"))
        };
        self.command(
            "device",
            "Perangkat: tambah, daftar, rinci, hapus, ubah",
            "Devices: add, list, show, remove, change",
        )
        .subcommand_required(true)
        .subcommand(
            self.command("add", "Tambah perangkat untuk dipantau", "Add a device to watch")
                .arg(Arg::new("address").value_name("ADDRESS[:PORT]").required(true).help(
                    self.t("Alamat atau nama; port SNMP bila bukan 161", "Address or name; SNMP port if it is not 161"),
                ))
                .args(self.access())
                .arg(self.flag("no-snmp", "Hanya ICMP", "ICMP only"))
                .args(self.declared())
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command("ls", "Daftar perangkat, terburuk dulu", "List devices, worst first")
                .arg(Arg::new("filter").value_name("FILTER").num_args(0..).help(self.t(
                    "Saringan seperti di layar: opd:DINKES status:mati",
                    "Filter as on the screen: opd:DINKES status:down",
                )))
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command("show", "Semua yang diketahui tentang satu perangkat", "Everything known about one device")
                .arg(which())
                .arg(self.flag(
                    "changes",
                    "Perubahan inventarisnya saja, terbaru dulu",
                    "Only what changed in its inventory, newest first",
                ))
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command("rm", "Hapus perangkat dari daftar", "Remove a device from the book")
                .arg(which())
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command("set", "Ubah yang dinyatakan tentang perangkat", "Change what is declared about a device")
                .arg(which())
                .arg(self.value("address", "ADDRESS[:PORT]", "Alamat baru", "New address"))
                .args(self.access())
                .args(self.declared())
                .arg(
                    self.value("clear", "FIELD", "Lupakan isian ini (dapat diulang)", "Forget this field (repeatable)")
                        .action(ArgAction::Append),
                )
                .arg(self.connect())
                .arg(self.json()),
        )
    }

    pub(super) fn opd(&self) -> Command {
        let details = || {
            vec![
                self.value("name", "NAME", "Nama lengkap", "Full name"),
                self.value(
                    "contracted",
                    "RATE",
                    "Jatah atau kontrak, misalnya 200M",
                    "Allocation or contract, for example 200M",
                ),
                self.value(
                    "subnet",
                    "CIDR",
                    "Subnet yang diberi Dinas (dapat diulang)",
                    "Subnet numbered to it by the Dinas (repeatable)",
                )
                .action(ArgAction::Append),
            ]
        };
        let code = || {
            Arg::new("code")
                .value_name(self.t("KODE", "CODE"))
                .required(true)
                .help(self.t("Kata pendek (DISDIK) atau kode (1.02.01)", "Short word (DISDIK) or code (1.02.01)"))
        };
        self.command("opd", "Perangkat Daerah: tambah, daftar, ubah", "Agencies: add, list, change")
            .subcommand_required(true)
            .subcommand(
                self.command("add", "Tambah Perangkat Daerah", "Add an agency")
                    .arg(code())
                    .args(details())
                    .arg(self.connect())
                    .arg(self.json()),
            )
            .subcommand(
                self.command("ls", "Daftar Perangkat Daerah dengan keadaannya", "List agencies with their health")
                    .arg(self.connect())
                    .arg(self.json()),
            )
            .subcommand(
                self.command("set", "Ubah Perangkat Daerah", "Change an agency")
                    .arg(code())
                    .args(details())
                    .arg(self.connect())
                    .arg(self.json()),
            )
    }

    pub(super) fn topology(&self) -> Command {
        self.command(
            "topology",
            "Siapa tersambung ke siapa, dengan bukti dan kepastiannya",
            "Who is linked to whom, with evidence and confidence",
        )
        .arg(self.connect())
        .arg(self.json())
        .arg(
            self.flag(
                "dot",
                "Untuk graphviz: pantau topology --dot | dot -Tsvg",
                "For graphviz: pantau topology --dot | dot -Tsvg",
            )
            .conflicts_with("json"),
        )
    }

    /// What a person may declare about a device; the names are the fields of the device.
    fn declared(&self) -> Vec<Arg> {
        vec![
            self.value(
                "name",
                "NAME",
                "Nama (bawaan: yang dilaporkan perangkat)",
                "Name (default: the one it reports)",
            ),
            self.value("opd", "CODE", "Perangkat Daerah pemilik", "Agency it belongs to"),
            self.choice("manager", &["dinas", "opd"], "Pengelola", "Who manages it"),
            self.value("location", "TEXT", "Ruang atau tempat", "Room or place"),
            self.value("asset-code", "CODE", "Kode barang dan register", "Asset code and register"),
            self.choice(
                "condition",
                &["good", "lightly_damaged", "badly_damaged"],
                "Kondisi: B, RR, RB",
                "Condition: B, RR, RB of the asset book",
            ),
            self.value(
                "coordination",
                "REF",
                "Nomor surat koordinasi dengan Dinas (Pasal 4 ayat 6)",
                "Letter of coordination with the Dinas (Pasal 4(6))",
            ),
            self.value(
                "contracted",
                "RATE",
                "Laju yang dibeli untuk uplink, misalnya 200M",
                "Rate bought for its uplink, for example 200M",
            ),
            self.value(
                "interval",
                "TIME",
                "Selang pembacaan sendiri, misalnya 30s atau 5m (bawaan: dari pengaturan)",
                "Interval of its own, for example 30s or 5m (default: that of the settings)",
            ),
            self.value("uplink-port", "PORT", "Port uplink", "Port that is its uplink"),
            self.value(
                "parent",
                "DEVICE",
                "Perangkat di atasnya (dapat diulang)",
                "Device through which it is reached (repeatable)",
            )
            .action(ArgAction::Append),
            self.value("class", "WORD", "Jenis: router, switch, printer, …", "Class: router, switch, printer, …"),
            self.value("note", "TEXT", "Catatan", "Note"),
            self.flag(
                "any-source",
                "Terima jawaban dari alamat lain perangkat itu",
                "Accept answers from another address of the device",
            ),
        ]
    }
}
