//! Lines of a server-sent event stream to the data of its events (WHATWG HTML, 9.2.6).

/// Longest data of one event that is kept; a longer event counts as lost.
pub(super) const EVENT_BYTES_MAX: usize = 64 << 20;

/// What a line completes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing yet; but the other side lives.
    Nothing,
    /// An event with this data.
    Event(String),
    /// An event that was too long to be kept.
    TooLong,
}

/// Collects the lines of an event.
#[derive(Debug, Default)]
pub(super) struct Events {
    data: Option<String>,
    too_long: bool,
}

impl Events {
    /// Takes a line without its end. Only data counts: comments, names and ids are signs of life.
    pub(super) fn line(&mut self, line: &str) -> Line {
        if line.is_empty() {
            let data = self.data.take();
            return match (std::mem::take(&mut self.too_long), data) {
                (true, _) => Line::TooLong,
                (false, Some(data)) => Line::Event(data),
                (false, None) => Line::Nothing,
            };
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name == "data" {
            let value = value.strip_prefix(' ').unwrap_or(value);
            let kept = self.data.as_ref().map_or(0, String::len);
            if kept + value.len() > EVENT_BYTES_MAX {
                (self.data, self.too_long) = (None, true);
            } else if !self.too_long {
                match &mut self.data {
                    // Several lines of data are one text with line feeds between.
                    Some(data) => {
                        data.push('\n');
                        data.push_str(value);
                    }
                    None => self.data = Some(value.to_owned()),
                }
            }
        }
        Line::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut events = Events::default();
        let found: Vec<Line> = text.split('\n').map(|line| events.line(line)).filter(|l| *l != Line::Nothing).collect();
        let expected: Vec<Line> = expected.iter().map(|data| Line::Event((*data).to_owned())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn events_of_lines() {
        check("data: {\"a\":1}\n\n", &["{\"a\":1}"]);
        check("data:x\n\ndata: y\n\n", &["x", "y"]);
        check("event: change\nid: 7\ndata: one\ndata: two\n\n", &["one\ntwo"]);
        check(": alive\n\n:\n\n\n", &[]);
        check("data\n\n", &[""]);
        check("data: cut off", &[]);
        check("retry: 5\ndatab: x\n\n", &[]);
    }

    #[test]
    fn a_giant_is_counted_as_lost() {
        let mut events = Events::default();
        let half = format!("data: {}", "x".repeat(EVENT_BYTES_MAX / 2 + 1));
        assert_eq!(
            (events.line(&half), events.line(&half), events.line(&half)),
            (Line::Nothing, Line::Nothing, Line::Nothing)
        );
        assert_eq!(
            (events.line(""), events.line("data: y"), events.line("")),
            (Line::TooLong, Line::Nothing, Line::Event("y".into()))
        );
    }
}
