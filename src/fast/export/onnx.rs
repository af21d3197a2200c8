//! The network of one style as ONNX: pictures `[1, 3, height, width]` in RGB from 0 to 255 in, and out.

use super::protobuf::Message;
use crate::fast::onnx_fields as field;
use crate::network::{FeedForwardWeights, StoredTensor, layer_names};

/// The version of ONNX's file format.
const IR_VERSION: u64 = 8;
/// The version of its operations, the first in which every one that is used here has its present form.
const OPSET: u64 = 13;
/// The name of the picture that is painted.
const INPUT: &str = "x";
/// What is added to a variance, as everywhere here.
const EPSILON: f32 = 1e-5;

/// The types of numbers and of attributes.
const FLOAT: u64 = 1;
const INT64: u64 = 7;
const FLOAT_ATTRIBUTE: u64 = 1;
const TEXT_ATTRIBUTE: u64 = 3;
const WHOLES_ATTRIBUTE: u64 = 7;

/// The network as a file, with entries of metadata.
pub(super) fn write(weights: &FeedForwardWeights, metadata: &[(String, String)]) -> Vec<u8> {
    let opset = Message::default().whole(field::OPSET_VERSION, OPSET);
    let entries = metadata
        .iter()
        .map(|(key, value)| Message::default().bytes(field::ENTRY_KEY, key).bytes(field::ENTRY_VALUE, value));
    Message::default()
        .whole(field::MODEL_IR_VERSION, IR_VERSION)
        .bytes(field::MODEL_PRODUCER, "Impasto")
        .message(field::MODEL_GRAPH, &graph(weights))
        .message(field::MODEL_OPSET, &opset)
        .messages(field::MODEL_METADATA, entries)
        .into_bytes()
}

fn graph(weights: &FeedForwardWeights) -> Message {
    let tensors = weights.to_tensors();
    let floats = tensors.iter().map(|(name, tensor)| float_tensor(name, tensor));
    let constants = [
        whole_tensor("border1", &[0, 0, 1, 1, 0, 0, 1, 1]),
        whole_tensor("border4", &[0, 0, 4, 4, 0, 0, 4, 4]),
        float_tensor("twice", &StoredTensor { shape: vec![4], values: vec![1.0, 1.0, 2.0, 2.0] }),
    ];
    let nodes = Nodes::of_network();
    // The sides of what is painted are those of the picture rounded up to multiples of 4.
    Message::default()
        .messages(field::GRAPH_NODE, nodes.nodes)
        .bytes(field::GRAPH_NAME, "transform_net")
        .messages(field::GRAPH_INITIALIZER, floats.chain(constants))
        .message(field::GRAPH_INPUT, &picture(INPUT, ["height", "width"]))
        .message(field::GRAPH_OUTPUT, &picture(&nodes.last, ["painted_height", "painted_width"]))
}

/// Operations, each of which reads what the one before made.
struct Nodes {
    nodes: Vec<Message>,
    /// The name of what the last one made.
    last: String,
}

impl Nodes {
    fn of_network() -> Self {
        let mut nodes = Self { nodes: Vec::new(), last: INPUT.to_owned() };
        let mut block = String::new();
        for (layer, norm) in layer_names() {
            let (side, stride) = match &*layer {
                "conv1" | "deconv3" => (9, 1),
                "conv2" | "conv3" => (3, 2),
                _ => (3, 1),
            };
            let begins_block = layer.starts_with("res") && layer.ends_with("conv1");
            if begins_block {
                block.clone_from(&nodes.last);
            }
            if layer == "deconv1" || layer == "deconv2" {
                let modes =
                    [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")];
                nodes.then("Resize", &["", "twice"], &layer, modes.map(|(name, value)| text(name, value)).into());
            }
            let border = if side == 9 { "border4" } else { "border1" };
            nodes.then("Pad", &[border], &layer, vec![text("mode", "reflect")]);
            let [weight, bias] = ["weight", "bias"].map(|part| format!("{layer}.conv2d.{part}"));
            let attributes = vec![wholes("kernel_shape", &[side, side]), wholes("strides", &[stride, stride])];
            nodes.then("Conv", &[&weight, &bias], &layer, attributes);
            if let Some(norm) = norm {
                let [weight, bias] = ["weight", "bias"].map(|part| format!("{norm}.{part}"));
                nodes.then("InstanceNormalization", &[&weight, &bias], &layer, vec![float("epsilon", EPSILON)]);
                if layer.starts_with("res") && !begins_block {
                    nodes.then("Add", &[&block], &layer, vec![]);
                } else {
                    nodes.then("Relu", &[], &layer, vec![]);
                }
            }
        }
        nodes
    }

    /// Appends an operation of a layer that also reads `others`.
    fn then(&mut self, kind: &str, others: &[&str], layer: &str, attributes: Vec<Message>) {
        let made = format!("{layer}/{kind}");
        let inputs = std::iter::once(&*self.last).chain(others.iter().copied());
        let node = inputs.fold(Message::default(), |node, input| node.bytes(field::NODE_INPUT, input));
        let node = node.bytes(field::NODE_OUTPUT, &made).bytes(field::NODE_NAME, &made).bytes(field::NODE_TYPE, kind);
        self.nodes.push(node.messages(field::NODE_ATTRIBUTE, attributes));
        self.last = made;
    }
}

fn text(name: &str, value: &str) -> Message {
    let attribute = Message::default().bytes(field::ATTRIBUTE_NAME, name).bytes(field::ATTRIBUTE_TEXT, value);
    attribute.whole(field::ATTRIBUTE_TYPE, TEXT_ATTRIBUTE)
}

fn float(name: &str, value: f32) -> Message {
    let attribute = Message::default().bytes(field::ATTRIBUTE_NAME, name).float(field::ATTRIBUTE_FLOAT, value);
    attribute.whole(field::ATTRIBUTE_TYPE, FLOAT_ATTRIBUTE)
}

fn wholes(name: &str, values: &[u64]) -> Message {
    let attribute = Message::default().bytes(field::ATTRIBUTE_NAME, name);
    let attribute = values.iter().fold(attribute, |whole, &value| whole.whole(field::ATTRIBUTE_WHOLES, value));
    attribute.whole(field::ATTRIBUTE_TYPE, WHOLES_ATTRIBUTE)
}

fn float_tensor(name: &str, tensor: &StoredTensor) -> Message {
    let bytes: Vec<u8> = tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect();
    constant(name, &tensor.shape, FLOAT, &bytes)
}

fn whole_tensor(name: &str, values: &[i64]) -> Message {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    constant(name, &[values.len()], INT64, &bytes)
}

fn constant(name: &str, shape: &[usize], kind: u64, bytes: &[u8]) -> Message {
    let dims = shape.iter().fold(Message::default(), |tensor, &len| tensor.whole(field::TENSOR_DIMS, len as u64));
    dims.whole(field::TENSOR_TYPE, kind).bytes(field::TENSOR_NAME, name).bytes(field::TENSOR_RAW, bytes)
}

/// A picture of any height and width, as the graph declares it.
fn picture(name: &str, sides: [&str; 2]) -> Message {
    let whole = |value| Message::default().whole(field::DIMENSION_VALUE, value);
    let [height, width] = sides.map(|name| Message::default().bytes(field::DIMENSION_NAME, name));
    let shape = [whole(1), whole(3), height, width];
    let shape = Message::default().messages(field::SHAPE_DIMENSION, shape);
    let tensor = Message::default().whole(field::TENSOR_TYPE_ELEMENT, FLOAT).message(field::TENSOR_TYPE_SHAPE, &shape);
    let kind = Message::default().message(field::TYPE_TENSOR, &tensor);
    Message::default().bytes(field::VALUE_NAME, name).message(field::VALUE_TYPE, &kind)
}
