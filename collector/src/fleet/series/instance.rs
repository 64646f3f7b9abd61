//! Which instance a sample is of: looked up once a batch, for samples come port by port or column by column.

use crate::fleet::{Frame, Known, Port, Text, Texts};
use std::collections::HashMap;

/// One instance of a batch.
pub(super) struct Instance<'a> {
    pub(super) name: &'a str,
    pub(super) text: Text,
    /// Number in the device's dictionary.
    pub(super) number: u32,
    /// It has entered the dictionary with this batch.
    pub(super) is_new: bool,
    /// Place of its port, once it was asked for.
    pub(super) place: Option<usize>,
    /// Counters of this batch.
    pub(super) frame: Frame,
    /// Where its port is likely to be.
    guess: usize,
}

impl Instance<'_> {
    /// The place of its port; a port that no inventory listed is made.
    pub(super) fn port(&mut self, known: &mut Known) -> usize {
        if let Some(place) = self.place {
            return place;
        }
        let guessed = known.ports.get(self.guess).is_some_and(|port| port.key == self.text);
        let found = if guessed { Some(self.guess) } else { known.ports.iter().position(|port| port.key == self.text) };
        let place = found.unwrap_or_else(|| {
            known.ports.push(Port { key: self.text, ..Port::default() });
            known.ports.len() - 1
        });
        self.place = Some(place);
        place
    }
}

/// The instances of a batch, in the order in which they came.
pub(super) struct Instances<'a> {
    list: Vec<Instance<'a>>,
    places: HashMap<Text, usize>,
    /// Place of the newest one.
    newest: usize,
    empty: Frame,
}

impl<'a> Instances<'a> {
    /// None yet; `empty` is what their frames begin with.
    pub(super) fn new(samples: usize, empty: Frame) -> Self {
        Self { list: Vec::with_capacity(samples.min(64)), places: HashMap::new(), newest: 0, empty }
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<Instance<'a>> {
        self.list
    }

    /// The instance of this name; none when the device's dictionary is full.
    pub(super) fn of(
        &mut self,
        name: &'a str,
        known: &mut Known,
        texts: &mut Texts,
        at_most: usize,
    ) -> Option<&mut Instance<'a>> {
        // The same as before, the one after it, or the first again: that is how samples come.
        for place in [self.newest, self.newest + 1, 0] {
            if self.list.get(place).is_some_and(|instance| instance.name == name) {
                self.newest = place;
                return self.list.get_mut(place);
            }
        }
        let is_full = known.numbers.len() >= at_most;
        // A name that finds no room is not kept either.
        let text = if is_full { texts.find(name)? } else { texts.keep(name) };
        if let Some(place) = self.places.get(&text) {
            self.newest = *place;
            return self.list.get_mut(*place);
        }
        let (number, is_new) = match known.numbers.binary_search_by_key(&text, |(text, _)| *text) {
            Ok(place) => (known.numbers[place].1, false),
            Err(_) if is_full => return None,
            Err(place) => {
                let number = known.numbers.len() as u32;
                known.numbers.insert(place, (text, number));
                (number, true)
            }
        };
        let guess = self.list.last().and_then(|before| before.place).map_or(0, |place| place + 1);
        self.newest = self.list.len();
        self.places.insert(text, self.newest);
        self.list.push(Instance { name, text, number, is_new, place: None, frame: self.empty, guess });
        self.list.last_mut()
    }
}
