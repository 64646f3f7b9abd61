//! What is said about a command line that cannot be read, and in which language.

use model::Lang;

/// The language asked for on the command line, before it is parsed: help and errors speak it already.
pub fn asked_lang(arguments: &[std::ffi::OsString]) -> Option<Lang> {
    let words: Vec<_> = arguments.iter().map(|a| a.to_string_lossy()).collect();
    words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(place + 1).and_then(|next| Lang::parse(next)),
        Some(rest) => rest.strip_prefix('=').and_then(Lang::parse),
        None => None,
    })
}

/// One line for a command line that clap refused: what, where, what to do instead.
pub fn complaint(lang: Lang, error: &clap::Error) -> String {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (argument, value, offered) =
        (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue), context(ContextKind::ValidValue));
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .map(context)
        .find(|t| !t.is_empty());
    let (id, en) = match error.kind() {
        ErrorKind::UnknownArgument => {
            (format!("pilihan '{argument}' tidak dikenal"), format!("unknown option '{argument}'"))
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand);
            (format!("perintah '{word}' tidak dikenal"), format!("unknown command '{word}'"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("perintah kurang lengkap".into(), "the command is not complete".into())
        }
        ErrorKind::MissingRequiredArgument => (format!("kurang: {argument}"), format!("missing: {argument}")),
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            (
                format!("'{argument}' dan '{other}' tidak dapat bersama"),
                format!("'{argument}' and '{other}' do not go together"),
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            (format!("'{argument}' perlu nilai"), format!("'{argument}' needs a value"))
        }
        ErrorKind::InvalidValue if !offered.is_empty() => (
            format!("nilai '{value}' untuk '{argument}' tidak dikenal; pilih: {offered}"),
            format!("unknown value '{value}' for '{argument}'; choose: {offered}"),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            format!("nilai '{value}' untuk '{argument}' tidak dapat dipakai"),
            format!("the value '{value}' for '{argument}' cannot be used"),
        ),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues => {
            (format!("jumlah nilai untuk '{argument}' salah"), format!("wrong number of values for '{argument}'"))
        }
        ErrorKind::InvalidUtf8 => ("argumen bukan UTF-8".into(), "an argument is not UTF-8".into()),
        _ => ("baris perintah tidak dapat dibaca".into(), "the command line cannot be read".into()),
    };
    let text =
        match lang {
            Lang::Id => nearest
                .map_or_else(|| format!("{id} (lihat pantau --help)"), |word| format!("{id}; maksudnya '{word}'?")),
            Lang::En => nearest
                .map_or_else(|| format!("{en} (see pantau --help)"), |word| format!("{en}; did you mean '{word}'?")),
        };
    model::text::visible(&format!("pantau: {text}"))
}
