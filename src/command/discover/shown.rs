//! Proposals for people: one line each.

use crate::{
    lang::{self, word},
    output::{Align, Table},
};
use model::{
    Lang,
    api::{DiscoveryRun, Evidence, Proposal},
    lang::integer,
    text::shown,
};

/// Widest name and maker, columns.
const NAME: usize = 40;
const MAKER: usize = 24;

/// A table of proposals.
pub fn proposals(lang: Lang, proposals: &[Proposal]) -> String {
    let mut table = Table::new(&[
        (word::number(lang), Align::Right),
        (word::address(lang), Align::Left),
        (word::name(lang), Align::Left),
        (word::class(lang), Align::Left),
        (word::maker(lang), Align::Left),
        ("MAC", Align::Left),
        (word::in_book(lang), Align::Left),
        (word::evidence(lang), Align::Left),
    ]);
    for one in proposals {
        let text = |text: &Option<String>, width| shown(text.as_deref().unwrap_or_default(), width);
        table.row(vec![
            one.number.map(|number| number.to_string()).unwrap_or_default(),
            one.address.clone(),
            text(&one.name, NAME),
            text(&one.class, MAKER),
            text(&one.vendor, MAKER),
            text(&one.mac, MAKER),
            one.known.map(|id| word::device_number(lang, id)).unwrap_or_default(),
            evidence(lang, &one.evidence),
        ]);
    }
    table.text()
}

/// `SNMP, ARP (3), DNS`: who tells it, with the number of the device whose table it stands in.
fn evidence(lang: Lang, evidence: &[Evidence]) -> String {
    let words = evidence.iter().map(|one| match one.via {
        Some(via) => format!("{} ({via})", one.by.word(lang)),
        None => one.by.word(lang).to_owned(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What a run came to.
pub fn summary(lang: Lang, run: &DiscoveryRun, proposals: &[Proposal]) -> String {
    let known = proposals.iter().filter(|one| one.known.is_some()).count();
    let count = |number: usize| integer(lang, number as u64);
    lang::discovery_done(lang, integer(lang, run.addresses.into()), count(proposals.len()), count(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{DeviceId, api::Witness};

    #[test]
    fn one_line_each_and_inert() {
        let one = Proposal {
            address: "127.0.0.9".into(),
            number: Some(7),
            name: Some("sw\u{202e}1".into()),
            class: Some("switch".into()),
            known: Some(DeviceId(3)),
            evidence: vec![
                Evidence::of(Witness::Snmp),
                Evidence { via: Some(DeviceId(4)), ..Evidence::of(Witness::Arp) },
            ],
            ..Proposal::default()
        };
        let text = proposals(Lang::En, std::slice::from_ref(&one));
        assert!(text.ends_with("nr. 3  SNMP, ARP (4)\n") && text.contains("sw\\u{202e}1"), "{text}");
        let run = DiscoveryRun { addresses: 4094, ..DiscoveryRun::default() };
        assert_eq!(summary(Lang::Id, &run, &[one]), "4.094 alamat ditanya, 1 ditemukan, 1 sudah ada dalam daftar.");
    }
}
