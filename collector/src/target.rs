//! What the poller is told to watch.

use model::{DeviceId, device::Target};

/// One device of the book and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollTarget {
    /// Its id; goes into every batch about it.
    pub id: DeviceId,
    /// How it is reached.
    pub target: Target,
    /// Its own interval of full readings, seconds; none: that of the settings.
    pub interval_seconds: Option<u32>,
}
