//! What the Learn tab teaches: each topic in two sentences, with its formula and the place in the paper.

use serde::{Deserialize, Serialize};

use crate::studio::features::learn::Figure;
use crate::studio::widgets::formula::{Formula, above, below, fraction, indexed, italic, row, sum, upright};

/// Gatys, Ecker and Bethge, *Image style transfer using convolutional neural networks*, CVPR 2016.
const GATYS: &str =
    "https://openaccess.thecvf.com/content_cvpr_2016/html/Gatys_Image_Style_Transfer_CVPR_2016_paper.html";
/// Johnson, Alahi and Fei-Fei, *Perceptual losses for real-time style transfer and super-resolution*, ECCV 2016.
const JOHNSON: &str = "https://arxiv.org/abs/1603.08155";

/// What a person can learn about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// What the filters of a layer answer to a picture.
    #[default]
    FeatureMaps,
    /// Which filters answer together.
    GramMatrix,
    /// What each layer keeps of the content.
    ContentReconstructions,
    /// What more and more layers keep of the style.
    StyleReconstructions,
    /// The balance of content and style.
    Balance,
    /// The optimiser against one pass of a network.
    Speed,
}

/// A topic in words.
#[derive(Debug)]
pub struct Lesson {
    /// Two sentences.
    pub text: &'static str,
    /// The formulas of the paper.
    pub formulas: Vec<Formula>,
    /// Where the program departs from them, or what their letters are.
    pub remark: &'static str,
    /// Where it stands in the paper.
    pub reference: &'static str,
    /// The address of the paper.
    pub address: &'static str,
}

impl Topic {
    /// All topics, in the order in which they build upon each other.
    pub const ALL: [Self; 6] = [
        Self::FeatureMaps,
        Self::GramMatrix,
        Self::ContentReconstructions,
        Self::StyleReconstructions,
        Self::Balance,
        Self::Speed,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FeatureMaps => "Feature maps",
            Self::GramMatrix => "Gram matrix",
            Self::ContentReconstructions => "Content reconstructions",
            Self::StyleReconstructions => "Style reconstructions",
            Self::Balance => "Content against style",
            Self::Speed => "Speed",
        }
    }

    /// The part of the paper in a few letters.
    pub const fn place(self) -> &'static str {
        match self {
            Self::FeatureMaps => "section 2",
            Self::GramMatrix => "section 2.2",
            Self::ContentReconstructions | Self::StyleReconstructions => "Figure 1",
            Self::Balance => "Figure 4",
            Self::Speed => "Table 1",
        }
    }

    /// The figure that is painted for it.
    pub const fn figure(self) -> Option<Figure> {
        match self {
            Self::ContentReconstructions => Some(Figure::Contents),
            Self::StyleReconstructions => Some(Figure::Styles),
            Self::Balance => Some(Figure::Balance),
            Self::FeatureMaps | Self::GramMatrix | Self::Speed => None,
        }
    }

    /// Whether it looks at what a layer answers, also while it paints.
    pub const fn asks_a_layer(self) -> bool {
        matches!(self, Self::FeatureMaps | Self::GramMatrix)
    }

    /// The topic in words.
    pub fn lesson(self) -> Lesson {
        match self {
            Self::FeatureMaps => Lesson {
                text: "Each layer is a set of filters, and a feature map shows where in the picture one of them finds \
                       what it looks for. The first layers answer to edges and colours in every detail, the last ones \
                       to parts of things on a coarse grid.",
                formulas: vec![feature_maps()],
                remark: "Between two blocks the maps are halved. Each map is shown on a scale of its own.",
                reference: "Gatys et al. 2016, section 2 and Figure 1",
                address: GATYS,
            },
            Self::GramMatrix => Lesson {
                text: "Each point tells how strongly two filters answer together, wherever in the picture that is, so \
                       the matrix knows textures and colours but no places. While it paints, the matrix G of the \
                       painting comes to look like the matrix A of the style, layer by layer.",
                formulas: vec![gram(), layer_loss()],
                remark: "N filters, M places. Here G is divided by M, so that pictures of different sizes can be \
                         compared.",
                reference: "Gatys et al. 2016, section 2.2, equations 3 and 4",
                address: GATYS,
            },
            Self::ContentReconstructions => Lesson {
                text: "Each picture grows out of white noise until one layer answers to it as it does to the \
                       photograph. Down to conv3_2 nearly every pixel comes back; from conv4_2 on the forms stay and \
                       the details give way.",
                formulas: vec![content_loss()],
                remark: "F is the answer to the picture, P to the photograph. Here their mean square counts, times 5.",
                reference: "Gatys et al. 2016, Figure 1, lower row, and section 2.1",
                address: GATYS,
            },
            Self::StyleReconstructions => Lesson {
                text: "Each picture grows out of white noise until its Gram matrices are those of the painting: in \
                       conv1_1 alone at first, in one more layer each time. The pieces that are kept grow from grain \
                       to whole strokes and forms, and the layout of the scene is lost.",
                formulas: vec![style_loss()],
                remark: "The weights w of the layers are equal and sum to 1.",
                reference: "Gatys et al. 2016, Figure 1, upper row, and section 2.2",
                address: GATYS,
            },
            Self::Balance => Lesson {
                text: "From left to right the photograph counts more against the painting, from top to bottom more \
                       layers of the style count. Small ratios make a texture with hardly any subject, large ones a \
                       photograph with a little paint.",
                formulas: vec![total_loss()],
                remark: "The ratio is α / β.",
                reference: "Gatys et al. 2016, Figure 4 and sections 3.1 and 3.2",
                address: GATYS,
            },
            Self::Speed => Lesson {
                text: "The optimiser goes through the network hundreds of times for each picture, forwards and back. A \
                       network that was trained once for a style paints every picture in a single pass, as under Fast \
                       styles.",
                formulas: vec![optimum(), pass()],
                remark: "x is the picture that is sought, y the photograph, W what was learned.",
                reference: "Johnson et al. 2016, Table 1 and section 4.1",
                address: JOHNSON,
            },
        }
    }
}

/// A letter with the layer l above it and an index below.
fn of_layer(letter: &'static str, index: &'static str) -> Formula {
    indexed(italic(letter), italic(index), italic("l"))
}

/// A loss with its name.
fn loss(name: &'static str) -> Formula {
    below(italic("L"), upright(name))
}

fn squared(base: Formula) -> Formula {
    above(base, upright("2"))
}

/// `F^l = max(0, W^l * F^{l-1} + b^l)`
fn feature_maps() -> Formula {
    let of = |letter| above(italic(letter), italic("l"));
    let before = above(italic("F"), row([italic("l"), upright("−1")]));
    row([of("F"), upright(" = max(0, "), of("W"), upright(" * "), before, upright(" + "), of("b"), upright(")")])
}

/// Equation 3.
fn gram() -> Formula {
    row([of_layer("G", "ij"), upright(" = "), sum(italic("k")), of_layer("F", "ik"), upright(" "), of_layer("F", "jk")])
}

/// Equation 4.
fn layer_loss() -> Formula {
    let counts = row([
        upright("4 "),
        indexed(italic("N"), italic("l"), upright("2")),
        upright(" "),
        indexed(italic("M"), italic("l"), upright("2")),
    ]);
    row([
        below(italic("E"), italic("l")),
        upright(" = "),
        fraction(upright("1"), counts),
        sum(italic("i,j")),
        squared(row([upright("("), of_layer("G", "ij"), upright(" − "), of_layer("A", "ij"), upright(")")])),
    ])
}

/// Equation 1.
fn content_loss() -> Formula {
    row([
        loss("content"),
        upright(" = "),
        fraction(upright("1"), upright("2")),
        sum(italic("i,j")),
        squared(row([upright("("), of_layer("F", "ij"), upright(" − "), of_layer("P", "ij"), upright(")")])),
    ])
}

/// Equation 5.
fn style_loss() -> Formula {
    let of = |letter| below(italic(letter), italic("l"));
    row([loss("style"), upright(" = "), sum(italic("l")), of("w"), upright(" "), of("E")])
}

/// Equation 7.
fn total_loss() -> Formula {
    row([
        loss("total"),
        upright(" = "),
        italic("α"),
        upright(" "),
        loss("content"),
        upright(" + "),
        italic("β"),
        upright(" "),
        loss("style"),
    ])
}

fn optimum() -> Formula {
    row([
        italic("x"),
        upright(" = "),
        below(upright("arg min"), italic("x")),
        upright(" "),
        loss("total"),
        upright("("),
        italic("x"),
        upright(")"),
    ])
}

fn pass() -> Formula {
    row([italic("x"), upright(" = "), below(italic("f"), italic("W")), upright("("), italic("y"), upright(")")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_explained_in_two_sentences_with_a_formula_and_a_place() {
        for topic in Topic::ALL {
            let lesson = topic.lesson();
            let sentences = lesson.text.matches(". ").count() + usize::from(lesson.text.ends_with('.'));
            assert_eq!(sentences, 2, "{}", lesson.text);
            assert!(!lesson.formulas.is_empty() && lesson.address.starts_with("https://"));
            assert!(lesson.reference.contains("2016") && lesson.remark.ends_with('.'), "{topic:?}");
        }
    }

    #[test]
    fn the_formulas_are_those_of_the_paper() {
        let first = |topic: Topic| topic.lesson().formulas[0].to_string();
        assert_eq!(first(Topic::GramMatrix), "G_{ij}^{l} = sum_{k} F_{ik}^{l} F_{jk}^{l}");
        assert_eq!(
            first(Topic::ContentReconstructions),
            "L_{content} = (1)/(2)sum_{i,j} (F_{ij}^{l} − P_{ij}^{l})^{2}"
        );
        assert_eq!(first(Topic::Balance), "L_{total} = α L_{content} + β L_{style}");
    }
}
