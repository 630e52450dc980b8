//! Bytes of a source file to text and back: byte order mark, PEP 263 cookie, UTF-8.

use std::borrow::Cow;

/// How the bytes of a file stand for its text; enough to write the text back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Encoding {
    codec: Codec,
    /// Whether the file starts with UTF-8's byte order mark.
    pub byte_order_mark: bool,
}

impl Encoding {
    /// `text` as a file begins that has it, byte order mark included.
    pub fn with_mark(self, text: &str) -> Cow<'_, str> {
        if self.byte_order_mark { format!("\u{feff}{text}").into() } else { text.into() }
    }

    /// The name of an encoding in which characters beyond ASCII have other bytes than in UTF-8.
    pub fn other_than_utf8(self) -> Option<&'static str> {
        match self.codec {
            Codec::Utf8 | Codec::Ascii => None,
            Codec::Latin1 => Some("latin-1"),
            Codec::Table(table) => Some(table.name()),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Codec {
    #[default]
    Utf8,
    Ascii,
    /// Python's latin-1 is one byte, one code point; the web's is windows-1252.
    Latin1,
    Table(&'static encoding_rs::Encoding),
}

/// What kept some bytes from being read as the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The bytes are not valid in the encoding; they were replaced by U+FFFD.
    Malformed {
        /// Name of the encoding.
        encoding: &'static str,
        /// First line with such bytes, from 1.
        line: u32,
    },
    /// The cookie names an encoding that nobody knows; the bytes were read as UTF-8.
    UnknownEncoding(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed { encoding, line } => {
                write!(f, "line {line}: bytes that are not valid {encoding}")
            }
            Self::UnknownEncoding(name) => write!(f, "unknown encoding: {name}"),
        }
    }
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without the byte order mark; line ends as in the file.
    pub text: String,
    /// How to write it back.
    pub encoding: Encoding,
    /// Set when the text is not all of what the file says.
    pub problem: Option<Problem>,
    /// Whether writing the text back gives the same bytes: some encodings have two spellings of a character, or none to write.
    pub is_reversible: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Decodes a Python source file as the interpreter does, but keeps going where it stops.
pub fn decode(mut bytes: Vec<u8>) -> Decoded {
    let byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK);
    if byte_order_mark {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    let utf8 = Encoding { codec: Codec::Utf8, byte_order_mark };
    let cookie = if byte_order_mark { None } else { cookie(&bytes) };
    let Some(name) = cookie else { return decode_utf8(bytes, utf8) };
    match codec(&name) {
        None => Decoded { problem: Some(Problem::UnknownEncoding(name)), ..decode_utf8(bytes, utf8) },
        Some(Codec::Utf8) => decode_utf8(bytes, utf8),
        Some(Codec::Ascii) => {
            let encoding = Encoding { codec: Codec::Ascii, byte_order_mark };
            let outside = bytes.iter().position(|byte| !byte.is_ascii());
            let problem =
                outside.map(|at| Problem::Malformed { encoding: "ASCII", line: line_at(&bytes, at) });
            Decoded { problem, ..decode_utf8(bytes, encoding) }
        }
        Some(Codec::Latin1) => Decoded {
            text: bytes.iter().map(|byte| char::from(*byte)).collect(),
            encoding: Encoding { codec: Codec::Latin1, byte_order_mark },
            problem: None,
            is_reversible: true,
        },
        Some(Codec::Table(table)) => {
            let (text, malformed) = table.decode_without_bom_handling(&bytes);
            let problem = malformed.then(|| {
                let at = text.find('\u{fffd}').unwrap_or_default();
                Problem::Malformed { encoding: table.name(), line: line_at(text.as_bytes(), at) }
            });
            let encoding = Encoding { codec: Codec::Table(table), byte_order_mark };
            let is_reversible = encode(&text, encoding).is_some_and(|written| written == bytes);
            Decoded { text: text.into_owned(), encoding, problem, is_reversible }
        }
    }
}

/// A text that comes without bytes; a byte order mark in it is none of the code.
pub fn decoded(text: &str) -> Decoded {
    let stripped = text.strip_prefix('\u{feff}');
    let encoding = Encoding { codec: Codec::Utf8, byte_order_mark: stripped.is_some() };
    Decoded { text: stripped.unwrap_or(text).to_owned(), encoding, problem: None, is_reversible: true }
}

/// The bytes of `text` in `encoding`; `None` when a character has no place in it.
pub fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let mut bytes = if encoding.byte_order_mark { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    match encoding.codec {
        Codec::Utf8 => bytes.extend_from_slice(text.as_bytes()),
        Codec::Ascii if text.is_ascii() => bytes.extend_from_slice(text.as_bytes()),
        Codec::Ascii => return None,
        Codec::Latin1 => {
            for character in text.chars() {
                bytes.push(u8::try_from(u32::from(character)).ok()?);
            }
        }
        Codec::Table(table) => match table.encode(text) {
            (encoded, _, false) => bytes.extend_from_slice(&encoded),
            (_, _, true) => return None,
        },
    }
    Some(bytes)
}

fn decode_utf8(bytes: Vec<u8>, encoding: Encoding) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding, problem: None, is_reversible: true },
        Err(error) => {
            let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let problem = Some(Problem::Malformed { encoding: "UTF-8", line });
            Decoded { text, encoding, problem, is_reversible: false }
        }
    }
}

fn line_at(bytes: &[u8], offset: usize) -> u32 {
    bytes.iter().take(offset).filter(|byte| **byte == b'\n').count() as u32 + 1
}

/// The encoding that a comment on one of the first two lines declares (PEP 263).
fn cookie(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes;
    for _ in 0..2 {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let (line, behind) = rest.split_at(end);
        let line = line.trim_ascii_start();
        match line.first() {
            Some(b'#') => {
                if let Some(name) = cookie_in_comment(line) {
                    return Some(name);
                }
            }
            // The second line counts only below a blank line or a comment.
            Some(_) => return None,
            None => {}
        }
        rest = behind.strip_prefix(b"\r\n").or_else(|| behind.get(1..))?;
    }
    None
}

fn cookie_in_comment(line: &[u8]) -> Option<String> {
    const WORD: &[u8] = b"coding";
    let line = String::from_utf8_lossy(line);
    let mut rest: &str = &line;
    while let Some(at) = rest.find("coding") {
        rest = &rest[at + WORD.len()..];
        let Some(name) = rest.strip_prefix([':', '=']) else { continue };
        let name = name.trim_start_matches([' ', '\t']);
        let end =
            name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(name.len());
        if end > 0 {
            return Some(name[..end].to_owned());
        }
    }
    None
}

/// The codec of a name as Python spells it.
fn codec(name: &str) -> Option<Codec> {
    let normal = name.to_ascii_lowercase().replace('_', "-");
    let label: Cow<'_, str> = match normal.as_str() {
        "utf-8" | "utf8" | "u8" | "utf" | "utf-8-sig" | "cp65001" => return Some(Codec::Utf8),
        "ascii" | "us-ascii" | "646" => return Some(Codec::Ascii),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" | "latin" => {
            return Some(Codec::Latin1);
        }
        // Editors add the line end they use.
        other if other.starts_with("utf-8-") => return Some(Codec::Utf8),
        other if other.starts_with("latin-1-") || other.starts_with("iso-8859-1-") => {
            return Some(Codec::Latin1);
        }
        "cp932" | "ms932" | "mskanji" | "ms-kanji" | "shift-jis" | "sjis" => "shift_jis".into(),
        "cp949" | "uhc" | "ms949" | "euckr" => "euc-kr".into(),
        "cp936" | "ms936" => "gbk".into(),
        "cp950" | "ms950" => "big5".into(),
        "eucjp" | "ujis" | "u-jis" => "euc-jp".into(),
        "mac-roman" | "macroman" => "macintosh".into(),
        "mac-cyrillic" => "x-mac-cyrillic".into(),
        other => match other.strip_prefix("iso8859-") {
            Some(part) => format!("iso-8859-{part}").into(),
            None => normal.as_str().into(),
        },
    };
    let table = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
    // Sixteen-bit encodings cannot carry a cookie that Python would find.
    (table.is_ascii_compatible()).then_some(Codec::Table(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_as_python_reads_them() {
        for (source, text) in [
            (&b"# -*- coding: latin-1 -*-\nx = '\xe9\x80'\n"[..], "x = '\u{e9}\u{80}'"),
            (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "x = '\u{20ac}'"),
            (b"# coding=koi8_r\nx = '\xc1'\n", "x = '\u{430}'"),
            (b"\r\n# coding: euc_jp\r\nx = '\xa4\xa2'\r\n", "x = '\u{3042}'"),
            (b"x = 1\n# coding: latin-1\ny = '\xc3\xa9'\n", "y = '\u{e9}'"),
        ] {
            let decoded = decode(source.to_vec());
            assert_eq!(decoded.problem, None, "{}", decoded.text);
            assert!(decoded.text.contains(text), "{:?}", decoded.text);
            assert_eq!(encode(&decoded.text, decoded.encoding).as_deref(), Some(source));
            assert!(decoded.is_reversible);
        }
        // JIS X 0212 can be read, not written.
        assert!(!decode(b"# coding: euc_jp\nx = '\x8f\xb0\xa1'\n".to_vec()).is_reversible);
    }

    #[test]
    fn what_cannot_be_decoded_is_told_and_read_as_far_as_possible() {
        let decoded = decode(b"x = 1\ny = '\xff'\n".to_vec());
        assert_eq!(decoded.problem, Some(Problem::Malformed { encoding: "UTF-8", line: 2 }));
        assert_eq!(decoded.text, "x = 1\ny = '\u{fffd}'\n");
        let decoded = decode(b"# coding: klingon\nx = 1\n".to_vec());
        assert_eq!(decoded.problem, Some(Problem::UnknownEncoding("klingon".into())));
        let decoded = decode(b"# coding: ascii\nx = '\xe9'\n".to_vec());
        assert_eq!(decoded.problem, Some(Problem::Malformed { encoding: "ASCII", line: 2 }));
    }

    #[test]
    fn a_byte_order_mark_is_no_text_and_comes_back() {
        let source = b"\xef\xbb\xbfx = 1\n";
        let decoded = decode(source.to_vec());
        assert_eq!(decoded.text, "x = 1\n");
        assert_eq!(encode(&decoded.text, decoded.encoding).as_deref(), Some(&source[..]));
        assert_eq!(encode("\u{e9}", decode(b"# coding: ascii\n".to_vec()).encoding), None);
    }
}
