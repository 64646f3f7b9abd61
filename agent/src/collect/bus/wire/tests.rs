//! Messages built by hand and read again, and octets that are none.

use super::*;
use proptest::prelude::*;

/// Writes a text.
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    out.resize(out.len().next_multiple_of(4), 0);
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
    out.push(0);
}

/// Writes a list: its rows are written by `rows` behind its length.
pub(crate) fn list(out: &mut Vec<u8>, align: usize, rows: impl FnOnce(&mut Vec<u8>)) {
    out.resize(out.len().next_multiple_of(4), 0);
    let length_at = out.len();
    out.extend([0; 4]);
    out.resize(out.len().next_multiple_of(align), 0);
    let begin = out.len();
    rows(out);
    let length = (out.len() - begin) as u32;
    out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}

/// Writes a variant of a number, by its type; `octets` is how wide that is.
pub(crate) fn number(out: &mut Vec<u8>, kind: u8, octets: usize, bits: u64) {
    out.extend([1, kind, 0]);
    out.resize(out.len().next_multiple_of(octets), 0);
    out.extend(&bits.to_le_bytes()[..octets]);
}

/// A whole message: of this type, in answer to this call (0: to none), with this body.
pub(crate) fn answer(kind: u8, to: u32, signature: &str, body: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut octets = Vec::new();
    body(&mut octets);
    let mut out = vec![b'l', kind, 0, 1];
    out.extend((octets.len() as u32).to_le_bytes());
    out.extend(7_u32.to_le_bytes());
    list(&mut out, 8, |out| {
        if to > 0 {
            out.push(REPLY_SERIAL);
            number(out, b'u', 4, u64::from(to));
            out.resize(out.len().next_multiple_of(8), 0);
        }
        out.extend([8, 1, b'g', 0, signature.len() as u8]);
        out.extend(signature.as_bytes());
        out.push(0);
    });
    out.resize(out.len().next_multiple_of(8), 0);
    out.extend(octets);
    out
}

#[test]
fn a_call_is_built_as_the_specification_has_it() {
    let hello = Call { destination: "a.b", path: "/c", interface: "a.b", member: "Hai" };
    let octets = call(3, &hello);
    assert_eq!(&octets[..12], b"l\x01\x02\x01\0\0\0\0\x03\0\0\0");
    assert_eq!(length(&octets), Some(octets.len()));
    assert_eq!(&octets[16..27], b"\x01\x01o\0\x02\0\0\0/c\0");
    let head = head(&octets).unwrap();
    assert_eq!((head.kind, head.answers, head.body(&octets).text()), (CALL, None, None));
}

#[test]
fn values_of_every_type() {
    let octets = answer(RETURN, 9, "a{sv}", |out| {
        list(out, 8, |out| {
            let mut row = |name: &str, write: &dyn Fn(&mut Vec<u8>)| {
                out.resize(out.len().next_multiple_of(8), 0);
                text(out, name);
                write(out);
            };
            row("flag", &|out| number(out, b'b', 4, 1));
            row("less", &|out| number(out, b'x', 8, u64::MAX));
            row("most", &|out| number(out, b't', 8, u64::MAX));
            row("small", &|out| number(out, b'n', 2, 0xfffe));
            row("real", &|out| number(out, b'd', 8, 309.15_f64.to_bits()));
            row("octets", &|out| {
                out.extend([2, b'a', b'y', 0]);
                list(out, 1, |out| out.extend(b"/dev/sda\0"));
            });
            row("texts", &|out| {
                out.extend([2, b'a', b's', 0]);
                list(out, 4, |out| ["a", "bb"].iter().for_each(|word| text(out, word)));
            });
            row("deep", &|out| {
                out.extend(b"\x09(ya{sv}s)\0");
                out.resize(out.len().next_multiple_of(8), 0);
                out.push(7);
                list(out, 8, |_| {});
                text(out, "x");
            });
        });
    });
    let head = head(&octets).unwrap();
    assert_eq!((head.kind, head.answers), (RETURN, Some(9)));
    let (mut body, mut told) = (head.body(&octets), Vec::new());
    let rows = body.rows(8, |reader| {
        told.push((reader.text()?, reader.variant()?));
        Some(())
    });
    assert_eq!(rows, Some(8));
    let expected = [
        ("flag", Value::Flag(true)),
        ("less", Value::Number(-1)),
        ("most", Value::Number(i64::MAX)),
        ("small", Value::Number(-2)),
        ("real", Value::Real(309.15)),
        ("octets", Value::Octets(b"/dev/sda\0")),
        ("texts", Value::List(2)),
        ("deep", Value::Other),
    ];
    assert_eq!(told, expected);
}

#[test]
fn nesting_without_end_is_refused() {
    // A variant in a variant in a variant.
    let octets = answer(RETURN, 1, "v", |out| (0..1000).for_each(|_| out.extend([1, b'v', 0])));
    assert_eq!(head(&octets).unwrap().body(&octets).variant(), None);
    let lists = "a".repeat(250);
    let octets = answer(RETURN, 1, "v", |out| {
        out.push(250);
        out.extend(lists.as_bytes());
        out.push(0);
        out.extend([0; 8]);
    });
    assert_eq!(head(&octets).unwrap().body(&octets).variant(), None);
}

proptest! {
    #[test]
    fn any_octets_are_survived(mut octets in proptest::collection::vec(any::<u8>(), 0..300), is_big in any::<bool>()) {
        if let Some(first) = octets.first_mut() {
            *first = if is_big { b'B' } else { b'l' };
        }
        let _ = length(&octets);
        let body = head(&octets).map(|head| head.body(&octets)).unwrap_or(Reader { octets: &octets, at: 0, is_big });
        let _ = body.clone().variant();
        let _ = body.clone().rows(8, |reader| reader.variant().map(|_| ()));
        let signatures: [&[u8]; 3] = [b"a{oa{sa{sv}}}", b"(ayasv)", b"aaa(({"];
        for signature in signatures {
            let _ = body.clone().value(signature, 0);
        }
    }

    #[test]
    fn a_flipped_octet_is_survived(place in 0usize..120, to in any::<u8>()) {
        let mut octets = answer(RETURN, 2, "a{sv}", |out| list(out, 8, |out| {
            text(out, "Model");
            out.extend([1, b's', 0]);
            text(out, "Cakram 240");
        }));
        if let Some(octet) = octets.get_mut(place) {
            *octet = to;
        }
        if let (Some(_), Some(head)) = (length(&octets), head(&octets)) {
            let _ = head.body(&octets).rows(8, |reader| reader.text().and(reader.variant()).map(|_| ()));
        }
    }
}
