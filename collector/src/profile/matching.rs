//! Which family a device belongs to.

use crate::snmp::Oid;
use regex_lite::Regex;

/// One way to recognise a family: what is stated must hold.
#[derive(Debug)]
pub(super) struct Rule {
    pub family: usize,
    pub sys_object_id: Option<Oid>,
    pub sys_descr: Option<Regex>,
    /// What the text must not say: a sibling that shares the number and most words.
    pub not_sys_descr: Option<Regex>,
}

/// The family of the best rule that holds: the longest prefix first, then the one with a text, then the first.
pub(super) fn best(rules: &[Rule], sys_object_id: Option<&Oid>, sys_descr: Option<&str>) -> Option<usize> {
    let weight = |rule: &Rule| {
        let prefix = match (&rule.sys_object_id, sys_object_id) {
            (None, _) => 0,
            (Some(prefix), Some(oid)) if prefix.index_of(oid.as_ber()).is_some() => prefix.len(),
            (Some(_), _) => return None,
        };
        if let (Some(regex), Some(text)) = (&rule.not_sys_descr, sys_descr)
            && regex.is_match(text)
        {
            return None;
        }
        match &rule.sys_descr {
            None => Some((prefix, false)),
            Some(regex) if sys_descr.is_some_and(|text| regex.is_match(text)) => Some((prefix, true)),
            Some(_) => None,
        }
    };
    // `max_by_key` takes the last of equals; from the back that is the first one stated.
    let (_, rule) =
        rules.iter().rev().filter_map(|rule| Some((weight(rule)?, rule))).max_by_key(|(weight, _)| *weight)?;
    Some(rule.family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins_then_the_text() {
        let rule = |family, oid: &str, descr: &str| Rule {
            family,
            sys_object_id: oid.parse().ok(),
            sys_descr: (!descr.is_empty()).then(|| Regex::new(descr).unwrap()),
            not_sys_descr: Some(Regex::new("never").unwrap()),
        };
        let rules = [
            rule(0, "1.3.6.1.4.1.8072.3.2.10", ""),
            rule(1, "1.3.6.1.4.1.8072.3.2.10", "NAS"),
            rule(2, "1.3.6.1.4.1.8072", ""),
            rule(3, "", "Brother"),
            rule(4, "1.3.6.1.4.1.11", "ProCurve"),
        ];
        let check = |oid: &str, descr: Option<&str>, expected| {
            assert_eq!(best(&rules, oid.parse().ok().as_ref(), descr), expected, "{oid} {descr:?}");
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
}
