//! Every seed of the fuzzers goes through its target: what once made one fail never does again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../fuzz/targets/glpi.rs"]
mod glpi;
#[path = "../../fuzz/targets/history_block.rs"]
mod history_block;
#[path = "../../fuzz/targets/message.rs"]
mod message;
#[path = "../../fuzz/targets/profile.rs"]
mod profile;
#[path = "../../fuzz/targets/recording.rs"]
mod recording;
#[path = "../../fuzz/targets/request.rs"]
mod request;
#[path = "../../fuzz/targets/trap.rs"]
mod trap;

use std::{fs, path::Path};

fn each(folder: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut count = 0;
    for path in files {
        run(&fs::read(path).unwrap());
        count += 1;
    }
    assert!(count > 0, "no seeds in {}", folder.display());
}

#[test]
fn seeds_of_inventories() {
    each("../fuzz/seeds/glpi", glpi::run);
}

#[test]
fn seeds_of_blocks() {
    each("../fuzz/seeds/history_block", history_block::run);
}

#[test]
fn seeds_of_messages() {
    each("../fuzz/seeds/message", message::run);
}

#[test]
fn seeds_of_notifications() {
    each("../fuzz/seeds/trap", trap::run);
}

#[test]
fn seeds_of_recordings() {
    each("tests/recordings", recording::run);
}

#[test]
fn seeds_of_requests() {
    each("../fuzz/seeds/request", request::run);
    // A seed that is refused at the door would try nothing behind it.
    let asked = collector::request::read(include_bytes!("../../fuzz/seeds/request/packed"), true).unwrap();
    let good: Vec<bool> = collector::request::entries(&asked).iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, true, false]);
}

#[test]
fn seeds_of_families() {
    each("../mibs", profile::run);
}
