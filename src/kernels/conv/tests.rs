use super::*;
use crate::kernels::reference;
use crate::kernels::testing::{SIZES, double, instruction_sets, random, relative_error, with_threads};

/// Single precision loses a digit of its seven over some thousand summands.
const TOLERANCE: f64 = 1e-6;

fn convolution(inputs: usize, outputs: usize, side: usize, stride: usize) -> (Conv, Vec<f64>) {
    let weights = random(1, outputs * inputs * side * side, 1.0);
    (Conv::new(&weights, &random(2, outputs, 1.0), inputs, side, stride), double(&weights))
}

fn forward(convolution: &Conv, input: &[f32], shape: MapShape, activation: Activation) -> Vec<f32> {
    let mut output = vec![f32::NAN; convolution.output_shape(shape).len()];
    convolution.forward(input, shape, &mut output, activation, &CancelToken::new()).unwrap();
    output
}

#[test]
fn matches_its_twin_at_odd_sizes_and_channels_on_every_instruction_set() {
    for arch in instruction_sets() {
        for (height, width) in SIZES.into_iter().chain([(2, 2), (4, 260), (9, 8)]) {
            for (inputs, outputs, side, stride) in
                [(3, 9, 9, 1), (5, 3, 9, 1), (2, 1, 3, 1), (4, 8, 3, 2), (7, 17, 3, 2), (1, 2, 5, 2)]
            {
                let (convolution, weights) = convolution(inputs, outputs, side, stride);
                let convolution = Conv { arch, ..convolution };
                let shape = MapShape::new(inputs, height, width);
                let input = random(3, shape.len(), 1.0);
                let expected =
                    reference::conv(&double(&input), shape, &weights, &double(&convolution.bias), (side, stride));
                let error = relative_error(&forward(&convolution, &input, shape, Activation::None), &expected);
                assert!(error < TOLERANCE, "{convolution:?} of {shape:?} differs by {error:e}");
            }
        }
    }
}

#[test]
fn matches_its_twin_at_extreme_values() {
    let shape = MapShape::new(3, 7, 21);
    for scale in [1e-30, 1e30] {
        let (convolution, weights) = convolution(3, 5, 3, 1);
        let convolution = Conv { bias: vec![0.0; 5], ..convolution };
        let input = random(3, shape.len(), scale);
        let expected = reference::conv(&double(&input), shape, &weights, &[0.0; 5], (3, 1));
        let error = relative_error(&forward(&convolution, &input, shape, Activation::None), &expected);
        assert!(error < TOLERANCE, "{error:e} at {scale:e}");
    }
}

#[test]
fn rectifies_and_is_the_same_for_every_number_of_threads() {
    let shape = MapShape::new(4, 37, 300);
    let (convolution, _) = convolution(4, 3, 9, 1);
    let input = random(3, shape.len(), 1.0);
    let plain = with_threads(1, || forward(&convolution, &input, shape, Activation::None));
    let rectified = with_threads(3, || forward(&convolution, &input, shape, Activation::Relu));
    assert!(plain.iter().zip(&rectified).all(|(plain, rectified)| plain.max(0.0) == *rectified));
}

#[test]
fn cancelled_work_ends_with_an_error() {
    let token = CancelToken::new();
    token.cancel();
    let (convolution, _) = convolution(1, 1, 3, 1);
    let result = convolution.forward(&[0.0; 4], MapShape::new(1, 2, 2), &mut [0.0; 4], Activation::None, &token);
    assert!(result.is_err());
}
