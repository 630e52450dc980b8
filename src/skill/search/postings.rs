//! Lists by a small number, one behind the other.

/// For each key a list.
#[derive(Debug, Default)]
pub(super) struct Postings<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Postings<T> {
    /// Keeps the order of the items of each key.
    pub(super) fn new(keys: usize, mut entries: Vec<(u32, T)>) -> Self {
        entries.sort_by_key(|(key, _)| *key);
        let mut starts = vec![0_u32; keys + 1];
        for (key, _) in &entries {
            starts[*key as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        Self { starts, items: entries.into_iter().map(|(_, item)| item).collect() }
    }

    pub(super) fn of(&self, key: u32) -> &[T] {
        let key = key as usize;
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(start), Some(end)) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

impl Postings<(u32, f32)> {
    /// Adds up the values of one document.
    pub(super) fn merge(&mut self) {
        let mut starts = vec![0];
        let mut items: Vec<(u32, f32)> = Vec::with_capacity(self.items.len());
        for key in 0..self.starts.len().saturating_sub(1) {
            let first = items.len();
            let mut own = self.of(key as u32).to_vec();
            own.sort_by_key(|(document, _)| *document);
            for (document, value) in own {
                match items.get_mut(first..).and_then(|own| own.last_mut()) {
                    Some(last) if last.0 == document => last.1 += value,
                    _ => items.push((document, value)),
                }
            }
            starts.push(items.len() as u32);
        }
        (self.starts, self.items) = (starts, items);
    }
}
