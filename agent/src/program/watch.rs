//! `run`: observes at intervals, keeps the state file, hands batches to the sender, ends in order on a signal.

use super::{
    arguments::Asked,
    complain,
    endpoint::Endpoint,
    fault,
    outbox::Outbox,
    sender::{self, Report},
    text,
};
use agent::{
    Observer, Roots, VERSION, clock, installation,
    local::Rhythm,
    membership,
    outlet::Outlet,
    spool::{Limits, Spool},
    state::{self, Sending, State},
    way::Watcher,
};
use model::{
    Lang,
    api::{Leaving, Spooled},
};
use std::{
    path::Path,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

/// The second observation follows the first so soon: processor use and rates need two.
const SECOND_AFTER: Duration = Duration::from_secs(2);

/// The last word to the collector may take so long: nobody's shutdown waits for it.
const GOODBYE: Duration = Duration::from_millis(1500);

/// What wakes the loop besides its interval.
enum Event {
    Stop(Leaving),
    Sent(Report),
}

/// Runs until a signal; the exit code.
pub fn run(asked: &Asked, interval: Duration, endpoint: Option<Endpoint>) -> u8 {
    match start(asked, interval, endpoint) {
        Ok(()) => 0,
        Err(line) => {
            fault(&line);
            1
        }
    }
}

fn start(asked: &Asked, interval: Duration, endpoint: Option<Endpoint>) -> Result<(), String> {
    let (lang, data) = (asked.lang, asked.data.as_path());
    let unusable = |error: std::io::Error| text::data_unusable(lang, data.display(), error);
    let no_thread = |error: std::io::Error| text::no_thread(lang, error);
    let (wake, events) = mpsc::channel();
    signals::watch(wake.clone()).map_err(no_thread)?;
    let _held = state::lock(data).map_err(unusable)?.ok_or_else(|| text::already_running(lang, data.display()))?;
    let roots = Roots { tells_users: !asked.no_users, ..Roots::system() };
    let agent_id = installation::keep_id(&roots, data).map_err(unusable)?;
    let way = Watcher::start(roots.clone(), asked.targets.clone(), clock::now).map_err(no_thread)?;
    // Without a socket the agent works as ever; the local view then has the state file only.
    let outlet = Outlet::open(data, way.report())
        .inspect_err(|error| complain(&text::no_socket(lang, data.display(), error)))
        .ok();
    let now = clock::now();
    let mut watch = Watch {
        observer: Observer::new(roots, Some(agent_id)),
        state: State {
            version: VERSION.into(),
            pid: std::process::id(),
            started_at: now,
            observed_at: now,
            interval_seconds: interval.as_secs(),
            stopped_at: None,
            sending: None,
            router: State::read(data).map(|before| before.router).unwrap_or_default(),
            record: None,
        },
        outbox: None,
        way,
        outlet,
        endpoint,
        boot_id: clock::boot_id(data),
        wake,
        asked,
        data,
        lang,
        loudness: asked.loudness,
        state_failed: false,
    };
    watch.way.route_by(&watch.state.router);
    // A data directory that cannot hold the state is told at once, not after a day.
    watch.state.write(data).map_err(unusable)?;
    watch.open()?;
    watch.tell(0, || text::started(lang, interval.as_secs(), data.join(state::FILE).display()));
    watch.until_stopped(interval, &events);
    Ok(())
}

/// One running agent.
struct Watch<'a> {
    observer: Observer,
    state: State,
    outbox: Option<Outbox>,
    way: Watcher,
    outlet: Option<Outlet>,
    endpoint: Option<Endpoint>,
    boot_id: String,
    wake: Sender<Event>,
    asked: &'a Asked,
    data: &'a Path,
    lang: Lang,
    loudness: i32,
    state_failed: bool,
}

impl Watch<'_> {
    /// Opens the spool and starts sending, when there is somewhere to send to: named, enrolled at, or prepared in an image.
    fn open(&mut self) -> Result<(), String> {
        if self.outbox.is_some() || self.endpoint.is_none() && !membership::is_wanted(self.data) {
            return Ok(());
        }
        let unusable = |error: std::io::Error| text::data_unusable(self.lang, self.data.display(), error);
        let spool = Spool::open(self.data, Limits::default(), installation::random()).map_err(unusable)?;
        let (outbox, wake) = (Outbox::new(spool), self.wake.clone());
        let (asked, boot_id) = (self.asked.clone(), self.boot_id.clone());
        let report = move |report| wake.send(Event::Sent(report)).is_ok();
        sender::spawn(outbox.clone(), self.endpoint, asked, boot_id, report)
            .map_err(|error| text::no_thread(self.lang, error))?;
        let url = self.endpoint.map(|endpoint| endpoint.to_string()).or_else(|| membership::url(self.data));
        self.state.sending = Some(Sending { url: url.unwrap_or_default(), ..Sending::default() });
        self.outbox = Some(outbox);
        self.observer.repeat_inventory();
        Ok(())
    }

    fn until_stopped(&mut self, interval: Duration, events: &mpsc::Receiver<Event>) {
        let mut rhythm = Rhythm::starting(Instant::now(), SECOND_AFTER.min(interval), interval);
        self.observe();
        let mut next = rhythm.after(Instant::now());
        let why = loop {
            match events.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Event::Sent(report)) => self.note(report),
                Err(RecvTimeoutError::Timeout) => {
                    self.observe();
                    next = rhythm.after(Instant::now());
                }
                Ok(Event::Stop(why)) => break why,
                Err(RecvTimeoutError::Disconnected) => break Leaving::Stopped,
            }
        };
        self.state.stopped_at = Some(clock::now());
        self.keep_state();
        if let Some(outbox) = &self.outbox {
            outbox.leave(why, GOODBYE);
        }
        self.tell(1, || text::ended(self.lang).to_owned());
    }

    fn observe(&mut self) {
        // It may have been enrolled since it was started.
        if let Err(line) = self.open() {
            self.tell(0, || line);
        }
        let batch = self.observer.observe(clock::now());
        self.state.observed_at = batch.at;
        self.state.record = self.observer.record().cloned();
        let (samples, inventory) = (batch.samples.len(), batch.inventory.is_some());
        let dropped = self.state.sending.as_ref().map_or(0, |sending| sending.dropped);
        let spooled = Spooled { mono_ms: clock::mono_ms(), boot_id: self.boot_id.clone(), batch };
        if self.outbox.as_ref().is_some_and(|outbox| outbox.push(spooled)) {
            self.observer.repeat_inventory();
        }
        self.count_queue();
        let sending = self.state.sending.as_ref();
        let queued = sending.map_or(0, |sending| sending.queued);
        // Told once when it begins, not for each batch of a long outage.
        if let Some(sending) = sending.filter(|sending| dropped == 0 && sending.dropped > 0) {
            self.tell(0, || text::dropped(self.lang, sending.dropped));
        }
        self.tell(1, || {
            let more = if inventory { text::with_inventory(self.lang) } else { "" };
            format!("{}{more}", text::observed(self.lang, samples, queued))
        });
        self.keep_state();
    }

    /// Notes how an attempt to send went; a change from good to bad or back is told.
    fn note(&mut self, report: Report) {
        let refused = self.state.sending.as_ref().map_or(0, |sending| sending.refused);
        self.count_queue();
        let Some(sending) = &mut self.state.sending else {
            return;
        };
        sending.url = report.url;
        sending.opd = report.opd;
        sending.certificate_until = report.certificate_until;
        if let Some(router) = report.router {
            self.way.route_by(&router);
            self.state.router = router;
        }
        let line = match report.went {
            Ok(at) => {
                sending.reached_at = Some(at);
                sending.failure.take().map(|_| text::reached(self.lang, &sending.url))
            }
            Err(reason) => {
                let line = match &sending.failure {
                    _ if sending.refused > refused => Some(text::refused(self.lang, sending.refused)),
                    None => Some(text::unreached(self.lang, &sending.url, &reason)),
                    Some(_) => None,
                };
                sending.failure = Some(reason);
                line
            }
        };
        if let Some(line) = line {
            self.tell(0, || line);
        }
        self.keep_state();
    }

    fn count_queue(&mut self) {
        if let (Some(outbox), Some(sending)) = (&self.outbox, &mut self.state.sending) {
            let spool = &outbox.waiting().spool;
            sending.queued = spool.waiting();
            sending.queued_octets = spool.octets();
            sending.dropped = spool.dropped();
            sending.refused = spool.refused();
        }
    }

    fn keep_state(&mut self) {
        if let Some(sending) = &self.state.sending {
            self.way.aim_at(&sending.url);
        }
        if let Some(outlet) = &self.outlet {
            outlet.publish(&self.state);
        }
        let failed = self.state.write(self.data).err();
        if let Some(error) = failed.as_ref().filter(|_| !self.state_failed) {
            complain(&text::data_unusable(self.lang, self.data.display(), error));
        }
        self.state_failed = failed.is_some();
    }

    fn tell(&self, loudness: i32, line: impl FnOnce() -> String) {
        if self.loudness >= loudness {
            complain(&line());
        }
    }
}

#[cfg(target_os = "linux")]
mod signals {
    //! SIGTERM, SIGINT and SIGHUP end the loop; SIGPWR does when the machine is shut down, and whoever stops the agent then says
    //! so by it. They are blocked before any thread starts and awaited by one.

    use super::Event;
    use model::api::Leaving;
    use nix::sys::signal::{SigSet, Signal};
    use std::{io, sync::mpsc::Sender, thread::Builder};

    pub fn watch(wake: Sender<Event>) -> io::Result<()> {
        let mut set = SigSet::empty();
        for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGPWR] {
            set.add(signal);
        }
        set.thread_block()?;
        Builder::new().name("signals".into()).spawn(move || {
            // An error would mean that no signal can ever be awaited; ending is then the only safe answer as well.
            let why = match set.wait() {
                Ok(Signal::SIGPWR) => Leaving::Shutdown,
                _ => Leaving::Stopped,
            };
            let _ended = wake.send(Event::Stop(why));
        })?;
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod signals {
    //! Elsewhere the system ends the process itself; the state file is replaced whole, so nothing is left half. A service is
    //! asked to end by [`stop`].

    use super::Event;
    use model::api::Leaving;
    use std::{
        io,
        sync::{Mutex, mpsc::Sender},
    };

    static WAKE: Mutex<(Option<Sender<Event>>, Option<Leaving>)> = Mutex::new((None, None));

    pub fn watch(wake: Sender<Event>) -> io::Result<()> {
        if let Ok(mut held) = WAKE.lock() {
            if let Some(why) = held.1 {
                let _ended = wake.send(Event::Stop(why));
            }
            held.0 = Some(wake);
        }
        Ok(())
    }

    /// Ends the loop, also one that has not begun yet.
    #[cfg_attr(not(windows), allow(dead_code))]
    pub fn stop(why: Leaving) {
        if let Ok(mut held) = WAKE.lock() {
            held.1 = Some(why);
            let _ended = held.0.as_ref().map(|wake| wake.send(Event::Stop(why)));
        }
    }
}

#[cfg(windows)]
pub use signals::stop;
