//! From a device to a batch: walks and the poller against pretended devices, decoding of recordings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod contexts;
mod poller;
mod pretend;
mod recognition;
mod recordings;
mod sensors;
mod survey;
mod walk;
