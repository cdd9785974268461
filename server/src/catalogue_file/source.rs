//! A file as pieces of proven UTF-8: the byte order mark gone, size limited, and never more than a piece in memory.

use std::io::Read;

use super::{FILE_BYTES, Fatal};

/// Bytes that are read at once.
const PIECE_BYTES: u64 = 64 * 1024;
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];

/// Why no more pieces come.
pub enum Stop {
    /// The byte after the last piece is not UTF-8.
    NotUtf8,
    Utf16,
    TooLarge,
    Unreadable(std::io::Error),
}

impl Stop {
    /// In words, for somebody who is at this line and byte of it, both from 1.
    pub fn at(self, line: u64, byte: u64) -> Fatal {
        let reason = match self {
            Self::NotUtf8 => format!("byte {byte} of this line is not UTF-8; save the file as UTF-8"),
            Self::Utf16 => "the file is UTF-16; save it as UTF-8".into(),
            Self::TooLarge => format!("the file is larger than {} MiB", FILE_BYTES / 1024 / 1024),
            Self::Unreadable(cause) => format!("the file cannot be read any further: {cause}"),
        };
        Fatal::new(line, reason)
    }
}

pub struct Source<R> {
    reader: R,
    read_bytes: u64,
    /// The beginning of a character whose end is in the next piece.
    carried: Vec<u8>,
    stop: Option<Stop>,
}

impl<R: Read> Source<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, read_bytes: 0, carried: Vec::new(), stop: None }
    }

    /// The next piece in place of the last one; false at the end. A piece may be empty.
    pub fn next(&mut self, piece: &mut String) -> Result<bool, Stop> {
        if let Some(stop) = self.stop.take() {
            return Err(stop);
        }
        let mut bytes = std::mem::take(piece).into_bytes();
        bytes.clear();
        bytes.append(&mut self.carried);
        let first = self.read_bytes == 0;
        let read =
            self.reader.by_ref().take(PIECE_BYTES).read_to_end(&mut bytes).map_err(Stop::Unreadable)?;
        self.read_bytes += read as u64;
        if self.read_bytes > FILE_BYTES {
            return Err(Stop::TooLarge);
        }
        if first && UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
            return Err(Stop::Utf16);
        }
        if first && bytes.starts_with(UTF8_MARK) {
            bytes.drain(..UTF8_MARK.len());
        }
        let more = !bytes.is_empty() || read > 0;
        *piece = self.proven(bytes, read == 0);
        Ok(more)
    }

    /// The bytes up to the first that is not UTF-8; what follows is kept for the next call.
    fn proven(&mut self, bytes: Vec<u8>, at_end: bool) -> String {
        let error = match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(error) => error,
        };
        let valid = error.utf8_error().valid_up_to();
        let incomplete = error.utf8_error().error_len().is_none() && !at_end;
        let mut bytes = error.into_bytes();
        let rest = bytes.split_off(valid);
        if incomplete {
            self.carried = rest;
        } else {
            self.stop = Some(Stop::NotUtf8);
        }
        String::from_utf8(bytes).expect("it is valid up to here")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8]) -> Result<String, Stop> {
        let mut source = Source::new(bytes);
        let (mut text, mut piece) = (String::new(), String::new());
        while source.next(&mut piece)? {
            text.push_str(&piece);
        }
        Ok(text)
    }

    #[test]
    fn a_character_across_two_pieces_stays_whole() {
        let mut text = "x".repeat(PIECE_BYTES as usize - 1);
        text.push_str("€€");
        assert!(whole(text.as_bytes()).is_ok_and(|read| read == text));
    }

    #[test]
    fn a_character_cut_off_at_the_end_of_the_file_is_not_utf8() {
        assert!(matches!(whole(b"abc\xE2\x82"), Err(Stop::NotUtf8)));
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert!(whole(b"\xEF\xBB\xBFcode").is_ok_and(|read| read == "code"));
        assert!(matches!(whole(b"\xFF\xFEc\0"), Err(Stop::Utf16)));
    }
}
