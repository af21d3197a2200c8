//! `impasto bench enlarge`: what enlarging keeps of photographs, as in the paper's comparison for super-resolution (Johnson
//! et al. 2016, Figures 8 and 9, where the numbers of bicubic, pixel-loss and perceptual-loss pictures stand side by side).

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde::Serialize;

use crate::cancel::CancelToken;
use crate::cli::enlarge::enlarger;
use crate::cli::interrupt::{self, cancelled_by_signals};
use crate::cli::output::{say, until_the_reader_goes, write_json, write_line};
use crate::cli::progress::Progress;
use crate::error::{Error, Result};
use crate::fast::{Enlargement, Enlarger, Photos};
use crate::picture::{AxisLabels, LabelledGrid, Picture, SaveOptions, check_writable};
use crate::text::text;

use super::args::BenchEnlargeArgs;

/// Both sides of the crops that are shown, in pixels of the photograph.
const CROP_SIDE: usize = 128;
/// Photographs whose crops are shown at most.
const MOST_CROPS: usize = 8;

/// How near an enlarged picture comes to the photograph.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Likeness {
    psnr: f64,
    ssim: f64,
}

/// A way of enlarging.
struct Method {
    name: &'static str,
    /// None for the bicubic filter.
    network: Option<Enlarger>,
}

/// One photograph.
#[derive(Debug, Serialize)]
struct Line<'a> {
    photograph: &'a str,
    #[serde(flatten)]
    likeness: std::collections::BTreeMap<&'a str, Likeness>,
}

/// Reduces every photograph, enlarges it again by every method, and tells how near it comes.
pub fn enlarge(arguments: &BenchEnlargeArgs) -> Result<ExitCode> {
    arguments.compute.prepare()?;
    if let Some(crops) = &arguments.crops {
        check_writable(crops)?;
    }
    let device = arguments.compute.device.open()?;
    let mut methods = vec![Method { name: "bicubic", network: None }];
    if let Some(path) = &arguments.pixel {
        let network = Some(enlarger(arguments.factor, Some(path), device.clone())?);
        methods.push(Method { name: "pixel loss", network });
    }
    let network = Some(enlarger(arguments.factor, arguments.perceptual.as_deref(), device)?);
    methods.push(Method { name: "perceptual loss", network });
    let photos = Photos::of_folder(&arguments.photos)?;
    let cancel = cancelled_by_signals()?;
    let mut bench = Bench { arguments, methods, sums: Vec::new(), shown: Vec::new(), cancel };
    match bench.run(&photos) {
        Err(Error::Cancelled) => Ok(interrupt::exit_code()),
        result => result.map(|()| ExitCode::SUCCESS),
    }
}

/// The comparison as far as it got.
struct Bench<'a> {
    arguments: &'a BenchEnlargeArgs,
    methods: Vec<Method>,
    /// For each method over all photographs.
    sums: Vec<Likeness>,
    /// Crops of some photographs: as each method makes them, and as they were.
    shown: Vec<(String, Vec<Picture>)>,
    cancel: CancelToken,
}

impl Bench<'_> {
    fn run(&mut self, photos: &Photos) -> Result<()> {
        let mut progress = Progress::on_stderr(true);
        self.sums = vec![Likeness::default(); self.methods.len()];
        self.write_heading()?;
        let mut count = 0;
        for (index, path) in photos.files().iter().enumerate() {
            let name = path.strip_prefix(photos.folder()).unwrap_or(path).display().to_string();
            progress.show(index as f64 / photos.files().len() as f64, &name);
            match self.photograph(path) {
                Ok(picture) => {
                    let likeness = self.compare(&name, &picture)?;
                    self.write_line(&name, &likeness)?;
                    for (sum, one) in self.sums.iter_mut().zip(&likeness) {
                        *sum = Likeness { psnr: sum.psnr + one.psnr, ssim: sum.ssim + one.ssim };
                    }
                    count += 1;
                }
                Err(error) => progress.say(&error.headline()),
            }
        }
        progress.clear();
        if count == 0 {
            return Err(Error::value("--photos", photos.folder().display(), text!("no photograph in it can be used")));
        }
        let mean = |sum: &Likeness| Likeness { psnr: sum.psnr / f64::from(count), ssim: sum.ssim / f64::from(count) };
        let means: Vec<Likeness> = self.sums.iter().map(mean).collect();
        self.write_line("mean", &means)?;
        self.save_crops()
    }

    /// A photograph at the size of the comparison, whose sides are multiples of the factor.
    fn photograph(&self, path: &Path) -> Result<Picture> {
        let picture = Picture::open(path)?;
        let longer = picture.width().max(picture.height()).min(self.arguments.size);
        let picture = picture.with_longer_side(longer);
        let factor = self.arguments.factor.factor();
        let [width, height] = [picture.width(), picture.height()].map(|side| side / factor * factor);
        if width == 0 || height == 0 {
            return Err(Error::value(
                text!("the photograph"),
                path.display(),
                text!("it is smaller than {factor} pixels", factor),
            ));
        }
        Ok(part(&picture, [0, 0], [width, height]))
    }

    /// How near each method comes.
    fn compare(&mut self, name: &str, photograph: &Picture) -> Result<Vec<Likeness>> {
        let small = Arc::new(self.arguments.factor.reduced(photograph));
        let mut pictures = Vec::new();
        for method in &self.methods {
            pictures.push(match &method.network {
                Some(network) => network.enlarge(&small, &mut |_| {}, &self.cancel)?,
                None => self.arguments.factor.bicubic(&small),
            });
        }
        let likeness = pictures.iter().map(|picture| Likeness {
            psnr: picture.luminance_psnr(photograph),
            ssim: picture.luminance_ssim(photograph),
        });
        let likeness = likeness.collect();
        if self.arguments.crops.is_some() && self.shown.len() < MOST_CROPS {
            pictures.push(photograph.clone());
            self.shown.push((name.to_owned(), pictures.iter().map(middle).collect()));
        }
        Ok(likeness)
    }

    fn write_heading(&self) -> Result<()> {
        if self.arguments.json {
            return Ok(());
        }
        let mut text = format!("Enlarged {} times, PSNR in dB and SSIM of the luminance\n\n", self.arguments.factor);
        text += "| photograph |";
        for Method { name, .. } in &self.methods {
            let _ = write!(text, " {name} |");
        }
        let _ = write!(text, "\n| --- |{}", " --- |".repeat(self.methods.len()));
        until_the_reader_goes(write_line(&text))
    }

    fn write_line(&self, name: &str, likeness: &[Likeness]) -> Result<()> {
        let of_methods = self.methods.iter().map(|method| method.name).zip(likeness);
        if self.arguments.json {
            let likeness = of_methods.map(|(method, likeness)| (method, *likeness)).collect();
            return until_the_reader_goes(write_json(&Line { photograph: name, likeness }));
        }
        let cells = of_methods.map(|(_, Likeness { psnr, ssim })| format!(" {psnr:.2} / {ssim:.4} |"));
        until_the_reader_goes(write_line(&format!("| {name} |{}", cells.collect::<String>())))
    }

    /// One picture with the crops of all methods side by side.
    fn save_crops(&self) -> Result<()> {
        let Some(path) = &self.arguments.crops else { return Ok(()) };
        let names = self.methods.iter().map(|method| method.name).chain(["photograph"]).map(str::to_owned);
        let grid = LabelledGrid {
            across: AxisLabels { title: String::new(), values: names.collect() },
            down: AxisLabels {
                title: String::new(),
                values: self.shown.iter().map(|(name, _)| name.clone()).collect(),
            },
            cells: self.shown.iter().flat_map(|(_, crops)| crops.iter().map(Some)).collect(),
        };
        grid.draw().save(path, &SaveOptions::default())?;
        say(&format!("the crops are in {}", path.display()));
        Ok(())
    }
}

/// The middle of a picture, shown twice as large so that its pixels can be seen.
fn middle(picture: &Picture) -> Picture {
    let size = [picture.width(), picture.height()];
    let sides = size.map(|side| side.min(CROP_SIDE));
    let start = [0, 1].map(|axis| (size[axis] - sides[axis]) / 2);
    Enlargement::Twice.bicubic(&part(picture, start, sides))
}

/// The part of a picture that begins at a pixel and has a width and a height.
fn part(picture: &Picture, [left, top]: [usize; 2], [width, height]: [usize; 2]) -> Picture {
    let rows = picture.planes().chunks_exact(picture.width() * picture.height()).flat_map(|plane| {
        (top..top + height).flat_map(move |y| plane[y * picture.width() + left..][..width].iter().copied())
    });
    Picture::new(width, height, rows.collect())
}
