//! Answers that one body after the other of a module asks for.

use rustc_hash::FxHashMap;

use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, PathId, Type};
use crate::python::{NameHash, Owner};

/// The value of an attribute, with the function that runs when it is read.
type Found = (Type, Option<FuncRef>);

/// What bodies of one module have asked for. Kept for that module alone, so that each module notes for itself what it has read.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    /// Names that the module's top level, its stars or the builtins give.
    names: FxHashMap<NameHash, Option<Type>>,
    /// Members of modules and folders.
    members: FxHashMap<(PathId, NameHash), Option<Type>>,
    /// Attributes of instances without arguments. That there is no such attribute holds whatever the arguments.
    attributes: FxHashMap<(ClassRef, NameHash), Option<Found>>,
}

impl Evaluator<'_> {
    /// From now on bodies of `module` are followed, and answers depend on what they are taken from.
    pub(super) fn read_for(&mut self, module: u32) {
        if self.reader != Some(module) {
            self.reader = Some(module);
            self.recent.names.clear();
            self.recent.members.clear();
            self.recent.attributes.clear();
        }
    }

    /// Whether an answer is final: within another question it may depend on where a circle was cut.
    fn is_outermost(&self) -> bool {
        self.asks_nothing() && self.reader.is_some()
    }

    /// A name as the top level of a module sees it.
    pub(super) fn global(&mut self, frame: &Frame, name: NameHash) -> Option<Type> {
        let is_kept = self.is_outermost() && self.reader == Some(frame.module);
        if is_kept && let Some(known) = self.recent.names.get(&name) {
            return known.clone();
        }
        let own = self.own_member(frame.module, name).map(|found| self.captured(frame, found));
        let found = own.or_else(|| self.star_member(frame.module, name)).or_else(|| {
            let builtins = self.program.builtins().filter(|builtins| *builtins != frame.module)?;
            self.own_member(builtins, name)
        });
        if is_kept {
            self.recent.names.insert(name, found.clone());
        }
        found
    }

    /// `text` in the module or folder at `path`.
    pub(super) fn member_of_path(&mut self, path: PathId, text: &str, name: NameHash) -> Option<Type> {
        let is_kept = self.is_outermost();
        if is_kept && let Some(known) = self.recent.members.get(&(path, name)) {
            return known.clone();
        }
        let found = self.path_member(path, text, name);
        if is_kept {
            self.recent.members.insert((path, name), found.clone());
        }
        found
    }

    /// The attribute that an instance has by its class, with the function that runs when it is read.
    pub(super) fn member_of_instance(
        &mut self,
        class: ClassRef,
        instance: &Type,
        name: NameHash,
    ) -> Option<Found> {
        let is_kept = self.is_outermost();
        let is_plain = matches!(instance, Type::Instance(_, arguments) if arguments.is_empty());
        if is_kept
            && let Some(known) = self.recent.attributes.get(&(class, name))
            && (is_plain || known.is_none())
        {
            return known.clone();
        }
        let order = self.mro(class);
        let found = self.member(instance, &order, name);
        if is_kept && (is_plain || found.is_none()) {
            self.recent.attributes.insert((class, name), found.clone());
        }
        found
    }

    /// Where names are looked for that a function or class does not bind itself.
    pub(super) fn outer(&self, module: u32, owner: Owner) -> Option<Owner> {
        let tree = self.tree(module);
        let mut owner = match owner {
            Owner::Module => return None,
            Owner::Function(id) => tree.function(id).owner,
            Owner::Class(id) => tree.class(id).owner,
        };
        // A class's names are not seen from the functions in it.
        while let Owner::Class(id) = owner {
            owner = tree.class(id).owner;
        }
        Some(owner)
    }
}
