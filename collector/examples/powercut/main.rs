//! What `tests/powercut` cuts the power under: a collector with its load, and the judge of what a start finds afterwards.
//!
//! ```text
//! powercut write DATA OUTSIDE RATE   a collector on DATA takes in RATE samples a second until it is killed
//! powercut check DATA OUTSIDE        holds what DATA has against what OUTSIDE says
//! ```
//! OUTSIDE is a directory that keeps its power: what was acknowledged is written there, and what was found. Time runs so fast that windows
//! are over within seconds and days within half a minute, so that cuts fall into compaction and roll-ups as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

mod judge;
mod load;
mod truth;

use std::path::Path;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_right = match words[..] {
        ["write", data, outside, rate] => {
            load::write(Path::new(data), Path::new(outside), rate.parse().expect("a rate"));
            true
        }
        ["check", data, outside] => judge::check(Path::new(data), Path::new(outside)),
        _ => {
            eprintln!("arguments: write DATA OUTSIDE RATE | check DATA OUTSIDE");
            std::process::exit(64);
        }
    };
    std::process::exit(i32::from(!is_right));
}
