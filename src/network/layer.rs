//! The names of VGG-19's convolutions and the choices about how the network is run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::text::text;

/// One of the 16 convolutions of VGG-19; its feature map is taken after the ReLU.
///
/// The order is that of the network, so a greater layer lies deeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each name is the layer's name in Simonyan and Zisserman 2015")]
pub enum Layer {
    Conv1_1,
    Conv1_2,
    Conv2_1,
    Conv2_2,
    Conv3_1,
    Conv3_2,
    Conv3_3,
    Conv3_4,
    Conv4_1,
    Conv4_2,
    Conv4_3,
    Conv4_4,
    Conv5_1,
    Conv5_2,
    Conv5_3,
    Conv5_4,
}

impl Layer {
    /// All layers, from the picture inwards.
    pub const ALL: [Self; 16] = [
        Self::Conv1_1,
        Self::Conv1_2,
        Self::Conv2_1,
        Self::Conv2_2,
        Self::Conv3_1,
        Self::Conv3_2,
        Self::Conv3_3,
        Self::Conv3_4,
        Self::Conv4_1,
        Self::Conv4_2,
        Self::Conv4_3,
        Self::Conv4_4,
        Self::Conv5_1,
        Self::Conv5_2,
        Self::Conv5_3,
        Self::Conv5_4,
    ];

    /// The layer's name in the paper and in the model file, for example `conv4_2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conv1_1 => "conv1_1",
            Self::Conv1_2 => "conv1_2",
            Self::Conv2_1 => "conv2_1",
            Self::Conv2_2 => "conv2_2",
            Self::Conv3_1 => "conv3_1",
            Self::Conv3_2 => "conv3_2",
            Self::Conv3_3 => "conv3_3",
            Self::Conv3_4 => "conv3_4",
            Self::Conv4_1 => "conv4_1",
            Self::Conv4_2 => "conv4_2",
            Self::Conv4_3 => "conv4_3",
            Self::Conv4_4 => "conv4_4",
            Self::Conv5_1 => "conv5_1",
            Self::Conv5_2 => "conv5_2",
            Self::Conv5_3 => "conv5_3",
            Self::Conv5_4 => "conv5_4",
        }
    }

    /// Channels of the layer's feature map, `C`.
    pub const fn channels(self) -> usize {
        match self.block() {
            1 => 64,
            2 => 128,
            3 => 256,
            _ => 512,
        }
    }

    /// Whether the layer is the first of its block.
    pub const fn begins_block(self) -> bool {
        matches!(self, Self::Conv1_1 | Self::Conv2_1 | Self::Conv3_1 | Self::Conv4_1 | Self::Conv5_1)
    }

    /// The number of the layer's block, 1 to 5; a pooling by 2 stands between two blocks.
    pub const fn block(self) -> usize {
        match self {
            Self::Conv1_1 | Self::Conv1_2 => 1,
            Self::Conv2_1 | Self::Conv2_2 => 2,
            Self::Conv3_1 | Self::Conv3_2 | Self::Conv3_3 | Self::Conv3_4 => 3,
            Self::Conv4_1 | Self::Conv4_2 | Self::Conv4_3 | Self::Conv4_4 => 4,
            Self::Conv5_1 | Self::Conv5_2 | Self::Conv5_3 | Self::Conv5_4 => 5,
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Layer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == text).ok_or_else(|| {
            Error::value(
                text!("layer"),
                format!("\"{text}\""),
                text!("choose one of conv1_1, conv1_2, conv2_1 ... conv5_4"),
            )
        })
    }
}

/// Which weights the loss network uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeightScale {
    /// Every filter scaled so that its mean activation over photographs is 1 (Gatys et al. 2016, section 2).
    #[default]
    Normalised,
    /// The weights as they were trained.
    AsTrained,
}
