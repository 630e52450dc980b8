//! Findings and sources to edited sources; conflicts are resolved here and nowhere else.
