//! pantau
fn main() {}
