//! `impasto loss`: how far a picture is from its content and its style.

use std::fmt::Write;
use std::process::ExitCode;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::picture::Picture;
use crate::text::text;
use crate::transfer::{Objective, SeenStyle};

use super::args::LossArgs;
use super::json::LossLine;
use super::output::{until_the_reader_goes, write_json, write_line};

/// Measures and tells.
pub fn loss(arguments: &LossArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let sized = |picture: Picture| match arguments.size {
        Some(size) => picture.with_longer_side(size),
        None => picture,
    };
    arguments.styles.validate()?;
    let content = sized(arguments.content.open()?);
    let styles = SeenStyle::all_whole(&arguments.styles.open(sized)?);
    let image = sized(Picture::open(&arguments.image)?);
    if (image.width(), image.height()) != (content.width(), content.height()) {
        return Err(different_sizes(arguments, &image, &content));
    }

    let settings = arguments.objective.settings();
    let network = networks.get(arguments.machine.compute.device, settings.weight_scale)?;
    let never = CancelToken::new();
    let mut objective = Objective::new(network, &settings, &content, styles, &never)?;
    let evaluation = objective.evaluate_picture(&image, &never)?;
    let line = LossLine {
        content: evaluation.losses.content,
        style: LossLine::style(&evaluation.losses.style_layers),
        total: evaluation.losses.total,
        gradient_l2: evaluation.gradient_l2()?,
    };
    until_the_reader_goes(if arguments.json { write_json(&line) } else { write_line(&table(&line)) })?;
    Ok(ExitCode::SUCCESS)
}

fn different_sizes(arguments: &LossArgs, image: &Picture, content: &Picture) -> Error {
    let remedy = text!(
        "it must have the size of {path}, {width}x{height} pixels; --size N makes both as large if they have one shape",
        path = &arguments.content.content,
        width = content.width(),
        height = content.height()
    );
    let size = text!("{width}x{height} pixels", width = image.width(), height = image.height());
    Error::value(&arguments.image, size, remedy)
}

fn table(line: &LossLine) -> String {
    let mut table = format!("content   {:.6e}\n", line.content);
    for (layer, loss) in &line.style {
        let _ = writeln!(table, "{layer:<9} {loss:.6e}");
    }
    let _ = write!(table, "total     {:.6e}\ngradient  {:.6e}", line.total, line.gradient_l2);
    table
}
