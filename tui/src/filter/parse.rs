//! Reading a filter. A fault says at which column it is and what was expected there.

use super::{Cidr, Field, Filter, Kind, Op, Term, Test, Unit, Value};
use crate::lang;
use model::{Lang, Status};

/// Groups inside groups, at most.
const DEPTH_MAX: usize = 16;

/// Where a filter cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Column, from 1, in characters.
    pub column: usize,
    /// What was expected there.
    pub expected: Expected,
}

/// What was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A term.
    Term,
    /// A field; with the nearest known one.
    Field(String, Option<Field>),
    /// A value.
    Value,
    /// The closing quote.
    Quote,
    /// The closing bracket.
    Bracket,
    /// No closing bracket, for none is open.
    NoBracket,
    /// A number.
    Number,
    /// One of these units.
    Unit(&'static str),
    /// A status.
    Status,
    /// An operator for text.
    TextOp,
    /// A subnet.
    Subnet,
    /// Fewer groups inside groups.
    LessDepth,
}

impl Fault {
    /// The fault as one sentence. Foreign words inside are made inert.
    pub fn text(&self, lang: Lang) -> String {
        let what = match &self.expected {
            Expected::Term => lang::expected_term(lang).to_owned(),
            Expected::Field(word, nearest) => {
                let word = model::text::shown(word, 20);
                match nearest {
                    Some(field) => lang::expected_field_near(lang, word, field.word_in(lang)),
                    None => lang::expected_field(lang, word),
                }
            }
            Expected::Value => lang::expected_value(lang).to_owned(),
            Expected::Quote => lang::expected_quote(lang).to_owned(),
            Expected::Bracket => lang::expected_bracket(lang).to_owned(),
            Expected::NoBracket => lang::expected_no_bracket(lang).to_owned(),
            Expected::Number => lang::expected_number(lang).to_owned(),
            Expected::Unit(units) => lang::expected_unit(lang, units),
            Expected::Status => lang::expected_status(lang).to_owned(),
            Expected::TextOp => lang::expected_text_op(lang).to_owned(),
            Expected::Subnet => lang::expected_subnet(lang).to_owned(),
            Expected::LessDepth => lang::expected_less_depth(lang).to_owned(),
        };
        lang::fault_at(lang, self.column, what)
    }
}

/// Reads a filter.
pub fn parse(text: &str) -> Result<Filter, Fault> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, depth: 0 };
    let filter = reader.filter()?;
    match reader.peek() {
        None => Ok(filter),
        Some('|') => Err(reader.fault(Expected::Term)),
        Some(_) => Err(reader.fault(Expected::NoBracket)),
    }
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    const fn fault(&self, expected: Expected) -> Fault {
        Fault { column: self.at + 1, expected }
    }

    fn take(&mut self, text: &str) -> bool {
        let matches = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if matches {
            self.at += text.chars().count();
        }
        matches
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn filter(&mut self) -> Result<Filter, Fault> {
        let mut terms = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None | Some(')' | '|') => return Ok(Filter { terms }),
                Some(_) => terms.push(self.term()?),
            }
        }
    }

    fn term(&mut self) -> Result<Term, Fault> {
        let negated = self.take("!");
        let test = match self.peek() {
            Some('(') => self.group()?,
            Some('~') => {
                self.at += 1;
                let word = self.word(false);
                if word.is_empty() {
                    return Err(self.fault(Expected::Value));
                }
                Test::Fuzzy(word.to_lowercase())
            }
            Some('"') => Test::Text(self.quoted()?),
            Some(c) if !c.is_whitespace() && !matches!(c, ')' | '|') => self.compare_or_text()?,
            _ => return Err(self.fault(Expected::Term)),
        };
        Ok(Term { negated, test })
    }

    fn group(&mut self) -> Result<Test, Fault> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.fault(Expected::LessDepth));
        }
        self.at += 1;
        let mut choices = vec![self.filter()?];
        while self.take("|") {
            choices.push(self.filter()?);
        }
        if !self.take(")") {
            return Err(self.fault(Expected::Bracket));
        }
        self.depth -= 1;
        Ok(Test::Any(choices))
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
        Err(self.fault(Expected::Quote))
    }

    /// Characters up to a blank, a bracket or a bar; up to a comma too when it is one of several values.
    fn word(&mut self, is_value: bool) -> String {
        let start = self.at;
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"') || (is_value && c == ',') {
                break;
            }
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn compare_or_text(&mut self) -> Result<Test, Fault> {
        let start = self.at;
        let name_end = self.chars[start..].iter().position(|c| !(c.is_ascii_alphanumeric() || *c == '_'));
        let name_end = name_end.map_or(self.chars.len(), |n| start + n);
        let name: String = self.chars[start..name_end].iter().collect();
        self.at = name_end;
        let op = Op::ALL.into_iter().find(|(_, symbol)| self.take(symbol)).map(|(op, _)| op);
        if let (Some(op), true) = (op, name.starts_with(|c: char| c.is_ascii_alphabetic())) {
            if let Some(field) = Field::parse(&name) {
                return self.compare(field, op);
            }
            self.at = start;
            let whole = self.word(false);
            if !looks_like_address(&whole) {
                return Err(Fault {
                    column: start + 1,
                    expected: Expected::Field(name.clone(), Field::nearest(&name)),
                });
            }
        }
        self.at = start;
        let word = self.word(false);
        if word.is_empty() { Err(self.fault(Expected::Term)) } else { Ok(Test::Text(word)) }
    }

    fn compare(&mut self, field: Field, op: Op) -> Result<Test, Fault> {
        let is_order = matches!(op, Op::Above | Op::AtLeast | Op::Below | Op::AtMost);
        if is_order && matches!(field.kind(), Kind::Text | Kind::Address | Kind::Status) {
            return Err(self.fault(Expected::TextOp));
        }
        let mut values = vec![self.value(field.kind())?];
        while self.take(",") {
            values.push(self.value(field.kind())?);
        }
        Ok(Test::Compare(field, op, values))
    }

    fn value(&mut self, kind: Kind) -> Result<Value, Fault> {
        let column = self.at + 1;
        let quoted = self.peek() == Some('"');
        let word = if quoted { self.quoted()? } else { self.word(true) };
        let fault = |expected| Fault { column, expected };
        if word.is_empty() && !quoted {
            return Err(fault(Expected::Value));
        }
        if word == "?" && !quoted {
            return Ok(Value::Unknown);
        }
        match kind {
            Kind::Text => Ok(Value::Text { text: word, quoted }),
            Kind::Address if word.contains('/') && !quoted => {
                Cidr::parse(&word).map(Value::Inside).ok_or_else(|| fault(Expected::Subnet))
            }
            Kind::Address => Ok(Value::Text { text: word, quoted }),
            Kind::Status => Status::parse(&word).map(Value::Status).ok_or_else(|| fault(Expected::Status)),
            _ => number(&word, kind).map_err(|(offset, expected)| Fault { column: column + offset, expected }),
        }
    }
}

/// Only hexadecimal digits, dots and at least two colons: a MAC or IPv6 address rather than a field.
fn looks_like_address(word: &str) -> bool {
    word.matches(':').count() >= 2 && word.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | '/' | '%'))
}

/// `12`, `1.5G`, `10..100M`. The fault's offset is in characters from the beginning of the word.
fn number(word: &str, kind: Kind) -> Result<Value, (usize, Expected)> {
    let Some((from, to)) = word.split_once("..") else {
        let (number, unit) = measured(word, kind, 0)?;
        return Ok(Value::Number(number, unit));
    };
    let offset = from.chars().count() + 2;
    let (to, unit) = measured(to, kind, offset)?;
    let from = match plain(from) {
        Some((number, "")) => number,
        _ => {
            let (number, own) = measured(from, kind, 0)?;
            if own != unit {
                return Err((0, Expected::Unit(unit.word())));
            }
            number
        }
    };
    Ok(Value::Range(from, to, unit))
}

fn measured(word: &str, kind: Kind, offset: usize) -> Result<(f64, Unit), (usize, Expected)> {
    let (number, rest) = plain(word).ok_or((offset, Expected::Number))?;
    let unit = Unit::parse(rest, kind).ok_or_else(|| {
        (offset + word.chars().count() - rest.chars().count(), Expected::Unit(Unit::suggestion(kind)))
    })?;
    Ok((number, unit))
}

/// A number at the beginning of a word, and what stands behind it.
fn plain(word: &str) -> Option<(f64, &str)> {
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    let number: f64 = word[..end].parse().ok()?;
    number.is_finite().then_some((number, &word[end..]))
}
