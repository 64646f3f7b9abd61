//! `pantau identify`: recognises from sysObjectID and sysDescr alone, one JSON object a line in and one a line out.

use crate::{assemble, cli, context::Context, lang, output};
use clap::ArgMatches;
use collector::{decode::recognise, profile::Profiles};
use model::text;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Read, Write};

/// Longest line that is read, octets. sysDescr has at most 255 characters; some agents send more.
const MAX_LINE: u64 = 1 << 20;

/// Answers line by line until the input ends. A line that is no question ends it with exit code 64.
pub fn run(context: &Context, _matches: &ArgMatches) -> anyhow::Result<u8> {
    let profiles = assemble::profiles(context)?;
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    for number in 1_u64.. {
        let Some(line) = line(&mut input)? else { break };
        let Some(question) = question(&line) else {
            output::complain(&lang::bad_question(context.lang, number));
            return Ok(cli::USAGE);
        };
        let answer = text::json_inert(&serde_json::to_string(&answer(&profiles, &question))?);
        match writeln!(output, "{answer}").and_then(|()| output.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(0)
}

/// The next line; more than [`MAX_LINE`] octets are no line of ours, and what is read of them is no question.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let length = input.take(MAX_LINE).read_until(b'\n', &mut line)?;
    Ok((length > 0).then_some(line))
}

/// A JSON object whose two keys, where they are stated, are texts.
fn question(line: &[u8]) -> Option<Map<String, Value>> {
    let question: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let is_text = |key| question.get(key).is_none_or(|value| value.is_string() || value.is_null());
    (is_text("sys_object_id") && is_text("sys_descr")).then_some(question)
}

fn answer(profiles: &Profiles, question: &Map<String, Value>) -> Map<String, Value> {
    let of = |key| question.get(key).and_then(Value::as_str);
    // The same cleaning that the octets of a device go through.
    let sys_descr = of("sys_descr").and_then(|text| text::clean(text.as_bytes()));
    recognise(profiles, of("sys_object_id"), sys_descr.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_an_object_with_texts() {
        for (line, good) in [
            (r#"{"sys_object_id":"1.3.6.1.4.1.14988.1","sys_descr":"RouterOS RB750"}"#, true),
            ("{}\n", true),
            (r#"{"sys_descr":null,"more":[1]}"#, true),
            (r#"{"sys_descr":7}"#, false),
            ("[]", false),
            ("", false),
            ("RouterOS", false),
        ] {
            assert_eq!(question(line.as_bytes()).is_some(), good, "{line}");
        }
    }

    #[test]
    fn what_is_not_recognised_is_empty() {
        let profiles = Profiles::load(None).unwrap();
        let ask = |line: &str| Value::from(answer(&profiles, &question(line.as_bytes()).unwrap()));
        assert_eq!(ask("{}"), serde_json::json!({}));
        assert_eq!(ask(r#"{"sys_object_id":"0.0","sys_descr":"\u0000\u001b[2J"}"#), serde_json::json!({}));
        assert_eq!(ask(r#"{"sys_object_id":"1.3.6.1.4.1.14988.1","sys_descr":"RouterOS RB750"}"#)["os"], "routeros");
    }
}
