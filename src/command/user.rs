//! `pantau user set|ls|rm`: people with a password, for the pages in a browser.

use super::{answered, question};
use crate::{
    cli, clock, connect,
    context::Context,
    lang::{self, trust as words},
    output::{self, Align, Table},
    parse,
};
use clap::ArgMatches;
use model::api::{ListPeople, RemovePerson, Role, SetPerson};

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let lang = context.lang;
    let asked = if name == "set" { Some(asked(context, matches)?) } else { None };
    let connection = connect::any(context, matches)?;
    let (transport, json) = (&*connection.transport, cli::flag(matches, "json"));
    match (name, asked) {
        (_, Some(asked)) => {
            let person = question(context, transport, &asked)?;
            answered(json, &person, || words::person_set(lang, &person.name));
        }
        ("rm", _) => {
            let name = cli::text(matches, "name").unwrap_or_default().to_owned();
            let done = question(context, transport, &RemovePerson { name: name.clone() })?;
            answered(json, &done, || words::person_removed(lang, &name));
        }
        _ => {
            let people = question(context, transport, &ListPeople {})?;
            if json {
                output::json(&people);
            } else if people.is_empty() {
                output::say(words::no_people(lang));
            } else {
                let mut table = Table::new(&[
                    (lang::word::name(lang), Align::Left),
                    (words::role(lang), Align::Left),
                    (lang::word::opd(lang), Align::Left),
                    (words::since(lang), Align::Left),
                ]);
                for person in people {
                    let opd = person.opd.map(|opd| opd.0).unwrap_or_default();
                    table.row(vec![person.name, person.role.word().into(), opd, clock::local(person.made_at)]);
                }
                output::say(&table.text());
            }
        }
    }
    Ok(0)
}

fn asked(context: &Context, matches: &ArgMatches) -> anyhow::Result<SetPerson> {
    let lang = context.lang;
    let opd = cli::text(matches, "opd").map(|code| parse::opd(lang, code)).transpose().map_err(anyhow::Error::msg)?;
    let password = match cli::path(matches, "password-file") {
        None => None,
        Some(file) => Some(first_line(context, file)?),
    };
    Ok(SetPerson {
        name: cli::text(matches, "name").unwrap_or_default().to_owned(),
        role: cli::text(matches, "role").and_then(Role::of).unwrap_or(Role::Reader),
        opd,
        password,
    })
}

/// A secret never stands on the command line, where every process of the machine reads it.
fn first_line(context: &Context, file: &std::path::Path) -> anyhow::Result<String> {
    let told = model::text::visible(&file.display().to_string());
    let text = std::fs::read_to_string(file)
        .map_err(|error| anyhow::anyhow!(lang::secret_unreadable(context.lang, &told, error)))?;
    let first = text.lines().next().unwrap_or_default();
    if first.is_empty() {
        anyhow::bail!(lang::secret_unreadable(context.lang, told, lang::first_line_empty(context.lang)));
    }
    Ok(first.to_owned())
}
