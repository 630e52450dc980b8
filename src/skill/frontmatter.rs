use serde_json::{Map, Value};

use super::yaml;

/// The YAML block on top of `SKILL.md`, field by field as its author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Frontmatter {
    /// Equals the folder's name.
    pub name: String,
    /// What the skill does and when to use it.
    pub description: String,
    /// Every field, `name` and `description` included.
    pub fields: Map<String, Value>,
    /// Keys that stand twice in one mapping; the last one counts.
    pub repeated: Vec<String>,
}

/// Why a `SKILL.md` has no usable front matter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontmatterError {
    /// The file does not begin with the block.
    #[error("no front matter: the file has to begin with a line `---`, YAML, and a line `---`")]
    Missing,
    /// The block is not YAML that JSON can express, or not a mapping with text keys.
    #[error("line {line}: {message}")]
    Malformed {
        /// Line in the file, from 1.
        line: usize,
        /// What the YAML parser says.
        message: String,
    },
    /// A field that every skill needs is missing, empty or not text.
    #[error("the field `{0}` has to be text that is not empty")]
    Field(&'static str),
}

impl Frontmatter {
    /// Reads the block on top of `markdown`.
    pub fn parse(markdown: &str) -> Result<Self, FrontmatterError> {
        let (yaml, _) = split(markdown).ok_or(FrontmatterError::Missing)?;
        let (value, repeated) = yaml::read(yaml).map_err(|error| FrontmatterError::Malformed {
            line: error.location().map_or(1, |place| place.line()) + 1,
            message: error.to_string(),
        })?;
        let Value::Object(fields) = value else {
            let message = "not a mapping from names to values".to_owned();
            return Err(FrontmatterError::Malformed { line: 2, message });
        };
        let text = |key: &'static str| match fields.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(FrontmatterError::Field(key)),
        };
        Ok(Self { name: text("name")?, description: text("description")?, fields, repeated })
    }
}

/// The YAML between the two lines `---`, and what follows. Some editors put a byte order mark before everything.
pub(super) fn split(markdown: &str) -> Option<(&str, &str)> {
    let rest = markdown.strip_prefix('\u{feff}').unwrap_or(markdown).strip_prefix("---")?;
    let rest = rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n"))?;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((&rest[..end], &rest[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_field_arrives_as_it_was_written() {
        let markdown = "---\nname: demo\ndescription: >\n  two\n  lines\nmetadata:\n  a: '1'\nlist:\n  - 1\n---\n# Demo\n";
        let frontmatter = Frontmatter::parse(markdown).unwrap();
        assert_eq!(
            Value::Object(frontmatter.fields),
            json!({"name": "demo", "description": "two lines\n", "metadata": {"a": "1"}, "list": [1]})
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |markdown| Frontmatter::parse(markdown).unwrap_err();
        assert_eq!(error("# Demo\n"), FrontmatterError::Missing);
        assert_eq!(error("---\nname: a\n"), FrontmatterError::Missing);
        assert_eq!(error("---\nname: a\n---\n"), FrontmatterError::Field("description"));
        assert!(matches!(error("---\nname: a\nb: [\n---\n"), FrontmatterError::Malformed { line: 3.., .. }));
    }
}
