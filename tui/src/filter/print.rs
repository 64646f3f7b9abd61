//! A filter printed in canonical words: what is read from it again is the same filter.

use super::{Filter, Op, Term, Test, Value, looks_plain};
use std::fmt::{self, Display, Formatter};

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("!")?;
        }
        match &self.test {
            Test::Any(choices) => {
                f.write_str("(")?;
                for (i, choice) in choices.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" | ")?;
                    }
                    choice.fmt(f)?;
                }
                f.write_str(")")
            }
            Test::Compare(field, op, values) => {
                f.write_str(field.word())?;
                op.fmt(f)?;
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    value.fmt(f)?;
                }
                Ok(())
            }
            Test::Fuzzy(word) => write!(f, "~{word}"),
            Test::Text(text) if looks_plain(text) => f.write_str(text),
            Test::Text(text) => quoted(f, text),
        }
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(op, _)| op == self).map_or("", |(_, symbol)| symbol))
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("?"),
            Self::Text { text, quoted: false } => f.write_str(text),
            Self::Text { text, quoted: true } => quoted(f, text),
            Self::Status(status) => f.write_str(status.name()),
            Self::Number(number, unit) => write!(f, "{number}{}", unit.word()),
            Self::Range(from, to, unit) => write!(f, "{from}..{to}{}", unit.word()),
            Self::Inside(cidr) => write!(f, "{}/{}", cidr.address, cidr.prefix),
        }
    }
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}
