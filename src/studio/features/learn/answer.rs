//! What the layers answer, as the window sees it: which question is open, and the last answer on the screen.
//!
//! A painting on its way is asked again and again, but so that its worker spends no more than a tenth of its time on it;
//! pictures at rest are asked once. While nobody looks, nothing is asked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{ColorImage, Context, TextureFilter, TextureHandle, TextureOptions};
use serde::{Deserialize, Serialize};

use crate::network::{DeviceChoice, Layer, Padding, Pooling, WeightScale};
use crate::picture::{AxisLabels, LabelledGrid, Picture};
use crate::studio::features::learn::heat::{self, Atlas};
use crate::studio::language::{tr, tr_with, translate};
use crate::text::{Text, text};
use crate::transfer::Activations;

/// How many times as long as an answer took nothing is asked after it.
const REST: f64 = 9.0;
/// The shortest rest between two answers.
const SHORTEST_REST: Duration = Duration::from_millis(400);

/// The picture that a layer is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AskedPicture {
    /// The painting; before there is one, the photograph.
    #[default]
    Painting,
    /// The photograph.
    Content,
    /// The painting whose style is used.
    Style,
}

impl AskedPicture {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Painting, Self::Content, Self::Style];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Painting => "Painting",
            Self::Content => "Content",
            Self::Style => "Style",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The layer.
    pub layer: Layer,
    /// The picture.
    pub about: About,
}

/// The very picture that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The painting of this number, on its way.
    Going(u64),
    /// A picture at rest.
    Resting(Resting),
}

/// A picture at rest, and how the network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resting {
    /// No other picture has this number.
    pub number: u64,
    /// Which picture it is.
    pub picture: AskedPicture,
    /// The longer side at which it is seen, in pixels.
    pub size: usize,
    /// How the network halves its maps.
    pub pooling: Pooling,
    /// What it reads beyond the edges.
    pub padding: Padding,
    /// Which weights it uses.
    pub weights: WeightScale,
    /// Where it is computed.
    pub device: DeviceChoice,
}

impl About {
    /// Which picture it is.
    pub const fn picture(&self) -> AskedPicture {
        match self {
            Self::Going(_) => AskedPicture::Painting,
            Self::Resting(resting) => resting.picture,
        }
    }
}

/// An answer made ready for the screen, in the background.
#[derive(Debug)]
pub struct AnswerImages {
    activations: Arc<Activations>,
    atlas: Atlas,
    /// The Gram matrix, that of the style, and what the first has more than the second.
    matrices: Vec<ColorImage>,
    most: f32,
}

impl AnswerImages {
    /// Draws an answer; this belongs in the background.
    pub fn of(activations: Activations) -> Self {
        let reference = activations.target.as_ref().unwrap_or(&activations.gram);
        let most = reference.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let mut matrices = vec![heat::matrix(&activations.gram, most)];
        if let Some(target) = &activations.target {
            matrices.push(heat::matrix(target, most));
            matrices.push(heat::difference(&activations.gram, target, most));
        }
        Self { atlas: Atlas::of(&activations), matrices, most, activations: Arc::new(activations) }
    }
}

/// An answer on the screen.
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The iteration after which a painting was asked about.
    pub iteration: Option<usize>,
    /// The numbers.
    pub activations: Arc<Activations>,
    /// The feature maps, row by row.
    pub maps: TextureHandle,
    /// The maps in one row of [`Self::maps`].
    pub columns: usize,
    /// The Gram matrix; where the layer counts for the style, that of the style and their difference follow.
    pub matrices: Vec<TextureHandle>,
    /// The largest value on the scale of the matrices.
    pub most: f32,
}

impl Answer {
    /// Whose answer it is, for people: `conv3_1 of the painting after 120 iterations`.
    pub fn title(&self) -> Text {
        let layer = self.question.layer.name();
        match (self.question.about.picture(), self.iteration) {
            (AskedPicture::Painting, Some(1)) => text!("{layer} of the painting after 1 iteration", layer),
            (AskedPicture::Painting, Some(made)) => {
                text!("{layer} of the painting after {count} iterations", layer, count = made)
            }
            (AskedPicture::Painting, None) => text!("{layer} of the painting", layer),
            (AskedPicture::Content, _) => text!("{layer} of the photograph", layer),
            (AskedPicture::Style, _) => text!("{layer} of the style picture", layer),
        }
    }

    /// What stands above its feature maps, in the language of the window.
    pub fn maps_title(&self) -> String {
        let [width, height] = self.activations.map_size;
        tr_with(
            "{layer}: {count} feature maps of {width} × {height}",
            &[
                ("layer", &translate(&self.title())),
                ("count", &self.activations.channels()),
                ("width", &width),
                ("height", &height),
            ],
        )
    }

    /// What is needed to draw it for a file.
    pub fn print(&self) -> AnswerPrint {
        AnswerPrint {
            title: translate(&self.title()),
            maps_title: self.maps_title(),
            matrices: MATRICES.map(|name| tr(name).to_owned()),
            activations: Arc::clone(&self.activations),
        }
    }
}

/// An answer as it was at some moment, ready to be drawn for a file in the background; its labels are in the language of the
/// window.
#[derive(Debug)]
pub struct AnswerPrint {
    title: String,
    maps_title: String,
    matrices: [String; 3],
    activations: Arc<Activations>,
}

impl AnswerPrint {
    /// All feature maps in one picture.
    pub fn maps(&self) -> Picture {
        labelled(self.maps_title.clone(), Vec::new(), &[picture(&Atlas::of(&self.activations).image, 1)])
    }

    /// The Gram matrix, beside that of the style and their difference where there is one.
    pub fn matrices(&self) -> Picture {
        let images = AnswerImages::of(Activations::clone(&self.activations)).matrices;
        let pictures: Vec<Picture> =
            images.iter().map(|image| picture(image, PRINT_SIDE.div_ceil(image.width()))).collect();
        labelled(self.title.clone(), self.matrices[..pictures.len().min(MATRICES.len())].to_vec(), &pictures)
    }
}

/// The matrices that are shown of a layer that counts for the style.
pub const MATRICES: [&str; 3] = ["G", "A, of the style", "G − A"];
/// Matrices are enlarged to at least so many pixels a side in files.
const PRINT_SIDE: usize = 256;

fn labelled(title: String, values: Vec<String>, pictures: &[Picture]) -> Picture {
    let values = if values.is_empty() { vec![String::new()] } else { values };
    let cells = pictures.iter().map(Some).collect();
    LabelledGrid { across: AxisLabels { title, values }, down: AxisLabels::default(), cells }.draw()
}

/// The pixels of an image, each as a square of so many.
fn picture(image: &ColorImage, factor: usize) -> Picture {
    let [width, height] = image.size.map(|side| side * factor);
    let pixel = |index: usize| image.pixels[index / width / factor * image.size[0] + index % width / factor];
    let bytes: Vec<u8> = (0..width * height).flat_map(|index| pixel(index).to_array()).collect();
    Picture::from_rgba8(width, height, &bytes)
}

/// The answers of the layers.
#[derive(Default)]
pub struct Answers {
    shown: Option<Answer>,
    /// Why the last question has no answer.
    fault: Option<(Question, Text)>,
    awaited: Option<Question>,
    /// When a painting on its way may be asked again.
    due: Option<Instant>,
    /// The filter that is looked at closely.
    pub filter: Option<usize>,
}

impl Answers {
    /// The last answer, which stays until the next one is there.
    pub fn shown(&self) -> Option<&Answer> {
        self.shown.as_ref()
    }

    /// Why a question has no answer.
    pub fn fault(&self) -> Option<&Text> {
        self.fault.as_ref().map(|(_, fault)| fault)
    }

    /// Whether an answer is on its way.
    pub fn is_awaiting(&self) -> bool {
        self.awaited.is_some()
    }

    /// Whether this question is to be asked now; if so, it is taken as asked.
    pub fn asks(&mut self, question: Question) -> bool {
        if self.awaited == Some(question) {
            return false;
        }
        let was_answered = self.shown.as_ref().is_some_and(|shown| shown.question == question)
            || self.fault.as_ref().is_some_and(|(refused, _)| *refused == question);
        let rests = match question.about {
            About::Going(_) => self.rest().is_some(),
            About::Resting(_) => true,
        };
        if was_answered && rests {
            return false;
        }
        self.awaited = Some(question);
        true
    }

    /// How long a painting on its way is still left alone.
    pub fn rest(&self) -> Option<Duration> {
        self.due.map(|due| due.saturating_duration_since(Instant::now())).filter(|rest| !rest.is_zero())
    }

    /// The question that an answer is on its way for, when it is about this painting and layer.
    pub fn awaited_of(&self, painting: u64, layer: Layer) -> Option<Question> {
        self.awaited.filter(|question| *question == Question { layer, about: About::Going(painting) })
    }

    /// Asks nothing any more.
    pub fn forget_question(&mut self) {
        self.awaited = None;
    }

    /// Takes an answer onto the screen, unless something else is asked by now.
    pub fn take(
        &mut self,
        question: Question,
        iteration: Option<usize>,
        seconds: f64,
        result: Result<Box<AnswerImages>, Text>,
        window: &Context,
    ) {
        if self.awaited != Some(question) {
            return;
        }
        self.awaited = None;
        self.due = Some(Instant::now() + SHORTEST_REST.max(Duration::from_secs_f64(seconds * REST)));
        self.fault = None;
        match result {
            Ok(images) => {
                let AnswerImages { activations, atlas, matrices, most } = *images;
                self.filter = self.filter.filter(|&filter| filter < activations.channels());
                let matrices = matrices.into_iter().map(|image| upload(window, "matrix", image)).collect();
                let (maps, columns) = (upload(window, "feature maps", atlas.image), atlas.columns);
                self.shown = Some(Answer { question, iteration, activations, maps, columns, matrices, most });
            }
            Err(fault) => {
                self.shown = None;
                self.fault = Some((question, fault));
            }
        }
    }
}

/// Puts an image on the graphics card whose pixels are numbers: they stay squares when they are enlarged.
fn upload(window: &Context, name: &str, image: ColorImage) -> TextureHandle {
    let options = TextureOptions {
        magnification: TextureFilter::Nearest,
        minification: TextureFilter::Linear,
        ..TextureOptions::LINEAR
    };
    window.load_texture(name, image, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(about: About) -> Question {
        Question { layer: Layer::Conv1_1, about }
    }

    fn resting(number: u64) -> About {
        About::Resting(Resting {
            number,
            picture: AskedPicture::Content,
            size: 64,
            pooling: Pooling::Max,
            padding: Padding::Zero,
            weights: WeightScale::Normalised,
            device: DeviceChoice::Cpu,
        })
    }

    fn images() -> AnswerImages {
        let values = |count| vec![1.0; count];
        AnswerImages::of(Activations {
            layer: Layer::Conv1_1,
            map_size: [2, 1],
            shown_size: [2, 1],
            maps: values(4),
            means: values(2),
            largest: values(2),
            gram: values(4),
            target: Some(values(4)),
        })
    }

    #[test]
    fn a_picture_at_rest_is_asked_once_and_a_painting_after_a_rest() {
        let (mut answers, window) = (Answers::default(), Context::default());
        let at_rest = question(resting(1));
        assert!(answers.asks(at_rest) && !answers.asks(at_rest));
        answers.take(at_rest, None, 0.1, Ok(Box::new(images())), &window);
        assert!(!answers.asks(at_rest) && answers.asks(question(resting(2))));
        let going = question(About::Going(7));
        assert!(answers.asks(going), "something else is asked at once");
        answers.take(question(resting(2)), None, 0.1, Ok(Box::new(images())), &window);
        assert_eq!(answers.shown().unwrap().question, at_rest, "nobody waits for it any more");
        assert_eq!(answers.awaited_of(7, Layer::Conv1_1), Some(going));
        answers.take(going, Some(3), 100.0, Ok(Box::new(images())), &window);
        assert!(!answers.asks(going));
        assert!(answers.rest().is_some_and(|rest| rest > Duration::from_mins(14)), "nine times as long as it took");
        assert_eq!(answers.shown().unwrap().matrices.len(), 3);
    }

    #[test]
    fn an_answer_is_drawn_for_a_file() {
        let (mut answers, window) = (Answers::default(), Context::default());
        let going = question(About::Going(7));
        assert!(answers.asks(going));
        answers.take(going, Some(1), 0.1, Ok(Box::new(images())), &window);
        let answer = answers.shown().unwrap();
        assert_eq!(answer.title().to_string(), "conv1_1 of the painting after 1 iteration");
        let matrices = answer.print().matrices();
        assert!(matrices.width() > 3 * 256 && matrices.height() > 256, "{matrices:?}");
        assert!(answer.print().maps().width() >= 4);
    }

    #[test]
    fn a_question_without_an_answer_is_not_asked_again() {
        let (mut answers, window) = (Answers::default(), Context::default());
        let wrong = question(resting(1));
        assert!(answers.asks(wrong));
        answers.take(wrong, None, 0.0, Err(text!("too small")), &window);
        assert_eq!(answers.fault(), Some(&text!("too small")));
        assert!(!answers.asks(wrong));
        assert!(answers.asks(question(resting(2))));
    }
}
