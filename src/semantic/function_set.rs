//! Sets and maps of functions of a program.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::program::Program;
use super::types::FuncRef;

/// The functions of the project by number: those of each module behind those of the one before.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    /// By module, and where the last one ends.
    starts: Arc<[u32]>,
}

impl Numbers {
    pub(super) fn of(program: &Program) -> Self {
        let modules = program.modules[..program.project].iter();
        let mut end = 0;
        let ends = modules.map(|module| {
            end += module.tree.functions.len() as u32;
            end
        });
        Self { starts: std::iter::once(0).chain(ends).collect() }
    }

    /// How many functions there are.
    pub(super) fn count(&self) -> usize {
        self.starts.last().copied().unwrap_or_default() as usize
    }

    /// The number of a function, however it is seen; `None` where there is none like that.
    pub(super) fn get(&self, func: FuncRef) -> Option<usize> {
        let start = self.starts.get(func.module as usize)?;
        let end = self.starts.get(func.module as usize + 1)?;
        let number = start + func.function.0;
        (number < *end).then_some(number as usize)
    }
}

/// A set of functions that is quickly filled and asked: most are a bit.
#[derive(Debug, Default)]
pub(super) struct FunctionSet {
    numbers: Numbers,
    bits: Vec<u64>,
    /// Methods as they are seen from subclasses, and what has no number.
    others: FxHashSet<FuncRef>,
}

impl FunctionSet {
    /// An empty one.
    pub(super) fn new(numbers: &Numbers) -> Self {
        let bits = vec![0; numbers.count().div_ceil(64)];
        Self { numbers: numbers.clone(), bits, others: FxHashSet::default() }
    }

    fn place(&self, func: FuncRef) -> Option<(usize, u64)> {
        let number = self.numbers.get(func).filter(|_| func.seen.is_none())?;
        Some((number / 64, 1 << (number % 64)))
    }

    pub(super) fn contains(&self, func: FuncRef) -> bool {
        match self.place(func) {
            Some((word, bit)) => self.bits[word] & bit != 0,
            None => self.others.contains(&func),
        }
    }

    /// Adds a function; whether it is new.
    pub(super) fn insert(&mut self, func: FuncRef) -> bool {
        match self.place(func) {
            Some((word, bit)) => {
                let is_new = self.bits[word] & bit == 0;
                self.bits[word] |= bit;
                is_new
            }
            None => self.others.insert(func),
        }
    }

    pub(super) fn extend<'f>(&mut self, funcs: impl IntoIterator<Item = &'f FuncRef>) {
        funcs.into_iter().for_each(|func| _ = self.insert(*func));
    }

    pub(super) fn remove(&mut self, func: FuncRef) {
        match self.place(func) {
            Some((word, bit)) => self.bits[word] &= !bit,
            None => drop(self.others.remove(&func)),
        }
    }
}

/// Something for each of some functions, quickly filled and asked.
#[derive(Debug, Default)]
pub(super) struct FunctionMap<V> {
    numbers: Numbers,
    values: Vec<Option<V>>,
    /// For methods as they are seen from subclasses, and for what has no number.
    others: FxHashMap<FuncRef, V>,
}

impl<V: Copy> FunctionMap<V> {
    /// An empty one.
    pub(super) fn new(numbers: &Numbers) -> Self {
        let values = vec![None; numbers.count()];
        Self { numbers: numbers.clone(), values, others: FxHashMap::default() }
    }

    pub(super) fn get(&self, func: FuncRef) -> Option<V> {
        match self.numbers.get(func).filter(|_| func.seen.is_none()) {
            Some(number) => self.values[number],
            None => self.others.get(&func).copied(),
        }
    }

    pub(super) fn insert(&mut self, func: FuncRef, value: V) {
        match self.numbers.get(func).filter(|_| func.seen.is_none()) {
            Some(number) => self.values[number] = Some(value),
            None => drop(self.others.insert(func, value)),
        }
    }
}
