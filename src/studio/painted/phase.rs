//! Where a painting stands, and what follows when it has stopped.

/// Where a painting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The network is being loaded.
    Preparing,
    /// It paints.
    Painting,
    /// It waits for Resume.
    Paused,
    /// It was told to stop and has not answered yet.
    Stopping(Next),
    /// It is over.
    Ended,
}

impl Phase {
    /// Its name in a log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Painting => "painting",
            Self::Paused => "paused",
            Self::Stopping(_) => "stopping",
            Self::Ended => "resting",
        }
    }

    /// Whether the background thread is still there.
    pub fn is_running(self) -> bool {
        self != Self::Ended
    }
}

/// What follows when a painting has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Rest,
    /// The same again from the beginning.
    Restart,
    /// The window closes.
    Close,
}
