//! Annotations: what a value is declared to be.

use super::evaluate::{Evaluator, Frame};
use super::generics::has_variable;
use super::question::Question;
use super::scope::Bound;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{BinaryOperator, Expr, ExprId, Name, NameHash, Owner, TypeParameter, hash_name};

impl Evaluator<'_> {
    /// An annotation in the signature of `func`: it sees the type parameters of the function, but not its locals.
    pub(crate) fn signature(&mut self, func: FuncRef, annotation: ExprId) -> Type {
        let owner = self.function_of(func).owner;
        self.declared(&Frame::of(func.module, owner), annotation, Some(func))
    }

    /// What `annotation`, standing in `frame`, declares.
    pub(crate) fn annotation(&mut self, frame: &Frame, annotation: ExprId) -> Type {
        let frame = Frame { env: None, ..*frame };
        self.declared(&frame, annotation, None)
    }

    fn declared(&mut self, frame: &Frame, id: ExprId, signature: Option<FuncRef>) -> Type {
        let tree = self.tree(frame.module);
        match tree.expr(id) {
            Expr::None => Type::None,
            Expr::Name(_) | Expr::Attribute(..) => self.declared_name(frame, id, signature),
            Expr::Binary(BinaryOperator::BitOr, left, right) => {
                let left = self.declared(frame, left, signature);
                one_of([left, self.declared(frame, right, signature)])
            }
            Expr::Subscript(head, index) => {
                let arguments: Vec<ExprId> = match tree.expr(index) {
                    Expr::Tuple(items) => tree.list(items).to_vec(),
                    _ => vec![index],
                };
                self.declared_generic(frame, head, &arguments, signature)
            }
            _ => Type::Unknown,
        }
    }

    fn declared_name(&mut self, frame: &Frame, id: ExprId, signature: Option<FuncRef>) -> Type {
        let tree = self.tree(frame.module);
        let Some((name, prefix)) = self.annotated_name(frame.module, id) else { return Type::Unknown };
        let text = tree.names.text(name);
        if prefix.is_none() && self.is_type_parameter(frame, tree.names.hash(name), signature) {
            return Type::Var(tree.names.hash(name));
        }
        match text {
            "Self" => return Type::Var(hash_name("Self")),
            "Any" => return Type::Unknown,
            "Callable" => return Type::Callable(Type::Unknown.into()),
            "Coroutine" | "Awaitable" => return Type::Awaitable(Type::Unknown.into(), text == "Coroutine"),
            _ => {}
        }
        match self.expr(frame, id) {
            Type::Class(class) => {
                let own = self.tree(class.module);
                let class_name = own.names.text(own.class(class.class).name);
                // `ReportFn = Callable[[str], bytes]`: what the name stands for says more than its class.
                if prefix.is_none() && class_name != text {
                    let alias = self.alias(frame, name, signature);
                    if !alias.is_unknown() {
                        return alias;
                    }
                }
                let parameters = own.class(class.class).type_params.len();
                Type::Instance(class, vec![Type::Unknown; parameters].into())
            }
            // `T = TypeVar("T")`, in the signature of a function.
            Type::Instance(class, bound)
                if signature.is_some()
                    && Some(class) == self.program.known.type_variable
                    && bound.iter().all(Type::is_unknown) =>
            {
                Type::Var(tree.names.hash(name))
            }
            external @ Type::External(_) => external,
            // An alias of a union or an optional type.
            _ if prefix.is_none() => self.alias(frame, name, signature),
            _ => Type::Unknown,
        }
    }

    /// Whether nothing that `annotation` names is unknown: `str | Unheard` says less than it seems to.
    pub(super) fn says_all(&mut self, frame: &Frame, annotation: ExprId) -> bool {
        let tree = self.tree(frame.module);
        match tree.expr(annotation) {
            Expr::Binary(BinaryOperator::BitOr, left, right) => {
                self.says_all(frame, left) && self.says_all(frame, right)
            }
            Expr::Subscript(head, index) => {
                let name = self.annotated_name(frame.module, head);
                match name.map_or("", |(name, _)| tree.names.text(name)) {
                    "Union" | "Optional" | "Annotated" => match tree.expr(index) {
                        Expr::Tuple(items) => tree.list(items).iter().all(|item| self.says_all(frame, *item)),
                        _ => self.says_all(frame, index),
                    },
                    _ => true,
                }
            }
            _ => !self.annotation(frame, annotation).is_unknown(),
        }
    }

    /// `Alias = Session | None` and `type Alias = ..` at the module's top level.
    fn alias(&mut self, frame: &Frame, name: Name, signature: Option<FuncRef>) -> Type {
        let program = self.program;
        let module = program.module(frame.module);
        let (_, bindings) = module.scopes.lookup(Owner::Module, module.tree.names.hash(name));
        let [binding] = bindings else { return Type::Unknown };
        if let Bound::Import(index, position) = binding.bound {
            return self.imported_alias(frame.module, index, position);
        }
        let Some(value) = binding.bound.expression() else { return Type::Unknown };
        let is_type =
            matches!(module.tree.expr(value), Expr::Subscript(..) | Expr::Binary(BinaryOperator::BitOr, ..));
        let question = Question::Star(frame.module, module.tree.names.hash(name));
        if !is_type {
            return Type::Unknown;
        }
        self.ask(
            question,
            Type::Unknown,
            |_| {},
            |this| this.declared(&Frame::of(frame.module, Owner::Module), value, signature),
        )
    }

    /// `from .deps import Db`, where that module says `Db = Annotated[Session, ..]`.
    fn imported_alias(&mut self, module: u32, index: u32, position: u16) -> Type {
        let program = self.program;
        let tree = self.tree(module);
        let import = &tree.imports[index as usize];
        let found = import.module.zip(import.names.get(position as usize)).and_then(|(from, imported)| {
            let path = program.resolve_import(module, import.level, tree.names.text(from))?;
            let home = program.module_at(path).filter(|home| program.is_project(*home) && *home != module)?;
            Some((home, tree.names.hash(imported.name)))
        });
        let Some((home, hash)) = found else { return Type::Unknown };
        if let Some(reader) = self.asking() {
            program.note_read(reader, home);
        }
        let Some(name) = self.tree(home).names.find(hash) else { return Type::Unknown };
        let question = Question::Star(module, hash);
        self.ask(
            question,
            Type::Unknown,
            |_| {},
            // Type parameters of the signature are not those of the other module.
            |this| this.alias(&Frame::of(home, Owner::Module), name, None),
        )
    }

    /// What the type variable that annotates a parameter of `func` must be.
    pub(super) fn bound_of_variable(&mut self, func: FuncRef, annotation: ExprId) -> Type {
        let tree = self.tree(func.module);
        let Some((name, _)) = self.annotated_name(func.module, annotation) else { return Type::Unknown };
        let function = tree.function(func.function);
        let frame = Frame::of(func.module, function.owner);
        if let Some(parameter) = function.type_params.iter().find(|parameter| parameter.name == name) {
            return self.annotation(&frame, parameter.bound);
        }
        // That of the class is settled by its arguments.
        if self.is_type_parameter(&frame, tree.names.hash(name), None) {
            return Type::Unknown;
        }
        match self.expr(&frame, annotation) {
            Type::Instance(class, bound) if Some(class) == self.program.known.type_variable => {
                bound.first().cloned().unwrap_or(Type::Unknown)
            }
            _ => Type::Unknown,
        }
    }

    pub(super) fn is_type_parameter(
        &self,
        frame: &Frame,
        name: NameHash,
        signature: Option<FuncRef>,
    ) -> bool {
        let tree = self.tree(frame.module);
        let mut owner = signature.map_or(frame.owner, |func| Owner::Function(func.function));
        loop {
            let (parameters, outer) = match owner {
                Owner::Module => return false,
                Owner::Function(id) => (&tree.function(id).type_params, tree.function(id).owner),
                Owner::Class(id) => (&tree.class(id).type_params, tree.class(id).owner),
            };
            if parameters.iter().any(|parameter| tree.names.hash(parameter.name) == name) {
                return true;
            }
            owner = outer;
        }
    }

    fn declared_generic(
        &mut self,
        frame: &Frame,
        head: ExprId,
        arguments: &[ExprId],
        signature: Option<FuncRef>,
    ) -> Type {
        let tree = self.tree(frame.module);
        let Some((name, _)) = self.annotated_name(frame.module, head) else { return Type::Unknown };
        let first = arguments.first().copied().unwrap_or(ExprId::NONE);
        let last = arguments.last().copied().unwrap_or(ExprId::NONE);
        let text = tree.names.text(name);
        match text {
            "Optional" => return self.declared(frame, first, signature).or(Type::None),
            "Union" => {
                let members: Vec<Type> =
                    arguments.iter().map(|argument| self.declared(frame, *argument, signature)).collect();
                return one_of(members);
            }
            "Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" | "ReadOnly" | "Mapped"
            | "InitVar" => {
                return self.declared(frame, first, signature);
            }
            "Callable" => {
                let result = self.declared(frame, last, signature);
                return Type::Callable(result.into());
            }
            "Coroutine" | "Awaitable" => {
                let result = self.declared(frame, last, signature);
                return Type::Awaitable(result.into(), text == "Coroutine");
            }
            "Literal" => {
                let literals: Vec<Type> =
                    arguments.iter().map(|argument| self.expr(frame, *argument)).collect();
                return Type::any(literals);
            }
            "type" | "Type" => {
                return self.declared(frame, first, signature).map(|member| match member {
                    Type::Instance(class, _) => Type::Class(*class),
                    // `class_: type[S]`: a class makes its instances when it is called.
                    Type::Var(_) => Type::Callable(member.clone().into()),
                    _ => Type::Unknown,
                });
            }
            _ => {}
        }
        let Type::Class(class) = self.expr(frame, head) else { return Type::Unknown };
        let mut types: Vec<Type> =
            arguments.iter().map(|argument| self.declared(frame, *argument, signature)).collect();
        if Some(class) == self.program.known.tuple {
            // `tuple[X, ...]` is a sequence of X.
            if matches!(tree.expr(last), Expr::Ellipsis) {
                types.truncate(1);
                return Type::Instance(class, types.into());
            }
            return Type::Tuple(types.into());
        }
        Type::Instance(class, types.into())
    }

    /// The class's type parameters, replaced by `arguments`, in `found`.
    pub(crate) fn specialise(&mut self, class: ClassRef, arguments: &[Type], found: &Type) -> Type {
        let tree = self.tree(class.module);
        let parameters = &tree.class(class.class).type_params;
        if parameters.is_empty() || !has_variable(found) {
            return found.clone();
        }
        let given = arguments.iter().cloned().chain(std::iter::repeat(Type::Unknown));
        let known: Vec<(NameHash, Type)> = parameters
            .iter()
            .zip(given)
            .map(|(parameter, argument)| {
                let known = if argument.is_unknown() { self.bound_of(class, *parameter) } else { argument };
                (tree.names.hash(parameter.name), known)
            })
            .collect();
        substitute(found, &|name| {
            known.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone())
        })
    }

    /// What a type parameter of a class must be, where the project says so.
    fn bound_of(&mut self, class: ClassRef, parameter: TypeParameter) -> Type {
        if !self.program.is_project(class.module) {
            return Type::Unknown;
        }
        let tree = self.tree(class.module);
        let frame = Frame::of(class.module, tree.class(class.class).owner);
        if parameter.bound != ExprId::NONE {
            return self.annotation(&frame, parameter.bound);
        }
        match self.name(&frame, tree.names.hash(parameter.name)) {
            Type::Instance(class, bound) if Some(class) == self.program.known.type_variable => {
                bound.first().cloned().unwrap_or(Type::Unknown)
            }
            _ => Type::Unknown,
        }
    }
}

/// What is declared as one of several: then nothing is a coroutine beyond doubt.
fn one_of(types: impl IntoIterator<Item = Type>) -> Type {
    Type::any(types.into_iter().map(|member| match member {
        Type::Awaitable(result, true) => Type::Awaitable(result, false),
        other => other,
    }))
}

/// Types that are nested deeper than this are cut off: a variable may stand for something that holds itself.
const DEEPEST_TYPE: u32 = 8;

/// `found` with its type variables replaced.
pub(crate) fn substitute(found: &Type, value: &dyn Fn(NameHash) -> Option<Type>) -> Type {
    substitute_at(found, value, 0)
}

fn substitute_at(found: &Type, value: &dyn Fn(NameHash) -> Option<Type>, depth: u32) -> Type {
    if depth > DEEPEST_TYPE {
        return Type::Unknown;
    }
    let within = |inner: &Type| substitute_at(inner, value, depth + 1);
    let inner = |inner: &Type| std::sync::Arc::new(within(inner));
    match found {
        Type::Var(name) => value(*name).unwrap_or_else(|| found.clone()),
        Type::Instance(class, arguments) if !arguments.is_empty() => {
            Type::Instance(*class, arguments.iter().map(within).collect())
        }
        Type::Callable(result) => Type::Callable(inner(result)),
        Type::Coroutine(func, result) => Type::Coroutine(*func, inner(result)),
        Type::Awaitable(result, is_coroutine) => Type::Awaitable(inner(result), *is_coroutine),
        Type::Generator(func, body) => Type::Generator(*func, body.giving(within(&body.gives)).into()),
        Type::AsyncGenerator(func, element) => Type::AsyncGenerator(*func, inner(element)),
        Type::Context(func, body, is_async) => {
            Type::Context(*func, body.giving(within(&body.gives)).into(), *is_async)
        }
        Type::Tuple(items) => Type::Tuple(items.iter().map(within).collect()),
        Type::Union(members) => Type::any(members.iter().map(within)),
        _ => found.clone(),
    }
}
