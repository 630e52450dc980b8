//! Who answers for a method that is declared without a body: the classes of the project that derive from it and have one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::asked::Query;
use super::calls::Callee;
use super::evaluate::Evaluator;
use super::program::Program;
use super::question::Question;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ClassId, Expr, ExprId, NameHash, Owner, StmtKind, Tree};

/// The classes of a project that define a method, by its name.
pub(super) type Definers = FxHashMap<NameHash, Vec<ClassRef>>;

/// The classes that define each method, in the order of the modules.
pub(super) fn definers(program: &Program) -> Definers {
    let mut found = Definers::default();
    for (module, summary) in (0_u32..).zip(&program.modules[..program.project]) {
        for (class, name) in methods(&summary.tree) {
            let classes = found.entry(name).or_default();
            let class = ClassRef { module, class };
            if classes.last() != Some(&class) {
                classes.push(class);
            }
        }
    }
    found
}

/// Takes what an edited module defines by now in the place of what it defined before.
pub(super) fn redefine(known: &mut Definers, module: u32, before: &Tree, now: &Tree) {
    let of_module = |classes: &[ClassRef]| {
        let start = classes.partition_point(|class| class.module < module);
        start..start + classes[start..].partition_point(|class| class.module == module)
    };
    for (_, name) in methods(before) {
        if let Some(classes) = known.get_mut(&name) {
            classes.drain(of_module(classes));
        }
    }
    for (class, name) in methods(now) {
        let classes = known.entry(name).or_default();
        let own = of_module(classes);
        let class = ClassRef { module, class };
        if classes[own.clone()].last() != Some(&class) {
            classes.insert(own.end, class);
        }
    }
}

/// The methods that a module defines, with their classes.
pub(super) fn methods(tree: &Tree) -> impl Iterator<Item = (ClassId, NameHash)> {
    tree.functions.iter().filter_map(|function| match function.owner {
        Owner::Class(class) => Some((class, tree.names.hash(function.name))),
        _ => None,
    })
}

/// With more classes than this the program is a framework: what others add to it is as likely to run.
const MOST_IMPLEMENTERS: usize = 8;

impl Evaluator<'_> {
    /// What an attribute of an instance is, where the class leaves it to another one of the project to say.
    pub(super) fn implemented(
        &mut self,
        class: ClassRef,
        name: NameHash,
        text: &str,
        found: (Type, Option<FuncRef>),
    ) -> (Type, Option<FuncRef>) {
        let func = match &found {
            (_, Some(getter)) => *getter,
            (Type::Method(func, _), None) => *func,
            _ => return found,
        };
        if !self.program.is_project(func.module) || !self.is_unwritten(func) {
            return found;
        }
        match self.ask_program(Query::Implementers(class, name)) {
            Type::Instance(other, arguments) => {
                if let Some(reader) = self.asking() {
                    self.program.note_read(reader, other.module);
                }
                self.attribute(&Type::Instance(other, arguments), name, text)
            }
            _ => found,
        }
    }

    /// The methods of which one runs, where several classes implement what the method that is called leaves open.
    pub(super) fn alternatives(&mut self, callee: &Callee) -> Vec<Callee> {
        let Some(receiver @ Type::Instance(class, _)) = &callee.receiver else { return Vec::new() };
        let func = callee.func;
        if !self.program.is_project(class.module) || !self.is_unwritten(func) {
            return Vec::new();
        }
        let tree = self.tree(func.module);
        let name = tree.names.hash(self.function_of(func).name);
        // `super().method()` runs the method of the base.
        let is_own =
            |member: &Type| matches!(member, Type::Method(own, _) if own.general() == func.general());
        if !self.attribute(receiver, name, "").0.some(is_own) {
            return Vec::new();
        }
        let found = self.ask_program(Query::Implementers(*class, name));
        let methods = found.members().iter().filter_map(|member| {
            let Type::Instance(other, _) = member else { return None };
            let own = self.own_method(*other, name)?;
            if let Some(reader) = self.asking() {
                self.program.note_read(reader, other.module);
            }
            let receiver = Some(member.clone());
            Some(Callee { func: own, receiver, captured: None, is_whole: callee.is_whole })
        });
        let methods: Vec<Callee> = methods.collect();
        let is_plain = |method: &Callee| {
            let (function, nature) = (self.function_of(method.func), self.nature(method.func));
            !function.is_async && !function.is_generator && !nature.is_context
        };
        if methods.iter().all(is_plain) { methods } else { Vec::new() }
    }

    /// What an attribute holds that a constructor takes from a parameter, where the class of that leaves all to others: the only
    /// class whose instances the program passes.
    pub(super) fn injected(&mut self, constructor: FuncRef, value: ExprId, declared: Type) -> Type {
        let tree = self.tree(constructor.module);
        let function = tree.function(constructor.function);
        let Expr::Name(name) = tree.expr(value) else { return declared };
        let is_constructor = tree.names.text(function.name) == "__init__";
        let mut classes = declared.members().iter().filter_map(|member| match member {
            Type::Instance(class, _) => Some(*class),
            _ => None,
        });
        let (Some(class), None) = (classes.next(), classes.next()) else { return declared };
        if !is_constructor || !self.leaves_open(class) || !self.is_abstract(class) {
            return declared;
        }
        let Some(index) = function.parameters.iter().position(|parameter| parameter.name == name) else {
            return declared;
        };
        match self.ask_program(Query::Injected(constructor, index as u16)) {
            Type::Instance(only, _) if only != class => declared.map(|member| match member {
                Type::Instance(..) => Type::instance(only),
                other => other.clone(),
            }),
            _ => declared,
        }
    }

    /// Whether an instance says more than its class: it is abstract, or its constructor is made of fields that leave something open.
    pub(super) fn leaves_open(&mut self, class: ClassRef) -> bool {
        let program = self.program;
        if !program.is_project(class.module) {
            // What only says how its objects are used: any generator or context manager may be passed.
            let known = &program.known;
            return [known.iterable, known.iterator, known.generator, known.context_manager]
                .contains(&Some(class));
        }
        let memo = &program.memo(class.module).leaves_open[class.class.0 as usize];
        if let Some(known) = memo.get() {
            return *known;
        }
        let keep = |answer| {
            let _ = memo.set(answer);
        };
        self.ask(Question::LeavesOpen(class), false, keep, |this| {
            this.is_abstract(class) || this.has_fields(class) && this.is_made_openly(class)
        })
    }

    /// Whether the class is a protocol, or has a method that others are to write.
    fn is_abstract(&mut self, class: ClassRef) -> bool {
        let mut written = FxHashSet::default();
        let order = self.mro(class);
        let mut order = order.iter().filter(|class| self.program.is_project(class.module));
        self.names_base(class, "Protocol") || order.any(|class| self.leaves_unwritten(*class, &mut written))
    }

    /// Whether some method of the class is still to be written that `written` does not have; these are added.
    fn leaves_unwritten(&self, class: ClassRef, written: &mut FxHashSet<NameHash>) -> bool {
        if let Some(reader) = self.asking() {
            self.program.note_read(reader, class.module);
        }
        let tree = self.tree(class.module);
        let methods = tree.class(class.class).body.iter().filter_map(|stmt| match stmt.kind {
            StmtKind::Function(id) => Some(id),
            _ => None,
        });
        let mut unwritten = methods.filter(|id| {
            written.insert(tree.names.hash(tree.function(*id).name))
                && self.is_unwritten(FuncRef::new(class.module, *id))
        });
        unwritten.next().is_some()
    }

    /// Whether a method only says that there is one: it is abstract, has nothing but `...` in a protocol, or raises
    /// `NotImplementedError`.
    pub(super) fn is_unwritten(&self, func: FuncRef) -> bool {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let Owner::Class(class) = function.owner else { return false };
        match &*function.body {
            _ if self.nature(func).is_abstract => true,
            [] => self.names_base(ClassRef { module: func.module, class }, "Protocol"),
            [only] => match only.kind {
                StmtKind::Pass => self.names_base(ClassRef { module: func.module, class }, "Protocol"),
                StmtKind::Raise(exception, _) => {
                    let raised = match tree.expr(exception) {
                        Expr::Call(call) => tree.call(call).func,
                        _ => exception,
                    };
                    matches!(tree.expr(raised), Expr::Name(name) if tree.names.text(name) == "NotImplementedError")
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Instances of the classes that implement `name` for `class`, unless there are many; what only tests use does not count.
    pub(super) fn find_implementers(&mut self, class: ClassRef, name: NameHash) -> Type {
        let program = self.program;
        let mut found = Vec::new();
        for &other in program.definers().get(&name).into_iter().flatten() {
            // What only happens to have the methods of a protocol may never meet it.
            let fits = other != class && !program.is_test(other.module) && self.mro(other).contains(&class);
            if !fits || self.own_method(other, name).is_none_or(|func| self.is_unwritten(func)) {
                continue;
            }
            if found.len() == MOST_IMPLEMENTERS {
                return Type::Unknown;
            }
            found.push(Type::instance(other));
        }
        found.into_iter().fold(Type::Unknown, Type::or)
    }

    /// Whether a method that is no coroutine function is one in a class that derives from its own: whoever awaits it has such an object.
    pub(super) fn is_awaited_below(&mut self, func: FuncRef) -> bool {
        let function = self.function_of(func);
        let Owner::Class(class) = function.owner else { return false };
        let name = self.tree(func.module).names.hash(function.name);
        self.ask_program(Query::AwaitedBelow(ClassRef { module: func.module, class }, name))
            == Type::Bool(true)
    }

    pub(super) fn has_coroutine_below(&mut self, class: ClassRef, name: NameHash) -> bool {
        let program = self.program;
        program.definers().get(&name).into_iter().flatten().any(|&other| {
            other != class
                && self.mro(other).contains(&class)
                && self.own_method(other, name).is_some_and(|func| self.function_of(func).is_async)
        })
    }

    fn own_method(&self, class: ClassRef, name: NameHash) -> Option<FuncRef> {
        let (_, bindings) = self.program.module(class.module).scopes.lookup(Owner::Class(class.class), name);
        bindings.iter().rev().find_map(|binding| match binding.bound {
            super::scope::Bound::Function(function) => Some(FuncRef::new(class.module, function)),
            _ => None,
        })
    }
}
