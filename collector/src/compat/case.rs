//! One rule applied to one candidate: what it reads is noted as evidence, what it finds becomes its result.
//!
//! Within a rule the worst finding wins: fail, unknown, warn, info, pass. So a rule reads all it can before it gives up:
//! one missing fact must not hide that another is violated.

mod place;
mod read;
mod sources;
mod told;

pub use read::{FromSaid, Valued};
pub use told::{amount, list};

use super::{
    day::When, inventory::Inventory, rule::Rule, site::Site, spec::Spec, support::Support, threshold::Thresholds,
};
use model::{
    Timestamp, Zone,
    compat::{Fact, Finding, Outcome, Remedy},
};

/// A sentence in Indonesian and English.
pub type Say = [String; 2];

/// All that a check is made from. The same world gives the same result.
pub struct World<'w> {
    /// The thing to be bought.
    pub spec: &'w Spec,
    /// What is declared.
    pub site: &'w Site,
    /// What is there.
    pub inventory: &'w dyn Inventory,
    /// When support of products ends.
    pub support: &'w Support,
    /// Ages and dates are judged at this moment.
    pub as_of: Timestamp,
    /// Agency, where the caller names another than the specification.
    pub opd: Option<&'w str>,
    /// Zone that moments are told in.
    pub zone: Zone,
    /// Things of the same procurement that come before this one and take from the same budgets.
    pub before: &'w [&'w Spec],
}

/// A rule at work.
pub struct Case<'w> {
    /// What it judges.
    pub world: &'w World<'w>,
    rule: &'static Rule,
    facts: Vec<Fact>,
    found: Vec<Found>,
    lacking: Vec<told::Lacking>,
    sources: Vec<Say>,
    stale: Vec<Say>,
    unproven: Vec<&'static str>,
    remedy: Option<Remedy>,
    skipped: bool,
}

/// Something that was found.
struct Found {
    outcome: Outcome,
    what: Say,
    to_do: Say,
}

impl<'w> Case<'w> {
    /// The finding of a rule on a world.
    pub fn judge(world: &'w World<'w>, rule: &'static Rule) -> Finding {
        let mut case = Case {
            world,
            rule,
            facts: Vec::new(),
            found: Vec::new(),
            lacking: Vec::new(),
            sources: Vec::new(),
            stale: Vec::new(),
            unproven: Vec::new(),
            remedy: None,
            skipped: false,
        };
        if rule.classes.is_empty() || rule.classes.contains(&world.spec.item.class) {
            let _ = (rule.judge)(&mut case);
        } else {
            case.skipped = true;
        }
        case.finding()
    }

    /// The candidate.
    pub fn spec(&self) -> &'w Spec {
        self.world.spec
    }

    /// What is declared.
    pub fn site(&self) -> &'w Site {
        self.world.site
    }

    /// Limits in force.
    pub fn thresholds(&self) -> &'w Thresholds {
        &self.world.site.thresholds
    }

    /// How many are bought, noted as a fact.
    pub fn quantity(&mut self) -> f64 {
        let quantity = self.spec().item.quantity as f64;
        self.item("quantity", Some(quantity)).unwrap_or(quantity)
    }

    /// The rule does not apply to this candidate.
    pub fn skip(&mut self) -> Option<()> {
        self.skipped = true;
        None
    }

    /// It is violated: what is wrong, and what to do.
    pub fn fail(&mut self, what: Say, to_do: Say) {
        self.found.push(Found { outcome: Outcome::Fail, what, to_do });
    }

    /// It holds with a reservation.
    pub fn warn(&mut self, what: Say, to_do: Say) {
        self.found.push(Found { outcome: Outcome::Warn, what, to_do });
    }

    /// It holds; there is something to know.
    pub fn info(&mut self, what: Say, to_do: Say) {
        self.found.push(Found { outcome: Outcome::Info, what, to_do });
    }

    /// It holds, because of this.
    pub fn pass(&mut self, what: Say) {
        self.found.push(Found { outcome: Outcome::Pass, what, to_do: Say::default() });
    }

    /// Names what would mend a failure, or what a note asks for.
    pub fn remedy(&mut self, kind: &str, model: Option<&str>, quantity: f64) {
        let quantity = quantity.ceil().max(0.0) as u64;
        self.remedy = Some(Remedy { kind: kind.into(), model: model.map(str::to_owned), quantity });
    }

    /// How many of a kind of remedy are bought along.
    pub fn bought_along(&self, kind: &str) -> u64 {
        self.spec().remedies.iter().filter(|bought| bought.kind == kind).map(|bought| bought.quantity).sum()
    }

    fn finding(mut self) -> Finding {
        let outcome = self.outcome();
        let [message_id, message_en] = self.message(outcome);
        let remedy = self.remedy.take().filter(|_| matches!(outcome, Outcome::Fail | Outcome::Warn));
        Finding {
            id: self.rule.id.into(),
            result: outcome,
            message_id,
            message_en,
            facts: if self.skipped { Vec::new() } else { self.all_facts() },
            remedy,
            note_only: self.rule.note_only,
        }
    }

    /// The worst that was found; what is old or unproven makes a note of what would hold.
    fn outcome(&mut self) -> Outcome {
        if self.skipped {
            return Outcome::NotApplicable;
        }
        let mut worst = self.found.iter().map(|found| found.outcome).max().unwrap_or(Outcome::Pass);
        if worst == Outcome::Fail && self.is_remedied() {
            worst = Outcome::Warn;
        }
        if !self.lacking.is_empty() {
            worst = worst.max(Outcome::Unknown);
        }
        let weak = !self.stale.is_empty() || (self.rule.safety && !self.unproven.is_empty());
        if worst < Outcome::Warn && weak { Outcome::Warn } else { worst }
    }

    fn is_remedied(&self) -> bool {
        self.remedy.as_ref().is_some_and(|needed| self.bought_along(&needed.kind) >= needed.quantity)
    }

    fn all_facts(&mut self) -> Vec<Fact> {
        let mut facts = std::mem::take(&mut self.facts);
        facts.extend(self.lacking.iter().map(told::Lacking::fact));
        facts
    }

    /// True when something declared then is too old to be relied on.
    fn is_old(&self, when: Option<When>) -> bool {
        let most = self.thresholds().declared_max_age_days;
        when.is_none_or(|when| when.days_before(self.world.as_of) as f64 > most)
    }
}
