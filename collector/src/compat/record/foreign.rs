//! Inventories that GLPI and FusionInventory agents write into files (`glpi-agent --local`, `.json`; `.ocs` and `.xml` of older
//! ones): each becomes a device record.

use crate::glpi::{self, Fault, Message, Packing};
use model::{Source, Timestamp};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

/// The members of the outermost object by which such an inventory and a device record are told apart.
#[derive(Deserialize)]
struct Outermost {
    schema: Option<IgnoredAny>,
    content: Option<IgnoredAny>,
    #[serde(rename = "deviceid")]
    _device_id: Option<IgnoredAny>,
}

/// Whether a file is such an inventory: packed, XML, or JSON with a content and no schema of ours.
pub fn is_inventory(octets: &[u8]) -> bool {
    let bare = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start();
    match bare.first() {
        Some(b'{') => serde_json::from_slice::<Outermost>(bare)
            .is_ok_and(|outermost| outermost.content.is_some() && outermost.schema.is_none()),
        Some(b'<') => true,
        _ => Packing::of(octets) != Packing::Plain,
    }
}

/// The device record of an inventory. Where it does not say when it was made, that is when the file was written. Error: what is
/// wrong, in both languages.
pub fn read(octets: &[u8], written_at: Timestamp) -> Result<Value, [String; 2]> {
    let both = |id: &str, en: &str| [id.to_owned(), en.to_owned()];
    let received = glpi::read(octets).map_err(|fault| match fault {
        Fault::TooLarge | Fault::TooMany | Fault::TooDeep => {
            both("inventaris GLPI terlalu besar", "the GLPI inventory is too large")
        }
        Fault::Damaged => both("inventaris GLPI rusak", "the GLPI inventory is damaged"),
        Fault::NoAgent => both("inventaris GLPI tanpa deviceid", "the GLPI inventory names no deviceid"),
        Fault::Unreadable => {
            both("bukan inventaris GLPI atau FusionInventory", "no inventory of GLPI or FusionInventory")
        }
    })?;
    let Message::Inventory(inventory) = received.message else {
        return Err(both("pesan agen GLPI tanpa inventaris", "a message of a GLPI agent without an inventory"));
    };
    if inventory.is_partial {
        let id = "inventaris GLPI sebagian: jalankan agennya dengan --full";
        return Err(both(id, "a partial GLPI inventory: run the agent with --full"));
    }
    let mut record = glpi::record(&inventory, glpi::made_at(&inventory).unwrap_or(written_at));
    // It came by hand: its age counts in days, for nobody asks again by itself.
    record.source = Source::Import;
    let value = serde_json::to_value(&record).map_err(|error| [error.to_string(), error.to_string()])?;
    super::check(&value)?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glpi::tests::XML;
    use proptest::prelude::*;

    const WRITTEN: Timestamp = Timestamp(1_772_337_906_000);
    const JSON: &str = r#"{"action":"inventory","deviceid":"lap-02-2025-01-02-03-04-05","itemtype":"Computer","content":{
        "accesslog":{"logdate":"2026-11-30 17:19:53"},"operatingsystem":{"timezone":{"offset":"+0800"}},
        "bios":{"ssn":"UJI-77"},"hardware":{"name":"LAP-02","memory":16000}}}"#;

    #[test]
    fn both_forms_become_records() {
        assert!(is_inventory(XML.as_bytes()) && is_inventory(JSON.as_bytes()));
        let xml = read(XML.as_bytes(), WRITTEN).unwrap();
        assert_eq!((xml["sys_name"].as_str(), xml["source"].as_str()), (Some("pc-tu-01"), Some("import")));
        assert_eq!(xml["collected_at"].as_str(), Some(&*WRITTEN.rfc3339()));
        assert_eq!(xml["memory_slots"].as_array().map(Vec::len), Some(2));
        let json = read(JSON.as_bytes(), WRITTEN).unwrap();
        assert_eq!(json["serial"].as_str(), Some("UJI-77"));
        assert_eq!(json["collected_at"].as_str(), Some("2026-11-30T09:19:53Z"));
        // Read again it is the same record, so that it is known.
        assert_eq!(read(JSON.as_bytes(), Timestamp(0)).unwrap(), json);
    }

    #[test]
    fn what_is_none_is_told() {
        for ours in [r#"{"schema":"pantau-device/1","content":{}}"#, "[]", r#"{"sys_name":"x"}"#, "", "id;nama"] {
            assert!(!is_inventory(ours.as_bytes()), "{ours}");
        }
        let partial = JSON.replace(r#""itemtype""#, r#""partial":true,"itemtype""#);
        let contact = r#"{"action":"contact","deviceid":"x","content":{}}"#;
        let nameless = JSON.replace(r#""ssn":"UJI-77""#, "").replace(r#""name":"LAP-02","#, "");
        for (text, words) in [
            ("<html></html>", "no inventory"),
            (&*partial, "--full"),
            (contact, "without an inventory"),
            (&*nameless, "nothing names the device"),
        ] {
            let [_, en] = read(text.as_bytes(), WRITTEN).unwrap_err();
            assert!(en.contains(words), "{text}: {en}");
        }
        let packed = b"\x1f\x8b\x08nothing";
        assert!(is_inventory(packed) && read(packed, WRITTEN).is_err_and(|[_, en]| en.contains("damaged")));
    }

    proptest! {
        #[test]
        fn any_octets_are_survived(octets in proptest::collection::vec(any::<u8>(), 0..200), text in "[{}<>\"a-z:,]{0,60}") {
            for octets in [&octets[..], text.as_bytes()] {
                is_inventory(octets);
                let _ = read(octets, WRITTEN);
            }
        }
    }
}
