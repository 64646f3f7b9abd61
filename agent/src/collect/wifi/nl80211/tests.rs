//! Answers made by hand after linux/nl80211.h, and octets that are none.

use super::*;
use proptest::prelude::*;

fn number(kind: u16, value: u32) -> Vec<u8> {
    attribute(kind, &value.to_ne_bytes())
}

fn wlan0() -> Vec<u8> {
    [
        number(IF_INDEX, 3),
        attribute(4, b"wlan0\0"),
        number(1, 0),
        number(IF_TYPE, 2),
        attribute(MAC, &[2, 0, 0, 0, 0, 1]),
        attribute(SSID, "Dinas-Kominfo".as_bytes()),
        number(FREQUENCY, 5180),
        number(WIDTH, 3),
        number(98, 2000),
    ]
    .concat()
}

fn rate_of(narrow: Option<u16>, wide: Option<u32>, marks: &[u16]) -> Vec<u8> {
    let mut out = narrow.map(|steps| attribute(RATE_16, &steps.to_ne_bytes())).unwrap_or_default();
    out.extend(wide.map(|steps| number(RATE_32, steps)).unwrap_or_default());
    marks.iter().for_each(|mark| out.extend(attribute(*mark, &[9])));
    out
}

fn station_of(info: &[Vec<u8>]) -> Vec<u8> {
    let address = attribute(MAC, &[0xaa, 0xbb, 0xcc, 0, 0, 1]);
    // Kernels mark nesting in the type (NLA_F_NESTED), older ones do not.
    [number(IF_INDEX, 3), address, attribute(0x8000 | STATION, &info.concat())].concat()
}

#[test]
fn requests_have_their_form() {
    let all = interfaces_request(0x1c, 2);
    assert_eq!((all.len(), &all[16..18]), (20, &[5, 1][..]));
    assert_eq!(all[6..8], 0x301_u16.to_ne_bytes());
    let of = stations_request(0x1c, 3, 9);
    assert_eq!((of.len(), of[16]), (28, 17));
    assert_eq!(attributes(&of[20..]).collect::<Vec<_>>(), [(3, &9_u32.to_ne_bytes()[..])]);
}

#[test]
fn an_interface_is_read() {
    let expected = Adapter {
        if_index: 3,
        role: Role::Client,
        ssid: Some("Dinas-Kominfo".into()),
        frequency_mhz: Some(5180),
        width_mhz: Some(80),
        ..Adapter::default()
    };
    assert_eq!(interface(&wlan0()), Some(expected));
    assert_eq!(interface(&number(IF_TYPE, 10)), None, "a device of Wi-Fi Direct has no ifIndex");
    assert_eq!(interface(&[]), None);
}

#[test]
fn of_several_links_the_first_is_told() {
    let link = |id: u8, mhz, width| [attribute(313, &[id]), number(FREQUENCY, mhz), number(WIDTH, width)].concat();
    let links = [attribute(1, &link(0, 6135, 13)), attribute(2, &link(1, 5180, 3))].concat();
    let found = interface(&[number(IF_INDEX, 3), attribute(LINKS, &links)].concat()).unwrap();
    assert_eq!((found.frequency_mhz, found.width_mhz), (Some(6135), Some(320)));
}

#[test]
fn a_station_is_read() {
    let info = [
        attribute(SIGNAL, &[(-61_i8).cast_unsigned()]),
        attribute(TX_RATE, &rate_of(Some(8667), Some(8667), &[HE_MCS, 14, 15])),
        attribute(RX_RATE, &rate_of(Some(60), None, &[])),
        number(CONNECTED, 360),
        attribute(FLAGS, &[0xfe, 0, 0, 0, 0xae, 0, 0, 0]),
    ];
    let expected = Peer {
        mac: "aa:bb:cc:00:00:01".into(),
        signal_dbm: Some(-61),
        tx_bps: Some(866_700_000),
        rx_bps: Some(6_000_000),
        generation: Some(Generation::Ax),
        connected_s: Some(360),
    };
    assert_eq!(station(&station_of(&info)), Some(expected));
    assert_eq!(station(&number(IF_INDEX, 3)), None, "without an address");
}

#[test]
fn a_direct_neighbour_is_not_the_access_point() {
    let flags = |set: u32| attribute(FLAGS, &[0xff_u32.to_ne_bytes(), set.to_ne_bytes()].concat());
    assert_eq!(station(&station_of(&[flags(1 << 6)])), None);
    assert!(station(&station_of(&[flags(1 << 5)])).is_some());
}

#[test]
fn generations_and_rates() {
    for (octets, expected) in [
        (rate_of(Some(540), None, &[]), (Some(54_000_000), None)),
        (rate_of(Some(1500), Some(1500), &[HT_MCS, 3]), (Some(150_000_000), Some(Generation::N))),
        (rate_of(Some(8667), Some(8667), &[VHT_MCS, 7, 8]), (Some(866_700_000), Some(Generation::Ac))),
        (rate_of(Some(24020), Some(24020), &[HE_MCS]), (Some(2_402_000_000), Some(Generation::Ax))),
        (rate_of(None, Some(115_294), &[EHT_MCS]), (Some(11_529_400_000), Some(Generation::Be))),
        (rate_of(None, Some(u32::MAX), &[]), (Some(429_496_729_500_000), None)),
        (rate_of(Some(0), None, &[]), (None, None)),
        (attribute(RATE_32, &[1]), (None, None)),
    ] {
        assert_eq!(rate(&octets), expected);
    }
}

#[test]
fn a_signal_that_cannot_be_is_none() {
    for (octets, expected) in [
        (&[0xc3][..], Some(-61)),
        (&[0xff], Some(-1)),
        (&[0], None),
        (&[0x80], None),
        (&[30], None),
        (&[], None),
        (&[1, 2], None),
    ] {
        assert_eq!(dbm(octets), expected, "{octets:?}");
    }
    let average = [attribute(SIGNAL, &[0]), attribute(SIGNAL_AVERAGE, &[0xc4])];
    assert_eq!(station(&station_of(&average)).unwrap().signal_dbm, Some(-60));
}

#[test]
fn guests_of_an_access_point_are_counted_only() {
    let mut adapter = Adapter { role: Role::AccessPoint, ..Adapter::default() };
    add(&mut adapter, &station_of(&[]));
    add(&mut adapter, &station_of(&[]));
    assert_eq!((adapter.stations, adapter.peers.len()), (2, 0));
    let mut adapter = Adapter { role: Role::Client, ..Adapter::default() };
    add(&mut adapter, &station_of(&[]));
    assert_eq!((adapter.stations, adapter.peers.len()), (1, 1));
}

#[test]
fn every_width_is_known() {
    assert_eq!(
        (0..=13).filter_map(width_mhz).collect::<Vec<_>>(),
        [20, 20, 40, 80, 160, 160, 5, 10, 1, 2, 4, 8, 16, 320]
    );
    assert_eq!(width_mhz(14), None);
}

proptest! {
    #[test]
    fn any_octets_are_survived(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        interface(&octets);
        add(&mut Adapter::default(), &octets);
        rate(&octets);
    }

    #[test]
    fn a_damaged_answer_is_survived(at in 0_usize..200, octet in any::<u8>(), cut in 0_usize..200) {
        let info = [attribute(SIGNAL, &[0xc3]), attribute(TX_RATE, &rate_of(Some(1), Some(2), &[HE_MCS]))];
        for mut octets in [wlan0(), station_of(&info)] {
            let length = octets.len();
            octets[at % length] = octet;
            octets.truncate(cut % (length + 1));
            let found = interface(&octets);
            prop_assert!(found.is_none_or(|found| found.ssid.is_none_or(|ssid| !ssid.chars().any(char::is_control))));
            station(&octets);
        }
    }
}
