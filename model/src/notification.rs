//! What a device told of itself in a trap or inform: foreign words, and never more than a hint.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// Most varbinds kept of one notification.
pub const MOST_DETAILS: usize = 8;
/// Longest value kept of a varbind, octets.
pub const LONGEST_DETAIL: usize = 128;

/// One notification, or the same one several times within ten seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// snmpTrapOID in dotted decimals; a trap of v1 has the one that RFC 3584 gives it.
    pub oid: String,
    /// Its name in its MIB, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it means, in Indonesian and English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<[String; 2]>,
    /// The port it is about (port key).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// What it says further: names and values of its varbinds, at most [`MOST_DETAILS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<[String; 2]>,
    /// Varbinds that were not kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: u32,
    /// How often it came within ten seconds.
    pub count: u32,
}

const fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Notice {
    /// One line, foreign text in it as it is: `trap: port turun (linkDown), ether4 (3×)`.
    pub fn line(&self, lang: Lang) -> String {
        let meaning = self.text.as_ref().map(|text| text[lang as usize].as_str());
        let name = self.name.as_deref().unwrap_or(&self.oid);
        let mut line = match meaning {
            Some(meaning) => format!("trap: {meaning} ({name})"),
            None => format!("trap: {name}"),
        };
        match &self.port {
            Some(port) => line.push_str(&format!(", {port}")),
            // Of a notification that nobody explains its own words are all there is.
            None => self.details.iter().for_each(|[name, value]| line.push_str(&format!(", {name}={value}"))),
        }
        if self.count > 1 {
            line.push_str(&format!(" ({}×)", self.count));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_read_it() {
        let known = Notice {
            oid: "1.3.6.1.6.3.1.1.5.3".into(),
            name: Some("linkDown".into()),
            text: Some(["port turun".into(), "port down".into()]),
            port: Some("ether4".into()),
            details: vec![["ifIndex.4".into(), "4".into()]],
            count: 3,
            ..Notice::default()
        };
        assert_eq!(known.line(Lang::Id), "trap: port turun (linkDown), ether4 (3×)");
        assert_eq!(known.line(Lang::En), "trap: port down (linkDown), ether4 (3×)");
        let unknown = Notice { name: None, text: None, port: None, count: 1, ..known };
        assert_eq!(unknown.line(Lang::Id), "trap: 1.3.6.1.6.3.1.1.5.3, ifIndex.4=4");
        let json = serde_json::to_string(&unknown).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&json).unwrap(), unknown);
    }
}
