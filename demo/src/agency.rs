//! The pretend agencies (Perangkat Daerah): the kinds of office every kabupaten has, and no real one.

/// What is known of one agency before it gets devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agency {
    pub code: String,
    pub name: String,
    /// Rate of its link, Mbit/s.
    pub contracted_mbps: u32,
    /// Its share of the devices.
    pub weight: u32,
}

/// Code, name, contracted Mbit/s, weight. The Dinas that runs the network comes first: it houses the data centre.
const AGENCIES: &[(&str, &str, u32, u32)] = &[
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika", 300, 30),
    ("SETDA", "Sekretariat Daerah", 200, 24),
    ("DISDIK", "Dinas Pendidikan", 200, 22),
    ("DINKES", "Dinas Kesehatan", 100, 20),
    ("BAPPEDA", "Badan Perencanaan Pembangunan Daerah", 100, 16),
    ("BKAD", "Badan Keuangan dan Aset Daerah", 100, 16),
    ("KEC-UTARA", "Kecamatan Utara", 20, 7),
    ("KEC-TIMUR", "Kecamatan Timur", 20, 7),
    ("PKM-01", "UPTD Puskesmas 01", 20, 7),
    ("PKM-02", "UPTD Puskesmas 02", 20, 7),
    ("RSUD", "Rumah Sakit Umum Daerah", 200, 24),
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", 100, 18),
    ("BAPENDA", "Badan Pendapatan Daerah", 100, 16),
    ("DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang", 100, 16),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", 50, 12),
    ("INSPEKTORAT", "Inspektorat Daerah", 50, 11),
    ("SATPOL-PP", "Satuan Polisi Pamong Praja", 20, 8),
    ("DISHUB", "Dinas Perhubungan", 50, 12),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", 50, 12),
    ("KEC-BARAT", "Kecamatan Barat", 20, 7),
    ("KEC-SELATAN", "Kecamatan Selatan", 20, 7),
    ("PKM-03", "UPTD Puskesmas 03", 20, 6),
    ("DPRD", "Sekretariat DPRD", 100, 13),
    ("BPBD", "Badan Penanggulangan Bencana Daerah", 50, 10),
    ("DINSOS", "Dinas Sosial", 50, 10),
    ("DLH", "Dinas Lingkungan Hidup", 50, 10),
    ("DISPERINDAG", "Dinas Perindustrian dan Perdagangan", 50, 10),
    ("DISNAKER", "Dinas Tenaga Kerja", 50, 9),
    ("DISPUSIP", "Dinas Perpustakaan dan Kearsipan", 50, 9),
    ("DISPAR", "Dinas Pariwisata", 50, 9),
    ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik", 20, 8),
    ("KEC-TENGAH", "Kecamatan Tengah", 20, 7),
    ("PKM-04", "UPTD Puskesmas 04", 20, 6),
];

/// Agencies that a demo has unless told otherwise.
pub const DEFAULT_OPDS: usize = 24;
/// Most agencies of one kabupaten: each has a /16 of its own, from `.20` to `.219`.
pub const MAX_OPDS: usize = 200;

/// The first `count` agencies; behind the written list come more puskesmas.
pub(crate) fn agencies(count: usize) -> Vec<Agency> {
    let written = AGENCIES.iter().map(|&(code, name, contracted_mbps, weight)| Agency {
        code: code.into(),
        name: name.into(),
        contracted_mbps,
        weight,
    });
    let more = (5..).map(|n| Agency {
        code: format!("PKM-{n:02}"),
        name: format!("UPTD Puskesmas {n:02}"),
        contracted_mbps: 20,
        weight: 6,
    });
    written.chain(more).take(count).collect()
}

/// Shares `devices` out by weight: at least one each, and in sum exactly `devices` (or one each, if that is more).
pub(crate) fn shares(agencies: &[Agency], devices: usize) -> Vec<usize> {
    let total: u64 = agencies.iter().map(|a| u64::from(a.weight)).sum();
    let spare = devices.saturating_sub(agencies.len()) as u64;
    let mut given = 0;
    let mut before = 0;
    agencies
        .iter()
        .map(|agency| {
            before += u64::from(agency.weight);
            let until = (spare * before).checked_div(total).unwrap_or(0);
            let share = until - given;
            given = until;
            1 + share as usize
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_valid() {
        let all = agencies(MAX_OPDS);
        let codes: std::collections::BTreeSet<_> = all.iter().map(|a| a.code.as_str()).collect();
        assert_eq!(codes.len(), MAX_OPDS);
        for agency in &all {
            assert_eq!(model::OpdCode::parse(&agency.code).map(|c| c.0), Ok(agency.code.clone()));
        }
    }

    #[test]
    fn every_device_is_given_to_somebody() {
        for (opds, devices, expected) in [(24, 300, 300), (1, 1, 1), (20, 5, 20), (200, 10_000, 10_000)] {
            let shares = shares(&agencies(opds), devices);
            assert_eq!(shares.iter().sum::<usize>(), expected);
            assert!(shares.iter().all(|s| *s >= 1));
        }
    }
}
