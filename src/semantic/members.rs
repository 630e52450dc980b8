//! Attributes: of modules, classes, instances, through inheritance and `super()`.

use std::sync::Arc;

use super::body::returned_values;
use super::derived::Step;
use super::evaluate::{Evaluator, Frame};
use super::generics::{has_variable, with_self};
use super::question::Question;
use super::scope::{Bound, Source};
use super::stored::Container;
use super::types::{ClassRef, FuncRef, PathId, Type};
use crate::python::{Expr, ExprId, FunctionId, NameHash, Owner, hash_name};

/// How a function is bound when it is looked up on an instance, and what its decorators make of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each from a decorator of its own")]
pub(crate) struct Nature {
    /// `property` or `cached_property`: reading the attribute runs it.
    pub(crate) is_property: bool,
    pub(crate) is_static: bool,
    pub(crate) is_class: bool,
    /// `contextmanager`
    pub(crate) is_context: bool,
    /// `asynccontextmanager`
    pub(crate) is_async_context: bool,
    pub(crate) is_overload: bool,
    pub(crate) is_abstract: bool,
}

/// A class has at most so many bases.
const MOST_BASES: usize = 500;

impl Evaluator<'_> {
    /// What the well-known decorators say of `func`, by their names.
    pub(crate) fn nature(&self, func: FuncRef) -> Nature {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let mut nature = Nature::default();
        for decorator in tree.list(function.decorators) {
            let Some((name, _)) = self.annotated_name(func.module, *decorator) else { continue };
            match tree.names.text(name) {
                "property" | "cached_property" | "getter" | "hybrid_property" | "abstractproperty"
                | "async_property" => {
                    nature.is_property = true;
                }
                "staticmethod" => nature.is_static = true,
                "classmethod" => nature.is_class = true,
                "contextmanager" => nature.is_context = true,
                "asynccontextmanager" => nature.is_async_context = true,
                "overload" => nature.is_overload = true,
                "abstractmethod" => nature.is_abstract = true,
                _ => {}
            }
        }
        match tree.names.text(function.name) {
            "__init_subclass__" | "__class_getitem__" => nature.is_class = true,
            _ => {}
        }
        nature
    }

    /// The first parameter of a method: an instance, or the class itself.
    pub(crate) fn receiver(&self, func: FuncRef, class: ClassRef) -> Option<Type> {
        let nature = self.nature(func);
        let is_new = self.tree(func.module).names.text(self.function_of(func).name) == "__new__";
        if nature.is_class || is_new {
            return Some(Type::Class(class));
        }
        (!nature.is_static).then(|| Type::instance(class))
    }

    /// The class and its bases, nearest first.
    pub(crate) fn mro(&mut self, class: ClassRef) -> Arc<[ClassRef]> {
        let program = self.program;
        let memo = &program.memo(class.module).mro[class.class.0 as usize];
        if let Some(known) = memo.get() {
            return Arc::clone(known);
        }
        let keep = |answer| {
            let _ = memo.set(answer);
        };
        let alone: Arc<[ClassRef]> = Arc::from([class]);
        self.ask(Question::Mro(class), alone, keep, |this| {
            let tree = this.tree(class.module);
            let node = tree.class(class.class);
            let frame = Frame::of(class.module, node.owner);
            let lines: Vec<Arc<[ClassRef]>> = tree
                .list(node.bases)
                .iter()
                .filter_map(|base| match this.expr(&frame, *base) {
                    Type::Class(base) => Some(this.mro(base)),
                    _ => None,
                })
                .collect();
            let mut order = vec![class];
            // Far more than any program has: what is further up stays unknown.
            if let [line] = &lines[..] {
                order.extend(line.iter().filter(|base| **base != class).take(MOST_BASES));
                return order.into();
            }
            for (position, line) in lines.iter().enumerate() {
                for base in line.iter().take_while(|_| !program.stop.is_set()) {
                    // A base that a later line also has comes where the later line has it.
                    let later = lines[position + 1..].iter().any(|other| other.contains(base));
                    if !later && !order.contains(base) {
                        order.push(*base);
                    }
                }
            }
            order.into()
        })
    }

    /// Whether the class itself names a base of this name, with or without type arguments.
    pub(super) fn names_base(&self, class: ClassRef, wanted: &str) -> bool {
        let tree = self.tree(class.module);
        tree.list(tree.class(class.class).bases).iter().any(|base| {
            let head = match tree.expr(*base) {
                Expr::Subscript(head, _) => head,
                _ => *base,
            };
            self.annotated_name(class.module, head).is_some_and(|(name, _)| tree.names.text(name) == wanted)
        })
    }

    /// Whether some base of the class cannot be resolved, so that it may have any member.
    pub(crate) fn has_unknown_base(&mut self, class: ClassRef) -> bool {
        let order = self.mro(class);
        order.iter().any(|class| {
            let tree = self.tree(class.module);
            let node = tree.class(class.class);
            let frame = Frame::of(class.module, node.owner);
            self.program.is_project(class.module)
                && tree.list(node.bases).iter().any(|base| {
                    !matches!(self.annotated_name(class.module, *base), Some((name, _)) if tree.names.text(name) == "Generic")
                        && !matches!(tree.expr(*base), Expr::Subscript(..))
                        && !matches!(self.expr(&frame, *base), Type::Class(_))
                })
        })
    }

    pub(crate) fn is_subclass(&mut self, class: ClassRef, base: Option<ClassRef>) -> bool {
        base.is_some_and(|base| self.mro(class).contains(&base))
    }

    /// Whether `found` is an instance of `base` or of a subclass.
    pub(crate) fn is_instance(&mut self, found: &Type, base: Option<ClassRef>) -> bool {
        matches!(found, Type::Instance(class, _) if self.is_subclass(*class, base))
    }

    /// The attribute `name` of a value, with the function that runs when it is read.
    pub(crate) fn attribute(&mut self, value: &Type, name: NameHash, text: &str) -> (Type, Option<FuncRef>) {
        match value {
            Type::Module(path) => match self.member_of_path(*path, text, name) {
                Some(found) => (found, None),
                None => self.made_by_module(*path),
            },
            Type::Parameter(..) | Type::Derived(_) => (value.step(Step::Attribute(name)), None),
            Type::Instance(class, _) if text == "__class__" => (Type::Class(*class), None),
            Type::External(dotted) => (Type::External(format!("{dotted}.{text}").into()), None),
            Type::Class(class) => {
                let order = self.mro(*class);
                let found = self.member(value, &order, name);
                found.unwrap_or((Type::Unknown, None))
            }
            Type::Instance(class, _) => match self.member_of_instance(*class, value, name) {
                Some(found) => self.implemented(*class, name, text, found),
                None if text == "_replace" && self.names_base(*class, "NamedTuple") => {
                    (Type::Callable(value.clone().into()), None)
                }
                None => self.dynamic(*class, value, name, text).unwrap_or((Type::Unknown, None)),
            },
            Type::Coroutine(_, result) | Type::Awaitable(result, _) if text == "__await__" => {
                let steps = [Type::Unknown, Type::Unknown, (**result).clone()];
                (Type::Callable(self.generic(self.program.known.generator, steps).into()), None)
            }
            Type::Super(class, receiver) => {
                let order = match &**receiver {
                    Type::Instance(own, _) | Type::Class(own) => self.mro(*own),
                    _ => return (Type::Unknown, None),
                };
                let after = order.iter().position(|other| other == class).map_or(order.len(), |at| at + 1);
                let rest: Vec<ClassRef> = order[after..].to_vec();
                self.member(receiver, &rest, name).unwrap_or((Type::Unknown, None))
            }
            Type::Union(members) => {
                let mut getter = None;
                let mut found = Type::Unknown;
                for member in members.iter() {
                    let (ty, runs) = self.attribute(member, name, text);
                    found = found.or(ty);
                    getter = getter.or(runs);
                }
                (found, getter)
            }
            // `client.chat.completions`: whatever a dynamic client gives is dynamic too.
            Type::Method(func, _) if self.is_dynamic(*func) => {
                let inner = self.returned(*func, None, None, None);
                match self.attribute(&inner, name, text) {
                    (Type::Unknown, _) => (value.clone(), None),
                    known => known,
                }
            }
            Type::Str(_) => {
                let known = self.program.known.str.map_or(Type::Unknown, Type::instance);
                if known.is_unknown() { (Type::Unknown, None) } else { self.attribute(&known, name, text) }
            }
            _ => (Type::Unknown, None),
        }
    }

    /// `name` found on the first class of `order` that has it.
    pub(super) fn member(
        &mut self,
        receiver: &Type,
        order: &[ClassRef],
        name: NameHash,
    ) -> Option<(Type, Option<FuncRef>)> {
        for class in order {
            if let Some((found, getter)) = self.own_attribute(receiver, *class, name) {
                let (own, arguments): (ClassRef, &[Type]) = match receiver {
                    Type::Instance(own, arguments) => (*own, arguments),
                    Type::Class(own) => (*own, &[]),
                    _ => return Some((found, getter)),
                };
                let mut found = found;
                if has_variable(&found) {
                    found = with_self(&found, &Type::Instance(own, arguments.into()));
                    found = self.for_class(own, arguments, *class, &found);
                }
                if !arguments.is_empty() {
                    found = self.filled(receiver, found);
                }
                return Some((found, getter));
            }
        }
        None
    }

    fn own_attribute(
        &mut self,
        receiver: &Type,
        class: ClassRef,
        name: NameHash,
    ) -> Option<(Type, Option<FuncRef>)> {
        let program = self.program;
        let module = program.module(class.module);
        let owner = Owner::Class(class.class);
        let (first, bindings) = module.scopes.lookup(owner, name);
        let on_instance = matches!(receiver, Type::Instance(..));
        let assigned = self.assigned_attribute(receiver, class, name);
        // The last definition counts; with a setter it is the getter that reading runs.
        let method = bindings.iter().rev().find_map(|binding| match binding.bound {
            Bound::Function(function) => Some(function),
            _ => None,
        });
        if let Some(function) = method {
            let property = bindings.iter().find_map(|binding| match binding.bound {
                Bound::Function(id) if self.nature(FuncRef::new(class.module, id)).is_property => Some(id),
                _ => None,
            });
            if let Some(getter) = property {
                let getter = FuncRef::new(class.module, getter);
                if !on_instance {
                    return Some((Type::Unknown, None));
                }
                let getter = self.as_seen(getter, receiver);
                let carried = self.carried(receiver);
                let value = self.called(getter, Some(receiver), carried.as_ref(), None);
                return Some((value, Some(getter)));
            }
            return Some((
                self.bind_method(receiver, FuncRef::new(class.module, function), first, bindings),
                None,
            ));
        }
        if bindings.is_empty() {
            return assigned.map(|found| (found, None));
        }
        if let Some((getter, _)) = self.built_property(class, bindings) {
            if !on_instance {
                return Some((Type::Unknown, None));
            }
            let getter = self.as_seen(getter, receiver);
            return Some((self.called(getter, Some(receiver), None, None), Some(getter)));
        }
        let declared = self.bindings(class.module, owner, first, bindings);
        // `rest = clock.sleep` in a class body: functions of the project bind, those of C do not.
        let found = match (&declared, assigned) {
            (_, Some(assigned))
                if on_instance
                    && (self.is_field(class, name)
                        && assigned.some(|member| matches!(member, Type::Parameter(..)))
                        || self.is_left_open(&declared)) =>
            {
                assigned
            }
            (Type::None | Type::Unknown, Some(assigned)) => declared.or(assigned),
            (Type::Union(_), Some(assigned)) => declared.or(assigned),
            _ => declared,
        };
        if !program.is_project(class.module) {
            return Some((found, None));
        }
        let is_value = bindings.iter().any(|binding| matches!(binding.bound, Bound::Value(..)));
        if is_value && self.is_subclass(class, program.known.enumeration) {
            return Some((Type::instance(class), None));
        }
        // A descriptor of the project answers for itself.
        if matches!(found, Type::Instance(descriptor, _) if program.is_project(descriptor.module))
            && let Some((getter, descriptor)) = self.special(&found, "__get__")
        {
            return Some((self.called(getter, Some(&descriptor), None, None), Some(getter)));
        }
        Some((found, None))
    }

    /// What the `__getattr__` of a module gives, with the function.
    fn made_by_module(&mut self, path: PathId) -> (Type, Option<FuncRef>) {
        let module = self.program.module_at(path).filter(|module| self.program.is_project(*module));
        match module.and_then(|module| self.module_member(module, hash_name("__getattr__"))) {
            Some(Type::Function(func, _)) if self.program.is_project(func.module) => {
                (self.called(func, None, None, None), Some(func))
            }
            _ => (Type::Unknown, None),
        }
    }

    fn bind_method(
        &mut self,
        receiver: &Type,
        func: FuncRef,
        first: u32,
        bindings: &[super::scope::Binding],
    ) -> Type {
        let nature = self.nature(func);
        let decorated = self.bindings(func.module, self.function_of(func).owner, first, bindings);
        if nature.is_static {
            return decorated;
        }
        let class_receiver = |receiver: &Type| match receiver {
            Type::Instance(class, _) => Type::Class(*class),
            other => other.clone(),
        };
        decorated.map(|member| match member {
            Type::Function(found, None) if nature.is_class => {
                Type::Method(self.as_seen(*found, receiver), class_receiver(receiver).into())
            }
            // Looked up on the class, an ordinary method is a plain function.
            Type::Function(found, None) if matches!(receiver, Type::Instance(..)) => {
                Type::Method(self.as_seen(*found, receiver), receiver.clone().into())
            }
            other => other.clone(),
        })
    }

    /// What the methods of `class` assign to `self.name`, as it is for `receiver`.
    fn assigned_attribute(&mut self, receiver: &Type, class: ClassRef, name: NameHash) -> Option<Type> {
        let general = match receiver {
            Type::Instance(..) => self.generally_assigned(class, name)?,
            _ => return self.assigned_to_class(class, name),
        };
        match receiver {
            Type::Instance(own, _) if *own != class => {
                Some(self.seen_attribute(*own, class, name).unwrap_or(general))
            }
            _ => Some(general),
        }
    }

    /// What methods assign to `cls.name`.
    fn assigned_to_class(&mut self, class: ClassRef, name: NameHash) -> Option<Type> {
        let program = self.program;
        let attributes = program.module(class.module).scopes.attribute(class.class, name);
        attributes.iter().any(|attribute| attribute.on_class).then(|| self.generally_assigned(class, name))?
    }

    fn generally_assigned(&mut self, class: ClassRef, name: NameHash) -> Option<Type> {
        let program = self.program;
        let scopes = &program.module(class.module).scopes;
        let found = scopes.attribute(class.class, name);
        let first = found.first()?;
        let number = scopes.attributes.partition_point(|a| (a.class, a.name) < (first.class, first.name));
        let memo = &program.memo(class.module).attributes[number];
        if let Some(known) = memo.get() {
            return Some(known.clone());
        }
        let keep = |answer| {
            let _ = memo.set(answer);
        };
        let question = Question::Attribute(class.module, number as u32);
        Some(self.ask(question, Type::Unknown, keep, |this| {
            let (mut declared, mut values) = this.declared_in_body(class, name);
            for attribute in found {
                let owner = Owner::Function(attribute.function);
                let frame = Frame::of(class.module, owner);
                if let Bound::Annotated(annotation, value) = attribute.bound {
                    let own = this.annotation(&frame, annotation);
                    if this.is_left_open(&own) {
                        if value != ExprId::NONE {
                            values.push(this.expr(&frame, value));
                        }
                        declared = Some(own);
                        continue;
                    }
                    if !own.is_unknown() && !mentions_callable(&own) {
                        let own = this.displayed(&frame, own, value);
                        return this.opened(class.module, Container::Attribute(class.class, name), own);
                    }
                }
                let value = this.bound(&frame, attribute.bound);
                values.push(match attribute.bound {
                    Bound::Value(Source::Expr(expr), None) => {
                        this.injected(FuncRef::new(class.module, attribute.function), expr, value)
                    }
                    _ => value,
                });
            }
            if let Some(declared) = declared {
                return this.refined(declared, &values);
            }
            // A parameter that can be called is whatever anybody passes.
            let mut all = Type::Unknown;
            for member in values.iter().flat_map(Type::members) {
                if !matches!(member, Type::Parameter(func, index) if !this.may_be_called(*func, *index)) {
                    all = all.or(member.clone());
                }
            }
            this.opened(class.module, Container::Attribute(class.class, name), all)
        }))
    }

    /// Whether a parameter is declared as a callable or as what leaves something to others, or not at all.
    pub(super) fn may_be_called(&mut self, func: FuncRef, index: u16) -> bool {
        let Some(parameter) = self.function_of(func).parameters.get(index as usize) else { return false };
        if parameter.annotation == ExprId::NONE {
            return true;
        }
        let declared = self.signature(func, parameter.annotation);
        mentions_callable(&declared) || self.is_left_open(&declared)
    }

    /// A class whose `__getattr__` answers for every other name.
    fn dynamic(
        &mut self,
        class: ClassRef,
        receiver: &Type,
        attribute: NameHash,
        text: &str,
    ) -> Option<(Type, Option<FuncRef>)> {
        let name = hash_name("__getattr__");
        self.member_of_instance(class, receiver, name)?;
        for class in self.mro(class).iter() {
            let program = self.program;
            let (_, bindings) = program.module(class.module).scopes.lookup(Owner::Class(class.class), name);
            if let Some(Bound::Function(function)) = bindings.last().map(|binding| binding.bound) {
                let func = FuncRef::new(class.module, function);
                if program.is_project(class.module) {
                    let func = self.as_seen(func, receiver);
                    let delegate = self.delegate(func, receiver);
                    let value = if delegate.is_unknown() {
                        self.returned(func, Some(receiver), None, None)
                    } else {
                        // It may hand on to itself.
                        self.ask(
                            Question::HandedOn(func),
                            Type::Unknown,
                            |_| {},
                            |this| this.attribute(&delegate, attribute, text).0,
                        )
                    };
                    return Some((value, Some(func)));
                }
                return Some((Type::Method(func, receiver.clone().into()), None));
            }
        }
        None
    }

    /// The object whose attributes a `__getattr__` hands on: `return getattr(self.inner, name)`.
    fn delegate(&mut self, func: FuncRef, receiver: &Type) -> Type {
        let (tree, function) = (self.tree(func.module), self.function_of(func));
        let Some(asked) = function.parameters.get(1).map(|parameter| parameter.name) else {
            return Type::Unknown;
        };
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        let scopes = &self.program.module(func.module).scopes;
        let carried = self.carried(receiver);
        let frame = Frame { captured: carried.as_ref(), ..Frame::function(func) };
        let mut found = Type::Unknown;
        for value in values {
            let value = match tree.expr(value) {
                Expr::Name(name) => {
                    let (_, bound) = scopes.lookup(Owner::Function(func.function), tree.names.hash(name));
                    bound.first().and_then(|binding| binding.bound.expression()).unwrap_or(value)
                }
                _ => value,
            };
            let Expr::Call(call) = tree.expr(value) else { continue };
            let call = tree.call(call);
            if let [object, name, ..] = tree.arguments(call)
                && self.is_name(func.module, call.func, "getattr")
                && tree.expr(name.value) == Expr::Name(asked)
            {
                let object = self.expr(&frame, object.value);
                found = found.or(self.filled(receiver, object));
            }
        }
        found
    }

    /// Whether `func` is the `__getattr__` of a library's class.
    fn is_dynamic(&self, func: FuncRef) -> bool {
        !self.program.is_project(func.module)
            && self.tree(func.module).names.text(self.function_of(func).name) == "__getattr__"
    }

    /// The method `name` that `value` has by its class, if it has one.
    pub(crate) fn special(&mut self, value: &Type, name: &str) -> Option<(FuncRef, Type)> {
        let Type::Instance(class, _) = value else { return None };
        match self.member_of_instance(*class, value, hash_name(name)) {
            Some((Type::Method(func, receiver), _)) => Some((func, (*receiver).clone())),
            _ => None,
        }
    }

    /// The class's own function `name`, through its bases.
    pub(crate) fn class_function(&mut self, class: ClassRef, name: &str) -> Option<FuncRef> {
        let hash = hash_name(name);
        let order = self.mro(class);
        order.iter().find_map(|class| {
            let (_, bindings) =
                self.program.module(class.module).scopes.lookup(Owner::Class(class.class), hash);
            bindings.iter().rev().find_map(|binding| match binding.bound {
                Bound::Function(function) => Some(FuncRef::new(class.module, function)),
                _ => None,
            })
        })
    }

    /// What `await value` gives.
    pub(crate) fn awaited(&mut self, value: &Type) -> Type {
        value.map(|member| match member {
            Type::Coroutine(_, result) | Type::Awaitable(result, _) => (**result).clone(),
            Type::Instance(..) => match self.special(member, "__await__") {
                Some((func, receiver)) => match self.returned(func, Some(&receiver), None, None) {
                    // Generator[Any, Any, T]
                    Type::Instance(_, arguments) => arguments.last().cloned().unwrap_or(Type::Unknown),
                    _ => Type::Unknown,
                },
                None => Type::Unknown,
            },
            _ => Type::Unknown,
        })
    }

    /// The class in whose body the method stands, also for functions nested in it.
    pub(crate) fn enclosing_method(&self, module: u32, function: FunctionId) -> Option<(FuncRef, ClassRef)> {
        let tree = self.tree(module);
        let mut function = function;
        loop {
            match tree.function(function).owner {
                Owner::Module => return None,
                Owner::Function(outer) => function = outer,
                Owner::Class(class) => {
                    return Some((FuncRef::new(module, function), ClassRef { module, class }));
                }
            }
        }
    }

    /// Whether the expression is the bare name `text`.
    pub(crate) fn is_name(&self, module: u32, id: ExprId, text: &str) -> bool {
        matches!(self.tree(module).expr(id), Expr::Name(name) if self.tree(module).names.text(name) == text)
    }
}

/// Whether a declaration speaks of callables, or of containers of them, and so leaves open what runs.
pub(super) fn mentions_callable(declared: &Type) -> bool {
    declared.some(|member| match member {
        Type::Callable(_) => true,
        Type::Instance(_, arguments) => arguments.iter().any(mentions_callable),
        _ => false,
    })
}
