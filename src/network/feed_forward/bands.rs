//! A picture of which only a band of rows is painted at a time, with the statistics of the whole picture.
//!
//! An instance normalisation must know the mean and the variance of a whole map before it can change one value of it. A
//! picture of 8192x8192 pixels has maps of 8.6 GB. So it is gone through several times: each pass computes the network
//! up to one convolution, band by band, and keeps nothing of it but its statistics; from the next pass on, that layer is
//! known. Going back to the picture for each of 15 layers would take eight times the work, so one map is kept: the one
//! between the layers that shrink and those that enlarge, which is the smallest, in half precision (16 bytes for each
//! pixel of the picture at the published width). Three passes go over every residual block: one for the statistics of
//! each convolution, and one that computes both anew and adds the result in place. In all that is 2.5 times the work of
//! painting the picture at once.
//!
//! A band is read with as many rows above and below as its result depends on. Neighbouring bands therefore agree to the
//! last digit but those of half precision, and there are no seams.

use std::ops::Range;

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use super::FeedForward;
use super::half_map::HalfMap;
use super::layer::Layer;
use super::weights::Resolution;
use crate::cancel::CancelToken;
use crate::error::Result;
use crate::kernels::norm::{Affine, Moments};
use crate::network::on_slices::write_from;
use crate::network::workspace::Workspace;

/// Rows of a band at least, so that what is read above and below it is not much more than itself.
const FEWEST_ROWS: usize = 8;

/// Where a picture is read and where the painted one goes, row by row.
pub trait PictureRows {
    /// Height and width.
    fn size(&self) -> (usize, usize);

    /// Copies some rows of the picture to `target`, `[3, h, W]` in RGB from 0 to 1.
    fn read(&self, rows: Range<usize>, target: &mut [f32]);

    /// Takes some rows of the painted picture, `[3, h, w]`, which come from top to bottom. Beyond the picture there are up
    /// to 3 rows and columns more.
    fn write(&mut self, rows: Range<usize>, painted: &[f32]);
}

impl FeedForward {
    /// [`FeedForward::forward`] in bands whose feature maps take about `band_bytes`, besides one map of the whole picture
    /// in half precision. `progress` is told the share that is done, from 0 to 1.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], or a failure of the device.
    ///
    /// # Panics
    /// If the style vector has another length than the network's, which is a mistake of the caller.
    pub fn forward_in_bands(
        &self,
        picture: &mut dyn PictureRows,
        style: &[f32],
        band_bytes: usize,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<()> {
        assert_eq!(style.len(), self.style_len(), "a style vector of this network");
        let (height, width) = picture.size();
        let side = |side: usize| self.shrinking.iter().fold(side, |side, layer| layer.output_side(side));
        let shrinking = Chain::new(&self.shrinking, (height, width), band_bytes);
        let inner = (side(height), side(width));
        let residual: Vec<_> = self.residual.iter().map(|block| Chain::new(block, inner, band_bytes)).collect();
        let enlarging = Chain::new(&self.enlarging, inner, band_bytes);
        let total = residual.iter().chain([&shrinking, &enlarging]).map(Chain::cost).sum();
        let mut run = Run { style, device: self.device(), done: 0.0, total, progress, cancel };

        let channels = self.shrinking.last().map_or(3, Layer::outputs);
        let mut map = HalfMap::new(channels, inner.0, inner.1);
        run.chain(&shrinking, &mut Shrink { picture: &*picture, map: &mut map })?;
        for block in &residual {
            run.chain(block, &mut Repaint { map: &mut map, waiting: None })?;
        }
        run.chain(&enlarging, &mut Enlarge { map: &mut map, picture, network: self, cancel })
    }
}

/// Where a chain of layers begins and ends.
trait Ends {
    /// Some rows of what enters the first layer, `[1, C, h, W]`.
    fn read(&self, rows: Range<usize>, device: &Device) -> Result<Tensor>;

    /// Takes some rows of what leaves the last layer. Rows before `needed` will not be read again.
    fn write(&mut self, rows: Range<usize>, map: Tensor, needed: usize) -> Result<()>;

    /// After the last rows.
    fn end(&mut self) -> Result<()> {
        Ok(())
    }
}

/// From the picture to the map that is kept.
struct Shrink<'a> {
    picture: &'a dyn PictureRows,
    map: &'a mut HalfMap,
}

impl Ends for Shrink<'_> {
    fn read(&self, rows: Range<usize>, device: &Device) -> Result<Tensor> {
        let (_, width) = self.picture.size();
        let mut values = vec![0.0; 3 * rows.len() * width];
        self.picture.read(rows.clone(), &mut values);
        Ok(Tensor::from_vec(values, (1, 3, rows.len(), width), device)?)
    }

    fn write(&mut self, rows: Range<usize>, map: Tensor, _: usize) -> Result<()> {
        self.map.write(rows, &map)
    }
}

/// A residual block, in place: rows wait until those below them have been computed from what was there before.
struct Repaint<'a> {
    map: &'a mut HalfMap,
    waiting: Option<(Range<usize>, Tensor)>,
}

impl Ends for Repaint<'_> {
    fn read(&self, rows: Range<usize>, device: &Device) -> Result<Tensor> {
        self.map.read(rows, device)
    }

    fn write(&mut self, rows: Range<usize>, map: Tensor, _: usize) -> Result<()> {
        match self.waiting.replace((rows, map)) {
            Some((rows, map)) => self.map.write(rows, &map),
            None => Ok(()),
        }
    }

    fn end(&mut self) -> Result<()> {
        match self.waiting.take() {
            Some((rows, map)) => self.map.write(rows, &map),
            None => Ok(()),
        }
    }
}

/// From the map that was kept to the painted picture, which takes the memory that the map gives back.
struct Enlarge<'a> {
    map: &'a mut HalfMap,
    picture: &'a mut dyn PictureRows,
    network: &'a FeedForward,
    cancel: &'a CancelToken,
}

impl Ends for Enlarge<'_> {
    fn read(&self, rows: Range<usize>, device: &Device) -> Result<Tensor> {
        self.map.read(rows, device)
    }

    fn write(&mut self, rows: Range<usize>, map: Tensor, needed: usize) -> Result<()> {
        self.map.release_before(needed);
        let painted = self.network.finish(map, self.cancel)?;
        self.picture.write(rows, &painted.flatten_all()?.to_vec1::<f32>()?);
        Ok(())
    }
}

/// Layers that follow each other, of a map of some height and width.
struct Chain<'a> {
    layers: &'a [Layer],
    height: usize,
    width: usize,
    /// Rows of what leaves the last layer that are computed together.
    band_rows: usize,
}

impl<'a> Chain<'a> {
    fn new(layers: &'a [Layer], (height, width): (usize, usize), band_bytes: usize) -> Self {
        let mut chain = Self { layers, height, width, band_rows: 1 };
        let leaving = chain.output_height(layers.len());
        // Each map and the part of it that the next layer reads.
        let (mut bytes, mut columns) = (0, width);
        for (index, layer) in layers.iter().enumerate() {
            columns = layer.output_side(columns);
            bytes += 2 * layer.outputs() * columns * chain.output_height(index + 1) * size_of::<f32>();
        }
        let row = bytes.div_ceil(leaving.max(1)).max(1);
        chain.band_rows = (band_bytes / row).max(FEWEST_ROWS);
        chain
    }

    /// The height of the map after the first `layers` layers.
    fn output_height(&self, layers: usize) -> usize {
        self.layers[..layers].iter().fold(self.height, |height, layer| layer.output_side(height))
    }

    /// Multiplications of the first `layers` layers.
    fn cost_of(&self, layers: usize) -> f64 {
        let (mut cost, mut height, mut width) = (0.0, self.height, self.width);
        for layer in &self.layers[..layers] {
            (height, width) = (layer.output_side(height), layer.output_side(width));
            cost += (layer.cost() * height * width) as f64;
        }
        cost
    }

    /// Multiplications of all passes.
    fn cost(&self) -> f64 {
        let statistics = (0..self.layers.len()).filter(|&index| self.layers[index].is_normalised());
        statistics.map(|index| self.cost_of(index + 1)).sum::<f64>() + self.cost_of(self.layers.len())
    }

    /// The rows that each of the first `layers` layers reads, and those that leave the last one.
    fn rows(&self, layers: usize, leaving: Range<usize>) -> Vec<Range<usize>> {
        let mut rows = vec![leaving];
        for index in (0..layers).rev() {
            let height = self.output_height(index);
            rows.push(input_rows(&self.layers[index], &rows[rows.len() - 1], height));
        }
        rows.reverse();
        rows
    }
}

/// The rows of a map of some height that a layer reads for some rows of its output.
///
/// With stride 2 they begin at an even row, so that the layer meets the same rows as in the whole map.
fn input_rows(layer: &Layer, output: &Range<usize>, height: usize) -> Range<usize> {
    let reach = layer.side() / 2;
    let (start, end) = match layer.resolution() {
        Resolution::Kept => (output.start.saturating_sub(reach), output.end + reach),
        Resolution::Halved => ((2 * output.start).saturating_sub(2 * reach), 2 * output.end + reach - 1),
        Resolution::Doubled => (output.start.saturating_sub(reach) / 2, (output.end + reach).div_ceil(2)),
    };
    start..end.min(height)
}

/// The first row of a layer's output for input that begins at a row.
fn first_row(layer: &Layer, input: usize) -> usize {
    match layer.resolution() {
        Resolution::Kept => input,
        Resolution::Halved => input / 2,
        Resolution::Doubled => 2 * input,
    }
}

/// All chains of one picture.
struct Run<'a> {
    style: &'a [f32],
    device: &'a Device,
    /// Multiplications that are done, and all of them.
    done: f64,
    total: f64,
    progress: &'a mut dyn FnMut(f64),
    cancel: &'a CancelToken,
}

impl Run<'_> {
    /// All passes over one chain.
    fn chain(&mut self, chain: &Chain<'_>, ends: &mut dyn Ends) -> Result<()> {
        let mut known: Vec<Vec<Affine>> = Vec::new();
        for (index, layer) in chain.layers.iter().enumerate() {
            if !layer.is_normalised() {
                known.push(Vec::new());
                continue;
            }
            let mut moments = vec![Moments::default(); layer.outputs()];
            let cancel = self.cancel;
            self.pass(chain, index + 1, &known, ends, |_, _, map, _| {
                for (sum, part) in moments.iter_mut().zip(layer.moments(&map, cancel)?) {
                    *sum = sum.with(part);
                }
                Ok(())
            })?;
            known.push(layer.normalisation(&moments, self.style));
        }
        self.pass(chain, chain.layers.len(), &known, ends, |ends, rows, map, needed| ends.write(rows, map, needed))?;
        ends.end()
    }

    /// Computes the first `layers` layers band by band, the last one normalised if that is known.
    fn pass(
        &mut self,
        chain: &Chain<'_>,
        layers: usize,
        known: &[Vec<Affine>],
        ends: &mut dyn Ends,
        mut each: impl FnMut(&mut dyn Ends, Range<usize>, Tensor, usize) -> Result<()>,
    ) -> Result<()> {
        let height = chain.output_height(layers);
        // Bands of the same share of the picture, whatever the resolution there.
        let band = (chain.band_rows * height).div_ceil(chain.output_height(chain.layers.len())).max(FEWEST_ROWS);
        let mut workspace = Workspace::default();
        let mut shape = (0, 0);
        for start in (0..height).step_by(band) {
            self.cancel.check()?;
            let leaving = start..(start + band).min(height);
            let rows = chain.rows(layers, leaving.clone());
            if shape != (rows[0].len(), leaving.len()) {
                // The maps of bands of another height would only fill the memory.
                (workspace, shape) = (Workspace::default(), (rows[0].len(), leaving.len()));
            }
            let map = self.band(&chain.layers[..layers], known, &rows, &*ends, &mut workspace)?;
            let below = leaving.end..(leaving.end + 1).min(height);
            let needed = if below.is_empty() { chain.height } else { chain.rows(layers, below)[0].start };
            self.done += chain.cost_of(layers) * leaving.len() as f64 / height as f64;
            each(ends, leaving, map, needed)?;
            (self.progress)((self.done / self.total).min(1.0));
        }
        Ok(())
    }

    /// One band through some layers; `rows` are those that each layer reads.
    fn band(
        &self,
        layers: &[Layer],
        known: &[Vec<Affine>],
        rows: &[Range<usize>],
        ends: &dyn Ends,
        workspace: &mut Workspace,
    ) -> Result<Tensor> {
        let source = ends.read(rows[0].clone(), self.device)?;
        let mut map = source.clone();
        for (index, layer) in layers.iter().enumerate() {
            let convolved = layer.convolve(&map, workspace, self.cancel)?;
            if index > 0 {
                workspace.give(map);
            }
            let (first, leaving) = (first_row(layer, rows[index].start), &rows[index + 1]);
            let part = self.rows_of(convolved, leaving.start - first, leaving.len(), workspace)?;
            let residual = if layer.adds_residual() && index < known.len() {
                Some(source.narrow(2, leaving.start - rows[0].start, leaving.len())?.contiguous()?)
            } else {
                None
            };
            map = match known.get(index) {
                Some(channels) if layer.is_normalised() => {
                    layer.normalise(part, channels, residual.as_ref(), self.cancel)?
                }
                _ => part,
            };
        }
        workspace.part_with(map)
    }

    /// Some rows of a map of the workspace, which takes back the rest.
    fn rows_of(&self, map: Tensor, first: usize, count: usize, workspace: &mut Workspace) -> Result<Tensor> {
        let (_, channels, height, width) = map.dims4()?;
        if count == height {
            return Ok(map);
        }
        if !map.device().is_cpu() {
            return Ok(map.narrow(2, first, count)?.contiguous()?);
        }
        let part = workspace.take((1, channels, count, width))?;
        write_from(&part, &map, self.cancel, |part, map| {
            let channels = part.par_chunks_mut(count * width).zip(map.par_chunks(height * width));
            channels.for_each(|(part, channel)| part.copy_from_slice(&channel[first * width..][..count * width]));
            Ok(())
        })?;
        workspace.give(map);
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::super::FeedForwardWeights;
    use super::*;
    use crate::network::testing;

    /// A picture of noise beside the painted one.
    struct Noise {
        size: (usize, usize),
        content: Vec<f32>,
        painted: Vec<f32>,
        written: usize,
    }

    impl PictureRows for Noise {
        fn size(&self) -> (usize, usize) {
            self.size
        }

        fn read(&self, rows: Range<usize>, target: &mut [f32]) {
            let (height, width) = self.size;
            for (channel, target) in target.chunks_exact_mut(rows.len() * width).enumerate() {
                target.copy_from_slice(&self.content[(channel * height + rows.start) * width..][..target.len()]);
            }
        }

        fn write(&mut self, rows: Range<usize>, painted: &[f32]) {
            let (height, width) = (self.size.0.next_multiple_of(4), self.size.1.next_multiple_of(4));
            assert_eq!((rows.start, painted.len()), (self.written, 3 * rows.len() * width), "from top to bottom");
            self.written = rows.end;
            for (channel, part) in painted.chunks_exact(rows.len() * width).enumerate() {
                self.painted[(channel * height + rows.start) * width..][..part.len()].copy_from_slice(part);
            }
        }
    }

    #[test]
    fn bands_make_the_picture_that_is_painted_at_once() {
        let cancel = CancelToken::new();
        let mut weights = FeedForwardWeights::random_transform_net(3, 5);
        // What it paints spans the range of a picture.
        let last = &mut weights.enlarging[2];
        last.weight.iter_mut().for_each(|value| *value *= 60.0);
        last.bias.fill(0.5);
        let network = FeedForward::new(&weights, Device::Cpu).unwrap();
        for (height, width) in [(203, 50), (64, 33), (37, 18), (9, 4), (1, 7)] {
            // Always the same: a normalisation over the few values of a tiny map can make the rounding of the map that is
            // kept as large as it likes.
            let content = testing::noise(height as u64, (1, 3, height, width));
            let numbers = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let whole = numbers(&network.forward(&content, &[], &mut Workspace::default(), &cancel).unwrap());
            let mut noise = Noise {
                size: (height, width),
                content: numbers(&content),
                painted: vec![f32::NAN; whole.len()],
                written: 0,
            };
            let mut shares = Vec::new();
            network.forward_in_bands(&mut noise, &[], 1, &mut |share| shares.push(share), &cancel).unwrap();
            let worst = whole.iter().zip(&noise.painted).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 1.0 / 255.0, "{height}x{width} differs by {worst}");
            assert!(shares.is_sorted() && (shares[shares.len() - 1] - 1.0).abs() < 1e-9, "{shares:?}");
        }
    }

    #[test]
    fn cancelled_work_ends_with_an_error() {
        let network = FeedForward::new(&FeedForwardWeights::random_transform_net(1, 5), Device::Cpu).unwrap();
        let cancel = CancelToken::new();
        let mut noise = Noise { size: (40, 8), content: vec![0.5; 960], painted: vec![0.0; 960], written: 0 };
        let done = network.forward_in_bands(&mut noise, &[], 1, &mut |_| cancel.cancel(), &cancel);
        assert!(done.is_err() && noise.written == 0);
    }
}
