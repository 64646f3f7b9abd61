//! Reads the configuration file: one TOML file, unknown keys refused with a suggestion, all faults reported at once.

mod credential;

use collector::discover::{Plan, Subnet, resolver};
use model::{Lang, Settings};
use std::{net::SocketAddr, path::Path};
use toml::de::{DeTable, DeValue};

/// One thing that is wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead, in both languages.
    pub text: [String; 2],
}

impl Fault {
    /// The sentence with its place: `pantau.toml:7: …`.
    pub fn told(&self, file: &Path, lang: Lang) -> String {
        model::text::visible(&format!("{}:{}: {}", file.display(), self.line, self.text[lang as usize]))
    }
}

/// What a setting must fulfil beyond its type.
struct Bound {
    section: &'static str,
    key: &'static str,
    holds: fn(&Settings) -> bool,
    id: &'static str,
    en: &'static str,
}

macro_rules! bounds {
    ($( $section:ident . $key:ident: $holds:expr, $id:literal, $en:literal; )*) => {
        &[ $( Bound { section: stringify!($section), key: stringify!($key), holds: |s| { let test: fn(&Settings) -> bool = $holds; test(s) }, id: $id, en: $en }, )* ]
    };
}

const BOUNDS: &[Bound] = bounds! {
    site.name: |s| !s.site.name.trim().is_empty(), "nama tidak boleh kosong", "the name cannot be empty";
    collector.listen: |s| s.collector.listen.parse::<SocketAddr>().is_ok_and(|a| a.ip().is_loopback()), "harus ALAMAT:PORT di mesin ini sendiri, misalnya 127.0.0.1:7688 (untuk mesin lain: listen_tls)", "must be ADDRESS:PORT on this machine itself, for example 127.0.0.1:7688 (for other machines: listen_tls)";
    collector.listen_tls: |s| s.collector.listen_tls.as_deref().is_none_or(|text| text.parse::<SocketAddr>().is_ok()), "harus ALAMAT:PORT, misalnya 0.0.0.0:7689", "must be ADDRESS:PORT, for example 0.0.0.0:7689";
    collector.names: |s| s.collector.names.iter().all(|name| is_host(name)), "harus daftar nama host atau alamat, misalnya [\"pantau.kab.go.id\", \"10.20.0.2\"]", "must be a list of host names or addresses, for example [\"pantau.kab.go.id\", \"10.20.0.2\"]";
    collector.local_agent_interval_seconds: |s| (1..=3600).contains(&s.collector.local_agent_interval_seconds), "harus 1 sampai 3600 detik", "must be 1 to 3600 seconds";
    poll.interval_seconds: |s| (5..=3600).contains(&s.poll.interval_seconds), "harus 5 sampai 3600 detik", "must be 5 to 3600 seconds";
    poll.check_seconds: |s| (5..=600).contains(&s.poll.check_seconds), "harus 5 sampai 600 detik", "must be 5 to 600 seconds";
    poll.timeout_ms: |s| (50..=5000).contains(&s.poll.timeout_ms), "harus 50 sampai 5000 milidetik", "must be 50 to 5000 milliseconds";
    poll.budget_seconds: |s| (1..=600).contains(&s.poll.budget_seconds), "harus 1 sampai 600 detik", "must be 1 to 600 seconds";
    poll.subnet_packets_per_second: |s| (0..=1_000_000).contains(&s.poll.subnet_packets_per_second), "harus 0 sampai 1000000", "must be 0 to 1000000";
    poll.echoes_per_second: |s| (1..=100_000).contains(&s.poll.echoes_per_second), "harus 1 sampai 100000", "must be 1 to 100000";
    discovery.interval_hours: |s| s.discovery.interval_hours <= 8760, "harus 0 sampai 8760 jam", "must be 0 to 8760 hours";
    discovery.packets_per_second: |s| (1..=10_000).contains(&s.discovery.packets_per_second), "harus 1 sampai 10000", "must be 1 to 10000";
    discovery.subnets: |s| s.discovery.subnets.is_empty() || Plan::of(&s.discovery.subnets).is_ok(), "harus daftar subnet yang tidak bertumpang tindih, semuanya paling banyak 4096 alamat", "must be a list of subnets that do not overlap, of at most 4096 addresses in all";
    discovery.resolver: |s| s.discovery.resolver.as_deref().is_none_or(|text| resolver(text).is_some()), "harus ALAMAT atau ALAMAT:PORT, misalnya 127.0.0.1:53", "must be ADDRESS or ADDRESS:PORT, for example 127.0.0.1:53";
    trap.listen: |s| s.trap.listen.as_deref().is_none_or(|text| text.parse::<SocketAddr>().is_ok()), "harus ALAMAT:PORT, misalnya 0.0.0.0:162", "must be ADDRESS:PORT, for example 0.0.0.0:162";
    trap.sources: |s| are_subnets(&s.trap.sources), "harus daftar subnet, misalnya [\"10.21.0.0/16\"]", "must be a list of subnets, for example [\"10.21.0.0/16\"]";
    trap.communities: |s| s.trap.communities.iter().all(|one| (1..=255).contains(&one.0.len())), "komunitas berisi 1 sampai 255 huruf", "a community has 1 to 255 characters";
    trap.proxies: |s| are_subnets(&s.trap.proxies), "harus daftar subnet, misalnya [\"10.21.0.5/32\"]", "must be a list of subnets, for example [\"10.21.0.5/32\"]";
    trap.per_source_per_second: |s| (1..=10_000).contains(&s.trap.per_source_per_second), "harus 1 sampai 10000", "must be 1 to 10000";
    trap.queued: |s| (10..=1_000_000).contains(&s.trap.queued), "harus 10 sampai 1000000", "must be 10 to 1000000";
    alert.uplink_raise_percent: |s| s.alert.uplink_raise_percent > 0.0 && s.alert.uplink_raise_percent <= 110.0, "harus di atas 0 dan paling tinggi 110", "must be above 0 and at most 110";
    alert.uplink_clear_percent: |s| s.alert.uplink_clear_percent >= 0.0 && s.alert.uplink_clear_percent < s.alert.uplink_raise_percent, "harus di bawah uplink_raise_percent", "must be below uplink_raise_percent";
    alert.agent_silent_seconds: |s| s.alert.agent_silent_seconds >= 20, "paling sedikit 20 detik", "at least 20 seconds";
    history.raw_days: |s| (2..=3660).contains(&s.history.raw_days), "harus 2 sampai 3660 hari", "must be 2 to 3660 days";
    history.five_minutes_months: |s| (1..=240).contains(&s.history.five_minutes_months), "harus 1 sampai 240 bulan", "must be 1 to 240 months";
    history.hours_years: |s| (1..=30).contains(&s.history.hours_years), "harus 1 sampai 30 tahun", "must be 1 to 30 years";
    backup.directory: |s| s.backup.directory.as_deref().is_none_or(|text| Path::new(text).is_absolute()), "harus jalur lengkap, misalnya \"/mnt/cadangan\"", "must be an absolute path, for example \"/mnt/cadangan\"";
    backup.at: |s| s.backup.time_of_day().is_some(), "harus JJ:MM, misalnya \"02:30\"", "must be HH:MM, for example \"02:30\"";
    backup.keep_daily: |s| (1..=366).contains(&s.backup.keep_daily), "harus 1 sampai 366", "must be 1 to 366";
    backup.keep_weekly: |s| s.backup.keep_weekly <= 520, "paling banyak 520", "at most 520";
    backup.keep_monthly: |s| s.backup.keep_monthly <= 240, "paling banyak 240", "at most 240";
    remote_write.url: |s| s.remote_write.url.as_deref().is_none_or(is_url), "harus http://… atau https://… tanpa nama dan sandi, misalnya http://127.0.0.1:8428/api/v1/write", "must be http://… or https://… without name and password, for example http://127.0.0.1:8428/api/v1/write";
    remote_write.username: |s| s.remote_write.username.is_none() || s.remote_write.bearer_token_file.is_none(), "pilih salah satu: bearer_token_file, atau username dan password_file", "choose one: bearer_token_file, or username and password_file";
    remote_write.password_file: |s| s.remote_write.password_file.is_none() || s.remote_write.username.is_some(), "memerlukan username", "needs username";
    remote_write.interval_seconds: |s| (1..=3600).contains(&s.remote_write.interval_seconds), "harus 1 sampai 3600 detik", "must be 1 to 3600 seconds";
    limits.requests_in_flight: |s| (1..=100_000).contains(&s.limits.requests_in_flight), "harus 1 sampai 100000", "must be 1 to 100000";
    limits.rows_per_walk: |s| (1..=1_000_000).contains(&s.limits.rows_per_walk), "harus 1 sampai 1000000", "must be 1 to 1000000";
    limits.table_seconds: |s| (1..=600).contains(&s.limits.table_seconds), "harus 1 sampai 600 detik", "must be 1 to 600 seconds";
    limits.repetitions_start: |s| s.limits.repetitions_start >= 1 && s.limits.repetitions_start <= s.limits.repetitions_max, "harus 1 sampai repetitions_max", "must be 1 to repetitions_max";
    limits.repetitions_max: |s| (1..=255).contains(&s.limits.repetitions_max), "harus 1 sampai 255", "must be 1 to 255";
    limits.batches_queued: |s| (10..=1_000_000).contains(&s.limits.batches_queued), "harus 10 sampai 1000000", "must be 10 to 1000000";
    limits.series_per_device: |s| (10..=200_000).contains(&s.limits.series_per_device), "harus 10 sampai 200000", "must be 10 to 200000";
    limits.metrics_series: |s| s.limits.metrics_series >= 100, "paling sedikit 100", "at least 100";
    limits.readings_hours: |s| (1..=8760).contains(&s.limits.readings_hours), "harus 1 sampai 8760 jam", "must be 1 to 8760 hours";
    limits.streams: |s| (1..=4096).contains(&s.limits.streams), "harus 1 sampai 4096", "must be 1 to 4096";
    tui.color: |s| one_of(s.tui.color.as_deref(), &["auto", "mono", "16", "256"]), "pilih auto, mono, 16 atau 256", "choose auto, mono, 16 or 256";
    tui.glyphs: |s| one_of(s.tui.glyphs.as_deref(), &["auto", "ascii", "wgl4", "blocks", "braille"]), "pilih auto, ascii, wgl4, blocks atau braille", "choose auto, ascii, wgl4, blocks or braille";
    tui.theme: |s| one_of(s.tui.theme.as_deref(), &["dark", "light", "mono", "lamp", "contrast"]), "pilih dark, light, mono, lamp atau contrast", "choose dark, light, mono, lamp or contrast";
};

fn are_subnets(texts: &[String]) -> bool {
    texts.iter().all(|text| Subnet::parse(text).is_ok())
}

fn one_of(value: Option<&str>, words: &[&str]) -> bool {
    value.is_none_or(|value| words.contains(&value))
}

/// Settings of this text, or everything that is wrong in it.
pub fn parse(text: &str) -> Result<Settings, Vec<Fault>> {
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let reason = one_line(error.message());
            return Err(vec![fault(text, at, format!("bukan TOML: {reason}"), format!("not TOML: {reason}"))]);
        }
    };
    let known = known_keys();
    let mut faults = Vec::new();
    let mut good = toml::Table::new();
    for (section, content) in document.get_ref() {
        let (name, at) = (section.get_ref().as_ref(), section.span().start);
        let Some((_, keys)) = known.iter().find(|(known, _)| known == name) else {
            faults.push(unknown(text, at, "bagian", "section", name, known.iter().map(|(known, _)| known.as_str())));
            continue;
        };
        if name == credential::SECTION {
            let list = credential::read(text, at, content.get_ref(), &mut faults);
            good.insert(name.to_owned(), toml::Value::Array(list));
            continue;
        }
        let DeValue::Table(entries) = content.get_ref() else {
            faults.push(fault(
                text,
                at,
                format!("'{name}' harus bagian: tulis [{name}]"),
                format!("'{name}' must be a section: write [{name}]"),
            ));
            continue;
        };
        let mut section_good = toml::Table::new();
        for (key, value) in entries {
            let (key, at) = (key.get_ref().as_ref(), key.span().start);
            if !keys.iter().any(|known| known == key) {
                faults.push(unknown(
                    text,
                    at,
                    "kunci",
                    "key",
                    &format!("{name}.{key}"),
                    keys.iter().map(String::as_str),
                ));
                continue;
            }
            match typed(name, key, text.get(value.span()).unwrap_or_default()) {
                Ok(value) => drop(section_good.insert(key.to_owned(), value)),
                Err(reason) => faults.push(fault(
                    text,
                    at,
                    format!("{name}.{key}: jenis nilai salah: {reason}"),
                    format!("{name}.{key}: wrong kind of value: {reason}"),
                )),
            }
        }
        good.insert(name.to_owned(), toml::Value::Table(section_good));
    }
    let settings: Settings = good.try_into().unwrap_or_default();
    for bound in BOUNDS.iter().filter(|bound| !(bound.holds)(&settings)) {
        let at = place(document.get_ref(), bound.section, bound.key);
        let name = format!("{}.{}", bound.section, bound.key);
        faults.push(fault(text, at, format!("{name}: {}", bound.id), format!("{name}: {}", bound.en)));
    }
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(settings) } else { Err(faults) }
}

/// The value as TOML, if the settings accept its type.
fn typed(section: &str, key: &str, source: &str) -> Result<toml::Value, String> {
    let line = format!("[{section}]\n{key} = {source}\n");
    let _accepted: Settings = toml::from_str(&line).map_err(|error| one_line(error.message()))?;
    let mut table: toml::Table = toml::from_str(&line).map_err(|error| one_line(error.message()))?;
    table
        .remove(section)
        .and_then(|mut section| section.as_table_mut().and_then(|s| s.remove(key)))
        .ok_or_else(|| "?".to_owned())
}

/// Sections and their keys, from a complete set of settings: there is no second list.
fn known_keys() -> Vec<(String, Vec<String>)> {
    let some = || Some(String::new());
    let mut full = Settings::default();
    (full.collector.mibs, full.collector.listen_tls) = (some(), some());
    (full.discovery.resolver, full.discovery.oui_file) = (some(), some());
    full.trap.listen = some();
    (full.backup.directory, full.backup.passphrase_file) = (some(), some());
    let remote = &mut full.remote_write;
    (remote.url, remote.bearer_token_file, remote.ca_file) = (some(), some(), some());
    (remote.username, remote.password_file) = (some(), some());
    (full.tui.color, full.tui.glyphs, full.tui.theme, full.tui.scroll) = (some(), some(), some(), Some(true));
    let Ok(table) = toml::Table::try_from(&full) else { return Vec::new() };
    table
        .into_iter()
        .map(|(section, content)| {
            let keys = content.as_table().map(|t| t.keys().cloned().collect());
            let keys = keys.unwrap_or_else(|| credential::KEYS.iter().map(|key| (*key).to_owned()).collect());
            (section, keys)
        })
        .collect()
}

/// A URL to send to. What it is sent with is not part of it: URLs are shown and logged.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.contains('@')) && !text.contains(char::is_whitespace)
}

/// A host name (RFC 1123, 2.1) or an address.
fn is_host(text: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.parse::<std::net::IpAddr>().is_ok() || (text.len() <= 253 && text.split('.').all(label))
}

fn unknown<'a>(
    text: &str,
    at: usize,
    id: &str,
    en: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Fault {
    let word = name.rsplit('.').next().unwrap_or(name);
    let nearest = known
        .clone()
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .min()
        .filter(|(distance, k)| *distance <= k.len() / 2);
    let (id_hint, en_hint) = match nearest {
        Some((_, word)) => (format!("maksudnya '{word}'?"), format!("did you mean '{word}'?")),
        None => {
            let list = known.collect::<Vec<_>>().join(", ");
            (format!("yang dikenal: {list}"), format!("known are: {list}"))
        }
    };
    fault(text, at, format!("{id} '{name}' tidak dikenal; {id_hint}"), format!("unknown {en} '{name}'; {en_hint}"))
}

fn place(document: &DeTable<'_>, section: &str, key: &str) -> usize {
    let Some((name, content)) = document.iter().find(|(name, _)| name.get_ref().as_ref() == section) else { return 0 };
    let DeValue::Table(entries) = content.get_ref() else { return name.span().start };
    entries.keys().find(|k| k.get_ref().as_ref() == key).map_or(name.span().start, |k| k.span().start)
}

fn fault(text: &str, at: usize, id: String, en: String) -> Fault {
    let line = 1 + text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count();
    Fault { line, text: [id, en] }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        parse(text).err().unwrap_or_default().iter().map(|fault| fault.told(Path::new("p.toml"), Lang::En)).collect()
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_line() {
        let text = "[poll]\nintervall_seconds = 30\ntimeout_ms = \"soon\"\ncheck_seconds = 1\n\n[colector]\nx = 1\n[limits]\nzzz = 1\n[tui]\ncolor = \"pink\"\n";
        let found = faults(text);
        assert_eq!(found.len(), 6, "{found:#?}");
        assert_eq!(found[0], "p.toml:2: unknown key 'poll.intervall_seconds'; did you mean 'interval_seconds'?");
        assert!(found[1].starts_with("p.toml:3: poll.timeout_ms: wrong kind of value:"), "{}", found[1]);
        assert_eq!(found[2], "p.toml:4: poll.check_seconds: must be 5 to 600 seconds");
        assert_eq!(found[3], "p.toml:6: unknown section 'colector'; did you mean 'collector'?");
        assert!(found[4].starts_with("p.toml:9: unknown key 'limits.zzz'; known are: "), "{}", found[4]);
        assert_eq!(found[5], "p.toml:11: tui.color: choose auto, mono, 16 or 256");
    }

    #[test]
    fn a_file_that_is_not_toml_is_told_where() {
        let found = faults("[poll]\ninterval_seconds = = 3\n");
        assert!(found.len() == 1 && found[0].starts_with("p.toml:2: not TOML:"), "{found:?}");
        assert_eq!(faults("poll = 3").len(), 1);
    }

    #[test]
    fn names_of_the_collector() {
        for (names, wrong) in [("[\"pantau.kab.go.id\", \"::1\"]", 0), ("[\"a b\"]", 1), ("[\"-x\"]", 1), ("[\"\"]", 1)]
        {
            assert_eq!(faults(&format!("[collector]\nnames = {names}")).len(), wrong, "{names}");
        }
        assert_eq!(faults("[collector]\nlisten_tls = \"pantau:7689\"").len(), 1);
    }

    #[test]
    fn only_loopback_can_be_bound() {
        assert_eq!(faults("[collector]\nlisten = \"0.0.0.0:7688\"").len(), 1);
        assert_eq!(parse("[collector]\nlisten = \"[::1]:9\"").map(|s| s.collector.listen), Ok("[::1]:9".into()));
    }

    #[test]
    fn the_sample_file_equals_the_defaults_and_names_every_key() {
        let sample = include_str!("../packaging/pantau.toml");
        assert_eq!(parse(sample), Ok(Settings::default()));
        for (section, keys) in known_keys() {
            assert!(sample.contains(&format!("[{section}]")), "{section}");
            for key in keys {
                assert!(
                    sample.lines().any(|l| l.trim_start_matches("# ").starts_with(&format!("{key} ="))),
                    "{section}.{key}"
                );
            }
        }
    }
}
