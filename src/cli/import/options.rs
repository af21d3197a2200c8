//! The options of neural-style and neural-style-pt, with the values that they have there when they are not given.

use std::str::FromStr;

use crate::error::{Error, Result};
use crate::text::text;

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Options {
    pub(super) style_images: Vec<String>,
    pub(super) style_blend_weights: Option<Vec<f64>>,
    pub(super) content_image: String,
    pub(super) image_size: usize,
    pub(super) gpu: Option<String>,
    pub(super) content_weight: f64,
    pub(super) style_weight: f64,
    pub(super) tv_weight: f64,
    pub(super) num_iterations: usize,
    pub(super) init: Init,
    pub(super) init_image: Option<String>,
    pub(super) optimizer: Optimizer,
    pub(super) save_iter: usize,
    pub(super) output_image: String,
    pub(super) style_scale: f64,
    pub(super) original_colors: bool,
    pub(super) pooling: Pooling,
    pub(super) seed: Option<u64>,
    pub(super) content_layers: Vec<String>,
    pub(super) style_layers: Vec<String>,
    pub(super) normalize_weights: bool,
    pub(super) model_file: Option<String>,
    /// Options that were given and that nothing here corresponds to, as they were typed.
    pub(super) without_equivalent: Vec<(Foreign, String)>,
}

/// The picture to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Init {
    Random,
    Image,
}

/// The method that moves the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Optimizer {
    Lbfgs,
    Adam,
}

/// How the feature maps are halved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    Max,
    Average,
}

/// An option that nothing here corresponds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    Backend,
    Devices,
    Gradients,
    Step,
    History,
    Printing,
    Network,
}

/// What follows an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// A value.
    Value,
    /// Nothing.
    Nothing,
    /// A number, or nothing: the two programs and their forks do not agree.
    PerhapsNumber,
}

/// The options of the two programs that nothing follows.
const FLAGS: [&str; 3] = ["normalize_weights", "disable_check", "cudnn_autotune"];
/// Those that a number may follow.
const PERHAPS_WITH_NUMBER: [&str; 2] = ["normalize_gradients", "original_colors"];
/// Those with a value.
const WITH_VALUE: [&str; 27] = [
    "style_image",
    "style_blend_weights",
    "content_image",
    "image_size",
    "gpu",
    "multigpu_strategy",
    "multidevice_strategy",
    "content_weight",
    "style_weight",
    "tv_weight",
    "num_iterations",
    "init",
    "init_image",
    "optimizer",
    "learning_rate",
    "lbfgs_num_correction",
    "print_iter",
    "save_iter",
    "output_image",
    "style_scale",
    "pooling",
    "proto_file",
    "model_file",
    "backend",
    "seed",
    "content_layers",
    "style_layers",
];

/// The words that start either program.
const PROGRAMS: [&str; 6] = ["th", "qlua", "luajit", "python", "python3", "neural-style"];

impl Default for Options {
    fn default() -> Self {
        let layers = |names: &str| names.split(',').map(str::to_owned).collect();
        Self {
            style_images: vec!["examples/inputs/seated-nude.jpg".into()],
            style_blend_weights: None,
            content_image: "examples/inputs/tubingen.jpg".into(),
            image_size: 512,
            gpu: None,
            content_weight: 5.0,
            style_weight: 100.0,
            tv_weight: 1e-3,
            num_iterations: 1000,
            init: Init::Random,
            init_image: None,
            optimizer: Optimizer::Lbfgs,
            save_iter: 0,
            output_image: "out.png".into(),
            style_scale: 1.0,
            original_colors: false,
            pooling: Pooling::Max,
            seed: None,
            content_layers: layers("relu4_2"),
            style_layers: layers("relu1_1,relu2_1,relu3_1,relu4_1,relu5_1"),
            normalize_weights: false,
            model_file: None,
            without_equivalent: Vec::new(),
        }
    }
}

impl Options {
    /// Reads a command line, with or without the program's name in front.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first word that is no option, or a value that no option has.
    pub(super) fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = arguments.iter().map(String::as_str).skip_while(|word| starts_program(word)).peekable();
        while let Some(word) = words.next() {
            let (name, joined) = split(word)?;
            let takes = known(name).ok_or_else(|| {
                let remedy = text!("give the options of neural-style or neural-style-pt, such as -style_image FILE");
                Error::value(text!("an option of neural-style"), word, remedy)
            })?;
            let value = match (joined, takes) {
                (Some(value), _) => value,
                (None, Takes::Nothing) => "",
                (None, Takes::PerhapsNumber) => words.next_if(|next| next.parse::<f64>().is_ok()).unwrap_or("1"),
                (None, Takes::Value) => words.next().ok_or_else(|| {
                    Error::value(format!("-{name}"), text!("the last word"), text!("give its value after it"))
                })?,
            };
            options.set(name, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let list = || value.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        match name {
            "style_image" => self.style_images = list(),
            "style_blend_weights" if matches!(value, "nil" | "None") => self.style_blend_weights = None,
            "style_blend_weights" => {
                let weights = value.split(',').map(|weight| at_least_zero(name, weight.trim()));
                self.style_blend_weights = Some(weights.collect::<Result<_>>()?);
            }
            "content_image" => self.content_image = value.into(),
            "image_size" => self.image_size = number(name, value)?,
            "gpu" => self.gpu = Some(value.to_owned()),
            "content_weight" => self.content_weight = at_least_zero(name, value)?,
            "style_weight" => self.style_weight = at_least_zero(name, value)?,
            "tv_weight" => self.tv_weight = at_least_zero(name, value)?,
            "num_iterations" => self.num_iterations = number(name, value)?,
            "init" => self.init = chosen(name, value, &[("random", Init::Random), ("image", Init::Image)])?,
            "init_image" => self.init_image = Some(value.to_owned()).filter(|value| !value.is_empty()),
            "optimizer" => {
                self.optimizer = chosen(name, value, &[("lbfgs", Optimizer::Lbfgs), ("adam", Optimizer::Adam)])?;
            }
            "save_iter" => self.save_iter = number(name, value)?,
            "output_image" => self.output_image = value.into(),
            "style_scale" => self.style_scale = at_least_zero(name, value)?,
            "original_colors" => self.original_colors = number::<f64>(name, value)? != 0.0,
            "pooling" => self.pooling = chosen(name, value, &[("max", Pooling::Max), ("avg", Pooling::Average)])?,
            "seed" => self.seed = u64::try_from(number::<i64>(name, value)?).ok(),
            "content_layers" => self.content_layers = list(),
            "style_layers" => self.style_layers = list(),
            "normalize_weights" => self.normalize_weights = true,
            "model_file" => self.model_file = Some(value.to_owned()),
            _ => self.set_aside(name, value),
        }
        Ok(())
    }

    fn set_aside(&mut self, name: &str, value: &str) {
        let foreign = match name {
            "backend" | "cudnn_autotune" => Foreign::Backend,
            "multigpu_strategy" | "multidevice_strategy" => Foreign::Devices,
            "normalize_gradients" => Foreign::Gradients,
            "learning_rate" => Foreign::Step,
            "lbfgs_num_correction" => Foreign::History,
            "print_iter" => Foreign::Printing,
            _ => Foreign::Network,
        };
        self.without_equivalent.push((foreign, format!("-{name} {value}").trim_end().to_owned()));
    }
}

/// The name of an option without its dashes, and the value that is joined to it by an equals sign.
fn split(word: &str) -> Result<(&str, Option<&str>)> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).ok_or_else(|| {
        let remedy = text!("begin each option with a dash and put file names with spaces in quotes");
        Error::value(text!("an option of neural-style"), word, remedy)
    })?;
    Ok(name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value))))
}

fn known(name: &str) -> Option<Takes> {
    let kinds =
        [(&FLAGS[..], Takes::Nothing), (&PERHAPS_WITH_NUMBER, Takes::PerhapsNumber), (&WITH_VALUE, Takes::Value)];
    kinds.into_iter().find(|(names, _)| names.contains(&name)).map(|(_, takes)| takes)
}

fn starts_program(word: &str) -> bool {
    let file = word.rsplit(['/', '\\']).next().unwrap_or(word);
    PROGRAMS.contains(&file) || file == "neural_style.lua" || file == "neural_style.py"
}

fn number<T: FromStr>(name: &str, value: &str) -> Result<T> {
    value.parse().map_err(|_| Error::value(format!("-{name}"), format!("\"{value}\""), text!("give a number")))
}

fn at_least_zero(name: &str, value: &str) -> Result<f64> {
    let number: f64 = number(name, value)?;
    if number.is_finite() && number >= 0.0 {
        return Ok(number);
    }
    Err(Error::value(format!("-{name}"), value, text!("give a number from 0 on")))
}

fn chosen<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T> {
    let found = choices.iter().find(|(word, _)| *word == value).map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        Error::value(format!("-{name}"), format!("\"{value}\""), text!("give {words}", words = words.join(" or ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        let options =
            read("-style_image a.jpg,b.jpg --content_image=c.png -gpu -1 -seed -1 -original_colors 1").unwrap();
        assert_eq!(options.style_images, ["a.jpg", "b.jpg"]);
        assert_eq!((options.content_image.as_str(), options.gpu.as_deref()), ("c.png", Some("-1")));
        assert_eq!((options.seed, options.original_colors), (None, true));
        let named = read("th ./neural_style.lua -seed 7 -normalize_gradients -tv_weight 0").unwrap();
        assert_eq!((named.seed, named.tv_weight), (Some(7), 0.0));
        assert_eq!(named.without_equivalent, [(Foreign::Gradients, "-normalize_gradients 1".to_owned())]);
        assert_eq!(read("").unwrap(), Options::default());
        assert_eq!(read("-seed 3 -seed 4").unwrap().seed, Some(4), "the last one counts");
    }

    #[test]
    fn what_is_no_option_is_named() {
        for (line, words) in [
            ("-stile_image a.jpg", &["-stile_image", "-style_image FILE"][..]),
            ("-image_size", &["-image_size", "value"]),
            ("-image_size many", &["-image_size", "many", "number"]),
            ("-init noise", &["-init", "noise", "random or image"]),
            ("-style_weight -1", &["-style_weight", "-1", "from 0 on"]),
            ("-style_weight nan", &["-style_weight", "from 0 on"]),
            ("photo.jpg", &["photo.jpg", "dash"]),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.is_wrong_use());
            for word in words {
                assert!(error.headline().contains(word), "{line}: {}", error.headline());
            }
        }
    }
}
