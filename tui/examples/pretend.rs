//! The real screen over a pretend fleet without a collector, to look at it and to measure its bytes:
//! `cargo run --release --example pretend -- DEVICES [VIEW [GLYPHS]]`.

#[path = "../tests/screen/world.rs"]
#[allow(dead_code)]
mod world;

use model::api::{AskFleet, Change, Code, ErrorAnswer, FleetPicture, Method, Question};
use std::{
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tui::{
    ScreenOptions,
    client::{CallError, Transport},
    clock, run_screen,
};

/// A picture whose times are moved to now; every two seconds some rates change.
struct Pretend(Mutex<FleetPicture>);

impl Transport for Pretend {
    fn call(&self, _: Method, path: &str, _: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
        let picture = self.0.lock().map_err(|_| refused())?;
        let json = if path == (AskFleet {}).path() {
            serde_json::to_vec(&*picture)
        } else if path.contains("/alerts/") {
            return Err(refused());
        } else {
            let id = path.rsplit('/').find_map(|part| part.parse::<u32>().ok()).ok_or_else(refused)?;
            let row = picture.devices.iter().find(|row| row.id.0 == id).ok_or_else(refused)?;
            serde_json::to_vec(&world::picture(row))
        };
        json.map_err(|error| CallError::Malformed(error.to_string()))
    }

    fn stream(&self, _: &str, each: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
        let mut dice = world::Dice::new(1);
        loop {
            thread::sleep(Duration::from_secs(2));
            let mut picture = self.0.lock().map_err(|_| refused())?;
            picture.revision += 1;
            let mut change = Change { revision: picture.revision, now: clock::now(), ..Change::default() };
            let count = picture.devices.len() as u64;
            for _ in 0..count / 30 {
                let row = &mut picture.devices[dice.below(count) as usize];
                row.seen = Some(change.now);
                row.in_bps = row.in_bps.map(|bps| bps * (0.9 + dice.below(21) as f64 / 100.0));
                change.devices.push(row.clone());
            }
            drop(picture);
            let json = serde_json::to_string(&change).map_err(|error| CallError::Malformed(error.to_string()))?;
            if !each(&format!("data: {json}")) || !each("") {
                return Ok(());
            }
        }
    }
}

fn refused() -> CallError {
    CallError::Refused(ErrorAnswer::new(Code::NotFound, "tidak ada", "there is no such thing"))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let devices = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(300);
    let mut picture = world::fleet(50, devices);
    let ahead = clock::now().0 - world::now().0;
    picture.now = clock::now();
    picture.collector.newest = picture.collector.newest.map(|at| at.plus_millis(ahead));
    for alert in &mut picture.alerts {
        alert.since = alert.since.plus_millis(ahead);
    }
    for row in &mut picture.devices {
        for at in [&mut row.since, &mut row.booted, &mut row.seen].into_iter().flatten() {
            *at = at.plus_millis(ahead);
        }
    }
    let (view, glyphs) = (arguments.next(), arguments.next());
    let options = ScreenOptions { view, glyphs, operator: "op1".into(), ..ScreenOptions::default() };
    if let Err(error) = run_screen(Arc::new(Pretend(Mutex::new(picture))), options) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
