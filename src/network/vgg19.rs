//! VGG-19.

/// The loss network, ready on its device.
#[derive(Debug)]
pub struct Vgg19 {}
