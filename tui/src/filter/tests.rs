//! The filter language as tables, and that what is printed reads the same again.

use super::*;
use model::{DeviceId, Lang, Status, Timestamp, api::DeviceRow};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn row() -> DeviceRow {
    DeviceRow {
        id: DeviceId(1),
        name: "rt-disdik-01".into(),
        address: "10.21.0.1".into(),
        opd: "DISDIK".into(),
        status: Status::Critical,
        in_bps: Some(188e6),
        use_percent: Some(97.0),
        rtt_ms: Some(41.0),
        booted: Some(NOW.plus_seconds(-3600 * 30)),
        hardware: "CCR2116-12G-4S+".into(),
        serial: "HF20X".into(),
        location: "Ruang server".into(),
        ..DeviceRow::default()
    }
}

#[test]
fn terms_hold_or_do_not() {
    for (text, expected) in [
        ("", true),
        ("disdik", true),
        ("DISDIK ccr2116", true),
        ("disdik dinkes", false),
        ("!dinkes", true),
        ("\"ruang server\"", true),
        ("~rtdk01", true),
        ("~dkrt", false),
        ("name:disdik", true),
        ("nama:DISDIK", true),
        ("name=disdik", false),
        ("name=RT-DISDIK-01", true),
        ("name:rt-*-01", true),
        ("name:*disdik", false),
        ("name:\"rt-*\"", false),
        ("name!=x", true),
        ("opd:dinkes,disdik", true),
        ("opd!=dinkes,disdik", false),
        ("status:kritis", true),
        ("status:CRITICAL,mati", true),
        ("status!=kritis", false),
        ("ip:10.21.0.0/16", true),
        ("ip:10.22.0.0/16", false),
        ("ip:10.21", true),
        ("ip:::/0", false),
        ("in>100M", true),
        ("masuk>=188M", true),
        ("masuk<188M", false),
        ("in:100..200M", true),
        ("in:188M", true),
        ("in!=188M", false),
        ("pakai>=90%", true),
        ("rtt<50ms", true),
        ("nyala>1hr", true),
        ("nyala<1hr", false),
        ("uptime:29..31jam", true),
        ("(status:mati|pakai>90%)", true),
        ("!(status:mati|pakai>90%)", false),
        ("(dinkes|(disdik !ups))", true),
        // What is not known matches no comparison, and `field:?` finds it.
        ("out>0", false),
        ("out<1G", false),
        ("out!=5M", false),
        ("out:?", true),
        ("in:?", false),
        ("out!=?", false),
        ("in!=?", true),
        ("class!=pc", false),
        ("!class:pc", true),
    ] {
        let filter = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(filter.holds(&row(), NOW), expected, "{text}");
    }
}

#[test]
fn a_fault_says_where_and_what() {
    for (text, column, expected) in [
        ("in>10X", 6, Expected::Unit("k M G T")),
        ("in>abc", 4, Expected::Number),
        ("in>", 4, Expected::Value),
        ("opd:dinkes in>1k uptime<5", 26, Expected::Unit("s|dtk min|mnt h|jam d|hr w|mgg mo|bln y|th")),
        ("statsu:mati", 1, Expected::Field("statsu".into(), Some(Field::Status))),
        ("a status:mat", 10, Expected::Status),
        ("name>x", 6, Expected::TextOp),
        ("ip:10.0.0.0/99", 4, Expected::Subnet),
        ("\"abc", 5, Expected::Quote),
        ("(a|b", 5, Expected::Bracket),
        ("a) b", 2, Expected::NoBracket),
        ("a|b", 2, Expected::Term),
        ("!", 2, Expected::Term),
        ("~", 2, Expected::Value),
        ("in:1k..5", 4, Expected::Unit("")),
    ] {
        assert_eq!(parse(text), Err(Fault { column, expected }), "{text}");
    }
    assert!(matches!(parse(&"(".repeat(100)), Err(Fault { expected: Expected::LessDepth, .. })));
}

#[test]
fn both_languages_say_every_fault() {
    for text in ["in>10X", "in>abc", "in>", "statsu:x", "xyzzy:x", "status:x", "name>x", "ip:a/b", "\"", "(", ")", "|"]
    {
        let fault = parse(text).unwrap_err();
        let (id, en) = (fault.text(Lang::Id), fault.text(Lang::En));
        assert!(id.starts_with("kolom ") && en.starts_with("column ") && id != en, "{id} {en}");
    }
    assert_eq!(parse("in>10X").unwrap_err().text(Lang::Id), "kolom 6: satuan tidak dikenal, pakai k M G T");
}

#[test]
fn printed_words_are_canonical() {
    for (text, expected) in [
        ("nama:Dinas  status:MATI,rawat", "name:Dinas status:down,maintenance"),
        ("pakai>=90% nyala<1jam", "use>=90% uptime<1h"),
        ("!( a |b  c)", "!(a | b c)"),
        ("\"two words\" \"one\"", "\"two words\" one"),
        ("masuk:10..100M", "in:10..100M"),
        ("aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:ff"),
    ] {
        assert_eq!(parse(text).map(|filter| filter.to_string()).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn every_field_is_found_by_both_words() {
    for field in Field::ALL {
        assert_eq!(Field::parse(field.word()), Some(*field));
        assert_eq!(Field::parse(field.word_in(Lang::Id)), Some(*field));
    }
}

/// Texts that are likely to be filters.
fn likely() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("name:"),
        Just("in>"),
        Just("status:"),
        Just("mati"),
        Just("!"),
        Just("("),
        Just(")"),
        Just("|"),
        Just(" "),
        Just("\""),
        Just("~"),
        Just("10"),
        Just("M"),
        Just(".."),
        Just(","),
        Just("?"),
        Just("ip:"),
        Just("10.0.0.0/8"),
        Just("nyala<"),
        Just("3jam"),
        Just("abc"),
        Just("*"),
        Just("\\"),
        Just("é"),
        Just("opd!="),
        Just("%"),
        Just(":"),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn print_and_parse_come_back(text in prop_oneof![likely(), any::<String>(), "[ -~]{0,30}"]) {
        if let Ok(filter) = parse(&text) {
            let printed = filter.to_string();
            prop_assert_eq!(parse(&printed), Ok(filter.clone()), "{:?} {:?}", text, printed);
            let _ = filter.holds(&row(), NOW);
        }
    }

    #[test]
    fn a_fault_lies_within_the_text(text in likely()) {
        if let Err(fault) = parse(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&fault.column), "{:?} {:?}", text, fault);
        }
    }

    #[test]
    fn contains_is_what_the_standard_library_says(text in "[a-cA-C]{0,12}", part in "[a-cA-C]{0,3}") {
        prop_assert_eq!(contains(&text, &part), text.to_lowercase().contains(&part.to_lowercase()));
    }
}
