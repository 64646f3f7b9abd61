//! What is seen, and what it must come to.

use super::*;
use crate::Timestamp;

fn answered(target: &str, rtt_ms: f64) -> Probe {
    Probe { target: target.into(), sent: 15, received: 15, answered: true, refused: false, rtt_ms: Some(rtt_ms) }
}

fn silent(target: &str) -> Probe {
    Probe { answered: false, received: 0, rtt_ms: None, ..answered(target, 0.0) }
}

fn refusing(target: &str) -> Probe {
    Probe { refused: true, ..silent(target) }
}

fn link() -> Link {
    Link {
        name: "eth0".into(),
        wireless: false,
        enabled: true,
        carrier: Some(true),
        speed_bps: Some(1_000_000_000),
        half_duplex: false,
    }
}

fn gateway(probe: Probe, in_arp: bool) -> GatewaySeen {
    GatewaySeen::Asked { probe, in_arp }
}

/// Everything works.
fn seen() -> Seen {
    Seen {
        at: Timestamp::from_seconds(1000),
        link: LinkSeen::One(link()),
        address: Some(("10.20.3.17".parse().unwrap(), 24)),
        gateway: gateway(answered("10.20.3.1", 0.4), true),
        router: Some(answered("10.20.0.1", 1.2)),
        dns: Some(vec![answered("10.1.1.53", 3.0)]),
        dinas: Some(answered("pantau.kab.go.id:7689", 4.0)),
        internet: Some(vec![answered("1.1.1.1", 21.0), answered("8.8.8.8", 25.0)]),
    }
}

/// Nothing beyond this machine answers.
fn dark() -> Seen {
    Seen {
        gateway: gateway(silent("10.20.3.1"), false),
        router: Some(silent("10.20.0.1")),
        dns: Some(vec![silent("10.1.1.53")]),
        dinas: Some(silent("pantau.kab.go.id:7689")),
        internet: Some(vec![silent("1.1.1.1"), silent("8.8.8.8")]),
        ..seen()
    }
}

fn wireless(carrier: bool) -> LinkSeen {
    LinkSeen::One(Link { name: "wlan0".into(), wireless: true, carrier: Some(carrier), speed_bps: None, ..link() })
}

/// One letter a step: Fine, Poor, Broken, Affected, Unknown (?), not asked (-).
fn letters(way: &Way) -> String {
    let letter = |leg: &Leg| match leg.verdict {
        Verdict::Fine => 'F',
        Verdict::Poor => 'P',
        Verdict::Broken => 'B',
        Verdict::Affected => 'A',
        Verdict::Unknown => '?',
        Verdict::NotAsked => '-',
    };
    way.legs.iter().map(letter).collect()
}

#[test]
fn what_is_seen_and_what_it_comes_to() {
    let off = LinkSeen::One(Link { enabled: false, carrier: None, ..link() });
    let out = LinkSeen::One(Link { carrier: Some(false), ..link() });
    let half = LinkSeen::One(Link { half_duplex: true, ..link() });
    let lossy = Probe { received: 11, ..answered("10.20.3.1", 0.5) };
    let own = Some(("169.254.7.7".parse().unwrap(), 16));
    let inside = || Seen { router: Some(answered("10.20.0.1", 1.0)), gateway: seen().gateway, ..dark() };
    for (name, seen, steps, cause) in [
        ("all is well", seen(), "FFFFFFF", Cause::Fine),
        ("only what is there is asked", Seen { router: None, dinas: None, ..seen() }, "FFF-F-F", Cause::Fine),
        ("the internet is not to be asked", Seen { internet: None, ..seen() }, "FFFFFF-", Cause::Fine),
        (
            "no interface",
            Seen { link: LinkSeen::None, address: None, gateway: GatewaySeen::None, ..dark() },
            "BAAAAAA",
            Cause::NoInterface,
        ),
        ("switched off", Seen { link: off, ..dark() }, "BFAAAAA", Cause::InterfaceOff),
        ("cable out", Seen { link: out.clone(), ..dark() }, "BFAAAAA", Cause::CableOut),
        ("no Wi-Fi", Seen { link: wireless(false), address: None, ..dark() }, "BAAAAAA", Cause::NoAssociation),
        ("Wi-Fi works", Seen { link: wireless(true), ..seen() }, "FFFFFFF", Cause::Fine),
        ("no address", Seen { address: None, gateway: GatewaySeen::None, ..dark() }, "FBAAAAA", Cause::NoAddress),
        ("no DHCP", Seen { address: own, gateway: GatewaySeen::None, ..dark() }, "FBAAAAA", Cause::NoDhcp),
        ("no route", Seen { gateway: GatewaySeen::None, ..dark() }, "FFBAAAA", Cause::NoRoute),
        ("all on the same network", Seen { gateway: GatewaySeen::None, ..seen() }, "FF-FFFF", Cause::Fine),
        ("gateway dead", dark(), "FFBAAAA", Cause::GatewaySilent),
        (
            "gateway passes nothing",
            Seen { gateway: gateway(silent("10.20.3.1"), true), ..dark() },
            "FFBAAAA",
            Cause::GatewayPassesNothing,
        ),
        (
            "gateway drops echoes",
            Seen { gateway: gateway(silent("10.20.3.1"), true), ..seen() },
            "FFFFFFF",
            Cause::Fine,
        ),
        (
            "gateway is silent but resolves",
            Seen {
                gateway: gateway(silent("10.20.3.1"), true),
                dns: Some(vec![refusing("10.20.3.1")]),
                router: None,
                ..dark()
            },
            "FFF-PBB",
            Cause::LineCut,
        ),
        ("router dead", Seen { gateway: seen().gateway, ..dark() }, "FFFBAAA", Cause::RouterSilent),
        ("router drops echoes", Seen { router: Some(silent("10.20.0.1")), ..seen() }, "FFFFFFF", Cause::Fine),
        ("line cut", inside(), "FFFFBBB", Cause::LineCut),
        ("Dinas dead", Seen { dinas: Some(silent("d:1")), ..seen() }, "FFFFFBF", Cause::DinasSilent),
        (
            "Dinas and its name server dead",
            Seen { internet: seen().internet, ..inside() },
            "FFFFBBF",
            Cause::DinasSilent,
        ),
        ("Dinas refuses", Seen { dinas: Some(refusing("d:1")), ..seen() }, "FFFFFBF", Cause::DinasRefuses),
        ("internet dead", Seen { internet: dark().internet, ..seen() }, "FFFFFFB", Cause::InternetSilent),
        (
            "internet dead, Dinas refuses",
            Seen { internet: dark().internet, dinas: Some(refusing("d:1")), ..seen() },
            "FFFFFBB",
            Cause::InternetSilent,
        ),
        (
            "one of two answers",
            Seen { internet: Some(vec![silent("1.1.1.1"), answered("8.8.8.8", 20.0)]), ..seen() },
            "FFFFFFF",
            Cause::Fine,
        ),
        ("DNS dead", Seen { dns: dark().dns, ..seen() }, "FFFFBFF", Cause::DnsSilent),
        (
            "second DNS answers",
            Seen { dns: Some(vec![silent("10.1.1.53"), answered("9.9.9.9", 9.0)]), ..seen() },
            "FFFFFFF",
            Cause::Fine,
        ),
        ("no DNS", Seen { dns: Some(Vec::new()), ..seen() }, "FFFFBFF", Cause::NoNameServer),
        (
            "DNS finds nothing",
            Seen { dns: Some(vec![refusing("10.1.1.53")]), ..seen() },
            "FFFFPFF",
            Cause::DnsFindsNothing,
        ),
        ("losses in the room", Seen { gateway: gateway(lossy, true), ..seen() }, "FFPFFFF", Cause::Poor(Step::Gateway)),
        (
            "slow to the Dinas",
            Seen { dinas: Some(answered("d:1", 700.0)), ..seen() },
            "FFFFFPF",
            Cause::Poor(Step::Dinas),
        ),
        ("half duplex", Seen { link: half, ..seen() }, "PFFFFFF", Cause::Poor(Step::Cable)),
        (
            "a system that tells little",
            Seen { link: LinkSeen::Hidden, gateway: GatewaySeen::Hidden, router: None, dns: None, ..seen() },
            "?F?-?FF",
            Cause::Fine,
        ),
        (
            "nothing is known",
            Seen {
                link: LinkSeen::Hidden,
                gateway: GatewaySeen::Hidden,
                router: None,
                dns: None,
                dinas: None,
                internet: None,
                ..seen()
            },
            "?F?-?--",
            Cause::Unmeasured,
        ),
        (
            "the name of the Dinas never resolved",
            Seen { dns: dark().dns, dinas: Some(Probe { target: "d:1".into(), ..Probe::default() }), ..seen() },
            "FFFFB?F",
            Cause::DnsSilent,
        ),
    ] {
        let way = judge(&seen);
        assert_eq!((letters(&way).as_str(), way.cause), (steps, cause), "{name}");
        let (id, en) = (conclusion(Lang::Id, &way), conclusion(Lang::En, &way));
        assert!(id != en && id.ends_with('.') && en.ends_with('.') && !id.contains('?'), "{name}: {id} / {en}");
        let way_again: Way = serde_json::from_str(&serde_json::to_string(&way).unwrap()).unwrap();
        assert_eq!(way_again, way, "{name}");
    }
}

#[test]
fn the_sentence_names_the_piece() {
    for (seen, lang, part) in [
        (
            Seen { link: LinkSeen::One(Link { carrier: Some(false), ..link() }), ..dark() },
            Lang::Id,
            "Kabel lepas di eth0",
        ),
        (dark(), Lang::Id, "Gerbang 10.20.3.1 tidak menjawab"),
        (dark(), Lang::En, "Gateway 10.20.3.1 does not answer"),
        (Seen { internet: dark().internet, ..seen() }, Lang::Id, "Internet terputus, jaringan Dinas baik"),
        (
            Seen { internet: dark().internet, dinas: None, ..seen() },
            Lang::Id,
            "Internet terputus; jaringan di dalam kantor",
        ),
        (Seen { dns: dark().dns, ..seen() }, Lang::En, "Name server 10.1.1.53 does not answer"),
    ] {
        let told = conclusion(lang, &judge(&seen));
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn lines_for_people() {
    let way = judge(&Seen { internet: dark().internet, ..seen() });
    let told = lines(Lang::Id, &way, way.at.plus_seconds(12)).join("\n");
    assert_eq!(
        told,
        "● Kabel/port  BAIK   eth0  1,00Gb/d\n\
         ● Alamat IP   BAIK   10.20.3.17/24\n\
         ● Gerbang     BAIK   10.20.3.1  0,4md  hilang 0%\n\
         ● Router OPD  BAIK   10.20.0.1  1,2md  hilang 0%\n\
         ● DNS         BAIK   10.1.1.53  3,0md\n\
         ● Dinas       BAIK   pantau.kab.go.id:7689  4,0md  hilang 0%\n\
         × Internet    PUTUS  1.1.1.1  hilang 100%\n\
         Internet terputus, jaringan Dinas baik: bukan gangguan di kantor ini; hubungi NOC Dinas. (diukur 12dtk lalu)"
    );
    assert!(lines(Lang::Id, &way, way.at.plus_seconds(300)).join("\n").contains("USANG"));
    let english = lines(Lang::En, &way, way.at).join("\n");
    assert!(english.contains("× Internet       BROKEN  1.1.1.1  loss 100%"), "{english}");
}

#[test]
fn every_step_and_verdict_has_words_in_both_languages() {
    for verdict in Verdict::ALL {
        assert_ne!(verdict.word(Lang::Id), verdict.word(Lang::En));
    }
    let glyphs: std::collections::BTreeSet<char> = Verdict::ALL.iter().map(|verdict| verdict.glyph()).collect();
    assert_eq!(glyphs.len(), Verdict::ALL.len());
    for step in Step::ALL {
        assert!(!step.name(Lang::Id).is_empty() && !step.name(Lang::En).is_empty());
    }
}
