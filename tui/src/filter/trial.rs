//! Trying a filter on a row.

use super::{Field, Filter, Op, Term, Test, Value};
use model::{Status, Timestamp};
use std::net::IpAddr;

/// What a row states about a field, in the field's own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact<'a> {
    /// Nothing is known.
    Unknown,
    /// A text, never empty.
    Text(&'a str),
    /// A number: bit/s, percent, milliseconds, seconds.
    Number(f64),
    /// A status.
    Status(Status),
}

impl<'a> Fact<'a> {
    /// A text, or unknown when it is empty.
    pub const fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Unknown } else { Self::Text(text) }
    }

    /// A number, or unknown.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }

    /// Seconds from a moment until now, or unknown.
    pub fn age(since: Option<Timestamp>, now: Timestamp) -> Self {
        Self::number(since.map(|since| now.seconds_since(since)))
    }
}

/// A row that can be filtered.
pub trait Facts {
    /// What it states about `field`.
    fn fact(&self, field: Field, now: Timestamp) -> Fact<'_>;
    /// The texts that a bare word is looked for in; the first is its name.
    fn texts(&self) -> [&str; 8];
}

impl Filter {
    /// Whether it holds for `row`.
    pub fn holds(&self, row: &impl Facts, now: Timestamp) -> bool {
        self.terms.iter().all(|term| term.holds(row, now))
    }
}

impl Term {
    fn holds(&self, row: &impl Facts, now: Timestamp) -> bool {
        let result = match &self.test {
            Test::Any(choices) => choices.iter().any(|filter| filter.holds(row, now)),
            Test::Text(text) => row.texts().iter().any(|own| contains(own, text)),
            Test::Fuzzy(letters) => in_order(row.texts()[0], letters),
            Test::Compare(field, op, values) => compare(row.fact(*field, now), *op, values),
        };
        result != self.negated
    }
}

fn compare(fact: Fact<'_>, op: Op, values: &[Value]) -> bool {
    if fact == Fact::Unknown {
        return op != Op::IsNot && values.contains(&Value::Unknown);
    }
    if op == Op::IsNot {
        return !values.iter().any(|value| matches_one(fact, Op::Is, value));
    }
    values.iter().any(|value| matches_one(fact, op, value))
}

fn matches_one(fact: Fact<'_>, op: Op, value: &Value) -> bool {
    match (fact, value) {
        (Fact::Text(own), Value::Text { text, quoted }) => match op {
            Op::Is => own.to_lowercase() == text.to_lowercase(),
            _ if !quoted && text.contains('*') => pattern(&own.to_lowercase(), &text.to_lowercase()),
            _ => contains(own, text),
        },
        (Fact::Text(own), Value::Inside(cidr)) => own.parse::<IpAddr>().is_ok_and(|address| cidr.holds(address)),
        (Fact::Status(own), Value::Status(status)) => own == *status,
        (Fact::Number(own), Value::Number(number, unit)) => {
            let limit = number * unit.factor();
            match op {
                Op::Has | Op::Is | Op::IsNot => own == limit,
                Op::Above => own > limit,
                Op::AtLeast => own >= limit,
                Op::Below => own < limit,
                Op::AtMost => own <= limit,
            }
        }
        (Fact::Number(own), Value::Range(from, to, unit)) => {
            let (from, to) = (from * unit.factor(), to * unit.factor());
            match op {
                Op::Has | Op::Is | Op::IsNot => own >= from && own <= to,
                Op::Above => own > to,
                Op::AtLeast => own >= from,
                Op::Below => own < from,
                Op::AtMost => own <= to,
            }
        }
        _ => false,
    }
}

/// Contains, without regard to case. ASCII, which nearly everything is, takes no memory.
pub fn contains(text: &str, part: &str) -> bool {
    if !text.is_ascii() || !part.is_ascii() {
        return text.to_lowercase().contains(&part.to_lowercase());
    }
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let Some((first, rest)) = part.split_first() else {
        return true;
    };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let Some(last) = text.len().checked_sub(part.len()) else {
        return false;
    };
    (0..=last).any(|i| (text[i] == lower || text[i] == upper) && text[i + 1..i + part.len()].eq_ignore_ascii_case(rest))
}

/// The letters stand in this order, not necessarily together.
pub fn in_order(text: &str, letters: &str) -> bool {
    let mut own = text.chars().flat_map(char::to_lowercase);
    letters.chars().flat_map(char::to_lowercase).all(|letter| own.any(|c| c == letter))
}

/// `*` stands for any run of characters; everything else for itself. Linear in both.
fn pattern(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| text.strip_prefix(head)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}
