//! Life and death by real echoes: a namespace of our own, a raw socket, a living and a dead address.
//!
//! It has no test harness, for a namespace must be entered before there is a second thread. Where the system refuses
//! namespaces it says so and passes: that is the one thing it cannot test there.

// Without a harness clippy takes this for production code.
#![allow(clippy::unwrap_used, clippy::panic)]

use demo::{IsolateError, Kabupaten, Life, Mode, OWN_ADDRESS, Options, isolate, start};
use model::DeviceId;
use socket2::{Domain, Protocol, Socket, Type};
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, SocketAddrV4, UdpSocket};
use std::time::{Duration, Instant};

/// Long enough for an echo on loopback on a busy machine, short enough to wait for silence.
const PATIENCE: Duration = Duration::from_millis(700);
/// Within this time a change must be seen.
const DEADLINE: Duration = Duration::from_secs(10);

fn main() {
    let isolated = match isolate() {
        Ok(isolated) => isolated,
        Err(IsolateError::Refused(why)) => {
            println!("SKIPPED: no namespace can be had here ({why}); deaths by real echoes were NOT tested");
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let kabupaten = Kabupaten::plan(24, 300, 1);
    let options = Options { life: Life::Calm, ..Options::default() };
    let begun = Instant::now();
    let running = start(kabupaten, Mode::Isolated(isolated), options).unwrap();
    println!("300 addresses up in {:?}", begun.elapsed());
    assert!(!running.simulated());
    assert!(matches!(isolate(), Err(IsolateError::Threads(_))), "not with more than one thread");

    let devices = running.kabupaten().devices();
    let address = |index: usize| -> Ipv4Addr { devices[index].target.as_ref().unwrap().address.parse().unwrap() };
    let router =
        devices.iter().position(|d| d.parents == [DeviceId(1)] && d.class.as_deref() == Some("router")).unwrap();
    let behind = devices.iter().position(|d| d.parents == [DeviceId(router as u32 + 1)]).unwrap();
    let (router_id, router_at, behind_at) = (DeviceId(router as u32 + 1), address(router), address(behind));
    let elsewhere = address(1);

    for address in running.kabupaten().addresses() {
        assert!(echoes(address), "{address} lives");
    }
    assert!(!echoes(Ipv4Addr::new(10, 250, 0, 1)), "an address that nobody has is silent");
    assert_eq!(devices[router].target.as_ref().unwrap().port, 161);
    assert!(asked(router_at), "SNMP answers on port 161, from the address asked");

    running.scenario().kill(router_id);
    within(|| !echoes(router_at), "a dead router is silent");
    within(|| !echoes(behind_at), "and so is what hangs behind it");
    assert!(!asked(router_at));
    assert!(echoes(elsewhere), "the others live on");
    assert_eq!(running.answers(IpAddr::V4(behind_at)), None);

    running.scenario().revive(router_id);
    within(|| echoes(router_at) && echoes(behind_at), "revived, both answer");
    assert!(asked(router_at));

    running.scenario().silence_snmp(router_id);
    within(|| !asked(router_at), "a silent agent does not answer SNMP");
    assert!(echoes(router_at), "while echoes are answered");
    println!("namespace: ok");
}

fn within(mut wanted: impl FnMut() -> bool, what: &str) {
    let begun = Instant::now();
    while !wanted() {
        assert!(begun.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
    }
}

/// One ICMP echo by a raw socket: is it answered, by that very address?
fn echoes(address: Ipv4Addr) -> bool {
    let mut socket = Socket::new(Domain::IPV4, Type::RAW, Some(Protocol::ICMPV4)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut packet = [8, 0, 0, 0, 0x50, 0x41, 0, 1];
    let sum: u32 = packet.chunks(2).map(|w| u32::from(u16::from_be_bytes([w[0], w[1]]))).sum();
    packet[2..4].copy_from_slice(&(!((sum & 0xffff) + (sum >> 16)) as u16).to_be_bytes());
    // The send itself must succeed also where nobody is: silence, not an error.
    socket.send_to(&packet, &SocketAddrV4::new(address, 0).into()).unwrap();
    let begun = Instant::now();
    let mut buffer = [0; 256];
    while begun.elapsed() < PATIENCE {
        let Ok(length) = socket.read(&mut buffer) else {
            return false;
        };
        // IPv4 header of 20 octets, source at 12; ICMP type 0 is the answer.
        if length >= 28 && buffer[12..16] == address.octets() && buffer[20] == 0 {
            return true;
        }
    }
    false
}

/// sysUpTime by SNMP v2c.
fn asked(address: Ipv4Addr) -> bool {
    let community = demo::COMMUNITY.as_bytes();
    let pdu = [
        &[0xa0, 28, 2, 4, 0x11, 0x22, 0x33, 0x44, 2, 1, 0, 2, 1, 0, 0x30, 14, 0x30, 12, 6, 8][..],
        &[0x2b, 6, 1, 2, 1, 1, 3, 0, 5, 0],
    ]
    .concat();
    let mut request = vec![0x30, (3 + 2 + community.len() + pdu.len()) as u8, 2, 1, 1, 4, community.len() as u8];
    request.extend_from_slice(community);
    request.extend_from_slice(&pdu);
    let socket = UdpSocket::bind((OWN_ADDRESS, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    // Connected: an answer from another address would not arrive here.
    socket.connect((address, 161)).unwrap();
    if socket.send(&request).is_err() {
        return false;
    }
    let mut answer = [0; 1500];
    socket.recv(&mut answer).is_ok_and(|length| answer[..length].windows(4).any(|w| w == [0x11, 0x22, 0x33, 0x44]))
}
