//! The `impasto` program: the window, or the same work without one.

fn main() {}
