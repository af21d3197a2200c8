//! Undo and redo: what was before each change, and what an undo took back.

use std::collections::VecDeque;

/// How many changes can be undone; settings are small, so this is more than anyone remembers.
const CAPACITY: usize = 200;

/// The changes of a value that is kept elsewhere.
///
/// All changes of one gesture, such as the drag of a slider, are one change here.
#[derive(Debug, Clone)]
pub struct History<T> {
    past: VecDeque<T>,
    future: Vec<T>,
    /// The value before the gesture that is under way.
    before_gesture: Option<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { past: VecDeque::new(), future: Vec::new(), before_gesture: None }
    }
}

impl<T: PartialEq> History<T> {
    /// Notes the value before a change. Until [`Self::end_gesture`] all changes are one.
    pub fn note(&mut self, before: T) {
        self.before_gesture.get_or_insert(before);
    }

    /// Whether a gesture is under way.
    pub fn is_in_gesture(&self) -> bool {
        self.before_gesture.is_some()
    }

    /// Ends the gesture, if one is under way. One that led back to where it began leaves no trace.
    pub fn end_gesture(&mut self, present: &T) {
        if let Some(before) = self.before_gesture.take().filter(|before| before != present) {
            self.future.clear();
            self.past.push_back(before);
            if self.past.len() > CAPACITY {
                self.past.pop_front();
            }
        }
    }

    /// The value before the last change, if there was one; the present one waits for [`Self::redo`].
    pub fn undo(&mut self, present: T) -> Option<T> {
        self.end_gesture(&present);
        let before = self.past.pop_back()?;
        self.future.push(present);
        Some(before)
    }

    /// The value that the last undo took back, if nothing was changed since.
    pub fn redo(&mut self, present: T) -> Option<T> {
        self.end_gesture(&present);
        let after = self.future.pop()?;
        self.past.push_back(present);
        Some(after)
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty() || self.before_gesture.is_some()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty() && self.before_gesture.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value with its history.
    struct Kept(i32, History<i32>);

    impl Kept {
        fn drag(&mut self, values: &[i32]) {
            for &value in values {
                self.1.note(self.0);
                self.0 = value;
            }
            self.1.end_gesture(&self.0);
        }

        fn undo(&mut self) -> bool {
            self.1.undo(self.0).map(|value| self.0 = value).is_some()
        }

        fn redo(&mut self) -> bool {
            self.1.redo(self.0).map(|value| self.0 = value).is_some()
        }
    }

    #[test]
    fn a_gesture_is_one_change() {
        let mut kept = Kept(0, History::default());
        kept.drag(&[1, 2, 3]);
        kept.drag(&[7]);
        assert!(kept.undo());
        assert_eq!(kept.0, 3);
        assert!(kept.undo());
        assert_eq!(kept.0, 0);
        assert!(!kept.undo());
        assert!(kept.redo() && kept.redo() && !kept.redo());
        assert_eq!(kept.0, 7);
    }

    #[test]
    fn a_gesture_that_leads_back_is_no_change() {
        let mut kept = Kept(0, History::default());
        kept.drag(&[5]);
        assert!(kept.undo());
        kept.drag(&[1, 2, 0]);
        assert!(!kept.1.can_undo());
        assert!(kept.1.can_redo(), "what was undone is still there");
        assert!(kept.redo());
        assert_eq!(kept.0, 5);
    }

    #[test]
    fn a_change_after_an_undo_forgets_what_was_undone() {
        let mut kept = Kept(0, History::default());
        kept.drag(&[1]);
        kept.undo();
        kept.drag(&[2]);
        assert!(!kept.1.can_redo());
        assert!(!kept.redo());
        kept.undo();
        assert_eq!(kept.0, 0);
    }

    #[test]
    fn an_undo_in_the_middle_of_a_gesture_takes_it_back() {
        let mut kept = Kept(0, History::default());
        kept.1.note(0);
        kept.0 = 4;
        assert!(kept.1.can_undo());
        assert!(kept.undo());
        assert_eq!(kept.0, 0);
    }

    #[test]
    fn the_oldest_changes_are_forgotten() {
        let mut kept = Kept(0, History::default());
        for value in 1..=i32::try_from(CAPACITY).unwrap() + 50 {
            kept.drag(&[value]);
        }
        while kept.undo() {}
        assert_eq!(kept.0, 50);
    }
}
