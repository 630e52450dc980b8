//! Follows a function body in the order of its execution: what its names hold, what it calls.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::Callee;
use super::comprehension::Runs;
use super::condition::{Condition, Under};
use super::env::Env;
use super::evaluate::{Evaluator, Frame};
use super::facts::{Facts, Types, Via};
use super::flow::{Flow, breaks};
use super::keywords::Keywords;
use super::types::{ClassRef, FuncRef, Type};
use super::visit::Brought;
use crate::python::{Block, Expr, ExprId, Function, List, Name, NameHash, Owner, Stmt, StmtKind, Tree};

/// Follows one body. Branches are joined, loops are followed twice.
pub(crate) struct Walk<'e, 'p> {
    pub(super) ev: &'e mut Evaluator<'p>,
    pub(super) tree: &'p Tree,
    pub(super) module: u32,
    pub(super) owner: Owner,
    /// The class of the receiver, in a method that is seen from a subclass.
    pub(super) seen: Option<ClassRef>,
    pub(super) env: Env,
    pub(super) facts: Facts,
    pub(super) types: &'e mut Types,
    /// Values that are known to be finished: futures, threads, processes, by the text of the expression.
    pub(super) settled: FxHashSet<ExprKey>,
    /// What a condition has told of attributes, within its branch.
    pub(super) paths: FxHashMap<ExprKey, Type>,
    /// Here it is known that no event loop is running.
    pub(super) no_loop: bool,
    /// So many `try` statements around do something else where an event loop is running.
    pub(super) ways_out: u32,
    /// What must hold for control to get here.
    pub(super) under: Under,
    /// Parameters that have another value by now, and when.
    pub(super) rebound: FxHashMap<NameHash, Condition>,
    /// Whether something has run by now that may have bound attributes of the receiver.
    pub(super) disturbed: bool,
    /// The double star of the function, once that was asked.
    pub(super) keywords: OnceCell<Option<Keywords>>,
    /// Names that have been bound, one after the other.
    pub(super) bound: Vec<NameHash>,
    /// Names of containers that have been filled or emptied.
    pub(super) refilled: FxHashSet<NameHash>,
    /// Names that nested functions bind.
    pub(super) shared: FxHashSet<NameHash>,
    /// Local names that answer a question about parameters.
    pub(super) meant: FxHashMap<NameHash, Condition>,
    /// Local names whose type supposes that a parameter has its default.
    pub(super) derived: FxHashMap<NameHash, Condition>,
    /// Local names of generator expressions, which run when they are consumed.
    pub(super) waiting: FxHashMap<NameHash, u32>,
    /// Whether the constructor of the receiver takes what its definition does not tell, once that was asked.
    pub(super) made_openly: Option<bool>,
    /// Nothing is recorded in the second round of a loop.
    pub(super) recording: bool,
    /// The name that the value of the statement goes to.
    pub(super) receiving: Option<ExprKey>,
    /// What is followed, a class body within it included.
    root: Owner,
    pub(super) loops: u32,
    /// Calls of generator functions and of what makes context managers: the bodies run later.
    pub(super) suspended: FxHashMap<FuncRef, (ExprId, Callee, Brought)>,
}

/// A name or a dotted path, as written.
pub(super) type ExprKey = Vec<NameHash>;

/// Follows the body of `func`.
pub(crate) fn walk(ev: &mut Evaluator<'_>, func: FuncRef, types: &mut Types) -> Facts {
    ev.read_for(func.home());
    ev.program.note_read(func.home(), func.module);
    let tree = ev.tree(func.module);
    let function = tree.function(func.function);
    types.reset(function.exprs.0, function.exprs.1);
    let mut walk = Walk::new(ev, types, func.module, Owner::Function(func.function), func.seen);
    walk.parameters(func, function);
    walk.block(&function.body);
    walk.facts
}

/// Follows the top level of a module, class bodies included.
pub(crate) fn walk_module(ev: &mut Evaluator<'_>, module: u32, types: &mut Types) -> Facts {
    ev.read_for(module);
    let tree = ev.tree(module);
    types.reset(ExprId(0), ExprId(tree.len() as u32));
    let mut walk = Walk::new(ev, types, module, Owner::Module, None);
    walk.block(&tree.body);
    walk.facts
}

impl<'e, 'p> Walk<'e, 'p> {
    fn new(
        ev: &'e mut Evaluator<'p>,
        types: &'e mut Types,
        module: u32,
        owner: Owner,
        seen: Option<ClassRef>,
    ) -> Self {
        Self {
            tree: ev.tree(module),
            ev,
            module,
            owner,
            seen,
            env: Env::default(),
            facts: Facts::default(),
            types,
            settled: FxHashSet::default(),
            paths: FxHashMap::default(),
            no_loop: false,
            ways_out: 0,
            under: Under::default(),
            rebound: FxHashMap::default(),
            disturbed: false,
            keywords: OnceCell::new(),
            bound: Vec::new(),
            refilled: FxHashSet::default(),
            shared: FxHashSet::default(),
            meant: FxHashMap::default(),
            derived: FxHashMap::default(),
            waiting: FxHashMap::default(),
            made_openly: None,
            recording: true,
            receiving: None,
            root: owner,
            loops: 0,
            suspended: FxHashMap::default(),
        }
    }
}

impl Walk<'_, '_> {
    fn parameters(&mut self, func: FuncRef, function: &Function) {
        for (index, parameter) in function.parameters.iter().enumerate() {
            let known = self.ev.parameter(func, index as u16);
            self.env.insert(self.tree.names.hash(parameter.name), known);
        }
    }

    /// Where the body stands, without what its names hold at this moment.
    pub(super) fn frame<'f>(&self) -> Frame<'f> {
        Frame { seen: self.seen, ..Frame::of(self.module, self.owner) }
    }

    pub(super) fn block(&mut self, block: &Block) -> Flow {
        let mut flow = Flow::On;
        for stmt in block {
            if self.ev.program.stop.is_set() || self.stmt(stmt) == Flow::Leaves {
                flow = Flow::Leaves;
                // Nothing gets behind it, unless a context manager takes the exception.
                if !matches!(stmt.kind, StmtKind::With(_)) {
                    self.require(Condition::constant(false));
                }
            }
        }
        flow
    }

    fn stmt(&mut self, stmt: &Stmt) -> Flow {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                self.visit(*value);
                if self.never_returns(*value) {
                    return Flow::Leaves;
                }
            }
            StmtKind::Assign(targets, value) => {
                let targets = self.tree.list(*targets);
                self.receiving = targets.first().and_then(|target| self.key(*target));
                let waiting = self.waiting_generator(targets, *value);
                let found = match waiting {
                    Some((_, index)) => self.visit_comprehension(index, Runs::Later),
                    None => self.visit(*value),
                };
                self.receiving = None;
                let supposed = self.supposed(*value);
                for target in targets {
                    self.assign(*target, &found);
                    self.tell_written(*target, *value);
                    self.mean(*target, *value);
                    self.derive(*target, &supposed);
                }
                self.waiting.extend(waiting);
            }
            StmtKind::Annotated(target, annotation, value) => {
                let found = if *value == ExprId::NONE { Type::Unknown } else { self.visit(*value) };
                let declared = self.ev.annotation(&self.frame(), *annotation);
                // The value says more than a declaration it fits, unless the declaration is all there is.
                let is_one = found.filter(|member| !matches!(member, Type::None)).members().len() == 1;
                let says_less = found.is_vague()
                    || matches!(found, Type::None | Type::Parameter(..)) && !declared.is_unknown();
                let known = if says_less || !is_one && !declared.is_vague() { declared } else { found };
                self.assign(*target, &known);
                if *value != ExprId::NONE {
                    self.tell_written(*target, *value);
                    self.mean(*target, *value);
                }
            }
            StmtKind::Augmented(target, operator, value) => {
                let right = self.visit(*value);
                let left = self.visit(*target);
                let (found, method) = match self.ev.in_place(*operator, &left) {
                    (Type::Unknown, None) => self.ev.binary(*operator, &left, &right),
                    known => known,
                };
                if let Some(method) = method {
                    self.implicit(*target, method);
                }
                self.assign(*target, &found);
            }
            StmtKind::Return(value) => {
                match self.tree.expr(*value) {
                    // Whoever awaits the coroutine has the iterator then.
                    Expr::Comprehension(index) if self.is_coroutine() => {
                        drop(self.visit_comprehension(index, Runs::Later));
                    }
                    _ => drop(self.visit(*value)),
                }
                return Flow::Leaves;
            }
            StmtKind::Raise(exception, cause) => {
                self.visit(*exception);
                self.visit(*cause);
                return Flow::Leaves;
            }
            StmtKind::Delete(targets) => {
                for target in self.tree.list(*targets) {
                    self.delete(*target);
                }
            }
            StmtKind::Assert(parts) => {
                let parts = self.tree.list(*parts);
                parts.iter().for_each(|part| drop(self.visit(*part)));
                if let Some(test) = parts.first() {
                    self.asked(*test);
                    let (holds, _) = self.knowledge(*test);
                    self.learn(holds);
                    let condition = self.condition(*test);
                    self.assume(condition);
                }
            }
            StmtKind::If(node) => return self.branch(node.test, &node.body, &node.orelse),
            StmtKind::While(node) => {
                self.visit(node.test);
                self.asked(node.test);
                let (holds, fails) = self.knowledge(node.test);
                self.repeat(|this| {
                    this.learn(holds.clone());
                    let condition = this.condition(node.test);
                    this.assume(condition);
                    this.block(&node.body);
                    this.visit(node.test);
                });
                self.learn(fails);
                // `while True` without a break never ends.
                let goes_on =
                    self.behind(&node.orelse) == Flow::On && self.tree.expr(node.test) != Expr::Bool(true);
                if !goes_on && !breaks(&node.body) {
                    return Flow::Leaves;
                }
            }
            StmtKind::For(node) => {
                let iterable = self.visit(node.iter);
                let element = self.consume(node.iter, &iterable, node.is_async);
                let has_elements = if node.is_async { Condition::Open } else { self.has_elements(node.iter) };
                self.repeat(|this| {
                    this.assume(has_elements.clone());
                    this.assign(node.target, &element);
                    this.settle_elements(node.target, node.iter);
                    this.block(&node.body);
                });
                if self.behind(&node.orelse) == Flow::Leaves && !breaks(&node.body) {
                    return Flow::Leaves;
                }
            }
            StmtKind::With(node) => {
                for item in &node.items {
                    let context = self.visit(item.context);
                    let value = self.enter(item.context, &context, node.is_async);
                    if item.target != ExprId::NONE {
                        let supposed = self.supposed(item.context);
                        self.assign(item.target, &value);
                        self.derive(item.target, &supposed);
                    }
                }
                return self.within(node);
            }
            StmtKind::Try(node) => return self.try_stmt(node),
            StmtKind::Match(node) => return self.match_stmt(node),
            StmtKind::Function(id) => {
                let function = self.tree.function(*id);
                self.share(&function.body);
                self.definition(function);
                let func = FuncRef { module: self.module, function: *id, seen: self.seen };
                let found = if self.tree.list(function.decorators).is_empty() {
                    Type::Function(func, None)
                } else {
                    let found = self.ev.decorated(func);
                    self.decoration(function, func);
                    self.decorate(function.decorators, &Type::Function(func, None));
                    found
                };
                self.bind(function.name, found);
            }
            StmtKind::Class(id) => self.class(*id),
            StmtKind::Import(_) | StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::TypeAlias(..) => {
                self.rebind_from_scope(stmt);
            }
            StmtKind::Pass => {}
            StmtKind::Break | StmtKind::Continue => return Flow::Leaves,
        }
        Flow::On
    }

    fn is_coroutine(&self) -> bool {
        matches!(self.owner, Owner::Function(function) if self.tree.function(function).is_async)
    }

    fn rebind_from_scope(&mut self, stmt: &Stmt) {
        if let StmtKind::Import(index) = stmt.kind {
            let import = &self.tree.imports[index as usize];
            for imported in &import.names {
                let text = self.tree.names.text(imported.alias.unwrap_or(imported.name));
                let bound =
                    if import.module.is_none() { text.split('.').next().unwrap_or(text) } else { text };
                let name = crate::python::hash_name(bound);
                let found = self.ev.name(&self.frame(), name);
                self.env.untell(name, |_| false);
                self.env.insert(name, found);
            }
        }
    }

    fn class(&mut self, id: crate::python::ClassId) {
        let class = self.tree.class(id);
        for part in self.tree.list(class.decorators).iter().chain(self.tree.list(class.bases)) {
            self.visit(*part);
        }
        let outer = std::mem::replace(&mut self.owner, Owner::Class(id));
        let env = self.env.clone();
        self.block(&class.body);
        self.env = env;
        self.owner = outer;
        let found = Type::Class(ClassRef { module: self.module, class: id });
        self.decorate(class.decorators, &found);
        self.bind(class.name, found);
    }

    /// Defaults and decorators are evaluated where the function is defined.
    fn definition(&mut self, function: &Function) {
        for decorator in self.tree.list(function.decorators) {
            self.visit(*decorator);
        }
        for parameter in &function.parameters {
            if parameter.default != ExprId::NONE {
                self.visit(parameter.default);
            }
        }
    }

    /// Decorators are called where the definition stands; those of a module's top level were called when it was imported.
    fn decorate(&mut self, decorators: List, decorated: &Type) {
        if self.root == Owner::Module {
            return;
        }
        for decorator in self.tree.list(decorators) {
            let found = self.types.of(*decorator).clone();
            self.hand(*decorator, &found, Via::Call, std::slice::from_ref(decorated));
        }
    }

    /// A condition asks whether the value is true.
    pub(super) fn asked(&mut self, test: ExprId) {
        if matches!(self.types.of(test), Type::Instance(..)) {
            let found = self.types.of(test).clone();
            self.truth(test, &found);
        }
    }

    /// Binds `target` to a value.
    pub(super) fn assign(&mut self, target: ExprId, value: &Type) {
        self.types.set(target, value);
        match self.tree.expr(target) {
            Expr::Name(name) => self.bind(name, value.clone()),
            Expr::Tuple(items) | Expr::List(items) => {
                let tree = self.tree;
                for (index, item) in tree.list(items).iter().enumerate() {
                    if let Expr::Starred(inner) = tree.expr(*item) {
                        self.assign(inner, &Type::Unknown);
                        continue;
                    }
                    let found = self.ev.item(value, u8::try_from(index).unwrap_or(u8::MAX));
                    self.assign(*item, &found);
                }
                self.unpack(target, value);
            }
            Expr::Subscript(container, index) => {
                let container_type = self.visit(container);
                self.visit(index);
                self.refill(container);
                self.special_site(target, &container_type, "__setitem__");
            }
            Expr::Attribute(object, name) => {
                let object = self.visit(object);
                self.disturbed = true;
                if let Some(key) = self.key(target) {
                    self.paths.remove(&key);
                }
                self.setter(target, &object, name);
            }
            Expr::Starred(inner) => self.assign(inner, &Type::Unknown),
            _ => {}
        }
    }

    fn delete(&mut self, target: ExprId) {
        match self.tree.expr(target) {
            Expr::Name(name) => self.bind(name, Type::Unknown),
            Expr::Subscript(container, index) => {
                let held = self.visit(container);
                self.visit(index);
                self.refill(container);
                self.special_site(target, &held, "__delitem__");
            }
            Expr::Tuple(items) | Expr::List(items) => {
                let tree = self.tree;
                tree.list(items).iter().for_each(|item| self.delete(*item));
            }
            Expr::Attribute(object, _) => drop(self.visit(object)),
            _ => {}
        }
    }

    pub(super) fn bind(&mut self, name: Name, value: Type) {
        self.forget(name);
        let name = self.tree.names.hash(name);
        self.waiting.remove(&name);
        self.settled.retain(|key| key.first() != Some(&name));
        self.env.insert(name, value);
    }

    pub(super) fn single_name(&self, id: ExprId) -> Option<NameHash> {
        match self.tree.expr(id) {
            Expr::Name(name) => Some(self.tree.names.hash(name)),
            _ => None,
        }
    }

    /// `a.b.c` as a key.
    pub(super) fn key(&self, id: ExprId) -> Option<ExprKey> {
        key_of(self.tree, id)
    }
}

/// `a.b.c` as a key.
pub(super) fn key_of(tree: &Tree, id: ExprId) -> Option<ExprKey> {
    match tree.expr(id) {
        Expr::Name(name) => Some(vec![tree.names.hash(name)]),
        Expr::Attribute(value, name) => {
            let mut key = key_of(tree, value)?;
            key.push(tree.names.hash(name));
            Some(key)
        }
        _ => None,
    }
}
