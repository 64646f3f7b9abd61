//! Texts kept once: ten thousand switches say `up`, `ethernetCsmacd` and `GigabitEthernet0/1` many times.

use std::{collections::HashMap, sync::Arc};

/// A kept text; `Text::NONE` is "not known".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(u32);

impl Text {
    /// Not known.
    pub const NONE: Self = Self(0);

    /// True when something is known.
    pub const fn is_some(self) -> bool {
        self.0 != 0
    }

    /// This text, else the other one.
    pub const fn or(self, other: Self) -> Self {
        if self.is_some() { self } else { other }
    }
}

/// All kept texts.
#[derive(Debug)]
pub struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    free: Vec<u32>,
    /// Octets kept since the newest sweep.
    grown: usize,
}

impl Default for Texts {
    fn default() -> Self {
        let nothing: Arc<str> = "".into();
        Self { numbers: HashMap::from([(nothing.clone(), 0)]), texts: vec![nothing], free: Vec::new(), grown: 0 }
    }
}

impl Texts {
    /// Keeps a text.
    pub fn keep(&mut self, text: &str) -> Text {
        if let Some(number) = self.numbers.get(text) {
            return Text(*number);
        }
        let kept: Arc<str> = text.into();
        self.grown += text.len() + 64;
        let number = match self.free.pop() {
            Some(number) => {
                self.texts[number as usize] = kept.clone();
                number
            }
            None => {
                self.texts.push(kept.clone());
                self.texts.len() as u32 - 1
            }
        };
        self.numbers.insert(kept, number);
        Text(number)
    }

    /// Keeps a text that may be absent.
    pub fn keep_some(&mut self, text: Option<&str>) -> Text {
        text.map_or(Text::NONE, |text| self.keep(text))
    }

    /// The number of a text that is kept already.
    pub fn find(&self, text: &str) -> Option<Text> {
        self.numbers.get(text).map(|number| Text(*number))
    }

    /// The text itself, `""` when not known.
    pub fn get(&self, text: Text) -> &str {
        self.texts.get(text.0 as usize).map_or("", |text| text)
    }

    /// The text, none when not known.
    pub fn some(&self, text: Text) -> Option<&str> {
        text.is_some().then(|| self.get(text))
    }

    /// Octets kept since the newest sweep, roughly.
    pub const fn grown(&self) -> usize {
        self.grown
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// True when nothing but "not known" is kept.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Forgets every text that is not in use any more; a device that renames itself at every poll must not fill the memory.
    pub fn sweep(&mut self, used: impl Iterator<Item = Text>) {
        self.grown = 0;
        let mut live = vec![false; self.texts.len()];
        live[0] = true;
        for text in used {
            if let Some(mark) = live.get_mut(text.0 as usize) {
                *mark = true;
            }
        }
        self.numbers.retain(|_, number| live[*number as usize]);
        self.free = (0..self.texts.len() as u32).filter(|number| !live[*number as usize]).collect();
        let nothing = self.texts[0].clone();
        for number in &self.free {
            self.texts[*number as usize] = nothing.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_once_and_forgotten_when_unused() {
        let mut texts = Texts::default();
        let (up, again, down) = (texts.keep("up"), texts.keep("up"), texts.keep("down"));
        assert_eq!(up, again);
        assert_ne!(up, down);
        assert!(!texts.keep("").is_some());
        texts.sweep([up].into_iter());
        assert_eq!((texts.get(up), texts.find("down"), texts.len()), ("up", None, 2));
        assert_eq!(texts.keep("new"), down);
        assert_eq!(texts.get(down), "new");
    }
}
