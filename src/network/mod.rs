//! The loss network on candle tensors, forwards and backwards, on every device.

mod cache;
mod convolution;
mod device;
mod layer;
mod pooling;
mod vgg19;
mod weights;

pub use cache::NetworkCache;
pub use device::DeviceChoice;
pub use layer::{Layer, Pooling, WeightScale};
pub use vgg19::{Features, Vgg19};
pub use weights::{LayerWeights, ModelFile};
