//! One fast style: a network from a file, applied to pictures of any size.

use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};

use super::checkpoint;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::network::{TransformNet, TransformWeights, Workspace};
use crate::picture::Picture;

/// A feed-forward network and where it came from.
#[derive(Debug)]
pub struct Style {
    path: PathBuf,
    network: TransformNet,
}

impl Style {
    /// Loads the network of a file on a device: PyTorch's `.pth` and `.model` in both formats, `.safetensors`, or
    /// `.onnx`. The contents decide, not the ending. Nothing in the file is ever executed.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn open(path: &Path, device: Device) -> Result<Self> {
        let weights = TransformWeights::from_tensors(checkpoint::read(path)?);
        let weights = weights.map_err(|problem| Error::file(path, problem))?;
        Ok(Self { path: path.to_owned(), network: TransformNet::new(&weights, device)? })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Channels of the network's first layer.
    pub const fn width(&self) -> usize {
        self.network.width()
    }

    /// Paints a picture; the painted one has its size.
    ///
    /// The network paints multiples of 4 pixels; what it paints beyond the right and the lower edge is cut off.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or a failure of the device.
    pub fn apply(&self, picture: &Picture, workspace: &mut Workspace, cancel: &CancelToken) -> Result<Picture> {
        let (width, height) = (picture.width(), picture.height());
        let input = Tensor::from_slice(picture.planes(), (1, 3, height, width), self.network.device())?;
        let painted = self.network.forward(&input, workspace, cancel)?;
        let inside = painted.narrow(2, 0, height)?.narrow(3, 0, width)?.clamp(0.0, 1.0)?;
        let planes = inside.flatten_all()?.to_vec1()?;
        workspace.give(painted);
        Ok(Picture::new(width, height, planes))
    }
}
