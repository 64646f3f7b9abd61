//! Known answers: keys of RFC 3414 A.3 and of the same algorithm with the hashes of RFC 7860, and messages of net-snmp.

use super::{
    auth::{localize, stretch},
    message::{Outgoing, header, scoped, secured},
    receive::{Verdict, judge},
    *,
};
use crate::snmp::{Anomaly, Value};
use model::access::{Auth, AuthProtocol, KeyExtension, PrivProtocol, Privacy, User};
use std::time::Instant;

/// Engine of the keys in RFC 3414, A.3.
const ENGINE: &[u8] = &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn keys_of_a_passphrase() {
    for (protocol, ku, localized) in [
        (AuthProtocol::Md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (AuthProtocol::Sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"),
        (
            AuthProtocol::Sha224,
            "282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b",
            "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674",
        ),
        (
            AuthProtocol::Sha256,
            "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac",
            "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b",
        ),
        (
            AuthProtocol::Sha384,
            "e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f383c86fb836857444654b287c93f51ff64",
            "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78",
        ),
        (
            AuthProtocol::Sha512,
            "7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63\
             dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91",
            "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099\
             ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b",
        ),
    ] {
        let key = stretch(protocol, b"maplesyrup");
        assert_eq!(key, octets(ku), "{protocol:?}");
        assert_eq!(localize(protocol, &key, ENGINE), octets(localized), "{protocol:?}");
    }
    // The algorithm repeats the passphrase, so one that repeats itself has the same key.
    assert_eq!(stretch(AuthProtocol::Sha1, b"bertbert"), stretch(AuthProtocol::Sha1, b"bertbertbert"));
}

#[test]
fn keys_longer_than_their_hash() {
    for (hash, cipher, extension, expected) in [
        (
            AuthProtocol::Sha1,
            PrivProtocol::Aes256,
            KeyExtension::Blumenthal,
            "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe",
        ),
        (
            AuthProtocol::Sha1,
            PrivProtocol::Aes256,
            KeyExtension::Reeder,
            "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c",
        ),
        (
            AuthProtocol::Md5,
            PrivProtocol::Aes192,
            KeyExtension::Blumenthal,
            "526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f",
        ),
        (
            AuthProtocol::Md5,
            PrivProtocol::Aes256,
            KeyExtension::Reeder,
            "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12",
        ),
    ] {
        let localized = localize(hash, &stretch(hash, b"maplesyrup"), ENGINE);
        let key = privacy::key(cipher, extension, hash, localized, ENGINE);
        assert_eq!(key, octets(expected), "{hash:?} {cipher:?} {extension:?}");
    }
}

const PASSPHRASE: &str = "kebun teh wonosari";

/// Answers of net-snmp 5.9.3 to GET sysDescr.0, "bukti": user, hash, cipher, datagram.
const ANSWERS: &[(&str, AuthProtocol, PrivProtocol, &str)] = &[
    (
        "u0",
        AuthProtocol::Md5,
        PrivProtocol::Des,
        "30818302010330110204235b14ea020300ffe30401030201030431302f040b80007ed80470616e74617502010102010204027530\
         040c7884361962bece661d37c9ef040800000001ca0b52d30438b0c882b61062a7601d05308a87dcbcc3037966e1827a57262f9a\
         2eb2123fd7a6308edf8228f6d1f3c66b2f779304230257ecdf5ef5925418",
    ),
    (
        "u1",
        AuthProtocol::Sha1,
        PrivProtocol::Aes128,
        "307f0201033011020414cce786020300ffe30401030201030431302f040b80007ed80470616e7461750201010201020402753104\
         0c02d2341d8a38a68db49b20da040827a750b0c8231f5b0434a09f1b7c23bd59eb4f3376d7275942c7cab28e08485a7b72331397\
         d2de08ff80f977528a2b7fb3683b94e10b16d2c3865a1e1d43",
    ),
    (
        "u2",
        AuthProtocol::Sha256,
        PrivProtocol::Aes192,
        "30818b0201033011020472c5d12b020300ffe3040103020103043d303b040b80007ed80470616e74617502010102010204027532\
         04188ba9895d7de823b2785e8158ba0e8693893548d885646319040827a750b0c8231f5c04346f8590a29017933d2695a9e932fb\
         2acb9eb6dd427c8de2cf3e2d3abd5b95121bd2378f30790abdbabd9027ccd9365e7592895f77",
    ),
    (
        "u3",
        AuthProtocol::Sha512,
        PrivProtocol::Aes256,
        "3081a3020103301102047aed9587020300ffe304010302010304553053040b80007ed80470616e74617502010102010204027533\
         04304b413cfbcdd2ef0207a3161e70d80f104dac923a3d7e207ab47c1369cf491130bb3353701d168e11011394731d67016a0408\
         27a750b0c8231f5d0434d04211b6cdf5d3524131131e7149767dfc865cf0e126425f3a8819accf4e5a01d65266e1e96dfaf1aa60\
         63e0ed904e0cc09fcf63",
    ),
    (
        "u4",
        AuthProtocol::Md5,
        PrivProtocol::Aes256,
        "307f02010330110204499808da020300ffe30401030201030431302f040b80007ed80470616e7461750201010201020402753404\
         0c7470646c162159e30eb09b2d040827a750b0c8231f5e0434be38db862962faf518d387b7f0b96247948308df6cecae977d1e9b\
         b121a89a1bb815f6cb8951939b28773245f134207c7c8768a9",
    ),
];

fn user(name: &str, hash: AuthProtocol, cipher: PrivProtocol) -> Credential {
    let passphrase = || PASSPHRASE.to_owned();
    Credential::new(&User {
        user: name.into(),
        context: None,
        auth: Some(Auth { protocol: hash, passphrase: passphrase() }),
        privacy: Some(Privacy { protocol: cipher, passphrase: passphrase(), keys: KeyExtension::Blumenthal }),
    })
}

/// What is made of a datagram by someone who knows its engine, and what is known of the engine afterwards.
fn judged(credential: &Credential, datagram: &[u8], engine: &[u8]) -> (Result<Verdict, ()>, Authority) {
    let now = Instant::now();
    let mut authority = Authority::guessed(engine, 0, 0, now).unwrap();
    let verdict = header(datagram)
        .map(|header| judge(&header, credential, &credential.keys(engine), &mut authority, now))
        .map_err(|_| ());
    (verdict, authority)
}

#[test]
fn answers_of_another_program_are_read() {
    for (name, hash, cipher, datagram) in ANSWERS {
        let (credential, datagram) = (user(name, *hash, *cipher), octets(datagram));
        let engine = header(&datagram).unwrap().engine.to_vec();
        let (verdict, authority) = judged(&credential, &datagram, &engine);
        let Ok(Verdict::Answer(plain)) = verdict else { panic!("{name}: {verdict:?}") };
        let read = scoped(&plain).unwrap();
        let values: Vec<Value<'_>> = read.message.varbinds.iter().map(|varbind| varbind.value()).collect();
        assert_eq!(values, [Value::Octets(b"bukti")], "{name}");
        assert!(authority.confirmed && authority.boots == 1, "{name}: {authority:?}");
        // The same again a moment later is no replay for the clock; with other keys it is nothing.
        let other = user(name, AuthProtocol::Sha384, *cipher);
        assert_eq!(judged(&other, &datagram, &engine).0, Ok(Verdict::Refused(Anomaly::WrongDigest)));
        let other = user("lain", *hash, *cipher);
        assert_eq!(judged(&other, &datagram, &engine).0, Ok(Verdict::Refused(Anomaly::UnknownUser)));
        assert_eq!(judged(&credential, &datagram, ENGINE).0, Ok(Verdict::Refused(Anomaly::UnknownEngine)));
    }
}

#[test]
fn one_changed_octet_anywhere_and_nothing_is_believed() {
    for (name, hash, cipher, datagram) in ANSWERS {
        let (credential, good) = (user(name, *hash, *cipher), octets(datagram));
        let engine = header(&good).unwrap().engine.to_vec();
        for place in 0..good.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[place] ^= flip;
                let (verdict, authority) = judged(&credential, &bad, &engine);
                let refused = matches!(verdict, Err(()) | Ok(Verdict::Refused(_)));
                assert!(refused && !authority.confirmed, "{name}: octet {place} ^ {flip:02x}: {verdict:?}");
            }
        }
    }
}

#[test]
fn an_old_message_is_refused_and_moves_nothing() {
    let (name, hash, cipher, datagram) = &ANSWERS[1];
    let (credential, datagram) = (user(name, *hash, *cipher), octets(datagram));
    let header = header(&datagram).unwrap();
    let keys = credential.keys(header.engine);
    let now = Instant::now();
    for (boots, time, past) in
        [(header.boots, header.time + 150, false), (header.boots, header.time + 151, true), (header.boots + 1, 0, true)]
    {
        let mut authority = Authority::guessed(header.engine, 0, 0, now).unwrap();
        authority.learn(boots, time, now);
        let before = authority.clone();
        let verdict = judge(&header, &credential, &keys, &mut authority, now);
        assert_eq!(verdict == Verdict::Refused(Anomaly::NotInTimeWindow), past, "{boots} {time}");
        assert_eq!(authority, before);
    }
}

#[test]
fn a_report_that_nobody_signed_sets_no_clock() {
    let (name, hash, cipher, datagram) = &ANSWERS[0];
    let credential = user(name, *hash, *cipher);
    let datagram = octets(datagram);
    let engine = header(&datagram).unwrap().engine.to_vec();
    let report = |object: u8| {
        let stats = [&[0x2b, 6, 1, 6, 3, 15, 1, 1][..], &[object, 0]].concat();
        let list = crate::snmp::message::varbind_list([(&stats[..], Some(Value::Counter32(1)))].into_iter());
        let mut writer = crate::snmp::ber::Writer::new();
        let whole = writer.mark();
        writer.element(0x30, &list);
        [0, 0, 5].into_iter().for_each(|number| writer.integer(number));
        writer.close(0xa8, whole);
        writer.element(4, b"");
        writer.element(4, &engine);
        writer.close(0x30, whole);
        let scoped = writer.finish();
        let keys = Keys { auth: None, privacy: None };
        let engine = (&engine[..], i32::MAX as u32 - 1, 9);
        secured(&keys, None, &Outgoing { id: 5, flags: 0, engine, user: name.as_bytes(), scoped: &scoped }).unwrap()
    };
    for (object, expected) in [
        (2, Verdict::Refused(Anomaly::NotInTimeWindow)),
        (3, Verdict::Complaint(Report::UnknownUser)),
        (5, Verdict::Complaint(Report::WrongDigest)),
        (9, Verdict::Refused(Anomaly::WrongPdu)),
    ] {
        let (verdict, authority) = judged(&credential, &report(object), &engine);
        assert_eq!(verdict, Ok(expected));
        assert!(!authority.confirmed && authority.boots == 0);
    }
}

#[test]
fn no_salt_comes_twice_and_no_secret_is_shown() {
    let credential = user("pemantau", AuthProtocol::Sha256, PrivProtocol::Aes128);
    // In another context the keys are the same, so the salts must not be.
    let elsewhere = credential.in_context("vlan-10".into());
    assert_eq!((credential.context(), elsewhere.context()), (&b""[..], &b"vlan-10"[..]));
    assert_eq!(credential.keys(b"engine").auth, elsewhere.keys(b"engine").auth);
    let both = [&credential, &elsewhere];
    let mut salts: Vec<_> = (0..1000).map(|n| both[n % 2].salt(PrivProtocol::Aes128, 1)).collect();
    salts.sort_unstable();
    salts.dedup();
    assert_eq!(salts.len(), 1000);
    assert_eq!(credential.salt(PrivProtocol::Des, 7)[..4], [0, 0, 0, 7]);
    let shown = format!("{credential:?} {:?}", credential.keys(ENGINE));
    assert!(!shown.contains(PASSPHRASE) && shown.contains("pemantau"), "{shown}");
}
