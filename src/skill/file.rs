use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec_zlib;
use sha2::{Digest, Sha256};

use super::listed::{mime_of, title_of};

/// A file of a skill: exactly the bytes that hosts verify.
#[derive(Debug, Clone)]
pub struct SkillFile {
    /// Path within the skill, with `/`: `references/performance.md`.
    pub path: String,
    /// Media type, from the name and, for unknown names, the content.
    pub mime: &'static str,
    /// The heading that a page of Markdown begins with.
    pub title: Option<Cow<'static, str>>,
    /// SHA-256 of the content.
    pub digest: [u8; 32],
    /// Length of the content in bytes.
    pub size: u64,
    content: Content,
}

/// The bytes, or where they come from when somebody reads them.
#[derive(Debug, Clone)]
enum Content {
    Read(Vec<u8>),
    Packed { deflated: &'static [u8], inflated: OnceLock<Vec<u8>> },
}

/// A file that the build script has packed.
pub(super) struct Packed {
    /// Path below the folder of all skills.
    pub(super) path: &'static str,
    pub(super) mime: &'static str,
    pub(super) title: Option<&'static str>,
    pub(super) digest: [u8; 32],
    pub(super) size: u64,
    pub(super) deflated: &'static [u8],
}

impl SkillFile {
    pub(super) fn new(path: String, data: Vec<u8>) -> Self {
        let mime = mime_of(&path, &data);
        Self {
            mime,
            title: title_of(mime, &data).map(Cow::Owned),
            digest: Sha256::digest(&data).into(),
            size: data.len() as u64,
            content: Content::Read(data),
            path,
        }
    }

    /// The packed file, as `path` of its skill.
    pub(super) fn packed(path: &str, file: &Packed) -> Self {
        let Packed { mime, title, digest, size, deflated, .. } = *file;
        let content = Content::Packed { deflated, inflated: OnceLock::new() };
        Self { path: path.to_owned(), mime, title: title.map(Cow::Borrowed), digest, size, content }
    }

    /// The content.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Read(data) => data,
            // What the build script packed can be unpacked: a test reads every file.
            Content::Packed { deflated, inflated } => {
                inflated.get_or_init(|| decompress_to_vec_zlib(deflated).unwrap_or_default())
            }
        }
    }

    /// The content as text, when it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()).ok()
    }

    /// The digest as the protocol writes it: `sha256:` and 64 lower-case hexadecimal digits.
    pub fn digest_text(&self) -> String {
        self.digest.iter().fold(String::from("sha256:"), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
