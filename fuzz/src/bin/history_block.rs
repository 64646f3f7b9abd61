//! The fuzzer of this target.
#![no_main]

#[path = "../../targets/history_block.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| target::run(octets));
