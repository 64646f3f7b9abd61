//! Questions about discovery: runs, proposals, and their way into the book.

use super::{
    Api,
    question::{ask, body},
};
use crate::{
    book::refuse,
    discover::Discoverer,
    writer::{Command, command::Change},
};
use axum::Router;
use model::api::{self, Code, Done, ErrorAnswer};
use tokio::sync::oneshot;

/// Most proposals added by one request.
const MOST: usize = 1000;

model::messages! {
    no_discoverer { id: "Kolektor ini tidak dapat melakukan penemuan", en: "This collector cannot discover" }
    how_many(most) { id: "Sebut 1 sampai {most} alamat", en: "Name 1 to {most} addresses" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router =
        ask::<api::StartDiscovery, _, _>(
            router,
            |api, _, octets| async move { discoverer(&api)?.start(body(&octets)?) },
        );
    let router = ask::<api::StopDiscovery, _, _>(router, |api, _, _| async move {
        discoverer(&api)?.stop();
        Ok(Done {})
    });
    let router = ask::<api::AskDiscovery, _, _>(router, |api, _, _| async move {
        Ok(match api.0.discoverer.get() {
            Some(discoverer) => discoverer.runs(),
            None => api.shared().fleet().runs().cloned().collect(),
        })
    });
    let router = ask::<api::AskProposals, _, _>(router, |api, _, _| async move {
        // What a run has told stands in the queue of the writer.
        let (reply, done) = oneshot::channel();
        api.command(Command::Flush(reply)).await?;
        let _ = done.await;
        api.blocking(|api| api.shared().fleet().all_proposals()).await
    });
    ask::<api::AddProposals, _, _>(router, |api, _, octets| async move {
        let asked: api::AddProposals = body(&octets)?;
        if asked.addresses.is_empty() || asked.addresses.len() > MOST {
            return Err(refuse(Code::Invalid, |lang| how_many(lang, MOST)));
        }
        api.change(|reply| Change::AddProposals(asked, reply)).await
    })
}

fn discoverer(api: &Api) -> Result<&Discoverer, ErrorAnswer> {
    api.0.discoverer.get().ok_or_else(|| refuse(Code::Busy, |lang| no_discoverer(lang).to_owned()))
}
