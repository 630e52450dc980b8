//! Lists by a small number, one behind the other.

/// For each key a list.
#[derive(Debug, Default)]
pub(super) struct Postings<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Postings<T> {
    /// Keeps the order of the items of each key.
    pub(super) fn new(keys: usize, entries: &[(u32, T)]) -> Self {
        let mut starts = vec![0_u32; keys + 1];
        for (key, _) in entries {
            starts[*key as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut items: Vec<T> = entries.iter().map(|(_, item)| *item).collect();
        let mut next = starts.clone();
        for (key, item) in entries {
            let place = &mut next[*key as usize];
            items[*place as usize] = *item;
            *place += 1;
        }
        Self { starts, items }
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
    /// Adds up the values of one document, which stand together.
    pub(super) fn merged(keys: usize, entries: &[(u32, (u32, f32))]) -> Self {
        let all = Self::new(keys, entries);
        let mut starts = Vec::with_capacity(keys + 1);
        let mut items: Vec<(u32, f32)> = Vec::with_capacity(all.items.len());
        for key in 0..keys {
            starts.push(items.len() as u32);
            let same = all.of(key as u32).chunk_by(|a, b| a.0 == b.0);
            items.extend(same.map(|of_one| (of_one[0].0, of_one.iter().map(|(_, value)| value).sum())));
        }
        starts.push(items.len() as u32);
        Self { starts, items }
    }
}
