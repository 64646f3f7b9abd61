//! Arguments of `pantau backup`, `pantau verify` and `pantau restore`.

use super::Tree;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use std::path::PathBuf;

impl Tree {
    fn passphrase(&self) -> Arg {
        self.path(
            "passphrase-file",
            "FILE",
            "Berkas yang baris pertamanya sandi cadangan (atau PANTAU_BACKUP_PASSPHRASE)",
            "File whose first line is the passphrase of the backup (or PANTAU_BACKUP_PASSPHRASE)",
        )
    }

    fn temp(&self) -> Arg {
        self.path(
            "temp",
            "DIR",
            "Tempat memulihkan untuk pembuktian (bawaan: di samping berkasnya)",
            "Where it is restored to prove it (default: beside the file)",
        )
        .value_hint(ValueHint::DirPath)
    }

    fn place(&self, name: &'static str, shown: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .value_name(shown)
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::AnyPath)
            .action(ArgAction::Set)
            .help(self.t(id, en))
    }

    pub(super) fn backup(&self) -> Command {
        self.command(
            "backup",
            "Buat satu berkas cadangan dari semua data, juga selama kolektor berjalan, lalu buktikan dapat dipulihkan",
            "Make one file of all data, also while the collector runs, and prove that it can be restored",
        )
        .arg(self.place(
            "dest",
            "DEST",
            "Direktori tujuan, misalnya media yang terpasang",
            "Directory it goes to, for example a mounted medium",
        ))
        .arg(self.passphrase())
        .arg(self.temp())
        .arg(self.flag("split", "Pecah menjadi bagian di bawah 4 GiB (FAT)", "Split into parts below 4 GiB (FAT)"))
        .arg(self.flag(
            "no-proof",
            "Tanpa pembuktian: cadangan tetap 'belum terbukti'",
            "Without proof: the backup stays 'unverified'",
        ))
        .arg(self.json())
        .args_conflicts_with_subcommands(true)
        .subcommand(
            self.command("ls", "Daftar cadangan di satu direktori", "List the backups of a directory")
                .arg(self.place(
                    "dir",
                    "DIR",
                    "Direktori (bawaan: [backup] directory)",
                    "Directory (default: [backup] directory)",
                ))
                .arg(self.json()),
        )
    }

    pub(super) fn verify(&self) -> Command {
        self.command(
            "verify",
            "Periksa data ini, atau satu berkas cadangan dengan memulihkannya di tempat sementara; kode keluar 0 baik, 2 rusak",
            "Check this data, or a backup by restoring it into a temporary place; exit 0 sound, 2 damaged",
        )
        .arg(self.place("file", "FILE", "Berkas cadangan; tanpa ini: data yang dipakai", "Backup; without it: the data in use"))
        .arg(self.passphrase())
        .arg(self.temp())
        .arg(
            self.path(
                "salvage",
                "NEWDIR",
                "Salin semua baris yang masih terbaca dari data ini ke direktori baru",
                "Copy every row of this data that can still be read into a new directory",
            )
            .conflicts_with_all(["file", "temp", "passphrase-file"]),
        )
        .arg(self.json())
    }

    pub(super) fn restore(&self) -> Command {
        self.command(
            "restore",
            "Pulihkan data dari satu berkas cadangan ke direktori --data",
            "Restore the data of a backup into the directory --data",
        )
        .arg(self.place("file", "FILE", "Berkas cadangan", "Backup").required(true))
        .arg(self.passphrase())
        .arg(
            self.path(
                "key-file",
                "FILE",
                "Salinan pantau.key, bila cadangan tanpa kunci",
                "A copy of pantau.key, where the backup is without keys",
            )
            .conflicts_with("passphrase-file"),
        )
        .arg(
            self.flag(
                "without-keys",
                "Tanpa kunci: kredensial SNMP dan CA hilang, semua agen mendaftar lagi",
                "Without keys: SNMP credentials and the CA are lost, all agents enrol again",
            )
            .conflicts_with_all(["passphrase-file", "key-file"]),
        )
        .arg(self.flag("replace", "Pindahkan data yang ada ke samping", "Move the data that is there aside"))
        .arg(self.json())
    }
}
