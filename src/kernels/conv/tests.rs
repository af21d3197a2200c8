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
                let bias = double(&convolution.bias);
                let expected = reference::conv(convolution.form, &double(&input), shape, &weights, &bias);
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
        let expected = reference::conv(convolution.form, &double(&input), shape, &weights, &[0.0; 5]);
        let error = relative_error(&forward(&convolution, &input, shape, Activation::None), &expected);
        assert!(error < TOLERANCE, "{error:e} at {scale:e}");
    }
}

/// With the border that the form asks for, the transposed convolution gives the gradient for the mirrored input.
#[test]
fn the_transposed_convolution_gives_the_gradient_for_the_input() {
    for (height, width) in SIZES {
        for (inputs, outputs, side) in [(5, 3, 9), (3, 4, 9), (2, 5, 3)] {
            let form = ConvForm::mirrored(inputs, outputs, side, 1);
            let weights = random(1, form.weights(), 1.0);
            let shape = MapShape::new(inputs, height, width);
            let gradient = random(2, form.output_shape(shape).len(), 1.0);
            let transposed = Conv::transposed(form, &weights);
            let bordered = forward(&transposed, &gradient, form.output_shape(shape), Activation::None);
            let folded = reference::fold(&double(&bordered), shape, side / 2);
            let folded: Vec<f32> = folded.iter().map(|&value| value as f32).collect();
            let expected = reference::conv_input_gradient(form, &double(&gradient), shape, &double(&weights));
            let error = relative_error(&folded, &expected);
            assert!(error < TOLERANCE, "{form:?} of {shape:?} differs by {error:e}");
        }
    }
}

#[test]
fn the_gradient_for_the_weights_matches_its_twin_on_every_instruction_set() {
    for arch in instruction_sets() {
        for (height, width) in SIZES.into_iter().chain([(2, 2), (4, 70), (9, 64)]) {
            let mirrored = [(3, 9, 9, 1), (2, 1, 3, 1), (4, 8, 3, 2), (35, 17, 3, 2), (40, 33, 3, 1), (1, 2, 5, 2)]
                .map(|(inputs, outputs, side, stride)| ConvForm::mirrored(inputs, outputs, side, stride));
            for form in mirrored.into_iter().chain([ConvForm::mirrored(5, 3, 9, 1).transposed()]) {
                let shape = MapShape::new(form.inputs, height, width);
                let (input, gradient) = (random(1, shape.len(), 1.0), random(2, form.output_shape(shape).len(), 1.0));
                let before = random(3, form.weights(), 1.0);
                let mut after = before.clone();
                let never = CancelToken::new();
                weights::add_weight_gradient_on(arch, form, &input, shape, &gradient, &mut after, &never).unwrap();
                let expected = reference::conv_weight_gradient(form, &double(&input), shape, &double(&gradient));
                let expected: Vec<f64> = expected.iter().zip(double(&before)).map(|(a, b)| a + b).collect();
                let error = relative_error(&after, &expected);
                assert!(error < TOLERANCE, "{form:?} of {shape:?} differs by {error:e}");
            }
        }
    }
}

#[test]
fn the_gradient_for_the_weights_is_the_same_for_every_number_of_threads() {
    let (form, shape) = (ConvForm::mirrored(40, 19, 3, 1), MapShape::new(40, 37, 130));
    let (input, gradient) = (random(1, shape.len(), 1.0), random(2, form.output_shape(shape).len(), 1.0));
    let of = |threads| {
        with_threads(threads, || {
            let mut weights = vec![0.0; form.weights()];
            add_weight_gradient(form, &input, shape, &gradient, &mut weights, &CancelToken::new()).unwrap();
            weights
        })
    };
    assert_eq!(of(1), of(3));
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
    let (form, mut gradient) = (ConvForm::mirrored(1, 1, 3, 1), [1.0; 9]);
    assert!(add_weight_gradient(form, &[1.0; 4], MapShape::new(1, 2, 2), &[1.0; 4], &mut gradient, &token).is_err());
    assert_eq!(gradient, [1.0; 9]);
}
