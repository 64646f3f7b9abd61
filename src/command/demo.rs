//! `pantau demo`: a pretend kabupaten on this machine, watched by the real collector and shown on the real screen.

use super::{
    question,
    tui::{options, terminal},
};
use crate::{
    assemble::{Assembly, Parts},
    cli,
    context::Context,
    lang, logging, signals,
};
use ::demo::{IsolateError, Kabupaten, Mode, Options, Running};
use ::tui::client::Transport;
use clap::ArgMatches;
use collector::echo::Echo;
use futures_util::future::BoxFuture;
use model::{
    Device, Opd,
    api::{AddDevices, AddOpd, MOST_DEVICES, SetOpd},
    batch::EchoBy,
};
use std::{
    net::{IpAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

/// Longest poll and check interval of the demo, and that of a very large one: the machine must keep up with it.
const INTERVAL_SECONDS: u64 = 10;
const LARGE_INTERVAL_SECONDS: u64 = 60;
/// Devices polled a second at most, about.
const DEVICES_PER_SECOND: u64 = 160;

/// Echoes of the demo where no namespace can be had: the pretended devices say whether they live.
struct SimulatedEcho(Arc<Running>);

impl Echo for SimulatedEcho {
    fn by(&self) -> EchoBy {
        EchoBy::Simulated
    }

    fn ping(&self, address: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>> {
        Box::pin(async move {
            let answer = self.0.answers(address).filter(|rtt| *rtt <= timeout);
            tokio::time::sleep(answer.unwrap_or(timeout)).await;
            answer
        })
    }
}

/// Runs until the screen is left, or without one until it is told to stop.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let with_screen = !cli::flag(matches, "no-screen");
    if with_screen && !terminal() {
        anyhow::bail!(lang::no_terminal(context.lang));
    }
    // The API's socket is opened in the machine's own network, before the process may move into another.
    let address = &context.settings.collector.listen;
    let listener = TcpListener::bind(address)
        .map_err(|cause| anyhow::anyhow!(lang::cannot_listen(context.lang, address, cause)))?;
    let mode = network(cli::flag(matches, "simulated-echo"))?;
    let number = |name| matches.get_one::<u16>(name).map_or(24, |n| usize::from(*n));
    let devices = matches.get_one::<u32>("devices").map_or(::demo::DEFAULT_DEVICES, |n| *n as usize);
    let plan = Kabupaten::plan(number("opd"), devices, matches.get_one::<u64>("seed").copied().unwrap_or(1));
    let percent = |name| matches.get_one::<u8>(name).copied().unwrap_or_default();
    let options_of_demo = Options {
        dead_percent: percent("dead"),
        loss_percent: percent("loss"),
        slow_percent: percent("slow"),
        ..Options::default()
    };
    let pretended = Arc::new(::demo::start(plan, mode, options_of_demo)?);
    let data = tempfile::Builder::new().prefix("pantau-demo-").tempdir()?;
    if with_screen {
        logging::to_files(data.path(), context.verbosity)
    } else {
        logging::to_stderr(context.verbosity - 1)
    }
    let echo = pretended.simulated().then(|| Arc::new(SimulatedEcho(pretended.clone())) as Arc<dyn Echo>);
    // A day of the demo takes minutes: it is polled as much faster, as far as this machine can.
    let interval_seconds = (devices as u64 / DEVICES_PER_SECOND).clamp(INTERVAL_SECONDS, LARGE_INTERVAL_SECONDS);
    let mut context = context.clone();
    let poll = &mut context.settings.poll;
    (poll.interval_seconds, poll.check_seconds) =
        (poll.interval_seconds.min(interval_seconds), poll.check_seconds.min(interval_seconds));
    let context = &context;
    let assembly = Assembly::start(context, data.path(), Parts { listener: Some(listener), echo, demo: true })?;
    let transport = assembly.transport();
    let (shown, filled) = std::thread::scope(|scope| {
        // The screen comes first; the book fills while it is already there.
        let book = scope.spawn(|| fill_book(context, &*transport, pretended.kabupaten()));
        let shown = if with_screen {
            ::tui::session::run_screen(transport.clone(), options(context, matches))
                .map(drop)
                .map_err(|error| anyhow::anyhow!("pantau: {}", error.text(context.lang)))
        } else {
            context.tell(&lang::demo_ready(context.lang, assembly.listen()));
            assembly.block_on(signals::stop()).map_err(Into::into)
        };
        (shown, book.join())
    });
    assembly.stop();
    shown?;
    filled.map_err(|_| anyhow::anyhow!(lang::panicked(context.lang)))??;
    Ok(0)
}

/// A network of the process' own where one can be had, else loopback with simulated echoes.
fn network(simulated: bool) -> anyhow::Result<Mode> {
    if simulated {
        return Ok(Mode::Loopback { port: None });
    }
    match ::demo::isolate() {
        Ok(isolated) => Ok(Mode::Isolated(isolated)),
        Err(IsolateError::Stranded { step, source }) => Err(anyhow::anyhow!("pantau: {step}: {source}")),
        Err(_refused) => Ok(Mode::Loopback { port: None }),
    }
}

/// Puts agencies and devices into the collector's book. Agencies first, for devices name them; their uplinks last, for
/// these name devices.
fn fill_book(context: &Context, transport: &dyn Transport, kabupaten: &Kabupaten) -> anyhow::Result<()> {
    let opds = kabupaten.opds();
    for opd in &opds {
        question(context, transport, &AddOpd(Opd { uplink: None, ..opd.clone() }))?;
    }
    let mut rest = kabupaten.devices().into_iter();
    loop {
        let devices: Vec<Device> = rest.by_ref().take(MOST_DEVICES).collect();
        if devices.is_empty() {
            break;
        }
        question(context, transport, &AddDevices { devices })?;
    }
    for opd in opds.into_iter().filter(|opd| opd.uplink.is_some()) {
        question(context, transport, &SetOpd { code: opd.code.clone(), opd })?;
    }
    Ok(())
}
