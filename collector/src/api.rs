//! The HTTP side: the typed questions under `/api/v1`, the stream of changes, `/healthz` and `/metrics`.

mod agent;
mod answer;
mod availability;
mod backup;
mod bandwidth;
mod changes;
mod compat;
mod discovery;
mod glpi;
mod guard;
mod history;
pub(crate) mod listen;
mod manage;
mod question;
mod read;
mod rights;
mod scope;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod trust;
mod waiting;
mod web;

use crate::{
    compat::desk::Desk,
    discover::Discoverer,
    echo::Echo,
    live::Live,
    profile::Profiles,
    store::Reader,
    trust::Who,
    writer::{Command, command::Change},
};
use answer::internal;
use axum::{Router, middleware, routing::get};
use model::{
    DeviceId,
    api::{self, ErrorAnswer},
};
use question::ask;
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};
use tokio::sync::{Semaphore, mpsc, oneshot};

/// Scrapes of `/metrics` at once.
const SCRAPES: usize = 4;
/// Passwords hashed at once.
const HASHING: usize = 2;
/// Backlogs of agents unpacked at once.
const BACKLOGS: usize = 4;
/// Inventories of other makers' agents read at once.
const INVENTORIES: usize = 2;
/// Questions about history at once.
const QUERIES: usize = 2;

/// Checks and polls one device at once. The poller is one; its batches have been sent when the future ends.
pub trait Prober: Send + Sync {
    /// Checks and polls this device now.
    fn probe(&self, id: DeviceId) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// What every handler needs, and who asks; cheap to clone. As the router holds it nobody asks, so a handler that forgets to
/// look sees nothing.
#[derive(Clone)]
pub(crate) struct Api(Arc<Inner>, Arc<Who>);

struct Inner {
    shared: Arc<Live>,
    commands: mpsc::Sender<Command>,
    reader: Reader,
    prober: RwLock<Option<Arc<dyn Prober>>>,
    discoverer: OnceLock<Discoverer>,
    desk: Desk,
    streams: Arc<Semaphore>,
    /// Scrapes at once: each holds a piece of the page and a blocking thread.
    scrapes: Arc<Semaphore>,
    /// Passwords hashed at once: each takes 19 MiB.
    hashing: Arc<Semaphore>,
    /// Backlogs at once: unpacked and decoded each takes some megabytes, while packed it waits as a hundredth of that.
    backlogs: Arc<Semaphore>,
    /// Inventories read at once: each may take some tens of MiB.
    inventories: Arc<Semaphore>,
    /// Questions about history at once: each may read for seconds.
    queries: Arc<Semaphore>,
}

impl Api {
    pub(crate) fn new(shared: Arc<Live>, commands: mpsc::Sender<Command>, reader: Reader) -> Self {
        let streams = Arc::new(Semaphore::new(shared.fleet().settings().limits.streams));
        let (prober, scrapes) = (RwLock::new(None), Arc::new(Semaphore::new(SCRAPES)));
        let discoverer = OnceLock::new();
        let desk = Desk::new(shared.clone(), reader.clone());
        let hashing = Arc::new(Semaphore::new(HASHING));
        let inventories = Arc::new(Semaphore::new(INVENTORIES));
        let inner = Inner {
            shared,
            commands,
            reader,
            prober,
            discoverer,
            desk,
            streams,
            scrapes,
            hashing,
            backlogs: Arc::new(Semaphore::new(BACKLOGS)),
            inventories,
            queries: Arc::new(Semaphore::new(QUERIES)),
        };
        Self(Arc::new(inner), Arc::new(Who { role: None, is_local: false, ..Who::local() }))
    }

    /// The same as this one sees it.
    fn asked_by(&self, who: Arc<Who>) -> Self {
        Self(self.0.clone(), who)
    }

    /// Who asks.
    fn who(&self) -> &Who {
        &self.1
    }

    pub(crate) fn set_prober(&self, prober: Arc<dyn Prober>) {
        *self.0.prober.write().unwrap_or_else(PoisonError::into_inner) = Some(prober);
    }

    fn prober(&self) -> Option<Arc<dyn Prober>> {
        self.0.prober.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes discovery possible: what it recognises by, and how it makes echoes.
    pub(crate) fn set_discoverer(&self, profiles: Arc<Profiles>, echo: Arc<dyn Echo>) -> Discoverer {
        let Inner { shared, commands, reader, .. } = &*self.0;
        let new = || Discoverer::new(shared.clone(), commands.clone(), reader.clone(), profiles, echo);
        self.0.discoverer.get_or_init(new).clone()
    }

    /// The reader of the store.
    pub(crate) fn reader(&self) -> Reader {
        self.0.reader.clone()
    }

    /// Where checks of equipment to be bought are made, for whoever asks.
    fn desk(&self) -> Desk {
        self.0.desk.confined_to(self.1.opd.clone())
    }

    fn shared(&self) -> &Arc<Live> {
        &self.0.shared
    }

    /// Sends a change to the writer and waits until it is on the disk.
    async fn change<T>(
        &self,
        make: impl FnOnce(oneshot::Sender<Result<T, ErrorAnswer>>) -> Change,
    ) -> Result<T, ErrorAnswer> {
        let (reply, answer) = oneshot::channel();
        self.command(Command::Book(Box::new(make(reply)), self.1.clone())).await?;
        answer.await.map_err(|_| internal("the writer is gone"))?
    }

    async fn command(&self, command: Command) -> Result<(), ErrorAnswer> {
        self.0.commands.send(command).await.map_err(|_| internal("the writer is gone"))
    }

    /// Runs a function that may take a while on a thread of its own.
    async fn blocking<T: Send + 'static>(
        &self,
        run: impl FnOnce(Self) -> T + Send + 'static,
    ) -> Result<T, ErrorAnswer> {
        let api = self.clone();
        tokio::task::spawn_blocking(move || run(api)).await.map_err(|error| {
            self.shared().own.panicked("api");
            internal(&error.to_string())
        })
    }

    /// All routes.
    pub(crate) fn router(&self) -> Router {
        let router = Router::new()
            .route("/healthz", get(read::healthz))
            .route("/metrics", get(read::metrics))
            .route(api::CHANGES, get(changes::stream));
        let router = ask::<api::AskFleet, _, _>(router, |api, _, _| async move { read::fleet(api).await });
        let router =
            ask::<api::AskDevice, _, _>(
                router,
                |api, id, _| async move { read::device(api, question::id(&id)?).await },
            );
        let router = ask::<api::AskInventoryChanges, _, _>(router, |api, id, _| async move {
            read::changes(api, question::id(&id)?).await
        });
        let router = ask::<api::AskTopology, _, _>(router, |api, _, _| async move { read::topology(api).await });
        let router = trust::routes(agent::routes(discovery::routes(manage::routes(backup::routes(router)))));
        let router = bandwidth::routes(availability::routes(router));
        let router = waiting::routes(glpi::routes(web::routes(compat::routes(history::routes(router)))));
        router
            .fallback(answer::no_route)
            .method_not_allowed_fallback(answer::no_method)
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self.clone())
    }
}
