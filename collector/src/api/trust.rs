//! Questions about who may what: tokens, people, agents, the audit log.

use super::{
    Api,
    answer::internal,
    question::{ask, body},
};
use crate::{
    book::refuse,
    trust::{Who, password},
    writer::command::Change,
};
use axum::Router;
use model::{
    DeviceId, OpdCode,
    api::{self, AuditLine, Code, ErrorAnswer, Person},
};

/// Newest lines of the audit log that are given.
const LINES: u32 = 1000;

model::messages! {
    bad_password(shortest, longest) { id: "Sandi {shortest} huruf atau lebih, paling panjang {longest} oktet", en: "A password has {shortest} characters or more, and at most {longest} octets" }
    no_technician { id: "Teknisi hanya membuat token gabung untuk OPD-nya sendiri", en: "A technician makes join tokens only, for the own agency" }
    no_authority { id: "Kolektor ini belum punya CA", en: "This collector has no CA yet" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::ListTokens, _, _>(router, |api, _, _| async move {
        let trust = api.shared().trust();
        let tokens = trust.tokens.values().map(|stored| &stored.token);
        Ok(tokens.filter(|token| api.who().sees(token.opd.as_ref())).cloned().collect())
    });
    let router = ask::<api::CreateToken, _, _>(router, |api, _, octets| async move {
        let asked: api::CreateToken = body(&octets)?;
        if api.who().role == Some(api::Role::Technician) && asked.role.is_some() {
            return Err(refuse(Code::Invalid, |lang| no_technician(lang).to_owned()));
        }
        api.change(|reply| Change::CreateToken(asked, reply)).await
    });
    let router = ask::<api::RevokeToken, _, _>(router, |api, id, _| async move {
        api.change(|reply| Change::RevokeToken(api::RevokeToken { id }, reply)).await
    });
    let router = ask::<api::AskAuthority, _, _>(router, |api, _, _| async move {
        let authority = api.shared().trust().authority.clone();
        let authority = authority.ok_or_else(|| refuse(Code::Busy, |lang| no_authority(lang).to_owned()))?;
        Ok(api::Authority { certificate: authority.certificate().into(), sha256: authority.sha256().into() })
    });
    let router = ask::<api::ListPeople, _, _>(router, |api, _, _| async move {
        Ok(api.shared().trust().people.values().map(|stored| stored.person.clone()).collect())
    });
    let router = ask::<api::SetPerson, _, _>(router, |api, _, octets| async move { set(api, body(&octets)?).await });
    let router = ask::<api::RemovePerson, _, _>(router, |api, name, _| async move {
        api.change(|reply| Change::RemovePerson(api::RemovePerson { name }, reply)).await
    });
    let router = ask::<api::ListAgents, _, _>(router, |api, _, _| async move {
        let trust = api.shared().trust();
        let seen = trust.agents.values().filter(|agent| !agent.is_local() && api.who().sees(agent.opd.as_ref()));
        Ok(seen.map(crate::trust::StoredAgent::shown).collect())
    });
    let router = ask::<api::ApproveAgent, _, _>(router, |api, agent, _| async move {
        api.change(|reply| Change::ApproveAgent(api::ApproveAgent { agent }, reply)).await
    });
    let router = ask::<api::RevokeAgent, _, _>(router, |api, agent, _| async move {
        api.change(|reply| Change::RevokeAgent(api::RevokeAgent { agent }, reply)).await
    });
    ask::<api::AskAudit, _, _>(router, |api, _, _| async move {
        api.blocking(|api| {
            let lines = api.reader().audit(LINES).map_err(|error| internal(&error.to_string()))?;
            let shown = lines.into_iter().map(|line| AuditLine {
                at: line.at,
                actor: line.actor,
                role: line.role,
                origin: line.origin,
                action: line.action,
                object: line.object,
                before: line.before,
                after: line.after,
            });
            Ok(shown.filter(|line| api.who().sees_all() || concerns(&api, line)).collect())
        })
        .await?
    })
}

/// True when a line is about something of the agency that who asks is confined to.
fn concerns(api: &Api, line: &AuditLine) -> bool {
    let who: &Who = api.who();
    let Some((kind, name)) = line.object.split_once(' ') else { return false };
    match kind {
        "opd" => who.sees(Some(&OpdCode(name.to_owned()))),
        "device" => {
            let id = name.parse().ok().map(DeviceId);
            id.is_some_and(|id| super::scope::sees_device(who, &api.shared().fleet(), id))
        }
        "agent" => api.shared().trust().agents.get(name).is_some_and(|agent| who.sees(agent.opd.as_ref())),
        "machine" => api.shared().trust().machines.get(name).is_some_and(|machine| who.sees(Some(&machine.opd))),
        "token" => api.shared().trust().tokens.get(name).is_some_and(|stored| who.sees(stored.token.opd.as_ref())),
        _ => false,
    }
}

async fn set(api: Api, mut asked: api::SetPerson) -> Result<Person, ErrorAnswer> {
    let hashed = match asked.password.take() {
        None => None,
        Some(secret) => {
            if secret.chars().count() < password::SHORTEST || secret.len() > password::LONGEST {
                let (shortest, longest) = (password::SHORTEST, password::LONGEST);
                return Err(refuse(Code::Invalid, |lang| bad_password(lang, shortest, longest)));
            }
            let _turn = api.0.hashing.acquire().await;
            let hashed = api.blocking(move |_| password::hash_new(&secret)).await?;
            Some(hashed.ok_or_else(|| internal("a password could not be hashed"))?)
        }
    };
    api.change(|reply| Change::SetPerson(asked, hashed, reply)).await
}
