//! Refuses input that is nested more deeply than any Python compiler accepts, before a recursive parser sees it.

use super::syntax::SyntaxError;
use crate::text::Span;

/// CPython's tokenizer stops at 200 open brackets.
const MOST_BRACKETS: usize = 200;
/// CPython's tokenizer stops at 100 levels of indentation.
const MOST_INDENTS: usize = 100;
/// Prefixes, operators and trailers of one logical line each may add a level; generated tables reach a few thousand.
const MOST_STEPS: usize = 30_000;

/// The reason to refuse `text`, if there is one. Linear, and without a look into strings unless something looks suspicious.
pub(super) fn refuse(text: &str) -> Option<SyntaxError> {
    if text.len() > u32::MAX as usize / 2 {
        return Some(error(0, "the file is too large"));
    }
    let scanner = || Scanner { bytes: text.as_bytes(), at: 0, open: 0, steps: 0, indents: vec![0] };
    if scanner().is_shallow() { None } else { scanner().run() }
}

fn error(at: usize, message: &str) -> SyntaxError {
    let at = at as u32;
    SyntaxError { span: Span::new(at, at), message: message.to_owned() }
}

/// What a byte outside of strings and comments means here.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    /// Operators and trailers.
    Step,
    /// Stands for a word: `not`, `await`, `lambda`, `if`, `else`, `and`, `or`.
    Space,
    Comment,
    Quote,
    Open,
    Close,
    Escape,
    Line,
    Comma,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'.' | b'+' | b'-' | b'~' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'<' | b'>'
            | b'=' | b':' => Kind::Step,
            b' ' | b'\t' => Kind::Space,
            b'#' => Kind::Comment,
            b'"' | b'\'' => Kind::Quote,
            b'(' | b'[' | b'{' => Kind::Open,
            b')' | b']' | b'}' => Kind::Close,
            b'\\' => Kind::Escape,
            b'\n' => Kind::Line,
            b',' => Kind::Comma,
            _ => Kind::Plain,
        };
        byte += 1;
    }
    kinds
};

/// The bytes that a look for brackets and logical lines must stop at.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        stops[byte] = matches!(
            KINDS[byte],
            Kind::Comment | Kind::Quote | Kind::Open | Kind::Close | Kind::Escape | Kind::Line
        );
        byte += 1;
    }
    stops
};

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    open: usize,
    /// Tokens of this logical line that may nest.
    steps: usize,
    indents: Vec<usize>,
}

impl Scanner<'_> {
    /// A quick look that finds nothing to refuse in nearly all code: a line has no more parts than bytes, and levels of indentation
    /// no more than its width.
    fn is_shallow(&mut self) -> bool {
        let mut line = 0;
        loop {
            let width = self.bytes[self.at..]
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'))
                .count();
            if width >= MOST_INDENTS {
                return false;
            }
            loop {
                let plain = self.bytes.get(self.at..).unwrap_or_default();
                let Some(ahead) = plain.iter().position(|byte| STOPS[*byte as usize]) else {
                    return self.bytes.len() - line <= MOST_STEPS;
                };
                self.at += ahead;
                match plain[ahead] {
                    b'\n' if self.open == 0 => break,
                    b'#' => self.skip_comment(),
                    quote @ (b'"' | b'\'') => {
                        self.skip_string(quote);
                        continue;
                    }
                    b'\\' => self.at += 1,
                    b'(' | b'[' | b'{' => self.open += 1,
                    b')' | b']' | b'}' => self.open = self.open.saturating_sub(1),
                    _ => {}
                }
                if self.open > MOST_BRACKETS {
                    return false;
                }
                self.at += 1;
            }
            self.at += 1;
            if self.at - line > MOST_STEPS {
                return false;
            }
            line = self.at;
        }
    }

    fn run(&mut self) -> Option<SyntaxError> {
        self.indentation();
        while let Some(&byte) = self.bytes.get(self.at) {
            match KINDS[byte as usize] {
                Kind::Plain => {}
                Kind::Step => self.steps += 1,
                Kind::Comment => self.skip_comment(),
                Kind::Quote => {
                    self.skip_string(byte);
                    self.steps += 1;
                    continue;
                }
                Kind::Open => {
                    self.open += 1;
                    self.steps += 1;
                    if self.open > MOST_BRACKETS {
                        return Some(error(self.at, "too many nested brackets"));
                    }
                }
                Kind::Close => self.open = self.open.saturating_sub(1),
                Kind::Escape => self.at += 1,
                Kind::Space => {
                    self.steps += 1;
                    self.skip_space();
                    continue;
                }
                // A line within brackets goes on.
                Kind::Line if self.open > 0 => {
                    self.steps += 1;
                    self.at += 1;
                    self.skip_space();
                    continue;
                }
                Kind::Line => {
                    if self.steps > MOST_STEPS {
                        return Some(error(self.at, "an expression with too many parts"));
                    }
                    self.steps = 0;
                    self.at += 1;
                    self.indentation();
                    if self.indents.len() > MOST_INDENTS {
                        return Some(error(self.at, "too many levels of indentation"));
                    }
                    continue;
                }
                // Commas separate siblings, which do not nest.
                Kind::Comma => {
                    if self.steps > MOST_STEPS {
                        return Some(error(self.at, "an expression with too many parts"));
                    }
                    if self.open <= 1 {
                        self.steps = 0;
                    }
                }
            }
            self.at += 1;
        }
        (self.steps > MOST_STEPS).then(|| error(self.at, "an expression with too many parts"))
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\x0c')) {
            self.at += 1;
        }
    }

    fn indentation(&mut self) {
        let start = self.at;
        self.skip_space();
        if matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r' | b'#')) {
            return;
        }
        let width = self.at - start;
        while self.indents.last().is_some_and(|last| *last > width) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|last| *last < width) {
            self.indents.push(width);
        }
    }

    fn skip_comment(&mut self) {
        self.at = memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |n| self.at + n) - 1;
    }

    /// Moves behind the string that starts here. Brackets within f-strings are not counted: the parser refuses deep ones itself.
    fn skip_string(&mut self, quote: u8) {
        let rest = &self.bytes[self.at..];
        let triple = rest.len() >= 3 && rest[1] == quote && rest[2] == quote;
        self.at += if triple { 3 } else { 1 };
        while let Some(offset) = memchr::memchr3(quote, b'\\', b'\n', &self.bytes[self.at..]) {
            self.at += offset;
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'\n' if !triple => return,
                byte if byte == quote && !triple => {
                    self.at += 1;
                    return;
                }
                byte if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) => {
                    self.at += 3;
                    return;
                }
                _ => self.at += 1,
            }
            if self.at > self.bytes.len() {
                break;
            }
        }
        self.at = self.bytes.len();
    }
}
