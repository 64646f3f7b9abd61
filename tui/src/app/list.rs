//! A list with one selected row. The selection belongs to the object: it survives sorting, filtering, new data and
//! resizing, and keeps its distance to the top of the window.

use std::{cell::Cell, ops::Range};

/// Keys of rows in the order shown, and which one is selected.
#[derive(Clone, Debug)]
pub struct List<K> {
    rows: Vec<K>,
    selected: Option<K>,
    /// Where the selected one was found last; it is looked for only when it is not there any more.
    index: usize,
    /// First row of the window. The window's height is only known when it is drawn, hence a cell.
    offset: Cell<usize>,
    height: Cell<usize>,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), selected: None, index: 0, offset: Cell::new(0), height: Cell::new(10) }
    }
}

impl<K: Clone + PartialEq> List<K> {
    /// Takes new rows. A selected row that is gone gives the selection to the one in its place.
    pub fn replace(&mut self, rows: Vec<K>) {
        let from_top = self.index.saturating_sub(self.offset.get());
        self.rows = rows;
        let found = match &self.selected {
            Some(selected) if self.rows.get(self.index) == Some(selected) => Some(self.index),
            Some(selected) => self.rows.iter().position(|row| row == selected),
            None => None,
        };
        let index = found.unwrap_or(self.index.min(self.rows.len().saturating_sub(1)));
        self.go(index);
        self.offset.set(self.index.saturating_sub(from_top));
    }

    /// Rows in order.
    pub fn rows(&self) -> &[K] {
        &self.rows
    }

    /// The selected row's key; none in an empty list.
    pub const fn selected(&self) -> Option<&K> {
        self.selected.as_ref()
    }

    /// The selected row's place.
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Selects the row at `index`, or the last one.
    pub fn go(&mut self, index: usize) {
        self.index = index.min(self.rows.len().saturating_sub(1));
        self.selected = self.rows.get(self.index).cloned();
    }

    /// Selects this object, if it is there.
    pub fn select(&mut self, key: &K) -> bool {
        let found = self.rows.iter().position(|row| row == key);
        if let Some(index) = found {
            self.go(index);
        }
        found.is_some()
    }

    /// Moves by rows, not past the ends.
    pub fn step(&mut self, by: isize) {
        self.go(self.index.saturating_add_signed(by));
    }

    /// Moves by whole windows; the selected row keeps its place in the window.
    pub fn page(&mut self, by: isize) {
        let height = self.height.get().max(1);
        let rows = by * height as isize;
        self.offset.set(self.offset.get().saturating_add_signed(rows));
        self.step(rows);
    }

    /// The rows to draw in a window of `height` rows: always with the selected one.
    pub fn window(&self, height: usize) -> Range<usize> {
        self.height.set(height);
        let highest = self.index.saturating_sub(height.saturating_sub(1));
        let last = self.rows.len().saturating_sub(height);
        let offset = self.offset.get().clamp(highest, self.index.max(highest)).min(last.max(highest));
        self.offset.set(offset);
        offset..(offset + height).min(self.rows.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_selection_belongs_to_the_object() {
        let mut list = List::default();
        list.replace(vec!['a', 'b', 'c', 'd']);
        list.go(2);
        assert_eq!(list.window(2), 1..3);
        list.replace(vec!['c', 'x', 'a', 'b']);
        assert_eq!((list.selected(), list.index()), (Some(&'c'), 0));
        list.replace(vec!['x', 'y']);
        assert_eq!(list.selected(), Some(&'x'));
        list.replace(vec![]);
        assert_eq!((list.selected(), list.window(5)), (None, 0..0));
        list.replace(vec!['q']);
        assert_eq!(list.selected(), Some(&'q'));
    }

    #[test]
    fn a_page_keeps_the_row_in_its_place() {
        let mut list = List::default();
        list.replace((0..100).collect());
        list.go(3);
        assert_eq!(list.window(10), 0..10);
        list.page(1);
        assert_eq!((list.index(), list.window(10)), (13, 10..20));
        list.page(-1);
        assert_eq!((list.index(), list.window(10)), (3, 0..10));
        list.page(50);
        assert_eq!((list.index(), list.window(10)), (99, 90..100));
    }

    proptest! {
        #[test]
        fn the_window_always_holds_the_selected_row(
            count in 0usize..50, moves in proptest::collection::vec((-60isize..60, 0usize..20), 0..20),
        ) {
            let mut list = List::default();
            list.replace((0..count).collect::<Vec<_>>());
            for (by, height) in moves {
                list.step(by);
                let window = list.window(height);
                prop_assert!(window.len() <= height && window.end <= count);
                prop_assert!(height == 0 || count == 0 || window.contains(&list.index()));
                prop_assert_eq!(window.len(), height.min(count));
                prop_assert_eq!(&window, &list.window(height));
            }
        }
    }
}
