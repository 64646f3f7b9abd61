//! Notifications of net-snmp, right and wrong, old and new; what survives a restart; who we say we are.

use super::*;
use crate::snmp::{
    notification::{Kind, of_pdu},
    usm::message::{header, scoped},
};
use model::access::{Auth, AuthProtocol, KeyExtension, PrivProtocol, Privacy};

const PASSPHRASE: &str = "kebun teh wonosari";
const AT: Timestamp = Timestamp(1_772_340_000_000);
/// Traps of snmptrap: authenticated with SHA-256, and encrypted with AES-128 besides SHA-1.
const AUTH: &[u8] = include_bytes!("../../../../fuzz/seeds/trap/v3-auth");
const PRIV: &[u8] = include_bytes!("../../../../fuzz/seeds/trap/v3-priv");
const PLAIN: &[u8] = include_bytes!("../../../../fuzz/seeds/trap/v3-plain");
/// The question of snmpinform who we are.
const DISCOVERY: &[u8] = include_bytes!("../../../../fuzz/seeds/trap/v3-discovery");

fn user(name: &str, hash: Option<AuthProtocol>, cipher: Option<PrivProtocol>) -> Credential {
    let passphrase = || PASSPHRASE.to_owned();
    Credential::new(&User {
        user: name.into(),
        context: None,
        auth: hash.map(|protocol| Auth { protocol, passphrase: passphrase() }),
        privacy: cipher.map(|protocol| Privacy { protocol, passphrase: passphrase(), keys: KeyExtension::Blumenthal }),
    })
}

fn judge(engines: &mut Engines, datagram: &[u8], credential: &Credential, now: Instant) -> Result<(), Dropped> {
    match engines.judge(&header(datagram).unwrap(), credential, now) {
        Judged::Plain(plain) => {
            let scoped = scoped(&plain).unwrap();
            assert_eq!(of_pdu(&scoped.message).unwrap().kind, Kind::Trap);
            Ok(())
        }
        Judged::Reported(why, _) | Judged::Refused(why) => Err(why),
    }
}

#[test]
fn a_trap_is_believed_of_its_user_alone() {
    let now = Instant::now();
    let (sha1, sha256, aes) = (Some(AuthProtocol::Sha1), Some(AuthProtocol::Sha256), Some(PrivProtocol::Aes128));
    for (datagram, credential, expected) in [
        (AUTH, user("u1", sha256, None), Ok(())),
        (PRIV, user("u1", sha1, aes), Ok(())),
        (PLAIN, user("terbuka", None, None), Ok(())),
        (AUTH, user("u2", sha256, None), Err(Dropped::User)),
        (AUTH, user("u1", sha1, None), Err(Dropped::Digest)),
        (AUTH, user("u1", sha256, aes), Err(Dropped::Level)),
        (PRIV, user("u1", sha1, None), Err(Dropped::Level)),
        (PLAIN, user("terbuka", sha1, None), Err(Dropped::Level)),
    ] {
        assert_eq!(judge(&mut Engines::default(), datagram, &credential, now), expected, "{credential:?}");
    }
}

#[test]
fn a_changed_octet_is_refused_and_moves_no_clock() {
    let now = Instant::now();
    let credential = user("u1", Some(AuthProtocol::Sha1), Some(PrivProtocol::Aes128));
    for place in 0..PRIV.len() {
        let mut bad = PRIV.to_vec();
        bad[place] ^= 1;
        let mut engines = Engines::default();
        let Ok(header) = header(&bad) else { continue };
        assert!(!matches!(engines.judge(&header, &credential, now), Judged::Plain(_)), "octet {place}");
        assert!(engines.heard.is_empty(), "octet {place}");
    }
}

#[test]
fn a_recorded_trap_is_refused_after_the_window_also_after_a_restart() {
    let start = Instant::now();
    let credential = user("u1", Some(AuthProtocol::Sha256), None);
    let mut engines = Engines::default();
    let later = |seconds| start + Duration::from_secs(seconds);
    assert_eq!(judge(&mut engines, AUTH, &credential, start), Ok(()));
    assert_eq!(judge(&mut engines, AUTH, &credential, later(150)), Ok(()));
    assert_eq!(judge(&mut engines, AUTH, &credential, later(151)), Err(Dropped::Window));
    let stored = engines.stored(&header(AUTH).unwrap(), AT).unwrap();
    for (seconds, expected) in [(0, Ok(())), (150, Ok(())), (151, Err(Dropped::Window))] {
        let mut after = Engines::default();
        after.restore(vec![stored.clone()], AT.plus_seconds(seconds), start).unwrap();
        assert_eq!(judge(&mut after, AUTH, &credential, start), expected, "{seconds} s later");
    }
}

#[test]
fn our_engine_is_made_once_and_its_boots_grow() {
    let now = Instant::now();
    let first = Engines::default().restore(Vec::new(), AT, now).unwrap();
    assert!(first.own && first.boots == 1 && first.id.len() == 13 && first.id.starts_with(&FORM));
    let second = Engines::default().restore(vec![first.clone()], AT, now).unwrap();
    assert_eq!((&second.id, second.boots), (&first.id, 2));
    // Boots that have no successor make another engine.
    let last = StoredEngine { boots: LATCHED - 1, ..first.clone() };
    let anew = Engines::default().restore(vec![last], AT, now).unwrap();
    assert!(anew.id != first.id && anew.boots == 1);
    // Who we are is told to whoever asks, once it is on the disk.
    let credential = user("u1", Some(AuthProtocol::Sha1), None);
    let question = header(DISCOVERY).unwrap();
    let mut engines = Engines::default();
    assert!(matches!(engines.judge(&question, &credential, now), Judged::Refused(Dropped::Engine)));
    engines.begin(second.clone(), now);
    let Judged::Reported(Dropped::Engine, report) = engines.judge(&question, &credential, now) else { panic!() };
    let told = header(&report).unwrap();
    assert_eq!((told.id, told.engine, told.boots, told.flags), (question.id, &second.id[..], 2, 0));
    assert!(report.len() <= DISCOVERY.len() + 64, "no datagram makes a much larger one");
}
