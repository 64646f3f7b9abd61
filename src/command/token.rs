//! `pantau token create|ls|revoke|ca`: join tokens of agencies, tokens of programs and people.

use super::{answered, question};
use crate::{
    cli, clock, connect,
    context::Context,
    lang::{self, trust as words},
    output::{self, Align, Table},
    parse,
};
use clap::ArgMatches;
use model::{
    Lang,
    api::{AskAuthority, CreateToken, ListTokens, RevokeToken, Role, Token, TokenKind},
};

/// Life of a token that names none: a week.
const LIFE_SECONDS: u64 = 7 * 86_400;
/// Of one for inventories, which stands in the configuration of many machines.
const INVENTORY_SECONDS: u64 = 52 * 7 * 86_400;

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let lang = context.lang;
    let asked = if name == "create" { Some(asked(lang, matches)?) } else { None };
    let connection = connect::any(context, matches)?;
    let (transport, json) = (&*connection.transport, cli::flag(matches, "json"));
    match (name, asked) {
        (_, Some(asked)) => {
            let made = question(context, transport, &asked)?;
            // Alone on stdout, so that it can go into a file; the advice beside it.
            answered(json, &made, || made.token.clone());
            if !json {
                context.tell(words::shown_once(lang));
            }
        }
        ("revoke", _) => {
            let id = cli::text(matches, "id").unwrap_or_default().to_owned();
            let done = question(context, transport, &RevokeToken { id: id.clone() })?;
            answered(json, &done, || words::token_revoked(lang, &id));
        }
        ("ca", _) => {
            let authority = question(context, transport, &AskAuthority {})?;
            if json { output::json(&authority) } else { output::say(authority.certificate.trim_end()) }
        }
        _ => list(lang, &question(context, transport, &ListTokens {})?, json),
    }
    Ok(0)
}

fn asked(lang: Lang, matches: &ArgMatches) -> anyhow::Result<CreateToken> {
    let opd = cli::text(matches, "opd").map(|code| parse::opd(lang, code)).transpose().map_err(anyhow::Error::msg)?;
    let inventory = cli::text(matches, "for").is_some();
    let for_seconds = match cli::text(matches, "expires") {
        None if inventory => INVENTORY_SECONDS,
        None => LIFE_SECONDS,
        Some(text) => {
            seconds(text).ok_or_else(|| anyhow::anyhow!(words::bad_duration(lang, model::text::shown(text, 40))))?
        }
    };
    Ok(CreateToken {
        inventory,
        role: cli::text(matches, "role").and_then(Role::of),
        opd,
        uses: matches.get_one::<u32>("uses").copied(),
        for_seconds,
        approves: cli::text(matches, "approve") == Some("auto"),
        note: cli::text(matches, "note").unwrap_or_default().to_owned(),
    })
}

/// `30m`, `12h`, `7d`, `52w` in seconds.
fn seconds(text: &str) -> Option<u64> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let each = match unit {
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(each).filter(|seconds| *seconds > 0)
}

fn list(lang: Lang, tokens: &[Token], json: bool) {
    if json {
        output::json(&tokens);
        return;
    }
    if tokens.is_empty() {
        output::say(words::no_tokens(lang));
        return;
    }
    let mut table = Table::new(&[
        ("ID", Align::Left),
        (words::kind(lang), Align::Left),
        (lang::word::opd(lang), Align::Left),
        (words::uses(lang), Align::Right),
        (words::until(lang), Align::Left),
        (words::used(lang), Align::Left),
        (words::made_by(lang), Align::Left),
        (words::remark(lang), Align::Left),
    ]);
    for token in tokens {
        let kind = match (token.revoked, token.kind, token.role) {
            (true, ..) => words::revoked(lang),
            (_, TokenKind::Join, _) => words::join(lang),
            (_, TokenKind::Inventory, _) => words::inventory(lang),
            (_, TokenKind::Api, role) => role.map_or("", Role::word),
        };
        table.row(vec![
            token.id.clone(),
            kind.to_owned(),
            token.opd.as_ref().map(|opd| opd.0.clone()).unwrap_or_default(),
            token.uses_left.map(|left| left.to_string()).unwrap_or_default(),
            clock::local(token.expires_at),
            token.used_at.map(clock::local).unwrap_or_default(),
            model::text::shown(&token.made_by, 30),
            model::text::shown(&token.note, 40),
        ]);
    }
    output::say(&table.text());
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations() {
        for (text, expected) in [
            ("30m", Some(1800)),
            ("12h", Some(43_200)),
            ("7d", Some(604_800)),
            ("1w", Some(604_800)),
            ("0d", None),
            ("7", None),
            ("d", None),
            ("", None),
            ("7ü", None),
            ("99999999999999999999d", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
