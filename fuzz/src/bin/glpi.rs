//! The fuzzer of this target.
#![no_main]

#[path = "../../targets/glpi.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| target::run(octets));
