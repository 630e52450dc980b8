//! Rebuilds when a file is added to the embedded skills: the compiler itself only watches those it has seen. And packs what is
//! long and compresses well: the stubs of the catalogue, and the texts of licences.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;

const LEVEL: u8 = 9;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=skills");
    pack("src/template/licenses", "txt", "licenses.z")?;
    pack("src/catalogue/stubs", "pyi", "stubs.z")
}

/// Writes the files below a folder as name and text, each followed by a NUL, compressed. Names are relative and have no ending.
fn pack(folder: &str, ending: &str, target: &str) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut texts: Vec<(String, String)> = Vec::new();
    collect(Path::new(folder), "", ending, &mut texts)?;
    texts.sort();
    let packed: String = texts.iter().map(|(name, text)| format!("{name}\0{text}\0")).collect();
    let target = Path::new(&env::var("OUT_DIR")?).join(target);
    Ok(fs::write(target, compress_to_vec_zlib(packed.as_bytes(), LEVEL))?)
}

fn collect(
    folder: &Path,
    prefix: &str,
    ending: &str,
    texts: &mut Vec<(String, String)>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{stem}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), ending, texts)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            texts.push((name, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
