//! What a port is made of: duplex (EtherLike-MIB, RFC 3635), jack and medium (MAU-MIB, RFC 4836), and the cage that its
//! transceiver or its container tells.
//!
//! A form factor is stated where somebody says so, by this order: the module in the port, the container that holds the
//! port (ENTITY-MIB), the jack (ifJackType), the medium (ifMauType), of which twisted pair alone tells the jack.

use super::{Trouble, row::rows};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Entity, Port, Transceiver};
use std::collections::HashMap;

/// Words of cages in descriptions of modules and containers, the more particular first.
const CAGES: [(&str, &str); 11] = [
    ("qsfp28", "qsfp28"),
    ("qsfp", "qsfp+"),
    ("sfp28", "sfp28"),
    ("sfp+", "sfp+"),
    ("sfpplus", "sfp+"),
    ("sfp plus", "sfp+"),
    ("sfp", "sfp"),
    ("gbic", "gbic"),
    ("xfp", "xfp"),
    ("xenpak", "xenpak"),
    ("rj45", "rj45"),
];
/// Speed from which a cage that is only called SFP is SFP+, bit/s.
const PLUS_FROM_BPS: u64 = 10_000_000_000;
/// How many containers are looked at above a port.
const LEVELS: usize = 3;

/// What the tables say of each ifIndex.
#[derive(Debug, Default)]
pub(super) struct Media {
    duplex: HashMap<u32, String>,
    jacks: HashMap<u32, String>,
}

impl Media {
    /// dot3StatsTable, by ifIndex.
    pub fn duplex(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let word = row.text("duplex", trouble).filter(|word| matches!(word.as_str(), "full" | "half"));
            if let ([index], Some(word)) = (row.index.as_slice(), word) {
                self.duplex.extend(u32::try_from(*index).ok().map(|index| (index, word)));
            }
        }
    }

    /// ifJackTable and ifMauTable, by ifIndex and a number behind it. A port with jacks of two kinds is a combo.
    pub fn jacks(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        let mut found: HashMap<u32, String> = HashMap::new();
        for row in rows(profile, cells) {
            let Some(index) = row.index.first().and_then(|index| u32::try_from(*index).ok()) else { continue };
            let Some(jack) = row.text("jack", trouble) else { continue };
            let kept = found.entry(index).or_insert_with(|| jack.clone());
            if *kept != jack {
                "combo".clone_into(kept);
            }
        }
        // Numbers and object names without a word say nothing of the jack.
        found.retain(|_, jack| jack.starts_with(|c: char| c.is_ascii_alphabetic()));
        for (index, jack) in found {
            self.jacks.entry(index).or_insert(jack);
        }
    }

    /// Tells the ports. Jacks of fibre are told by no form factor: they may be built in.
    pub fn finish(mut self, ports: &mut [Port], entities: &[Entity], transceivers: &[Transceiver]) {
        let modules: HashMap<u32, &Transceiver> =
            transceivers.iter().filter_map(|module| Some((module.if_index?, module))).collect();
        let containers: HashMap<u32, &Entity> =
            entities.iter().filter_map(|entity| Some((entity.if_index?, entity))).collect();
        for port in ports {
            let Some(index) = port.if_index else { continue };
            port.duplex = port.duplex.take().or_else(|| self.duplex.remove(&index));
            let module = modules.get(&index).and_then(|module| cage(&[&module.kind, &module.model], port));
            let container = || containers.get(&index).and_then(|entity| container(entity, entities, port));
            let jack = self.jacks.remove(&index);
            let jack = || jack.filter(|jack| matches!(jack.as_str(), "rj45" | "combo"));
            port.form_factor = module.or_else(container).map(str::to_owned).or_else(jack);
        }
    }
}

/// The cage that texts name.
fn cage(texts: &[&Option<String>], port: &Port) -> Option<&'static str> {
    let said = texts.iter().filter_map(|text| text.as_deref()).collect::<Vec<_>>().join(" ").to_lowercase();
    let said = said.replace("rj-45", "rj45");
    let (_, word) = CAGES.iter().find(|(word, _)| said.contains(word))?;
    let fast = port.speed_bps.is_some_and(|speed| speed >= PLUS_FROM_BPS) || said.contains("10gbase");
    Some(if *word == "sfp" && fast { "sfp+" } else { word })
}

/// The cage that the entity of a port, or what holds it, is called. A chassis has ports of many kinds.
fn container(port: &Entity, entities: &[Entity], of: &Port) -> Option<&'static str> {
    let mut at = port;
    for _ in 0..LEVELS {
        if !matches!(at.class.as_deref(), Some("port" | "container" | "module")) {
            return None;
        }
        // A module with several ports is a board, and its description speaks of all of them.
        let holds = entities.iter().filter(|entity| entity.contained_in == at.index && at.index.is_some()).take(2);
        if holds.count() < 2
            && let Some(found) = cage(&[&at.descr, &at.model], of)
        {
            return Some(found);
        }
        let within = at.contained_in?;
        let place = entities.binary_search_by_key(&Some(within), |entity| entity.index).ok()?;
        at = entities.get(place)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(index: u32, class: &str, within: u32, descr: &str, if_index: Option<u32>) -> Entity {
        Entity {
            index: Some(index),
            class: Some(class.into()),
            contained_in: Some(within),
            descr: Some(descr.into()),
            if_index,
            ..Entity::default()
        }
    }

    #[test]
    fn containers_tell_the_cage_and_boards_do_not() {
        let entities = [
            entity(1, "chassis", 0, "Switch with SFP and RJ45 ports", None),
            entity(2, "container", 1, "SFP Container", None),
            entity(3, "port", 2, "GigabitEthernet1/0/25", Some(25)),
            entity(4, "module", 1, "Board with SFP ports", None),
            entity(5, "port", 4, "1/1", Some(51)),
            entity(6, "port", 4, "1/2", Some(52)),
            entity(7, "port", 1, "Gigabit Ethernet RJ-45 Port", Some(7)),
        ];
        let factor = |index: u32, speed| {
            let mut ports = [Port { if_index: Some(index), speed_bps: Some(speed), ..Port::default() }];
            Media::default().finish(&mut ports, &entities, &[]);
            ports[0].form_factor.clone()
        };
        assert_eq!(factor(25, 1_000_000_000).as_deref(), Some("sfp"));
        assert_eq!(factor(25, 10_000_000_000).as_deref(), Some("sfp+"));
        assert_eq!(factor(51, 1_000_000_000), None);
        assert_eq!(factor(7, 1_000_000_000).as_deref(), Some("rj45"));
    }

    #[test]
    fn the_module_goes_before_the_jack() {
        let module = |kind: &str| Transceiver { if_index: Some(1), kind: Some(kind.into()), ..Transceiver::default() };
        let factor = |modules: &[Transceiver]| {
            let media = Media { jacks: HashMap::from([(1, "rj45".to_owned())]), ..Media::default() };
            let mut ports = [Port { if_index: Some(1), ..Port::default() }];
            media.finish(&mut ports, &[], modules);
            ports[0].form_factor.clone()
        };
        assert_eq!(factor(&[]).as_deref(), Some("rj45"));
        assert_eq!(factor(&[module("1000BASE-SX SFP")]).as_deref(), Some("sfp"));
        assert_eq!(factor(&[module("SFP-10GBase-LR")]).as_deref(), Some("sfp+"));
        assert_eq!(factor(&[module("QSFP28 100G")]).as_deref(), Some("qsfp28"));
    }
}
