//! The networks on candle tensors, on every device: VGG-19 for the loss, forwards and backwards, and the feed-forward
//! networks that paint a picture in one pass.

mod cache;
mod convolution;
mod device;
mod difference;
mod feed_forward;
mod gram;
mod laps;
mod layer;
mod on_slices;
mod pooling;
mod reflection;
mod style_prediction;
#[cfg(test)]
mod testing;
mod vgg19;
mod weights;
mod workspace;

pub use cache::NetworkCache;
pub use device::DeviceChoice;
pub use difference::add_difference;
pub use feed_forward::{FeedForward, FeedForwardWeights, PictureRows, StoredTensor, TrainableNet, layer_names};
pub use gram::{add_product, gram};
pub use laps::{Lap, Work};
pub use layer::{Layer, Pooling, WeightScale};
pub use style_prediction::{PREDICTION_SIDE, StylePrediction};
pub use vgg19::{Features, Vgg19};
pub use weights::{LayerWeights, ModelFile, sha256};
pub use workspace::Workspace;

pub use crate::kernels::padding::Padding;
