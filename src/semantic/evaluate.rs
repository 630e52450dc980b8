//! What the value of an expression is, as far as it can be known.
//!
//! Outside of a walk an expression is judged without regard to order: a name is whatever its scope ever binds it to.

use std::sync::Arc;

use super::calls::known_to;
use super::comprehension::Variable;
use super::elements::is_lookup;
use super::env::Env;
use super::members::mentions_callable;
use super::program::Program;
use super::question::Question;
use super::recent::Recent;
use super::scope::{Binding, Bound, Source};
use super::stored::Container;
use super::types::{Captured, ClassRef, FuncRef, PathId, Type};
use crate::python::{Expr, ExprId, FunctionId, List, Name, NameHash, Owner, Tree, hash_name};

/// Questions may lead to questions; deeper than this the answer is unknown.
const DEEPEST_QUESTION: usize = 40;
/// Where everything is made from everything else, only the outermost answer can be kept, and each other one is worked out anew for
/// each that asks: after so many the rest is unknown. In real projects it is below 1,024.
const MOST_UNKEPT: u32 = 2_000;
/// Parts of one expression nest; deeper than this the answer is unknown.
const DEEPEST_EXPRESSION: usize = 400;

/// Where an expression stands, and what is known there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) module: u32,
    pub(crate) owner: Owner,
    /// What the names of this scope hold at this moment, when the body is followed in order.
    pub(crate) env: Option<&'a Env>,
    /// What a closure knows of the functions around it.
    pub(crate) captured: Option<&'a Arc<Captured>>,
    /// The class of the receiver, in a method that is seen from a subclass.
    pub(crate) seen: Option<ClassRef>,
}

impl Frame<'_> {
    pub(crate) fn of(module: u32, owner: Owner) -> Self {
        Self { module, owner, env: None, captured: None, seen: None }
    }

    pub(crate) fn function(func: FuncRef) -> Self {
        Self { seen: func.seen, ..Self::of(func.module, Owner::Function(func.function)) }
    }
}

/// Answers questions about one program. Cheap to make; one for each thread.
pub(crate) struct Evaluator<'p> {
    pub(crate) program: &'p Program,
    /// Questions that are being answered, outermost first.
    open: Vec<Question>,
    /// The outermost open question that was asked again while it was open.
    lowest_cut: usize,
    /// Answers that could not be kept since the outermost open question was asked.
    unkept: u32,
    depth: usize,
    /// The module whose body is being followed.
    pub(crate) reader: Option<u32>,
    pub(super) recent: Recent,
    /// The variables of the comprehensions around the expression that is being judged.
    pub(super) variables: Vec<Variable>,
}

impl<'p> Evaluator<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Self {
            program,
            open: Vec::new(),
            lowest_cut: usize::MAX,
            unkept: 0,
            depth: 0,
            reader: None,
            recent: Recent::default(),
            variables: Vec::new(),
        }
    }

    pub(crate) fn tree(&self, module: u32) -> &'p Tree {
        let program: &'p Program = self.program;
        &program.module(module).tree
    }

    /// Answers `question` by `work`, unless it is being answered already. An answer that depends on such a cut is not kept
    /// by `keep`, but at the question that was cut: there the circle is closed.
    pub(crate) fn ask<T: Clone>(
        &mut self,
        question: Question,
        fallback: T,
        keep: impl FnOnce(T),
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if let Some(position) = self.open.iter().position(|open| *open == question) {
            self.lowest_cut = self.lowest_cut.min(position);
            return fallback;
        }
        if self.open.is_empty() {
            self.unkept = 0;
        }
        if self.open.len() >= DEEPEST_QUESTION || self.unkept > MOST_UNKEPT || self.program.stop.is_set() {
            self.lowest_cut = 0;
            return fallback;
        }
        let position = self.open.len();
        self.open.push(question);
        let depth = std::mem::take(&mut self.depth);
        let variables = std::mem::take(&mut self.variables);
        let outer_cut = std::mem::replace(&mut self.lowest_cut, usize::MAX);
        let answer = work(self);
        self.depth = depth;
        self.variables = variables;
        self.open.pop();
        if self.lowest_cut >= position {
            keep(answer.clone());
            self.lowest_cut = outer_cut;
        } else {
            self.lowest_cut = self.lowest_cut.min(outer_cut);
            self.unkept += 1;
        }
        answer
    }

    /// Whether no question is open.
    pub(super) fn asks_nothing(&self) -> bool {
        self.open.is_empty()
    }

    /// The module that what is being asked is about.
    pub(super) fn asking(&self) -> Option<u32> {
        self.open.last().map(Question::module).or(self.reader)
    }

    /// Notes that what is being asked depends on the module at `path`.
    fn note_read(&self, path: PathId) {
        if let (Some(reader), Some(read)) = (self.asking(), self.program.module_at(path)) {
            self.program.note_read(reader, read);
        }
    }

    /// The value of `name` as seen from `frame`.
    pub(crate) fn name(&mut self, frame: &Frame, name: NameHash) -> Type {
        self.resolve(frame, name).unwrap_or(Type::Unknown)
    }

    /// `None` when nothing at all binds the name.
    pub(crate) fn resolve(&mut self, frame: &Frame, name: NameHash) -> Option<Type> {
        if !self.variables.is_empty()
            && let Some(found) = self.variable(frame, name)
        {
            return Some(found);
        }
        let scopes = &self.program.module(frame.module).scopes;
        let mut owner = frame.owner;
        let mut own = true;
        while owner != Owner::Module {
            let (first, bindings) = scopes.lookup(owner, name);
            match bindings {
                [] | [Binding { bound: Bound::Elsewhere(false), .. }, ..] => {}
                // `load = staticmethod(load)` in a class body: what stands there before is found further out.
                _ if matches!(owner, Owner::Class(_))
                    && self.open.contains(&Question::Binding(frame.module, first)) => {}
                [Binding { bound: Bound::Elsewhere(true), .. }, ..] => {
                    return self.module_member(frame.module, name);
                }
                _ if own && frame.env.is_some() && matches!(owner, Owner::Function(_)) => {
                    let env = frame.env.and_then(|env| env.get(name));
                    return Some(env.cloned().unwrap_or(Type::Unknown));
                }
                _ => {
                    let found = match (frame.seen, owner) {
                        (Some(class), Owner::Function(_)) => {
                            self.seen_bindings(class, frame.module, owner, first, bindings)
                        }
                        _ => self.bindings(frame.module, owner, first, bindings),
                    };
                    return Some(self.captured(frame, found));
                }
            }
            owner = self.outer(frame.module, owner).unwrap_or(Owner::Module);
            own = false;
        }
        self.global(frame, name)
    }

    /// A parameter of an enclosing function whose value the closure knows.
    pub(super) fn captured(&mut self, frame: &Frame, found: Type) -> Type {
        if frame.captured.is_none() {
            return found;
        }
        let Some(derived) = found.derivation() else { return found };
        match known_to(frame.captured, derived.owner, derived.index) {
            Some(value) => self.follow_steps(value, &derived.steps),
            None => found,
        }
    }

    /// What the module binds `name` to at its top level, or imports with a star.
    pub(crate) fn module_member(&mut self, module: u32, name: NameHash) -> Option<Type> {
        self.own_member(module, name).or_else(|| self.star_member(module, name))
    }

    pub(super) fn own_member(&mut self, module: u32, name: NameHash) -> Option<Type> {
        let program = self.program;
        let (first, bindings) = program.module(module).scopes.lookup(Owner::Module, name);
        (!bindings.is_empty()).then(|| self.bindings(module, Owner::Module, first, bindings))
    }

    pub(super) fn star_member(&mut self, module: u32, name: NameHash) -> Option<Type> {
        let program = self.program;
        if !program.module(module).scopes.has_star {
            return None;
        }
        let (_, stars) = program.module(module).scopes.lookup(Owner::Module, hash_name("*"));
        self.ask(
            Question::Star(module, name),
            None,
            |_| {},
            |this| {
                stars.iter().rev().find_map(|star| {
                    let Bound::Import(index, _) = star.bound else { return None };
                    let import = &program.module(module).tree.imports[index as usize];
                    let dotted = program.module(module).tree.names.text(import.module?);
                    let path = program.resolve_import(module, import.level, dotted)?;
                    this.note_read(path);
                    this.module_member(program.module_at(path)?, name)
                })
            },
        )
    }

    /// The union of what a name is bound to in one scope; kept for modules and classes.
    pub(crate) fn bindings(&mut self, module: u32, owner: Owner, first: u32, bindings: &[Binding]) -> Type {
        let program = self.program;
        let memo = &program.memo(module).bindings[first as usize];
        if let Some(known) = memo.get() {
            return known.clone();
        }
        let keep = |answer| {
            let _ = memo.set(answer);
        };
        self.ask(Question::Binding(module, first), Type::Unknown, keep, |this| {
            let found = this.joined(&Frame::of(module, owner), bindings);
            let Some(name) = bindings.first().map(|binding| binding.name) else { return found };
            match owner {
                Owner::Module => this.opened(module, Container::Name(name), found),
                Owner::Class(class) => this.opened(module, Container::Attribute(class, name), found),
                Owner::Function(_) => found,
            }
        })
    }

    /// The union of what `bindings` of one scope give.
    pub(super) fn joined(&mut self, frame: &Frame, bindings: &[Binding]) -> Type {
        if let [only] = bindings {
            return self.bound(frame, only.bound);
        }
        // A later definition of a function replaces the earlier ones (overloads, setters); other values may alternate.
        let last_function = bindings.iter().rposition(|binding| matches!(binding.bound, Bound::Function(_)));
        let annotated = bindings.iter().find_map(|binding| match binding.bound {
            Bound::Annotated(annotation, _) => Some(annotation),
            _ => None,
        });
        if let Some(annotation) = annotated {
            let declared = self.annotation(frame, annotation);
            if !declared.is_unknown() && !mentions_callable(&declared) {
                return self.refined_by(frame, declared, bindings);
            }
        }
        let mut found = Type::Unknown;
        for (position, binding) in bindings.iter().enumerate() {
            let replaced = matches!(binding.bound, Bound::Function(_)) && Some(position) != last_function;
            if !replaced {
                found = found.or(self.bound(frame, binding.bound));
            }
        }
        found
    }

    /// What one binding in the scope of `owner` gives.
    pub(crate) fn bound(&mut self, frame: &Frame, bound: Bound) -> Type {
        let module = frame.module;
        match bound {
            Bound::Import(index, position) => self.import(module, index, position),
            Bound::Function(function) => self.decorated(FuncRef { module, function, seen: frame.seen }),
            Bound::Class(class) => Type::Class(ClassRef { module, class }),
            Bound::Parameter(index) => match frame.owner {
                Owner::Function(function) => {
                    self.parameter(FuncRef { module, function, seen: frame.seen }, index)
                }
                _ => Type::Unknown,
            },
            Bound::Value(source, item) => {
                let whole = self.source(frame, source);
                match item {
                    None => whole,
                    Some(item) => self.item(&whole, item),
                }
            }
            Bound::Annotated(annotation, value) => {
                let declared = self.annotation(frame, annotation);
                let is_vague = declared.is_unknown() || mentions_callable(&declared);
                if value == ExprId::NONE {
                    return declared;
                }
                if self.is_left_open(&declared) {
                    let value = self.expr(frame, value);
                    return self.refined(declared, &[value]);
                }
                if !is_vague {
                    return self.displayed(frame, declared, value);
                }
                match self.expr(frame, value) {
                    shown if shown.is_vague() => declared,
                    shown => shown,
                }
            }
            Bound::Global(index) => {
                let (function, bound) = self.program.module(module).scopes.globals[index as usize];
                self.bound(&Frame::function(FuncRef::new(module, function)), bound)
            }
            Bound::Elsewhere(_) | Bound::Unknown => Type::Unknown,
        }
    }

    pub(crate) fn source(&mut self, frame: &Frame, source: Source) -> Type {
        match source {
            Source::Expr(value) => self.expr(frame, value),
            Source::Element(iterable, is_async) => {
                let iterable = self.expr(frame, iterable);
                self.element(&iterable, is_async)
            }
            Source::Context(context, is_async) => {
                let context = self.expr(frame, context);
                self.entered(&context, is_async)
            }
            Source::Exception(class) => {
                let class = self.expr(frame, class);
                self.instances_of(&class)
            }
        }
    }

    /// Instances of a class, or of each class in a tuple.
    pub(crate) fn instances_of(&mut self, class: &Type) -> Type {
        class.map(|class| match class {
            Type::Class(class) => Type::instance(*class),
            Type::Tuple(items) => Type::any(items.iter().flat_map(Type::members).map(|item| match item {
                Type::Class(class) => Type::instance(*class),
                _ => Type::Unknown,
            })),
            _ => Type::Unknown,
        })
    }

    fn import(&mut self, module: u32, index: u32, position: u16) -> Type {
        let program = self.program;
        let tree = self.tree(module);
        let import = &tree.imports[index as usize];
        let Some(imported) = import.names.get(position as usize) else { return Type::Unknown };
        let name = tree.names.text(imported.name);
        let Some(from) = import.module else {
            let wanted = if imported.alias.is_some() { name } else { name.split('.').next().unwrap_or(name) };
            return match program.resolve_import(module, 0, wanted) {
                Some(path) => {
                    self.note_read(path);
                    Type::Module(path)
                }
                None => self.external(wanted),
            };
        };
        let from = tree.names.text(from);
        match program.resolve_import(module, import.level, from) {
            Some(path) => self.path_member(path, name, tree.names.hash(imported.name)).unwrap_or_else(|| {
                let dotted = format!("{from}.{name}");
                self.external(&dotted)
            }),
            None if import.level == 0 => self.external(&format!("{from}.{name}")),
            None => Type::Unknown,
        }
    }

    /// A name of a library without stubs, if the configuration speaks of that library.
    fn external(&self, dotted: &str) -> Type {
        let first = dotted.split('.').next().unwrap_or(dotted);
        let speaks = |pattern: &str| {
            let head = pattern.split('.').next().unwrap_or(pattern);
            head == first || head.contains('*')
        };
        let extensions = &self.program.extensions;
        let mentioned = extensions.blocking.iter().map(|(pattern, _)| pattern).chain(&extensions.offload);
        if mentioned.chain(&extensions.ignore).any(|pattern| speaks(pattern)) {
            Type::External(dotted.into())
        } else {
            Type::Unknown
        }
    }

    /// `name` in the module or folder at `path`.
    pub(crate) fn path_member(&mut self, path: PathId, name: &str, hash: NameHash) -> Option<Type> {
        self.note_read(path);
        let own = self.program.module_at(path).and_then(|module| self.module_member(module, hash));
        // A package that imports its own submodule by name knows it no better than the folder does.
        match own {
            None | Some(Type::Unknown) => {
                let child = self.program.child(path, name);
                child.inspect(|child| self.note_read(*child)).map(Type::Module).or(own)
            }
            known => known,
        }
    }

    /// The value of an expression.
    pub(crate) fn expr(&mut self, frame: &Frame, id: ExprId) -> Type {
        if self.depth >= DEEPEST_EXPRESSION {
            return Type::Unknown;
        }
        self.depth += 1;
        let found = self.expr_inner(frame, id);
        self.depth -= 1;
        found
    }

    fn expr_inner(&mut self, frame: &Frame, id: ExprId) -> Type {
        let tree = self.tree(frame.module);
        match tree.expr(id) {
            Expr::Attribute(value, name) => {
                let receiver = self.expr(frame, value);
                self.attribute(&receiver, tree.names.hash(name), tree.names.text(name)).0
            }
            Expr::Call(call) => {
                let call = tree.call(call);
                let callee = self.expr(frame, call.func);
                if callee.is_unknown() && !is_lookup(tree, call.func) {
                    return Type::Unknown;
                }
                let arguments = tree.arguments(call);
                let types: Vec<Type> =
                    arguments.iter().map(|argument| self.expr(frame, argument.value)).collect();
                let passed = super::calls::Passed { tree, arguments, types: &types, frame };
                let found = self.call(&callee, &passed);
                self.looked_up(tree, call.func, found, types.first())
            }
            Expr::Subscript(value, index) => {
                let value = self.expr(frame, value);
                let index = self.expr(frame, index);
                self.subscript(&value, &index)
            }
            Expr::Await(value) => {
                let value = self.expr(frame, value);
                self.awaited(&value)
            }
            Expr::Tuple(items) => {
                let items: Vec<Type> = self.list(frame, tree.list(items));
                Type::Tuple(items.into())
            }
            Expr::List(items) => self.display(frame, self.program.known.list, items),
            Expr::Set(items) => self.display(frame, self.program.known.set, items),
            Expr::Dict(items) => {
                let values = tree.list(items).chunks(2).filter_map(|pair| pair.get(1).copied());
                let values: Vec<ExprId> = values.collect();
                let value = Type::any(self.list(frame, &values));
                self.generic(self.program.known.dict, [Type::Unknown, value])
            }
            Expr::Comprehension(index) => self.comprehension(frame, index),
            Expr::And(items) | Expr::Or(items) => Type::any(self.list(frame, tree.list(items))),
            Expr::Conditional(parts) => match tree.list(parts) {
                [_, body, orelse] => self.expr(frame, *body).or(self.expr(frame, *orelse)),
                _ => Type::Unknown,
            },
            Expr::Binary(operator, left, right) => {
                let left = self.expr(frame, left);
                let right = self.expr(frame, right);
                self.binary(operator, &left, &right).0
            }
            Expr::Unary(operator, value) => {
                let operand = self.expr(frame, value);
                self.unary(operator, &operand).0
            }
            Expr::Named(_, value) => self.expr(frame, value),
            leaf => self.leaf(frame, leaf),
        }
    }

    /// The value of an expression without parts.
    pub(crate) fn leaf(&mut self, frame: &Frame, expr: Expr) -> Type {
        let tree = self.tree(frame.module);
        match expr {
            Expr::Name(name) => self.name(frame, tree.names.hash(name)),
            Expr::None => Type::None,
            Expr::Bool(value) => Type::Bool(value),
            Expr::Int(value) => Type::Int(value),
            Expr::Str(text) => Type::Str(tree.names.hash(text)),
            Expr::Format(_) => self.program.known.str.map_or(Type::Unknown, Type::instance),
            Expr::Lambda(function) => {
                let captured = frame.captured.cloned();
                Type::Function(FuncRef { module: frame.module, function, seen: frame.seen }, captured)
            }
            _ => Type::Unknown,
        }
    }

    pub(crate) fn list(&mut self, frame: &Frame, items: &[ExprId]) -> Vec<Type> {
        items.iter().map(|item| self.expr(frame, *item)).collect()
    }

    fn display(&mut self, frame: &Frame, class: Option<ClassRef>, items: List) -> Type {
        let tree = self.tree(frame.module);
        let element = Type::any(self.list(frame, tree.list(items)));
        self.generic(class, [element])
    }

    pub(crate) fn generic<const N: usize>(&self, class: Option<ClassRef>, arguments: [Type; N]) -> Type {
        class.map_or(Type::Unknown, |class| Type::Instance(class, arguments.into()))
    }

    pub(crate) fn annotated_name(&self, module: u32, id: ExprId) -> Option<(Name, Option<ExprId>)> {
        match self.tree(module).expr(id) {
            Expr::Name(name) => Some((name, None)),
            Expr::Attribute(value, name) => Some((name, Some(value))),
            _ => None,
        }
    }

    /// Whether `inner` is `outer` or nested in it.
    pub(crate) fn is_within(&self, inner: FuncRef, outer: FuncRef) -> bool {
        let tree = self.tree(inner.module);
        let mut owner = Owner::Function(inner.function);
        if inner.module != outer.module {
            return false;
        }
        loop {
            match owner {
                Owner::Function(id) if id == outer.function => return true,
                Owner::Function(id) => owner = tree.function(id).owner,
                Owner::Class(id) => owner = tree.class(id).owner,
                Owner::Module => return false,
            }
        }
    }

    pub(crate) fn function_of(&self, func: FuncRef) -> &'p crate::python::Function {
        self.tree(func.module).function(func.function)
    }

    /// The functions of the module `module`.
    pub(crate) fn functions(&self, module: u32) -> impl Iterator<Item = FuncRef> + use<> {
        let count = self.tree(module).functions.len() as u32;
        (0..count).map(move |function| FuncRef::new(module, FunctionId(function)))
    }
}
