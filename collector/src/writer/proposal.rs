//! Proposals that enter the book on a person's word: with class, name, and the credential that answered.

use super::Writer;
use crate::book::proposed;
use model::{
    Timestamp,
    api::{AddProposals, Added, ErrorAnswer, NotAdded},
};

impl Writer {
    /// Adds one after another; what is refused is told and keeps no other from the book.
    pub(super) fn add_proposals(&mut self, asked: AddProposals, now: Timestamp) -> Result<Added, ErrorAnswer> {
        let mut answer = Added::default();
        for address in asked.addresses {
            let found = proposed(&self.shared.fleet(), &address, asked.opd.as_ref());
            match found.and_then(|device| self.add_device(device, now)) {
                Ok(device) => answer.added.push(device),
                Err(error) if error.code == model::api::Code::Busy => return Err(error),
                Err(error) => answer.refused.push(NotAdded { address, why: [error.pesan, error.message] }),
            }
        }
        Ok(answer)
    }
}
