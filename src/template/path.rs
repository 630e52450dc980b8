//! Paths that may be written: inside a project, and of a project inside an allowed root.

use std::fs;
use std::path::{Path, PathBuf};

use super::TemplateError;
use super::names::{reserved, shorten};

/// What is wrong with a relative path in `/` form, if anything.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.contains('\0') {
        return Some("has a NUL character");
    }
    if path.contains('\\') {
        return Some("has a backslash");
    }
    if path.starts_with('/') || path.get(1..2) == Some(":") {
        return Some("is absolute");
    }
    for component in path.split('/') {
        match component {
            ".." => return Some("leads out of its folder with `..`"),
            "" | "." => return Some("has an empty part"),
            _ if reserved(component) => return Some("has a name that is reserved on Windows"),
            _ if component.ends_with([' ', '.'])
                || component.contains([':', '*', '?', '"', '<', '>', '|'])
                || component.contains(char::is_control) =>
            {
                return Some("has a character that not every file system takes");
            }
            _ => {}
        }
    }
    None
}

/// The folder `dest` inside `root`: relative, without `..`, and without a link on the way.
pub fn destination(root: &Path, dest: &str) -> Result<PathBuf, TemplateError> {
    let bad = |problem: &str| TemplateError::BadDestination {
        path: shorten(dest),
        problem: problem.to_owned(),
        help: format!("give a relative path inside {}, such as `order-service`", root.display()),
    };
    if dest == "." {
        return Ok(root.to_owned());
    }
    let dest = dest.strip_prefix("./").unwrap_or(dest).trim_end_matches('/');
    if let Some(problem) = problem(dest) {
        return Err(bad(problem));
    }
    let mut path = root.to_owned();
    for component in dest.split('/') {
        path.push(component);
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_symlink() => return Err(bad("passes through a symbolic link")),
            Ok(meta) if !meta.is_dir() => return Err(bad("passes through a file")),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    Ok(root.join(dest))
}
