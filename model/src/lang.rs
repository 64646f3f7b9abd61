//! The two languages: the `messages!` table, numbers, rates, durations.

use serde::{Deserialize, Serialize};

/// Language of screens and messages. Indonesian first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id = 0,
    /// English.
    En = 1,
}

impl Lang {
    /// Reads `id` or `en`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "id" => Some(Self::Id),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The one of two texts that is in this language.
    pub const fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }
}

/// A table of messages, both languages side by side; a missing language does not compile.
///
/// `name { id: "…", en: "…" }` makes `fn name(lang) -> &'static str`;
/// `name(a, b) { id: "… {a} …", en: "… {b} …" }` makes `fn name(lang, a, b) -> String`, arguments being anything that displays.
#[macro_export]
macro_rules! messages {
    () => {};
    ($(#[$doc:meta])* $name:ident { id: $id:literal, en: $en:literal $(,)? } $($rest:tt)*) => {
        $(#[$doc])* #[allow(missing_docs)]
        pub const fn $name(lang: $crate::Lang) -> &'static str {
            match lang { $crate::Lang::Id => $id, $crate::Lang::En => $en }
        }
        $crate::messages! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident($($arg:ident),+ $(,)?) { id: $id:literal, en: $en:literal $(,)? } $($rest:tt)*) => {
        $(#[$doc])* #[allow(missing_docs)]
        pub fn $name(lang: $crate::Lang, $($arg: impl std::fmt::Display),+) -> String {
            match lang { $crate::Lang::Id => format!($id), $crate::Lang::En => format!($en) }
        }
        $crate::messages! { $($rest)* }
    };
}

/// A whole number with the language's thousands separator: `9.842` in id, `9,842` in en.
pub fn integer(lang: Lang, number: u64) -> String {
    let digits = number.to_string();
    let separator = match lang {
        Lang::Id => '.',
        Lang::En => ',',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A fraction with `decimals` digits and the language's decimal mark.
pub fn decimal(lang: Lang, number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match lang {
        Lang::Id => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A percentage; whole unless `decimals` asks for more.
pub fn percent(lang: Lang, number: f64, decimals: usize) -> String {
    format!("{}%", decimal(lang, number, decimals))
}

/// Three significant digits with a decimal prefix glued on: `188M`, `1,25G`, `12k`, `0`. For bit/s and other decimal units.
pub fn scaled(lang: Lang, number: f64) -> String {
    significant(lang, number, 1000.0, &["", "k", "M", "G", "T", "P"])
}

/// Bytes with a binary prefix: `5,1GiB`.
pub fn bytes(lang: Lang, number: f64) -> String {
    significant(lang, number, 1024.0, &["B", "KiB", "MiB", "GiB", "TiB", "PiB"])
}

fn significant(lang: Lang, number: f64, step: f64, prefixes: &[&str]) -> String {
    let mut number = number.max(0.0);
    let mut prefix = 0;
    // 999.5 would print as 1000: it belongs to the next prefix.
    while number >= step - 0.5 && prefix + 1 < prefixes.len() {
        number /= step;
        prefix += 1;
    }
    let decimals = if prefix == 0 || number >= 99.95 {
        0
    } else if number >= 9.995 {
        1
    } else {
        2
    };
    format!("{}{}", decimal(lang, number, decimals), prefixes[prefix])
}

/// A duration in its largest unit: `3dtk 28mnt 1jam 93hr 2th` in id, `3s 28min 1h 93d 2y` in en.
pub fn duration(lang: Lang, seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    let (number, id, en) = match seconds {
        0..60 => (seconds, "dtk", "s"),
        60..3600 => (seconds / 60, "mnt", "min"),
        3600..86_400 => (seconds / 3600, "jam", "h"),
        _ => (seconds / 86_400, "hr", "d"),
    };
    format!("{}{}", integer(lang, number), lang.pick(id, en))
}

/// A duration in its two largest units: `211hr 4jam`, `3jam 12mnt`.
pub fn duration_long(lang: Lang, seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let rest = match whole {
        0..3600 => return duration(lang, seconds),
        3600..86_400 => whole % 3600,
        _ => whole % 86_400,
    };
    if (whole >= 86_400 && rest < 3600) || rest < 60 {
        return duration(lang, seconds);
    }
    format!("{} {}", duration(lang, seconds), duration(lang, rest as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    messages! {
        greeting { id: "halo", en: "hello" }
        added(name, count) { id: "{name} ditambahkan ({count})", en: "{name} added ({count})" }
    }

    #[test]
    fn messages_speak_both_languages() {
        assert_eq!((greeting(Lang::Id), greeting(Lang::En)), ("halo", "hello"));
        assert_eq!(added(Lang::En, "rt-1", 3), "rt-1 added (3)");
    }

    #[test]
    fn numbers() {
        for (number, id, en) in [
            (0.0, "0", "0"),
            (999.0, "999", "999"),
            (999.7, "1,00k", "1.00k"),
            (12_000.0, "12,0k", "12.0k"),
            (188e6, "188M", "188M"),
            (1.25e9, "1,25G", "1.25G"),
            (61.0e6, "61,0M", "61.0M"),
            (99.96e6, "100M", "100M"),
        ] {
            assert_eq!(
                (scaled(Lang::Id, number), scaled(Lang::En, number)),
                (id.to_owned(), en.to_owned()),
                "{number}"
            );
        }
        assert_eq!(bytes(Lang::Id, 5.1 * 1024.0 * 1024.0 * 1024.0), "5,10GiB");
        assert_eq!((integer(Lang::Id, 9842), integer(Lang::En, 1_234_567)), ("9.842".into(), "1,234,567".into()));
    }

    #[test]
    fn durations() {
        for (seconds, id, en, long) in [
            (3.0, "3dtk", "3s", "3dtk"),
            (1700.0, "28mnt", "28min", "28mnt"),
            (11_520.0, "3jam", "3h", "3jam 12mnt"),
            (18_244_800.0, "211hr", "211d", "211hr 4jam"),
        ] {
            assert_eq!(
                (duration(Lang::Id, seconds), duration(Lang::En, seconds), duration_long(Lang::Id, seconds)),
                (id.to_owned(), en.to_owned(), long.to_owned())
            );
        }
    }
}
