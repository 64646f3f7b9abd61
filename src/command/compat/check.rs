//! `pantau compat check`: the verdict with its reasons.

use super::{connect, question, sheet, told};
use crate::{cli, context::Context, output, specs};
use clap::ArgMatches;
use collector::compat::{sheet::About, spec::Spec};
use model::{api::AskCheck, compat::Verdict, text::visible};
use tui::specs::SpecText;

model::messages! {
    faults(count) { id: "pantau: {count} kesalahan; tidak ada yang diuji", en: "pantau: {count} faults; nothing was checked" }
    saved(number, name, revision) { id: "Dibekukan sebagai hasil {number}: {name}, revisi {revision}", en: "Frozen as result {number}: {name}, revision {revision}" }
}

/// Checks files; exit code by the worst verdict.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let (mut texts, mut names, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for file in cli::paths(matches, "spec") {
        match specs::read(file) {
            Ok(read) => {
                for SpecText { name, file, text } in read {
                    if let Some(faults) = file.as_ref().and_then(|_| Spec::read(&text).err()) {
                        let name = file.unwrap_or_default().display().to_string();
                        wrong.extend(faults.iter().map(|fault| fault.told(&name, lang)));
                    }
                    names.push(name);
                    texts.push(text);
                }
            }
            Err(faults) => wrong.extend(faults.iter().map(|told| visible(&told[lang as usize]))),
        }
    }
    if !wrong.is_empty() {
        wrong.iter().for_each(|line| output::complain(line));
        if wrong.len() > 1 {
            output::complain(&faults(lang, wrong.len()));
        }
        return Ok(cli::USAGE);
    }
    let save = match cli::text(matches, "save") {
        None => Vec::new(),
        Some("") => names.clone(),
        Some(name) if names.len() == 1 => vec![name.to_owned()],
        Some(name) => names.iter().map(|file| format!("{name} / {file}")).collect(),
    };
    if texts.len() > 1 && sheet::is_asked(matches) {
        output::complain(sheet::one_only(lang));
        return Ok(cli::USAGE);
    }
    let connection = connect::any(context, matches)?;
    let replaces: Vec<Vec<String>> = texts.iter().map(|text| Spec::replaced_in(text)).collect();
    let asked = AskCheck { specs: texts, opd: cli::text(matches, "opd").map(str::to_owned), save: save.clone() };
    let answers = question(context, &*connection.transport, &asked)?;
    let list = answers.len() > 1;
    if cli::flag(matches, "json") {
        match &answers[..] {
            [one] => output::json(&one.check),
            many => output::json(&many.iter().map(|one| &one.check).collect::<Vec<_>>()),
        }
    } else {
        for (place, answer) in answers.iter().enumerate() {
            match names.get(place) {
                Some(name) if list => output::say(&told::line(lang, name, &answer.check)),
                _ => output::say(&told::check(lang, context.settings.site.zone, &answer.check)),
            }
            if let (Some(number), Some(revision), Some(name)) = (answer.number, answer.revision, save.get(place)) {
                output::say(&visible(&saved(lang, number, name, revision)));
            }
        }
    }
    for (place, answer) in answers.iter().enumerate() {
        let name = save.get(place).map(String::as_str);
        let frozen = name.zip(answer.revision).map(|(name, revision)| (name, revision, crate::clock::now()));
        let replaces = replaces.get(place).cloned().unwrap_or_default();
        let about = About { opd_name: answer.opd_name.as_deref(), frozen, replaces, ..About::default() };
        sheet::write(context, matches, &answer.check, &about)?;
    }
    Ok(Verdict::worst(answers.iter().map(|answer| answer.check.verdict)).exit_code())
}
