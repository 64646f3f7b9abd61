//! `status`: how the running agent is, by the state it left; exit 0 fine, 1 late or waiting, 2 not running.

use super::{arguments::Asked, complain, paths, say, say_json, text};
use agent::{
    clock, outlet,
    state::{self, Health, Sending, State},
};
use model::{
    Lang, Timestamp,
    lang::{bytes, duration},
    local::{Origin, Snapshot},
    way::{self, Way},
};
use serde::Serialize;
use std::{
    fs::File,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

/// A way out measured so long ago is measured anew before it is told; it is looked so often whether that was done.
const FRESH_SECONDS: f64 = 60.0;
const MOST_LOOKS: u32 = 12;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    health: Health,
    data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sending: Option<&'a Sending>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<&'a Way>,
}

/// The exit code.
pub fn run(asked: &Asked, json: bool) -> u8 {
    let data = data(asked);
    let now = clock::now();
    // The state is its owner's: whoever may not read it is told so, not that no agent runs.
    if let Err(error) = File::open(data.join(state::FILE))
        && error.kind() == ErrorKind::PermissionDenied
    {
        // Its group may ask the agent itself.
        if let Ok((snapshot, Origin::Agent)) = outlet::look(&data) {
            return from_socket(asked, json, &snapshot, now);
        }
        complain(&text::not_yours(asked.lang, data.display()));
        return 2;
    }
    let way = way_now(&data, now);
    let state = State::read(&data);
    let health = match &state {
        Some(state) if state::is_running(&data) => state.health(now),
        _ => Health::None,
    };
    if json {
        if !say_json(&Answer { way: way.as_ref(), ..answer(&data, health, state.as_ref(), now) }) {
            return 2;
        }
    } else if asked.loudness >= 0 {
        let mut lines = lines(asked.lang, &data, health, state.as_ref(), now);
        lines.extend(way.iter().flat_map(|way| way::lines(asked.lang, way, now)));
        say(&lines.join("\n"));
    }
    match health {
        Health::Fine => 0,
        Health::Late | Health::Waiting => 1,
        Health::None => 2,
    }
}

/// The same from what the agent itself says, for those who may not read its files.
fn from_socket(asked: &Asked, json: bool, told: &Snapshot, now: Timestamp) -> u8 {
    let lang = asked.lang;
    if json {
        if !say_json(told) {
            return 2;
        }
    } else if asked.loudness >= 0 {
        let ago = |then: Timestamp| duration(lang, now.seconds_since(then));
        let seen = text::last_seen(lang, ago(told.observed_at), duration(lang, told.interval_seconds as f64));
        let mut lines = vec![text::running(lang, told.pid, ago(told.started_at)), seen];
        lines.extend(told.way.iter().flat_map(|way| way::lines(lang, way, now)));
        say(&lines.join("\n"));
    }
    let is_failing = told.sending.as_ref().is_some_and(|sending| sending.failure.is_some());
    u8::from(is_failing || told.is_late(now))
}

/// The way out as a running agent knows it. Asking makes it measure: what is old is waited for.
fn way_now(data: &Path, now: Timestamp) -> Option<Way> {
    let look = || outlet::look(data).ok().filter(|(_, origin)| *origin == Origin::Agent).map(|(told, _)| told.way);
    for _ in 0..MOST_LOOKS {
        match look()? {
            Some(way) if now.seconds_since(way.at) < FRESH_SECONDS => return Some(way),
            _ => std::thread::sleep(BETWEEN_LOOKS),
        }
    }
    look()?
}

/// The directory asked for; without one the user's own, or the service's if only that has a state.
fn data(asked: &Asked) -> PathBuf {
    let service = Path::new(paths::OF_SERVICE);
    // The service's directory is closed to others, so that it is there has to do.
    let only_service = !asked.data.join(state::FILE).exists() && service.exists();
    if !asked.data_named && only_service { service.to_owned() } else { asked.data.clone() }
}

fn answer<'a>(data: &Path, health: Health, state: Option<&'a State>, now: Timestamp) -> Answer<'a> {
    Answer {
        health,
        data: data.display().to_string(),
        version: state.map(|state| state.version.as_str()),
        pid: state.map(|state| state.pid).filter(|_| health != Health::None),
        started_at: state.map(|state| state.started_at),
        observed_at: state.map(|state| state.observed_at),
        age_seconds: state.map(|state| now.seconds_since(state.observed_at)),
        interval_seconds: state.map(|state| state.interval_seconds),
        stopped_at: state.and_then(|state| state.stopped_at),
        sending: state.and_then(|state| state.sending.as_ref()),
        way: None,
    }
}

fn lines(lang: Lang, data: &Path, health: Health, state: Option<&State>, now: Timestamp) -> Vec<String> {
    let ago = |then: Timestamp| duration(lang, now.seconds_since(then));
    let mut lines = Vec::new();
    let Some(state) = state.filter(|_| health != Health::None) else {
        lines.push(text::not_running(lang, model::text::visible(&data.display().to_string())));
        lines.extend(state.and_then(|state| state.stopped_at).map(|then| text::stopped_since(lang, ago(then))));
        return lines;
    };
    lines.push(text::running(lang, state.pid, ago(state.started_at)));
    let seen = text::last_seen(lang, ago(state.observed_at), duration(lang, state.interval_seconds as f64));
    lines.push(if health == Health::Late { format!("{}: {seen}", text::late(lang)) } else { seen });
    match &state.sending {
        None => lines.push(text::no_collector(lang).to_owned()),
        Some(sending) => {
            lines.push(match sending.reached_at {
                Some(then) => text::collector_at(lang, &sending.url, ago(then)),
                None => text::collector_never(lang, &sending.url),
            });
            lines.extend(sending.opd.as_ref().map(|opd| text::member_of(lang, model::text::visible(&opd.0))));
            let day = |at: Timestamp| at.rfc3339().chars().take(10).collect::<String>();
            lines.extend(sending.certificate_until.map(|at| text::certificate_until(lang, day(at))));
            let size = bytes(lang, sending.queued_octets as f64);
            lines.push(text::queue(lang, sending.queued, size, sending.dropped, sending.refused));
            lines.extend(sending.failure.as_ref().map(|reason| text::failure(lang, model::text::visible(reason))));
        }
    }
    lines
}
