//! A bounded memory of things that were used lately.

use std::collections::VecDeque;

/// Things by their keys; the one that was not used for longest goes first when they weigh too much together.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    /// The last one used is at the end.
    entries: VecDeque<(K, V, usize)>,
    limit: usize,
}

impl<K: PartialEq, V: Clone> Recent<K, V> {
    /// Room for things of this weight together.
    pub(super) const fn new(limit: usize) -> Self {
        Self { entries: VecDeque::new(), limit }
    }

    /// The thing of this key, which counts as used now.
    pub(super) fn get(&mut self, key: &K) -> Option<V> {
        let index = self.entries.iter().position(|(known, ..)| known == key)?;
        let entry = self.entries.remove(index)?;
        let value = entry.1.clone();
        self.entries.push_back(entry);
        Some(value)
    }

    /// Keeps a thing in place of the one of the same key. What is heavier than all the room is not kept.
    pub(super) fn insert(&mut self, key: K, value: V, weight: usize) {
        self.entries.retain(|(known, ..)| *known != key);
        if weight > self.limit {
            return;
        }
        self.entries.push_back((key, value, weight));
        while self.weight() > self.limit {
            self.entries.pop_front();
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// What all of it weighs.
    pub(super) fn weight(&self) -> usize {
        self.entries.iter().map(|(_, _, weight)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_lately_stays_within_the_room() {
        let mut recent = Recent::new(10);
        for key in 0..4 {
            recent.insert(key, key * 100, 3);
        }
        assert_eq!((recent.get(&0), recent.get(&1), recent.weight()), (None, Some(100), 9));
        recent.insert(4, 400, 3);
        assert_eq!((recent.get(&2), recent.get(&1)), (None, Some(100)), "the one that was used stays");
        recent.insert(1, 101, 4);
        assert_eq!((recent.get(&1), recent.weight()), (Some(101), 10));
        recent.insert(9, 900, 11);
        assert_eq!((recent.get(&9), recent.weight()), (None, 10), "it never fits");
        recent.clear();
        assert_eq!((recent.get(&1), recent.weight()), (None, 0));
    }
}
