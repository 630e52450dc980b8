//! Licences that a project can have, and their texts.

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// Licences that can be named, as SPDX identifiers.
pub const LICENSES: [&str; 9] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-3.0-or-later",
    "LicenseRef-Proprietary",
    "MIT",
    "MPL-2.0",
];

/// The file that holds a licence's text.
pub(super) const FILE: &str = "LICENSE";

/// Name and text, each followed by a NUL: the build script packs them.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/licenses.z"));

/// Where a text names who grants the licence.
const HOLDER: &str = "<copyright holder>";

/// The text of a licence, granted by `holder`. No year: the same request gives the same text for ever.
pub(super) fn text(license: &str, holder: &str) -> Option<String> {
    let bytes = decompress_to_vec_zlib(PACKED).ok()?;
    let all = String::from_utf8(bytes).ok()?;
    let mut parts = all.split('\0');
    let mut found = None;
    let mut general = "";
    while let (Some(name), Some(text)) = (parts.next(), parts.next()) {
        if name == license {
            found = Some(text.replace(HOLDER, holder));
        }
        if name == "GPL-3.0-or-later" {
            general = text;
        }
    }
    // The Lesser licence is a supplement to the General one, and has to come with it.
    found.map(|text| if license.starts_with("LGPL") { format!("{text}\n\n{general}") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_licence_has_a_text_that_names_its_holder_where_it_has_to() {
        for license in LICENSES {
            let text = text(license, "Ada").expect(license);
            assert!(text.len() > 100 && text.ends_with('\n') && !text.contains(HOLDER), "{license}");
            let short = text.len() < 2_000;
            assert_eq!(text.contains("Copyright (c) Ada\n"), short, "{license}");
        }
        assert_eq!(text("WTF", "Ada"), None);
        let lesser = text("LGPL-3.0-or-later", "Ada").expect("a text");
        assert!(lesser.contains("GNU LESSER GENERAL") && lesser.contains("15. Disclaimer of Warranty"));
    }
}
