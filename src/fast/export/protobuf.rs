//! Writing protocol buffers: messages of numbered fields.

/// A message being written.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

/// The kinds of fields on the wire.
const WHOLE: u64 = 0;
const BYTES: u64 = 2;
const FOUR_BYTES: u64 = 5;

impl Message {
    /// A field with a whole number.
    #[must_use]
    pub(super) fn whole(mut self, field: u64, number: u64) -> Self {
        self.varint(field << 3 | WHOLE);
        self.varint(number);
        self
    }

    /// A field with a number of single precision.
    #[must_use]
    pub(super) fn float(mut self, field: u64, number: f32) -> Self {
        self.varint(field << 3 | FOUR_BYTES);
        self.0.extend(number.to_le_bytes());
        self
    }

    /// A field with a text or with bytes.
    #[must_use]
    pub(super) fn bytes(mut self, field: u64, bytes: impl AsRef<[u8]>) -> Self {
        self.varint(field << 3 | BYTES);
        self.varint(bytes.as_ref().len() as u64);
        self.0.extend_from_slice(bytes.as_ref());
        self
    }

    /// A field with a message.
    #[must_use]
    pub(super) fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }

    /// A field that is there once for each of these messages.
    #[must_use]
    pub(super) fn messages(self, field: u64, messages: impl IntoIterator<Item = Self>) -> Self {
        messages.into_iter().fold(self, |whole, message| whole.message(field, &message))
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A whole number in groups of seven bits, the lowest first; all but the last have the highest bit set.
    fn varint(&mut self, mut number: u64) {
        while number >= 128 {
            self.0.push((number & 127) as u8 | 128);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the encoding's own documentation.
    #[test]
    fn fields_are_written_as_the_format_says() {
        assert_eq!(Message::default().whole(1, 150).into_bytes(), [0x08, 0x96, 0x01]);
        assert_eq!(Message::default().bytes(2, "testing").into_bytes(), b"\x12\x07testing");
        let inner = Message::default().whole(1, 150);
        assert_eq!(Message::default().message(3, &inner).into_bytes(), [0x1a, 0x03, 0x08, 0x96, 0x01]);
        assert_eq!(Message::default().float(4, 1.0).into_bytes(), [0x25, 0, 0, 0x80, 0x3f]);
        assert_eq!(Message::default().whole(20, 1).into_bytes(), [0xa0, 0x01, 0x01]);
    }
}
