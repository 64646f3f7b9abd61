//! `pantau-agent`: the endpoint agent as a program of its own.

mod program;

use std::process::ExitCode;

fn main() -> ExitCode {
    program::run(std::env::args_os().skip(1).collect())
}
