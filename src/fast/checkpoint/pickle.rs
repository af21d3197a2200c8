//! Python's pickle, as far as a table of tensors needs it.
//!
//! A pickle is a program for a small stack machine that may call any function of Python; loading one from a stranger
//! means running the stranger's code. This machine knows no Python: it builds tables, lists, texts and numbers, and
//! takes the handful of names that PyTorch writes for tensors as plain data. Any other name ends it.
//!
//! All values lie in one arena and refer to each other by place, so sharing costs nothing and nothing recurses. Each
//! operation makes at most one value of a fixed size; what copies more counts as so many operations, and their number is
//! limited. Texts, storages and tensors are shared by whoever names them.

use std::collections::HashMap;
use std::rc::Rc;

use super::bytes::{Bytes, Reading};
use super::tensors::{MOST_DIMENSIONS, Number};
use crate::text::{Text, text};

/// Operations of one pickle at most; a table of 62 tensors takes some 3000.
const MOST_OPERATIONS: usize = 1 << 20;
/// The longest name of a tensor or a storage, in bytes: names are compared again and again.
const LONGEST_NAME: usize = 1 << 10;

/// Where a value lies in the arena.
type Place = usize;

/// A value, and what it is made of.
#[derive(Debug)]
enum Value {
    /// `None`, or something whose contents do not matter.
    Nothing,
    Truth,
    Whole(i64),
    Text(Rc<str>),
    Tuple(Vec<Place>),
    List(Vec<Place>),
    Table(Vec<(Place, Place)>),
    Name(Name),
    Storage(Rc<Storage>),
    Tensor(Rc<Tensor>),
}

/// The names of Python that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage(Kind),
}

/// A piece of memory that tensors lie in, which is found elsewhere in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Storage {
    pub(super) kind: Kind,
    pub(super) key: Rc<str>,
}

/// What a storage holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Numbers(Number),
    /// Whole numbers of so many bytes, which are no weights.
    Whole(usize),
}

impl Kind {
    /// Bytes of one value.
    pub(super) fn size(self) -> usize {
        match self {
            Self::Numbers(number) => number.size(),
            Self::Whole(size) => size,
        }
    }
}

/// A tensor in a storage; offset and strides count values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensor {
    pub(super) storage: Rc<Storage>,
    pub(super) offset: usize,
    pub(super) shape: Vec<usize>,
    pub(super) strides: Vec<usize>,
}

/// What a pickle stands for.
pub(super) struct Pickle {
    arena: Vec<Value>,
    result: Place,
}

impl Pickle {
    /// Runs the pickle at the beginning of `bytes`, which is taken from them.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Reading<Self> {
        let mut machine = Machine { left: MOST_OPERATIONS, ..Machine::default() };
        loop {
            machine.count(1)?;
            if let Some(result) = machine.step(bytes)? {
                return Ok(Self { arena: machine.arena, result });
            }
        }
    }

    /// The tensors of a table by name; other entries are left out.
    pub(super) fn tensors(self) -> Reading<Vec<(Rc<str>, Rc<Tensor>)>> {
        let Value::Table(entries) = &self.arena[self.result] else {
            return Err(text!("it holds no table of tensors"));
        };
        let named = entries.iter().filter_map(|&(key, value)| match (&self.arena[key], &self.arena[value]) {
            (Value::Text(name), Value::Tensor(tensor)) => Some(short(name).map(|name| (name, Rc::clone(tensor)))),
            _ => None,
        });
        named.collect()
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Reading<Vec<&str>> {
        let Value::List(entries) = &self.arena[self.result] else {
            return Err(text!("its list of storages is missing"));
        };
        let texts = entries.iter().map(|&place| match &self.arena[place] {
            Value::Text(text) => Ok(&**text),
            _ => Err(text!("its list of storages is damaged")),
        });
        texts.collect()
    }
}

/// The stack machine.
#[derive(Default)]
struct Machine {
    arena: Vec<Value>,
    stack: Vec<Place>,
    /// How long the stack was at each mark.
    marks: Vec<usize>,
    memo: HashMap<u32, Place>,
    /// The operations that it may still carry out.
    left: usize,
}

impl Machine {
    /// Carries out the next operation; at the end, gives the place of the result.
    fn step(&mut self, bytes: &mut Bytes<'_>) -> Reading<Option<Place>> {
        match bytes.u8()? {
            0x80 => drop(bytes.u8()?),
            0x95 => drop(bytes.u64()?),
            b'.' => return self.pop().map(Some),
            b'(' => self.marks.push(self.stack.len()),
            b'N' => self.push(Value::Nothing),
            0x88 | 0x89 => self.push(Value::Truth),
            b'K' => self.push_whole(bytes.u8()?.into()),
            b'M' => self.push_whole(bytes.u16()?.into()),
            b'J' => self.push_whole(i32::from_le_bytes(bytes.array()?).into()),
            0x8a => self.push_long(bytes)?,
            b'G' => {
                bytes.array::<8>()?;
                self.push(Value::Nothing);
            }
            b'X' | b'T' => {
                let len = bytes.u32()?;
                self.push_text(bytes.take(Bytes::len(len)?)?)?;
            }
            0x8c | b'U' => {
                let len = bytes.u8()?;
                self.push_text(bytes.take(len.into())?)?;
            }
            b'c' => {
                let (module, name) = (bytes.line()?, bytes.line()?);
                self.push_name(&String::from_utf8_lossy(module), &String::from_utf8_lossy(name))?;
            }
            0x93 => {
                let (name, module) = (self.pop_text()?, self.pop_text()?);
                self.push_name(&module, &name)?;
            }
            b')' => self.push(Value::Tuple(Vec::new())),
            0x85 => self.push_tuple(1)?,
            0x86 => self.push_tuple(2)?,
            0x87 => self.push_tuple(3)?,
            b't' => {
                let values = self.pop_to_mark()?;
                self.push(Value::Tuple(values));
            }
            b']' => self.push(Value::List(Vec::new())),
            b'a' => {
                let value = self.pop()?;
                self.append(vec![value])?;
            }
            b'e' => {
                let values = self.pop_to_mark()?;
                self.append(values)?;
            }
            b'}' => self.push(Value::Table(Vec::new())),
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set(&[key, value])?;
            }
            b'u' => {
                let entries = self.pop_to_mark()?;
                self.set(&entries)?;
            }
            b'q' => {
                let key = bytes.u8()?.into();
                self.memo.insert(key, self.top()?);
            }
            b'r' => {
                let key = bytes.u32()?;
                self.memo.insert(key, self.top()?);
            }
            0x94 => drop(self.memo.insert(self.memo.len() as u32, self.top()?)),
            b'h' => {
                let key = bytes.u8()?.into();
                self.recall(key)?;
            }
            b'j' => {
                let key = bytes.u32()?;
                self.recall(key)?;
            }
            b'Q' => self.load_storage()?,
            b'R' => self.call()?,
            b'b' => {
                // The state of a table holds version numbers only.
                self.pop()?;
                self.table()?;
            }
            other => {
                return Err(text!(
                    "it holds more than a table of tensors (pickle operation {code})",
                    code = format!("{other:#04x}")
                ));
            }
        }
        Ok(None)
    }

    /// Counts operations, or what is as much work.
    fn count(&mut self, operations: usize) -> Reading<()> {
        self.left = self.left.checked_sub(operations).ok_or_else(|| text!("its table of tensors is too long"))?;
        Ok(())
    }

    fn push(&mut self, value: Value) {
        self.stack.push(self.arena.len());
        self.arena.push(value);
    }

    fn push_whole(&mut self, number: i64) {
        self.push(Value::Whole(number));
    }

    /// A whole number of any length; one that is too long for anything here is nothing.
    fn push_long(&mut self, bytes: &mut Bytes<'_>) -> Reading<()> {
        let len = bytes.u8()?;
        let digits = bytes.take(len.into())?;
        let mut number = [if digits.last().is_some_and(|&last| last >= 0x80) { 0xff } else { 0 }; 8];
        match number.get_mut(..digits.len()) {
            Some(low) => {
                low.copy_from_slice(digits);
                self.push_whole(i64::from_le_bytes(number));
            }
            None => self.push(Value::Nothing),
        }
        Ok(())
    }

    fn push_text(&mut self, text: &[u8]) -> Reading<()> {
        let text = std::str::from_utf8(text).map_err(|_| damaged())?;
        self.push(Value::Text(text.into()));
        Ok(())
    }

    fn push_name(&mut self, module: &str, name: &str) -> Reading<()> {
        let name = match (module, name) {
            ("collections", "OrderedDict") => Name::OrderedDict,
            ("torch._utils", "_rebuild_tensor" | "_rebuild_tensor_v2") => Name::RebuildTensor,
            ("torch._utils", "_rebuild_parameter") => Name::RebuildParameter,
            ("torch", "HalfStorage") => Name::Storage(Kind::Numbers(Number::F16)),
            ("torch", "BFloat16Storage") => Name::Storage(Kind::Numbers(Number::BF16)),
            ("torch", "FloatStorage") => Name::Storage(Kind::Numbers(Number::F32)),
            ("torch", "DoubleStorage") => Name::Storage(Kind::Numbers(Number::F64)),
            ("torch", "LongStorage") => Name::Storage(Kind::Whole(8)),
            ("torch", "IntStorage") => Name::Storage(Kind::Whole(4)),
            ("torch", "ShortStorage") => Name::Storage(Kind::Whole(2)),
            ("torch", "CharStorage" | "ByteStorage" | "BoolStorage") => Name::Storage(Kind::Whole(1)),
            (module, name) => {
                let asked: String = format!("{module}.{name}").chars().take(60).collect();
                return Err(text!("it asks to run {name}, which is refused", name = format!("{asked:?}")));
            }
        };
        self.push(Value::Name(name));
        Ok(())
    }

    fn push_tuple(&mut self, len: usize) -> Reading<()> {
        let start = self.floor(len)?;
        let values = self.stack.split_off(start);
        self.push(Value::Tuple(values));
        Ok(())
    }

    /// How long the stack is without its last `len` values, which lie above the last mark.
    fn floor(&self, len: usize) -> Reading<usize> {
        let start = self.stack.len().checked_sub(len).ok_or_else(damaged)?;
        if start < self.marks.last().copied().unwrap_or(0) { Err(damaged()) } else { Ok(start) }
    }

    fn top(&self) -> Reading<Place> {
        self.stack.last().copied().ok_or_else(damaged)
    }

    fn pop(&mut self) -> Reading<Place> {
        let start = self.floor(1)?;
        self.stack.drain(start..).next().ok_or_else(damaged)
    }

    fn pop_text(&mut self) -> Reading<Rc<str>> {
        let place = self.pop()?;
        match &self.arena[place] {
            Value::Text(text) => Ok(Rc::clone(text)),
            _ => Err(damaged()),
        }
    }

    fn pop_to_mark(&mut self) -> Reading<Vec<Place>> {
        let mark = self.marks.pop().ok_or_else(damaged)?;
        Ok(self.stack.split_off(mark.min(self.stack.len())))
    }

    fn recall(&mut self, key: u32) -> Reading<()> {
        self.stack.push(*self.memo.get(&key).ok_or_else(damaged)?);
        Ok(())
    }

    fn append(&mut self, values: Vec<Place>) -> Reading<()> {
        let list = self.top()?;
        match &mut self.arena[list] {
            Value::List(list) => list.extend(values),
            _ => return Err(damaged()),
        }
        Ok(())
    }

    /// The table on top of the stack.
    fn table(&mut self) -> Reading<&mut Vec<(Place, Place)>> {
        let table = self.top()?;
        match &mut self.arena[table] {
            Value::Table(table) => Ok(table),
            _ => Err(damaged()),
        }
    }

    /// Adds keys and values in turn to the table on top of the stack.
    fn set(&mut self, entries: &[Place]) -> Reading<()> {
        let (pairs, rest) = entries.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(damaged());
        }
        self.table()?.extend(pairs.iter().map(|&[key, value]| (key, value)));
        Ok(())
    }

    /// Takes `("storage", kind, key, device, length, ..)`.
    fn load_storage(&mut self) -> Reading<()> {
        let place = self.pop()?;
        let &[word, kind, key, _, _, ref rest @ ..] = self.tuple(place)? else { return Err(damaged()) };
        let (Value::Text(_), Value::Name(Name::Storage(kind)), Value::Text(key)) =
            (&self.arena[word], &self.arena[kind], &self.arena[key])
        else {
            return Err(damaged());
        };
        if !matches!(rest, []) && !matches!(rest, &[view] if matches!(self.arena[view], Value::Nothing)) {
            return Err(text!("its tensors share memory in a way that is not supported"));
        }
        let storage = Storage { kind: *kind, key: short(key)? };
        self.push(Value::Storage(Rc::new(storage)));
        Ok(())
    }

    /// Takes a name and a tuple, for what the name stands for.
    fn call(&mut self) -> Reading<()> {
        let (arguments, name) = (self.pop()?, self.pop()?);
        let Value::Name(name) = self.arena[name] else { return Err(damaged()) };
        let arguments = self.tuple(arguments)?;
        match (name, arguments) {
            (Name::OrderedDict, []) => self.push(Value::Table(Vec::new())),
            // Python 2 stores the entries in this way.
            (Name::OrderedDict, &[entries]) => {
                self.count(self.items(entries)?.len())?;
                let table = self.items(entries)?.iter().map(|&pair| match self.items(pair)? {
                    &[key, value] => Ok((key, value)),
                    _ => Err(damaged()),
                });
                let table = table.collect::<Reading<_>>()?;
                self.push(Value::Table(table));
            }
            (Name::RebuildTensor, &[storage, offset, shape, strides, ..]) => {
                let Value::Storage(storage) = &self.arena[storage] else { return Err(damaged()) };
                let tensor = Tensor {
                    storage: Rc::clone(storage),
                    offset: self.length(offset)?,
                    shape: self.lengths(shape)?,
                    strides: self.lengths(strides)?,
                };
                self.push(Value::Tensor(Rc::new(tensor)));
            }
            (Name::RebuildParameter, &[tensor, ..]) => self.stack.push(tensor),
            _ => return Err(damaged()),
        }
        Ok(())
    }

    fn tuple(&self, place: Place) -> Reading<&[Place]> {
        match &self.arena[place] {
            Value::Tuple(values) => Ok(values),
            _ => Err(damaged()),
        }
    }

    /// What a tuple or a list holds.
    fn items(&self, place: Place) -> Reading<&[Place]> {
        match &self.arena[place] {
            Value::Tuple(values) | Value::List(values) => Ok(values),
            _ => Err(damaged()),
        }
    }

    fn length(&self, place: Place) -> Reading<usize> {
        match self.arena[place] {
            Value::Whole(number) => number.try_into().map_err(|_| damaged()),
            _ => Err(damaged()),
        }
    }

    fn lengths(&self, place: Place) -> Reading<Vec<usize>> {
        let lengths = self.tuple(place)?;
        if lengths.len() > MOST_DIMENSIONS {
            return Err(damaged());
        }
        lengths.iter().map(|&place| self.length(place)).collect()
    }
}

/// A name, if it is short enough for one.
fn short(name: &Rc<str>) -> Reading<Rc<str>> {
    if name.len() > LONGEST_NAME { Err(damaged()) } else { Ok(Rc::clone(name)) }
}

fn damaged() -> Text {
    text!("its table of tensors is damaged")
}
