//! The loss network on candle tensors, forwards and backwards, on every device.

mod cache;
mod device;
mod layer;
mod vgg19;

pub use cache::NetworkCache;
pub use device::DeviceChoice;
pub use layer::{Layer, Pooling, WeightScale};
pub use vgg19::Vgg19;
