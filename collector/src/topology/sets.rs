//! Disjoint sets: what is joined is one.

/// Sets of numbered members.
#[derive(Debug, Default)]
pub(super) struct Sets(Vec<usize>);

impl Sets {
    /// Members 0 to `count`, each alone.
    pub(super) fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// One more member, alone; returns its number.
    pub(super) fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    /// The number that stands for the set of a member.
    pub(super) fn find(&mut self, member: usize) -> usize {
        let mut root = member;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    /// Makes two sets one; false when they were one already. The smallest member stands for it.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}
