//! Arguments of `pantau probe` and `pantau walk`: one device, once.

use super::Tree;
use clap::{Arg, ArgAction, Command, value_parser};

impl Tree {
    pub(super) fn probe(&self) -> Command {
        self.command(
            "probe",
            "Satu perangkat, sekali, seperti dilihat pengumpul data: rekaman perangkat",
            "One device, once, as the poller sees it: a device record",
        )
        .arg(self.address().required_unless_present("replay"))
        .args(self.access())
        .arg(self.seconds("Batas waktu seluruhnya (bawaan 30)", "Time limit for the whole (default 30)", "30"))
        .arg(
            self.path(
                "replay",
                "FILE",
                "Bukan perangkat, melainkan berkas dari `pantau walk` atau `snmpbulkwalk -On`",
                "Not a device but a file of `pantau walk` or `snmpbulkwalk -On`",
            )
            .conflicts_with("address"),
        )
        .arg(self.json())
        .after_help(self.t(
            "\nKode keluar: 0 rekaman; 3 tidak ada jawaban yang dapat diterima; 4 menjawab tanpa satu pun fakta; 64 salah pakai.\n",
            "\nExit code: 0 a record; 3 no acceptable answer; 4 answered without a single fact; 64 wrong usage.\n",
        ))
    }

    pub(super) fn walk(&self) -> Command {
        self.command(
            "walk",
            "Rekam semua yang dikatakan satu perangkat ke sebuah berkas, untuk dikirim atau diputar ulang",
            "Record everything a device says into a file, to be sent or replayed",
        )
        .arg(self.address().required(true))
        .args(self.access())
        .arg(
            self.path("out", "FILE", "Berkas hasil; ditulis utuh atau tidak sama sekali", "The file; written whole or not at all")
                .required(true),
        )
        .arg(
            self.value(
                "root",
                "OID",
                "Hanya di bawah nama ini; dapat diulang (bawaan: semuanya)",
                "Only below this name; may be repeated (default: everything)",
            )
            .action(ArgAction::Append),
        )
        .arg(self.flag(
            "pseudonymise",
            "Ganti nama, alamat, nomor seri, kontak, lokasi, dan SSID dengan yang bukan aslinya",
            "Replace names, addresses, serial numbers, contacts, locations and SSIDs by others",
        ))
        .arg(self.seconds("Batas waktu seluruhnya (bawaan 1800)", "Time limit for the whole (default 1800)", "1800"))
        .after_help(self.t(
            "\nCtrl-C menyimpan yang sudah terbaca. Lihat hasilnya: pantau probe --replay FILE\nKode keluar: 0 lengkap; 1 tersimpan tetapi tidak lengkap; 3 tidak ada jawaban yang dapat diterima; 64 salah pakai.\n",
            "\nCtrl-C keeps what was read. See what it yields: pantau probe --replay FILE\nExit code: 0 complete; 1 written but not complete; 3 no acceptable answer; 64 wrong usage.\n",
        ))
    }

    fn address(&self) -> Arg {
        Arg::new("address").value_name("ADDRESS[:PORT]").help(self.t(
            "Alamat atau nama, [IPv6]:PORT untuk IPv6 dengan port",
            "Address or name, [IPv6]:PORT for IPv6 with a port",
        ))
    }

    fn seconds(&self, id: &'static str, en: &'static str, default: &'static str) -> Arg {
        self.value("timeout", "SECONDS", id, en)
            .value_parser(value_parser!(f64))
            .default_value(default)
            .hide_default_value(true)
    }
}
