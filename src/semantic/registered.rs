//! What the program passes to functions that keep it: `@command("weather")`, `bus.subscribe("created", post)`, plug-ins that derive from
//! a class.
//!
//! Whoever keeps something is called by name, from anywhere: the modules that mention the name are asked, those of tests are not.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::asked::Query;
use super::calls::Passed;
use super::evaluate::{Evaluator, Frame};
use super::program::Program;
use super::question::Question;
use super::scope::Source;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ClassId, Expr, ExprId, FunctionId, Name, NameHash, Owner, Tree};

/// What is called in more places says nothing: such functions are known by everybody, and their callers are not of one mind.
const MOST_CALLS: usize = 64;

/// The places where a name stands for something that is called, decorates, or is derived from.
#[derive(Debug, Default, Clone)]
pub(super) struct Mentions {
    /// By module.
    calls: Vec<(u32, ExprId)>,
    /// By module, with what is decorated.
    decorators: Vec<(u32, ExprId, Owner)>,
    /// By module.
    subclasses: Vec<ClassRef>,
}

/// What is known of mentions so far.
#[derive(Debug, Default)]
pub(super) struct Mentioned {
    /// The modules of the project, without its tests.
    used: OnceLock<Vec<u32>>,
    /// The modules that may have the name at all, in order: for the names that are likely to be asked for, looked up for all of them
    /// at once.
    modules: OnceLock<FxHashMap<NameHash, Vec<u32>>>,
    found: Mutex<FxHashMap<NameHash, Arc<Mentions>>>,
}

impl Mentioned {
    /// Learns what edited modules mention by now.
    pub(super) fn renew<'t>(&mut self, edited: impl Iterator<Item = (u32, &'t Tree)>) {
        let (Some(used), Some(likely)) = (self.used.get(), self.modules.get_mut()) else { return };
        let found = self.found.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (module, tree) in edited.filter(|(module, _)| used.binary_search(module).is_ok()) {
            for name in tree.names.hashes() {
                if let Some(modules) = likely.get_mut(name)
                    && let Err(place) = modules.binary_search(&module)
                {
                    modules.insert(place, module);
                }
            }
            for (name, mentions) in &mut *found {
                let now = tree.names.find(*name).map(|name| {
                    let mut now = Mentions::default();
                    now.add(tree, module, name);
                    now
                });
                if now.is_some() || mentions.concern(module) {
                    Arc::make_mut(mentions).replace(module, now.unwrap_or_default());
                }
            }
        }
    }
}

impl Mentions {
    fn find(program: &Program, modules: &[u32], name: NameHash) -> Self {
        let mut found = Self::default();
        for &module in modules {
            let tree = &program.module(module).tree;
            let Some(name) = tree.names.find(name) else { continue };
            found.add(tree, module, name);
        }
        found
    }

    /// Where those of a module stand.
    fn of(&self, module: u32) -> (Range<usize>, Range<usize>, Range<usize>) {
        (
            range(&self.calls, module, |(module, _)| *module),
            range(&self.decorators, module, |(module, ..)| *module),
            range(&self.subclasses, module, |class| class.module),
        )
    }

    /// Whether the module has any.
    fn concern(&self, module: u32) -> bool {
        let (calls, decorators, subclasses) = self.of(module);
        !(calls.is_empty() && decorators.is_empty() && subclasses.is_empty())
    }

    /// Takes others in the place of those of a module.
    fn replace(&mut self, module: u32, now: Self) {
        let (calls, decorators, subclasses) = self.of(module);
        self.calls.splice(calls, now.calls);
        self.decorators.splice(decorators, now.decorators);
        self.subclasses.splice(subclasses, now.subclasses);
    }

    fn add(&mut self, tree: &Tree, module: u32, name: Name) {
        let names = |id: ExprId| last_name(tree, id) == Some(name);
        let calls = (0..tree.len() as u32).map(ExprId).filter(|id| match tree.expr(*id) {
            Expr::Call(call) => names(tree.call(call).func),
            _ => false,
        });
        self.calls.extend(calls.map(|call| (module, call)));
        let functions = (0..).zip(&tree.functions);
        let functions = functions.map(|(id, node)| (Owner::Function(FunctionId(id)), node.decorators));
        let classes = (0..).zip(&tree.classes).map(|(id, node)| (Owner::Class(ClassId(id)), node.decorators));
        for (decorated, decorators) in functions.chain(classes) {
            let own = tree.list(decorators).iter().filter(|decorator| match tree.expr(**decorator) {
                Expr::Call(call) => names(tree.call(call).func),
                _ => names(**decorator),
            });
            self.decorators.extend(own.map(|decorator| (module, *decorator, decorated)));
        }
        let derived = (0..).zip(&tree.classes).filter(|(_, class)| {
            tree.list(class.bases).iter().any(|base| match tree.expr(*base) {
                Expr::Subscript(head, _) => names(head),
                _ => names(*base),
            })
        });
        self.subclasses.extend(derived.map(|(id, _)| ClassRef { module, class: ClassId(id) }));
    }
}

impl Program {
    /// The calls by this name in a module that is no test.
    pub(super) fn calls_in(&self, module: u32, name: NameHash) -> Vec<ExprId> {
        let mentions = self.mentions(name);
        let (calls, ..) = mentions.of(module);
        mentions.calls[calls].iter().map(|(_, call)| *call).collect()
    }

    fn mentions(&self, name: NameHash) -> Arc<Mentions> {
        let known = || self.mentioned.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&name) {
            return Arc::clone(known);
        }
        let likely = self.mentioned.modules.get_or_init(|| self.likely_names());
        let found = match likely.get(&name) {
            Some(modules) => Mentions::find(self, modules, name),
            None => Mentions::find(self, self.used(), name),
        };
        let found = Arc::new(found);
        known().insert(name, Arc::clone(&found));
        found
    }

    /// The modules of the project, without its tests.
    fn used(&self) -> &[u32] {
        let used = || (0..self.project as u32).filter(|module| !self.is_test(*module)).collect();
        self.mentioned.used.get_or_init(used)
    }

    /// The names of classes and of functions that keep a parameter, with the modules that have them.
    fn likely_names(&self) -> FxHashMap<NameHash, Vec<u32>> {
        let mut likely: FxHashMap<NameHash, Vec<u32>> = FxHashMap::default();
        for &module in self.used() {
            let summary = self.module(module);
            for class in &summary.tree.classes {
                likely.entry(summary.tree.names.hash(class.name)).or_default();
            }
            for stored in &summary.scopes.stored {
                if let (Owner::Function(function), Source::Expr(value)) = (stored.owner, stored.value)
                    && matches!(summary.tree.expr(value), Expr::Name(_))
                {
                    likely.entry(self.entrance(FuncRef::new(module, function))).or_default();
                }
            }
        }
        for &module in self.used() {
            for name in self.module(module).tree.names.hashes() {
                if let Some(modules) = likely.get_mut(name) {
                    modules.push(module);
                }
            }
        }
        likely
    }

    /// Whether what the question is about is still there after an edit.
    pub(super) fn still_has(&self, query: Query) -> bool {
        let tree = |module: u32| &self.module(module).tree;
        match query {
            Query::Registered(func, _) | Query::Injected(func, _) => {
                (func.function.0 as usize) < tree(func.module).functions.len()
            }
            Query::Implementers(class, _)
            | Query::AwaitedBelow(class, _)
            | Query::OnlyInstance(class)
            | Query::Subclasses(class) => (class.class.0 as usize) < tree(class.module).classes.len(),
            Query::Rebound(_) => true,
        }
    }

    /// The name by which others reach what the question is about.
    pub(super) fn asked_name(&self, query: Query) -> NameHash {
        match query {
            Query::Implementers(_, name) | Query::AwaitedBelow(_, name) | Query::Rebound(name) => name,
            Query::Registered(func, _) | Query::Injected(func, _) => self.entrance(func),
            Query::OnlyInstance(class) | Query::Subclasses(class) => {
                let tree = &self.module(class.module).tree;
                tree.names.hash(tree.class(class.class).name)
            }
        }
    }

    /// The name of the function, or of the outermost function or method around it; of a constructor that of its class.
    fn entrance(&self, func: FuncRef) -> NameHash {
        let tree = &self.module(func.module).tree;
        let mut function = tree.function(func.function);
        while let Owner::Function(outer) = function.owner {
            function = tree.function(outer);
        }
        match function.owner {
            Owner::Class(class) if tree.names.text(function.name) == "__init__" => {
                tree.names.hash(tree.class(class).name)
            }
            _ => tree.names.hash(function.name),
        }
    }
}

impl Evaluator<'_> {
    /// What is passed for a parameter, wherever the program calls the function or decorates something with it.
    pub(super) fn registered(&mut self, func: FuncRef, index: u16) -> Type {
        let func = func.general();
        self.ask_once(Question::Registered(func, index), Type::Unknown, |this| {
            this.ask_program(Query::Registered(func, index))
        })
    }

    pub(super) fn find_registered(&mut self, func: FuncRef, index: u16) -> Type {
        let mentions = self.program.mentions(self.program.entrance(func));
        if mentions.calls.len() > MOST_CALLS || mentions.decorators.len() > MOST_CALLS {
            return Type::Unknown;
        }
        let calls = mentions.calls.iter().map(|(module, call)| self.passed_in(*module, *call, func, index));
        let mut found: Vec<Type> = calls.collect();
        let decorated = mentions.decorators.iter().map(|(module, decorator, decorated)| {
            self.passed_by_decorator(*module, *decorator, *decorated, func, index)
        });
        found.extend(decorated);
        let found = Type::any(found);
        found.map(|member| match member {
            // Handed on by another function.
            Type::Parameter(func, index) => self.registered(*func, *index),
            Type::Derived(_) => Type::Unknown,
            other => other.clone(),
        })
    }

    /// The only class whose instances are passed to a constructor, wherever the program calls it.
    pub(super) fn find_injected(&mut self, func: FuncRef, index: u16) -> Type {
        let mentions = self.program.mentions(self.program.entrance(func));
        if mentions.calls.len() > MOST_CALLS || !mentions.subclasses.is_empty() {
            return Type::Unknown;
        }
        let mut only = Type::Unknown;
        for (module, call) in &mentions.calls {
            let Some(passed) = self.argument_in(*module, *call, func, index) else { continue };
            let Type::Instance(class, _) = passed else { return Type::Unknown };
            if !only.is_unknown() && only != Type::instance(class) {
                return Type::Unknown;
            }
            only = Type::instance(class);
        }
        only
    }

    fn passed_in(&mut self, module: u32, call: ExprId, func: FuncRef, index: u16) -> Type {
        self.argument_in(module, call, func, index).unwrap_or(Type::Unknown)
    }

    /// What a call passes for the parameter; `None` where something else is called.
    fn argument_in(&mut self, module: u32, call: ExprId, func: FuncRef, index: u16) -> Option<Type> {
        let tree = self.tree(module);
        let Expr::Call(call_index) = tree.expr(call) else { return None };
        let frame = Frame::of(module, tree.owner_of(call));
        let node = tree.call(call_index);
        let callee = self.expr(&frame, node.func);
        let callees = self.callees(&callee);
        let callee = callees.iter().find(|callee| callee.func.general() == func)?;
        self.note_from(module);
        let arguments = tree.arguments(node);
        let passed = Passed { tree, arguments, types: &[], frame: &frame };
        let number = self.argument_of(func, callee.receiver.is_some(), &passed, index);
        Some(number.map_or(Type::Unknown, |number| self.expr(&frame, arguments[number].value)))
    }

    fn passed_by_decorator(
        &mut self,
        module: u32,
        decorator: ExprId,
        decorated: Owner,
        func: FuncRef,
        index: u16,
    ) -> Type {
        let tree = self.tree(module);
        let (owner, value) = match decorated {
            Owner::Function(function) => {
                (tree.function(function).owner, Type::Function(FuncRef::new(module, function), None))
            }
            Owner::Class(class) => (tree.class(class).owner, Type::Class(ClassRef { module, class })),
            Owner::Module => return Type::Unknown,
        };
        let takes = match self.expr(&Frame::of(module, owner), decorator) {
            Type::Function(known, _) => known.general() == func && index == 0,
            Type::Method(known, _) => known.general() == func && index == 1,
            _ => false,
        };
        if !takes {
            return Type::Unknown;
        }
        self.note_from(module);
        value
    }

    fn note_from(&self, module: u32) {
        if let Some(reader) = self.asking() {
            self.program.note_read(reader, module);
        }
    }

    /// Whether the program makes one instance of the class, in one place, and nothing derives from it.
    pub(super) fn is_made_once(&mut self, class: ClassRef) -> bool {
        let mentions = self.program.mentions(self.program.asked_name(Query::OnlyInstance(class)));
        mentions.calls.len() == 1 && mentions.subclasses.is_empty()
    }

    /// The classes that derive from `class`, also through others.
    pub(super) fn find_subclasses(&mut self, class: ClassRef) -> Type {
        let mut found: Vec<ClassRef> = Vec::new();
        let mut open = vec![class];
        while let Some(base) = open.pop() {
            let mentions = self.program.mentions(self.program.asked_name(Query::Subclasses(base)));
            for &derived in &mentions.subclasses {
                if !found.contains(&derived) && derived != class && self.mro(derived).contains(&base) {
                    found.push(derived);
                    open.push(derived);
                }
            }
        }
        found.sort_unstable();
        found.iter().for_each(|derived| self.note_from(derived.module));
        Type::any(found.into_iter().map(Type::Class))
    }
}

/// Those of a module in what is sorted by module.
fn range<T>(sorted: &[T], module: u32, of: impl Fn(&T) -> u32) -> Range<usize> {
    sorted.partition_point(|item| of(item) < module)..sorted.partition_point(|item| of(item) <= module)
}

/// The last part of `a.b.c`.
pub(super) fn last_name(tree: &Tree, id: ExprId) -> Option<Name> {
    match tree.expr(id) {
        Expr::Name(name) | Expr::Attribute(_, name) => Some(name),
        _ => None,
    }
}
