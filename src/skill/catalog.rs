use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::file::{Packed, SkillFile};
use super::frontmatter::Frontmatter;
use super::path::{LookupError, SkillUri, clean};
use super::pattern::{Pattern, patterns_of};
use super::search::{Hit, Index, Tuning};
use super::validate::Problem;

/// The repository's `skills/`, sorted by path, as the build script packed it.
static EMBEDDED: &[Packed] = &include!(concat!(env!("OUT_DIR"), "/skills.rs"));

/// Hosts refuse larger skills.
const MAX_FILES: usize = 512;
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// How deep skill folders are looked for below a given folder.
const MAX_DEPTH: usize = 6;
/// Never part of a skill.
const JUNK: [&str; 5] = [".git", ".hg", "__pycache__", "node_modules", ".DS_Store"];

/// A skill that can be served.
#[derive(Debug, Clone)]
pub struct Skill {
    /// Equals the name in the front matter.
    pub name: String,
    /// Every field of the front matter.
    pub frontmatter: Frontmatter,
    /// Every file, `SKILL.md` included, sorted by path.
    pub files: Vec<SkillFile>,
    /// Whether it travels inside the binary.
    pub embedded: bool,
}

impl Skill {
    /// The file at `path`, which may be written `./references/x.md`; `None` when there is none.
    pub fn read(&self, path: &str) -> Result<Option<&SkillFile>, LookupError> {
        let path = clean(path)?;
        let found = self.files.binary_search_by(|file| file.path.as_str().cmp(&path));
        Ok(found.ok().and_then(|index| self.files.get(index)))
    }

    /// The URI of a file of this skill, or of its folder when `path` is empty.
    pub fn uri(&self, path: &str) -> String {
        SkillUri::format(&self.name, path)
    }
}

/// A folder that can't be served at all.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// It can't be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// No `SKILL.md` in it, nor in the folders below.
    #[error("no SKILL.md in {} nor in the folders below it", .0.display())]
    NoSkill(PathBuf),
}

/// The skills that are served, and what is wrong with those that are not.
///
/// Files are read once, when the catalog is made: what is served always has the digest that was listed.
#[derive(Debug, Default)]
pub struct Catalog {
    skills: Vec<Skill>,
    problems: Vec<Problem>,
    patterns: OnceLock<Vec<Pattern>>,
    index: OnceLock<Index>,
}

impl Catalog {
    /// The skills inside the binary.
    pub fn embedded() -> Self {
        let mut catalog = Self::default();
        let mut files: Vec<SkillFile> = Vec::new();
        let mut current = String::new();
        for file in EMBEDDED {
            let Some((name, inner)) = file.path.split_once('/') else { continue };
            if name != current {
                catalog.add(&current, std::mem::take(&mut files), true);
                name.clone_into(&mut current);
            }
            files.push(SkillFile::packed(inner, file));
        }
        catalog.add(&current, files, true);
        catalog.sorted()
    }

    /// Also serves `folder`, which is a skill or holds skills. A skill that is not valid is left out and
    /// becomes a [problem](Self::problems).
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, CatalogError> {
        let unreadable = |source| CatalogError::Unreadable { path: folder.to_owned(), source };
        let folder = folder.canonicalize().map_err(unreadable)?;
        fs::read_dir(&folder).map_err(unreadable)?;
        let mut roots = Vec::new();
        find_skills(&folder, 0, &mut roots);
        if roots.is_empty() {
            return Err(CatalogError::NoSkill(folder));
        }
        for root in roots {
            let name = root.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let mut listing =
                Listing { root: &root, name: &name, files: Vec::new(), bytes: 0, problems: Vec::new() };
            let complete = listing.read(&root);
            let Listing { files, problems, .. } = listing;
            self.problems.extend(problems);
            match complete {
                Ok(()) => self.add(&name, files, false),
                Err(message) => self.problems.push(Problem::new(&name, "", 0, message)),
            }
        }
        Ok(self.sorted())
    }

    /// The skills, sorted by name.
    pub fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// The skill of this name.
    pub fn skill(&self, name: &str) -> Option<&Skill> {
        self.skills.iter().find(|skill| skill.name == name)
    }

    /// What is wrong with skills and files that are left out.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What is left out, and what is wrong with the skills from disk that are served all the same.
    pub fn faults(&self) -> Vec<Problem> {
        let own = self.skills.iter().filter(|skill| !skill.embedded);
        let mut faults: Vec<Problem> = own.flat_map(super::validate).collect();
        faults.extend(self.problems.iter().cloned());
        faults.sort();
        faults
    }

    /// Every pattern of every skill: by skill, page, and place on the page.
    pub fn patterns(&self) -> &[Pattern] {
        self.patterns.get_or_init(|| self.skills.iter().flat_map(patterns_of).collect())
    }

    /// The pattern of this id; `skill/id` where two skills share one.
    pub fn pattern(&self, id: &str) -> Option<&Pattern> {
        let id = id.trim();
        let (skill, id) = match id.split_once('/') {
            Some((skill, id)) => (Some(skill), id),
            None => (None, id),
        };
        let fits = |pattern: &&Pattern| pattern.id == id && skill.is_none_or(|name| pattern.skill == name);
        let mut found = self.patterns().iter().filter(fits);
        // The skill of the house comes first.
        let first = found.next()?;
        if first.skill == super::OWN_SKILL {
            return Some(first);
        }
        Some(found.find(|pattern| pattern.skill == super::OWN_SKILL).unwrap_or(first))
    }

    /// Ids of patterns that `id` was probably meant to be, the likeliest first.
    pub fn near_patterns(&self, id: &str) -> Vec<&str> {
        super::near(id, self.patterns().iter().map(|pattern| pattern.id.as_str()))
    }

    /// The patterns that fit a question, the best first. Empty when nothing fits.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit<'_>> {
        let index = self.index.get_or_init(|| Index::new(self.patterns(), Tuning::default()));
        index.search(self.patterns(), query, limit)
    }

    fn add(&mut self, folder: &str, files: Vec<SkillFile>, embedded: bool) {
        if files.is_empty() {
            return;
        }
        match super::validate::load(folder, files, embedded) {
            Ok(skill) if self.skill(&skill.name).is_some() => {
                let message =
                    format!("another skill is already called `{}`; this one is left out", skill.name);
                self.problems.push(Problem::new(folder, "SKILL.md", 1, message));
            }
            Ok(skill) => self.skills.push(skill),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn sorted(mut self) -> Self {
        self.skills.sort_by(|a, b| a.name.cmp(&b.name));
        self.problems.sort();
        self
    }
}

fn find_skills(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if folder.join("SKILL.md").is_file() {
        found.push(folder.to_owned());
        return;
    }
    if depth == MAX_DEPTH {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut children: Vec<PathBuf> = entries
        .flatten()
        // Links are not followed here: a link to a parent would never end.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !JUNK.iter().any(|junk| entry.file_name() == *junk))
        .map(|entry| entry.path())
        .collect();
    children.sort();
    for child in children {
        find_skills(&child, depth + 1, found);
    }
}

struct Listing<'a> {
    root: &'a Path,
    name: &'a str,
    files: Vec<SkillFile>,
    bytes: u64,
    problems: Vec<Problem>,
}

impl Listing<'_> {
    /// Reads every file below `folder`; an error refuses the whole skill.
    fn read(&mut self, folder: &Path) -> Result<(), String> {
        let shown =
            |path: &Path, error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
        let entries = fs::read_dir(folder).map_err(|error| shown(folder, &error))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.file_name().is_some_and(|name| JUNK.iter().any(|junk| name == *junk)) {
                continue;
            }
            let Some(relative) = path.strip_prefix(self.root).ok().and_then(Path::to_str) else {
                self.problem("", format!("{} has a name that is not UTF-8; it is left out", path.display()));
                continue;
            };
            let relative = relative.replace(std::path::MAIN_SEPARATOR, "/");
            // Real paths count: a link may point within the skill, not out of it.
            let real = path.canonicalize().map_err(|error| shown(&path, &error));
            let metadata = match real.and_then(|real| {
                if !real.starts_with(self.root) {
                    return Err("a link that leads out of the skill; it is left out".to_owned());
                }
                fs::metadata(&real).map_err(|error| shown(&path, &error))
            }) {
                Ok(metadata) => metadata,
                Err(message) => {
                    self.problem(&relative, message);
                    continue;
                }
            };
            if metadata.is_dir() {
                if path.is_symlink() {
                    self.problem(&relative, "a link to a folder; it is left out".to_owned());
                } else {
                    self.read(&path)?;
                }
            } else if metadata.is_file() {
                self.bytes += metadata.len();
                if self.files.len() == MAX_FILES || self.bytes > MAX_BYTES {
                    return Err(format!(
                        "more than {MAX_FILES} files or {} MiB: hosts refuse such a skill, so it is left out",
                        MAX_BYTES / 1024 / 1024
                    ));
                }
                let data = fs::read(&path).map_err(|error| shown(&path, &error))?;
                self.files.push(SkillFile::new(relative, data));
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(())
    }

    fn problem(&mut self, path: &str, message: String) {
        self.problems.push(Problem::new(self.name, path, 0, message));
    }
}
