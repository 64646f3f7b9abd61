//! A verdict on every step.

use super::{Cause, GatewaySeen, Leg, LinkSeen, Probe, Remark, Seen, Step, Verdict, Way};
use core::net::IpAddr;

/// More loss than this is poor, percent.
const LOSS_MAX_PERCENT: f64 = 10.0;
/// A round trip longer than this is poor, milliseconds: to the gateway, within the kabupaten, for a name, to the internet.
const GATEWAY_MS: f64 = 50.0;
const INSIDE_MS: f64 = 200.0;
const DNS_MS: f64 = 500.0;
const INTERNET_MS: f64 = 400.0;

/// Judges what was seen in one round.
pub fn judge(seen: &Seen) -> Way {
    let dinas = one(Step::Dinas, seen.dinas.as_ref(), INSIDE_MS);
    let internet = any(Step::Internet, seen.internet.as_deref(), INTERNET_MS);
    let reaches = |leg: &Leg| matches!(leg.verdict, Verdict::Fine | Verdict::Poor) || refused(leg);
    let outside = reaches(&dinas) || reaches(&internet);
    let router = behind(one(Step::Router, seen.router.as_ref(), INSIDE_MS), outside);
    let beyond = outside || reaches(&router);
    let mut legs = vec![
        cable(&seen.link),
        address(seen.address),
        gateway(&seen.gateway, beyond || gateway_resolves(seen)),
        router,
        dns(seen.dns.as_deref()),
        dinas,
        internet,
    ];
    mark_affected(&mut legs);
    let cause = Cause::of(&legs);
    Way { at: seen.at, legs, cause }
}

/// The gateway itself is a name server, and answered as one.
fn gateway_resolves(seen: &Seen) -> bool {
    let GatewaySeen::Asked { probe, .. } = &seen.gateway else {
        return false;
    };
    seen.dns.iter().flatten().any(|server| server.target == probe.target && (server.answered || server.refused))
}

/// Of the steps behind a broken one of the chain only the first is broken; the others suffer from it.
fn mark_affected(legs: &mut [Leg]) {
    let mut is_cut = false;
    for leg in legs {
        if is_cut && leg.verdict == Verdict::Broken {
            leg.verdict = Verdict::Affected;
        }
        let in_chain = matches!(leg.step, Step::Cable | Step::Address | Step::Gateway | Step::Router);
        is_cut |= in_chain && leg.verdict == Verdict::Broken;
    }
}

fn bare(step: Step, verdict: Verdict) -> Leg {
    Leg { step, verdict, target: None, loss_percent: None, rtt_ms: None, remark: None }
}

fn cable(seen: &LinkSeen) -> Leg {
    let link = match seen {
        LinkSeen::Hidden => return bare(Step::Cable, Verdict::Unknown),
        LinkSeen::None => return Leg { remark: Some(Remark::NoInterface), ..bare(Step::Cable, Verdict::Broken) },
        LinkSeen::One(link) => link,
    };
    let (verdict, remark) = match (link.enabled, link.carrier) {
        (false, _) => (Verdict::Broken, Some(Remark::Disabled)),
        (true, Some(false)) if link.wireless => (Verdict::Broken, Some(Remark::NoAssociation)),
        (true, Some(false)) => (Verdict::Broken, Some(Remark::NoSignal)),
        (true, None) => (Verdict::Unknown, None),
        (true, Some(true)) if link.half_duplex => (Verdict::Poor, Some(Remark::HalfDuplex)),
        (true, Some(true)) => (Verdict::Fine, link.speed_bps.map(Remark::Speed)),
    };
    Leg { target: Some(link.name.clone()), remark, ..bare(Step::Cable, verdict) }
}

fn address(seen: Option<(IpAddr, u8)>) -> Leg {
    let Some((address, prefix)) = seen else {
        return Leg { remark: Some(Remark::NoAddress), ..bare(Step::Address, Verdict::Broken) };
    };
    let is_own = matches!(address, IpAddr::V4(v4) if v4.is_link_local());
    let (verdict, remark) = if is_own { (Verdict::Broken, Some(Remark::SelfAssigned)) } else { (Verdict::Fine, None) };
    Leg { target: Some(format!("{address}/{prefix}")), remark, ..bare(Step::Address, verdict) }
}

/// A gateway may drop echoes; then what lies behind it tells whether it works.
fn gateway(seen: &GatewaySeen, beyond: bool) -> Leg {
    let (probe, in_arp) = match seen {
        GatewaySeen::Hidden => return bare(Step::Gateway, Verdict::Unknown),
        GatewaySeen::None if beyond => return bare(Step::Gateway, Verdict::NotAsked),
        GatewaySeen::None => return Leg { remark: Some(Remark::NoRoute), ..bare(Step::Gateway, Verdict::Broken) },
        GatewaySeen::Asked { probe, in_arp } => (probe, *in_arp),
    };
    let leg = behind(measured(Step::Gateway, probe, GATEWAY_MS), beyond);
    if leg.verdict == Verdict::Broken && in_arp {
        return Leg { remark: Some(Remark::OnlyArp), ..leg };
    }
    leg
}

/// A step that is silent while something behind it answers drops echoes and works.
fn behind(leg: Leg, beyond: bool) -> Leg {
    if leg.verdict == Verdict::Broken && beyond {
        return Leg { verdict: Verdict::Fine, loss_percent: None, remark: Some(Remark::NoEcho), ..leg };
    }
    leg
}

fn one(step: Step, probe: Option<&Probe>, slow_ms: f64) -> Leg {
    probe.map_or_else(|| bare(step, Verdict::NotAsked), |probe| measured(step, probe, slow_ms))
}

/// The best of several targets speaks for them all.
fn any(step: Step, probes: Option<&[Probe]>, slow_ms: f64) -> Leg {
    let rank = |leg: &Leg| match leg.verdict {
        Verdict::Fine => 0,
        Verdict::Poor => 1,
        Verdict::Broken if refused(leg) => 2,
        Verdict::Broken | Verdict::Affected => 3,
        Verdict::Unknown => 4,
        Verdict::NotAsked => 5,
    };
    let legs = probes.unwrap_or_default().iter().map(|probe| measured(step, probe, slow_ms));
    legs.min_by_key(rank).unwrap_or_else(|| bare(step, Verdict::NotAsked))
}

fn measured(step: Step, probe: &Probe, slow_ms: f64) -> Leg {
    let loss_percent = probe.loss_percent();
    let is_poor =
        loss_percent.is_some_and(|loss| loss > LOSS_MAX_PERCENT) || probe.rtt_ms.is_some_and(|trip| trip > slow_ms);
    let verdict = match (probe.sent, probe.answered) {
        (0, _) => Verdict::Unknown,
        (_, false) => Verdict::Broken,
        (_, true) if is_poor => Verdict::Poor,
        (_, true) => Verdict::Fine,
    };
    let refuses = probe.refused && !probe.answered;
    Leg {
        target: Some(probe.target.clone()),
        loss_percent: loss_percent.filter(|_| !refuses),
        rtt_ms: probe.rtt_ms.filter(|_| probe.answered),
        remark: refuses.then_some(Remark::Refused),
        ..bare(step, verdict)
    }
}

/// A name server that is there but finds nothing is poor, not broken: the fault may lie behind it.
fn dns(probes: Option<&[Probe]>) -> Leg {
    match probes {
        None => bare(Step::Dns, Verdict::Unknown),
        Some([]) => Leg { remark: Some(Remark::NoServer), ..bare(Step::Dns, Verdict::Broken) },
        Some(probes) => match any(Step::Dns, Some(probes), DNS_MS) {
            leg if refused(&leg) => Leg { verdict: Verdict::Poor, ..leg },
            leg => leg,
        },
    }
}

fn refused(leg: &Leg) -> bool {
    leg.remark == Some(Remark::Refused)
}
