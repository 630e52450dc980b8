//! Findings to text, JSON and the formats of CI systems.
