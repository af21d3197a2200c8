//! `impasto reconstruct`: Figure 1 of Gatys et al. 2016 for any picture.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::network::{Layer, NetworkCache};
use crate::picture::{AfterPainting, AxisLabels, LabelledGrid, Picture, SaveOptions, fitted_size};
use crate::transfer::figures::{CONTENT_FIGURE, content_reconstruction, style_reconstruction};
use crate::transfer::{Ending, ITERATIONS_RANGE, SIZE_RANGE, StyleLayers, TransferSettings, Variation};

use super::devices::MachineArgs;
use super::interrupt::{self, cancelled_by_signals};
use super::json::ReconstructLine;
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::paint::{Order, Reports, Told, paint};
use super::progress::Progress;
use super::saving::make_folder;
use super::values::{LayerList, number};

/// The longer side of the pictures in pixels, where nothing else is asked for.
const SIZE: usize = 256;

const EXAMPLES: &str = "\
Examples:
  impasto reconstruct content --image photo.jpg --output figure
      What conv1_2, conv2_2 ... conv5_2 keep of photo.jpg, with the likeness in dB.
  impasto reconstruct content --image photo.jpg --layers conv3_1 --output figure
      One layer.
  impasto reconstruct style --image painting.jpg --output figure
      Textures from conv1_1 alone to conv1_1 ... conv5_1.

Each picture is a file, and figure/content.png or figure/style.png has all of
them in a row with labels, the original first.

With --json each picture is one line on the standard output, and so is the row:
  {\"event\":\"reconstructed\",\"output\":\"figure/content-conv1_2.png\",
   \"psnr\":32.1,\"seconds\":..}
  {\"event\":\"figure\",\"output\":\"figure/content.png\"}";

/// `impasto reconstruct`.
#[derive(Debug, Subcommand)]
pub enum Reconstruct {
    /// Paint, from white noise, what single layers keep of the content (lower row)
    Content(ReconstructContentArgs),
    /// Paint, from white noise, what more and more layers keep of the style (upper row)
    Style(ReconstructArgs),
}

/// `impasto reconstruct content`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReconstructContentArgs {
    /// Layers, each painted to a picture of its own
    #[arg(long, value_name = "LAYERS", default_value_t = LayerList(CONTENT_FIGURE.to_vec()))]
    pub layers: LayerList,
    /// What both rows can choose.
    #[command(flatten)]
    pub common: ReconstructArgs,
}

/// `impasto reconstruct style`, and what it shares with `impasto reconstruct content`.
#[derive(Debug, Args)]
pub struct ReconstructArgs {
    /// The picture
    #[arg(long, value_name = "FILE")]
    pub image: PathBuf,
    /// Folder for the pictures, made if its parent is there
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
    /// Longer side of the pictures in pixels
    #[arg(long, value_name = "N", default_value_t = SIZE, value_parser = number(SIZE_RANGE),
        allow_negative_numbers = true)]
    pub size: usize,
    /// Iterations for each picture
    #[arg(long, value_name = "N", value_parser = number(ITERATIONS_RANGE), allow_negative_numbers = true)]
    pub iterations: Option<usize>,
    /// Seed of the white noise
    #[arg(long, value_name = "N", default_value_t = TransferSettings::default().seed,
        value_parser = number(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Where it is computed.
    #[command(flatten)]
    pub machine: MachineArgs,
    /// Write one JSON line per picture to the standard output
    #[arg(long)]
    pub json: bool,
    /// Show no progress
    #[arg(long)]
    pub quiet: bool,
}

/// One picture of the figure.
struct Panel {
    /// Its file, and how it is called in what is told.
    name: String,
    /// What stands above it.
    label: String,
    settings: TransferSettings,
    /// Whether it is compared with the picture it was made from.
    is_compared: bool,
}

/// A panel that was painted.
struct Painted {
    label: String,
    picture: Picture,
}

/// Paints every panel of the row that was asked for.
pub fn reconstruct(row: &Reconstruct) -> Result<ExitCode> {
    match row {
        Reconstruct::Content(ReconstructContentArgs { layers, common }) => {
            let layers = layers.0.iter().copied();
            paint_row(common, "content", layers.map(content_panel).collect())
        }
        Reconstruct::Style(common) => {
            paint_row(common, "style", (1..=StyleLayers::PAPER.len()).map(style_panel).collect())
        }
    }
}

fn content_panel(layer: Layer) -> Panel {
    let (name, label) = (format!("content-{layer}"), layer.to_string());
    Panel { name, label, settings: content_reconstruction(layer), is_compared: true }
}

fn style_panel(depth: usize) -> Panel {
    let name = match &StyleLayers::PAPER[..depth] {
        [first, .., last] => format!("style-{first}-to-{last}"),
        layers => format!("style-{}", layers[0]),
    };
    let label = Variation::StyleReconstruction(depth).label(&[]).to_string();
    Panel { name, label, settings: style_reconstruction(depth), is_compared: false }
}

/// Paints the panels one after the other, and puts them into a row with labels.
fn paint_row(arguments: &ReconstructArgs, name: &str, panels: Vec<Panel>) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let image = Arc::new(Picture::open(&arguments.image)?);
    make_folder(&arguments.output)?;
    let cancel = cancelled_by_signals()?;
    let (width, height) = fitted_size(image.width(), image.height(), arguments.size);
    let original = image.resized(width, height);
    let mut row = vec![Painted { label: "original".into(), picture: original.clone() }];
    for panel in panels {
        match paint_panel(arguments, panel, (&image, &original), &networks, &cancel)? {
            Ok(painted) => row.push(painted),
            Err(Ending::NotFinite) => {
                say("The loss stopped being a number; the pictures that were finished are kept.");
                return Ok(ExitCode::FAILURE);
            }
            Err(_) => {
                say("Interrupted; the pictures that were finished are kept.");
                return Ok(interrupt::exit_code());
            }
        }
    }
    let labels = AxisLabels { title: String::new(), values: row.iter().map(|panel| panel.label.clone()).collect() };
    let cells = row.iter().map(|panel| Some(&panel.picture)).collect();
    let figure = LabelledGrid { across: labels, down: AxisLabels::default(), cells };
    let output = arguments.output.join(format!("{name}.png"));
    figure.draw().save(&output, &SaveOptions::default())?;
    until_the_reader_goes(if arguments.json {
        write_json(&ReconstructLine::Figure { output: output.to_string_lossy() })
    } else {
        write_line(&output.display().to_string())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Paints, saves and tells one panel. One that was broken off is not saved; its ending says why.
fn paint_panel(
    arguments: &ReconstructArgs,
    panel: Panel,
    (image, original): (&Arc<Picture>, &Picture),
    networks: &NetworkCache,
    cancel: &CancelToken,
) -> Result<Result<Painted, Ending>> {
    let Panel { name, label, settings, is_compared } = panel;
    let iterations = arguments.iterations.unwrap_or(settings.iterations);
    let settings = TransferSettings { size: arguments.size, iterations, seed: arguments.seed, ..settings };
    let progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) };
    let order = Order {
        settings,
        content: Arc::clone(image),
        styles: Arc::clone(image).into(),
        start: None,
        after: AfterPainting::default(),
        networks: networks.clone(),
        device: arguments.machine.compute.device,
    };
    let outcome = paint(order, &mut Reports::new(progress, Told::Nothing), cancel)?;
    if !matches!(outcome.ending, Ending::Completed | Ending::Converged) {
        return Ok(Err(outcome.ending));
    }
    let output = arguments.output.join(format!("{name}.png"));
    outcome.picture.save(&output, &SaveOptions::default())?;
    let psnr = is_compared.then(|| outcome.picture.psnr(original));
    tell(&output, psnr, outcome.last_step.as_ref().map_or(0.0, |step| step.seconds), arguments)?;
    let label = psnr.map_or(label.clone(), |psnr| format!("{label}, {psnr:.1} dB"));
    Ok(Ok(Painted { label, picture: outcome.picture }))
}

fn tell(output: &Path, psnr: Option<f64>, seconds: f64, arguments: &ReconstructArgs) -> Result<()> {
    if arguments.json {
        let output = output.to_string_lossy();
        return until_the_reader_goes(write_json(&ReconstructLine::Reconstructed { output, psnr, seconds }));
    }
    let likeness = psnr.map_or(String::new(), |psnr| format!("{psnr:.1} dB, "));
    until_the_reader_goes(write_line(&format!("{} ({likeness}{seconds:.1} s)", output.display())))
}
