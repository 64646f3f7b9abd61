//! What of the page is asked for: which agencies, devices and ports, and whether the collector's own figures are.

use crate::{
    book::{no_opd, refuse},
    fleet::{Fleet, Known, Port, Text},
};
use model::{
    DeviceId, OpdCode,
    api::{Code, ErrorAnswer},
    settings::Ports,
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Parameters at most: a query is a line, not a file.
const PARAMETERS: usize = 1000;

model::messages! {
    unknown_parameter(name) {
        id: "\"{name}\" bukan parameter /metrics: pakai opd=KODE, device=NAMA atau NOMOR (boleh berulang), ports=uplinks|monitored|all, part=devices|collector",
        en: "\"{name}\" is no parameter of /metrics: use opd=CODE, device=NAME or NUMBER (both may be repeated), ports=uplinks|monitored|all, part=devices|collector",
    }
    bad_ports(value) {
        id: "ports=\"{value}\" tidak dikenal: pilih uplinks, monitored atau all",
        en: "ports=\"{value}\" is not known: choose uplinks, monitored or all",
    }
    bad_part(value) {
        id: "part=\"{value}\" tidak dikenal: pilih devices atau collector",
        en: "part=\"{value}\" is not known: choose devices or collector",
    }
    only_once(name) { id: "{name} hanya boleh disebut sekali", en: "{name} may be stated only once" }
    too_many_parameters(most) {
        id: "Paling banyak {most} parameter: sempitkan dengan opd=KODE",
        en: "At most {most} parameters: narrow the page by opd=CODE",
    }
    no_such_device(text) { id: "Perangkat \"{text}\" tidak ada", en: "There is no device \"{text}\"" }
}

/// One of the two parts of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Devices,
    Collector,
}

/// A page as asked for, before it is known what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    opds: BTreeSet<OpdCode>,
    devices: BTreeSet<String>,
    ports: Option<Ports>,
    part: Option<Part>,
}

impl Asked {
    /// Reads the query of an address. Error: a parameter or value that there is not, with those that there are.
    pub fn parse(query: &str) -> Result<Self, ErrorAnswer> {
        let invalid = |text: &dyn Fn(model::Lang) -> String| refuse(Code::Invalid, |lang| text(lang));
        let mut asked = Self::default();
        for (place, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
            if place >= PARAMETERS {
                return Err(invalid(&|lang| too_many_parameters(lang, PARAMETERS)));
            }
            let shown = value.escape_debug();
            let twice = match &*name {
                "opd" => {
                    asked.opds.insert(OpdCode(value.clone().into_owned()));
                    false
                }
                "device" => {
                    asked.devices.insert(value.clone().into_owned());
                    false
                }
                "ports" => {
                    let ports = Ports::from_name(&value).ok_or_else(|| invalid(&|lang| bad_ports(lang, &shown)))?;
                    asked.ports.replace(ports).is_some()
                }
                "part" => {
                    let part = match &*value {
                        "devices" => Part::Devices,
                        "collector" => Part::Collector,
                        _ => return Err(invalid(&|lang| bad_part(lang, &shown))),
                    };
                    asked.part.replace(part).is_some()
                }
                _ => return Err(invalid(&|lang| unknown_parameter(lang, name.escape_debug()))),
            };
            if twice {
                return Err(invalid(&|lang| only_once(lang, &name)));
            }
        }
        Ok(asked)
    }
}

/// A page as it will be written.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The devices; none: all.
    pub(super) devices: Option<Vec<DeviceId>>,
    /// The agencies whose rows are written; none: all.
    pub(super) opds: Option<BTreeSet<OpdCode>>,
    /// Series of devices are written, of agencies too, of the collector itself.
    pub(super) writes: Writes,
    ports: Ports,
    /// Ports that lead somewhere, of devices that have such; empty when every port is written.
    leading: HashMap<DeviceId, Vec<Text>>,
}

/// Which groups of series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writes {
    pub(super) devices: bool,
    pub(super) opds: bool,
    pub(super) own: bool,
}

impl Choice {
    /// What is asked for, for somebody who is confined to `scope`. Error: an agency or device that there is not, or that is
    /// not this one's to see.
    pub fn of(fleet: &Fleet, asked: &Asked, scope: Option<&OpdCode>) -> Result<Self, ErrorAnswer> {
        let sees = |opd: Option<&OpdCode>| scope.is_none_or(|scope| opd == Some(scope));
        if let Some(code) = asked.opds.iter().find(|code| !fleet.opds.contains_key(code) || !sees(Some(code))) {
            return Err(no_opd(code));
        }
        let opds = match scope {
            Some(scope) => Some(BTreeSet::from([scope.clone()])),
            None => (!asked.opds.is_empty()).then(|| asked.opds.clone()),
        };
        let belongs = |known: &Known| match &opds {
            None => true,
            Some(opds) => known.device.opd.as_ref().is_some_and(|code| opds.contains(code)),
        };
        let mut devices = None;
        if !asked.devices.is_empty() {
            devices = Some(named(fleet, &asked.devices, |known| sees(known.device.opd.as_ref()))?);
        }
        if opds.is_some() {
            let of_these = fleet.devices.iter().filter(|(_, known)| belongs(known)).map(|(id, _)| *id);
            devices = Some(match devices {
                None => of_these.collect(),
                Some(named) => of_these.filter(|id| named.contains(id)).collect(),
            });
        }
        let narrowed = devices.is_some();
        let ports = asked.ports.unwrap_or(fleet.settings.metrics.ports);
        let leading = if ports == Ports::All { HashMap::new() } else { leading(fleet, ports) };
        let writes = Writes {
            devices: asked.part != Some(Part::Collector),
            opds: asked.part != Some(Part::Collector) && asked.devices.is_empty(),
            own: scope.is_none() && asked.part.map_or(!narrowed, |part| part == Part::Collector),
        };
        Ok(Self { devices, opds, writes, ports, leading })
    }

    /// Everything there is, as the settings have it.
    #[cfg(test)]
    pub(super) fn whole(fleet: &Fleet) -> Self {
        Self::of(fleet, &Asked::default(), None).unwrap()
    }

    /// The ports of this device that lead somewhere.
    pub(super) fn leading(&self, id: DeviceId) -> &[Text] {
        self.leading.get(&id).map_or(&[], Vec::as_slice)
    }

    /// True when the series of a port are written; `leading` are those of its device.
    pub(super) fn has(&self, port: &Port, leading: &[Text]) -> bool {
        match self.ports {
            Ports::All => true,
            Ports::Monitored => port.alias.is_some() || leading.contains(&port.key),
            Ports::Uplinks => leading.contains(&port.key),
        }
    }
}

/// The devices of these numbers or names, in their order.
fn named(fleet: &Fleet, names: &BTreeSet<String>, sees: impl Fn(&Known) -> bool) -> Result<Vec<DeviceId>, ErrorAnswer> {
    let mut found = BTreeSet::new();
    let mut open: HashSet<&str> = HashSet::new();
    for name in names {
        match name.parse().map(DeviceId).ok().filter(|id| fleet.devices.get(id).is_some_and(&sees)) {
            Some(id) => {
                found.insert(id);
            }
            None => {
                open.insert(name);
            }
        }
    }
    let mut met = HashSet::new();
    if !open.is_empty() {
        for (id, known) in fleet.devices.iter().filter(|(_, known)| sees(known)) {
            let name = known.name(&fleet.texts);
            if let Some(name) = open.get(name.as_str()) {
                met.insert(*name);
                found.insert(*id);
            }
        }
    }
    match open.difference(&met).min() {
        Some(missing) => {
            let missing = missing.escape_debug();
            Err(refuse(Code::NotFound, |lang| no_such_device(lang, &missing)))
        }
        None => Ok(found.into_iter().collect()),
    }
}

/// Ports that carry a device's traffic: stated, of the default route, towards a parent; when monitored ports are asked for,
/// also those behind which the topology sees something.
fn leading(fleet: &Fleet, ports: Ports) -> HashMap<DeviceId, Vec<Text>> {
    let mut found: HashMap<DeviceId, Vec<Text>> = HashMap::new();
    let mut add = |id: DeviceId, key: Text| {
        let keys = found.entry(id).or_default();
        if key.is_some() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    for (id, known) in &fleet.devices {
        if let Some(port) = known.declared_uplink(&fleet.texts).or_else(|| known.routed_uplink()) {
            add(*id, port.key);
        }
    }
    for uplink in fleet.opds.values().filter_map(|opd| opd.uplink.as_ref()) {
        add(uplink.device, fleet.texts.find(&uplink.port).unwrap_or_default());
    }
    let Some(topology) = fleet.topology() else { return found };
    let devices: HashMap<&str, DeviceId> =
        topology.nodes.iter().filter_map(|node| Some((node.key.as_str(), node.device?))).collect();
    for link in &topology.links {
        for (near, far) in [(&link.a, &link.b), (&link.b, &link.a)] {
            let Some(id) = devices.get(near.node.as_str()) else { continue };
            let parents = fleet.devices.get(id).map_or(&[][..], Known::parents);
            let is_up = devices.get(far.node.as_str()).is_some_and(|far| parents.contains(far));
            if is_up || ports == Ports::Monitored {
                add(*id, fleet.texts.find(&near.port).unwrap_or_default());
            }
        }
    }
    found
}
