//! What `/metrics` tells of the echoes of a device: names and texts.

/// What is told of a device's echoes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::metrics) enum Echoed {
    Sent,
    Received,
    Min,
    Mean,
    Max,
    Jitter,
}

impl Echoed {
    pub(super) const ALL: [Self; 6] = [Self::Sent, Self::Received, Self::Min, Self::Mean, Self::Max, Self::Jitter];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "pantau_device_echoes_sent_total",
            Self::Received => "pantau_device_echoes_received_total",
            Self::Min => "pantau_device_rtt_min_seconds",
            Self::Mean => "pantau_device_rtt_mean_seconds",
            Self::Max => "pantau_device_rtt_max_seconds",
            Self::Jitter => "pantau_device_rtt_jitter_seconds",
        }
    }

    pub(super) const fn help(self) -> &'static str {
        match self {
            Self::Sent => "Echoes sent to the device since the collector started.",
            Self::Received => "Echoes that returned in time since the collector started.",
            Self::Min => "Shortest round trip of the last 20 checks.",
            Self::Mean => "Mean round trip of the last 20 checks.",
            Self::Max => "Longest round trip of the last 20 checks.",
            Self::Jitter => "Mean difference between one round trip and the next of the last 20 checks.",
        }
    }
}
