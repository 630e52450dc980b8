//! Packs what is long and compresses well: the stubs of the catalogue, the texts of licences and the tables of the search as a whole, the
//! files of the skills one by one, with what a listing says of them, so that only what is read has to be unpacked.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest, Sha256};

#[path = "src/skill/listed.rs"]
mod listed;

const LEVEL: u8 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    pack_texts("src/template/licenses", "txt", &out.join("licenses.z"))?;
    pack_texts("src/catalogue/stubs", "pyi", &out.join("stubs.z"))?;
    pack_file("src/skill/search/words.txt", &out.join("words.z"))?;
    pack_file("src/skill/search/synonyms.txt", &out.join("synonyms.z"))?;
    pack_skills("skills", out)
}

/// Writes the files below a folder as name and text, each followed by a NUL, compressed. Names are relative and have no ending.
fn pack_texts(folder: &str, ending: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut packed = String::new();
    for (name, data) in files(folder)? {
        if let Some(stem) = name.strip_suffix(ending).and_then(|name| name.strip_suffix('.')) {
            write!(packed, "{stem}\0{}\0", String::from_utf8(data)?)?;
        }
    }
    Ok(fs::write(target, compress_to_vec_zlib(packed.as_bytes(), LEVEL))?)
}

/// Writes a file compressed.
fn pack_file(source: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={source}");
    Ok(fs::write(target, compress_to_vec_zlib(&fs::read(source)?, LEVEL))?)
}

/// Writes every file below a folder compressed, and an array of `Packed` that names them.
fn pack_skills(folder: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out.join(folder))?;
    let mut table = String::from("[\n");
    for (number, (path, data)) in files(folder)?.iter().enumerate() {
        let target = format!("{folder}/{number}.z");
        fs::write(out.join(&target), compress_to_vec_zlib(data, LEVEL))?;
        let mime = listed::mime_of(path, data);
        let title = listed::title_of(mime, data);
        let digest: [u8; 32] = Sha256::digest(data).into();
        let size = data.len();
        writeln!(
            table,
            "Packed {{ path: {path:?}, mime: {mime:?}, title: {title:?}, digest: {digest:?}, size: {size}, deflated: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{target}\")) }},"
        )?;
    }
    table.push_str("]\n");
    Ok(fs::write(out.join("skills.rs"), table)?)
}

/// The files below a folder by their relative path, with `/`, and their content. The build is repeated when one changes.
fn files(folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut found = BTreeMap::new();
    collect(Path::new(folder), "", &mut found)?;
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().into_string().map_err(|_| format!("{} is not UTF-8", path.display()))?;
        // What Python leaves behind is no source.
        if name == "__pycache__" || path.extension().is_some_and(|ending| ending == "pyc") {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else {
            found.insert(format!("{prefix}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}
