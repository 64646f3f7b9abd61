//! Every version of SNMP against a real snmpd: v1, and v3 with each hash and cipher; what is wrong is told in one line.

use crate::rig::{COMMUNITY, Snmpd, run, texts};
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

const AUTH: &str = "kata-sandi-uji";
const PRIV: &str = "kunci-rahasia-uji";
/// Our words and those of snmpd.
const HASHES: [(&str, &str); 6] = [
    ("md5", "MD5"),
    ("sha1", "SHA"),
    ("sha224", "SHA-224"),
    ("sha256", "SHA-256"),
    ("sha384", "SHA-384"),
    ("sha512", "SHA-512"),
];
/// Our words and those of snmpd, which makes keys longer than the hash in one way only.
const CIPHERS: [(&str, &str); 4] = [("des", "DES"), ("aes128", "AES"), ("aes192", "AES-192"), ("aes256", "AES-256")];

/// An snmpd that knows a user for each combination; the user is called after it.
fn snmpd_with_users() -> Snmpd {
    let mut lines = String::new();
    for (hash, theirs) in HASHES {
        lines.push_str(&format!("createUser {hash} {theirs} \"{AUTH}\"\nrouser {hash} auth\n"));
        for (cipher, theirs_too) in CIPHERS {
            let user = format!("{hash}-{cipher}");
            lines.push_str(&format!(
                "createUser {user} {theirs} \"{AUTH}\" {theirs_too} \"{PRIV}\"\nrouser {user} priv\n"
            ));
        }
    }
    Snmpd::start_with(&lines)
}

struct Secrets {
    folder: TempDir,
}

impl Secrets {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for (name, text) in [("auth", AUTH), ("priv", PRIV), ("wrong", "bukan-kata-sandi")] {
            fs::write(folder.path().join(name), format!("{text}\n")).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        Path::join(self.folder.path(), name).display().to_string()
    }
}

/// Probes with these arguments; the record, or exit code and message.
fn probe(snmpd: &Snmpd, arguments: &[&str]) -> Result<Value, (Option<i32>, String)> {
    let address = format!("127.0.0.1:{}", snmpd.port);
    let mut line = vec!["probe", &address, "--json", "--timeout", "20", "--lang", "en"];
    line.extend(arguments);
    let output = run(&line);
    let (out, err) = texts(&output);
    assert!(!out.contains(AUTH) && !err.contains(AUTH) && !out.contains(PRIV) && !err.contains(PRIV));
    if output.status.success() { Ok(serde_json::from_str(&out).unwrap()) } else { Err((output.status.code(), err)) }
}

#[test]
fn v1_reads_what_v2c_reads() {
    let snmpd = Snmpd::start();
    let [one, two] = ["1", "2c"].map(|version| {
        probe(&snmpd, &["--snmp-version", version, "--community", COMMUNITY])
            .unwrap_or_else(|error| panic!("{error:?}"))
    });
    assert_eq!((one["snmp_version"].as_str(), two["snmp_version"].as_str()), (Some("1"), Some("2c")));
    assert_eq!(one["sys_name"], "uji-snmpd");
    let names = |record: &Value| {
        let ports = record["ports"].as_array().unwrap().iter();
        ports.map(|port| port["descr"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&one), names(&two));
    // Counter64 does not exist in v1.
    assert_eq!(
        (one["ports"][0]["high_capacity"].as_bool(), two["ports"][0]["high_capacity"].as_bool()),
        (Some(false), Some(true))
    );
}

#[test]
fn v3_with_every_hash_and_cipher() {
    let snmpd = snmpd_with_users();
    let secrets = Secrets::new();
    let (auth, privacy) = (secrets.path("auth"), secrets.path("priv"));
    for (hash, _) in HASHES {
        let record = probe(&snmpd, &["--v3-user", hash, "--v3-auth", hash, "--v3-auth-file", &auth]);
        assert_eq!(record.as_ref().map(|record| record["sys_name"].as_str()), Ok(Some("uji-snmpd")), "{hash}");
        for (cipher, _) in CIPHERS {
            let user = format!("{hash}-{cipher}");
            let asked = |keys: &str| {
                let line = [
                    "--v3-user",
                    &user,
                    "--v3-auth",
                    hash,
                    "--v3-auth-file",
                    &auth,
                    "--v3-priv",
                    cipher,
                    "--v3-priv-file",
                    &privacy,
                    "--v3-priv-keys",
                    keys,
                ];
                probe(&snmpd, &line)
            };
            // Keys no longer than the hash are the same either way; of longer ones snmpd knows one way.
            let record = asked("blumenthal").or_else(|_| asked("reeder"));
            let said = record.unwrap_or_else(|error| panic!("{user}: {error:?}"));
            assert_eq!(
                (said["sys_name"].as_str(), said["snmp_version"].as_str()),
                (Some("uji-snmpd"), Some("3")),
                "{user}"
            );
        }
    }
}

#[test]
fn what_is_wrong_with_v3_is_told_in_one_line() {
    let snmpd = snmpd_with_users();
    let secrets = Secrets::new();
    let (auth, privacy, wrong) = (secrets.path("auth"), secrets.path("priv"), secrets.path("wrong"));
    let told = |arguments: &[&str]| {
        let (code, message) = probe(&snmpd, arguments).unwrap_err();
        assert_eq!(message.lines().count(), 1, "{message}");
        (code, message)
    };
    let (code, message) = told(&["--v3-user", "sha256", "--v3-auth", "sha256", "--v3-auth-file", &wrong]);
    assert!(code == Some(3) && message.contains("wrong-digest"), "{message}");
    let (code, message) = told(&["--v3-user", "siapa", "--v3-auth", "sha256", "--v3-auth-file", &auth]);
    assert!(code == Some(3) && message.contains("unknown-user"), "{message}");
    let (code, message) = told(&[
        "--v3-user",
        "sha256-aes128",
        "--v3-auth",
        "sha256",
        "--v3-auth-file",
        &auth,
        "--v3-priv",
        "aes128",
        "--v3-priv-file",
        &wrong,
    ]);
    assert_eq!(code, Some(3), "{message}");
    let (code, message) = told(&["--v3-user", "sha256", "--v3-priv", "aes128", "--v3-priv-file", &privacy]);
    assert_eq!(code, Some(64), "{message}");
}
