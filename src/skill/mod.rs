//! Skill folders: catalog, documents, search, validation, the one safe lookup.
