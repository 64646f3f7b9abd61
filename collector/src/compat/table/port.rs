//! Which port works with which: candidate against existing. The 1G and 10G columns follow vendor notes on transceivers and
//! product documents of cages, the rest is engineering judgement.

/// How two ports work together, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// At full speed.
    Full,
    /// Below the candidate's speed.
    Slow,
    /// With a transceiver or converter.
    Module,
    /// With a transceiver, if the host supports its rate.
    ModuleAndHost,
    /// With a module, and below the candidate's speed.
    ModuleSlow,
    /// Depends on the host: ask the vendor.
    Host,
}

impl Fit {
    /// True where a transceiver or converter is needed.
    pub const fn needs_module(self) -> bool {
        matches!(self, Self::Module | Self::ModuleAndHost | Self::ModuleSlow)
    }

    /// Rank for choosing: module with host and module below speed are alike.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Full => 0,
            Self::Slow => 1,
            Self::Module => 2,
            Self::ModuleAndHost | Self::ModuleSlow => 3,
            Self::Host => 4,
        }
    }
}

/// Columns of the matrix: existing ports.
const COLUMNS: [&str; 9] = [
    "100base-tx",
    "1000base-t",
    "2.5gbase-t",
    "5gbase-t",
    "10gbase-t",
    "1000base-x-sfp",
    "10gbase-x-sfpp",
    "25gbase-x-sfp28",
    "40gbase-x-qsfpp",
];

/// `=` full, `s` slow, `m` module, `h` module and host, `l` module and slow, `?` host, `-` no.
const ROWS: [(&str, [u8; 9]); 9] = [
    ("100base-tx", *b"=ssssm?--"),
    ("1000base-t", *b"s====mhh-"),
    ("2.5gbase-t", *b"ss==?mh?-"),
    ("5gbase-t", *b"sss=?mh?-"),
    ("10gbase-t", *b"ss??=mm?-"),
    ("1000base-x-sfp", *b"mmmmmmh?-"),
    ("10gbase-x-sfpp", *b"-lllm?mm?"),
    ("25gbase-x-sfp28", *b"-?????sm?"),
    ("40gbase-x-qsfpp", *b"------?-m"),
];

/// How a port of the candidate works on an existing one. None: not at all.
pub fn fit(candidate: &str, existing: &str) -> Option<Fit> {
    let column = COLUMNS.iter().position(|column| *column == existing);
    let row = ROWS.iter().find(|(row, _)| *row == candidate);
    let (Some(column), Some((_, row))) = (column, row) else {
        // Passive optical networks meet only their own family.
        return (is_pon(candidate) && candidate == existing).then_some(Fit::Full);
    };
    match row[column] {
        b'=' => Some(Fit::Full),
        b's' => Some(Fit::Slow),
        b'm' => Some(Fit::Module),
        b'h' => Some(Fit::ModuleAndHost),
        b'l' => Some(Fit::ModuleSlow),
        b'?' => Some(Fit::Host),
        _ => None,
    }
}

fn is_pon(kind: &str) -> bool {
    ["epon", "gpon", "xg-pon", "xgs-pon", "10g-epon", "ng-pon2", "bpon", "25g-pon", "50g-pon"].contains(&kind)
}

/// Speed of a port type by its name, Mbit/s; 0 where the name tells none.
pub fn speed_mbps(kind: &str) -> f64 {
    let end = kind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(kind.len());
    let number: f64 = kind[..end].parse().unwrap_or(0.0);
    if kind[end..].starts_with('g') { number * 1000.0 } else { number }
}

/// True for a copper port: `1000base-t`, `100base-tx`.
pub fn is_copper(kind: &str) -> bool {
    kind.ends_with("base-t") || kind.ends_with("base-tx")
}

/// Type of an existing port by its form factor, where that tells it; `rj45` is told by its speed.
pub fn of_form_factor(form: &str) -> Option<&'static str> {
    Some(match form {
        "sfp" => "1000base-x-sfp",
        "sfp+" => "10gbase-x-sfpp",
        "sfp28" => "25gbase-x-sfp28",
        "qsfp+" => "40gbase-x-qsfpp",
        _ => return None,
    })
}

/// Copper type of a speed, Mbit/s.
pub fn copper_of(mbps: f64) -> Option<&'static str> {
    [
        (100.0, "100base-tx"),
        (1000.0, "1000base-t"),
        (2500.0, "2.5gbase-t"),
        (5000.0, "5gbase-t"),
        (10_000.0, "10gbase-t"),
    ]
    .into_iter()
    .find(|(speed, _)| *speed == mbps)
    .map(|(_, kind)| kind)
}

/// Declared ports of a device: `1-24=1000base-t` gives each ifIndex its type.
pub fn declared(ranges: &[String]) -> Vec<(u64, &str)> {
    let mut ports = Vec::new();
    for range in ranges {
        if let Some((range, kind)) = range.split_once('=') {
            ports.extend(indexes(range).into_iter().map(|index| (index, kind.trim())));
        }
    }
    ports
}

/// Most ports that one range of a declaration may name.
const MOST: u64 = 4096;

/// `1-4,7` as numbers.
pub fn indexes(ranges: &str) -> Vec<u64> {
    let mut all = Vec::new();
    for part in ranges.split([',', ';']) {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(low), Ok(high)) = (low.trim().parse::<u64>(), high.trim().parse::<u64>()) {
            all.extend((low..=high).take(MOST as usize));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_matrix_has_its_meaning() {
        for (row, cells) in ROWS {
            for (column, cell) in COLUMNS.iter().zip(cells) {
                assert_eq!(fit(row, column).is_none(), cell == b'-', "{row} {column}");
            }
        }
        assert_eq!(fit("1000base-t", "10gbase-t"), Some(Fit::Full));
        assert_eq!(fit("10gbase-x-sfpp", "1000base-t"), Some(Fit::ModuleSlow));
        assert_eq!(fit("virtual", "1000base-t"), None);
        assert_eq!((fit("gpon", "gpon"), fit("gpon", "epon")), (Some(Fit::Full), None));
    }

    #[test]
    fn a_name_tells_speed_and_medium() {
        for (kind, mbps) in [("2.5gbase-t", 2500.0), ("100base-tx", 100.0), ("10gbase-x-sfpp", 10_000.0), ("lag", 0.0)]
        {
            assert_eq!(speed_mbps(kind), mbps, "{kind}");
        }
        assert!(is_copper("10gbase-t") && !is_copper("1000base-x-sfp"));
        assert_eq!(
            declared(&["1-2=1000base-t".into(), "5=lag".into()]),
            [(1, "1000base-t"), (2, "1000base-t"), (5, "lag")]
        );
    }
}
