//! Summaries on disk: one file for each scanned root, replaced as a whole.
//!
//! A cache that is missing, cut short, corrupt or of another program gives nothing; it is never an error. Concurrent runs write
//! files of their own and rename them: the last one wins, and none reads a mixture.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::unit::{Unit, digest};

/// Below this many files reading them is as quick as reading the cache.
pub(super) const LEAST_FILES: usize = 64;

const MAGIC: &[u8; 16] = b"awaitwise-cache\n";
const HEADER: usize = MAGIC.len() + size_of::<u128>() + size_of::<u64>();

/// What changes when a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Size in bytes.
    pub(super) bytes: u64,
    /// Time of the last change, in nanoseconds since 1970.
    pub(super) modified: u64,
    /// When it was looked at: a file that changed just before may change again within the same tick of the clock.
    pub(super) seen: u64,
}

impl Stamp {
    /// Clocks of file systems tick as slowly as every two seconds.
    const TICK: u64 = 2_000_000_000;

    pub(super) fn of(path: &Path) -> std::io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        Ok(Self { bytes: metadata.len(), modified: nanos(metadata.modified()?), seen: Self::now() })
    }

    /// The time by which stamps are seen.
    pub(super) fn now() -> u64 {
        nanos(SystemTime::now())
    }

    /// Whether what was read under this stamp is what `now` would read.
    pub(super) fn vouches_for(self, now: Self) -> bool {
        let settled = self.modified.saturating_add(Self::TICK) < self.seen;
        settled && self.bytes == now.bytes && self.modified == now.modified
    }
}

/// Nanoseconds since 1970.
fn nanos(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    program: String,
    entries: Vec<Entry>,
}

/// One summary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    path: String,
    stamp: Stamp,
    start: u64,
    length: u64,
}

/// A cache file in memory.
#[derive(Debug, Default)]
pub(super) struct Pack {
    bytes: Vec<u8>,
    body: usize,
    entries: FxHashMap<String, Entry>,
}

/// A summary to be written.
pub(super) struct Item<'a> {
    pub(super) path: &'a str,
    pub(super) stamp: Stamp,
    pub(super) unit: &'a Unit,
}

impl Pack {
    /// The cache of the root whose module paths are relative to `base`.
    pub(super) fn load(folder: &Path, base: &Path) -> Option<Self> {
        let bytes = std::fs::read(file(folder, base)).ok()?;
        let (magic, rest) = bytes.split_at_checked(MAGIC.len())?;
        let (checksum, rest) = rest.split_first_chunk::<{ size_of::<u128>() }>()?;
        if magic != MAGIC || u128::from_le_bytes(*checksum) != digest(rest) {
            return None;
        }
        let (length, rest) = rest.split_first_chunk::<{ size_of::<u64>() }>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let index: Index = postcard::from_bytes(rest.get(..length)?).ok()?;
        if index.program != program() {
            return None;
        }
        let entries = index.entries.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        Some(Self { bytes, body: HEADER + length, entries })
    }

    pub(super) fn get(&self, path: &str) -> Option<(Stamp, Unit)> {
        let entry = self.entries.get(path)?;
        Some((entry.stamp, postcard::from_bytes(self.blob(entry)?).ok()?))
    }

    /// Whether the file holds exactly these summaries under stamps that still vouch for them.
    pub(super) fn holds(&self, items: &[Item<'_>]) -> bool {
        self.entries.len() == items.len()
            && items.iter().all(|item| {
                self.entries.get(item.path).is_some_and(|entry| entry.stamp.vouches_for(item.stamp))
            })
    }

    fn blob(&self, entry: &Entry) -> Option<&[u8]> {
        let start = self.body.checked_add(usize::try_from(entry.start).ok()?)?;
        self.bytes.get(start..start.checked_add(usize::try_from(entry.length).ok()?)?)
    }

    /// Writes the summaries; what has not changed since the pack was read is copied. Failing is no failure: the next run reads files.
    pub(super) fn save(&self, folder: &Path, base: &Path, items: &[Item<'_>]) -> std::io::Result<()> {
        let blobs: Vec<std::borrow::Cow<'_, [u8]>> = items
            .par_iter()
            .map(|item| {
                let known = self.entries.get(item.path).filter(|entry| entry.stamp.vouches_for(item.stamp));
                match known.and_then(|entry| self.blob(entry)) {
                    Some(blob) => blob.into(),
                    None => postcard::to_allocvec(item.unit).unwrap_or_default().into(),
                }
            })
            .collect();
        let mut start = 0;
        let mut entries = Vec::with_capacity(items.len());
        for (item, blob) in items.iter().zip(&blobs) {
            let length = blob.len() as u64;
            entries.push(Entry { path: item.path.to_owned(), stamp: item.stamp, start, length });
            start += length;
        }
        let index = postcard::to_allocvec(&Index { program: program(), entries });
        let index = index.map_err(std::io::Error::other)?;
        let mut rest =
            Vec::with_capacity(size_of::<u64>() + index.len() + usize::try_from(start).unwrap_or(0));
        rest.extend_from_slice(&(index.len() as u64).to_le_bytes());
        rest.extend_from_slice(&index);
        for blob in &blobs {
            rest.extend_from_slice(blob);
        }
        std::fs::create_dir_all(folder)?;
        let mut staged = tempfile::NamedTempFile::new_in(folder)?;
        staged.write_all(MAGIC)?;
        staged.write_all(&digest(&rest).to_le_bytes())?;
        staged.write_all(&rest)?;
        staged.persist(file(folder, base)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Where summaries are kept unless somebody says otherwise: the user's cache folder.
pub fn default_folder() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || {
        from("HOME")
            .map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    };
    let base = if cfg!(windows) { from("LOCALAPPDATA") } else { from("XDG_CACHE_HOME").or_else(home) };
    Some(base?.join("awaitwise"))
}

fn file(folder: &Path, base: &Path) -> PathBuf {
    folder.join(format!("{:032x}.pack", digest(base.as_os_str().as_encoded_bytes())))
}

/// Which program wrote a summary: another build may summarise otherwise.
fn program() -> String {
    let executable = std::env::current_exe().and_then(|path| Stamp::of(&path));
    let (bytes, modified) = executable.map_or((0, 0), |stamp| (stamp.bytes, stamp.modified));
    format!("{} {bytes} {modified}", env!("CARGO_PKG_VERSION"))
}
