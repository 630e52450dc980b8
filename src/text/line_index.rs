use serde::{Deserialize, Serialize};

/// A place as people and editors count it: line and column from 1, columns in Unicode characters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode characters, from 1.
    pub column: u32,
}

/// Offsets of line starts, so that a byte offset becomes a line in logarithmic time.
///
/// Lines end as in Python: `\n`, `\r\n` or a lone `\r`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for (offset, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                starts.push(offset as u32 + 1);
            }
        }
        Self { starts }
    }

    /// The line of `offset`, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// Line and column of `offset` in `text`, which must be the text that was indexed.
    pub fn position(&self, offset: u32, text: &str) -> Position {
        let line = self.line(offset);
        let start = self.line_start(line) as usize;
        let column = text.get(start..offset as usize).map_or(0, |before| before.chars().count()) as u32;
        Position { line, column: column + 1 }
    }

    /// Offset of the first byte of `line`, which counts from 1; the end of the last line start when there is no such line.
    pub fn line_start(&self, line: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.starts.len().saturating_sub(1));
        self.starts.get(index).copied().unwrap_or_default()
    }

    /// How many lines the text has; a final line end opens no further one that has content.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Never: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_in_python() {
        let text = "a\r\nbé = 1\rc\n";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.position(text.find(needle).unwrap() as u32, text);
        assert_eq!(at("b"), Position { line: 2, column: 1 });
        assert_eq!(at("="), Position { line: 2, column: 4 }, "columns count characters, not bytes");
        assert_eq!(at("c"), Position { line: 3, column: 1 });
    }
}
