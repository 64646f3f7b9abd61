//! `enrol`: this machine becomes an agent of a collector. The key is made here and stays here; the collector is known by the
//! hash of its CA, the last part of the token.

use super::{USAGE, arguments::Asked, collector, complain, say, text};
use agent::{
    Observer, Roots, VERSION, clock, installation,
    membership::{self, Joining, Membership},
    state,
};
use model::{
    Identity, Lang,
    api::{AgentState, Enrol, Enrolled, ErrorAnswer, Question, Renew},
};
use rcgen::{CertificateParams, KeyPair};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use ureq::http::Uri;

/// Port of a collector that names none.
const PORT: u16 = 7689;
/// Longest token, octets; one has 120.
const LONGEST_TOKEN: u64 = 4096;
/// Longest answer read, octets.
const LONGEST: u64 = 64 << 10;

/// Runs the command; the exit code.
pub fn run(asked: &Asked, url: &str, token: &str, template: bool) -> u8 {
    let checked = read_url(url, asked.lang).and_then(|(url, ..)| Ok((url, read_token(token, asked.lang)?)));
    let (url, token) = match checked {
        Ok(checked) => checked,
        Err(line) => {
            complain(&line);
            return USAGE;
        }
    };
    // Before a key is written into it.
    if let Err(error) = installation::protect(&asked.data) {
        complain(&text::data_unusable(asked.lang, asked.data.display(), error));
        return 1;
    }
    let done = if template { prepare(asked, url, &token) } else { join(asked, url, &token) };
    // By root for the service, which runs as somebody else.
    installation::give_to_owner(&asked.data);
    match done {
        Ok(line) => {
            say(&line);
            0
        }
        Err(line) => {
            complain(&line);
            1
        }
    }
}

/// The token itself, out of a file (`@FILE`), or from stdin (`-`): what stands on a command line others can read.
fn read_token(word: &str, lang: Lang) -> Result<String, String> {
    let mut text = String::new();
    let read = match word.strip_prefix('@') {
        _ if word == "-" => io::stdin().lock().take(LONGEST_TOKEN).read_to_string(&mut text),
        Some(file) => File::open(file).and_then(|file| file.take(LONGEST_TOKEN).read_to_string(&mut text)),
        None => {
            text.push_str(word);
            Ok(0)
        }
    };
    let place = model::text::shown(word.trim_start_matches('@'), 200);
    read.map_err(|error| text::token_unread(lang, place, error))?;
    let token = text.trim();
    pin::of_token(token).ok_or_else(|| text::bad_token(lang).to_owned())?;
    Ok(token.to_owned())
}

/// An image that is to be cloned: whatever makes this machine itself goes, and `run` enrols at the first boot.
fn prepare(asked: &Asked, url: String, token: &str) -> Result<String, String> {
    let (lang, data) = (asked.lang, asked.data.as_path());
    let unusable = |error: io::Error| text::data_unusable(lang, data.display(), error);
    std::fs::create_dir_all(data).map_err(unusable)?;
    let _held = state::lock(data).map_err(unusable)?.ok_or_else(|| text::already_running(lang, data.display()))?;
    membership::forget(data).map_err(unusable)?;
    let waiting = Joining { url, token: token.into(), key: String::new(), csr: String::new(), nonce: String::new() };
    waiting.keep(data).map_err(unusable)?;
    Ok(text::prepared(lang, data.display()))
}

fn join(asked: &Asked, url: String, token: &str) -> Result<String, String> {
    let (lang, data) = (asked.lang, asked.data.as_path());
    if let Some(known) = Membership::read(data) {
        complain(&text::was_member(lang, &known.url));
    }
    // The same request again when its answer was lost; another token or collector is another request.
    let kept = Joining::read(data).filter(|kept| kept.url == url && kept.token == token && !kept.key.is_empty());
    let waiting = match kept {
        Some(kept) => kept,
        None => new_request(url, token.into(), lang)?,
    };
    let member = ask_to_join(&waiting, data, &identity(asked), lang)?;
    Ok(match member.state {
        AgentState::Active => text::joined(lang, &member.url),
        _ => text::joined_pending(lang, &member.url),
    })
}

/// Joins with what an image holds, when there is something; none: nothing is prepared. For `run`, which tries again.
pub fn at_boot(asked: &Asked, identity: &Identity) -> Option<Result<Membership, String>> {
    let waiting = Joining::read(&asked.data)?;
    let made = if waiting.key.is_empty() { new_request(waiting.url, waiting.token, asked.lang) } else { Ok(waiting) };
    Some(made.and_then(|waiting| ask_to_join(&waiting, &asked.data, identity, asked.lang)))
}

/// Marks of this machine, by which a reinstalled one finds its device again.
fn identity(asked: &Asked) -> Identity {
    let roots = Roots { tells_users: !asked.no_users, ..Roots::system() };
    Observer::new(roots, None).observe(clock::now()).device
}

fn new_request(url: String, token: String, lang: Lang) -> Result<Joining, String> {
    let fault = |error: &dyn std::fmt::Display| text::no_key(lang, error);
    let key = KeyPair::generate().map_err(|error| fault(&error))?;
    let csr = signing_request(&key).map_err(|error| fault(&error))?;
    let nonce = pin::random::<24>().ok_or_else(|| fault(&"random"))?;
    Ok(Joining { url, token, key: key.serialize_pem(), csr, nonce })
}

/// Certificate signing request of a key (RFC 2986), PEM. It names nobody: the collector does.
fn signing_request(key: &KeyPair) -> Result<String, rcgen::Error> {
    CertificateParams::new(Vec::new())?.serialize_request(key)?.pem()
}

fn ask_to_join(waiting: &Joining, data: &Path, identity: &Identity, lang: Lang) -> Result<Membership, String> {
    let unusable = |error: io::Error| text::data_unusable(lang, data.display(), error);
    let (url, host, port) = read_url(&waiting.url, lang)?;
    let known = pin::of_token(&waiting.token).ok_or_else(|| text::bad_token(lang).to_owned())?;
    // On the disk before it is sent: a lost answer must not cost a second use.
    waiting.keep(data).map_err(unusable)?;
    let told = |cause: &dyn std::fmt::Display| text::unreached(lang, &url, model::text::shown(&cause.to_string(), 200));
    let authority = pin::authority(&host, port, known).map_err(|cause| told(&cause))?;
    let tls = pin::tls_config(&authority, None).ok_or_else(|| told(&"TLS"))?;
    let asked = Enrol {
        token: waiting.token.clone(),
        csr: waiting.csr.clone(),
        nonce: waiting.nonce.clone(),
        identity: Identity { device: None, agent_id: None, ..identity.clone() },
        version: VERSION.into(),
    };
    let answer = send(&url, tls, &asked, lang)?;
    let member = Membership {
        url,
        agent: answer.agent,
        opd: answer.opd,
        state: answer.state,
        key: waiting.key.clone(),
        certificate: answer.certificate,
        ca: answer.ca,
        expires_at: answer.expires_at,
    };
    // What the collector signed must be for the CA that the token names.
    if pin::der_of(&member.ca).as_deref() != Some(&authority[..]) || member.tls().is_none() {
        return Err(text::bad_answer(lang, &member.url));
    }
    membership::keep_generation(data, 0).map_err(unusable)?;
    member.keep(data).map_err(unusable)?;
    Ok(member)
}

/// Asks for the next certificate, with the same key, and keeps it.
pub fn renew(member: &Membership, data: &Path, lang: Lang) -> Result<Membership, String> {
    let unusable = |error: io::Error| text::data_unusable(lang, data.display(), error);
    let fault = |error: &dyn std::fmt::Display| text::no_key(lang, error);
    let key = KeyPair::from_pem(&member.key).map_err(|error| fault(&error))?;
    let csr = signing_request(&key).map_err(|error| fault(&error))?;
    let tls = member.tls().ok_or_else(|| text::bad_answer(lang, &member.url))?;
    let answer: Enrolled = send(&member.url, tls, &Renew { csr }, lang)?;
    let renewed = Membership {
        state: answer.state,
        opd: answer.opd,
        certificate: answer.certificate,
        expires_at: answer.expires_at,
        ..member.clone()
    };
    renewed.keep(data).map_err(unusable)?;
    Ok(renewed)
}

fn send<Q: Question>(url: &str, tls: ureq::tls::TlsConfig, asked: &Q, lang: Lang) -> Result<Q::Answer, String> {
    let told = |cause: &dyn std::fmt::Display| text::unreached(lang, url, model::text::shown(&cause.to_string(), 200));
    let agent = collector::client(Some(tls));
    let body = serde_json::to_vec(asked).map_err(|error| told(&error))?;
    let answer =
        agent.post(format!("{url}{}", asked.path())).header("content-type", "application/json").send(&body[..]);
    let mut answer = answer.map_err(|error| told(&error))?;
    let status = answer.status().as_u16();
    let octets = answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|error| told(&error))?;
    if status == 200 {
        return serde_json::from_slice(&octets).map_err(|_| text::bad_answer(lang, url));
    }
    Err(match serde_json::from_slice::<ErrorAnswer>(&octets) {
        Ok(error) => text::join_refused(lang, url, model::text::shown(error.text(lang), 200)),
        Err(_) => told(&status),
    })
}

/// `https://HOST[:PORT]`, with its port, its host and the port.
pub fn read_url(url: &str, lang: Lang) -> Result<(String, String, u16), String> {
    let wrong = || text::bad_tls_url(lang, model::text::shown(url, 120));
    let uri: Uri = url.trim_end_matches('/').parse().map_err(|_| wrong())?;
    let host = uri.host().filter(|host| !host.is_empty() && uri.path() == "/" && uri.query().is_none());
    let host = host.filter(|_| uri.scheme_str() == Some("https") && !url.contains('@')).ok_or_else(wrong)?;
    let port = uri.port_u16().unwrap_or(PORT);
    Ok((format!("https://{host}:{port}"), host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (url, expected) in [
            ("https://pantau.kab.go.id", Some("https://pantau.kab.go.id:7689")),
            ("https://10.1.2.3:443/", Some("https://10.1.2.3:443")),
            ("https://[::1]", Some("https://[::1]:7689")),
            ("http://pantau.kab.go.id", None),
            ("https://a@b", None),
            ("https://a/x", None),
            ("https://a?x", None),
            ("https://", None),
            ("pantau", None),
        ] {
            assert_eq!(read_url(url, Lang::Id).map(|(url, ..)| url).ok().as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn an_image_holds_nothing_of_this_machine() {
        let data = tempfile::tempdir().unwrap();
        let asked = |template: bool| {
            let mut words: Vec<std::ffi::OsString> = ["enrol", "https://a", "--data"].map(Into::into).into();
            words.push(data.path().into());
            words.push(format!("pantau1.0.1.{}", "ab".repeat(32)).into());
            words.extend(template.then(|| "--template".into()));
            super::super::arguments::parse(words, Lang::Id).unwrap()
        };
        std::fs::write(data.path().join("agent-id"), "x").unwrap();
        assert_eq!(run(&asked(true), "https://a", &format!("pantau1.0.1.{}", "ab".repeat(32)), true), 0);
        let left: Vec<_> = std::fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "joining.json" || name == "lock"), "{left:?}");
        assert!(Joining::read(data.path()).unwrap().key.is_empty());
    }
}
