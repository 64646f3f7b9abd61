//! Arguments of `pantau token`, `pantau user` and `pantau audit`: who may what, and who did what.

use super::Tree;
use clap::{Arg, Command, value_parser};

const ROLES: &[&str] = &["noc", "procurement", "technician", "scraper", "reader"];

impl Tree {
    fn opd_code(&self) -> Arg {
        self.value(
            "opd",
            "CODE",
            "Kode Perangkat Daerah; tanpa ini: semua",
            "Code of the agency; without it: all of them",
        )
    }

    pub(super) fn token(&self) -> Command {
        self.command("token", "Token: buat, daftar, cabut", "Tokens: create, list, revoke")
            .subcommand_required(true)
            .subcommand(
                self.command(
                    "create",
                    "Buat token gabung untuk komputer satu OPD, atau (--role) token untuk program dan orang; ditampilkan sekali",
                    "Make a join token for machines of one agency, or (--role) one for programs and people; shown once",
                )
                .arg(self.opd_code())
                .arg(self.choice("role", ROLES, "Peran; tanpa ini: token gabung", "Role; without it: a join token"))
                .arg(
                    self.choice(
                        "for",
                        &["inventory"],
                        "Untuk agen GLPI dan FusionInventory satu OPD, sebagai sandi HTTP mereka (bawaan 52w)",
                        "For GLPI and FusionInventory agents of one agency, as their HTTP password (default 52w)",
                    )
                    .conflicts_with_all(["role", "uses"]),
                )
                .arg(
                    self.value("uses", "N", "Berapa komputer boleh bergabung (bawaan 1)", "How many machines may join (default 1)")
                        .value_parser(value_parser!(u32).range(1..=10_000)),
                )
                .arg(self.value(
                    "expires",
                    "DURATION",
                    "Masa berlaku: 12h, 7d, 52w (bawaan 7d)",
                    "For how long it holds: 12h, 7d, 52w (default 7d)",
                ))
                .arg(self.choice(
                    "approve",
                    &["manual", "auto"],
                    "Komputer yang bergabung disetujui dahulu (bawaan) atau langsung",
                    "Machines that join are approved first (default) or at once",
                ))
                .arg(self.value("note", "TEXT", "Catatan: untuk apa", "Note: what it is for"))
                .arg(self.connect())
                .arg(self.json()),
            )
            .subcommand(
                self.command("ls", "Daftar token, tanpa rahasianya", "List tokens, without their secrets")
                    .arg(self.connect())
                    .arg(self.json()),
            )
            .subcommand(
                self.command("revoke", "Cabut token", "Take a token back")
                    .arg(Arg::new("id").value_name("ID").required(true).help(self.t("Id token", "Id of the token")))
                    .arg(self.connect())
                    .arg(self.json()),
            )
            .subcommand(
                self.command(
                    "ca",
                    "Cetak sertifikat CA kolektor (PEM), untuk Prometheus dan peramban",
                    "Print the certificate of the collector's CA (PEM), for Prometheus and browsers",
                )
                .arg(self.connect())
                .arg(self.json()),
            )
    }

    pub(super) fn people(&self) -> Command {
        let name = || {
            Arg::new("name")
                .value_name(self.t("NAMA", "NAME"))
                .required(true)
                .help(self.t("Nama pengguna", "Login name"))
        };
        self.command(
            "user",
            "Orang dengan sandi, untuk halaman di peramban",
            "People with a password, for the pages in a browser",
        )
        .subcommand_required(true)
        .subcommand(
            self.command("set", "Tambah atau ubah orang", "Add or change a person")
                .arg(name())
                .arg(self.choice("role", ROLES, "Peran", "Role").required(true))
                .arg(self.opd_code())
                .arg(self.path(
                    "password-file",
                    "FILE",
                    "Berkas dengan sandi pada baris pertama; tanpa ini sandi tetap",
                    "File with the password on its first line; without it the password stays",
                ))
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(self.command("ls", "Daftar orang", "List people").arg(self.connect()).arg(self.json()))
        .subcommand(
            self.command("rm", "Hapus orang", "Remove a person").arg(name()).arg(self.connect()).arg(self.json()),
        )
    }

    pub(super) fn audit(&self) -> Command {
        self.command(
            "audit",
            "Catatan audit: siapa melakukan apa, terbaru dahulu",
            "The audit log: who did what, newest first",
        )
        .arg(
            self.value("limit", "N", "Paling banyak sekian baris (bawaan 50)", "At most so many lines (default 50)")
                .value_parser(value_parser!(u32).range(1..=1000)),
        )
        .arg(self.connect())
        .arg(self.json())
    }
}
