//! What a listing says of a file without its content. The build script computes the same for the skills in the binary.

/// Media type, from the name and, for unknown names, the content.
pub(super) fn mime_of(path: &str, data: &[u8]) -> &'static str {
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

/// The heading that a page of Markdown begins with.
pub(super) fn title_of(mime: &str, data: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(data).ok().filter(|_| mime == "text/markdown")?;
    text.lines().next()?.strip_prefix("# ").map(str::to_owned)
}
