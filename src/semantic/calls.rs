//! Calls: what runs when something is called, and what comes back.

use std::sync::Arc;

use super::annotation::substitute;
use super::derived::{Step, has_parameter};
use super::elements::text_of;
use super::evaluate::{Evaluator, Frame};
use super::types::{Captured, FuncRef, Suspended, Type};
use crate::catalogue::Marker;
use crate::python::{Argument, ArgumentKind, ExprId, Function, NameHash, Owner, ParameterKind, Tree};

/// The arguments of a call with what is known of them.
#[derive(Clone, Copy)]
pub(crate) struct Passed<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) arguments: &'a [Argument],
    pub(crate) types: &'a [Type],
    pub(crate) frame: &'a Frame<'a>,
}

/// A function whose body runs when something is called.
#[derive(Debug, Clone)]
pub(crate) struct Callee {
    pub(crate) func: FuncRef,
    pub(crate) receiver: Option<Type>,
    pub(crate) captured: Option<Arc<Captured>>,
    /// The call's arguments are all that it gets; a partial brings more.
    pub(crate) is_whole: bool,
}

/// Methods that run once, in this order, before anybody else sees the object.
pub(super) const CONSTRUCTORS: &[&str] =
    &["__new__", "__init__", "__post_init__", "__attrs_post_init__", "model_post_init"];

impl Evaluator<'_> {
    /// What a name bound to `def func` holds: the function as its decorators leave it.
    pub(crate) fn decorated(&mut self, func: FuncRef) -> Type {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let mut found = Type::Function(func, None);
        let frame = Frame::of(func.module, function.owner);
        for decorator in tree.list(function.decorators).iter().rev() {
            if self.leaves_alone(func.module, *decorator) {
                continue;
            }
            let decorator = self.expr(&frame, *decorator);
            found = self.apply_decorator(&decorator, found);
        }
        found
    }

    /// Decorators that are read elsewhere, by name, or that hand the function through.
    pub(super) fn leaves_alone(&self, module: u32, decorator: ExprId) -> bool {
        let tree = self.tree(module);
        let head = match tree.expr(decorator) {
            crate::python::Expr::Call(call) => tree.call(call).func,
            _ => decorator,
        };
        let Some((name, _)) = self.annotated_name(module, head) else { return false };
        matches!(
            tree.names.text(name),
            "property"
                | "cached_property"
                | "staticmethod"
                | "classmethod"
                | "contextmanager"
                | "asynccontextmanager"
                | "overload"
                | "abstractmethod"
                | "override"
                | "final"
                | "wraps"
                | "lru_cache"
                | "cache"
                | "setter"
                | "getter"
                | "deleter"
                | "hybrid_property"
                | "abstractproperty"
                | "fixture"
                | "no_type_check"
                | "deprecated"
                | "singledispatch"
                | "validator"
                | "field_validator"
                | "model_validator"
        )
    }

    fn apply_decorator(&mut self, decorator: &Type, function: Type) -> Type {
        match decorator {
            // A library whose stub says that something else stands there afterwards.
            Type::Instance(class, _) if !self.program.is_project(class.module) => {
                let made = self
                    .special(decorator, "__call__")
                    .map(|(call, receiver)| self.returned(call, Some(&receiver), None, None));
                made.filter(|made| matches!(made, Type::Instance(..))).unwrap_or(function)
            }
            // Of a library without stubs: almost all hand through, wrap or register.
            Type::Unknown
            | Type::External(_)
            | Type::Callable(_)
            | Type::Parameter(..)
            | Type::Derived(_) => function,
            Type::Function(func, _) | Type::Method(func, _) if !self.program.is_project(func.module) => {
                let wraps = self
                    .program
                    .markers(*func)
                    .iter()
                    .any(|marker| matches!(marker, Marker::OffloadWrapper(_)));
                if wraps { Type::Offloaded(function.into()) } else { function }
            }
            Type::Function(func, captured) => {
                let func = *func;
                let arguments = vec![(0, function.clone())];
                let known = Captured { owner: func.general(), arguments, outer: captured.clone() };
                let result = self.returned(func, None, Some(&Arc::new(known)), None);
                if result.is_vague() { function } else { result }
            }
            Type::Method(func, receiver) => {
                let known =
                    Captured { owner: func.general(), arguments: vec![(1, function.clone())], outer: None };
                let result = self.returned(*func, Some(receiver), Some(&Arc::new(known)), None);
                if result.is_vague() { function } else { result }
            }
            Type::Class(class) if self.program.is_project(class.module) => self.made_of(*class, &function),
            // `@Retry(times=3)`: the instance is called with the function.
            Type::Instance(..) => match self.special(decorator, "__call__") {
                Some((call, receiver)) => {
                    self.apply_decorator(&Type::Method(call, receiver.into()), function)
                }
                None => function,
            },
            Type::Offloaded(_) => Type::Offloaded(function.into()),
            // `@partial(Vectorized, signature="()->()")`
            Type::Partial(inner) => self.apply_decorator(inner, function),
            _ => function,
        }
    }

    /// The functions whose bodies run when `callee` is called, constructors included.
    pub(crate) fn callees(&mut self, callee: &Type) -> Vec<Callee> {
        let mut found = Vec::new();
        self.collect_callees(callee, &mut found);
        found
    }

    fn collect_callees(&mut self, callee: &Type, found: &mut Vec<Callee>) {
        match callee {
            Type::Function(func, captured) => {
                found.push(Callee {
                    func: *func,
                    receiver: None,
                    captured: captured.clone(),
                    is_whole: true,
                });
            }
            Type::Method(func, receiver) => {
                let captured = self.carried(receiver);
                let receiver = Some((**receiver).clone());
                found.push(Callee { func: *func, receiver, captured, is_whole: true });
            }
            Type::Class(class) => {
                if let Some(func) = self.metaclass_call(*class) {
                    let receiver = Some(callee.clone());
                    found.push(Callee { func, receiver, captured: None, is_whole: true });
                }
                for &name in CONSTRUCTORS {
                    // Only a generated constructor calls it.
                    if name == "__post_init__" && self.writes_constructor(*class) {
                        continue;
                    }
                    if let Some(func) = self.class_function(*class, name) {
                        let receiver = Type::instance(*class);
                        let func = self.as_seen(func, &receiver);
                        let receiver = Some(receiver);
                        found.push(Callee {
                            func,
                            receiver,
                            captured: None,
                            is_whole: matches!(name, "__new__" | "__init__"),
                        });
                    }
                }
            }
            Type::Instance(..) => {
                if let Some((func, receiver)) = self.special(callee, "__call__") {
                    let captured = self.carried(&receiver);
                    let receiver = Some(receiver);
                    found.push(Callee { func, receiver, captured, is_whole: true });
                }
            }
            Type::Partial(inner) => {
                let first = found.len();
                self.collect_callees(inner, found);
                found[first..].iter_mut().for_each(|callee| callee.is_whole = false);
            }
            Type::Union(members) => {
                members.iter().for_each(|member| self.collect_callees(member, found));
            }
            _ => {}
        }
    }

    /// What calling `callee` gives.
    pub(crate) fn call(&mut self, callee: &Type, passed: &Passed) -> Type {
        match callee {
            Type::Union(members) => {
                let mut results: Vec<Type> = members.iter().map(|member| self.call(member, passed)).collect();
                // One of them may give anything: it is no coroutine for sure.
                let waits = |result: &Type| matches!(result, Type::Coroutine(..));
                if results.iter().any(Type::is_unknown) && results.iter().any(waits) {
                    results.extend(self.program.known.object.map(Type::instance));
                }
                Type::any(results)
            }
            // `cast("Client", value)`: the string names a class.
            Type::Function(func, _)
                if let Some(Type::Str(name)) = passed.types.first()
                    && self.is_cast(*func) =>
            {
                let class = self.name(passed.frame, *name);
                self.instances_of(&class)
            }
            Type::Function(func, captured) => {
                let made = self.called(*func, None, captured.as_ref(), Some(passed));
                self.varied(*func, made, passed)
            }
            Type::Method(func, receiver) => {
                let carried = self.carried(receiver);
                let found = self.called(*func, Some(receiver), carried.as_ref(), Some(passed));
                let found = self.varied(*func, found, passed);
                self.taken_out(found, passed.types.first().and_then(text_of))
            }
            Type::Class(class) => self.constructed(*class, passed),
            Type::Callable(result) => match **result {
                // `_replace` of a named tuple.
                Type::Instance(class, _) if self.names_base(class, "NamedTuple") => {
                    self.made_like(result, passed)
                }
                _ => (**result).clone(),
            },
            Type::Parameter(func, index) => {
                let annotation =
                    self.function_of(*func).parameters.get(*index as usize).map(|p| p.annotation);
                match annotation.map(|annotation| self.signature(*func, annotation)) {
                    // `make: Callable[[], Iterator[str]]`: what is passed says what it gives.
                    Some(Type::Callable(result)) if self.is_left_open(&result) => {
                        callee.step(Step::Result).or((*result).clone())
                    }
                    Some(Type::Callable(result)) => (*result).clone(),
                    _ => callee.step(Step::Result),
                }
            }
            Type::Derived(_) => callee.step(Step::Result),
            Type::Partial(inner) => {
                let nothing = Passed { arguments: &[], types: &[], ..*passed };
                let made = self.call(inner, &nothing);
                self.limited(&made, 0)
            }
            Type::Offloaded(inner) => {
                let result = self.call(inner, passed);
                Type::Awaitable(result.into(), false)
            }
            Type::Instance(..) => match self.special(callee, "__call__") {
                Some((func, receiver)) => {
                    let carried = self.carried(&receiver);
                    self.called(func, Some(&receiver), carried.as_ref(), Some(passed))
                }
                None => {
                    let found = passed.types.first().and_then(|value| self.accessed(callee, value));
                    found.map_or(Type::Unknown, |found| found.result)
                }
            },
            Type::External(dotted) => {
                let is_class =
                    dotted.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase));
                if is_class { callee.clone() } else { Type::Unknown }
            }
            _ => Type::Unknown,
        }
    }

    /// What a function gives that makes objects of others, with what it is passed; anything else is left as it is.
    fn varied(&mut self, func: FuncRef, made: Type, passed: &Passed) -> Type {
        let is_carrier = matches!(made, Type::Instance(class, _) if self.program.is_project(class.module));
        let name = self.tree(func.module).names.text(self.function_of(func).name);
        let varies = matches!(name, "replace" | "_replace" | "evolve" | "model_copy");
        if is_carrier && varies && !self.program.is_project(func.module) {
            return self.made_like(&made, passed);
        }
        made
    }

    fn is_cast(&self, func: FuncRef) -> bool {
        !self.program.is_project(func.module)
            && self.tree(func.module).names.text(self.function_of(func).name) == "cast"
    }

    /// What calling `func` gives: a coroutine, a generator, a context manager or the returned value itself.
    pub(crate) fn called(
        &mut self,
        func: FuncRef,
        receiver: Option<&Type>,
        captured: Option<&Arc<Captured>>,
        passed: Option<&Passed>,
    ) -> Type {
        let wraps = self.program.markers(func).iter().find_map(|marker| match marker {
            Marker::OffloadWrapper(parameter) => Some(parameter.clone()),
            _ => None,
        });
        if let (Some(parameter), Some(passed)) = (wraps, passed) {
            let argument = self.argument(func, receiver.is_some(), passed, &parameter);
            return match argument {
                Some(number) => Type::Offloaded(passed.types[number].clone().into()),
                // A decorator factory: `@sync_to_async(thread_sensitive=True)`
                None => Type::Offloaded(Type::Unknown.into()),
            };
        }
        let function = self.function_of(func);
        let result = self.returned(func, receiver, captured, passed);
        let nature = self.nature(func);
        if nature.is_context || nature.is_async_context {
            let body = self.suspended(func, receiver.is_some(), captured, passed, result);
            return Type::Context(func, body.into(), nature.is_async_context);
        }
        if !function.is_async && self.is_lazy(func) {
            let element = self.element(&result, false);
            return Type::Generator(func, Suspended::from(element).into());
        }
        match (function.is_async, function.is_generator) {
            (true, true) => Type::AsyncGenerator(func, result.into()),
            // Those that implement it may have a `yield`.
            (true, false) if self.is_unwritten(func) && self.promises_iterator(func) => Type::Unknown,
            (true, false) => Type::Coroutine(func, result.into()),
            (false, true) => {
                let body = self.suspended(func, receiver.is_some(), captured, passed, result);
                Type::Generator(func, body.into())
            }
            (false, false) => result,
        }
    }

    /// Whether a library function gives an iterator that blocks when it is consumed.
    pub(crate) fn is_lazy(&mut self, func: FuncRef) -> bool {
        let function = self.function_of(func);
        let marked = self.program.markers(func).iter().any(|marker| matches!(marker, Marker::Blocks(_)));
        if !marked || function.returns == ExprId::NONE {
            return false;
        }
        let tree = self.tree(func.module);
        let head = match tree.expr(function.returns) {
            crate::python::Expr::Subscript(head, _) => head,
            _ => function.returns,
        };
        self.annotated_name(func.module, head)
            .is_some_and(|(name, _)| matches!(tree.names.text(name), "Iterator" | "Generator"))
    }

    /// What `func` returns; of a coroutine function the awaited value, of a generator its elements.
    pub(crate) fn returned(
        &mut self,
        func: FuncRef,
        receiver: Option<&Type>,
        captured: Option<&Arc<Captured>>,
        passed: Option<&Passed>,
    ) -> Type {
        let func = passed.map_or(func, |passed| self.overload(func, receiver.is_some(), passed));
        let general = self.general_return(func);
        if matches!(general, Type::Unknown | Type::None | Type::Bool(_)) {
            return general;
        }
        let general = match passed {
            Some(passed) => self.chosen_return(func, general, receiver.is_some(), passed),
            None => general,
        };
        let found = self.for_receiver(func, &general, receiver);
        let mut bound: Vec<(NameHash, Type)> = Vec::new();
        if let Some(passed) = passed {
            self.unify_arguments(func, receiver.is_some(), passed, &mut bound);
        }
        let is_bound = |name: NameHash| bound.iter().any(|(other, _)| *other == name);
        let found = match found {
            // Nothing that is passed says what it is: the body may.
            Type::Var(name) if !is_bound(name) && self.is_own_variable(func, name) => {
                self.inferred_return(func)
            }
            found => substitute(&found, &|name| {
                let known = bound.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
                known.or_else(|| self.is_own_variable(func, name).then_some(Type::Unknown))
            }),
        };
        self.close_over(&found, func, receiver, captured, passed)
    }

    /// Replaces parameters of `func` by what is passed, and tells closures made in it what they see.
    fn close_over(
        &mut self,
        found: &Type,
        func: FuncRef,
        receiver: Option<&Type>,
        captured: Option<&Arc<Captured>>,
        passed: Option<&Passed>,
    ) -> Type {
        let own = captured.filter(|captured| captured.owner == func.general());
        let argument = |this: &mut Self, index: u16| -> Option<Type> {
            if let Some((_, value)) =
                own.and_then(|own| own.arguments.iter().find(|(number, _)| *number == index))
            {
                return Some(value.clone());
            }
            let passed = passed?;
            let number = this.argument_of(func, receiver.is_some(), passed, index)?;
            Some(passed.types[number].clone())
        };
        found.map(|member| match member {
            Type::Parameter(owner, index) if *owner == func.general() => {
                argument(self, *index).unwrap_or_else(|| member.clone())
            }
            Type::Parameter(owner, index) => known_to(captured, *owner, *index).unwrap_or(member).clone(),
            Type::Function(inner, None)
                if inner.general() != func.general() && self.is_within(*inner, func) =>
            {
                let count = self.function_of(func).parameters.len() as u16;
                let arguments: Vec<(u16, Type)> =
                    (0..count).filter_map(|index| Some((index, argument(self, index)?))).collect();
                let arguments = arguments.into_iter().filter(|(_, value)| self.matters(value)).collect();
                let outer = captured.filter(|captured| captured.owner != func.general()).cloned();
                Type::Function(*inner, Some(Arc::new(Captured { owner: func.general(), arguments, outer })))
            }
            Type::Derived(derived) => {
                let value = if derived.owner == func.general() {
                    argument(self, derived.index).or_else(|| passed.map(|_| Type::Unknown))
                } else {
                    known_to(captured, derived.owner, derived.index).cloned()
                };
                value.map_or_else(|| member.clone(), |value| self.follow_steps(&value, &derived.steps))
            }
            // `return Retry(function)`: the instance carries what the function was given.
            Type::Instance(class, carried)
                if self.program.is_project(class.module) && carried.iter().any(has_parameter) =>
            {
                let values =
                    carried.iter().map(|value| self.close_over(value, func, receiver, captured, passed));
                Type::Instance(*class, values.collect::<Vec<Type>>().into())
            }
            Type::Generator(inner, body) if body.values().any(has_parameter) => {
                let body = body.bringing(|value| self.close_over(value, func, receiver, captured, passed));
                Type::Generator(*inner, body.into())
            }
            Type::Context(inner, body, is_async) if body.values().any(has_parameter) => {
                let body = body.bringing(|value| self.close_over(value, func, receiver, captured, passed));
                Type::Context(*inner, body.into(), *is_async)
            }
            Type::Awaitable(inner, is_coroutine) => {
                let inner = self.close_over(inner, func, receiver, captured, passed);
                Type::Awaitable(inner.into(), *is_coroutine)
            }
            Type::Offloaded(inner) => {
                let inner = self.close_over(inner, func, receiver, captured, passed);
                Type::Offloaded(inner.into())
            }
            other => other.clone(),
        })
    }

    /// The number of the argument that goes to the parameter called `name`.
    pub(crate) fn argument(&self, func: FuncRef, bound: bool, passed: &Passed, name: &str) -> Option<usize> {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let index =
            function.parameters.iter().position(|parameter| tree.names.text(parameter.name) == name)?;
        self.argument_of(func, bound, passed, index as u16)
    }

    /// The number of the argument that goes to parameter number `index`.
    pub(crate) fn argument_of(
        &self,
        func: FuncRef,
        bound: bool,
        passed: &Passed,
        index: u16,
    ) -> Option<usize> {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let parameter = function.parameters.get(index as usize)?;
        let name = tree.names.hash(parameter.name);
        let by_name = passed.arguments.iter().position(|argument| match argument.kind {
            ArgumentKind::Keyword(keyword) => passed.tree.names.hash(keyword) == name,
            _ => false,
        });
        if by_name.is_some()
            || matches!(parameter.kind, ParameterKind::KeywordOnly | ParameterKind::DoubleStar)
        {
            return by_name;
        }
        let receiver = usize::from(bound && takes_receiver(function, self.nature(func).is_static));
        let position = (index as usize).checked_sub(receiver)?;
        let before_star =
            passed.arguments.iter().take_while(|argument| argument.kind == ArgumentKind::Positional).count();
        (position < before_star).then_some(position)
    }
}

/// What a closure knows of a parameter.
pub(super) fn known_to(closure: Option<&Arc<Captured>>, owner: FuncRef, index: u16) -> Option<&Type> {
    let mut known = closure;
    while let Some(captured) = known {
        if captured.owner == owner
            && let Some((_, value)) = captured.arguments.iter().find(|(number, _)| *number == index)
        {
            return Some(value);
        }
        known = captured.outer.as_ref();
    }
    None
}

/// Whether a value can be called and says what runs then.
pub(crate) fn is_callable(value: &Type) -> bool {
    value.some(|member| {
        matches!(
            member,
            Type::Function(..)
                | Type::Method(..)
                | Type::Class(_)
                | Type::Partial(_)
                | Type::Parameter(..)
                | Type::Derived(_)
        )
    })
}

/// Whether the first parameter is filled by the receiver of a bound call.
pub(crate) fn takes_receiver(function: &Function, is_static: bool) -> bool {
    let first = function.parameters.first().map(|parameter| parameter.kind);
    let positional = matches!(first, Some(ParameterKind::PositionalOnly | ParameterKind::Normal));
    matches!(function.owner, Owner::Class(_)) && positional && !is_static
}
