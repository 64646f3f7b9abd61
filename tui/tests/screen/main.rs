//! The screen from outside: pictures of every view, properties, and what keys do.

mod local;
mod properties;
mod purchase;
mod snapshots;
mod stage;
mod topology;
mod updates;
mod world;
