//! Bytes to syntax trees and comments; the only module that names the parser crates.

pub mod decode;
pub mod notebook;
