//! Rebuilds when a file is added to the embedded skills: the compiler itself only watches those it has seen.

fn main() {
    println!("cargo::rerun-if-changed=skills");
}
