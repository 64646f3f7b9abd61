//! Octets of an answer in a buffer that is used again: an allocator has none of that size at hand at once.

use std::{cell::RefCell, mem, ops::Deref};

/// Buffers that a thread keeps.
const KEPT: usize = 64;
/// Capacity of those, octets: nearly every answer fits one frame.
const CAPACITY: usize = 2048;

thread_local! {
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Octets of an answer.
#[derive(Debug)]
pub(super) struct Octets(Vec<u8>);

impl Octets {
    /// The same as these.
    pub(super) fn copy_of(octets: &[u8]) -> Self {
        let mut buffer = SPARE.with_borrow_mut(Vec::pop).unwrap_or_else(|| Vec::with_capacity(CAPACITY));
        buffer.extend_from_slice(octets);
        Self(buffer)
    }
}

impl From<Vec<u8>> for Octets {
    fn from(octets: Vec<u8>) -> Self {
        Self(octets)
    }
}

impl Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Octets {
    fn drop(&mut self) {
        let mut buffer = mem::take(&mut self.0);
        if buffer.capacity() != CAPACITY {
            return;
        }
        buffer.clear();
        // A thread that ends keeps nothing.
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < KEPT {
                spare.push(buffer);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_comes_back_says_what_is_new_and_nothing_old() {
        let first = Octets::copy_of(&[1; 1472]);
        let place = first.as_ptr();
        drop(first);
        let second = Octets::copy_of(&[2, 3]);
        assert_eq!((&*second, second.as_ptr()), (&[2, 3][..], place));
        assert_eq!(Octets::copy_of(&[7; 60_000]).len(), 60_000);
        assert_eq!(&*Octets::from(vec![4]), [4]);
    }

    #[test]
    fn no_more_are_kept_than_are_of_use() {
        let many: Vec<Octets> = (0..2 * KEPT).map(|_| Octets::copy_of(&[0])).collect();
        drop(many);
        assert_eq!(SPARE.with_borrow(Vec::len), KEPT);
    }
}
