//! The command line of pantau: reads the arguments and hands over.

mod cli;
mod clock;
mod config;

fn main() {}
