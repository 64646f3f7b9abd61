//! Which family a device belongs to.

use crate::snmp::Oid;
use regex_lite::Regex;
use std::collections::BTreeMap;

/// What the objects that were asked to part systems with one sysObjectID said, by their names; text or decimal number.
pub type Heard = BTreeMap<Oid, String>;

/// One way to recognise a family: what is stated must hold.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub family: usize,
    pub sys_object_id: Option<Oid>,
    pub sys_descr: Option<Regex>,
    /// What the text must not say: a sibling that shares the number and most words.
    pub not_sys_descr: Option<Regex>,
    /// An object that only this system has.
    pub probe: Option<Probe>,
}

/// An object that decides by being there, or by its value.
#[derive(Debug)]
pub(super) struct Probe {
    pub oid: Oid,
    pub value: Option<Regex>,
}

/// How much a rule asks for: arcs of the prefix, a probe, a text.
type Weight = (usize, bool, bool);

impl Rule {
    /// Its weight, if it holds but for its probe.
    fn weight(&self, sys_object_id: Option<&Oid>, sys_descr: Option<&str>) -> Option<Weight> {
        let prefix = match (&self.sys_object_id, sys_object_id) {
            (None, _) => 0,
            (Some(prefix), Some(oid)) if prefix.index_of(oid.as_ber()).is_some() => prefix.len(),
            (Some(_), _) => return None,
        };
        let says =
            |regex: &Option<Regex>| regex.as_ref().map(|regex| sys_descr.is_some_and(|text| regex.is_match(text)));
        let holds = says(&self.sys_descr) != Some(false) && says(&self.not_sys_descr) != Some(true);
        holds.then_some((prefix, self.probe.is_some(), self.sys_descr.is_some()))
    }

    fn is_confirmed(&self, heard: &Heard) -> bool {
        self.probe.as_ref().is_none_or(|probe| {
            let said = heard.get(&probe.oid);
            said.is_some_and(|said| probe.value.as_ref().is_none_or(|value| value.is_match(said)))
        })
    }
}

/// The family of the best rule that holds: the longest prefix first, then the one with a probe, then with a text, then the
/// first one stated.
pub(super) fn best(
    rules: &[Rule],
    sys_object_id: Option<&Oid>,
    sys_descr: Option<&str>,
    heard: &Heard,
) -> Option<usize> {
    // `max_by_key` takes the last of equals; from the back that is the first one stated.
    rules
        .iter()
        .rev()
        .filter(|rule| rule.is_confirmed(heard))
        .filter_map(|rule| Some((rule.weight(sys_object_id, sys_descr)?, rule.family)))
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, family)| family)
}

/// The objects that would decide otherwise than the best rule without a probe. Most devices have none.
pub(super) fn probes<'r>(rules: &'r [Rule], sys_object_id: Option<&Oid>, sys_descr: Option<&str>) -> Vec<&'r Oid> {
    let weighed: Vec<(Weight, &Rule)> =
        rules.iter().filter_map(|rule| Some((rule.weight(sys_object_id, sys_descr)?, rule))).collect();
    let best = weighed.iter().filter(|(_, rule)| rule.probe.is_none()).map(|(weight, _)| *weight).max();
    let mut probes: Vec<&Oid> = weighed
        .iter()
        .filter(|(weight, _)| best.is_none_or(|best| *weight > best))
        .filter_map(|(_, rule)| Some(&rule.probe.as_ref()?.oid))
        .collect();
    probes.sort_unstable();
    probes.dedup();
    probes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(family: usize, oid: &str, descr: &str, probe: Option<(&str, &str)>) -> Rule {
        let regex = |text: &str| (!text.is_empty()).then(|| Regex::new(text).unwrap());
        Rule {
            family,
            sys_object_id: oid.parse().ok(),
            sys_descr: regex(descr),
            not_sys_descr: regex("never"),
            probe: probe.map(|(oid, value)| Probe { oid: oid.parse().unwrap(), value: regex(value) }),
        }
    }

    #[test]
    fn the_longest_prefix_wins_then_the_text() {
        let rules = [
            rule(0, "1.3.6.1.4.1.8072.3.2.10", "", None),
            rule(1, "1.3.6.1.4.1.8072.3.2.10", "NAS", None),
            rule(2, "1.3.6.1.4.1.8072", "", None),
            rule(3, "", "Brother", None),
            rule(4, "1.3.6.1.4.1.11", "ProCurve", None),
        ];
        let check = |oid: &str, descr: Option<&str>, expected| {
            let found = best(&rules, oid.parse().ok().as_ref(), descr, &Heard::new());
            assert_eq!(found, expected, "{oid} {descr:?}");
        };
        check("1.3.6.1.4.1.8072.3.2.10", Some("Linux x"), Some(0));
        check("1.3.6.1.4.1.8072.3.2.10", Some("Linux NAS"), Some(1));
        check("1.3.6.1.4.1.8072.3.2.10", None, Some(0));
        check("1.3.6.1.4.1.8072.3.2.3", None, Some(2));
        check("1.3.6.1.4.1.80720", None, None);
        check("", Some("Brother NC"), Some(3));
        check("1.3.6.1.4.1.11.2.3", Some("HP J9"), None);
        check("1.3.6.1.4.1.8072.3.2.10", Some("Brother NAS"), Some(1));
        check("1.3.6.1.4.1.8072.3.2.10", Some("never NAS"), None);
    }

    #[test]
    fn a_probe_parts_what_shares_a_number() {
        let linux = "1.3.6.1.4.1.8072.3.2.10";
        let rules = [
            rule(0, linux, "", None),
            rule(1, linux, "^Linux", None),
            rule(2, linux, "", Some(("1.3.6.1.4.1.6574.1.5.1.0", ""))),
            rule(3, linux, "", Some(("1.3.6.1.4.1.9999.1.0", "^Cam"))),
            rule(4, "", "", Some(("1.3.6.1.4.1.7777.1.0", ""))),
        ];
        let check = |oid: &str, said: &[(&str, &str)], asked: usize, expected: Option<usize>| {
            let oid = oid.parse().ok();
            let heard = said.iter().map(|(oid, text)| (oid.parse().unwrap(), (*text).to_owned())).collect();
            assert_eq!(probes(&rules, oid.as_ref(), Some("Linux nas")).len(), asked);
            assert_eq!(best(&rules, oid.as_ref(), Some("Linux nas"), &heard), expected, "{said:?}");
        };
        check(linux, &[], 2, Some(1));
        check(linux, &[("1.3.6.1.4.1.6574.1.5.1.0", "DS214")], 2, Some(2));
        check(linux, &[("1.3.6.1.4.1.9999.1.0", "Door")], 2, Some(1));
        check(linux, &[("1.3.6.1.4.1.9999.1.0", "Camera")], 2, Some(3));
        check("1.3.6.1.4.1.5555", &[], 1, None);
        check("1.3.6.1.4.1.5555", &[("1.3.6.1.4.1.7777.1.0", "x")], 1, Some(4));
    }
}
