//! Who answers for a method that is declared without a body: the only class of the project that derives from it and has one.

use rustc_hash::FxHashMap;

use super::asked::Query;
use super::evaluate::Evaluator;
use super::program::Program;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ClassId, Expr, ExprId, FunctionId, NameHash, Owner, StmtKind, Tree};

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

/// The methods that a module defines, with their classes.
pub(super) fn methods(tree: &Tree) -> impl Iterator<Item = (ClassId, NameHash)> {
    tree.functions.iter().filter_map(|function| match function.owner {
        Owner::Class(class) => Some((class, tree.names.hash(function.name))),
        _ => None,
    })
}

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
        match self.ask_program(Query::Implementer(class, name)) {
            Type::Instance(other, arguments) => {
                if let Some(reader) = self.asking() {
                    self.program.note_read(reader, other.module);
                }
                self.attribute(&Type::Instance(other, arguments), name, text)
            }
            _ => found,
        }
    }

    /// What an attribute holds that a constructor takes from a parameter, where the class of that leaves all to others: the only
    /// class whose instances the program passes.
    pub(super) fn injected(&mut self, constructor: FuncRef, value: ExprId, declared: Type) -> Type {
        let tree = self.tree(constructor.module);
        let function = tree.function(constructor.function);
        let Type::Instance(class, _) = declared else { return declared };
        let Expr::Name(name) = tree.expr(value) else { return declared };
        let is_open = self.program.is_project(class.module) && self.leaves_open(class);
        if !is_open || tree.names.text(function.name) != "__init__" {
            return declared;
        }
        let Some(index) = function.parameters.iter().position(|parameter| parameter.name == name) else {
            return declared;
        };
        match self.ask_program(Query::Injected(constructor, index as u16)) {
            Type::Instance(only, _) if only != class => Type::instance(only),
            _ => declared,
        }
    }

    /// Whether the class is a protocol, or has a method that others are to write.
    fn leaves_open(&self, class: ClassRef) -> bool {
        let functions = self.program.module(class.module).tree.functions.iter();
        let mut own =
            (0..).zip(functions).filter(|(_, function)| function.owner == Owner::Class(class.class));
        self.is_protocol(class)
            || own.any(|(id, _)| self.nature(FuncRef::new(class.module, FunctionId(id))).is_abstract)
    }

    /// Whether a method only says that there is one: it is abstract, has nothing but `...` in a protocol, or raises
    /// `NotImplementedError`.
    fn is_unwritten(&self, func: FuncRef) -> bool {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let Owner::Class(class) = function.owner else { return false };
        match &*function.body {
            _ if self.nature(func).is_abstract => true,
            [] => self.is_protocol(ClassRef { module: func.module, class }),
            [only] => match only.kind {
                StmtKind::Pass => self.is_protocol(ClassRef { module: func.module, class }),
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

    /// Whether the class itself is declared as a protocol.
    fn is_protocol(&self, class: ClassRef) -> bool {
        let tree = self.tree(class.module);
        tree.list(tree.class(class.class).bases).iter().any(|base| {
            let head = match tree.expr(*base) {
                Expr::Subscript(head, _) => head,
                _ => *base,
            };
            self.annotated_name(class.module, head)
                .is_some_and(|(name, _)| tree.names.text(name) == "Protocol")
        })
    }

    /// The class that implements `name` for `class`, if there is exactly one; what only tests use does not count beside others.
    pub(super) fn only_implementer(&mut self, class: ClassRef, name: NameHash) -> Option<ClassRef> {
        let program = self.program;
        let mut only = None;
        for &other in program.definers().get(&name).into_iter().flatten() {
            // What only happens to have the methods of a protocol may never meet it.
            let fits = other != class && !program.is_test(other.module) && self.mro(other).contains(&class);
            if !fits || self.own_method(other, name).is_none_or(|func| self.is_unwritten(func)) {
                continue;
            }
            if only.replace(other).is_some() {
                return None;
            }
        }
        only
    }

    fn own_method(&self, class: ClassRef, name: NameHash) -> Option<FuncRef> {
        let (_, bindings) = self.program.module(class.module).scopes.lookup(Owner::Class(class.class), name);
        bindings.iter().rev().find_map(|binding| match binding.bound {
            super::scope::Bound::Function(function) => Some(FuncRef::new(class.module, function)),
            _ => None,
        })
    }
}
