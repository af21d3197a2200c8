//! What of a neural-style command line has an equivalent here: an `impasto render`, and notes about the rest.

use std::path::Path;

use crate::error::{Error, Result, within};
use crate::network::{DeviceChoice, Layer, Pooling as NetworkPooling, WeightScale};
use crate::optimize::Lbfgs;
use crate::picture::Picture;
use crate::text::text;
use crate::transfer::{
    ITERATIONS_RANGE, MeansObjective, RATIO_RANGE, SIZE_RANGE, STYLE_SCALE_RANGE, STYLE_WEIGHT_RANGE, StyleLayers,
    TOTAL_VARIATION_RANGE, Terms, TransferSettings, Translation,
};

use super::options::{Foreign, Init, Optimizer, Options, Pooling};

/// Pictures in a folder that stands for several styles, by their endings.
const PICTURE_ENDINGS: [&str; 4] = ["jpg", "jpeg", "png", "tiff"];
/// The values of a pixel there.
const PIXEL_RANGE: f64 = 256.0;
/// The shape of a photograph that is not there to be looked at: width by height.
const USUAL_SHAPE: f64 = 4.0 / 3.0;

/// The translation of a command line.
#[derive(Debug)]
pub(super) struct Equivalent {
    /// The words of the command.
    words: Vec<String>,
    /// What a person should know about it, one sentence each.
    pub(super) notes: Vec<String>,
}

impl Equivalent {
    /// Translates a command line.
    ///
    /// # Errors
    /// [`Error::Value`] for values that cannot be painted with.
    pub(super) fn of(options: &Options) -> Result<Self> {
        let words = ["impasto", "render"].map(str::to_owned).to_vec();
        let mut equivalent = Self { words, notes: Vec::new() };
        equivalent.pictures(options)?;
        equivalent.painting(options)?;
        equivalent.objective(options)?;
        equivalent.machine(options);
        equivalent.rest(options);
        Ok(equivalent)
    }

    /// The command on one line, to be given to a shell.
    pub(super) fn command(&self) -> String {
        self.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    fn option(&mut self, name: &str, value: &impl ToString) {
        self.words.extend([name.to_owned(), value.to_string()]);
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn pictures(&mut self, options: &Options) -> Result<()> {
        let styles: Vec<String> = options.style_images.iter().flat_map(|image| pictures_in(image)).collect();
        if styles.is_empty() {
            return Err(Error::value("-style_image", text!("empty"), text!("give a picture")));
        }
        self.option("--content", &file(&options.content_image));
        for style in &styles {
            self.option("--style", &file(style));
        }
        if let Some(weights) = &options.style_blend_weights {
            if weights.len() != styles.len() {
                let remedy = text!("give {count}, one for each style picture", count = styles.len());
                return Err(Error::value(text!("the number of -style_blend_weights"), weights.len(), remedy));
            }
            let most = STYLE_WEIGHT_RANGE.end() / weights.iter().fold(*STYLE_WEIGHT_RANGE.end(), |a, &b| a.max(b));
            for weight in weights {
                self.option("--style-weight", &short(weight * most));
            }
        }
        self.option("--output", &file(&options.output_image));
        if options.save_iter > 0 {
            within("-save_iter", options.save_iter, &ITERATIONS_RANGE)?;
            let stem = Path::new(&options.output_image).with_extension("");
            self.option("--preview-every", &options.save_iter);
            self.option("--preview-dir", &file(&format!("{}-steps", stem.display())));
        }
        Ok(())
    }

    fn painting(&mut self, options: &Options) -> Result<()> {
        let default = TransferSettings::default();
        within("-image_size", options.image_size, &SIZE_RANGE)?;
        within("-num_iterations", options.num_iterations, &ITERATIONS_RANGE)?;
        if options.image_size != default.size {
            self.option("--size", &options.image_size);
        }
        if options.num_iterations != default.iterations {
            self.option("--iterations", &options.num_iterations);
        }
        self.option("--scales", &1);
        match (options.init, &options.init_image) {
            (Init::Image, Some(image)) if ["content", "noise", "style"].contains(&image.as_str()) => {
                self.option("--init", &format!("./{image}"));
            }
            (Init::Image, Some(image)) => self.option("--init", &file(image)),
            (Init::Image, None) => {}
            (Init::Random, image) => {
                self.option("--init", &"noise");
                if let Some(image) = image {
                    self.note(format!("-init_image {image} counts only with -init image, there as here"));
                }
            }
        }
        if options.optimizer == Optimizer::Adam {
            self.option("--optimizer", &"adam");
        }
        self.option("--basis", &"pixels");
        let scale = options.style_scale.clamp(*STYLE_SCALE_RANGE.start(), *STYLE_SCALE_RANGE.end());
        if scale != options.style_scale {
            self.note(format!("-style_scale {} is {scale}, the nearest that there is here", options.style_scale));
        }
        if scale != default.style_scale {
            self.option("--style-scale", &scale);
        }
        if let Some(seed) = options.seed {
            self.option("--seed", &seed);
        }
        if options.original_colors {
            self.words.push("--keep-colours".into());
        }
        Ok(())
    }

    fn objective(&mut self, options: &Options) -> Result<()> {
        let content_layers = self.layers("-content_layers", &options.content_layers)?;
        let style_layers = self.layers("-style_layers", &options.style_layers)?;
        let content_layer = content_layers.first().copied().unwrap_or(TransferSettings::default().content_layer);
        if content_layers.len() > 1 {
            self.note(format!("only one layer holds the content here: {content_layer}, the first of them"));
        }
        let weight_scale = self.weight_scale(options.model_file.as_deref());
        let channels = |layer: Layer| if options.normalize_weights { layer.channels() as f64 } else { 1.0 };
        let content = if content_layers.is_empty() { 0.0 } else { options.content_weight / channels(content_layer) };
        let style = style_layers.iter().map(|&layer| (layer, options.style_weight / channels(layer))).collect();
        let objective = MeansObjective { content, style, feature_scale: 1.0 };
        let Some(Translation { weights, factor }) = objective.translate() else {
            let remedy = text!("give -content_weight or -style_weight a value above 0");
            return Err(Error::value(text!("the objective"), text!("without any weight"), remedy));
        };
        if weight_scale != WeightScale::default() {
            self.option("--weights", &"as-trained");
        }
        match weights.terms {
            Terms::Both => self.ratio(weights.ratio),
            Terms::Content => self.option("--terms", &"content"),
            Terms::Style => self.option("--terms", &"style"),
        }
        if content_layer != TransferSettings::default().content_layer {
            self.option("--content-layer", &content_layer);
        }
        if weights.terms != Terms::Content && weights.style_layers != StyleLayers::default() {
            self.option("--style-layers", &weights.style_layers);
        }
        if options.pooling == Pooling::Average && NetworkPooling::default() == NetworkPooling::Max {
            self.option("--pooling", &"average");
        }
        if options.tv_weight > 0.0 {
            self.total_variation(options, factor);
        }
        Ok(())
    }

    fn ratio(&mut self, ratio: f64) {
        let nearest = ratio.clamp(*RATIO_RANGE.start(), *RATIO_RANGE.end());
        if nearest != ratio {
            self.note(format!("the ratio would be {}; {} is the nearest", short(ratio), short(nearest)));
        }
        self.option("--ratio", &short(nearest));
    }

    /// There, half the sum of squares over all pixels (neural-style) counts; here, their mean.
    fn total_variation(&mut self, options: &Options, factor: f64) {
        let longer = options.image_size as f64;
        let looked_at = Picture::open(Path::new(&options.content_image)).ok();
        let shape = looked_at.as_ref().map_or(USUAL_SHAPE, |picture| picture.width() as f64 / picture.height() as f64);
        let values = 3.0 * longer * longer * shape.min(1.0 / shape);
        let weight = factor * options.tv_weight * 0.5 * PIXEL_RANGE * PIXEL_RANGE * values;
        let nearest = weight.min(*TOTAL_VARIATION_RANGE.end());
        self.option("--tv", &short(nearest));
        let mut notes =
            vec!["--tv counts squares as neural-style does; neural-style-pt counts absolute values".to_owned()];
        if looked_at.is_none() {
            notes.push(format!("it is that of a picture of 4:3, since {} is not there", options.content_image));
        }
        if nearest != weight {
            notes.push(format!("it would be {}", short(weight)));
        }
        self.note(notes.join("; "));
    }

    /// The layers of these names; those in front of the rectifiers are those behind them here.
    fn layers(&mut self, option: &str, names: &[String]) -> Result<Vec<Layer>> {
        let mut is_in_front = false;
        let layer = |name: &String| {
            let number = name.strip_prefix("relu").or_else(|| {
                let number = name.strip_prefix("conv");
                is_in_front |= number.is_some();
                number
            });
            let found = number.and_then(|number| format!("conv{number}").parse().ok());
            found.ok_or_else(|| Error::value(option, name, text!("choose among relu1_1, relu1_2, relu2_1 ... relu5_4")))
        };
        let layers = names.iter().map(layer).collect::<Result<_>>()?;
        if is_in_front {
            self.note(format!("{option}: Impasto measures behind each rectifier, as at relu4_2, never in front of it"));
        }
        Ok(layers)
    }

    /// The weights that stand for a model file.
    fn weight_scale(&mut self, model: Option<&str>) -> WeightScale {
        let Some(model) = model else { return WeightScale::AsTrained };
        let name = model.to_lowercase();
        if name.contains("normalised") || name.contains("normalized") {
            return WeightScale::Normalised;
        }
        if !["vgg19", "vgg_ilsvrc_19"].iter().any(|known| name.contains(known)) {
            self.note(format!("-model_file {model} has no equivalent: Impasto paints with VGG-19"));
        }
        WeightScale::AsTrained
    }

    fn machine(&mut self, options: &Options) {
        let Some(gpu) = &options.gpu else { return };
        let mut devices = gpu.split(',').map(str::trim);
        let first = devices.next().unwrap_or_default();
        let device = match first.parse::<i64>() {
            Ok(number) => usize::try_from(number).map_or(DeviceChoice::Cpu, DeviceChoice::Cuda),
            Err(_) => DeviceChoice::Cpu,
        };
        self.option("--device", &device);
        if devices.next().is_some() {
            self.note(format!("-gpu {gpu}: one device paints the whole picture here, the first of them"));
        }
    }

    fn rest(&mut self, options: &Options) {
        for (foreign, typed) in &options.without_equivalent {
            let reason = match foreign {
                Foreign::Backend => "--device chooses where it is computed".to_owned(),
                Foreign::Devices => "one device paints the whole picture".to_owned(),
                Foreign::Gradients => "gradients are used as they are".to_owned(),
                Foreign::Step => "both optimisers choose their own steps".to_owned(),
                Foreign::History => format!("L-BFGS remembers the last {} steps", Lbfgs::<()>::HISTORY),
                Foreign::Printing => "the progress is always shown, and --json tells every iteration".to_owned(),
                Foreign::Network => "the network is part of the program".to_owned(),
            };
            self.note(format!("{typed} has no equivalent: {reason}"));
        }
    }
}

/// The pictures of a folder in the order of their names, as neural-style-pt takes them; else the name itself.
fn pictures_in(image: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(image) else { return vec![image.to_owned()] };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_picture = |path: &Path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| PICTURE_ENDINGS.contains(&ending.as_str()))
    };
    let mut pictures: Vec<String> =
        paths.filter(|path| is_picture(path)).map(|path| path.to_string_lossy().into_owned()).collect();
    pictures.sort();
    pictures
}

/// A file name that is not taken for an option.
fn file(name: &str) -> String {
    if name.starts_with('-') { format!("./{name}") } else { name.to_owned() }
}

/// A number in four digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-4..1e6).contains(&rounded.abs()) { format!("{rounded:e}") } else { rounded.to_string() }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_./,=:@%+-".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};
    use crate::cli::render::RenderArgs;
    use crate::cli::values::Init as OwnInit;
    use crate::transfer::{BasisKind, Optimizer as OwnOptimizer, Scales};

    /// The command for a line, as our own command line reads it, and the notes on it.
    fn imported(line: &str) -> (RenderArgs, Vec<String>) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let equivalent = Equivalent::of(&Options::read(&words).unwrap()).unwrap();
        let cli = Cli::try_parse_from(&equivalent.words).unwrap_or_else(|error| panic!("{error}"));
        let Some(Command::Render(arguments)) = cli.command else { panic!("it paints") };
        (*arguments, equivalent.notes)
    }

    fn refused(line: &str) -> String {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::read(&words).and_then(|options| Equivalent::of(&options)).unwrap_err().headline()
    }

    #[test]
    fn what_is_not_given_has_the_values_of_neural_style() {
        let (arguments, notes) = imported("");
        let settings = arguments.settings(None).unwrap();
        assert_eq!((settings.size, settings.iterations, settings.scales), (512, 1000, Scales::Count(1)));
        assert_eq!((settings.basis, settings.weight_scale), (BasisKind::Pixels, WeightScale::AsTrained));
        assert_eq!((arguments.init, arguments.output.to_str()), (OwnInit::Noise, Some("out.png")));
        // 5 / (5 x 4 x 100 x (1/64^2 + 1/128^2 + 1/256^2 + 2/512^2)) in four digits.
        assert_eq!(settings.weights.ratio, 7.62);
        let layers = "conv1_1=1,conv2_1=0.25,conv3_1=0.0625,conv4_1=0.015625,conv5_1=0.015625";
        assert_eq!(settings.weights.style_layers.to_string(), layers);
        // 0.001 x 256^2 / 2 x 3 x 512 x 384, times what one of theirs is here.
        let tv = 0.001 * 32768.0 * 589_824.0 * 7.62 * 1000.0;
        assert!((settings.weights.total_variation / tv - 1.0).abs() < 1e-3, "{}", settings.weights.total_variation);
        assert!(notes.iter().any(|note| note.contains("4:3")), "{notes:?}");
    }

    #[test]
    fn every_common_option_has_its_place() {
        let (arguments, notes) = imported(
            "python3 neural_style.py -style_image a.jpg,b.jpg -style_blend_weights 30,70 -content_image c.jpg \
             -image_size 300 -content_weight 10 -style_weight 1e3 -tv_weight 0 -num_iterations 50 -init image \
             -init_image noise -optimizer adam -output_image d.png -content_layers relu3_2 -style_layers relu2_1,relu4_1 \
             -style_scale 0.5 -original_colors 1 -pooling avg -seed 12 -gpu c -save_iter 10 -model_file vgg19-x.pth",
        );
        assert_eq!(notes, [""; 0]);
        let settings = arguments.settings(None).unwrap();
        assert_eq!((settings.size, settings.iterations, settings.seed, settings.style_scale), (300, 50, 12, 0.5));
        assert_eq!((settings.optimizer, settings.pooling), (OwnOptimizer::Adam, NetworkPooling::Average));
        assert_eq!((settings.content_layer, settings.weights.total_variation), (Layer::Conv3_2, 0.0));
        assert_eq!(settings.weights.style_layers.to_string(), "conv2_1=1,conv4_1=0.0625");
        let style: Vec<_> = arguments.styles.style.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(style, ["a.jpg", "b.jpg"]);
        assert_eq!(arguments.styles.style_weight, [30.0 / 7.0, 10.0].map(|weight: f64| (weight * 1e3).round() / 1e3));
        assert_eq!(arguments.init, OwnInit::File("./noise".into()));
        assert!(arguments.after.keep_colours);
        assert_eq!(arguments.machine.compute.device, DeviceChoice::Cpu);
        assert_eq!((arguments.preview_every, arguments.preview_dir), (Some(10), Some("d-steps".into())));
    }

    #[test]
    fn one_term_alone_and_other_networks_have_equivalents_too() {
        let terms = |line: &str| imported(line).0.settings(None).unwrap().weights.terms;
        assert_eq!(terms("-content_weight 0"), Terms::Style);
        assert_eq!(terms("-style_weight 0"), Terms::Content);
        let scale = |line: &str| imported(line).0.settings(None).unwrap().weight_scale;
        assert_eq!(scale("-model_file models/vgg_normalised.caffemodel"), WeightScale::Normalised);
        let ratio = |line: &str| imported(line).0.settings(None).unwrap().weights.ratio;
        // Each style layer divided by its channels, the content by 512.
        let sum = 1.0 / 64_f64.powi(3) + 1.0 / 128_f64.powi(3) + 1.0 / 256_f64.powi(3) + 2.0 / 512_f64.powi(3);
        assert!((ratio("-normalize_weights") / (1.0 / 512.0 / 400.0 / sum) - 1.0).abs() < 1e-3);
        assert_eq!(imported("-gpu 1").0.machine.compute.device, DeviceChoice::Cuda(1));
    }

    #[test]
    fn what_has_no_equivalent_is_named() {
        for (line, words) in [
            ("-backend cudnn", &["-backend cudnn", "--device"][..]),
            ("-gpu 0,1", &["-gpu 0,1", "first"]),
            ("-learning_rate 2", &["-learning_rate 2", "steps"]),
            ("-lbfgs_num_correction 100", &["-lbfgs_num_correction", "20"]),
            ("-normalize_gradients", &["-normalize_gradients"]),
            ("-print_iter 10", &["-print_iter 10", "--json"]),
            ("-content_layers relu4_2,relu5_2", &["conv4_2", "first"]),
            ("-style_layers conv1_1", &["-style_layers", "rectifier"]),
            ("-model_file nin.pth", &["nin.pth", "VGG-19"]),
            ("-multidevice_strategy 3", &["-multidevice_strategy 3"]),
            ("-proto_file a -disable_check", &["-disable_check", "part of the program"]),
            ("-init_image a.png", &["-init_image a.png"]),
            ("-style_scale 9", &["-style_scale 9", "4"]),
            ("-style_weight 1e-9", &["ratio", "10000"]),
        ] {
            let notes = imported(line).1;
            let found = notes.iter().any(|note| words.iter().all(|word| note.contains(word)));
            assert!(found, "{line}: {notes:?}");
        }
    }

    #[test]
    fn what_cannot_be_painted_is_refused() {
        assert!(refused("-image_size 9000").contains("-image_size cannot be 9000"));
        assert!(refused("-num_iterations 0").contains("-num_iterations"));
        assert!(refused("-style_layers relu9_1").contains("relu9_1"));
        assert!(refused("-style_blend_weights 1,2").contains("-style_blend_weights"));
        assert!(refused("-style_weight 0 -content_weight 0").contains("above 0"));
        assert!(refused("-style_image ,").contains("-style_image"));
    }

    #[test]
    fn a_shell_reads_the_words_that_are_meant() {
        assert_eq!(quoted("a/b-1.jpg"), "a/b-1.jpg");
        assert_eq!(quoted("my photo.jpg"), "'my photo.jpg'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(
            (file("-a.jpg"), short(147_000_000_000.0), short(0.25)),
            ("./-a.jpg".into(), "1.47e11".into(), "0.25".into())
        );
    }
}
