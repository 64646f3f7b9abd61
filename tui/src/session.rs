//! A screen on this terminal against a collector: the state, the news of the collector, and workers that carry out what
//! the screen asks.

mod compat;
mod local;

pub use local::run_local;

use crate::{
    app::{App, Effect, Message, Start},
    client::{CallError, News, Transport, ask, follow},
    clock,
    run::{Event, Exit, Post, RunError, RunOptions, Screen, mailbox, run},
    specs::Specs,
    term::caps::{Depth, Environment, Glyphs},
    theme::{Theme, ThemeName},
};
use jiff::tz::TimeZone;
use model::{
    Lang, Metric,
    api::{
        Acknowledge, AddProposals, AskDevice, AskFigures, AskTopology, ErrorAnswer, ProbeDevice, Unacknowledge,
        error::Code,
    },
    settings,
};
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
};

/// Questions waiting for one worker, at most; more are refused at once.
const WAITING_MAX: usize = 8;

/// What a screen is started with. What a flag says wins over the configuration file; both are checked by the command
/// line, so a word that is none here is as if it were not there.
#[derive(Clone, Debug, Default)]
pub struct ScreenOptions {
    /// `[tui]` of the configuration file.
    pub settings: settings::Tui,
    /// Language.
    pub lang: Lang,
    /// `--color`, its word.
    pub color: Option<String>,
    /// `--glyphs`, its word.
    pub glyphs: Option<String>,
    /// `--theme`, its word.
    pub theme: Option<String>,
    /// `--read-only`.
    pub read_only: bool,
    /// `--view`: a command line to start with.
    pub view: Option<String>,
    /// Who acknowledges.
    pub operator: String,
    /// `--record`.
    pub record: Option<PathBuf>,
    /// Knowledge of specifications.
    pub specs: Option<Arc<dyn Specs>>,
}

impl ScreenOptions {
    fn color(&self) -> Option<Depth> {
        self.color.as_deref().or(self.settings.color.as_deref()).and_then(Depth::parse).flatten()
    }

    fn glyphs(&self) -> Option<Glyphs> {
        self.glyphs.as_deref().or(self.settings.glyphs.as_deref()).and_then(Glyphs::parse).flatten()
    }

    fn theme(&self) -> ThemeName {
        self.theme.as_deref().or(self.settings.theme.as_deref()).and_then(ThemeName::parse).unwrap_or_default()
    }

    /// The state at the beginning.
    fn app(&self) -> App {
        let mut app = App::new(Start {
            lang: self.lang,
            theme: Theme { name: self.theme(), depth: Environment::of_process().depth(self.color()) },
            glyphs: None,
            zone: TimeZone::system(),
            read_only: self.read_only,
            operator: self.operator.clone(),
            specs: self.specs.clone(),
        });
        app.update(Event::Tick(clock::now()));
        if let Some(fault) = self.view.as_deref().and_then(|line| app.run_line(line).err()) {
            app.say(fault);
        }
        app
    }
}

/// Runs the screen until it is left, a signal ends it or the terminal is gone. The all-in-one program gives a transport
/// into its own process.
pub fn run_screen(transport: Arc<dyn Transport>, options: ScreenOptions) -> Result<Exit, RunError> {
    let app = options.app();
    let run_options = RunOptions {
        color: options.color(),
        glyphs: options.glyphs(),
        low_bandwidth: false,
        scroll: options.settings.scroll.unwrap_or(true),
        record: options.record.clone(),
        repaint_every: None,
    };
    let (post, mailbox) = mailbox();
    let workers = Workers::start(&transport, &post, &options).map_err(RunError::Terminal)?;
    let news = post;
    follow(transport, move |told| match told {
        News::Connected => true,
        News::Picture(picture) => news.send(Message::Picture(picture)),
        News::Change(change) => news.send(Message::Change(change)),
        News::Lost { since, error } => news.send(Message::Cut { since, error }),
    })
    .map_err(RunError::Terminal)?;
    run(app, run_options, mailbox, move |effect, _| workers.hand_over(effect))
}

/// Four threads, so that a probe that takes its time keeps neither a detail nor an acknowledgement waiting. They end
/// when the screen does.
struct Workers {
    details: SyncSender<Effect>,
    probes: SyncSender<Effect>,
    changes: SyncSender<Effect>,
    compat: SyncSender<Effect>,
}

impl Workers {
    fn start(transport: &Arc<dyn Transport>, post: &Post<Message>, options: &ScreenOptions) -> io::Result<Self> {
        let worker = |name: &str| {
            let (sender, effects) = sync_channel(WAITING_MAX);
            let (transport, post) = (Arc::clone(transport), post.clone());
            let (operator, specs) = (options.operator.clone(), options.specs.clone());
            thread::Builder::new().name(name.to_owned()).spawn(move || {
                while let Ok(effect) = effects.recv() {
                    if !post.send(carry_out(&*transport, &operator, specs.as_deref(), effect)) {
                        return;
                    }
                }
            })?;
            Ok::<_, io::Error>(sender)
        };
        Ok(Self {
            details: worker("details")?,
            probes: worker("probes")?,
            changes: worker("changes")?,
            compat: worker("compat")?,
        })
    }

    /// Gives an effect to its worker; an answer at once when that has too much to do.
    fn hand_over(&self, effect: Effect) -> Option<Message> {
        let worker = match &effect {
            Effect::AskDevice(_) | Effect::AskCurve(_) | Effect::AskFigures | Effect::AskTopology => &self.details,
            Effect::Probe(_) => &self.probes,
            Effect::Acknowledge { .. } | Effect::Unacknowledge(_) | Effect::Add(_) => &self.changes,
            Effect::Compat(_) => &self.compat,
        };
        match worker.try_send(effect.clone()) {
            Ok(()) => None,
            Err(_) => Some(refused(effect, busy())),
        }
    }
}

fn busy() -> CallError {
    CallError::Refused(ErrorAnswer::new(
        Code::Busy,
        "masih ada pertanyaan sebelumnya; coba lagi sebentar",
        "earlier questions are still waiting; try again in a moment",
    ))
}

fn refused(effect: Effect, error: CallError) -> Message {
    match effect {
        Effect::AskDevice(id) => Message::Device(id, Err(error)),
        Effect::AskCurve(of) => Message::Curve(of, Err(error)),
        Effect::AskFigures => Message::Figures(Err(error)),
        Effect::AskTopology => Message::Topology(Err(error)),
        Effect::Probe(id) => Message::Probed(id, Err(error)),
        Effect::Acknowledge { alert, .. } => Message::Acknowledged(alert, Err(error)),
        Effect::Unacknowledge(alert) => Message::Unacknowledged(alert, Err(error)),
        Effect::Add(_) => Message::Added(Err(error)),
        Effect::Compat(effect) => Message::Compat(compat::refused(effect, error)),
    }
}

/// Asks the collector what an effect wants and waits for the answer.
fn carry_out(transport: &dyn Transport, operator: &str, specs: Option<&dyn Specs>, effect: Effect) -> Message {
    let by = operator.to_owned();
    match effect {
        Effect::AskDevice(id) => Message::Device(id, ask(transport, &AskDevice { id }).map(Box::new)),
        Effect::AskCurve(of) => {
            let curve = |metric| ask(transport, &of.question(metric)).map(|told| of.points(&told));
            let both = curve(Metric::InOctets).and_then(|received| Ok([received, curve(Metric::OutOctets)?]));
            Message::Curve(of, both)
        }
        Effect::AskFigures => Message::Figures(ask(transport, &AskFigures {})),
        Effect::AskTopology => Message::Topology(ask(transport, &AskTopology {}).map(Box::new)),
        Effect::Probe(id) => Message::Probed(id, ask(transport, &ProbeDevice { id }).map(Box::new)),
        Effect::Acknowledge { alert, for_seconds, note } => {
            Message::Acknowledged(alert, ask(transport, &Acknowledge { id: alert, by, for_seconds, note }))
        }
        Effect::Compat(effect) => Message::Compat(compat::carry_out(transport, specs, effect)),
        Effect::Add(addresses) => Message::Added(ask(transport, &AddProposals { addresses, opd: None })),
        Effect::Unacknowledge(alert) => {
            Message::Unacknowledged(alert, ask(transport, &Unacknowledge { id: alert, by }).map(|_| ()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::CompatEffect;
    use model::{AlertId, DeviceId, api::Method};
    use std::sync::Mutex;

    /// Writes down what is asked and refuses it.
    #[derive(Default)]
    struct Deaf(Mutex<Vec<String>>);

    impl Transport for Deaf {
        fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
            let body = String::from_utf8(body.unwrap_or_default()).unwrap();
            self.0.lock().unwrap().push(format!("{method:?} {path} {body}"));
            Err(CallError::Unreachable("deaf".into()))
        }
        fn stream(&self, _: &str, _: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
            Ok(())
        }
    }

    #[test]
    fn effects_become_questions() {
        let alert = AlertId(7);
        for (effect, expected) in [
            (Effect::AskDevice(DeviceId(3)), "Get /api/v1/devices/3 "),
            (Effect::AskFigures, "Get /api/v1/figures "),
            (Effect::AskTopology, "Get /api/v1/topology "),
            (Effect::Probe(DeviceId(3)), "Post /api/v1/devices/3/probe {}"),
            (
                Effect::Acknowledge { alert, for_seconds: Some(3600), note: "x".into() },
                r#"Post /api/v1/alerts/7/acknowledge {"by":"op1","for_seconds":3600,"note":"x"}"#,
            ),
            (Effect::Add(vec!["10.0.0.9".into()]), r#"Post /api/v1/proposals {"addresses":["10.0.0.9"]}"#),
            (Effect::Compat(CompatEffect::Check(4, vec!["x".into()])), r#"Post /api/v1/compat/check {"specs":["x"]}"#),
            (Effect::Compat(CompatEffect::List), "Get /api/v1/compat/results "),
            (Effect::Compat(CompatEffect::AskFrozen(9)), "Get /api/v1/compat/results/9 "),
            (Effect::Unacknowledge(alert), r#"Post /api/v1/alerts/7/unacknowledge {"by":"op1"}"#),
        ] {
            let deaf = Deaf::default();
            let message = carry_out(&deaf, "op1", None, effect.clone());
            assert_eq!(*deaf.0.lock().unwrap(), [expected], "{effect:?}");
            let error = CallError::Unreachable("deaf".into());
            assert_eq!(format!("{message:?}"), format!("{:?}", refused(effect, error)));
        }
    }

    #[test]
    fn a_worker_with_too_much_to_do_says_so_at_once() {
        // Nobody takes from this channel: after so many it is full.
        let (details, _waiting) = sync_channel(1);
        let (probes, _probes) = sync_channel(1);
        let (changes, _changes) = sync_channel(1);
        let (compat, _compat) = sync_channel(1);
        let workers = Workers { details, probes, changes, compat };
        assert!(workers.hand_over(Effect::Probe(DeviceId(1))).is_none());
        assert!(matches!(workers.hand_over(Effect::Probe(DeviceId(1))), Some(Message::Probed(_, Err(_)))));
        assert!(workers.hand_over(Effect::AskDevice(DeviceId(1))).is_none());
    }

    #[test]
    fn flags_win_over_the_configuration() {
        let settings = settings::Tui {
            lang: Lang::En,
            color: Some("16".into()),
            glyphs: Some("ascii".into()),
            theme: Some("light".into()),
            scroll: None,
        };
        let from_file = ScreenOptions { settings, ..ScreenOptions::default() };
        assert_eq!(
            (from_file.color(), from_file.glyphs(), from_file.theme()),
            (Some(Depth::Ansi16), Some(Glyphs::Ascii), ThemeName::Light)
        );
        let flagged = ScreenOptions { color: Some("mono".into()), theme: Some("dark".into()), ..from_file };
        assert_eq!((flagged.color(), flagged.theme()), (Some(Depth::Mono), ThemeName::Dark));
    }

    #[test]
    fn a_view_to_start_with_that_cannot_be_read_is_said() {
        let options = ScreenOptions { view: Some(":device status:nix".into()), ..ScreenOptions::default() };
        assert!(options.app().toast.is_some_and(|toast| toast.text.contains("kolom 16")));
    }
}
