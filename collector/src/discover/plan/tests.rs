//! Subnets: what is asked of each, and what is refused.

use super::*;
use proptest::prelude::*;

fn plan(texts: &[&str]) -> Result<Plan, Vec<String>> {
    let declared: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    Plan::of(&declared).map_err(|wrong| wrong.iter().map(|one| one.message(Lang::En)).collect())
}

#[test]
fn what_is_asked_of_a_subnet() {
    for (text, count, first, last) in [
        ("10.0.0.0/24", 254, "10.0.0.1", "10.0.0.254"),
        ("10.0.16.0/20", 4094, "10.0.16.1", "10.0.31.254"),
        ("10.0.0.4/30", 2, "10.0.0.5", "10.0.0.6"),
        ("10.0.0.4/31", 2, "10.0.0.4", "10.0.0.5"),
        ("10.0.0.4/32", 1, "10.0.0.4", "10.0.0.4"),
        ("10.0.0.4", 1, "10.0.0.4", "10.0.0.4"),
        ("127.0.0.0/28", 14, "127.0.0.1", "127.0.0.14"),
        ("2001:db8::/120", 255, "2001:db8::1", "2001:db8::ff"),
        ("2001:db8::7", 1, "2001:db8::7", "2001:db8::7"),
    ] {
        let plan = plan(&[text]).unwrap();
        let addresses: Vec<String> = plan.addresses().map(|address| address.to_string()).collect();
        let ends = (addresses.first().unwrap().as_str(), addresses.last().unwrap().as_str());
        assert_eq!((addresses.len(), ends), (count, (first, last)), "{text}");
    }
}

#[test]
fn a_wide_ipv6_subnet_is_declared_but_not_asked() {
    let plan = plan(&["2001:db8:7::/64", "10.0.0.0/30"]).unwrap();
    assert_eq!(plan.addresses().count(), 2);
    let [inside, outside, v4] = ["2001:db8:7::9", "2001:db8:8::9", "10.0.0.1"].map(|a| a.parse().unwrap());
    assert!(plan.covers(inside) && plan.covers_unasked(inside) && !plan.covers(outside));
    assert!(plan.covers(v4) && !plan.covers_unasked(v4));
    assert_eq!(plan.subnets(), ["10.0.0.0/30", "2001:db8:7::/64"]);
}

#[test]
fn what_is_refused_in_one_line_each() {
    for (texts, expected) in [
        (&[][..], "name at least one subnet, for example 10.21.7.0/24"),
        (&["10.0.0"], "'10.0.0' is no subnet; write for example 10.21.7.0/24"),
        (&["10.0.0.0/33"], "'10.0.0.0/33' is no subnet; write for example 10.21.7.0/24"),
        (&["10.0.0.0/+8"], "'10.0.0.0/+8' is no subnet; write for example 10.21.7.0/24"),
        (&["x\u{1b}/8"], "'x\\u{1b}/8' is no subnet; write for example 10.21.7.0/24"),
        (&["10.0.0.5/24"], "'10.0.0.5/24' is not the start of a subnet; is 10.0.0.0/24 meant, or the one address?"),
        (&["0.0.0.0/8"], "0.0.0.0/8 holds no addresses of devices (multicast, reserved, or 0.0.0.0)"),
        (&["239.1.0.0/24"], "239.1.0.0/24 holds no addresses of devices (multicast, reserved, or 0.0.0.0)"),
        (&["255.255.255.255"], "255.255.255.255/32 holds no addresses of devices (multicast, reserved, or 0.0.0.0)"),
        (&["::"], "::/128 holds no addresses of devices (multicast, reserved, or 0.0.0.0)"),
        (
            &["::ffff:10.0.0.0/120"],
            "::ffff:10.0.0.0/120 holds no addresses of devices (multicast, reserved, or 0.0.0.0)",
        ),
        (&["2000::/3"], "2000::/3 is too wide; an IPv6 subnet is /32 at the widest"),
        (&["10.0.0.0/19"], "8,190 addresses; a run asks at most 4,096 (one /20): divide it"),
        (&["0.0.0.0/0"], "4,294,967,294 addresses; a run asks at most 4,096 (one /20): divide it"),
        (&["10.0.0.0/24", "10.0.0.128/25"], "10.0.0.0/24 and 10.0.0.128/25 overlap; name one of them"),
        (&["10.0.0.0/24", "10.0.0.0/24"], "10.0.0.0/24 and 10.0.0.0/24 overlap; name one of them"),
    ] {
        assert_eq!(plan(texts), Err(vec![expected.to_owned()]), "{texts:?}");
    }
    assert_eq!(plan(&["x", "y", "10.0.0.0/8"]).unwrap_err().len(), 3, "one line each");
}

proptest! {
    #[test]
    fn every_asked_address_was_declared(address in any::<u32>(), prefix in 20u8..=32) {
        let text = format!("{}/{prefix}", Ipv4Addr::from_bits(address & (u32::MAX << (32 - u32::from(prefix)))));
        if let Ok(plan) = plan(&[&text]) {
            prop_assert!(plan.addresses().all(|address| plan.covers(address)));
            prop_assert!(plan.addresses().count() as u32 <= MOST_ADDRESSES);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = plan(&[&text]);
    }
}
