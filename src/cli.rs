//! The command line: every command, argument and help text, in both languages, as one clap tree.

mod access;
mod agent;
mod availability;
mod backup;
mod book;
mod compat;
mod discover;
mod history;
mod identify;
mod probe;
mod screen;
mod trust;
mod wrong;

pub use compat::paths;
pub use wrong::{asked_lang, complaint};

use clap::{
    Arg, ArgAction, ArgMatches, Command, ValueHint, builder::PossibleValuesParser, parser::ValueSource, value_parser,
};
use model::Lang;
use std::path::PathBuf;

/// Exit code of a wrong command line (`EX_USAGE` of sysexits).
pub const USAGE: u8 = 64;

const TEMPLATE_ID: &str = "{about-with-newline}\nPemakaian: {usage}\n\n{all-args}{after-help}";
const TEMPLATE_EN: &str = "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}";

/// Builds the tree in one language.
pub struct Tree {
    lang: Lang,
}

impl Tree {
    /// The whole command line in this language.
    pub fn build(lang: Lang) -> Command {
        Self { lang }.root()
    }

    const fn t(&self, id: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(id, en)
    }

    fn root(&self) -> Command {
        let mut root = self
            .command(
                "pantau",
                "Memantau jaringan dan perangkat pemerintah daerah, dan mengenal setiap perangkat di dalamnya",
                "Watches the network and the equipment of a local government, and knows every device in it",
            )
            .version(env!("CARGO_PKG_VERSION"))
            .disable_version_flag(true)
            .arg(
                Arg::new("version")
                    .short('V')
                    .long("version")
                    .action(ArgAction::Version)
                    .help(self.t("Tampilkan versi", "Print the version")),
            )
            .args(self.globals())
            .arg(self.listen())
            .args(self.screen())
            .after_help(self.t(
                "\nTanpa perintah: kolektor, agen mesin ini, dan layar dalam satu program, tanpa konfigurasi.\n",
                "\nWithout a command: collector, agent of this machine and screen in one program, no configuration.\n",
            ));
        for command in [
            self.collector(),
            self.tui(),
            self.status(),
            self.probe(),
            self.walk(),
            self.identify(),
            self.discover(),
            self.device(),
            self.opd(),
            self.agent(),
            self.token(),
            self.people(),
            self.audit(),
            self.availability(),
            self.bandwidth(),
            self.maintenance(),
            self.topology(),
            self.history(),
            self.import(),
            self.compat(),
            self.backup(),
            self.verify(),
            self.restore(),
            self.config(),
            self.demo(),
            self.completions(),
        ] {
            root = root.subcommand(command);
        }
        root
    }

    fn command(&self, name: &'static str, id: &'static str, en: &'static str) -> Command {
        Command::new(name)
            .about(self.t(id, en))
            .help_template(match self.lang {
                Lang::Id => TEMPLATE_ID,
                Lang::En => TEMPLATE_EN,
            })
            .subcommand_help_heading(self.t("Perintah", "Commands"))
            .subcommand_value_name(self.t("PERINTAH", "COMMAND"))
            .next_help_heading(self.t("Pilihan", "Options"))
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .arg(
                Arg::new("help")
                    .short('h')
                    .long("help")
                    .action(ArgAction::Help)
                    .help(self.t("Tampilkan bantuan ini", "Print this help")),
            )
    }

    fn globals(&self) -> Vec<Arg> {
        vec![
            self.path(
                "data",
                "DIR",
                "Direktori data (bawaan: direktori data pengguna)",
                "Data directory (default: the platform's data directory)",
            )
            .value_hint(ValueHint::DirPath)
            .global(true)
            .env("PANTAU_DATA")
            .hide_env(true),
            self.path(
                "token-file",
                "FILE",
                "Berkas berisi token untuk --connect",
                "File that holds the token for --connect",
            )
            .global(true)
            .env("PANTAU_TOKEN_FILE")
            .hide_env(true),
            self.path(
                "config",
                "FILE",
                "Berkas konfigurasi (bawaan: pantau.toml di direktori data)",
                "Configuration file (default: pantau.toml in the data directory)",
            )
            .global(true),
            self.value("lang", "id|en", "Bahasa", "Language")
                .value_parser(PossibleValuesParser::new(["id", "en"]))
                .hide_possible_values(true)
                .global(true),
            Arg::new("quiet")
                .short('q')
                .action(ArgAction::Count)
                .global(true)
                .help(self.t("Kurangi pesan", "Say less")),
            Arg::new("verbose")
                .short('v')
                .action(ArgAction::Count)
                .global(true)
                .help(self.t("Tambah pesan (-vv: rinci)", "Say more (-vv: in detail)")),
        ]
    }

    fn collector(&self) -> Command {
        self.command("collector", "Peladen saja: API, /metrics, /healthz", "The server alone: API, /metrics, /healthz")
            .arg(self.listen())
    }

    fn status(&self) -> Command {
        self.command(
            "status",
            "Sekilas tanpa layar; kode keluar 0 baik, 1 waspada, 2 kritis",
            "One look, no screen; exit 0 fine, 1 warnings, 2 critical",
        )
        .arg(self.connect())
        .arg(self.json())
    }

    fn config(&self) -> Command {
        self.command("config", "Konfigurasi", "Configuration").subcommand_required(true).subcommand(
            self.command("check", "Periksa berkas konfigurasi dan berhenti", "Check a configuration file and exit")
                .arg(
                    Arg::new("file")
                        .value_name("FILE")
                        .value_parser(value_parser!(PathBuf))
                        .value_hint(ValueHint::FilePath)
                        .help(
                            self.t("Berkas (bawaan: yang akan dipakai)", "File (default: the one that would be used)"),
                        ),
                )
                .arg(self.json()),
        )
    }

    fn demo(&self) -> Command {
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
        .arg(self.flag("no-screen", "Tanpa layar: hanya API dan /metrics", "No screen: only the API and /metrics"))
        .arg(self.flag(
            "simulated-echo",
            "Jangan pakai ruang jaringan sendiri; gema ditirukan",
            "Do not use a network namespace; simulate echoes",
        ))
        .arg(self.listen())
        .args(self.screen())
    }

    fn completions(&self) -> Command {
        self.command("completions", "Pelengkapan untuk shell", "Completions for a shell").arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(clap_complete::Shell))
                .help(self.t("Shell", "Shell")),
        )
    }

    fn listen(&self) -> Arg {
        self.value(
            "listen",
            "ADDR:PORT",
            "Alamat API (bawaan 127.0.0.1:7688)",
            "Address of the API (default 127.0.0.1:7688)",
        )
    }

    fn connect(&self) -> Arg {
        self.value(
            "connect",
            "URL",
            "Kolektor lain, misalnya https://pantau.kab.go.id:7689 (dengan --token-file)",
            "Another collector, for example https://pantau.kab.go.id:7689 (with --token-file)",
        )
    }

    fn json(&self) -> Arg {
        self.flag("json", "Keluaran JSON", "Output as JSON")
    }

    fn flag(&self, name: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.t(id, en))
    }

    fn value(&self, name: &'static str, placeholder: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(placeholder).help(self.t(id, en))
    }

    fn path(&self, name: &'static str, placeholder: &'static str, id: &'static str, en: &'static str) -> Arg {
        self.value(name, placeholder, id, en).value_parser(value_parser!(PathBuf)).value_hint(ValueHint::FilePath)
    }

    fn choice(&self, name: &'static str, words: &'static [&'static str], id: &'static str, en: &'static str) -> Arg {
        self.value(name, "", id, en)
            .value_name(words.join("|"))
            .value_parser(PossibleValuesParser::new(words))
            .hide_possible_values(true)
    }
}

/// A text argument, if given.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// A flag, false where the command does not have it.
pub fn flag(matches: &ArgMatches, name: &str) -> bool {
    matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false)
}

/// A path argument, if given.
pub fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a std::path::Path> {
    matches.try_get_one::<PathBuf>(name).ok().flatten().map(PathBuf::as_path)
}

/// A path of the command line; one that only the environment names does not count.
pub fn given_path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a std::path::Path> {
    path(matches, name).filter(|_| matches.value_source(name) == Some(ValueSource::CommandLine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound_in_both_languages() {
        for lang in [Lang::Id, Lang::En] {
            Tree::build(lang).debug_assert();
        }
    }

    /// Every help text differs between the languages unless it is a word both share.
    #[test]
    fn help_is_complete_in_both_languages() {
        fn walk(id: &Command, en: &Command) {
            for (a, b) in id.get_arguments().zip(en.get_arguments()) {
                let (a_help, b_help) = (a.get_help().map(ToString::to_string), b.get_help().map(ToString::to_string));
                assert!(a_help.is_some() && b_help.is_some(), "{} {} has no help", id.get_name(), a.get_id());
                assert!(
                    a_help != b_help || a_help.as_deref() == Some("Shell"),
                    "{} {} is not translated",
                    id.get_name(),
                    a.get_id()
                );
            }
            for (a, b) in id.get_subcommands().zip(en.get_subcommands()) {
                assert_ne!(
                    a.get_about().map(ToString::to_string),
                    b.get_about().map(ToString::to_string),
                    "{}",
                    a.get_name()
                );
                walk(a, b);
            }
        }
        walk(&Tree::build(Lang::Id), &Tree::build(Lang::En));
    }

    #[test]
    fn a_wrong_line_is_told_in_one_line() {
        for (line, id, en) in [
            (
                "pantau staus",
                "perintah 'staus' tidak dikenal; maksudnya 'status'?",
                "unknown command 'staus'; did you mean 'status'?",
            ),
            (
                "pantau --nothing",
                "pilihan '--nothing' tidak dikenal (lihat pantau --help)",
                "unknown option '--nothing' (see pantau --help)",
            ),
            (
                "pantau probe",
                "kurang: <ADDRESS[:PORT]> (lihat pantau --help)",
                "missing: <ADDRESS[:PORT]> (see pantau --help)",
            ),
            (
                "pantau probe 1.2.3.4 --timeout x",
                "nilai 'x' untuk '--timeout <SECONDS>' tidak dapat dipakai (lihat pantau --help)",
                "the value 'x' for '--timeout <SECONDS>' cannot be used (see pantau --help)",
            ),
            (
                "pantau device",
                "perintah kurang lengkap (lihat pantau --help)",
                "the command is not complete (see pantau --help)",
            ),
        ] {
            let error = Tree::build(Lang::Id).try_get_matches_from(line.split(' ')).unwrap_err();
            assert_eq!(complaint(Lang::Id, &error), format!("pantau: {id}"));
            assert_eq!(complaint(Lang::En, &error), format!("pantau: {en}"));
        }
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        let asked = |line: &str| asked_lang(&line.split(' ').map(Into::into).collect::<Vec<_>>());
        assert_eq!(asked("pantau --lang en"), Some(Lang::En));
        assert_eq!(asked("pantau status --lang=id"), Some(Lang::Id));
        assert_eq!(asked("pantau"), None);
    }
}
