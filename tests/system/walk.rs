//! `pantau walk` against a real snmpd: what it writes is what snmpbulkwalk reads, and yields the record that a probe gives.

use crate::rig::{COMMUNITY, Snmpd, run, texts};
use std::{fs, process::Command};
use tempfile::TempDir;

#[test]
fn a_recording_is_whole_and_yields_the_record() {
    let snmpd = Snmpd::start();
    let folder = TempDir::new().unwrap();
    let (address, file) = (format!("127.0.0.1:{}", snmpd.port), folder.path().join("uji.walk"));
    let file = file.to_str().unwrap();
    let walked = run(&[
        "walk",
        &address,
        "--community",
        COMMUNITY,
        "--out",
        file,
        "--root",
        "1.3.6.1.2.1.1",
        "--root",
        "1.3.6.1.2.1.2",
        "--root",
        "1.3.6.1.2.1.31",
    ]);
    assert_eq!(walked.status.code(), Some(0), "{:?}", texts(&walked));
    let text = fs::read_to_string(file).unwrap();
    assert!(text.starts_with("# pantau walk 1\n") && text.lines().last().unwrap().starts_with("# complete: "));
    assert!(!text.contains(COMMUNITY));

    // The other witness; what changes from second to second is left out.
    let walk = ["-v2c", "-c", COMMUNITY, "-On", "-Cc", &address, "1.3.6.1.2.1.1"];
    let printed = Command::new("snmpbulkwalk").args(walk).output().unwrap();
    let names = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with(".1.3.6.1.2.1.1."));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
    };
    assert_eq!(names(&text), names(&String::from_utf8(printed.stdout).unwrap()));

    let record = |arguments: &[&str]| -> serde_json::Value {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (live, replayed) = (
        record(&["probe", &address, "--community", COMMUNITY, "--json"]),
        record(&["probe", "--replay", file, "--json"]),
    );
    for field in ["sys_name", "sys_descr", "sys_object_id", "location", "device_class", "os"] {
        assert_eq!(live[field], replayed[field], "{field}");
    }
    assert_eq!(live["ports"].as_array().map(Vec::len), replayed["ports"].as_array().map(Vec::len));

    // Without names: nothing of them is left.
    let walked = run(&["walk", &address, "--community", COMMUNITY, "--out", file, "--pseudonymise", "--lang", "en"]);
    let (_, said) = texts(&walked);
    assert!(said.contains("objects recorded into"), "{said}");
    let text = fs::read_to_string(file).unwrap();
    for canary in ["uji-snmpd", "Ruang uji", COMMUNITY] {
        assert!(!text.contains(canary), "{canary}");
    }
}

#[test]
fn what_cannot_be_walked_or_read_is_told_in_one_line() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("rusak.walk");
    fs::write(&file, "# x\n.1.3.6.1.2.1.1.1.0 = STRING: \"a\"\nrubbish \u{1b}[2J\n").unwrap();
    let file = file.to_str().unwrap();
    for (arguments, code, word) in [
        (&["probe", "--replay", file, "--lang", "en"][..], 64, "line 3"),
        (&["probe", "--replay", "/does/not/exist", "--lang", "en"], 1, "cannot be read"),
        (&["walk", "127.0.0.1:1", "--community", "c", "--out", file, "--root", "x", "--lang", "en"], 64, "'x'"),
        (&["walk", "127.0.0.1:1", "--community", "c", "--out", file, "--timeout", "0.5"], 3, "127.0.0.1:1"),
    ] {
        let output = run(arguments);
        let (out, err) = texts(&output);
        assert_eq!(
            (output.status.code(), out.as_str(), err.lines().count()),
            (Some(code), "", 1),
            "{arguments:?}: {err}"
        );
        assert!(err.contains(word) && !err.contains('\u{1b}'), "{err}");
    }
}
