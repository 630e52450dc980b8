use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A file of a skill: exactly the bytes that hosts verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillFile {
    /// Path within the skill, with `/`: `references/performance.md`.
    pub path: String,
    /// Media type, from the name and, for unknown names, the content.
    pub mime: &'static str,
    /// SHA-256 of the content.
    pub digest: [u8; 32],
    data: Cow<'static, [u8]>,
}

impl SkillFile {
    pub(super) fn new(path: String, data: Cow<'static, [u8]>, digest: Option<[u8; 32]>) -> Self {
        let digest = digest.unwrap_or_else(|| Sha256::digest(&data).into());
        Self { mime: mime_of(&path, &data), path, digest, data }
    }

    /// The content.
    pub fn bytes(&self) -> &[u8] {
        &self.data
    }

    /// The content as text, when it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.data).ok()
    }

    /// Length of the content in bytes.
    pub fn size(&self) -> u64 {
        self.data.len() as u64
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

fn mime_of(path: &str, data: &[u8]) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("md") => "text/markdown",
        Some("py" | "pyi") => "text/x-python",
        Some("sh" | "bash") => "text/x-shellscript",
        Some("json") => "application/json",
        Some("toml") => "application/toml",
        Some("yaml" | "yml") => "application/yaml",
        Some("html") => "text/html",
        Some("css") => "text/css",
        Some("csv") => "text/csv",
        Some("js" | "mjs") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("pdf") => "application/pdf",
        _ if std::str::from_utf8(data).is_ok() => "text/plain",
        _ => "application/octet-stream",
    }
}
