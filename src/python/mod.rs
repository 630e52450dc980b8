//! Bytes to syntax trees and comments; the only module that names the parser crates.
