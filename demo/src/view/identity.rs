//! What a device says it is: system group, ENTITY-MIB and the makers' own objects.

use super::View;
use crate::ber::{self, OCTET_STRING};
use crate::mib::Object;

impl View<'_> {
    /// Writes an object of identity. False: it is none.
    pub(super) fn put_identity(&self, object: Object, out: &mut Vec<u8>) -> bool {
        let planned = self.planned();
        let family = planned.family;
        let text = |out: &mut Vec<u8>, text: &str| ber::put(out, OCTET_STRING, text.as_bytes());
        match object {
            Object::SysDescr => text(out, &self.description()),
            Object::SysObjectId => ber::put_name(out, family.object_id),
            Object::SysContact => text(out, "NOC Dinas Kominfo"),
            Object::SysName | Object::EntName => text(out, &self.plan.name(self.index)),
            Object::SysLocation => text(out, &self.plan.location(self.index)),
            Object::SysServices => ber::put_integer(out, services(family.class)),
            Object::EntDescr | Object::EntModel | Object::ApcModel | Object::SynoModel | Object::MtxrBoard => {
                text(out, family.model);
            }
            Object::UpsModel => text(out, family.model),
            Object::EntClass => ber::put_integer(out, 3),
            Object::EntSoftware | Object::SynoVersion | Object::MtxrVersion | Object::MtxrFirmware => {
                text(out, family.version);
            }
            Object::EntSerial
            | Object::ApcSerial
            | Object::SynoSerial
            | Object::MtxrSerial
            | Object::PrtSerialNumber => text(out, &self.plan.serial(self.index)),
            Object::EntMaker | Object::UpsMaker => text(out, family.maker),
            Object::EngineId => ber::put(out, OCTET_STRING, &self.engine_id()),
            _ => return false,
        }
        true
    }

    pub(super) fn description(&self) -> String {
        let told = self.planned().family.descr;
        if !told.contains('{') {
            return told.to_owned();
        }
        told.replace("{name}", &self.plan.name(self.index)).replace("{serial}", &self.plan.serial(self.index))
    }

    /// snmpEngineID by RFC 3411: the maker's enterprise number with the high bit set, format 3, a MAC address.
    fn engine_id(&self) -> [u8; 11] {
        let enterprise = self.planned().family.object_id.get(6).copied().unwrap_or_default();
        let [a, b, c, d] = (enterprise | 0x8000_0000).to_be_bytes();
        let [m, n, o, p, q, r] = self.plan.mac(self.index, 0);
        [a, b, c, d, 3, m, n, o, p, q, r]
    }
}

/// sysServices: which layers the device serves (RFC 3418).
const fn services(class: &str) -> i32 {
    match class.as_bytes() {
        b"router" => 78,
        b"switch" => 6,
        _ => 72,
    }
}
