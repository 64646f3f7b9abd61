//! The desk: checks asked of this collector. It fetches what rules read from the store and the fleet, keeps what it read
//! for the file, and turns the rules to the fleet itself.

mod fleet;
mod shelf;

use super::{case::World, check::check, site::Site, spec::Spec, support::Support};
use crate::{
    live::Live,
    store::{Reader, StoreError, ToFreeze},
};
use model::{
    OpdCode, Timestamp,
    compat::{Check, FleetCheck},
};
use shelf::Shelf;
use std::sync::{Arc, Mutex, PoisonError};

/// Declared facts and their number.
type Declared = Option<(i64, Arc<Site>)>;

/// Where checks are made; cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk {
    live: Arc<Live>,
    reader: Reader,
    /// The declared facts that were read last, by their number.
    site: Arc<Mutex<Declared>>,
    /// Agency of whoever asks, who sees nothing of others; none: all of them.
    opd: Option<OpdCode>,
}

/// A check and what it was made from.
pub(crate) struct Made {
    pub check: Check,
    /// Number of the declared facts.
    pub site: Option<i64>,
    /// Device records that were read.
    pub records: Vec<String>,
}

impl Made {
    /// As it is frozen for the file.
    pub(crate) fn freeze(self, procurement: String, at: Timestamp, spec: String) -> ToFreeze {
        let Self { check, site, records } = self;
        ToFreeze { procurement, at, site, spec, records, check }
    }
}

impl Desk {
    pub(crate) fn new(live: Arc<Live>, reader: Reader) -> Self {
        Self { live, reader, site: Arc::default(), opd: None }
    }

    /// The same for somebody who is confined to an agency: checks are for it, and other agencies' devices are not found.
    pub(crate) fn confined_to(&self, opd: Option<OpdCode>) -> Self {
        Self { opd, ..self.clone() }
    }

    /// Checks things to be bought, in their order.
    pub(crate) fn check(&self, specs: &[Spec], opd: Option<&str>) -> Result<Vec<Made>, StoreError> {
        let opd = self.opd.as_ref().map(|own| own.0.as_str()).or(opd);
        let (number, site) = self.site()?;
        let now = self.live.clock.now();
        let zone = self.zone();
        let all: Vec<&Spec> = specs.iter().collect();
        let shelf = Shelf::new(&self.live, &self.reader, self.opd.as_ref());
        let mut made = Vec::new();
        for (place, spec) in specs.iter().enumerate() {
            shelf.begin();
            let world = World {
                spec,
                site: &site,
                inventory: &shelf,
                support: Support::embedded(),
                as_of: spec.as_of.unwrap_or(now),
                opd,
                zone,
                before: &all[..place],
            };
            let check = check(&world);
            let records = shelf.finish()?;
            made.push(Made { check, site: number, records });
        }
        Ok(made)
    }

    /// The rules turned to what exists.
    pub(crate) fn fleet(&self) -> Result<FleetCheck, StoreError> {
        let (_, site) = self.site()?;
        let shelf = Shelf::new(&self.live, &self.reader, self.opd.as_ref());
        fleet::check(&shelf, &site, Support::embedded(), self.live.clock.now(), self.zone())
    }

    /// Zone that moments are told in.
    pub(crate) fn zone(&self) -> model::Zone {
        self.live.fleet().settings().site.zone
    }

    /// Agencies and locations that can be named: word and name of each.
    pub(crate) fn places(&self) -> (Vec<[String; 2]>, Vec<[String; 2]>) {
        let mut opds: Vec<[String; 2]> =
            self.live.fleet().opds().map(|opd| [opd.code.0.clone(), opd.name.clone()]).collect();
        let site = self.site().map(|(_, site)| site).unwrap_or_default();
        for opd in &site.opd {
            if !opds.iter().any(|[code, _]| *code == opd.code) {
                opds.push([opd.code.clone(), opd.name.clone().unwrap_or_default()]);
            }
        }
        let own = |code: &str| self.opd.as_ref().is_none_or(|own| own.0 == code);
        opds.retain(|[code, _]| own(code));
        opds.sort();
        let name = |name: &Option<String>, opd: &str| name.clone().unwrap_or_else(|| opd.to_owned());
        let locations = site
            .location
            .iter()
            .filter(|place| own(&place.opd))
            .map(|place| [place.id.clone(), name(&place.name, &place.opd)])
            .collect();
        (opds, locations)
    }

    /// The agency in full: as in the book, else as declared.
    pub(crate) fn opd_name(&self, code: &str) -> Option<String> {
        let named = self.live.fleet().opds().find(|opd| opd.code.0 == code).map(|opd| opd.name.clone());
        let declared = || {
            let (_, site) = self.site().ok()?;
            site.opd.iter().find(|opd| opd.code == code)?.name.clone()
        };
        named.filter(|name| !name.is_empty()).or_else(declared)
    }

    /// The declared facts in force; none were declared: nothing is known.
    fn site(&self) -> Result<(Option<i64>, Arc<Site>), StoreError> {
        let Some(number) = self.reader.site_number()? else { return Ok((None, Arc::default())) };
        let mut kept = self.site.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, site)) = kept.as_ref()
            && *known == number
        {
            return Ok((Some(number), Arc::clone(site)));
        }
        let Some((number, text)) = self.reader.site()? else { return Ok((None, Arc::default())) };
        // It was read without a fault when it was brought; a newer program may have become stricter.
        let site = Arc::new(Site::read(&text).map_err(|faults| {
            let first = faults.first().map(|fault| fault.text[1].clone()).unwrap_or_default();
            StoreError::Other(format!("the declared facts cannot be read any more: {first}"))
        })?);
        *kept = Some((number, Arc::clone(&site)));
        Ok((Some(number), site))
    }
}
