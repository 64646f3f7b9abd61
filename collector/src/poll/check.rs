//! Is a device there: one echo check, or a TCP connect where ICMP is not permitted.

use crate::echo::Echo;
use futures_util::{StreamExt, stream::FuturesUnordered};
use model::{Metric, Sample, Value, batch::Heard};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    time::{Instant, sleep_until, timeout},
};

/// Packets of a check whose first one did not return at once.
const PACKETS: u8 = 5;
/// Wait for the first one alone.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Between the packets that then follow.
const APART: Duration = Duration::from_millis(750);
/// Longest check.
const LONGEST: Duration = Duration::from_secs(5);
/// Ports that equipment has open, or refuses, which answers as well.
const TCP_PORTS: [u16; 3] = [22, 80, 443];
/// Wait for a TCP answer.
const TCP_WAIT: Duration = Duration::from_secs(3);

/// What a check heard, and whether the device answered.
pub(super) struct Checked {
    pub heard: Heard,
    pub answered: bool,
    pub samples: Vec<Sample>,
}

fn level(metric: Metric, value: f64) -> Sample {
    Sample { metric, instance: String::new(), value: Value::Level(value) }
}

/// Sends an echo and, when it does not return within a second, four more to confirm that: all that return within five
/// seconds count, so that loss is measured and a slow return is none. A device is heard when one returned.
pub(super) async fn echo_check(echo: &dyn Echo, address: IpAddr) -> Checked {
    let ends = Instant::now() + LONGEST;
    let mut under_way = FuturesUnordered::new();
    let mut times: Vec<Duration> = Vec::new();
    let mut next = Instant::now() + FIRST_WAIT;
    let mut sent = 1;
    under_way.push(echo.ping(address, LONGEST));
    while usize::from(sent) > times.len() {
        tokio::select! {
            biased;
            // An echo that gave up early (it could not be sent) does not end the wait.
            Some(returned) = under_way.next(), if !under_way.is_empty() => times.extend(returned),
            () = sleep_until(next.min(ends)) => {
                if sent == PACKETS {
                    break;
                }
                under_way.push(echo.ping(address, ends.saturating_duration_since(Instant::now())));
                sent += 1;
                next = if sent == PACKETS { ends } else { next + APART };
            }
        }
    }
    let received = u8::try_from(times.len()).unwrap_or(PACKETS);
    let rtt_ms = times.iter().min().map(|time| time.as_secs_f64() * 1000.0);
    let mut samples: Vec<Sample> = rtt_ms.map(|rtt| level(Metric::RoundTrip, rtt)).into_iter().collect();
    samples.push(level(Metric::Loss, f64::from(sent - received) / f64::from(sent) * 100.0));
    Checked { heard: Heard::Echo { sent, received, rtt_ms, by: echo.by() }, answered: received > 0, samples }
}

/// Knocks at usual TCP ports at once. A refusal is an answer: the host is there.
pub(super) async fn tcp_check(address: IpAddr) -> Checked {
    let mut knocks: FuturesUnordered<_> = TCP_PORTS.iter().map(|port| knock(SocketAddr::new(address, *port))).collect();
    while let Some((port, answer)) = knocks.next().await {
        if let Some(time) = answer {
            let rtt_ms = time.as_secs_f64() * 1000.0;
            return Checked {
                heard: Heard::Tcp { port, answered: true, rtt_ms: Some(rtt_ms) },
                answered: true,
                samples: vec![level(Metric::RoundTrip, rtt_ms)],
            };
        }
    }
    let heard = Heard::Tcp { port: TCP_PORTS[0], answered: false, rtt_ms: None };
    Checked { heard, answered: false, samples: Vec::new() }
}

async fn knock(address: SocketAddr) -> (u16, Option<Duration>) {
    let began = Instant::now();
    let answered = match timeout(TCP_WAIT, TcpStream::connect(address)).await {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset),
        Err(_) => false,
    };
    (address.port(), answered.then(|| began.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::BoxFuture;
    use model::batch::EchoBy;
    use std::sync::atomic::{AtomicU8, Ordering::SeqCst};

    /// Returns the n-th echo after this many milliseconds, if at all.
    struct Scripted(Vec<Option<u64>>, AtomicU8);

    impl Echo for Scripted {
        fn by(&self) -> EchoBy {
            EchoBy::Simulated
        }

        fn ping(&self, _: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>> {
            let script = self.0.get(usize::from(self.1.fetch_add(1, SeqCst))).copied().flatten();
            Box::pin(async move {
                let time = Duration::from_millis(script.unwrap_or(3_600_000));
                tokio::time::sleep(time.min(timeout)).await;
                (time <= timeout).then_some(time)
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_packet_unless_it_is_lost_then_a_burst_of_five() {
        for (script, sent, received, ms) in [
            (vec![Some(20)], 1, 1, 20),
            (vec![None, Some(20), Some(20), Some(20), Some(20)], 5, 4, 5000),
            (vec![None, None, None, None, Some(20)], 5, 1, 5000),
            (vec![None; 5], 5, 0, 5000),
            // Far away or slow for once, but nothing is lost.
            (vec![Some(1200); 5], 5, 5, 4450),
            (vec![Some(1100), Some(30)], 2, 2, 1100),
        ] {
            let began = Instant::now();
            let checked = echo_check(&Scripted(script.clone(), AtomicU8::new(0)), [10, 0, 0, 1].into()).await;
            let Heard::Echo { sent: s, received: r, .. } = checked.heard else { panic!("not an echo") };
            assert_eq!((s, r, began.elapsed().as_millis()), (sent, received, ms), "{script:?}");
            assert_eq!(checked.answered, received > 0);
        }
    }
}
