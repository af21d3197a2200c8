//! The questions that stand above everything else, one at a time, each owned by the feature that asks it.

/// Which dialog is open. Opening another closes it.
#[derive(Debug, Default)]
pub struct Dialogs {
    open: Option<u64>,
    opened: u64,
}

impl Dialogs {
    /// Whether any is.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Closes the one that is open.
    pub fn close(&mut self) {
        self.open = None;
    }
}

/// The place of a feature's dialog.
#[derive(Debug)]
pub struct DialogSlot<T> {
    number: u64,
    dialog: Option<T>,
}

impl<T> Default for DialogSlot<T> {
    fn default() -> Self {
        Self { number: 0, dialog: None }
    }
}

impl<T> DialogSlot<T> {
    /// Opens a dialog in the place of whatever is open.
    pub fn open(&mut self, dialog: T, dialogs: &mut Dialogs) {
        dialogs.opened += 1;
        dialogs.open = Some(dialogs.opened);
        (self.number, self.dialog) = (dialogs.opened, Some(dialog));
    }

    /// The dialog, while it is open.
    pub fn get(&self, dialogs: &Dialogs) -> Option<&T> {
        self.dialog.as_ref().filter(|_| dialogs.open == Some(self.number))
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, dialogs: &Dialogs) -> Option<&mut T> {
        self.dialog.as_mut().filter(|_| dialogs.open == Some(self.number))
    }

    /// Closes the dialog, if it is open, and hands it out.
    pub fn take(&mut self, dialogs: &mut Dialogs) -> Option<T> {
        let is_open = dialogs.open == Some(self.number);
        let dialog = self.dialog.take().filter(|_| is_open)?;
        dialogs.close();
        Some(dialog)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dialog_is_open_at_a_time() {
        let mut dialogs = Dialogs::default();
        let (mut first, mut second) = (DialogSlot::default(), DialogSlot::default());
        assert_eq!(first.get(&dialogs), None::<&i32>);
        first.open(1, &mut dialogs);
        assert_eq!(first.get(&dialogs), Some(&1));
        second.open("two", &mut dialogs);
        assert_eq!(first.get(&dialogs), None);
        assert_eq!(first.take(&mut dialogs), None);
        *second.get_mut(&dialogs).unwrap() = "three";
        assert_eq!(second.take(&mut dialogs), Some("three"));
        assert!(!dialogs.is_open() && second.get(&dialogs).is_none());
        first.open(4, &mut dialogs);
        dialogs.close();
        assert_eq!(first.get(&dialogs), None);
    }
}
