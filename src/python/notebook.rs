//! Jupyter notebooks: the code cells as one text, with a map back to the cells.

use serde::Deserialize;

/// The code of a notebook as one Python text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notebook {
    /// All code cells in order, each ending in a line end; magics are blanked, so that offsets stay.
    pub text: String,
    /// Where each code cell starts in the text, with its number in the notebook, which counts all cells from 1.
    pub cells: Vec<Cell>,
}

/// A code cell within the joined text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Number in the notebook, from 1.
    pub number: u32,
    /// Offset of its first byte in the joined text.
    pub start: u32,
}

/// Why a notebook has no Python text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotebookError {
    /// Not a notebook.
    #[error("not a notebook: {0}")]
    Malformed(String),
    /// A notebook of another language.
    #[error("a notebook for {0}, not Python")]
    OtherLanguage(String),
}

#[derive(Deserialize)]
#[serde(expecting = "an object with cells")]
struct Wire {
    cells: Vec<WireCell>,
    #[serde(default)]
    metadata: WireMetadata,
}

#[derive(Deserialize)]
struct WireCell {
    cell_type: String,
    #[serde(default)]
    source: WireSource,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WireSource {
    Text(String),
    Lines(Vec<String>),
}

impl Default for WireSource {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

#[derive(Deserialize, Default)]
struct WireMetadata {
    language_info: Option<WireLanguage>,
    kernelspec: Option<WireKernel>,
}

#[derive(Deserialize)]
struct WireLanguage {
    name: Option<String>,
}

#[derive(Deserialize)]
struct WireKernel {
    language: Option<String>,
}

impl Notebook {
    /// Reads a notebook from its JSON.
    pub fn parse(json: &str) -> Result<Self, NotebookError> {
        let wire: Wire =
            serde_json::from_str(json).map_err(|error| NotebookError::Malformed(error.to_string()))?;
        let language = wire.metadata.language_info.and_then(|info| info.name);
        let language = language.or(wire.metadata.kernelspec.and_then(|kernel| kernel.language));
        if let Some(language) = language
            && !language.eq_ignore_ascii_case("python")
            && !language.eq_ignore_ascii_case("ipython")
        {
            return Err(NotebookError::OtherLanguage(language));
        }
        let mut notebook = Self::default();
        for (index, cell) in wire.cells.into_iter().enumerate() {
            if cell.cell_type != "code" {
                continue;
            }
            let source = match cell.source {
                WireSource::Text(text) => text,
                WireSource::Lines(lines) => lines.concat(),
            };
            notebook.cells.push(Cell { number: index as u32 + 1, start: notebook.text.len() as u32 });
            push_without_magics(&mut notebook.text, &source);
        }
        Ok(notebook)
    }

    /// The cell that holds `offset`.
    pub fn cell_at(cells: &[Cell], offset: u32) -> Option<Cell> {
        cells[..cells.partition_point(|cell| cell.start <= offset)].last().copied()
    }
}

/// Cell magics whose body is Python all the same.
const PYTHON_BODIES: [&str; 7] = ["time", "timeit", "capture", "prun", "python", "python3", "memit"];

fn push_without_magics(text: &mut String, cell: &str) {
    let magic = cell.trim_start().strip_prefix("%%");
    let name = magic.map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    let foreign = name.is_some_and(|name| !PYTHON_BODIES.contains(&name));
    let mut continued = false;
    for line in cell.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let end = &line[body.len()..];
        let magic = continued || foreign || is_magic(body);
        if magic {
            let indent = body.len() - body.trim_start().len();
            text.push_str(&body[..indent]);
            // A block of nothing but magics still needs a statement.
            let statement = if continued || foreign || body.len() - indent < 4 { "" } else { "pass" };
            text.push_str(statement);
            text.extend(std::iter::repeat_n(' ', body.len() - indent - statement.len()));
        } else if let Some(at) = magic_value(body) {
            text.push_str(&body[..at]);
            text.push('0');
            text.extend(std::iter::repeat_n(' ', body.len() - at - 1));
        } else {
            text.push_str(body);
        }
        continued = (continued || magic) && !foreign && body.ends_with('\\');
        text.push_str(end);
    }
    if !cell.ends_with('\n') {
        text.push('\n');
    }
}

fn is_magic(line: &str) -> bool {
    let line = line.trim();
    let mut characters = line.chars();
    match characters.next() {
        Some('%') => characters.next().is_some_and(|c| c == '%' || c.is_alphabetic()),
        Some('!' | '?') => true,
        Some(_) if line.ends_with('?') => !line.contains(['#', '"', '\'', ' ']),
        _ => false,
    }
}

/// Where the value of `name = !command` or `name = %magic` starts.
fn magic_value(line: &str) -> Option<usize> {
    let equals = line.find('=')?;
    let name = line[..equals].trim();
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "_, ".contains(c)) {
        return None;
    }
    let value = line[equals + 1..].trim_start();
    let is_magic = value.starts_with('!')
        || value.strip_prefix('%').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    is_magic.then(|| line.len() - value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cells_are_joined_and_magics_blanked_in_place() {
        let json = r##"{"cells": [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "source": ["%matplotlib inline\n", "import time"]},
            {"cell_type": "code", "source": "%%bash\nls -la\n"},
            {"cell_type": "code", "source": "%%time\nfiles = !ls\nif files:\n    !pip install x \\\n      y\ntime.sleep?\nx = 7 % 2"}
        ], "metadata": {"language_info": {"name": "python"}}}"##;
        let notebook = Notebook::parse(json).unwrap();
        let expected = "pass              \nimport time\n      \n      \n\
            pass  \nfiles = 0  \nif files:\n    pass            \n       \npass       \nx = 7 % 2\n";
        assert_eq!(notebook.text, expected);
        let numbers: Vec<u32> = notebook.cells.iter().map(|cell| cell.number).collect();
        assert_eq!(numbers, [2, 3, 4]);
        let at = notebook.text.find("import").unwrap() as u32;
        assert_eq!(Notebook::cell_at(&notebook.cells, at).unwrap().number, 2);
    }

    #[test]
    fn what_is_no_python_notebook_is_told() {
        assert!(matches!(Notebook::parse("[]"), Err(NotebookError::Malformed(_))));
        let json = r#"{"cells": [], "metadata": {"kernelspec": {"language": "julia"}}}"#;
        assert_eq!(Notebook::parse(json), Err(NotebookError::OtherLanguage("julia".into())));
    }
}
