//! Questions about machines that wait because nobody knows them yet.

use super::{Api, question::ask};
use crate::{trust::StoredMachine, writer::command::Change};
use axum::Router;
use model::api::{self, MachineState};

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::ListWaiting, _, _>(router, |api, _, _| async move {
        let seen =
            |machine: &&StoredMachine| machine.state != MachineState::Admitted && api.who().sees(Some(&machine.opd));
        // One lock after the other, never both.
        let found: Vec<_> = api.shared().trust().machines.values().filter(seen).cloned().collect();
        let fleet = api.shared().fleet();
        let shown = |machine: &StoredMachine| machine.shown(fleet.whose(&machine.identity, Some(&machine.opd)));
        let mut machines: Vec<_> = found.iter().map(shown).collect();
        machines.sort_by_key(|machine| (machine.state == MachineState::Refused, machine.first_at, machine.id.clone()));
        Ok(machines)
    });
    let router = ask::<api::AdmitMachine, _, _>(router, |api, id, _| async move {
        api.change(|reply| Change::AdmitMachine(api::AdmitMachine { id }, reply)).await
    });
    ask::<api::RefuseMachine, _, _>(router, |api, id, _| async move {
        api.change(|reply| Change::RefuseMachine(api::RefuseMachine { id }, reply)).await
    })
}
