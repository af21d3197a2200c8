//! Optimisers that know vectors, not pictures.
