//! Which paths tools may touch.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::text::shown;

/// The folders that tools are confined to. Real paths count: links and `..` do not lead out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots(Vec<PathBuf>);

/// A path that may not or can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// A folder given as a root is not there.
    #[error("cannot use {} as a root: {source}", path.display())]
    Unusable {
        /// What was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The path is no path.
    #[error("`{0}` is not a path")]
    Malformed(String),
    /// Nothing is there.
    #[error("`{0}` does not exist")]
    Missing(String),
    /// It lies elsewhere.
    #[error("`{path}` lies outside of what this server may touch: {roots}")]
    Outside {
        /// What was asked for.
        path: String,
        /// What is allowed.
        roots: String,
    },
    /// It is there, but can't be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// What was asked for.
        path: String,
        /// What the system says.
        source: io::Error,
    },
}

impl Roots {
    /// The given folders, or the working directory when there is none.
    pub fn new(folders: &[PathBuf]) -> Result<Self, RootError> {
        let here = [PathBuf::from(".")];
        let folders = if folders.is_empty() { &here } else { folders };
        let real = |path: &PathBuf| {
            let real = path.canonicalize().and_then(|real| std::fs::read_dir(&real).map(|_| real));
            real.map_err(|source| RootError::Unusable { path: path.clone(), source })
        };
        folders.iter().map(real).collect::<Result<_, _>>().map(Self)
    }

    /// Every root, as a real path.
    pub fn all(&self) -> &[PathBuf] {
        &self.0
    }

    /// The first root: where a project is written when only its name is given.
    pub fn first(&self) -> &Path {
        self.0.first().map_or(Path::new("."), PathBuf::as_path)
    }

    /// The real path of what exists at `path`, which is absolute, relative to one of the roots, or, as reports name files, relative
    /// to the working directory.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, RootError> {
        let given = parse(path)?;
        let mut failure = RootError::Missing(path.to_owned());
        for root in &self.0 {
            match root.join(given).canonicalize() {
                Ok(real) if self.contains(&real) => return Ok(real),
                // Whether something exists outside is nobody's business either.
                Ok(_) => return Err(self.outside(path)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if self.escapes(root, given) {
                        return Err(self.outside(path));
                    }
                }
                Err(source) => failure = RootError::Unreadable { path: path.to_owned(), source },
            }
        }
        match given.canonicalize() {
            Ok(real) if self.contains(&real) => Ok(real),
            _ => Err(failure),
        }
    }

    /// The root that holds `path`, and the rest of the path below it: for what does not have to exist yet.
    pub fn split<'a>(&self, path: &'a str) -> Result<(&Path, &'a str), RootError> {
        let given = parse(path)?;
        if given.is_absolute() {
            let below = |root: &PathBuf| given.strip_prefix(root).ok().and_then(Path::to_str).map(str::len);
            let found = self.0.iter().find_map(|root| Some((root.as_path(), below(root)?)));
            let (root, length) = found.ok_or_else(|| self.outside(path))?;
            return Ok((root, &path[path.len() - length..]));
        }
        if self.escapes(self.first(), given) {
            return Err(self.outside(path));
        }
        Ok((self.first(), path))
    }

    fn contains(&self, real: &Path) -> bool {
        self.0.iter().any(|root| real.starts_with(root))
    }

    /// Whether the path leads out of the root by its words alone.
    fn escapes(&self, root: &Path, given: &Path) -> bool {
        let mut depth = 0_i32;
        for component in given.components() {
            match component {
                Component::ParentDir => depth -= 1,
                Component::Normal(_) => depth += 1,
                Component::RootDir | Component::Prefix(_) => {
                    return !self.contains(given) && !given.starts_with(root);
                }
                Component::CurDir => {}
            }
            if depth < 0 {
                return true;
            }
        }
        false
    }

    fn outside(&self, path: &str) -> RootError {
        let roots: Vec<String> = self.0.iter().map(|root| root.display().to_string()).collect();
        RootError::Outside { path: path.to_owned(), roots: roots.join(", ") }
    }
}

fn parse(path: &str) -> Result<&Path, RootError> {
    if path.is_empty() || path.contains('\0') || path.len() > 4096 {
        return Err(RootError::Malformed(shown(path)));
    }
    Ok(Path::new(path))
}
