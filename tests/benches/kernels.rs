//! The kernels on the layers of VGG-19, in both directions, and on those of the feed-forward networks:
//! `cargo bench --bench kernels`.
//!
//! The throughput counts the multiplications and additions of the direct sum as elements, so "Gelem/s" reads as
//! effective GFLOP/s; Winograd's convolution does a quarter of the multiplications. `IMPASTO_BENCH_SIZE` is the side
//! of the picture in pixels (256 unless given).

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use impasto::cancel::CancelToken;
use impasto::kernels::conv::Conv;
use impasto::kernels::conv3x3::Conv3x3;
use impasto::kernels::gram::{add_product, gram};
use impasto::kernels::padding::Padding;
use impasto::kernels::pool::Pooling;
use impasto::kernels::{Activation, MapShape, norm};

/// Inputs, outputs and how often the side was halved, for every shape of layer up to `conv5_1`.
const CONVOLUTIONS: [(usize, usize, u32); 9] = [
    (3, 64, 0),
    (64, 64, 0),
    (64, 128, 1),
    (128, 128, 1),
    (128, 256, 2),
    (256, 256, 2),
    (256, 512, 3),
    (512, 512, 3),
    (512, 512, 4),
];

/// Channels and how often the side was halved, for every layer that style is read from.
const STYLE_LAYERS: [(usize, u32); 5] = [(64, 0), (128, 1), (256, 2), (512, 3), (512, 4)];

fn side() -> usize {
    std::env::var("IMPASTO_BENCH_SIZE").ok().and_then(|size| size.parse().ok()).unwrap_or(256)
}

/// Numbers between -0.5 and 0.5 that repeat after a prime.
fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i * 7919 % 9973) as f32 / 9973.0 - 0.5).collect()
}

fn convolutions(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("conv3x3");
    group.sample_size(10);
    for (inputs, outputs, halvings) in CONVOLUTIONS {
        let shape = MapShape::new(inputs, side() >> halvings, side() >> halvings);
        let convolution = Conv3x3::new(&numbers(outputs * inputs * 9), &numbers(outputs), inputs);
        let input = numbers(shape.len());
        let mut output = vec![0.0; outputs * shape.positions()];
        let mut gradient = vec![0.0; shape.len()];
        let name = format!("{inputs}->{outputs} at {}", shape.width);
        group.throughput(Throughput::Elements(18 * (inputs * outputs * shape.positions()) as u64));
        let output_gradient = numbers(output.len());
        for padding in [Padding::Zero, Padding::Reflection] {
            group.bench_function(BenchmarkId::new(format!("forward, {padding:?}"), &name), |bencher| {
                bencher.iter(|| {
                    convolution.forward(black_box(&input), shape, padding, &mut output, Activation::Relu, &cancel)
                });
            });
            group.bench_function(BenchmarkId::new(format!("gradient, {padding:?}"), &name), |bencher| {
                let gradient_of_output = black_box(&output_gradient);
                let rectified = Some(&output[..]);
                bencher.iter(|| {
                    convolution.input_gradient(gradient_of_output, rectified, shape, padding, &mut gradient, &cancel)
                });
            });
        }
    }
    group.finish();
}

fn gram_matrices(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("gram");
    group.sample_size(10);
    for (channels, halvings) in STYLE_LAYERS {
        let shape = MapShape::new(channels, side() >> halvings, side() >> halvings);
        let features = numbers(shape.len());
        let mut matrix = vec![0.0; channels * channels];
        let mut gradient = vec![0.0; shape.len()];
        let name = format!("{channels} at {}", shape.width);
        group.throughput(Throughput::Elements(2 * (channels * shape.len()) as u64));
        group.bench_function(BenchmarkId::new("matrix", &name), |bencher| {
            bencher.iter(|| gram(black_box(&features), shape, &mut matrix, &cancel));
        });
        group.bench_function(BenchmarkId::new("gradient", &name), |bencher| {
            bencher.iter(|| add_product(black_box(&matrix), &features, shape, 1e-6, &mut gradient, &cancel));
        });
    }
    group.finish();
}

fn pooling(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("pool");
    group.sample_size(10);
    let shape = MapShape::new(64, side(), side());
    let input = numbers(shape.len());
    let mut gradient = vec![0.0; shape.len()];
    group.throughput(Throughput::Elements(shape.len() as u64));
    for pooling in [Pooling::Max, Pooling::Average] {
        let mut output = vec![0.0; pooling.output_shape(shape).len()];
        group.bench_function(BenchmarkId::new("forward", format!("{pooling:?}")), |bencher| {
            bencher.iter(|| pooling.forward(black_box(&input), shape, &mut output, &cancel));
        });
        group.bench_function(BenchmarkId::new("gradient", format!("{pooling:?}")), |bencher| {
            bencher.iter(|| pooling.input_gradient(black_box(&output), &input, shape, &mut gradient, &cancel));
        });
    }
    group.finish();
}

/// Inputs, outputs, side of the kernel, stride and how often the side of the map was halved, for the layers of the
/// published feed-forward network that are summed directly.
const DIRECT_CONVOLUTIONS: [(usize, usize, usize, usize, u32); 4] =
    [(3, 32, 9, 1, 0), (32, 64, 3, 2, 0), (64, 128, 3, 2, 1), (32, 3, 9, 1, 0)];

fn direct_convolutions(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("conv");
    group.sample_size(10);
    for (inputs, outputs, kernel, stride, halvings) in DIRECT_CONVOLUTIONS {
        let shape = MapShape::new(inputs, side() >> halvings, side() >> halvings);
        let weights = numbers(outputs * inputs * kernel * kernel);
        let convolution = Conv::new(&weights, &numbers(outputs), inputs, kernel, stride);
        let input = numbers(shape.len());
        let output_shape = convolution.output_shape(shape);
        let mut output = vec![0.0; output_shape.len()];
        let name = format!("{inputs}->{outputs}, {kernel}x{kernel}, stride {stride} at {}", shape.width);
        group.throughput(Throughput::Elements(2 * (weights.len() * output_shape.positions()) as u64));
        group.bench_function(BenchmarkId::new("forward", &name), |bencher| {
            bencher.iter(|| convolution.forward(black_box(&input), shape, &mut output, Activation::None, &cancel));
        });
    }
    group.finish();
}

fn enlarged_convolutions(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("conv3x3 enlarged");
    group.sample_size(10);
    for (inputs, outputs, halvings) in [(128, 64, 2), (64, 32, 1)] {
        let shape = MapShape::new(inputs, side() >> halvings, side() >> halvings);
        let convolution = Conv3x3::new(&numbers(outputs * inputs * 9), &numbers(outputs), inputs);
        let input = numbers(shape.len());
        let mut output = vec![0.0; 4 * outputs * shape.positions()];
        let name = format!("{inputs}->{outputs} at {}", shape.width);
        group.throughput(Throughput::Elements(18 * (inputs * output.len()) as u64));
        group.bench_function(BenchmarkId::new("forward", &name), |bencher| {
            let (input, padding) = (black_box(&input), Padding::Reflection);
            bencher
                .iter(|| convolution.forward_enlarged(input, shape, padding, &mut output, Activation::None, &cancel));
        });
    }
    group.finish();
}

fn normalisation(criterion: &mut Criterion) {
    let cancel = CancelToken::new();
    let mut group = criterion.benchmark_group("norm");
    group.sample_size(10);
    let shape = MapShape::new(32, side(), side());
    let (mut map, residual) = (numbers(shape.len()), numbers(shape.len()));
    let channels = vec![norm::Affine { scale: 1.0, shift: 0.0 }; shape.channels];
    group.throughput(Throughput::Elements(shape.len() as u64));
    group.bench_function("moments", |bencher| bencher.iter(|| norm::moments(black_box(&map), shape, &cancel)));
    group.bench_function("apply", |bencher| {
        bencher.iter(|| norm::apply(black_box(&mut map), shape, &channels, Activation::Relu, &cancel));
    });
    group.bench_function("apply and add", |bencher| {
        bencher.iter(|| norm::apply_and_add(black_box(&mut map), shape, &channels, &residual, &cancel));
    });
    group.finish();
}

criterion_group!(
    benches,
    convolutions,
    gram_matrices,
    pooling,
    direct_convolutions,
    enlarged_convolutions,
    normalisation
);
criterion_main!(benches);
