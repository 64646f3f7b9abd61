//! Scripted collectors.

use super::*;
use model::api::Method;
use std::{cell::RefCell, collections::VecDeque, sync::Mutex};

type Answers<T> = Mutex<VecDeque<Result<T, CallError>>>;

#[derive(Default)]
struct Script {
    pictures: Answers<u64>,
    streams: Answers<Vec<&'static str>>,
    paths: Mutex<Vec<String>>,
}

impl Transport for Script {
    fn call(&self, _: Method, _: &str, _: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
        let revision = self.pictures.lock().unwrap().pop_front().unwrap()?;
        Ok(serde_json::to_vec(&FleetPicture { revision, ..FleetPicture::default() }).unwrap())
    }

    fn stream(&self, path: &str, each: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
        self.paths.lock().unwrap().push(path.to_owned());
        for line in self.streams.lock().unwrap().pop_front().unwrap()? {
            if !each(line) {
                break;
            }
        }
        Ok(())
    }
}

fn gone() -> CallError {
    CallError::Unreachable("gone".to_owned())
}

/// What is told in this many rounds, a second apart; and the failures counted after each.
fn told(script: &Script, rounds: usize) -> (Vec<String>, Vec<u32>) {
    let news = RefCell::new(Vec::new());
    let send = |one: News| {
        news.borrow_mut().push(match one {
            News::Connected => "connected".to_owned(),
            News::Picture(picture) => format!("picture {}", picture.revision),
            News::Change(change) => format!("change {}", change.revision),
            News::Lost { since, error } => format!("lost since {}: {error}", since.seconds()),
        });
        true
    };
    let mut follower = Follower { transport: script, send: &send, lost_since: None, failures: 0 };
    let failures = (0..rounds)
        .map(|round| {
            assert!(follower.round(|| Timestamp::from_seconds(i64::try_from(round).unwrap())));
            follower.failures
        })
        .collect();
    (news.into_inner(), failures)
}

const CHANGE_8: &str = r#"data: {"revision":8,"now":"2026-03-01T04:05:06Z"}"#;
const CHANGE_9: &str = r#"data: {"revision":9,"now":"2026-03-01T04:05:06Z"}"#;
const MISSED: &str = r#"data: {"revision":99,"now":"2026-03-01T04:05:06Z","lost":true}"#;

#[test]
fn the_picture_then_changes_then_what_was_lost() {
    let script = Script::default();
    script.pictures.lock().unwrap().extend([Ok(8), Err(gone()), Err(gone()), Ok(3)]);
    script.streams.lock().unwrap().extend([Ok(vec![": alive", "", CHANGE_8, "", CHANGE_9, ""]), Ok(vec![CHANGE_8])]);
    let (news, failures) = told(&script, 4);
    assert_eq!(
        news,
        [
            "connected",
            "picture 8",
            "change 9",
            "lost since 0: the collector cannot be reached: stream of changes ended",
            "lost since 0: the collector cannot be reached: gone",
            "lost since 0: the collector cannot be reached: gone",
            "connected",
            "picture 3",
            "lost since 3: the collector cannot be reached: stream of changes ended",
        ]
    );
    assert_eq!(failures, [1, 2, 3, 1]);
    assert_eq!(*script.paths.lock().unwrap(), ["/api/v1/changes?since=8", "/api/v1/changes?since=3"]);
}

#[test]
fn missed_changes_bring_the_picture_again() {
    let script = Script::default();
    script.pictures.lock().unwrap().extend([Ok(1), Ok(99), Ok(100)]);
    script.streams.lock().unwrap().extend([Ok(vec![CHANGE_8, "", MISSED, "", CHANGE_9, ""]), Err(gone()), Err(gone())]);
    let (news, failures) = told(&script, 3);
    assert_eq!(news[..5], ["connected", "picture 1", "change 8", "connected", "picture 99"]);
    assert_eq!(failures, [1, 2, 3], "a stream that never works is tried ever more rarely");
    assert_eq!(wait(0, 7), Duration::ZERO);
}

#[test]
fn nonsense_is_told() {
    let script = Script::default();
    script.pictures.lock().unwrap().extend([Ok(1)]);
    script.streams.lock().unwrap().extend([Ok(vec!["data: {]", ""])]);
    let (news, _) = told(&script, 1);
    assert!(news[2].starts_with("lost since 0: what answered is not a collector"), "{news:?}");
}

#[test]
fn it_ends_when_nobody_listens() {
    for heard in 0..3 {
        let script = Script::default();
        script.pictures.lock().unwrap().extend([Ok(1)]);
        script.streams.lock().unwrap().extend([Ok(vec![CHANGE_8, "", CHANGE_9, ""])]);
        let count = std::cell::Cell::new(0);
        let send = |_: News| {
            count.set(count.get() + 1);
            count.get() <= heard
        };
        let mut follower = Follower { transport: &script, send: &send, lost_since: None, failures: 0 };
        assert!(!follower.round(|| Timestamp(0)));
        assert_eq!(count.get(), heard + 1);
    }
}

#[test]
fn waits_double_and_scatter() {
    for (failures, random, expected) in [
        (1, 0, Duration::from_millis(250)),
        (1, u64::MAX, Duration::from_millis(500)),
        (3, u64::MAX, Duration::from_secs(2)),
        (40, u64::MAX, WAIT_MAX),
        (u32::MAX, 0, WAIT_MAX / 2),
    ] {
        assert_eq!(wait(failures, random), expected, "{failures}");
    }
}
