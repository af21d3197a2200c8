//! The window.

use crate::error::Result;
use crate::network::NetworkCache;

/// Opens the window and returns when it is closed.
///
/// # Errors
/// [`crate::error::Error::Interface`] when there is no display.
pub fn run(networks: NetworkCache) -> Result<()> {
    todo!()
}
