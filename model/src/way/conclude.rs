//! The one conclusion: what is broken first, seen from this machine.

use super::{Leg, Remark, Step, Verdict};
use serde::{Deserialize, Serialize};

/// What the steps come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Every step that was asked is fine.
    Fine,
    /// There is no interface.
    NoInterface,
    /// The interface is switched off.
    InterfaceOff,
    /// No signal on the cable.
    CableOut,
    /// Not associated with an access point, or no signal on an interface that is a radio.
    NoAssociation,
    /// No address.
    NoAddress,
    /// No DHCP server answered.
    NoDhcp,
    /// No default route.
    NoRoute,
    /// The gateway does not answer at all.
    GatewaySilent,
    /// The gateway answers ARP, but nothing passes it.
    GatewayPassesNothing,
    /// The agency's router does not answer.
    RouterSilent,
    /// Neither the Dinas nor the internet answers: the line of the agency.
    LineCut,
    /// The collector's machine refuses: its service does not run.
    DinasRefuses,
    /// The Dinas does not answer, the internet does or was not asked.
    DinasSilent,
    /// The internet does not answer, the Dinas does or was not asked.
    InternetSilent,
    /// No name server is set.
    NoNameServer,
    /// The name server does not answer.
    DnsSilent,
    /// The name server answers, but finds nothing.
    DnsFindsNothing,
    /// This step is slow or lossy.
    Poor(Step),
    /// Too little can be measured here.
    Unmeasured,
}

impl Cause {
    /// The cause that explains the verdicts. Addresses come before names: a name server that is silent explains nothing that
    /// is asked by address.
    pub(super) fn of(legs: &[Leg]) -> Self {
        let leg = |step: Step| legs.iter().find(|leg| leg.step == step);
        let is = |step: Step, verdict: Verdict| leg(step).is_some_and(|leg| leg.verdict == verdict);
        let has = |step: Step, remark: &Remark| leg(step).is_some_and(|leg| leg.remark.as_ref() == Some(remark));
        let broken = |step: Step| is(step, Verdict::Broken);
        let near =
            legs.iter().find(|leg| leg.step < Step::Dns && leg.step != Step::Cable && leg.verdict == Verdict::Broken);
        if broken(Step::Cable) {
            return Self::of_cable(leg(Step::Cable));
        }
        if let Some(near) = near {
            return Self::of_near(near);
        }
        let refuses = has(Step::Dinas, &Remark::Refused);
        match (broken(Step::Dinas), broken(Step::Internet)) {
            (true, true) if !refuses => Self::LineCut,
            (true, false) if refuses => Self::DinasRefuses,
            (true, false) => Self::DinasSilent,
            (_, true) => Self::InternetSilent,
            (false, false) if has(Step::Dns, &Remark::NoServer) => Self::NoNameServer,
            (false, false) if broken(Step::Dns) => Self::DnsSilent,
            (false, false) if has(Step::Dns, &Remark::Refused) => Self::DnsFindsNothing,
            (false, false) => Self::of_working(legs),
        }
    }

    fn of_cable(leg: Option<&Leg>) -> Self {
        match leg.and_then(|leg| leg.remark.as_ref()) {
            Some(Remark::Disabled) => Self::InterfaceOff,
            Some(Remark::NoAssociation) => Self::NoAssociation,
            Some(Remark::NoSignal) => Self::CableOut,
            _ => Self::NoInterface,
        }
    }

    fn of_near(leg: &Leg) -> Self {
        match (leg.step, leg.remark.as_ref()) {
            (Step::Address, Some(Remark::SelfAssigned)) => Self::NoDhcp,
            (Step::Address, _) => Self::NoAddress,
            (Step::Gateway, Some(Remark::NoRoute)) => Self::NoRoute,
            (Step::Gateway, Some(Remark::OnlyArp)) => Self::GatewayPassesNothing,
            (Step::Gateway, _) => Self::GatewaySilent,
            _ => Self::RouterSilent,
        }
    }

    /// Nothing is broken: something poor, all fine, or nothing known behind this machine.
    fn of_working(legs: &[Leg]) -> Self {
        if let Some(poor) = legs.iter().find(|leg| leg.verdict == Verdict::Poor) {
            return Self::Poor(poor.step);
        }
        let heard = legs.iter().any(|leg| leg.step >= Step::Gateway && leg.verdict == Verdict::Fine);
        if heard { Self::Fine } else { Self::Unmeasured }
    }

    /// The step that it lies in; none when all is well or nothing is known.
    pub const fn step(self) -> Option<Step> {
        Some(match self {
            Self::Fine | Self::Unmeasured => return None,
            Self::NoInterface | Self::InterfaceOff | Self::CableOut | Self::NoAssociation => Step::Cable,
            Self::NoAddress | Self::NoDhcp => Step::Address,
            Self::NoRoute | Self::GatewaySilent | Self::GatewayPassesNothing => Step::Gateway,
            Self::RouterSilent => Step::Router,
            Self::DinasRefuses | Self::DinasSilent | Self::LineCut => Step::Dinas,
            Self::InternetSilent => Step::Internet,
            Self::NoNameServer | Self::DnsSilent | Self::DnsFindsNothing => Step::Dns,
            Self::Poor(step) => step,
        })
    }

    /// Whether something does not work, as against slow or unknown.
    pub const fn is_broken(self) -> bool {
        !matches!(self, Self::Fine | Self::Unmeasured | Self::Poor(_) | Self::DnsFindsNothing)
    }
}
