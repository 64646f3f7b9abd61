//! `:tambah`: proposals into the book, on a person's word.

use super::{App, Effect, news::inert};
use crate::{client::CallError, lang};
use model::{api::Added, text::shown};

/// Widest list of names and widest word in a message, columns.
const NAMES: usize = 60;
const WORD: usize = 40;

impl App {
    /// Asks for the proposals that these words name: by number or by address.
    pub(super) fn add_proposals(&mut self, words: &[String]) {
        let lang = self.start.lang;
        if self.start.read_only {
            return self.say(lang::reason_read_only(lang));
        }
        let mut addresses = Vec::new();
        for word in words {
            let number: Option<u32> = word.parse().ok();
            let proposals = &self.fleet.picture().proposals;
            let named = proposals.iter().find(|one| one.address == *word || number.is_some() && one.number == number);
            match named {
                Some(one) => addresses.push(one.address.clone()),
                None => return self.say(lang::no_proposal(lang, shown(word, WORD))),
            }
        }
        self.effects.push(Effect::Add(addresses));
        self.say(lang::sending(lang));
    }

    /// Says what entered the book, or the first reason why something did not.
    pub(super) fn added(&mut self, answer: Result<Added, CallError>) {
        let lang = self.start.lang;
        let why = match &answer {
            Err(refused) => Some(inert(refused, lang)),
            Ok(added) => added.refused.first().map(|one| shown(&one.why[lang as usize], NAMES)),
        };
        if let Some(why) = why {
            return self.say(lang::proposals_not_added(lang, why));
        }
        let devices = answer.map(|added| added.added).unwrap_or_default();
        let address = |device: &model::Device| device.target.as_ref().map(|target| target.address.clone());
        let names: Vec<String> = devices.iter().filter_map(|one| one.name.clone().or_else(|| address(one))).collect();
        self.say(lang::proposals_added(lang, shown(&names.join(", "), NAMES)));
    }
}
