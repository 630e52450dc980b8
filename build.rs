//! Rebuilds when a file is added to the embedded skills: the compiler itself only watches those it has seen. And packs the texts of
//! licences, which are long and rarely asked for.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;

const LICENSES: &str = "src/template/licenses";
const LEVEL: u8 = 9;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=skills");
    println!("cargo::rerun-if-changed={LICENSES}");
    let mut texts: Vec<(String, String)> = Vec::new();
    for entry in fs::read_dir(LICENSES)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        texts.push((name, fs::read_to_string(&path)?));
    }
    texts.sort();
    let packed: String = texts.iter().map(|(name, text)| format!("{name}\0{text}\0")).collect();
    let target = Path::new(&env::var("OUT_DIR")?).join("licenses.z");
    Ok(fs::write(target, compress_to_vec_zlib(packed.as_bytes(), LEVEL))?)
}
