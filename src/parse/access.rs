//! SNMP credentials from the command line, the environment and files. A secret is read from the last two; of the command
//! line only the community, which v1 and v2c send openly anyway.

use crate::{cli, lang};
use clap::ArgMatches;
use model::{
    Lang,
    access::{AccessFault, Auth, AuthProtocol, KeyExtension, PrivProtocol, Privacy, SnmpAccess, User},
};
use std::path::Path;

/// Credentials as they were stated; none when nothing was said. Error: one line on what cannot be used.
pub fn access(lang: Lang, matches: &ArgMatches) -> Result<Option<SnmpAccess>, String> {
    let access = match user(lang, matches)? {
        Some(user) => Some(SnmpAccess::V3(Box::new(user))),
        None => community(lang, matches)?.map(|community| match cli::text(matches, "snmp-version") {
            Some("1") => SnmpAccess::V1 { community },
            _ => SnmpAccess::V2c { community },
        }),
    };
    match access.as_ref().and_then(SnmpAccess::fault) {
        Some(fault) => Err(complaint(lang, fault)),
        None => Ok(access),
    }
}

fn community(lang: Lang, matches: &ArgMatches) -> Result<Option<String>, String> {
    match cli::path(matches, "community-file") {
        Some(file) => first_line(lang, file).map(Some),
        None => Ok(cli::text(matches, "community").map(str::to_owned)),
    }
}

fn user(lang: Lang, matches: &ArgMatches) -> Result<Option<User>, String> {
    let Some(name) = cli::text(matches, "v3-user") else { return Ok(None) };
    let auth = match cli::text(matches, "v3-auth").and_then(AuthProtocol::of) {
        Some(protocol) => {
            let passphrase = passphrase(lang, matches, "v3-auth-file", "PANTAU_V3_AUTH")?;
            Some(Auth { protocol, passphrase })
        }
        None => None,
    };
    let privacy = match cli::text(matches, "v3-priv").and_then(PrivProtocol::of) {
        Some(protocol) => {
            let passphrase = passphrase(lang, matches, "v3-priv-file", "PANTAU_V3_PRIV")?;
            let keys = cli::text(matches, "v3-priv-keys").and_then(KeyExtension::of).unwrap_or_default();
            Some(Privacy { protocol, passphrase, keys })
        }
        None => None,
    };
    let context = cli::text(matches, "v3-context").filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(Some(User { user: name.to_owned(), context, auth, privacy }))
}

fn passphrase(lang: Lang, matches: &ArgMatches, option: &str, variable: &str) -> Result<String, String> {
    match (cli::path(matches, option), std::env::var(variable)) {
        (Some(file), _) => first_line(lang, file),
        (None, Ok(passphrase)) => Ok(passphrase),
        (None, Err(_)) => Err(lang::need_passphrase(lang, option, variable)),
    }
}

/// The first line of a file that holds a secret.
pub fn first_line(lang: Lang, file: &Path) -> Result<String, String> {
    let shown = || model::text::visible(&file.display().to_string());
    let read = std::fs::read_to_string(file).map_err(|error| lang::secret_unreadable(lang, shown(), error))?;
    match read.lines().next().map(str::trim).unwrap_or_default() {
        "" => Err(lang::secret_unreadable(lang, shown(), lang::first_line_empty(lang))),
        secret => Ok(secret.to_owned()),
    }
}

/// What is wrong with credentials, in one line.
pub fn complaint(lang: Lang, fault: AccessFault) -> String {
    match fault {
        AccessFault::Community => lang::bad_community(lang),
        AccessFault::Name => lang::bad_user(lang),
        AccessFault::Passphrase => lang::bad_passphrase(lang),
        AccessFault::PrivacyAlone => lang::privacy_alone(lang),
        AccessFault::Hidden => lang::hidden_secret(lang),
    }
    .to_owned()
}
