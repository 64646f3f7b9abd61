//! Runs: one at a time, begun by a person or by the schedule, told to the writer as they go, ended or interrupted.

use super::{BY_HAND, Findings, Makers, Plan, Sighting, around, around::Around, look::Looker, names::Names, scope};
use crate::{
    book::refuse,
    clock,
    credential::Credentials,
    echo::{Echo, Pace},
    live::Live,
    profile::Profiles,
    snmp::{Engine, session::Limits},
    store::Reader,
    writer::Command,
};
use futures_util::StreamExt;
use model::{
    Lang, Timestamp,
    api::{Code, DiscoveryRun, ErrorAnswer, RunState, StartDiscovery},
    device::SnmpAccess,
};
use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    time::interval,
};

/// Packets a second, unless stated, and the most that may be stated (`reliability.md` 13.3).
pub const RATE: u32 = 500;
const MOST_RATE: u32 = 10_000;
/// Addresses looked at at once: a silent one takes two seconds, so that a run keeps its pace.
const AT_ONCE: usize = 512;
/// The fewest, at a low rate.
const AT_LEAST: usize = 8;
/// How often the writer is told.
const TELL: Duration = Duration::from_millis(500);
/// SNMP requests under way at once.
const REQUESTS: usize = 1024;
model::messages! {
    running { id: "Penemuan sedang berjalan; tunggu sampai selesai atau hentikan dulu", en: "A discovery is running; wait until it has ended, or stop it first" }
    nothing_to_resume { id: "Tidak ada penemuan terputus yang dapat dilanjutkan", en: "There is no interrupted discovery to resume" }
    other_subnets(subnets) { id: "Penemuan yang terputus adalah atas {subnets}; lanjutkan tanpa menyebut subnet lain", en: "The interrupted discovery is of {subnets}; resume it without naming other subnets" }
    no_plan(code) { id: "Perangkat Daerah {code} belum punya subnet; tambah: pantau opd set {code} --subnet CIDR", en: "Agency {code} has no subnets yet; add one: pantau opd set {code} --subnet CIDR" }
    bad_rate(most) { id: "Laju 1 sampai {most} paket per detik", en: "The rate is 1 to {most} packets a second" }
    no_sockets { id: "Tidak dapat membuka soket SNMP", en: "Cannot open the sockets of SNMP" }
}

/// Begins and ends runs.
#[derive(Clone)]
pub struct Discoverer(Arc<Inner>);

struct Inner {
    shared: Arc<Live>,
    commands: mpsc::Sender<Command>,
    reader: Reader,
    profiles: Arc<Profiles>,
    echo: Arc<dyn Echo>,
    active: Mutex<Option<Active>>,
}

/// The run that is under way.
struct Active {
    run: DiscoveryRun,
    stop: watch::Sender<bool>,
}

/// What a run begins with.
struct Begun {
    run: DiscoveryRun,
    plan: Plan,
    looker: Looker,
    news: bool,
    stop: watch::Receiver<bool>,
}

/// How many addresses are looked at at once at this rate, packets a second: no more than it leaves packets for, so that a slow
/// run is through with one address after the other and goes on near where it was interrupted.
fn at_once(rate: u32) -> usize {
    (rate as usize).clamp(AT_LEAST, AT_ONCE)
}

fn invalid(sentence: impl Fn(Lang) -> String) -> ErrorAnswer {
    refuse(Code::Invalid, sentence)
}

impl Discoverer {
    pub(crate) fn new(
        shared: Arc<Live>,
        commands: mpsc::Sender<Command>,
        reader: Reader,
        profiles: Arc<Profiles>,
        echo: Arc<dyn Echo>,
    ) -> Self {
        Self(Arc::new(Inner { shared, commands, reader, profiles, echo, active: Mutex::new(None) }))
    }

    pub(super) fn live(&self) -> &Live {
        &self.0.shared
    }

    /// The newest runs, with the one under way as it is now.
    pub fn runs(&self) -> Vec<DiscoveryRun> {
        let active = self.active().as_ref().map(|active| active.run.clone());
        let mut runs: Vec<DiscoveryRun> = self.0.shared.fleet().runs().cloned().collect();
        if let Some(active) = active {
            runs.retain(|run| scope(run) != scope(&active));
            runs.push(active);
            runs.sort_by(|a, b| scope(a).cmp(scope(b)));
        }
        runs
    }

    /// Interrupts the run under way, if there is one; it tells the writer how far it came.
    pub fn stop(&self) {
        if let Some(active) = &*self.active() {
            active.stop.send_replace(true);
        }
    }

    /// Begins a run that a person asked for.
    pub fn start(&self, asked: StartDiscovery) -> Result<DiscoveryRun, ErrorAnswer> {
        let rate = asked.rate.unwrap_or(RATE);
        if !(1..=MOST_RATE).contains(&rate) {
            return Err(invalid(|lang| bad_rate(lang, MOST_RATE)));
        }
        let interrupted = self.0.shared.fleet().run_of(BY_HAND).cloned();
        let interrupted = interrupted.filter(|run| run.state == RunState::Interrupted);
        let run = match (asked.resume, interrupted) {
            (true, None) => return Err(refuse(Code::NotFound, |lang| nothing_to_resume(lang).to_owned())),
            (true, Some(before)) => {
                let named =
                    if asked.subnets.is_empty() { before.subnets.clone() } else { planned(&asked.subnets)?.subnets() };
                if named != before.subnets {
                    return Err(invalid(|lang| other_subnets(lang, before.subnets.join(" "))));
                }
                DiscoveryRun { rate, opd: asked.opd.or(before.opd.clone()), ..before }
            }
            (false, _) => {
                let subnets = self.declared(&asked)?;
                DiscoveryRun { subnets, opd: asked.opd, rate, ..DiscoveryRun::default() }
            }
        };
        self.begin(run, asked.credentials)
    }

    /// The subnets of a question: those it names, else the address plan of its agency.
    fn declared(&self, asked: &StartDiscovery) -> Result<Vec<String>, ErrorAnswer> {
        let Some(code) = &asked.opd else { return Ok(asked.subnets.clone()) };
        let fleet = self.0.shared.fleet();
        let opd = fleet.opds().find(|opd| opd.code == *code).ok_or_else(|| crate::book::no_opd(code))?;
        match (asked.subnets.is_empty(), opd.address_plan.is_empty()) {
            (false, _) => Ok(asked.subnets.clone()),
            (true, false) => Ok(opd.address_plan.clone()),
            (true, true) => Err(invalid(|lang| no_plan(lang, code))),
        }
    }

    /// Begins this run, or goes on with it.
    pub(super) fn begin(&self, run: DiscoveryRun, given: Vec<SnmpAccess>) -> Result<DiscoveryRun, ErrorAnswer> {
        let plan = planned(&run.subnets)?;
        let now = self.0.shared.clock.now();
        let mut active = self.active();
        if active.as_ref().is_some_and(|active| active.run.state == RunState::Running) {
            return Err(refuse(Code::Conflict, |lang| running(lang).to_owned()));
        }
        let addresses = u32::try_from(plan.addresses().count()).unwrap_or(u32::MAX);
        let resumed = run.state == RunState::Interrupted && run.asked > 0;
        let started = if resumed { run.started } else { now };
        let run =
            DiscoveryRun { subnets: plan.subnets(), state: RunState::Running, addresses, started, ended: None, ..run };
        let news = run.scheduled && run.completed;
        let looker = self.looker(&run, given).map_err(|error| {
            tracing::error!(%error, "no discovery");
            refuse(Code::Busy, |lang| no_sockets(lang).to_owned())
        })?;
        let (stop, stopped) = watch::channel(false);
        *active = Some(Active { run: run.clone(), stop });
        drop(active);
        let begun = Begun { run: run.clone(), plan, looker, news, stop: stopped };
        let this = self.clone();
        tokio::spawn(async move {
            let sweep = tokio::spawn({
                let this = this.clone();
                async move { this.sweep(begun).await }
            });
            if sweep.await.is_err() {
                this.0.shared.own.panicked("discovery");
                if let Some(active) = &mut *this.active() {
                    active.run.state = RunState::Interrupted;
                }
            }
        });
        Ok(run)
    }

    fn looker(&self, run: &DiscoveryRun, given: Vec<SnmpAccess>) -> std::io::Result<Looker> {
        let settings = self.0.shared.fleet().settings().clone();
        let pace = Arc::new(Pace::new(run.rate));
        let resolver = settings.discovery.resolver.as_deref().and_then(resolver);
        Ok(Looker {
            engine: Engine::start(REQUESTS)?,
            profiles: Arc::clone(&self.0.profiles),
            echo: Arc::clone(&self.0.echo),
            names: Names::new(resolver, Arc::clone(&pace)),
            makers: Makers::load(settings.discovery.oui_file.as_deref().map(Path::new)),
            pace,
            limits: Limits::from(&settings),
            given,
            credentials: Credentials::of(&settings),
            clock: clock::now,
        })
    }

    /// Asks every address that was not asked yet, in order, and tells the writer as it goes.
    async fn sweep(&self, begun: Begun) {
        let Begun { mut run, plan, looker, news, mut stop } = begun;
        let mut ending = self.0.shared.ending.subscribe();
        let around = Mutex::new(self.around(&plan).await);
        let rest: Vec<IpAddr> = plan.addresses().skip(run.asked as usize).collect();
        let unasked = lock(&around).unasked(&plan);
        let asked_one_by_one = rest.len();
        let looks = futures_util::stream::iter(rest.into_iter().chain(unasked));
        let looks = looks.map(|address| {
            let seen = lock(&around).of(address);
            looker.look(address, seen)
        });
        let mut looks = looks.buffered(at_once(run.rate)).enumerate();
        let mut tell = interval(TELL);
        let mut met = Vec::new();
        run.state = loop {
            tokio::select! {
                biased;
                () = told(&mut stop) => break RunState::Interrupted,
                () = told(&mut ending) => break RunState::Interrupted,
                _ = tell.tick() => self.tell(&run, std::mem::take(&mut met), news).await,
                next = looks.next() => match next {
                    Some((place, sighting)) => {
                        run.asked += u32::from(place < asked_one_by_one);
                        if sighting.is_there() {
                            run.found += 1;
                            met.push(sighting);
                        }
                        self.progress(&run);
                    }
                    None => break RunState::Done,
                },
            }
        };
        drop(looks);
        self.add_own_table(&plan, &looker, &mut met);
        run.completed |= run.state == RunState::Done;
        run.ended = Some(self.0.shared.clock.now());
        self.tell(&run, met, news).await;
        self.progress(&run);
    }

    /// What known devices and this machine tell of the declared subnets.
    async fn around(&self, plan: &Plan) -> Around {
        let (reader, plan, now) = (self.0.reader.clone(), plan.clone(), self.0.shared.clock.now());
        let read = tokio::task::spawn_blocking(move || {
            let mut around = Around::default();
            let read =
                reader.each_report(|report| around.take(&plan, report.device, report.collected_at, &report.body));
            if let Err(error) = read {
                tracing::warn!(%error, "discovery goes on without the tables of known devices");
            }
            around.take_own(&plan, around::own_table(), now);
            around
        });
        read.await.unwrap_or_default()
    }

    /// What was asked stands in this machine's own table now, with its MAC.
    fn add_own_table(&self, plan: &Plan, looker: &Looker, met: &mut Vec<Sighting>) {
        let mut around = Around::default();
        around.take_own(plan, around::own_table(), self.0.shared.clock.now());
        let known = self.0.shared.fleet().found_in(plan);
        let earlier = known.into_iter().filter(|address| !met.iter().any(|one| one.address == *address));
        let mut more: Vec<Sighting> = earlier.filter_map(|address| around.of(address)).collect();
        for sighting in met.iter_mut() {
            if let Some(seen) = around.of(sighting.address) {
                sighting.join(seen);
                looker.maker(sighting);
            }
        }
        more.iter_mut().for_each(|sighting| looker.maker(sighting));
        met.extend(more);
    }

    /// How far the run is and what it met go into one transaction: nothing counts as asked that could be lost.
    async fn tell(&self, run: &DiscoveryRun, sightings: Vec<Sighting>, news: bool) {
        let findings = Box::new(Findings { run: run.clone(), sightings, news });
        // Only fails when the writer is gone, and then the run ends too.
        let _ = self.0.commands.send(Command::Discovered(findings)).await;
    }

    fn progress(&self, run: &DiscoveryRun) {
        if let Some(active) = &mut *self.active() {
            active.run.clone_from(run);
        }
    }

    fn active(&self) -> std::sync::MutexGuard<'_, Option<Active>> {
        lock(&self.0.active)
    }

    /// The moment it is, by the collector's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.0.shared.clock.now()
    }
}

/// Resolves when the word is given, or when nobody can give it any more.
pub(super) async fn told(word: &mut watch::Receiver<bool>) {
    let _ = word.wait_for(|given| *given).await.is_ok();
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The plan, or what is wrong with it, one line each.
fn planned(subnets: &[String]) -> Result<Plan, ErrorAnswer> {
    let told = |wrong: &[super::Wrong], lang| wrong.iter().map(|one| one.message(lang)).collect::<Vec<_>>().join("; ");
    Plan::of(subnets).map_err(|wrong| invalid(|lang| told(&wrong, lang)))
}

/// A resolver as people write it: `ADDRESS` or `ADDRESS:PORT`.
pub fn resolver(text: &str) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| Some(SocketAddr::new(text.parse().ok()?, 53)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_run_looks_at_few_addresses_at_once() {
        assert_eq!([1, 20, RATE, MOST_RATE].map(at_once), [AT_LEAST, 20, 500, AT_ONCE]);
    }
}
