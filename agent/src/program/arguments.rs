//! The arguments of the program; a wrong one gives one line.

use super::{
    endpoint::{Endpoint, Refused},
    paths, text,
};
use agent::way::Targets;
use lexopt::{Arg, Parser};
use model::Lang;
use std::{ffi::OsString, path::PathBuf, time::Duration};

/// Interval of `run` without `--interval`.
const INTERVAL_SECONDS: u64 = 60;
/// Longest interval: a day.
const LONGEST_INTERVAL_SECONDS: u64 = 86_400;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub command: Command,
    pub lang: Lang,
    pub data: PathBuf,
    /// The data directory was named on the command line.
    pub data_named: bool,
    /// −1 quiet, 0 as usual, 1 and more talkative.
    pub loudness: i32,
    /// Who is logged in is not told.
    pub no_users: bool,
    /// Whom `run` asks on the way to the outside.
    pub targets: Targets,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Run {
        interval: Duration,
        endpoint: Option<Endpoint>,
    },
    Once {
        json: bool,
    },
    Inventory {
        json: bool,
    },
    Status {
        json: bool,
    },
    /// Join a collector with a token, `@FILE` or `-` for one that stands in a file or comes from stdin, or with `template` prepare an image that does so at its first boot.
    Enrol {
        url: String,
        token: String,
        template: bool,
    },
    /// The agent as a service of Windows.
    #[cfg(windows)]
    Service(super::windows::Task),
    Help,
    Version,
}

/// The language asked for, wherever it stands: faults of other arguments are told in it.
pub fn asked_lang(words: &[OsString]) -> Lang {
    let texts: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let glued = texts.iter().find_map(|word| word.strip_prefix("--lang="));
    let apart = texts.windows(2).find_map(|pair| (pair[0] == "--lang").then_some(pair[1]));
    glued.or(apart).and_then(Lang::parse).unwrap_or_default()
}

/// Everything given, before it is judged together.
#[derive(Default)]
struct Given {
    command: Option<String>,
    json: bool,
    interval: Option<Duration>,
    endpoint: Option<Endpoint>,
    data: Option<PathBuf>,
    loudness: i32,
    help: bool,
    version: bool,
    no_users: bool,
    template: bool,
    targets: Targets,
    rest: Vec<String>,
}

/// Reads the arguments (without the program's name). Error: the line to show.
pub fn parse(words: Vec<OsString>, lang: Lang) -> Result<Asked, String> {
    let given = read(words, lang)?;
    let command = command(&given, lang)?;
    Ok(Asked {
        command,
        lang,
        data_named: given.data.is_some(),
        data: given.data.unwrap_or_else(paths::data),
        loudness: given.loudness,
        no_users: given.no_users,
        targets: given.targets,
    })
}

fn read(words: Vec<OsString>, lang: Lang) -> Result<Given, String> {
    let mut given = Given::default();
    let mut parser = Parser::from_args(words);
    while let Some(argument) = parser.next().map_err(|error| fault(lang, error))? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => given.help = true,
            Arg::Long("version") | Arg::Short('V') => given.version = true,
            Arg::Short('q') | Arg::Long("quiet") => given.loudness = -1,
            Arg::Short('v') | Arg::Long("verbose") => given.loudness += 1,
            Arg::Long("json") => given.json = true,
            Arg::Long("no-users") => given.no_users = true,
            Arg::Long("template") => given.template = true,
            Arg::Long("lang") => {
                let word = value(&mut parser, lang)?;
                Lang::parse(&word).ok_or_else(|| text::bad_lang(lang, shown(&word)))?;
            }
            Arg::Long("data") => given.data = Some(parser.value().map_err(|error| fault(lang, error))?.into()),
            Arg::Long("interval") => given.interval = Some(interval(&value(&mut parser, lang)?, lang)?),
            Arg::Long("connect") => given.endpoint = Some(endpoint(&value(&mut parser, lang)?, lang)?),
            Arg::Long("router") => {
                let word = value(&mut parser, lang)?;
                given.targets.router = Some(word.parse().map_err(|_| text::bad_router(lang, shown(&word)))?);
            }
            Arg::Long("internet") => {
                let word = value(&mut parser, lang)?;
                let read = Targets::read_internet(&word);
                given.targets.internet = read.map_err(|_| text::bad_internet(lang, shown(&word)))?;
            }
            Arg::Value(word) if given.command.is_none() => given.command = Some(word.to_string_lossy().into_owned()),
            Arg::Value(word) if given.rest.len() < words_of(given.command.as_deref()) => {
                given.rest.push(word.to_string_lossy().into_owned());
            }
            Arg::Value(word) => return Err(text::surplus(lang, shown(&word.to_string_lossy()))),
            Arg::Long(name) => return Err(text::unknown_option(lang, shown(&format!("--{name}")))),
            Arg::Short(letter) => return Err(text::unknown_option(lang, shown(&format!("-{letter}")))),
        }
    }
    Ok(given)
}

/// So many words may follow a command.
fn words_of(command: Option<&str>) -> usize {
    match command {
        Some("enrol") => 2,
        Some("service") if cfg!(windows) => 1,
        _ => 0,
    }
}

fn command(given: &Given, lang: Lang) -> Result<Command, String> {
    if given.help {
        return Ok(Command::Help);
    }
    if given.version {
        return Ok(Command::Version);
    }
    let word = given.command.as_deref().ok_or_else(|| text::no_command(lang).to_owned())?;
    let only_for = |option: &str, is_given: bool, goes: bool| {
        if is_given && !goes { Err(text::not_here(lang, option, shown(word))) } else { Ok(()) }
    };
    let is_run = word == "run";
    let json = given.json;
    let command = match word {
        "run" => Command::Run {
            interval: given.interval.unwrap_or(Duration::from_secs(INTERVAL_SECONDS)),
            endpoint: given.endpoint,
        },
        "once" => Command::Once { json },
        "inventory" => Command::Inventory { json },
        "status" => Command::Status { json },
        "enrol" => match &given.rest[..] {
            [url, token] => Command::Enrol { url: url.clone(), token: token.clone(), template: given.template },
            _ => return Err(text::enrol_needs(lang).to_owned()),
        },
        #[cfg(windows)]
        "service" => {
            let task = given.rest.first().and_then(|word| super::windows::Task::parse(word));
            Command::Service(task.ok_or_else(|| super::windows::needs(lang).to_owned())?)
        }
        _ => return Err(text::unknown_command(lang, shown(word))),
    };
    only_for("--interval", given.interval.is_some(), is_run)?;
    only_for("--connect", given.endpoint.is_some(), is_run)?;
    let usual = Targets::default();
    only_for("--router", given.targets.router != usual.router, is_run)?;
    only_for("--internet", given.targets.internet != usual.internet, is_run)?;
    only_for("--json", json, !is_run && word != "enrol" && word != "service")?;
    only_for("--template", given.template, word == "enrol")?;
    Ok(command)
}

fn value(parser: &mut Parser, lang: Lang) -> Result<String, String> {
    let value = parser.value().map_err(|error| fault(lang, error))?;
    Ok(value.to_string_lossy().into_owned())
}

fn interval(word: &str, lang: Lang) -> Result<Duration, String> {
    let seconds = word.parse::<u64>().ok().filter(|seconds| (1..=LONGEST_INTERVAL_SECONDS).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| text::bad_interval(lang, shown(word)))
}

fn endpoint(word: &str, lang: Lang) -> Result<Endpoint, String> {
    Endpoint::parse(word).map_err(|refused| match refused {
        Refused::Form => text::bad_url(lang, shown(word)),
        Refused::Elsewhere => text::not_loopback(lang, shown(word)),
    })
}

/// What lexopt found wrong, in our words.
fn fault(lang: Lang, error: lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option } => text::no_value(lang, shown(&option.unwrap_or_default())),
        lexopt::Error::UnexpectedOption(option) => text::unknown_option(lang, shown(&option)),
        lexopt::Error::UnexpectedValue { option, .. } => text::surplus_value(lang, shown(&option)),
        lexopt::Error::UnexpectedArgument(word) => text::surplus(lang, shown(&word.to_string_lossy())),
        other => shown(&other.to_string()),
    }
}

fn shown(word: &str) -> String {
    model::text::shown(word, 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, String> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        let lang = asked_lang(&words);
        parse(words, lang)
    }

    #[test]
    fn commands() {
        let minute = Duration::from_secs(60);
        for (line, expected) in [
            ("run", Command::Run { interval: minute, endpoint: None }),
            ("run --interval 5", Command::Run { interval: Duration::from_secs(5), endpoint: None }),
            (
                "--connect=http://localhost run",
                Command::Run { interval: minute, endpoint: Endpoint::parse("http://127.0.0.1").ok() },
            ),
            ("once", Command::Once { json: false }),
            ("--json once", Command::Once { json: true }),
            ("inventory --json", Command::Inventory { json: true }),
            ("status --json -q", Command::Status { json: true }),
            ("run --help", Command::Help),
            ("-V", Command::Version),
        ] {
            assert_eq!(asked(line).map(|asked| asked.command), Ok(expected), "{line}");
        }
        let targets = asked("run --router 10.20.0.1 --internet off").unwrap().targets;
        assert!(targets.router.is_some() && targets.internet.is_none());
        let all = asked("once --data /x -vv --lang en").unwrap();
        assert_eq!((all.data, all.data_named, all.loudness, all.lang), (PathBuf::from("/x"), true, 2, Lang::En));
    }

    #[test]
    fn faults_are_one_line_in_the_language_asked_for() {
        for (line, part) in [
            ("", "sebutkan perintah"),
            ("--lang en", "name a command"),
            ("start", "'start' tidak dikenal"),
            ("run --interval 0", "--interval '0'"),
            ("run --interval", "'--interval' memerlukan nilai"),
            ("once --interval 5", "tidak berlaku untuk 'once'"),
            ("run --json", "tidak berlaku untuk 'run'"),
            ("run --json=1 --lang=en", "takes no value"),
            ("once twice", "'twice' berlebih"),
            ("run --connect http://10.0.0.1 --lang en", "for others enrol with"),
            ("run --connect ftp://x", "tulis http://"),
            ("once --nonsense", "'--nonsense' tidak dikenal"),
            ("run --router gerbang", "--router 'gerbang'"),
            ("run --internet x", "--internet 'x'"),
            ("once --internet off", "tidak berlaku untuk 'once'"),
            ("once -z", "'-z' tidak dikenal"),
            ("once --lang fr", "pilih id atau en"),
        ] {
            let fault = asked(line).unwrap_err();
            assert!(fault.contains(part) && !fault.contains('\n'), "{line}: {fault}");
        }
    }
}
