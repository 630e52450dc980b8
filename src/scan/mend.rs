//! Scanning, fixing and scanning again until nothing changes; writing what was fixed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Control, Options, Report, ScanError, Session, memory, scan_texts, session};
use crate::finding::Finding;
use crate::fix;
use crate::python::decode::{Encoding, decode, encode};
use crate::semantic;
use crate::text::Source;

/// Fixes make room for others, but never for ever.
const ROUNDS: usize = 10;

/// Texts that stand for files, by report path.
pub(super) type Overlay = BTreeMap<Arc<str>, Arc<str>>;

/// A file as it was and as fixes make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Report path.
    pub path: Arc<str>,
    /// Decoded text before.
    pub before: String,
    /// Decoded text after.
    pub after: String,
    encoding: Encoding,
    /// How many fixes make it.
    applied: usize,
    file: Option<PathBuf>,
}

impl Change {
    /// What the file holds afterwards, in its own encoding.
    pub fn bytes(&self) -> Result<Vec<u8>, WriteError> {
        self.encoded(&self.after)
    }

    /// The change in unified form.
    pub fn diff(&self) -> String {
        let [before, after] = self.marked();
        fix::unified_diff(&self.path, &before, &after)
    }

    /// The same in the bytes of the file, as programs that patch files take it.
    pub fn diff_in_bytes(&self) -> Result<Vec<u8>, WriteError> {
        let (before, after) = (self.encoded(&self.before)?, self.bytes()?);
        Ok(fix::unified_diff_of_bytes(&self.path, &before, &after))
    }

    /// The change as edits of whole lines.
    pub fn line_edits(&self) -> Vec<fix::LineEdit> {
        let [before, after] = self.marked();
        fix::line_edits(&before, &after)
    }

    /// The name of the file's encoding, where its bytes are not those of the text in UTF-8.
    pub fn foreign_encoding(&self) -> Option<&'static str> {
        self.encoding.other_than_utf8().filter(|_| !self.before.is_ascii())
    }

    /// A byte order mark belongs to the first line of a file.
    fn marked(&self) -> [Cow<'_, str>; 2] {
        [&self.before, &self.after].map(|text| self.encoding.with_mark(text))
    }

    fn encoded(&self, text: &str) -> Result<Vec<u8>, WriteError> {
        encode(text, self.encoding).ok_or_else(|| WriteError::Encoding(Arc::clone(&self.path)))
    }
}

/// What fixing comes to. Nothing is written yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mending {
    /// Files that change, by path.
    pub changes: Vec<Change>,
    /// How many fixes were applied.
    pub applied: usize,
    /// What is left afterwards.
    pub report: Report,
}

/// Why a fixed file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody else wrote it meanwhile.
    #[error("{0}: changed since it was scanned, left as it is")]
    Changed(Arc<str>),
    /// Not ours to write.
    #[error("{0}: read-only, left as it is")]
    ReadOnly(Arc<str>),
    /// Nothing can be staged beside the file.
    #[error("{path}: its folder takes no new file ({cause}), left as it is")]
    Folder {
        /// Report path.
        path: Arc<str>,
        /// What the system said.
        cause: std::io::ErrorKind,
    },
    /// A character of the fix has no place in the file's encoding.
    #[error("{0}: the fix cannot be written in the file's encoding")]
    Encoding(Arc<str>),
    /// The system refused.
    #[error("{path}: {cause}")]
    Io {
        /// Report path.
        path: Arc<str>,
        /// The system's words.
        cause: std::io::Error,
    },
}

impl WriteError {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Changed(_) => Some("run it again"),
            Self::ReadOnly(_) => Some("make the file writable"),
            Self::Encoding(_) => Some("save the file as UTF-8"),
            Self::Folder { .. } => {
                Some("make the folder writable: a fixed file takes the place of the old one")
            }
            Self::Io { .. } => None,
        }
    }
}

impl Mending {
    /// All changes in unified form.
    pub fn diff(&self) -> String {
        self.changes.iter().map(Change::diff).collect()
    }

    /// The same in the bytes of the files.
    pub fn diff_in_bytes(&self) -> Result<Vec<u8>, WriteError> {
        let diffs: Result<Vec<_>, _> = self.changes.iter().map(Change::diff_in_bytes).collect();
        Ok(diffs?.concat())
    }
}

impl Session {
    /// Scans paths and fixes what can be fixed, in memory.
    pub fn mend(
        &self,
        paths: &[PathBuf],
        options: &Options,
        unsafe_too: bool,
        control: &Control<'_>,
    ) -> Result<Mending, ScanError> {
        let options = Options { keep_sources: true, ..options.clone() };
        let mut mending =
            rounds(unsafe_too, control, |overlay| self.scan_over(paths, &options, overlay, control))?;
        for change in &mut mending.changes {
            change.file = Self::file_of(paths, &options, &change.path);
        }
        Ok(mending)
    }

    /// Writes the changes, each file whole or not at all, and gives back what could not be written. Afterwards `mending` tells what
    /// holds on disk: which files have changed, and what is left there.
    pub fn write(
        &self,
        mending: &mut Mending,
        paths: &[PathBuf],
        options: &Options,
        control: &Control<'_>,
    ) -> Result<Vec<WriteError>, ScanError> {
        let mut failed = Vec::new();
        mending.changes.retain(|change| match write(change) {
            Ok(()) => true,
            Err(error) => {
                failed.push(error);
                false
            }
        });
        if !failed.is_empty() {
            mending.applied = mending.changes.iter().map(|change| change.applied).sum();
            mending.report = self.scan(paths, options, control)?;
        }
        Ok(failed)
    }
}

/// The same for texts in memory.
pub fn mend_texts(
    texts: &[Source],
    options: &Options,
    unsafe_too: bool,
    control: &Control<'_>,
) -> Result<Mending, ScanError> {
    let options = Options { keep_sources: true, ..options.clone() };
    rounds(unsafe_too, control, |overlay| scan_texts(&memory::overlaid(texts, overlay), &options, control))
}

/// The same for one text that was decoded from `encoding`; `None` where it cannot be written back, so that nothing is fixed.
pub fn mend_text(
    text: &Source,
    encoding: Option<Encoding>,
    options: &Options,
    unsafe_too: bool,
    control: &Control<'_>,
) -> Result<Mending, ScanError> {
    let texts = std::slice::from_ref(text);
    let Some(encoding) = encoding else {
        return Ok(Mending { report: scan_texts(texts, options, control)?, ..Mending::default() });
    };
    let mut mending = mend_texts(texts, options, unsafe_too, control)?;
    for change in &mut mending.changes {
        change.encoding = encoding;
    }
    Ok(mending)
}

/// In the pool: what a fix makes of a text is parsed, and deep trees need deep stacks.
fn rounds(
    unsafe_too: bool,
    control: &Control<'_>,
    scan: impl Fn(&Overlay) -> Result<Report, ScanError> + Send,
) -> Result<Mending, ScanError> {
    session::pool().install(|| rounds_in_pool(unsafe_too, control, scan))
}

fn rounds_in_pool(
    unsafe_too: bool,
    control: &Control<'_>,
    scan: impl Fn(&Overlay) -> Result<Report, ScanError>,
) -> Result<Mending, ScanError> {
    let mut overlay = Overlay::new();
    let mut changes: BTreeMap<Arc<str>, Change> = BTreeMap::new();
    let mut applied = 0;
    let mut report = scan(&overlay)?;
    for _ in 0..ROUNDS {
        let fixed = one_round(&report, unsafe_too, control);
        control.check()?;
        if fixed.is_empty() {
            break;
        }
        for (path, fixed) in fixed {
            let Some(source) = report.sources.get(&path) else { continue };
            let change = changes.entry(Arc::clone(&path)).or_insert_with(|| Change {
                path: Arc::clone(&path),
                before: source.text.clone(),
                after: String::new(),
                encoding: source.encoding,
                applied: 0,
                file: None,
            });
            change.applied += fixed.applied;
            applied += fixed.applied;
            change.after.clone_from(&fixed.text);
            overlay.insert(path, fixed.text.into());
        }
        report = scan(&overlay)?;
    }
    let changes = changes.into_values().filter(|change| change.before != change.after).collect();
    Ok(Mending { changes, applied, report })
}

fn one_round(report: &Report, unsafe_too: bool, control: &Control<'_>) -> Vec<(Arc<str>, fix::Fixed)> {
    let mut by_path: BTreeMap<&Arc<str>, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.fix.is_some()) {
        by_path.entry(&finding.location.path).or_default().push(finding);
    }
    let paths = by_path.into_iter().take_while(|_| !control.stop.is_set());
    let fixed = paths.filter_map(|(path, findings)| {
        let source = &report.sources.get(path)?.text;
        let fixed = fix::apply(source, findings, unsafe_too);
        let faults = |text: &str| {
            let wanted = !control.stop.is_set();
            wanted.then(|| semantic::summarise(Arc::clone(path), text).errors().len())
        };
        let sound = fixed.applied > 0 && fixed.text != *source && faults(&fixed.text) <= faults(source);
        sound.then(|| (Arc::clone(path), fixed))
    });
    fixed.collect()
}

fn write(change: &Change) -> Result<(), WriteError> {
    let path = || Arc::clone(&change.path);
    // The name of the staged file, which tempfile adds, is nobody's business.
    let plain =
        |cause: std::io::Error| if cause.raw_os_error().is_some() { cause } else { cause.kind().into() };
    let failed = |cause| WriteError::Io { path: path(), cause: plain(cause) };
    let Some(file) = &change.file else { return Ok(()) };
    // A link stays a link: what it points to is written.
    let file = file.canonicalize().map_err(failed)?;
    let known = std::fs::metadata(&file).map_err(failed)?;
    let permissions = known.permissions();
    if permissions.readonly() {
        return Err(WriteError::ReadOnly(path()));
    }
    let decoded = decode(std::fs::read(&file).map_err(failed)?);
    if decoded.text != change.before || decoded.encoding != change.encoding {
        return Err(WriteError::Changed(path()));
    }
    let bytes = change.bytes()?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let staged = tempfile::NamedTempFile::new_in(folder);
    let mut staged = staged.map_err(|cause| WriteError::Folder { path: path(), cause: cause.kind() })?;
    staged.write_all(&bytes).map_err(failed)?;
    #[cfg(unix)]
    keep_owner(staged.as_file(), &known);
    staged.as_file().set_permissions(permissions).map_err(failed)?;
    staged.as_file().sync_all().map_err(failed)?;
    staged.persist(&file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives the file the owner and the group of the one whose place it takes, as far as the system lets us: only the superuser may do both.
#[cfg(unix)]
fn keep_owner(file: &std::fs::File, known: &std::fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (owner, group) = (Some(known.uid()), Some(known.gid()));
    let _ = fchown(file, owner, group).or_else(|_| fchown(file, None, group));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Applicability, Category, Fix, Location, RuleId, Severity};
    use crate::scan::SourceText;
    use crate::text::{Edit, Position, Span};

    /// A scan that finds every `a` and proposes `b`, two at a time.
    fn scan(text: &str) -> Report {
        let path: Arc<str> = "app.py".into();
        let start = Position { line: 1, column: 1 };
        let finding = |(at, _): (usize, &str)| {
            let span = Span::new(at as u32, at as u32 + 1);
            let edits = vec![Edit::replace(span, "b")];
            Finding {
                rule: RuleId { code: "AW101", name: "blocking-sleep", category: Category::Blocking },
                severity: Severity::Error,
                location: Location { path: Arc::clone(&path), start, end: start, span, cell: None },
                message: String::new(),
                function: None,
                chain: Vec::new(),
                leaf: None,
                replacement: None,
                labels: Vec::new(),
                fix: Some(Fix { title: String::new(), applicability: Applicability::Safe, edits }),
            }
        };
        let source = SourceText { text: text.to_owned(), ..SourceText::default() };
        Report {
            findings: text.match_indices('a').take(2).map(finding).collect(),
            sources: [(path.clone(), source)].into_iter().collect(),
            ..Report::default()
        }
    }

    #[test]
    fn fixing_goes_on_until_nothing_changes() {
        let over = |overlay: &Overlay| Ok(scan(overlay.get("app.py").map_or("a = a + a\n", |text| text)));
        let mending = rounds(false, &Control::default(), over).unwrap();
        assert_eq!((mending.applied, mending.report.findings.len()), (3, 0));
        assert_eq!(mending.changes[0].after, "b = b + b\n");
        assert!(mending.diff().contains("-a = a + a\n+b = b + b\n"), "{}", mending.diff());
        let again = rounds(false, &Control::default(), |_| Ok(scan("b = b + b\n"))).unwrap();
        assert!(again.changes.is_empty(), "fixing twice changes nothing");
    }

    #[test]
    fn fixing_ends_even_when_fixes_undo_each_other() {
        let over = |overlay: &Overlay| {
            let text = overlay.get("app.py").map_or("a\n", |text| text);
            let mut report = scan(&text.replace('b', "a"));
            if let Some(source) = report.sources.get_mut("app.py") {
                text.clone_into(&mut source.text);
            }
            if text.contains('b') {
                report.findings[0].fix.as_mut().unwrap().edits[0].replacement = "a".into();
            }
            Ok(report)
        };
        assert_eq!(rounds(false, &Control::default(), over).unwrap().applied, ROUNDS);
    }

    fn change(file: &Path, before: &str, after: &str) -> Change {
        let encoding = decode(std::fs::read(file).unwrap()).encoding;
        let (before, after) = (before.into(), after.into());
        Change { path: "app.py".into(), before, after, encoding, applied: 1, file: Some(file.into()) }
    }

    #[test]
    fn a_file_keeps_its_encoding_and_line_ends() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.py");
        for (bytes, after) in [
            (&b"# coding: latin-1\r\nx = '\xe9'\r\n"[..], &b"# coding: latin-1\r\ny = '\xe9'\r\n"[..]),
            (b"\xef\xbb\xbfx = 1\n", b"\xef\xbb\xbfy = 1\n"),
        ] {
            std::fs::write(&file, bytes).unwrap();
            let text = decode(bytes.to_vec()).text;
            write(&change(&file, &text, &text.replace('x', "y"))).unwrap();
            assert_eq!(std::fs::read(&file).unwrap(), after);
        }
        std::fs::write(&file, b"# coding: latin-1\nx = 1\n").unwrap();
        let outside =
            write(&change(&file, "# coding: latin-1\nx = 1\n", "# coding: latin-1\nx = '\u{3042}'\n"));
        assert!(matches!(outside, Err(WriteError::Encoding(_))));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_ours_to_write_stays() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.py");
        std::fs::write(&file, "x = 1\n").unwrap();
        let mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let changed = write(&change(&file, "x = 0\n", "y = 0\n"));
        assert!(matches!(changed, Err(WriteError::Changed(_))));
        mode(0o444);
        assert!(matches!(write(&change(&file, "x = 1\n", "y = 1\n")), Err(WriteError::ReadOnly(_))));
        assert_eq!(std::fs::read(&file).unwrap(), b"x = 1\n");
        mode(0o750);
        write(&change(&file, "x = 1\n", "y = 1\n")).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing staged is left");
    }
}
