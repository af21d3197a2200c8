use super::*;
use crate::kernels::reference;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
fn tmp_layers() {
    use std::time::Instant;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (i, o, h, w) in
        [(3, 64, 33, 31), (64, 64, 32, 32), (20, 12, 7, 5), (128, 70, 17, 70), (1, 1, 1, 1), (200, 3, 40, 40)]
    {
        let shape = MapShape::new(i, h, w);
        let x: Vec<f32> = (0..shape.len()).map(|_| rng.random_range(-1.0..1.0)).collect();
        let wt: Vec<f32> = (0..o * i * 9).map(|_| rng.random_range(-0.1..0.1)).collect();
        let b: Vec<f32> = (0..o).map(|_| rng.random_range(-0.1..0.1)).collect();
        let c = Conv3x3::new(&wt, &b, i);
        let mut y = vec![0f32; o * h * w];
        c.forward(&x, shape, &mut y, Activation::None, &CancelToken::new()).unwrap();
        let d = |v: &[f32]| v.iter().map(|&v| v as f64).collect::<Vec<_>>();
        let r = reference::conv3x3(&d(&x), shape, &d(&wt), &d(&b));
        let e =
            y.iter().zip(&r).map(|(a, b)| (*a as f64 - b).powi(2)).sum::<f64>() / r.iter().map(|b| b * b).sum::<f64>();
        let mut g = vec![0f32; i * h * w];
        c.input_gradient(&y, None, shape, &mut g, &CancelToken::new()).unwrap();
        let r = reference::conv3x3_input_gradient(&d(&y), shape, &d(&wt));
        let e2 =
            g.iter().zip(&r).map(|(a, b)| (*a as f64 - b).powi(2)).sum::<f64>() / r.iter().map(|b| b * b).sum::<f64>();
        println!("{i} {o} {h} {w}: {:.2e} {:.2e}", e.sqrt(), e2.sqrt());
    }
    let size: usize = std::env::var("SIZE").ok().and_then(|s| s.parse().ok()).unwrap_or(256);
    let (mut total, mut flops) = (0.0, 0.0);
    for (i, o, d, n) in [
        (3, 64, 1, 1),
        (64, 64, 1, 1),
        (64, 128, 2, 1),
        (128, 128, 2, 1),
        (128, 256, 4, 1),
        (256, 256, 4, 3),
        (256, 512, 8, 1),
        (512, 512, 8, 3),
        (512, 512, 16, 1),
    ] {
        let (h, w) = (size / d, size / d);
        let shape = MapShape::new(i, h, w);
        let x: Vec<f32> = (0..shape.len()).map(|_| rng.random_range(-1.0..1.0)).collect();
        let wt: Vec<f32> = (0..o * i * 9).map(|_| rng.random_range(-0.1..0.1)).collect();
        let b: Vec<f32> = (0..o).map(|_| rng.random_range(-0.1..0.1)).collect();
        let c = Conv3x3::new(&wt, &b, i);
        let mut y = vec![0f32; o * h * w];
        let mut g = vec![0f32; i * h * w];
        let (mut best, mut best2) = (f64::MAX, f64::MAX);
        for _ in 0..15 {
            let t = Instant::now();
            c.forward(&x, shape, &mut y, Activation::Relu, &CancelToken::new()).unwrap();
            best = best.min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            c.input_gradient(&y, Some(&y), shape, &mut g, &CancelToken::new()).unwrap();
            best2 = best2.min(t.elapsed().as_secs_f64());
        }
        let f = (2 * 9 * i * o * h * w) as f64;
        println!(
            "{i:4} {o:4} {h:5}: {:8.2} ms {:6.0} GFLOP/s   {:8.2} ms {:6.0} GFLOP/s",
            best * 1e3,
            f / best / 1e9,
            best2 * 1e3,
            f / best2 / 1e9
        );
        total += (best + best2) * n as f64;
        flops += 2.0 * f * n as f64;
    }
    println!("step {:.1} ms  {:.0} GFLOP/s", total * 1e3, flops / total / 1e9);
}
