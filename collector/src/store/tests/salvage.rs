//! What is read of a damaged database, whichever of its pages is gone.

use super::*;
use std::{
    collections::BTreeSet,
    io::{Seek, SeekFrom, Write},
};

const PAGE: u64 = 4096;

fn populated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let mut rows = book();
    rows.extend((0..3000).map(|n| reading(AT.plus_seconds(n), n.unsigned_abs())));
    rows.extend((0..400).map(|n| Row::Instance(DeviceId(1), n, format!("ether{n}"))));
    rows.extend((0..300).map(|n| {
        Row::Audit(Audited {
            at: AT,
            actor: "op".into(),
            action: "uji".into(),
            object: n.to_string(),
            ..Audited::default()
        })
    }));
    store.commit(&rows).unwrap();
    folder
}

fn counts(told: &[Salvaged]) -> Vec<(String, u64)> {
    told.iter().map(|one| (one.table.clone(), one.rows)).collect()
}

#[test]
fn all_of_a_sound_database_and_nothing_twice() {
    let folder = populated();
    let before = inspect(folder.path(), Care::Whole, &[], |_, _| {}).unwrap();
    assert!(before.is_sound(), "{before:?}");
    let to = tempfile::tempdir().unwrap();
    let told = salvage(folder.path(), to.path(), |_| {}).unwrap();
    assert!(told.iter().all(|one| one.lost.is_empty()), "{told:?}");
    let after = inspect(to.path(), Care::Whole, &[], |_, _| {}).unwrap();
    assert!(after.is_sound());
    let shape = after.shape.unwrap();
    let known = before.shape.unwrap();
    assert_eq!((shape.rows, shape.audit), (known.rows, known.audit));
    assert_eq!(Store::open(to.path()).unwrap().reader().unwrap().load().unwrap().devices.len(), 2);
    assert!(matches!(salvage(folder.path(), to.path(), |_| {}), Err(StoreError::Other(_))), "never over data");
}

#[test]
fn one_page_costs_what_stood_in_it() {
    let folder = populated();
    let path = folder.path().join(FILE);
    let good = fs::read(&path).unwrap();
    let pages = good.len() as u64 / PAGE;
    assert!(pages > 60, "{pages}");
    let whole: u64 = inspect(folder.path(), Care::Whole, &[], |_, _| {}).unwrap().shape.unwrap().rows.values().sum();
    let mut losers = BTreeSet::new();
    for page in (1..pages).step_by(3) {
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(page * PAGE)).unwrap();
        file.write_all(&vec![0xa5; PAGE as usize]).unwrap();
        let found = inspect(folder.path(), Care::Whole, &[], |_, _| {}).unwrap();
        assert!(!found.is_sound(), "page {page} is damaged and nobody notices");
        let to = tempfile::tempdir().unwrap();
        let told = salvage(folder.path(), to.path(), |_| {}).unwrap();
        let sound = inspect(to.path(), Care::Whole, &[], |_, _| {}).unwrap();
        assert!(sound.faults.is_empty(), "page {page}: {sound:?}");
        let saved: u64 = counts(&told).iter().map(|(_, rows)| rows).sum();
        let lost: Vec<&str> = told.iter().filter(|one| !one.lost.is_empty()).map(|one| one.table.as_str()).collect();
        // A page of an index, or a free one, costs no row; what costs one is named.
        assert!(saved >= whole || !lost.is_empty(), "page {page}: {saved} of {whole}");
        losers.extend(lost.iter().map(|name| (*name).to_owned()));
        fs::write(&path, &good).unwrap();
    }
    assert!(losers.contains("reading") && losers.contains("audit"), "{losers:?}");
}

#[test]
fn a_leaf_of_many_costs_its_own_rows_only() {
    let folder = populated();
    let path = folder.path().join(FILE);
    let octets = fs::read(&path).unwrap();
    // A leaf of the readings: 0x0d, and the packed samples repeat in it.
    let leaves: Vec<usize> = (1..octets.len() / 4096).filter(|page| octets[page * 4096] == 0x0d).collect();
    let mut named = 0;
    for page in leaves {
        let mut wrong = octets.clone();
        wrong[page * 4096..][..4096].fill(0);
        fs::write(&path, &wrong).unwrap();
        let to = tempfile::tempdir().unwrap();
        let told = salvage(folder.path(), to.path(), |_| {}).unwrap();
        let readings = told.iter().find(|one| one.table == "reading").unwrap();
        if let [Loss::Between { after, before }] = readings.lost[..] {
            let between = before.unwrap_or(3001) - after.unwrap_or(0) - 1;
            assert_eq!(
                readings.rows,
                3000 - between.unsigned_abs(),
                "the rows between are exactly those that are gone"
            );
            assert!(between < 300, "{between}");
            named += 1;
        }
    }
    assert!(named > 3, "{named}");
}
