//! The networks on candle tensors, on every device: VGG-19 for the loss, forwards and backwards, and the feed-forward
//! networks that paint a picture in one pass.

mod cache;
mod convolution;
mod device;
mod feed_forward;
mod laps;
mod layer;
mod loss_terms;
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
pub use feed_forward::{FeedForward, FeedForwardWeights, PictureRows, StoredTensor, TrainableNet, layer_names};
pub use laps::{Lap, Work};
pub use layer::{Layer, WeightScale};
pub use loss_terms::{add_difference, add_product, gram};
pub use style_prediction::{PREDICTION_SIDE, StylePrediction};
pub use vgg19::{Features, Vgg19};
pub use weights::{LayerWeights, ModelFile, sha256};
pub use workspace::Workspace;

pub use crate::kernels::padding::Padding;
pub use crate::kernels::pool::Pooling;
