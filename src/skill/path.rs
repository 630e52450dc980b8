//! The one safe lookup: from what a client wrote to the name of a file that a skill lists.
//!
//! Nothing here touches the file system. A path is only ever compared with the names of the files that were listed
//! when the skill was loaded, so a hostile one can name nothing else.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::text::shown;

/// What a URI path can't hold literally, by RFC 3986.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Longer paths are refused unread.
const MAX_LENGTH: usize = 1024;

/// Why a path or URI names no file of a skill.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// It could leave the skill's folder, or hides what it names.
    #[error("`{0}` is not a path within the skill: write it relative, with `/`, without `..`")]
    Unsafe(String),
    /// Not of the form `skill://<name>/<path>`.
    #[error("`{0}` is not of the form skill://<skill>/<path>")]
    NotASkillUri(String),
}

/// `skill://<skill>/<path>#<fragment>`, decoded and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillUri {
    /// Name of the skill.
    pub skill: String,
    /// Path within the skill; empty for its folder.
    pub path: String,
    /// Anchor of a section.
    pub fragment: Option<String>,
}

impl SkillUri {
    /// Reads a URI as a client wrote it.
    pub fn parse(uri: &str) -> Result<Self, LookupError> {
        let form = || LookupError::NotASkillUri(shown(uri));
        if uri.len() > MAX_LENGTH {
            return Err(form());
        }
        let rest = uri.strip_prefix("skill://").ok_or_else(form)?;
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(decode(fragment).ok_or_else(form)?)),
            None => (rest, None),
        };
        if rest.contains('?') {
            return Err(form());
        }
        let (skill, path) = rest.split_once('/').unwrap_or((rest, ""));
        let skill = decode(skill).filter(|name| !name.is_empty()).ok_or_else(form)?;
        let path = decode(path).ok_or_else(form)?;
        if skill.contains(['/', '\\', '\0']) || matches!(skill.as_str(), "." | "..") {
            return Err(LookupError::Unsafe(shown(uri)));
        }
        let path = if path.is_empty() { path } else { clean(&path)? };
        Ok(Self { skill, path, fragment })
    }

    /// The URI of a file, or of the skill's folder when `path` is empty. Directories have no trailing slash.
    pub fn format(skill: &str, path: &str) -> String {
        let skill = utf8_percent_encode(skill, ENCODED);
        if path.is_empty() {
            format!("skill://{skill}")
        } else {
            format!("skill://{skill}/{}", utf8_percent_encode(path, ENCODED))
        }
    }
}

/// A relative path in its one form: `./references//x.md` becomes `references/x.md`.
pub(super) fn clean(path: &str) -> Result<String, LookupError> {
    let refuse = || LookupError::Unsafe(shown(path));
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.len() > MAX_LENGTH || path.starts_with('/') || drive || path.contains(['\\', '\0']) {
        return Err(refuse());
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err(refuse()),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_paths_name_nothing() {
        let long = "a/".repeat(600);
        for path in ["/etc/passwd", "../secret", "a/../../b", "a\\..\\b", "C:/x", "a\0b", &long] {
            assert!(clean(path).is_err(), "{path}");
        }
        for uri in [
            "skill://demo/../other/SKILL.md",
            "skill://demo/%2e%2e/other/SKILL.md",
            "skill://demo/..%2fother",
            "skill://demo/a%00b",
            "skill://demo/%2fetc/passwd",
            "skill://demo/a%5c..%5cb",
            "skill://../etc/passwd",
            "skill://a%2fb/SKILL.md",
            "skill:///SKILL.md",
            "skill://demo/SKILL.md?x=1",
            "skill://demo/%ff",
            "file:///etc/passwd",
            "SKILL.md",
            "",
        ] {
            assert!(SkillUri::parse(uri).is_err(), "{uri}");
        }
    }

    #[test]
    fn a_uri_survives_the_round_trip() {
        let uri = SkillUri::format("demo", "references/a b#é.md");
        assert_eq!(uri, "skill://demo/references/a%20b%23%C3%A9.md");
        let parsed = SkillUri::parse(&uri).unwrap();
        assert_eq!((parsed.skill.as_str(), parsed.path.as_str()), ("demo", "references/a b#é.md"));
        assert_eq!(SkillUri::parse("skill://demo/./references//x.md#y").unwrap().path, "references/x.md");
        assert_eq!(SkillUri::parse("skill://demo").unwrap().path, "");
    }
}
