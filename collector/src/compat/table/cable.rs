//! How far copper and fibre carry (cabling tables of two vendors; 2.5G, 5G and 10G optics by engineering judgement).

/// How far a category of copper carries a speed, m. None: not at all, or the category is not known.
pub fn copper_reach_m(category: &str, mbps: f64) -> Option<f64> {
    let [fast, giga, multi, ten] = match category {
        "cat5" => [100.0, 0.0, 0.0, 0.0],
        "cat5e" => [100.0, 100.0, 100.0, 0.0],
        "cat6" => [100.0, 100.0, 100.0, 55.0],
        "cat6a" | "cat7" => [100.0; 4],
        _ => return None,
    };
    let reach = if mbps <= 100.0 {
        fast
    } else if mbps <= 1000.0 {
        giga
    } else if mbps <= 5000.0 {
        multi
    } else {
        ten
    };
    (reach > 0.0).then_some(reach)
}

/// The fastest speed that a run of this category and length carries, Mbit/s.
pub fn copper_speed(category: &str, length_m: f64) -> Option<f64> {
    [10_000.0, 5000.0, 2500.0, 1000.0, 100.0]
        .into_iter()
        .find(|mbps| copper_reach_m(category, *mbps).is_some_and(|reach| reach >= length_m))
}

/// How far a standard carries on a kind of fibre, m. None: not at all.
pub fn fibre_reach_m(standard: &str, fibre: &str) -> Option<f64> {
    let single = matches!(fibre, "os1" | "os2");
    match (standard, fibre) {
        ("1000base-sx", "om1") => Some(220.0),
        ("1000base-sx" | "1000base-lx", "om2" | "om3" | "om4") => Some(550.0),
        ("1000base-lx", "om1") => Some(550.0),
        ("1000base-lx", _) if single => Some(5_000.0),
        ("1000base-lx10" | "1000base-bx10-d" | "1000base-bx10-u", _) if single => Some(10_000.0),
        ("1000base-zx", _) if single => Some(70_000.0),
        ("10gbase-sr", "om3") => Some(300.0),
        ("10gbase-sr", "om4") => Some(400.0),
        ("10gbase-lr" | "10gbase-br-d" | "10gbase-br-u", _) if single => Some(10_000.0),
        ("10gbase-er", _) if single => Some(40_000.0),
        _ => None,
    }
}

/// True for single-mode fibre.
pub fn is_single_mode(fibre: &str) -> bool {
    matches!(fibre, "os1" | "os2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copper_carries_less_the_longer_it_is() {
        assert_eq!(copper_speed("cat6", 55.0), Some(10_000.0));
        assert_eq!(copper_speed("cat6", 56.0), Some(5000.0));
        assert_eq!((copper_speed("cat5", 90.0), copper_speed("cat5e", 101.0)), (Some(100.0), None));
    }

    #[test]
    fn single_mode_optics_do_not_go_on_multimode_but_for_lx() {
        for standard in ["1000base-lx10", "1000base-zx", "10gbase-lr", "10gbase-er"] {
            assert_eq!(fibre_reach_m(standard, "om4"), None, "{standard}");
            assert!(fibre_reach_m(standard, "os2").is_some());
        }
        assert_eq!(fibre_reach_m("1000base-lx", "om1"), Some(550.0));
        assert_eq!(fibre_reach_m("1000base-sx", "os2"), None);
    }
}
