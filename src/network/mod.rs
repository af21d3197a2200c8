//! The loss network on candle tensors, forwards and backwards, on every device.

mod cache;
mod convolution;
mod device;
mod gram;
mod layer;
mod on_slices;
mod pooling;
mod reflection;
mod vgg19;
mod weights;
mod workspace;

pub use cache::NetworkCache;
pub use device::DeviceChoice;
pub use gram::{add_product, gram};
pub use layer::{Layer, Pooling, WeightScale};
pub use vgg19::{Features, Vgg19};
pub use weights::{LayerWeights, ModelFile};
pub use workspace::Workspace;

pub use crate::kernels::padding::Padding;
