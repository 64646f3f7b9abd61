//! The marks of a device as they are kept: its MACs in one text, for a switch has one for each port.

use model::{Identity, identity};
use std::{borrow::Cow, ops::Deref};

/// Marks of one device; all but the MACs are read as those of an [`Identity`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Without MACs.
    beside: Identity,
    /// A blank between two.
    macs: Box<str>,
}

impl From<Identity> for Marks {
    fn from(mut whole: Identity) -> Self {
        let macs = whole.macs.join(" ").into();
        whole.macs = Vec::new();
        Self { beside: whole, macs }
    }
}

impl Deref for Marks {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.beside
    }
}

impl Marks {
    /// Its MACs.
    pub fn macs(&self) -> impl Iterator<Item = &str> {
        self.macs.split(' ').filter(|mac| !mac.is_empty())
    }

    /// All marks together.
    pub fn whole(&self) -> Identity {
        Identity { macs: self.macs().map(str::to_owned).collect(), ..self.beside.clone() }
    }

    /// How surely it is who has these marks.
    pub fn score(&self, marks: &Identity) -> i32 {
        identity::score(marks, &self.as_seen_by(marks))
    }

    /// As much of it as a comparison with these marks needs: of the MACs one that both have, else any.
    pub fn as_seen_by(&self, marks: &Identity) -> Cow<'_, Identity> {
        let is_common = |mac: &&str| marks.macs.iter().any(|one| one == mac);
        let telling =
            if marks.macs.is_empty() { None } else { self.macs().find(is_common).or_else(|| self.macs().next()) };
        match telling {
            Some(mac) => Cow::Owned(Identity { macs: vec![mac.to_owned()], ..self.beside.clone() }),
            None => Cow::Borrowed(&self.beside),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(macs: &[u8], serial: Option<&str>) -> Identity {
        let macs = macs.iter().map(|mac| format!("aa:00:00:00:00:{mac:02x}")).collect();
        Identity { macs, serial: serial.map(str::to_owned), ..Identity::default() }
    }

    proptest! {
        #[test]
        fn nothing_of_the_marks_is_lost_and_a_score_is_that_of_the_whole(
            own in proptest::collection::vec(0u8..20, 0..8),
            theirs in proptest::collection::vec(0u8..20, 0..8),
            serials in (any::<bool>(), any::<bool>()),
        ) {
            let serial = |has: bool| has.then_some("SN-1");
            let (whole, asked) = (with(&own, serial(serials.0)), with(&theirs, serial(serials.1)));
            let marks = Marks::from(whole.clone());
            prop_assert_eq!(marks.whole(), whole.clone());
            prop_assert_eq!(marks.score(&asked), identity::score(&asked, &whole));
        }
    }
}
