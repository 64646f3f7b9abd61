//! The running demo: threads for the sockets and for the world, and the strings a test may pull.

use crate::chance::Luck;
use crate::isolate::Isolated;
use crate::plan::Kabupaten;
use crate::responder::{self, Responder, Tally};
use crate::world::{Fill, Life, Trouble, World};
use model::DeviceId;
use std::io;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The port that is tried first where 161 cannot be had.
pub const LOOPBACK_PORT: u16 = 16161;
/// SNMP's own port.
const SNMP_PORT: u16 = 161;
/// How often the world lives on.
const BEAT: Duration = Duration::from_millis(100);

/// Where the pretend devices are.
#[derive(Debug)]
pub enum Mode {
    /// In a network of the process' own: 10.0.0.0/8, port 161, and echoes that the kernel answers or does not.
    Isolated(Isolated),
    /// At their own addresses, which are there already and for which whoever set them up answers echoes.
    Here {
        /// UDP port.
        port: u16,
    },
    /// In 127.0.0.0/8, where echoes must be simulated with [`Running::answers`].
    Loopback {
        /// UDP port; 0 is any free one; none is [`LOOPBACK_PORT`], or a free one if that is taken.
        port: Option<u16>,
    },
}

/// How it runs.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether things happen by themselves.
    pub life: Life,
    /// Threads that answer.
    pub responders: usize,
    /// Share of the devices that are dead from the beginning and stay so, percent; no device behind them, though.
    pub dead_percent: u8,
    /// Share of requests and of simulated echoes that are lost, percent.
    pub loss_percent: u8,
    /// Share of the devices whose SNMP agent answers each request 0.5 to 3 seconds late, percent; their echoes are not late.
    pub slow_percent: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self { life: Life::Lively, responders: 1, dead_percent: 0, loss_percent: 0, slow_percent: 0 }
    }
}

/// Why the demo did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The UDP port cannot be had.
    #[error("UDP port {port} cannot be opened: {source}")]
    Port {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The addresses could not be set up in the demo's namespace.
    #[error("the demo's addresses cannot be set up: {0}")]
    Addresses(io::Error),
    /// No thread could be started.
    #[error("a thread cannot be started: {0}")]
    Thread(io::Error),
}

/// A running demo; it ends when this is dropped.
#[derive(Debug)]
pub struct Running {
    world: Arc<RwLock<World>>,
    plan: Arc<Kabupaten>,
    tally: Arc<Tally>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    simulated: bool,
    luck: Luck,
    started: Instant,
}

/// Starts the pretend devices of a kabupaten.
pub fn start(kabupaten: Kabupaten, mode: Mode, options: Options) -> Result<Running, StartError> {
    let simulated = matches!(mode, Mode::Loopback { .. });
    let (socket, kabupaten, isolated) = match mode {
        Mode::Isolated(isolated) => (open(SNMP_PORT)?, kabupaten, Some(isolated)),
        Mode::Here { port } => (open(port)?, kabupaten, None),
        Mode::Loopback { port } => {
            let socket = match port {
                Some(port) => open(port)?,
                None => open(LOOPBACK_PORT).or_else(|_| open(0))?,
            };
            let port = socket.local_addr().map_err(|source| StartError::Port { port: 0, source })?.port();
            (socket, kabupaten.on_loopback(port), None)
        }
    };
    let plan = Arc::new(kabupaten);
    let mut world = World::new(plan.clone(), options.life);
    world.bury(options.dead_percent);
    world.slow(options.slow_percent);
    let world = Arc::new(RwLock::new(world));
    let (tally, stop) = (Arc::new(Tally::default()), Arc::new(AtomicBool::new(false)));
    let luck = Luck::new(plan.seed, options.loss_percent);
    let mut running =
        Running { world, plan, tally, stop, threads: Vec::new(), simulated, luck, started: Instant::now() };
    running.spawn(socket, isolated, options)?;
    Ok(running)
}

fn open(port: u16) -> Result<UdpSocket, StartError> {
    responder::open(port).map_err(|source| StartError::Port { port, source })
}

impl Running {
    /// The kabupaten with the addresses and the port on which it answers.
    pub fn kabupaten(&self) -> &Kabupaten {
        &self.plan
    }

    /// True when echoes must be simulated.
    pub const fn simulated(&self) -> bool {
        self.simulated
    }

    /// The round trip of an echo to this address; none when nothing living is there.
    pub fn answers(&self, address: IpAddr) -> Option<Duration> {
        let IpAddr::V4(address) = address else {
            return None;
        };
        let index = self.plan.at(address)?;
        self.read().echo(index).filter(|_| self.luck.holds())
    }

    /// What came and what became of it.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Strings to pull.
    pub const fn scenario(&self) -> Scenario<'_> {
        Scenario { running: self }
    }

    /// Ends it and waits until it has ended.
    pub fn stop(self) {}

    fn read(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, World> {
        now(&self.world, self.started)
    }

    fn spawn(&mut self, socket: UdpSocket, isolated: Option<Isolated>, options: Options) -> Result<(), StartError> {
        let started = self.started;
        let mut keeper =
            Keeper { world: self.world.clone(), plan: self.plan.clone(), tally: self.tally.clone(), isolated };
        keeper.move_addresses().map_err(StartError::Addresses)?;
        for place in 0..options.responders.max(1) {
            let socket = socket.try_clone().map_err(StartError::Thread)?;
            let (world, tally, stop) = (self.world.clone(), self.tally.clone(), self.stop.clone());
            let luck = Luck::new(self.plan.seed ^ place as u64, options.loss_percent);
            let responder = Responder { world, started, tally, stop, luck };
            let named = thread::Builder::new().name("demo-responder".into());
            self.threads.push(named.spawn(move || responder.run(&socket)).map_err(StartError::Thread)?);
        }
        let stop = self.stop.clone();
        let named = thread::Builder::new().name("demo-world".into());
        let live = move || keeper.live(started, &stop);
        self.threads.push(named.spawn(live).map_err(StartError::Thread)?);
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A thread that panicked has said so on stderr; there is nothing left to do for it here.
            let _ = thread.join();
        }
    }
}

/// The world, lived until this very moment. The clock is read behind the lock: what was answered before, with a clock
/// read behind it too, is then never later, and no counter falls.
fn now(world: &RwLock<World>, started: Instant) -> RwLockWriteGuard<'_, World> {
    let mut world = world.write().unwrap_or_else(PoisonError::into_inner);
    world.advance(started.elapsed().as_millis() as u64);
    world
}

/// Keeps the world going and the addresses with it.
struct Keeper {
    world: Arc<RwLock<World>>,
    plan: Arc<Kabupaten>,
    tally: Arc<Tally>,
    isolated: Option<Isolated>,
}

impl Keeper {
    fn live(&mut self, started: Instant, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            thread::park_timeout(BEAT);
            drop(now(&self.world, started));
            if self.move_addresses().is_err() {
                self.tally.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Lets addresses appear and vanish as the world says.
    fn move_addresses(&mut self) -> io::Result<()> {
        let moved = self.world.write().unwrap_or_else(PoisonError::into_inner).take_moved();
        let Some(isolated) = &mut self.isolated else {
            return Ok(());
        };
        for present in [false, true] {
            let mine = moved.iter().filter(|(_, now)| *now == present);
            let addresses: Vec<Ipv4Addr> = mine.map(|(index, _)| self.plan.devices[*index].address).collect();
            if !addresses.is_empty() {
                isolated.present(&addresses, present)?;
            }
        }
        Ok(())
    }
}

/// Strings to pull. What is done with one lasts until it is undone; an id that does not exist does nothing.
#[derive(Clone, Copy, Debug)]
pub struct Scenario<'a> {
    running: &'a Running,
}

impl Scenario<'_> {
    /// No electricity: the device is gone, and all behind it unreachable. Revived it starts anew.
    pub fn kill(&self, device: DeviceId) {
        self.hurt(device, Trouble::Power);
    }

    /// The cable is out: gone like a dead one, but it runs on, and its counters with it.
    pub fn unplug(&self, device: DeviceId) {
        self.hurt(device, Trouble::Cable);
    }

    /// The SNMP agent is silent; echoes are answered.
    pub fn silence_snmp(&self, device: DeviceId) {
        self.hurt(device, Trouble::Mute);
    }

    /// Its uplink carries this percentage of the contracted rate (of the port's speed, for other devices) inwards.
    pub fn fill(&self, device: DeviceId, percent: f64) {
        let percent = if percent.is_finite() { percent.clamp(0.0, 100.0) } else { 0.0 };
        self.hurt(device, Trouble::Full(Fill { percent, outgoing: false }));
    }

    /// It starts anew at once: counters and uptime at zero.
    pub fn reboot(&self, device: DeviceId) {
        self.kill(device);
        self.revive(device);
    }

    /// Everything that is wrong with it is over.
    pub fn revive(&self, device: DeviceId) {
        if let Some(index) = device.0.checked_sub(1) {
            self.running.write().heal(index as usize);
        }
        self.running.wake();
    }

    fn hurt(&self, device: DeviceId, trouble: Trouble) {
        if let Some(index) = device.0.checked_sub(1) {
            self.running.write().hurt(index as usize, trouble);
        }
        self.running.wake();
    }
}

impl Running {
    /// The world's thread looks at once, so that an address moves without waiting for the next beat.
    fn wake(&self) {
        if let Some(world) = self.threads.last() {
            world.thread().unpark();
        }
    }
}
