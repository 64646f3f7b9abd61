//! `once` and `inventory`: observes now and shows it; nothing is written.

use super::{arguments::Asked, say, say_json, show};
use agent::{Observer, Roots, clock, installation};
use std::time::Duration;

/// Processor use needs an interval; so long is enough for a look.
const INTERVAL: Duration = Duration::from_millis(250);

/// The exit code.
pub fn run(asked: &Asked, json: bool, whole: bool) -> u8 {
    let roots = Roots { tells_users: !asked.no_users, ..Roots::system() };
    let agent_id = installation::known_id(&roots, &asked.data);
    let mut observer = Observer::new(roots, agent_id);
    let inventory = observer.observe(clock::now()).inventory;
    if !whole {
        std::thread::sleep(INTERVAL);
        observer.observe(clock::now());
    }
    // What is installed is told with inventories only.
    match inventory.as_deref().filter(|_| whole).or_else(|| observer.record()) {
        Some(record) if json => u8::from(!say_json(record)),
        Some(record) => {
            say(&show::record(asked.lang, &record.facts, whole));
            0
        }
        None => 1,
    }
}
