//! The methods checked against numbers: means and covariances, luminance, quantiles, and pictures without colour.

use super::*;

/// Waves in three colours that have much to do with each other, well within the range.
fn waves(width: usize, height: usize, mixing: [[f32; 3]; 3], phase: f32) -> Picture {
    let wave = |index: usize, step: f32| {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        f32::midpoint((x * step + phase).sin(), (y * step * 1.7 + phase).cos())
    };
    let plane = |row: [f32; 3]| {
        (0..width * height)
            .map(move |index| 0.5 + row[0] * wave(index, 0.31) + row[1] * wave(index, 0.77) + row[2] * wave(index, 1.9))
    };
    Picture::new(width, height, mixing.into_iter().flat_map(plane).collect())
}

fn painted() -> Picture {
    waves(61, 47, [[0.2, 0.1, 0.03], [0.1, -0.15, 0.1], [0.05, 0.1, 0.2]], 0.3)
}

fn content() -> Picture {
    waves(80, 64, [[0.1, 0.05, 0.02], [0.12, 0.02, -0.05], [0.02, 0.2, 0.06]], 1.1)
}

fn given(content: &Picture, painted: &Picture, method: ColorMethod, strength: f64) -> Picture {
    let colors = ContentColors::new(Arc::new(content.clone()));
    colors.given_to(Cow::Borrowed(painted), ColorSettings { method, strength }).into_owned()
}

fn one_color(width: usize, height: usize, [r, g, b]: [f32; 3]) -> Picture {
    let size = width * height;
    Picture::new(width, height, [vec![r; size], vec![g; size], vec![b; size]].concat())
}

/// A picture without any chroma.
fn grey() -> Picture {
    let plane: Vec<f32> = (0..40 * 30).map(|index| (index % 97) as f32 / 96.0).collect();
    Picture::new(40, 30, plane.repeat(3))
}

fn luminances(picture: &Picture) -> Vec<f32> {
    let [red, green, blue] = picture.channels();
    (0..red.len()).map(|place| luminance::luminance([red[place], green[place], blue[place]])).collect()
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn quantiles(plane: &[f32]) -> [f32; 9] {
    let mut sorted = plane.to_vec();
    sorted.sort_by(f32::total_cmp);
    std::array::from_fn(|tenth| sorted[(tenth + 1) * (sorted.len() - 1) / 10])
}

#[test]
fn linear_maps_give_mean_and_covariance() {
    type Make = fn(&Statistics, &Statistics) -> LinearMap;
    let makes: [Make; 3] = [LinearMap::by_cholesky, LinearMap::by_pca, LinearMap::by_symmetric_matrix];
    let (painted, content) = (painted(), Statistics::of(&content()));
    for make in makes {
        let map = make(&Statistics::of(&painted), &content).weakened(1.0);
        let reached = Statistics::of(&mapped(painted.clone(), |colors, _| map(colors)));
        for i in 0..3 {
            assert!((reached.mean[i] - content.mean[i]).abs() < 1e-6, "{reached:?}");
            for j in 0..3 {
                assert!((reached.covariance[i][j] - content.covariance[i][j]).abs() < 1e-6, "{reached:?}");
            }
        }
    }
}

#[test]
fn statistics_are_those_of_the_definition() {
    let picture = painted();
    let statistics = Statistics::of(&picture);
    let count = 61.0 * 47.0;
    let channels = picture.channels().map(|plane| plane.iter().map(|&value| f64::from(value)).collect::<Vec<_>>());
    for i in 0..3 {
        let mean = channels[i].iter().sum::<f64>() / count;
        assert!((statistics.mean[i] - mean).abs() < 1e-12);
        for j in 0..3 {
            let other = channels[j].iter().sum::<f64>() / count;
            let products = channels[i].iter().zip(&channels[j]).map(|(a, b)| (a - mean) * (b - other));
            assert!((statistics.covariance[i][j] - products.sum::<f64>() / count).abs() < 1e-12);
        }
    }
}

#[test]
fn the_symmetric_map_moves_the_colours_least() {
    let (painted, content) = (painted(), content());
    let moved = |method| -> f32 {
        let given = given(&content, &painted, method, 1.0);
        given.planes().iter().zip(painted.planes()).map(|(a, b)| (a - b).powi(2)).sum()
    };
    let least = moved(ColorMethod::Symmetric);
    assert!(least < moved(ColorMethod::Cholesky) && least < moved(ColorMethod::Pca));
}

#[test]
fn the_luminance_method_leaves_the_luminance_and_takes_the_chroma() {
    let (content, painted) = (content().resized(61, 47), painted());
    let given = given(&content, &painted, ColorMethod::Luminance, 1.0);
    assert!(largest_difference(&luminances(&given), &luminances(&painted)) < 1e-6);
    let [y_given, y_content] = [luminances(&given), luminances(&content)];
    for place in 0..y_given.len() {
        let [red, other] = [&given, &content].map(|picture| picture.channels()[0][place]);
        assert!((red - y_given[place] - (other - y_content[place])).abs() < 1e-5);
    }
}

#[test]
fn the_luminance_stays_where_the_chroma_has_no_room() {
    let vivid = Picture::white_noise(50, 40, 1.0, 1);
    let painted = Picture::white_noise(50, 40, 1.0, 2);
    for strength in [0.3, 1.0] {
        let given = given(&vivid, &painted, ColorMethod::Luminance, strength);
        assert!(given.planes().iter().all(|value| (0.0..=1.0).contains(value)));
        assert!(largest_difference(&luminances(&given), &luminances(&painted)) < 1e-6);
    }
}

#[test]
fn the_matched_luminance_has_the_contents_mean_and_spread() {
    let (content, painted) = (content(), painted());
    let matched = given(&content, &painted, ColorMethod::LuminanceMatched, 1.0);
    let [reached, wanted] = [&matched, &content].map(|picture| Statistics::of(picture).of_sum(luminance::WEIGHTS));
    assert!((reached.0 - wanted.0).abs() < 1e-5, "{reached:?} {wanted:?}");
    assert!((reached.1 - wanted.1).abs() < 1e-5, "{reached:?} {wanted:?}");
}

#[test]
fn histograms_have_the_contents_quantiles() {
    let (content, painted) = (content(), painted());
    let given = given(&content, &painted, ColorMethod::Histogram, 1.0);
    for (reached, wanted) in given.channels().into_iter().zip(content.channels()) {
        assert!(largest_difference(&quantiles(&reached), &quantiles(&wanted)) < 2e-3);
    }
    for (before, after) in painted.channels().into_iter().zip(given.channels()) {
        let mut places: Vec<usize> = (0..before.len()).collect();
        places.sort_by(|&a, &b| before[a].total_cmp(&before[b]));
        assert!(places.is_sorted_by(|&a, &b| after[a] <= after[b] + 1e-6), "brighter stays brighter");
    }
}

#[test]
fn no_strength_changes_nothing_and_half_of_it_goes_half_the_way() {
    let (content, painted) = (content(), painted());
    for method in ColorMethod::ALL {
        assert_eq!(given(&content, &painted, method, 0.0), painted);
        let [half, whole] = [0.5, 1.0].map(|strength| given(&content, &painted, method, strength));
        let middle: Vec<f32> =
            painted.planes().iter().zip(whole.planes()).map(|(a, b)| f32::midpoint(*a, *b)).collect();
        assert!(largest_difference(half.planes(), &middle) < 1e-5, "{method:?}");
        assert_eq!(whole == painted, method == ColorMethod::None);
    }
}

#[test]
fn a_painting_with_its_contents_colours_stays() {
    let painted = painted();
    for method in ColorMethod::ALL {
        let given = given(&painted, &painted, method, 1.0);
        assert!(largest_difference(given.planes(), painted.planes()) < 3e-4, "{method:?}");
    }
}

#[test]
fn pictures_without_colour_or_extent_are_no_trouble() {
    let pictures = [
        painted(),
        grey(),
        one_color(7, 5, [0.2, 0.9, 0.4]),
        one_color(7, 5, [0.0; 3]),
        one_color(1, 1, [1.0, 0.0, 0.3]),
        one_color(300, 1, [0.5; 3]),
        // Grey but for what rounding leaves, which must not become colour.
        Picture::new(40, 30, grey().planes().iter().enumerate().map(|(i, v)| v + (i % 5) as f32 * 1e-4).collect()),
    ];
    for content in &pictures {
        for painted in &pictures {
            for method in ColorMethod::ALL {
                let given = given(content, painted, method, 1.0);
                assert_eq!((given.width(), given.height()), (painted.width(), painted.height()));
                assert!(given.planes().iter().all(|value| (-1e-3..=1.001).contains(value)), "{method:?}");
            }
        }
    }
    for method in [ColorMethod::Cholesky, ColorMethod::Pca, ColorMethod::Symmetric, ColorMethod::Histogram] {
        let given = given(&one_color(3, 3, [0.2, 0.6, 0.4]), &painted(), method, 1.0);
        assert!(largest_difference(given.planes(), one_color(61, 47, [0.2, 0.6, 0.4]).planes()) < 1e-3, "{method:?}");
    }
}

#[test]
fn the_size_of_the_painting_may_change_on_the_way() {
    let colors = ContentColors::new(Arc::new(content()));
    let settings = ColorSettings { method: ColorMethod::Luminance, ..ColorSettings::default() };
    for (width, height) in [(20, 16), (20, 16), (40, 32), (80, 64)] {
        let painted = painted().resized(width, height);
        let given = colors.given_to(Cow::Borrowed(&painted), settings);
        assert!(largest_difference(&luminances(&given), &luminances(&painted)) < 1e-6);
    }
}

#[test]
fn strengths_outside_the_range_are_refused() {
    for strength in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let error = ColorSettings { method: ColorMethod::Pca, strength }.validate().unwrap_err();
        assert!(error.headline().starts_with("the strength of the colours cannot be"));
    }
    ColorSettings::default().validate().unwrap();
}
