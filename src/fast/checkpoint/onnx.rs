//! The weights of an ONNX file: protocol buffers, of which only the nodes and the initialisers of the graph are read.
//!
//! Exporters rename tensors and store equal ones once, so names say little; but the convolutions and normalisations of
//! the graph stand in the order of the network.

use std::collections::HashMap;

use super::bytes::{Bytes, Reading};
use super::tensors::{MOST_DIMENSIONS, Number, Tensors, count};
use crate::fast::onnx_fields as field;
use crate::network::{StoredTensor, layer_names};
use crate::text::text;

/// The value of one field.
enum Value<'a> {
    Whole(u64),
    Bytes(&'a [u8]),
}

/// One initialiser, undecoded.
struct Initializer<'a> {
    shape: Vec<usize>,
    number: Number,
    bytes: &'a [u8],
}

/// One operation of the graph.
#[derive(Default)]
struct Node<'a> {
    kind: &'a [u8],
    inputs: Vec<&'a [u8]>,
    output: &'a [u8],
}

/// Reads the weights of a fast style under the names that PyTorch gives them.
pub(super) fn read(bytes: &[u8]) -> Reading<Tensors> {
    let graph = fields(bytes).find_map(|field| match field {
        Ok((field::MODEL_GRAPH, Value::Bytes(graph))) => Some(Ok(graph)),
        Ok(_) => None,
        Err(problem) => Some(Err(problem)),
    });
    let graph = graph.ok_or(text!("it is no ONNX file"))??;
    let (mut nodes, mut initializers) = (Vec::new(), HashMap::new());
    for field in fields(graph) {
        match field? {
            (field::GRAPH_NODE, Value::Bytes(node)) => nodes.push(read_node(node)?),
            (field::GRAPH_INITIALIZER, Value::Bytes(tensor)) => {
                if let Some((name, tensor)) = read_initializer(tensor)? {
                    initializers.insert(name, tensor);
                }
            }
            _ => {}
        }
    }
    let same: HashMap<_, _> = nodes.iter().filter(|node| node.kind == b"Identity").filter_map(Node::same).collect();
    let mut left = bytes.len();
    let mut tensors = Tensors::new();
    let (convolutions, norms): (Vec<_>, Vec<_>) =
        layer_names().into_iter().map(|(layer, norm)| (format!("{layer}.conv2d"), norm)).unzip();
    let kinds = [(&b"Conv"[..], convolutions), (b"InstanceNormalization", norms.into_iter().flatten().collect())];
    for (kind, names) in kinds {
        let nodes: Vec<_> = nodes.iter().filter(|node| node.kind == kind).collect();
        if nodes.len() != names.len() {
            return Err(text!("it is not a network of the fast_neural_style kind"));
        }
        for (node, name) in nodes.iter().zip(names) {
            for (part, input) in ["weight", "bias"].into_iter().zip(node.inputs.iter().skip(1)) {
                let input = same.get(input).unwrap_or(input);
                let name = format!("{name}.{part}");
                let tensor = initializers.get(input).ok_or_else(|| text!("the tensor {name} is missing", name))?;
                // Several may be the same one; together they may not have more values than the file has bytes.
                tensors.insert(name, tensor.decode(&mut left)?);
            }
        }
    }
    Ok(tensors)
}

impl<'a> Node<'a> {
    /// What the output of an identity is another name for.
    fn same(&self) -> Option<(&'a [u8], &'a [u8])> {
        Some((self.output, *self.inputs.first()?))
    }
}

impl Initializer<'_> {
    fn decode(&self, left: &mut usize) -> Reading<StoredTensor> {
        if self.shape.len() > MOST_DIMENSIONS {
            return Err(text!("a tensor has too many dimensions"));
        }
        let len = count(&self.shape).filter(|len| *len == self.bytes.len() / self.number.size());
        let len = len.ok_or(text!("a tensor is cut short"))?;
        *left = left.checked_sub(len).ok_or(text!("its tensors are used too often"))?;
        Ok(StoredTensor { shape: self.shape.clone(), values: self.number.decode(self.bytes) })
    }
}

fn read_node(bytes: &[u8]) -> Reading<Node<'_>> {
    let mut node = Node::default();
    for field in fields(bytes) {
        match field? {
            (field::NODE_INPUT, Value::Bytes(name)) => node.inputs.push(name),
            (field::NODE_OUTPUT, Value::Bytes(name)) => node.output = name,
            (field::NODE_TYPE, Value::Bytes(kind)) => node.kind = kind,
            _ => {}
        }
    }
    Ok(node)
}

/// The name and the contents of a tensor, none if it holds no floating-point numbers.
fn read_initializer(bytes: &[u8]) -> Reading<Option<(&[u8], Initializer<'_>)>> {
    let (mut name, mut number, mut shape, mut values) = (&[][..], None, Vec::new(), &[][..]);
    for field in fields(bytes) {
        match field? {
            (field::TENSOR_DIMS, Value::Whole(len)) => shape.push(Bytes::len(len)?),
            (field::TENSOR_DIMS, Value::Bytes(packed)) => {
                let mut packed = Bytes(packed);
                while !packed.0.is_empty() {
                    shape.push(Bytes::len(varint(&mut packed)?)?);
                }
            }
            (field::TENSOR_TYPE, Value::Whole(kind)) => {
                number = match kind {
                    1 => Some(Number::F32),
                    10 => Some(Number::F16),
                    11 => Some(Number::F64),
                    16 => Some(Number::BF16),
                    _ => None,
                };
            }
            (field::TENSOR_NAME, Value::Bytes(bytes)) => name = bytes,
            (field::TENSOR_FLOATS | field::TENSOR_RAW, Value::Bytes(bytes)) => values = bytes,
            (field::TENSOR_LOCATION, Value::Whole(1)) => return Err(text!("its weights lie in another file")),
            _ => {}
        }
    }
    Ok(number.map(|number| (name, Initializer { shape, number, bytes: values })))
}

/// The fields of a message, each with its number.
fn fields(message: &[u8]) -> impl Iterator<Item = Reading<(u64, Value<'_>)>> {
    let mut rest = Bytes(message);
    std::iter::from_fn(move || {
        if rest.0.is_empty() {
            return None;
        }
        let field = read_field(&mut rest);
        if field.is_err() {
            rest = Bytes(&[]);
        }
        Some(field)
    })
}

fn read_field<'a>(bytes: &mut Bytes<'a>) -> Reading<(u64, Value<'a>)> {
    let key = varint(bytes)?;
    let value = match key & 7 {
        0 => Value::Whole(varint(bytes)?),
        1 => Value::Bytes(bytes.take(8)?),
        2 => {
            let len = varint(bytes)?;
            Value::Bytes(bytes.take(Bytes::len(len)?)?)
        }
        5 => Value::Bytes(bytes.take(4)?),
        _ => return Err(text!("it is no ONNX file")),
    };
    Ok((key >> 3, value))
}

/// A whole number in groups of seven bits, the lowest first; all but the last have the highest bit set.
fn varint(bytes: &mut Bytes<'_>) -> Reading<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = bytes.u8()?;
        number |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(number);
        }
    }
    Err(text!("it is no ONNX file"))
}
