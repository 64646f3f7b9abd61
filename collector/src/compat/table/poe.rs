//! Classes and types of power over Ethernet (Ethernet Alliance, overview of IEEE 802.3bt; IEEE 802.3 Table 33 and 145).

/// Power at the source that a class reserves, W. Class 0 counts as 3.
pub fn watts(class: u64) -> Option<f64> {
    Some(match class {
        0 | 3 => 15.4,
        1 => 4.0,
        2 => 7.0,
        4 => 30.0,
        5 => 45.0,
        6 => 60.0,
        7 => 75.0,
        8 => 90.0,
        _ => return None,
    })
}

/// Highest class of a type (`type2-ieee802.3at`).
pub fn top_class(kind: &str) -> Option<u64> {
    Some(match kind {
        "type1-ieee802.3af" => 3,
        "type2-ieee802.3at" => 4,
        "type3-ieee802.3bt" => 6,
        "type4-ieee802.3bt" => 8,
        _ => return None,
    })
}

/// The lowest type that gives a class.
pub fn type_of(class: u64) -> &'static str {
    match class {
        0..=3 => "type1-ieee802.3af",
        4 => "type2-ieee802.3at",
        5 | 6 => "type3-ieee802.3bt",
        _ => "type4-ieee802.3bt",
    }
}

/// True for passive power: 24 V or 48 V on the wire without a handshake.
pub fn is_passive(kind: &str) -> bool {
    kind.starts_with("passive-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_class_of_each_type_needs_its_type() {
        for kind in ["type1-ieee802.3af", "type2-ieee802.3at", "type3-ieee802.3bt", "type4-ieee802.3bt"] {
            assert_eq!(top_class(kind).map(type_of), Some(kind));
        }
        assert_eq!((watts(0), watts(4), watts(9)), (Some(15.4), Some(30.0), None));
    }
}
