//! Virtual dispatch: inherited methods as they run for an instance of a subclass.
//!
//! `Job.run` calls `self.execute()`. For an instance of `UploadJob`, which has an `execute` of its own, another function runs: the
//! method "as seen from" `UploadJob`. Only methods that ask something of `self` to which the subclass has another answer are told
//! apart; all others are the same for every receiver.

use rustc_hash::FxHashSet;

use super::body::each_statement;
use super::evaluate::{Evaluator, Frame};
use super::question::Question;
use super::scope::{Binding, Bound, Source};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{Expr, ExprId, FunctionId, NameHash, Owner, ParameterKind, StmtKind, Tree, hash_name};

/// What may be asked of a receiver that stands for itself: `with self`, `for x in self`, `self()`, `cls()`.
const SPECIAL_NAMES: &[&str] = &[
    "__aenter__",
    "__aexit__",
    "__aiter__",
    "__anext__",
    "__await__",
    "__bool__",
    "__call__",
    "__contains__",
    "__enter__",
    "__eq__",
    "__exit__",
    "__getitem__",
    "__init__",
    "__iter__",
    "__len__",
    "__new__",
    "__next__",
    "__setitem__",
    "__str__",
];

/// What a method asks its receiver for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    /// `self.name`
    names: Box<[NameHash]>,
    /// `super().name`, with the class in whose body it stands.
    supers: Box<[(ClassRef, NameHash)]>,
}

impl<'p> Evaluator<'p> {
    /// The method as it runs for `receiver`.
    pub(crate) fn as_seen(&mut self, func: FuncRef, receiver: &Type) -> FuncRef {
        let (Type::Instance(class, _) | Type::Class(class)) = receiver else { return func };
        if !self.program.is_project(func.module) || !self.program.is_project(class.module) {
            return func;
        }
        let Owner::Class(own) = self.function_of(func).owner else { return func };
        let own = ClassRef { module: func.module, class: own };
        if own == *class || !self.answers_otherwise(func, own, *class) {
            return func;
        }
        FuncRef { seen: Some(*class), ..func }
    }

    /// Whether `class`, or a class between it and `own`, binds a name that `func` asks `self` for.
    fn answers_otherwise(&mut self, func: FuncRef, own: ClassRef, class: ClassRef) -> bool {
        let program = self.program;
        if let Some(known) =
            program.dispatch(class.module, |known| known.differs.get(&(class, func)).copied())
        {
            return known;
        }
        let inherited = self.mro(own);
        let order = self.mro(class);
        let asks = self.all_asks(func);
        let overrides = order
            .iter()
            .filter(|other| !inherited.contains(other))
            .any(|other| asks.names.iter().any(|name| self.defines(*other, *name)));
        let found = overrides
            || asks
                .supers
                .iter()
                .any(|(from, name)| self.next(&order, *from, *name) != self.next(&inherited, *from, *name));
        program.dispatch(class.module, |known| known.differs.insert((class, func), found));
        found
    }

    /// The class behind `from` that defines `name`: who answers `super().name`.
    fn next(&self, order: &[ClassRef], from: ClassRef, name: NameHash) -> Option<ClassRef> {
        let behind = order.iter().skip_while(|class| **class != from).skip(1);
        behind.copied().find(|class| self.defines(*class, name))
    }

    /// Whether the body of `class`, or an assignment to `self` in its methods, binds `name`.
    fn defines(&self, class: ClassRef, name: NameHash) -> bool {
        let scopes = &self.program.module(class.module).scopes;
        !scopes.lookup(Owner::Class(class.class), name).1.is_empty()
            || !scopes.attribute(class.class, name).is_empty()
    }

    /// What `func` asks its receiver for, directly and through methods that it finds there.
    fn all_asks(&mut self, func: FuncRef) -> &'p Asks {
        let program = self.program;
        let slot = &program.memo(func.module).all_asks[func.function.0 as usize];
        if let Some(known) = slot.get() {
            return known;
        }
        let mut names: FxHashSet<NameHash> = FxHashSet::default();
        let mut supers: Vec<(ClassRef, NameHash)> = Vec::new();
        if let Owner::Class(class) = self.function_of(func).owner {
            let order = self.mro(ClassRef { module: func.module, class });
            let own = self.own_asks(func);
            let mut open = own.names.to_vec();
            supers.extend(&own.supers);
            while let Some(name) = open.pop() {
                if names.insert(name) {
                    self.answer_asks(&order, name, &mut open, &mut supers);
                }
            }
        }
        supers.sort_unstable();
        supers.dedup();
        slot.get_or_init(|| Asks { names: names.into_iter().collect(), supers: supers.into() })
    }

    /// The names that the answer to `self.name` depends on: what a method of that name asks, what an assigned value comes from.
    fn answer_asks(
        &self,
        order: &[ClassRef],
        name: NameHash,
        open: &mut Vec<NameHash>,
        supers: &mut Vec<(ClassRef, NameHash)>,
    ) {
        let program = self.program;
        let Some(class) = order.iter().copied().find(|class| self.defines(*class, name)) else { return };
        if !program.is_project(class.module) {
            return;
        }
        let scopes = &program.module(class.module).scopes;
        for binding in scopes.lookup(Owner::Class(class.class), name).1 {
            if let Bound::Function(function) = binding.bound {
                let asks = self.own_asks(FuncRef::new(class.module, function));
                open.extend(&asks.names);
                supers.extend(&asks.supers);
            }
        }
        open.extend(scopes.attribute(class.class, name).iter().filter_map(|attribute| {
            let Bound::Value(Source::Expr(value), _) = attribute.bound else { return None };
            self.asked_first(class.module, attribute.function, value)
        }));
    }

    /// `name` of a value that comes from `self.name`: `self.name`, `self.name(..)`, `self.name.other`.
    fn asked_first(&self, module: u32, function: FunctionId, value: ExprId) -> Option<NameHash> {
        let tree = self.tree(module);
        let receiver = tree.function(function).parameters.first()?.name;
        match tree.expr(value) {
            Expr::Attribute(object, name) if tree.expr(object) == Expr::Name(receiver) => {
                Some(tree.names.hash(name))
            }
            Expr::Attribute(inner, _) | Expr::Subscript(inner, _) | Expr::Await(inner) => {
                self.asked_first(module, function, inner)
            }
            Expr::Call(call) => self.asked_first(module, function, tree.call(call).func),
            _ => None,
        }
    }

    /// What methods of `class` assign to `self.name` when `self` is an instance of `own`, where that is something else.
    pub(crate) fn seen_attribute(&mut self, own: ClassRef, class: ClassRef, name: NameHash) -> Option<Type> {
        let program = self.program;
        if !program.is_project(class.module) || !program.is_project(own.module) {
            return None;
        }
        let attributes = program.module(class.module).scopes.attribute(class.class, name);
        let depends = attributes.iter().any(|attribute| {
            let Bound::Value(Source::Expr(value), _) = attribute.bound else { return false };
            let func = FuncRef::new(class.module, attribute.function);
            self.asked_first(class.module, attribute.function, value).is_some()
                && self.answers_otherwise(func, class, own)
        });
        if !depends {
            return None;
        }
        let question = Question::SeenAttribute(own, class, name);
        Some(self.ask_once(question, Type::Unknown, |this| {
            Type::any(
                attributes
                    .iter()
                    .map(|attribute| {
                        let frame = Frame::function(FuncRef {
                            module: class.module,
                            function: attribute.function,
                            seen: Some(own),
                        });
                        this.bound(&frame, attribute.bound)
                            .filter(|member| !matches!(member, Type::Parameter(..) | Type::Derived(_)))
                    })
                    .collect::<Vec<_>>(),
            )
        }))
    }

    /// What a name is bound to in a method that is seen from `class`, or in a function nested in it.
    pub(super) fn seen_bindings(
        &mut self,
        class: ClassRef,
        module: u32,
        owner: Owner,
        first: u32,
        bindings: &[Binding],
    ) -> Type {
        self.ask_once(Question::Seen(class, module, first), Type::Unknown, |this| {
            this.joined(&Frame { seen: Some(class), ..Frame::of(module, owner) }, bindings)
        })
    }

    /// Answers a question; the answer is kept with the module that it is about.
    pub(super) fn ask_once(
        &mut self,
        question: Question,
        fallback: Type,
        work: impl FnOnce(&mut Self) -> Type,
    ) -> Type {
        let program = self.program;
        let module = question.module();
        if let Some(known) = program.dispatch(module, |known| known.answers.get(&question).cloned()) {
            return known;
        }
        let keep = |answer| drop(program.dispatch(module, |known| known.answers.insert(question, answer)));
        self.ask(question, fallback, keep, work)
    }

    /// What the body of `func` itself asks its receiver for.
    fn own_asks(&self, func: FuncRef) -> &'p Asks {
        let program = self.program;
        program.memo(func.module).own_asks[func.function.0 as usize]
            .get_or_init(|| asks_of(&program.module(func.module).tree, func.module, func.function))
    }
}

/// What the body of a function of `module` asks its receiver for.
pub(super) fn asks_of(tree: &Tree, module: u32, id: FunctionId) -> Asks {
    let function = tree.function(id);
    let receiver = match function.parameters.first() {
        Some(first) if matches!(first.kind, ParameterKind::PositionalOnly | ParameterKind::Normal) => {
            first.name
        }
        _ => return Asks::default(),
    };
    let is_super = |id: ExprId| matches!(tree.expr(id), Expr::Call(call) if matches!(tree.expr(tree.call(call).func), Expr::Name(name) if tree.names.text(name) == "super"));
    let is_receiver = |id: ExprId| tree.expr(id) == Expr::Name(receiver);
    let mut stored: Vec<ExprId> = Vec::new();
    each_statement(&function.body, &mut |kind| match kind {
        StmtKind::Assign(targets, _) => stored.extend(tree.list(*targets)),
        StmtKind::Annotated(target, ..) => stored.push(*target),
        _ => {}
    });
    let mut names: Vec<NameHash> = Vec::new();
    let mut supers: Vec<(ClassRef, NameHash)> = Vec::new();
    let (mut bare, mut asked) = (0, 0);
    for id in (function.exprs.0.0..function.exprs.1.0).map(ExprId) {
        match tree.expr(id) {
            Expr::Name(name) if name == receiver => bare += 1,
            Expr::Attribute(value, name) if is_receiver(value) => {
                asked += 1;
                if !stored.contains(&id) {
                    names.push(tree.names.hash(name));
                }
            }
            Expr::Attribute(value, name) if is_super(value) => {
                if let Owner::Class(class) = function.owner {
                    let class = ClassRef { module, class };
                    supers.push((class, tree.names.hash(name)));
                }
            }
            _ => {}
        }
    }
    if bare > asked {
        names.extend(SPECIAL_NAMES.iter().map(|name| hash_name(name)));
    }
    names.sort_unstable();
    names.dedup();
    Asks { names: names.into(), supers: supers.into() }
}
