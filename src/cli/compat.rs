//! Arguments of `pantau import` and `pantau compat`.

use super::Tree;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use std::path::PathBuf;

impl Tree {
    pub(super) fn import(&self) -> Command {
        self.command(
            "import",
            "Masukkan catatan perangkat dan fakta yang dinyatakan",
            "Bring device records and declared facts",
        )
        .arg(self.files(
            "file",
            "FILE",
            "Catatan perangkat (JSON, JSONL), tabel (.csv, .xlsx), inventaris GLPI dan FusionInventory (.json, .ocs, .xml), tipe perangkat NetBox (.yaml), tambahannya (.pantau.toml)",
            "Device records (JSON, JSONL), tables (.csv, .xlsx), inventories of GLPI and FusionInventory (.json, .ocs, .xml), device types of NetBox (.yaml), overlays (.pantau.toml)",
        ))
        .arg(self.value(
            "opd",
            "CODE",
            "Perangkat Daerah pemilik catatan yang tidak menyebutnya: hanya OPD itu, dan NOC, yang melihatnya",
            "Agency of the records that name none: only it, and the NOC, sees them",
        ))
        .arg(self.path(
            "site",
            "FILE",
            "Fakta yang dinyatakan (site.toml); menggantikan yang lama seluruhnya",
            "Declared facts (site.toml); they replace the former ones as a whole",
        ))
        .arg(self.path(
            "template",
            "FILE",
            "Tulis tabel kosong untuk diisi (.xlsx atau .csv), lalu selesai",
            "Write an empty table to be filled in (.xlsx or .csv), then end",
        ))
        .arg(self.flag("dry-run", "Tunjukkan apa yang akan masuk, tanpa menulis", "Show what would come in, write nothing"))
        .arg(self.connect())
        .arg(self.json())
        .after_help(self.t(
            "\nCatatan yang salah ditolak sendiri-sendiri; yang benar tetap masuk. Kode keluar: 0 semua masuk; 64 ada yang ditolak.\n",
            "\nA record that is wrong is refused alone; the others go in. Exit code: 0 all are in; 64 some were refused.\n",
        ))
    }

    pub(super) fn compat(&self) -> Command {
        self.command(
            "compat",
            "Uji kompatibilitas perangkat yang akan dibeli (Pasal 4 ayat (5))",
            "Does equipment to be bought fit? (Pasal 4(5))",
        )
        .subcommand_required(true)
        .subcommand(self.compat_check())
        .subcommand(
            self.command(
                "template",
                "Tulis spec.toml kosong untuk satu jenis perangkat",
                "Write an empty spec.toml for a class of equipment",
            )
            .arg(self.word("class", "CLASS", "Jenis, misalnya access_point", "Class, for example access_point"))
            .arg(self.value(
                "type",
                "NAME",
                "Isi dari pustaka atau katalog: 'PEMBUAT MODEL', model atau nomor bagian",
                "Fill in from library or catalogue: 'MANUFACTURER MODEL', model or part number",
            ))
            .arg(self.path(
                "xlsx",
                "FILE",
                "Tulis lembar kerja untuk diisi; tanpa CLASS: semua jenis",
                "Write a workbook to be filled in; without CLASS: all classes",
            ))
            .arg(self.connect()),
        )
        .subcommand(
            self.command(
                "explain",
                "Jelaskan satu aturan; tanpa RULE: daftar aturan",
                "Explain a rule; without RULE: list them",
            )
            .arg(self.word("rule", "RULE", "Aturan, misalnya POE-02", "Rule, for example POE-02"))
            .arg(self.json()),
        )
        .subcommand(
            self.command("ls", "Daftar hasil yang dibekukan", "List the frozen results")
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command("show", "Tampilkan hasil yang dibekukan", "Show a frozen result")
                .arg(self.number())
                .args(self.sheets())
                .arg(self.connect())
                .arg(self.json()),
        )
        .subcommand(
            self.command(
                "waive",
                "Catat pengecualian Kepala Dinas untuk satu aturan; putusan tetap",
                "Note a waiver of the Head of the Dinas for a rule; the verdict stays",
            )
            .arg(self.number())
            .arg(self.word("rule", "RULE", "Aturan, misalnya POE-02", "Rule, for example POE-02").required(true))
            .arg(self.value("reason", "TEXT", "Alasan", "Reason").required(true))
            .arg(self.value("letter", "NUMBER", "Nomor surat", "Number of the letter").required(true))
            .arg(self.value("by", "OFFICE", "Jabatan yang memberi", "Office that grants it").required(true))
            .arg(
                self.value("until", "DAY", "Berlaku sampai, misalnya 2027-06-30", "Last day, for example 2027-06-30")
                    .required(true),
            )
            .arg(self.connect())
            .arg(self.json()),
        )
        .subcommand(
            self.command(
                "fleet",
                "Kesiapan Windows 11 dan akhir dukungan perangkat yang ada",
                "Readiness for Windows 11 and ends of support of what exists",
            )
            .arg(self.flag("all", "Juga yang masih lama didukung", "Also what is supported for long"))
            .arg(self.connect())
            .arg(self.json()),
        )
    }

    fn compat_check(&self) -> Command {
        self.command("check", "Uji spesifikasi terhadap keadaan", "Check specifications against what is there")
            .arg(
                self.files(
                    "spec",
                    "SPEC",
                    "spec.toml atau lembar kerja .xlsx; beberapa: dijumlahkan menurut urutan",
                    "spec.toml or a workbook .xlsx; several are added up in their order",
                )
                .required(true),
            )
            .arg(self.value("opd", "CODE", "Perangkat Daerah, menggantikan target.opd", "Agency, instead of target.opd"))
            .arg(
                Arg::new("save")
                    .long("save")
                    .value_name("NAME")
                    .num_args(0..=1)
                    .require_equals(true)
                    .default_missing_value("")
                    .help(self.t(
                        "Bekukan hasil; NAME: nama pengadaan (bawaan: nama berkas)",
                        "Freeze the result; NAME: the procurement (default: the file's name)",
                    )),
            )
            .args(self.sheets())
            .arg(self.connect())
            .arg(self.json())
            .after_help(self.t(
                "\nKode keluar: 0 kompatibel; 1 dengan catatan; 2 tidak kompatibel; 3 data belum cukup; 64 masukan tidak terbaca.\n",
                "\nExit code: 0 compatible; 1 with notes; 2 not compatible; 3 not enough data; 64 the input cannot be read.\n",
            ))
    }

    fn sheets(&self) -> [Arg; 2] {
        [
            self.path("pdf", "FILE", "Tulis lembar hasil sebagai PDF", "Write the sheet as PDF"),
            self.path("xlsx", "FILE", "Tulis lembar hasil sebagai XLSX", "Write the sheet as XLSX"),
        ]
    }

    fn files(&self, name: &'static str, placeholder: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .value_name(placeholder)
            .num_args(1..)
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help(self.t(id, en))
    }

    fn word(&self, name: &'static str, placeholder: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name).value_name(placeholder).help(self.t(id, en))
    }

    fn number(&self) -> Arg {
        self.word(
            "number",
            "ID",
            "Nomor hasil, dari `pantau compat ls`",
            "Number of the result, from `pantau compat ls`",
        )
        .required(true)
        .value_parser(value_parser!(u64))
    }
}

/// Paths of an argument that takes several.
pub fn paths<'a>(matches: &'a clap::ArgMatches, name: &str) -> Vec<&'a std::path::Path> {
    matches.get_many::<PathBuf>(name).map(|all| all.map(PathBuf::as_path).collect()).unwrap_or_default()
}
