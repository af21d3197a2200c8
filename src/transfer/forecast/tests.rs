use super::pace::growth;
use super::*;
use crate::transfer::Losses;

const SCALES: [Scale; 2] =
    [Scale { width: 100, height: 100, iterations: 10 }, Scale { width: 200, height: 200, iterations: 10 }];
/// How many times longer an iteration of the second scale takes, as long as nothing was measured.
fn times() -> f64 {
    growth(10_000.0, 40_000.0)
}

/// A report of an iteration, each of which needed one evaluation.
fn report(iteration: usize, scale: usize, seconds: f64) -> StepReport {
    evaluated(iteration, iteration, scale, seconds)
}

fn evaluated(iteration: usize, evaluations: usize, scale: usize, seconds: f64) -> StepReport {
    let losses = Losses { content: 0.0, style: 1.0, style_layers: Vec::new(), total: 1000.0, total_variation: 0.0 };
    StepReport { iteration, evaluations, scale, width: 1, height: 1, losses, seconds }
}

fn after(pace: Pace, reports: &[(usize, usize, f64)]) -> Forecast {
    let mut forecast = Forecast::new(&SCALES, pace);
    for &(iteration, scale, seconds) in reports {
        forecast.step(&report(iteration, scale, seconds));
    }
    forecast
}

fn assert_near(left: f64, right: f64) {
    assert!((left - right).abs() < 1e-9 * right.abs().max(1.0), "{left} is not {right}");
}

#[test]
fn the_speed_is_that_of_the_present_scale() {
    assert_eq!(after(Pace::default(), &[]).speed(), None);
    assert_eq!(after(Pace::default(), &[(1, 0, 0.1)]).speed(), None);
    assert_eq!(after(Pace::default(), &[(1, 0, 1.0), (2, 0, 1.5)]).speed(), Some(2.0));
    assert_eq!(after(Pace::default(), &[(1, 0, 1.0), (2, 0, 1.5), (3, 1, 2.0)]).speed(), None);
    let slow: Vec<_> = (1..=6).map(|index| (index, 0, 40.0 * index as f64)).collect();
    assert_near(after(Pace::default(), &slow).speed().unwrap(), 1.0 / 40.0);
    let slowing: Vec<_> = (1..=9).map(|index| (index, 0, if index < 5 { 0.1 } else { 10.0 } * index as f64)).collect();
    assert_near(after(Pace::default(), &slowing).speed().unwrap(), 0.1);
    // Reports may be left out where the window is slow.
    assert_near(after(Pace::default(), &[(1, 0, 1.0), (5, 0, 3.0)]).speed().unwrap(), 2.0);
}

#[test]
fn the_time_left_counts_pixels_where_nothing_better_is_known() {
    assert_eq!(after(Pace::default(), &[]).seconds_left(), None);
    let forecast = after(Pace::default(), &[(4, 0, 4.0), (5, 0, 5.0)]);
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * (5.0 + (10.0 + SET_UP) * times()));
    let forecast = after(Pace::default(), &[(11, 1, 20.0), (12, 1, 22.0)]);
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * 8.0 * 2.0);
    let forecast = after(Pace::default(), &[(19, 1, 20.0), (20, 1, 22.0)]);
    assert_near(forecast.seconds_left().unwrap(), 0.0);
}

#[test]
fn the_time_left_is_that_of_the_measured_scales() {
    let mut pace = Pace::default();
    pace.note(10_000, 1.0);
    pace.note(40_000, 3.0);
    let left = after(pace.clone(), &[]).seconds_left().unwrap();
    assert!((left - (12.2 * 1.0 + 12.2 * 3.0)).abs() < 0.8, "{left}");
    // This painting is twice as slow as the one that was measured, which will hold at the next scale too.
    let slow: Vec<_> = (1..=8).map(|index| (index, 0, 2.0 * index as f64)).collect();
    let left = after(pace, &slow).seconds_left().unwrap();
    assert!((left - (2.0 * 2.0 + 12.2 * 6.0)).abs() < 4.0, "{left}");
}

#[test]
fn the_first_iteration_of_a_scale_has_a_forecast_too() {
    let forecast = after(Pace::default(), &[(9, 0, 9.0), (10, 0, 10.0), (11, 1, 15.0)]);
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * 9.0 * times());
}

#[test]
fn what_takes_several_evaluations_is_not_slow() {
    let mut forecast = Forecast::new(&SCALES, Pace::default());
    for iteration in 1..=10 {
        forecast.step(&evaluated(iteration, 3 * iteration, 0, 3.0 * iteration as f64));
    }
    let ahead = (10.0 + SET_UP) * times();
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * ahead);
    // One slow evaluation of a new scale is not taken for its speed either.
    forecast.step(&evaluated(11, 32, 1, 40.0));
    forecast.step(&evaluated(12, 33, 1, 40.0 + 3.0 * times()));
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * 8.0 * times());
}

#[test]
fn the_share_counts_pixels_and_not_iterations() {
    let whole = (10.0 + SET_UP) * (1.0 + times());
    assert_near(after(Pace::default(), &[(10, 0, 1.0)]).share_done(), (10.0 + SET_UP) / whole);
    assert_near(after(Pace::default(), &[(15, 1, 1.0)]).share_done(), 1.0 - 5.0 * times() / whole);
    assert_near(after(Pace::default(), &[(20, 1, 1.0)]).share_done(), 1.0);
    assert_eq!(Forecast::new(&[], Pace::default()).share_done(), 0.0);
}

#[test]
fn a_new_plan_counts_at_once() {
    let mut forecast = after(Pace::default(), &[(4, 0, 4.0), (5, 0, 5.0)]);
    forecast.set_scales(&[SCALES[0]]);
    assert_near(forecast.seconds_left().unwrap(), EVALUATIONS * 5.0);
    assert_eq!(forecast.iterations(), 10);
}

#[test]
fn a_painting_refines_the_pace() {
    let reports: Vec<_> =
        (1..=10).map(|index| (index, 0, 0.5 * index as f64)).chain([(11, 1, 8.0), (12, 1, 10.0)]).collect();
    let pace = after(Pace::default(), &reports).into_pace();
    assert_near(pace.iteration(10_000).unwrap(), EVALUATIONS * 0.5);
    // Two iterations are too few to tell; the pixels do.
    assert_near(pace.iteration(40_000).unwrap(), EVALUATIONS * 0.5 * times());
}

/// A painting as it was recorded by `tests/benches/step_times.py`.
struct Recording {
    name: &'static str,
    scales: Vec<Scale>,
    steps: Vec<StepReport>,
}

impl Recording {
    fn read(name: &'static str, table: &str) -> Self {
        let (mut scales, mut steps): (Vec<Scale>, Vec<_>) = (Vec::new(), Vec::new());
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let whole = |index: usize| -> usize { fields[index].parse().unwrap() };
            if whole(2) == scales.len() {
                scales.push(Scale { width: whole(3), height: whole(4), iterations: 0 });
            }
            scales[whole(2)].iterations += 1;
            steps.push(evaluated(whole(0), whole(1), whole(2), fields[5].parse().unwrap()));
        }
        Self { name, scales, steps }
    }

    /// Paints it again on a device of this pace: after each iteration the scale, the seconds left as they were
    /// forecast, and as they turned out.
    fn forecasts(&self, pace: Pace) -> Vec<(usize, f64, f64)> {
        let mut forecast = Forecast::new(&self.scales, pace);
        let whole = self.steps.last().unwrap().seconds;
        let told = self.steps.iter().filter_map(|step| {
            forecast.step(step);
            Some((step.scale, forecast.seconds_left()?, whole - step.seconds))
        });
        told.collect()
    }

    /// The pace of the machine after this painting.
    fn pace(&self) -> Pace {
        let mut forecast = Forecast::new(&self.scales, Pace::default());
        self.steps.iter().for_each(|step| forecast.step(step));
        forecast.into_pace()
    }
}

/// What the window says must be right within a fifth, after every iteration of all scales but the first.
fn assert_within_a_fifth(recording: &Recording, pace: &Pace) {
    for (index, (scale, told, true_seconds)) in recording.forecasts(pace.clone()).into_iter().enumerate() {
        // The last digit of a clock that counts hundredths is noise.
        if scale > 0 && true_seconds > 0.1 {
            let error = told / true_seconds - 1.0;
            let name = recording.name;
            assert!(error.abs() <= 0.2, "{name}, after report {index}: {told:.1} s told, {true_seconds:.1} s it took");
        }
    }
}

#[test]
fn recorded_paintings_end_when_it_was_said_after_their_first_scale() {
    let recordings = [
        Recording::read("castle", include_str!("../../../tests/recordings/castle-512.csv")),
        Recording::read("kingfisher", include_str!("../../../tests/recordings/kingfisher-700.csv")),
        Recording::read("panda", include_str!("../../../tests/recordings/panda-1024-adam.csv")),
    ];
    let measured = Recording::read("noise", include_str!("../../../tests/recordings/measurement.csv")).pace();
    for recording in &recordings {
        // On a machine of which nothing is known, on one that was measured before Start, and on one that has painted.
        assert_within_a_fifth(recording, &Pace::default());
        assert_within_a_fifth(recording, &measured);
        for earlier in &recordings {
            assert_within_a_fifth(recording, &earlier.pace());
        }
    }
}
