use candle_core::Device;

use super::super::enlarging::lively_enlarger;
use super::*;
use crate::network::testing;

fn network(width: usize) -> FeedForwardWeights {
    FeedForwardWeights::random_transform_net(width, 3)
}

/// Always the same for one `seed`: of some pictures single and double rounding decide a rectifier differently.
fn noise(seed: u64, height: usize, width: usize) -> Tensor {
    testing::noise(seed, (1, 3, height, width))
}

/// What a network paints, and its gradients for some gradient of what it painted.
fn run(way: &mut Way, picture: &Tensor, gradient: &Tensor, len: usize) -> (Vec<f32>, Vec<f32>) {
    let (never, mut sums) = (CancelToken::new(), vec![0.0; len]);
    let painted = match way {
        Way::Kernels(network) => {
            let painted = network.forward(picture, &never).unwrap();
            network.backward(gradient, &mut sums, &never).unwrap();
            painted
        }
        Way::Autograd(network) => {
            let painted = network.forward(picture, &never).unwrap();
            network.backward(gradient, &mut sums, &never).unwrap();
            painted
        }
    };
    assert_eq!(painted.dims(), gradient.dims());
    (painted.flatten_all().unwrap().to_vec1().unwrap(), sums)
}

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|value| value * value).sum::<f32>().sqrt()
}

/// The difference over the size of what was expected, in the 2-norm.
fn relative_error(values: &[f32], expected: &[f32]) -> f32 {
    norm(values.iter().zip(expected).map(|(a, b)| a - b)) / norm(expected.iter().copied()).max(1e-20)
}

/// The way of the accelerators, run on the CPU, is the twin of the way of the CPU.
#[test]
fn both_ways_agree_on_every_parameter() {
    let styles = [(network(3), [24, 32], 1), (network(9), [32, 20], 1)];
    let enlargers = [(lively_enlarger(3, 1, 5), [11, 14], 2), (lively_enlarger(9, 2, 6), [8, 13], 4)];
    for (weights, [height, columns], factor) in styles.into_iter().chain(enlargers) {
        let (picture, gradient) = (noise(1, height, columns), noise(2, factor * height, factor * columns));
        let len = weights.parameters_len();
        let mut fast = Way::Kernels(OnCpu::new(&weights));
        let mut plain = Way::Autograd(OnDevice::new(&weights, &Device::Cpu).unwrap());
        let (painted, gradients) = run(&mut fast, &picture, &gradient, len);
        let (twin, expected) = run(&mut plain, &picture, &gradient, len);
        assert!(relative_error(&painted, &twin) < 1e-5);
        // What a residual block shifts, the next normalisations take away: such gradients are zero but for rounding.
        let rounding = 1e-6 * norm(expected.iter().copied());
        let mut start = 0;
        for (layer, parameters) in weights.layers().enumerate() {
            for (part, values) in parameters.parameters().enumerate() {
                let place = start..start + values.len();
                start = place.end;
                let (values, expected) = (&gradients[place.clone()], &expected[place]);
                let is_zero = norm(values.iter().chain(expected).copied()) < rounding;
                let error = if is_zero { 0.0 } else { relative_error(values, expected) };
                assert!(error < 1e-3, "part {part} of layer {layer} differs by {error:e}");
            }
        }
    }
}

#[test]
fn gradients_of_a_batch_are_summed_and_follow_the_weights() {
    let mut net = TrainableNet::new(network(2), Device::Cpu).unwrap();
    let (never, len) = (CancelToken::new(), net.weights().parameters_len());
    let pictures = [noise(1, 16, 16), noise(2, 16, 16)];
    let gradient = noise(3, 16, 16);
    let gradients = |net: &mut TrainableNet, pictures: &[Tensor]| {
        let mut sums = vec![0.0; len];
        for picture in pictures {
            net.forward(picture, &never).unwrap();
            net.backward(&gradient, &mut sums, &never).unwrap();
        }
        sums
    };
    let both = gradients(&mut net, &pictures);
    let [first, second] = [0, 1].map(|index| gradients(&mut net, &pictures[index..=index]));
    let sum: Vec<f32> = first.iter().zip(&second).map(|(a, b)| a + b).collect();
    assert!(relative_error(&both, &sum) < 1e-5);

    let other = FeedForwardWeights::random_transform_net(2, 4);
    net.set_parameters(&other.parameters()).unwrap();
    let mut twin = TrainableNet::new(other, Device::Cpu).unwrap();
    assert_eq!(gradients(&mut net, &pictures), gradients(&mut twin, &pictures));
}

/// The gradient along a random direction is the difference quotient along it.
#[test]
fn the_gradient_is_the_slope() {
    let weights = network(4);
    let mut net = TrainableNet::new(weights.clone(), Device::Cpu).unwrap();
    let (never, parameters) = (CancelToken::new(), weights.parameters());
    let (picture, gradient) = (noise(1, 16, 24), noise(2, 16, 24));
    let mut sums = vec![0.0; parameters.len()];
    net.forward(&picture, &never).unwrap();
    net.backward(&gradient, &mut sums, &never).unwrap();
    let direction: Vec<f32> = (0..parameters.len()).map(|n| ((n * 7919 % 1009) as f32 / 504.5 - 1.0) * 1e-3).collect();
    let slope: f64 = sums.iter().zip(&direction).map(|(a, b)| f64::from(a * b)).sum();
    let mut value = |share: f32| {
        let moved: Vec<f32> = parameters.iter().zip(&direction).map(|(value, step)| value + share * step).collect();
        net.set_parameters(&moved).unwrap();
        let painted = net.forward(&picture, &never).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let gradient = gradient.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        painted.iter().zip(gradient).map(|(a, b)| f64::from(a * b)).sum::<f64>()
    };
    let quotient = (value(0.5) - value(-0.5)) / 1.0;
    assert!((slope - quotient).abs() < 2e-2 * slope.abs().max(quotient.abs()), "{slope} instead of {quotient}");
}

#[test]
fn cancelled_work_ends_with_an_error() {
    let cancel = CancelToken::new();
    let mut net = TrainableNet::new(network(1), Device::Cpu).unwrap();
    net.forward(&noise(1, 8, 8), &cancel).unwrap();
    cancel.cancel();
    let mut sums = vec![0.0; net.weights().parameters_len()];
    assert!(net.backward(&noise(1, 8, 8), &mut sums, &cancel).is_err());
    assert!(net.forward(&noise(1, 8, 8), &cancel).is_err());
}
