//! `[[credential]]` of the configuration: its keys, and its secrets from files and the environment. No secret is ever told.

use super::{Fault, fault, unknown};
use crate::parse;
use collector::discover::Subnet;
use model::{
    Lang,
    settings::{
        Credential,
        credential::{LONGEST_NAME, MOST},
    },
};
use std::path::Path;
use toml::{
    Spanned, Value,
    de::{DeTable, DeValue},
};

/// Its name in the file.
pub const SECTION: &str = "credential";
/// Its keys.
pub const KEYS: &[&str] = &[
    "name",
    "subnets",
    "version",
    "community",
    "community_file",
    "community_env",
    "user",
    "context",
    "auth",
    "privacy",
];
const AUTH: &[&str] = &["protocol", "passphrase", "passphrase_file", "passphrase_env"];
const PRIVACY: &[&str] = &["protocol", "passphrase", "passphrase_file", "passphrase_env", "keys"];

/// The credentials of a file, as the settings read them. Everything wrong in them goes to `faults`.
pub fn read(text: &str, at: usize, content: &DeValue<'_>, faults: &mut Vec<Fault>) -> Vec<Value> {
    let form = ["'credential' harus daftar: tulis [[credential]]", "'credential' must be a list: write [[credential]]"];
    let DeValue::Array(rows) = content else {
        faults.push(fault(text, at, form[0].into(), form[1].into()));
        return Vec::new();
    };
    let mut list = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for row in rows.iter() {
        let place = row.span().start;
        let DeValue::Table(table) = row.get_ref() else {
            faults.push(fault(text, place, form[0].into(), form[1].into()));
            continue;
        };
        let before = faults.len();
        let value = Value::Table(secrets(text, SECTION, table, KEYS, faults));
        if faults.len() > before {
            continue;
        }
        match checked(&value) {
            Ok(credential) if names.contains(&credential.name) => {
                let name = credential.name;
                faults.push(fault(
                    text,
                    place,
                    format!("credential: nama '{name}' dipakai dua kali"),
                    format!("credential: the name '{name}' is used twice"),
                ));
            }
            Ok(credential) => {
                names.push(credential.name);
                list.push(value);
            }
            Err([id, en]) => faults.push(fault(text, place, format!("credential: {id}"), format!("credential: {en}"))),
        }
    }
    if list.len() > MOST {
        let (id, en) = (format!("credential: paling banyak {MOST}"), format!("credential: at most {MOST}"));
        faults.push(fault(text, at, id, en));
    }
    list
}

/// The table with the secrets of its `…_file` and `…_env` keys in the place of these.
fn secrets(text: &str, path: &str, table: &DeTable<'_>, known: &[&str], faults: &mut Vec<Fault>) -> toml::Table {
    let mut good = toml::Table::new();
    for (key, value) in table {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        if !known.contains(&name) {
            faults.push(unknown(text, at, "kunci", "key", &format!("{path}.{name}"), known.iter().copied()));
            continue;
        }
        let entry = match (name, value.get_ref()) {
            ("auth", DeValue::Table(inner)) => {
                Some(("auth", Value::Table(secrets(text, "credential.auth", inner, AUTH, faults))))
            }
            ("privacy", DeValue::Table(inner)) => {
                Some(("privacy", Value::Table(secrets(text, "credential.privacy", inner, PRIVACY, faults))))
            }
            _ => entry(text, name, value, faults),
        };
        if let Some((name, value)) = entry
            && good.insert(name.to_owned(), value).is_some()
        {
            faults.push(fault(
                text,
                at,
                format!("{path}.{name}: disebut dua kali; pilih satu dari teks, _file, _env"),
                format!("{path}.{name}: stated twice; choose one of the text, _file, _env"),
            ));
        }
    }
    good
}

fn entry<'k>(
    text: &str,
    name: &'k str,
    value: &Spanned<DeValue<'_>>,
    faults: &mut Vec<Fault>,
) -> Option<(&'k str, Value)> {
    let at = value.span().start;
    let word = value.get_ref().as_str();
    let found = match (name.strip_suffix("_file"), name.strip_suffix("_env"), word) {
        (Some(base), _, Some(file)) => {
            let read = |lang| parse::access::first_line(lang, Path::new(file));
            read(Lang::Id).map(|secret| (base, secret)).map_err(|id| [id, read(Lang::En).err().unwrap_or_default()])
        }
        (_, Some(base), Some(variable)) => std::env::var(variable).map(|secret| (base, secret)).map_err(|_| {
            [
                format!("variabel lingkungan {variable} kosong"),
                format!("the environment variable {variable} is not set"),
            ]
        }),
        (None, None, _) => {
            let source = text.get(value.span()).unwrap_or_default();
            return toml::from_str::<toml::Table>(&format!("v = {source}"))
                .ok()?
                .remove("v")
                .map(|value| (name, value));
        }
        _ => Err(["harus teks".to_owned(), "must be a text".to_owned()]),
    };
    match found {
        Ok((base, secret)) => Some((base, Value::String(secret))),
        Err([id, en]) => {
            let plain = |text: String| text.trim_start_matches("pantau: ").to_owned();
            let (id, en) = (plain(id), plain(en));
            faults.push(fault(text, at, format!("credential.{name}: {id}"), format!("credential.{name}: {en}")));
            None
        }
    }
}

/// The credential, if it makes sense. What the reader of the form says could hold a secret and is not repeated.
fn checked(value: &Value) -> Result<Credential, [String; 2]> {
    let said = |id: &str, en: &str| [id.to_owned(), en.to_owned()];
    let credential: Credential = value.clone().try_into().map_err(|_| {
        said(
            "perlu name, version = \"1\" atau \"2c\" dengan community, atau version = \"3\" dengan user, auth = { protocol, passphrase }, privacy = { protocol, passphrase }",
            "needs name, version = \"1\" or \"2c\" with community, or version = \"3\" with user, auth = { protocol, passphrase }, privacy = { protocol, passphrase }",
        )
    })?;
    if credential.name.trim().is_empty() || credential.name.chars().count() > LONGEST_NAME {
        return Err([
            format!("name harus 1 sampai {LONGEST_NAME} huruf"),
            format!("name must have 1 to {LONGEST_NAME} characters"),
        ]);
    }
    if let Some(fault) = credential.access.fault() {
        let told = |lang| parse::access::complaint(lang, fault).trim_start_matches("pantau: ").to_owned();
        return Err([told(Lang::Id), told(Lang::En)]);
    }
    match credential.subnets.iter().find_map(|subnet| Subnet::parse(subnet).err()) {
        Some(wrong) => Err([wrong.message(Lang::Id), wrong.message(Lang::En)]),
        None => Ok(credential),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use model::{Lang, access::SnmpAccess};
    use std::path::Path;

    fn told(text: &str) -> Vec<String> {
        parse(text).err().unwrap_or_default().iter().map(|fault| fault.told(Path::new("p.toml"), Lang::En)).collect()
    }

    #[test]
    fn credentials_keep_their_order_and_take_secrets_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sandi");
        std::fs::write(&file, "sandi-sekali\n").unwrap();
        let text = format!(
            "[[credential]]\nname = \"inti\"\nsubnets = [\"10.20.0.0/16\"]\nversion = \"3\"\nuser = \"pantau\"\n\
             auth = {{ protocol = \"sha256\", passphrase_file = \"{}\" }}\n\
             [[credential]]\nname = \"lama\"\nversion = \"2c\"\ncommunity = \"baca\"\n",
            file.display()
        );
        let settings = parse(&text).unwrap();
        let names: Vec<&str> = settings.credential.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["inti", "lama"]);
        let SnmpAccess::V3(user) = &settings.credential[0].access else { panic!("{settings:?}") };
        assert_eq!(user.auth.as_ref().map(|auth| auth.passphrase.as_str()), Some("sandi-sekali"));
        assert!(!format!("{settings:?}").contains("sandi-sekali") && !format!("{settings:?}").contains("baca"));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_secret() {
        let second = "[[credential]]\nname = \"a\"\nversion = \"2c\"\ncommunity = \"x\"\n";
        for (text, wanted) in [
            ("credential = 3", "p.toml:1: 'credential' must be a list: write [[credential]]"),
            (
                "[[credential]]\nname = \"a\"\nversion = \"2c\"\ncomunity = \"x\"",
                "p.toml:4: unknown key 'credential.comunity'; did you mean 'community'?",
            ),
            ("[[credential]]\nname = \"a\"\nversion = \"2c\"", "p.toml:1: credential: needs name, version"),
            (
                "[[credential]]\nname = \"a\"\nversion = \"3\"\nuser = \"u\"\nauth = { protocol = \"sha1\", passphrase = \"pendek\" }",
                "p.toml:1: credential: an SNMPv3 passphrase has 8",
            ),
            (
                "[[credential]]\nname = \"a\"\nversion = \"3\"\nuser = \"u\"\nauth = \"rahasia\"",
                "p.toml:1: credential: needs name, version",
            ),
            (
                "[[credential]]\nname = \"a\"\nversion = \"2c\"\ncommunity = \"x\"\nsubnets = [\"10.0.0.1/8\"]",
                "p.toml:1: credential: '10.0.0.1/8' is not the start",
            ),
            (
                "[[credential]]\nname = \"a\"\nversion = \"2c\"\ncommunity_env = \"PANTAU_NO_SUCH\"",
                "p.toml:4: credential.community_env: the environment variable PANTAU_NO_SUCH is not set",
            ),
            (&format!("{second}{second}"), "p.toml:5: credential: the name 'a' is used twice"),
        ] {
            let found = told(text);
            assert!(found.len() == 1 && found[0].starts_with(wanted), "{found:?}");
            assert!(!found[0].contains("rahasia"), "{found:?}");
        }
    }
}
