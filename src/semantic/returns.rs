//! What functions return, by their annotations and by their bodies.

use super::body::{always_raises, returned_values, yielded};
use super::evaluate::{Evaluator, Frame};
use super::question::Question;
use super::types::{FuncRef, Type};
use crate::python::{Expr, ExprId, Owner};

impl Evaluator<'_> {
    /// The returned value as the definition has it: type variables and parameters stand for themselves.
    pub(super) fn general_return(&mut self, func: FuncRef) -> Type {
        let program = self.program;
        if func.seen.is_some() {
            let general = self.general_return(func.general());
            // What is declared holds for every receiver.
            if self.function_of(func).returns != ExprId::NONE && !general.is_unknown() {
                return general;
            }
            return self.ask_once(Question::Returns(func), general, |this| this.return_of(func));
        }
        let memo = &program.memo(func.module).returns[func.function.0 as usize];
        if let Some(known) = memo.get() {
            return known.clone();
        }
        let keep = |answer| {
            let _ = memo.set(answer);
        };
        self.ask(Question::Returns(func), Type::Unknown, keep, |this| this.return_of(func))
    }

    fn return_of(&mut self, func: FuncRef) -> Type {
        let function = self.function_of(func);
        let nature = self.nature(func);
        let yields = function.is_generator || nature.is_context || nature.is_async_context;
        if function.returns != ExprId::NONE {
            let declared = self.signature(func, function.returns);
            if yields {
                // `Iterator[T]`, `AsyncGenerator[T, None]`
                if let Type::Instance(_, arguments) = &declared
                    && let Some(element) = arguments.first()
                    && !element.is_unknown()
                {
                    return element.clone();
                }
            } else if !declared.is_unknown() && !declared.some(|member| matches!(member, Type::Callable(_))) {
                return match self.returned_exactly(func) {
                    Some(exact) => exact,
                    None if self.is_left_open(&declared) => {
                        let values = self.returned_values(func, false);
                        self.refined(declared, &values)
                    }
                    None => declared,
                };
            }
        }
        if !self.program.is_project(func.module) {
            return Type::Unknown;
        }
        self.returned_by_body(func, yields)
    }

    /// What the body of a function returns, whatever is declared.
    pub(super) fn inferred_return(&mut self, func: FuncRef) -> Type {
        let nature = self.nature(func);
        if self.function_of(func).is_generator || nature.is_context || nature.is_async_context {
            return Type::Unknown;
        }
        self.ask_once(Question::Inferred(func), Type::Unknown, |this| this.returned_by_body(func, false))
    }

    fn returned_by_body(&mut self, func: FuncRef, yields: bool) -> Type {
        Type::any(self.returned_values(func, yields))
    }

    fn returned_values(&mut self, func: FuncRef, yields: bool) -> Vec<Type> {
        let function = self.function_of(func);
        let frame = Frame::function(func);
        let mut values = Vec::new();
        if yields {
            yielded(self.tree(func.module), &function.body, &mut values);
        } else {
            returned_values(&function.body, &mut values);
        }
        values.into_iter().map(|value| self.expr(&frame, value)).collect()
    }

    /// The generators, coroutines or iterators of the project that a function returns which is declared to return some iterator or
    /// awaitable: the body says whose they are.
    fn returned_exactly(&mut self, func: FuncRef) -> Option<Type> {
        let function = self.function_of(func);
        let tree = self.tree(func.module);
        let head = match tree.expr(function.returns) {
            Expr::Subscript(head, _) => head,
            _ => function.returns,
        };
        let (name, _) = self.annotated_name(func.module, head)?;
        let is_abstract = matches!(
            tree.names.text(name),
            "AsyncIterator"
                | "AsyncIterable"
                | "AsyncGenerator"
                | "Iterator"
                | "Iterable"
                | "Generator"
                | "Awaitable"
                | "Coroutine"
        );
        if function.is_async || !is_abstract || !self.program.is_project(func.module) {
            return None;
        }
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        let frame = Frame::function(func);
        let found = Type::any(values.into_iter().map(|value| self.expr(&frame, value)).collect::<Vec<_>>());
        let is_exact = |member: &Type| match member {
            Type::Generator(..) | Type::AsyncGenerator(..) | Type::Coroutine(..) => true,
            Type::Instance(class, _) => self.program.is_project(class.module),
            _ => false,
        };
        found.every(is_exact).then_some(found)
    }

    /// Whether the function is declared to return what `async for` goes through.
    pub(super) fn promises_iterator(&self, func: FuncRef) -> bool {
        let tree = self.tree(func.module);
        let head = match tree.expr(self.function_of(func).returns) {
            Expr::Subscript(head, _) => head,
            _ => self.function_of(func).returns,
        };
        let name = self.annotated_name(func.module, head).map(|(name, _)| tree.names.text(name));
        matches!(name, Some("AsyncIterator" | "AsyncIterable" | "AsyncGenerator"))
    }

    /// Whether a plain function can be awaited only because of a decorator that nothing is known of: who runs its body is not
    /// known either.
    pub(crate) fn is_remade(&mut self, func: FuncRef) -> bool {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let frame = Frame::of(func.module, function.owner);
        let is_foreign = |this: &mut Self, decorator: ExprId| {
            !this.leaves_alone(func.module, decorator)
                && matches!(this.expr(&frame, decorator), Type::Unknown | Type::External(_))
        };
        !function.is_async
            && (tree.list(function.decorators).iter().any(|decorator| is_foreign(self, *decorator))
                || self.is_remade_with_class(func))
            && !self.general_return(func).members().iter().any(|member| self.is_awaitable(member))
    }

    /// Whether a decorator of the class binds its methods anew: `setattr(cls, name, wrapped)`.
    fn is_remade_with_class(&mut self, func: FuncRef) -> bool {
        let tree = self.tree(func.module);
        let Owner::Class(class) = self.function_of(func).owner else { return false };
        let class = tree.class(class);
        let frame = Frame::of(func.module, class.owner);
        tree.list(class.decorators).iter().any(|decorator| {
            let Type::Function(decorator, _) = self.expr(&frame, *decorator) else { return false };
            let tree = self.tree(decorator.module);
            let (start, end) = self.function_of(decorator).exprs;
            self.program.is_project(decorator.module)
                && (start.0..end.0).any(|id| match tree.expr(ExprId(id)) {
                    Expr::Call(call) => self.is_name(decorator.module, tree.call(call).func, "setattr"),
                    _ => false,
                })
        })
    }

    /// Whether a call never comes back, but for an exception: it is declared so, or it raises whatever happens. Methods may be
    /// overridden: they must say it.
    pub(crate) fn never_returns(&self, func: FuncRef) -> bool {
        let function = self.function_of(func);
        let declared = self.annotated_name(func.module, function.returns);
        let names = &self.tree(func.module).names;
        declared.is_some_and(|(name, _)| matches!(names.text(name), "NoReturn" | "Never"))
            || !function.is_generator
                && !matches!(function.owner, Owner::Class(_))
                && function.decorators.is_empty()
                && self.program.is_project(func.module)
                && always_raises(&function.body)
    }

    fn is_awaitable(&mut self, member: &Type) -> bool {
        let future = self.program.known.future;
        matches!(member, Type::Coroutine(..) | Type::Awaitable(..)) || self.is_instance(member, future)
    }

    /// Whether a plain function returns an awaitable in one branch and something else in another.
    pub(crate) fn may_return_awaitable(&mut self, func: FuncRef) -> bool {
        let function = self.function_of(func);
        let returned = self.general_return(func);
        if function.is_async || !returned.members().iter().any(|member| self.is_awaitable(member)) {
            return false;
        }
        if returned.members().iter().any(|member| !self.is_awaitable(member)) {
            return true;
        }
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        let frame = Frame::function(func);
        values.into_iter().any(|value| {
            let value = self.expr(&frame, value);
            !value.members().iter().any(|member| self.is_awaitable(member))
        })
    }
}
