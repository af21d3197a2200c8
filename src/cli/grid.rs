//! `impasto grid`: many small paintings with labelled axes in one picture, as in Figure 4 of the paper.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::FormattedDuration;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::job::SheetProgress;
use crate::network::Layer;
use crate::picture::{AxisLabels, LabelledGrid, Picture, check_writable};
use crate::text::text;
use crate::transfer::{
    ContactSheet, Ending, ITERATIONS_RANGE, RATIO_RANGE, SIZE_RANGE, Scales, SheetPainting, StyleLayers, Styles,
    TOTAL_VARIATION_RANGE, TransferSettings, TurnEnd, Variation, Varied,
};

use super::devices::MachineArgs;
use super::interrupt::{self, cancelled_by_signals};
use super::output::{say, until_the_reader_goes, write_line};
use super::presets::{Given, on_preset};
use super::progress::Progress;
use super::render::spare_the_inputs;
use super::saving::SaveArgs;
use super::settings::ObjectiveArgs;
use super::values::{Init, number};

/// The longer side of a cell in pixels, if it is not chosen.
const SIZE: usize = 256;
/// The iterations of a cell, if they are not chosen.
const ITERATIONS: usize = 100;
/// The depths that can be asked for.
const DEPTH_RANGE: RangeInclusive<usize> = 1..=StyleLayers::PAPER.len();

const EXAMPLES: &str = "\
Examples:
  impasto grid --content photo.jpg --style painting.jpg --output grid.png \\
      --ratios 1e-4,1e-3,1e-2,1e-1 --depths 1,2,3,4,5
      Figure 4 of the paper: the balance from left to right, the depth of the
      style from top to bottom.
  impasto grid --content photo.jpg --style waves.jpg --style stars.jpg \\
      --ratios 1e-3,1e-2 --output styles.png
      Two paintings as the style, each with two balances.
  impasto grid --content photo.jpg --style waves.jpg --seeds 1,2,3 --output a.png
      Three chances from noise in one row.

One or two axes are varied: --ratios, --tvs, --seeds, --content-layers,
--depths, and the style when --style is given more than once. The first of
them in this order goes from left to right, the other one from top to bottom.
Ctrl-C saves the grid as it is and ends with exit code 130.";

/// `impasto grid`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct GridArgs {
    /// The photograph that is painted
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    content: PathBuf,
    /// The painting whose style is taken; give it again to compare several
    #[arg(long, value_name = "FILE", required = true, help_heading = "Pictures")]
    style: Vec<PathBuf>,
    /// Where the grid goes; the ending chooses PNG, JPEG, WebP or TIFF
    #[arg(long, value_name = "FILE", help_heading = "Pictures")]
    output: PathBuf,
    /// The start: content, noise, style, or a picture FILE (write ./noise for a file of that name)
    #[arg(long, value_name = "START", default_value = "content", help_heading = "Pictures")]
    init: Init,
    /// How it is written.
    #[command(flatten)]
    saving: SaveArgs,

    /// Ratios of content to style; without any axis 1e-4,1e-3,1e-2,1e-1
    #[arg(long, value_name = "R,..", value_delimiter = ',', value_parser = number(RATIO_RANGE),
        allow_negative_numbers = true, help_heading = "Axes")]
    ratios: Vec<f64>,
    /// Weights of the total variation term
    #[arg(long, value_name = "W,..", value_delimiter = ',', value_parser = number(TOTAL_VARIATION_RANGE),
        allow_negative_numbers = true, help_heading = "Axes")]
    tvs: Vec<f64>,
    /// Seeds of white noise to start from
    #[arg(long, value_name = "N,..", value_delimiter = ',', value_parser = number(0..=u64::MAX),
        allow_negative_numbers = true, help_heading = "Axes")]
    seeds: Vec<u64>,
    /// Layers that hold the content
    #[arg(long, value_name = "LAYER,..", value_delimiter = ',', help_heading = "Axes")]
    content_layers: Vec<Layer>,
    /// How many of the five style layers count, from `conv1_1` inwards
    #[arg(long, value_name = "N,..", value_delimiter = ',', value_parser = number(DEPTH_RANGE),
        allow_negative_numbers = true, help_heading = "Axes")]
    depths: Vec<usize>,

    /// Look to begin with: one of `impasto presets`, or a preset file; options that are given change it
    #[arg(long, value_name = "NAME|FILE", help_heading = "Painting")]
    preset: Option<String>,
    /// The options that were typed.
    #[arg(skip)]
    given: Given,
    /// Longer side of each cell in pixels
    #[arg(long, value_name = "N", default_value_t = SIZE, value_parser = number(SIZE_RANGE),
        allow_negative_numbers = true, help_heading = "Painting")]
    size: usize,
    /// Iterations of each cell, shared out over its scales
    #[arg(long, value_name = "N", default_value_t = ITERATIONS, value_parser = number(ITERATIONS_RANGE),
        allow_negative_numbers = true, help_heading = "Painting")]
    iterations: usize,
    /// Sizes to go through, coarse to fine: a number, or auto to begin near 128 pixels
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().scales,
        allow_negative_numbers = true, help_heading = "Painting")]
    scales: Scales,
    /// What the axes do not vary.
    #[command(flatten)]
    objective: ObjectiveArgs,

    /// Where it is computed.
    #[command(flatten)]
    machine: MachineArgs,

    /// Show no progress
    #[arg(long, help_heading = "Reports")]
    quiet: bool,
}

impl GridArgs {
    /// Notes which options were typed.
    pub fn note_given(&mut self, given: Given) {
        self.given = given;
    }

    /// The sheet with the axes that were given.
    fn sheet(&self) -> Result<ContactSheet> {
        let typed = TransferSettings {
            start: self.init.start(),
            size: self.size,
            iterations: self.iterations,
            scales: self.scales,
            ..self.objective.settings()
        };
        let base = on_preset(self.preset.as_deref(), &typed, &self.given)?;
        let styles = if self.style.len() > 1 { self.style.len() } else { 0 };
        let axes: [Vec<Variation>; 6] = [
            self.ratios.iter().copied().map(Variation::Ratio).collect(),
            self.tvs.iter().copied().map(Variation::TotalVariation).collect(),
            self.seeds.iter().copied().map(Variation::Seed).collect(),
            self.content_layers.iter().copied().map(Variation::ContentLayer).collect(),
            self.depths.iter().copied().map(Variation::Depth).collect(),
            (0..styles).map(Variation::Style).collect(),
        ];
        let mut axes = axes.into_iter().filter(|values| !values.is_empty());
        let across = axes.next().unwrap_or_else(|| figure_4().collect());
        let down = axes.next().unwrap_or_default();
        if let Some(third) = axes.next() {
            let name = third[0].varied().name().to_lowercase();
            return Err(Error::value(text!("a third axis"), name, text!("a grid has two; leave one of them out")));
        }
        let sheet = ContactSheet { base, across, down };
        sheet.validate()?;
        Ok(sheet)
    }
}

/// The ratios of the paper's Figure 4.
fn figure_4() -> impl Iterator<Item = Variation> {
    [1e-4, 1e-3, 1e-2, 1e-1].into_iter().map(Variation::Ratio)
}

/// Paints every cell and saves the grid; everything that can be known to fail is tried before the work begins.
pub fn grid(arguments: &GridArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let output = arguments.output.as_path();
    let inputs = std::iter::once(&arguments.content).chain(&arguments.style).chain(arguments.init.file());
    spare_the_inputs(output, inputs.map(PathBuf::as_path))?;
    check_writable(output)?;
    let sheet = arguments.sheet()?;
    let open = |path: &Path| Picture::open(path).map(Arc::new);
    let content = open(&arguments.content)?;
    let styles = arguments.style.iter().map(|path| open(path).map(Styles::from)).collect::<Result<Vec<_>>>()?;
    let start = arguments.init.file().map(|path| open(path)).transpose()?;

    let cancel = cancelled_by_signals()?;
    let network = networks.get(arguments.machine.compute.device, sheet.base.weight_scale)?;
    let mut painting = SheetPainting::new(&network, &sheet, &content, &styles, start.as_ref())?;
    let progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(false) };
    let begun = Instant::now();
    let ending = paint(&mut painting, progress, &cancel)?;

    let pictures = (0..painting.count()).map(|cell| Ok(painting.picture(cell)?.map(|(picture, _)| picture)));
    let pictures = pictures.collect::<Result<Vec<Option<Picture>>>>()?;
    let picture = draw(&sheet, &arguments.style, &pictures);
    picture.save(output, &arguments.saving.options())?;
    let (path, columns, rows) = (output.display(), sheet.columns(), sheet.rows());
    let sentence = format!(
        "{} It is in {path} ({columns}x{rows} paintings, {}x{} pixels, {:.1} s).",
        ending.sentence(),
        picture.width(),
        picture.height(),
        begun.elapsed().as_secs_f64(),
    );
    if ending == Ending::Stopped {
        say(&sentence);
        return Ok(interrupt::exit_code());
    }
    if !arguments.quiet {
        until_the_reader_goes(write_line(&sentence))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Paints until all cells are done or until `cancel`; a cell that cannot be painted is told and stays as it was.
fn paint(painting: &mut SheetPainting, mut progress: Progress, cancel: &CancelToken) -> Result<Ending> {
    let (count, begun) = (painting.count(), Instant::now());
    let mut done = 0;
    let ending = loop {
        match painting.turn(cancel) {
            Ok(Some(turn)) => match turn.end {
                TurnEnd::Waiting => {}
                TurnEnd::Done(_) => done += 1,
                TurnEnd::Failed(error) => {
                    done += 1;
                    progress.say(&format!("painting {} of {count} failed: {}", turn.cell + 1, error.headline()));
                }
            },
            Ok(None) => break Ok(Ending::Completed),
            Err(Error::Cancelled) => break Ok(Ending::Stopped),
            Err(error) => break Err(error),
        }
        let state = SheetProgress { share: painting.share_done(), elapsed: begun.elapsed() };
        let left = Duration::try_from_secs_f64(state.seconds_left().unwrap_or(0.0).round()).unwrap_or_default();
        let message = format!("{done} of {count} paintings done, {} left", FormattedDuration(left));
        progress.show(state.share, &message);
    };
    progress.clear();
    ending
}

/// The grid with its labels.
fn draw(sheet: &ContactSheet, styles: &[PathBuf], pictures: &[Option<Picture>]) -> Picture {
    let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = styles.iter().map(stem).collect();
    let labels = |values: &[Variation]| AxisLabels {
        title: values.first().map(Variation::varied).map_or_else(String::new, title),
        values: values.iter().map(|value| value.label(&names).to_string()).collect(),
    };
    let grid = LabelledGrid {
        across: labels(&sheet.across),
        down: labels(&sheet.down),
        cells: pictures.iter().map(Option::as_ref).collect(),
    };
    grid.draw()
}

fn title(varied: Varied) -> String {
    varied.name().to_owned()
}
