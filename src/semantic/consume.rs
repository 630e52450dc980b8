//! What iterates and what enters: the places where the bodies of generators and context managers run.

use super::calls::{Callee, Passed};
use super::comprehension::Runs;
use super::evaluate::Frame;
use super::facts::{Action, Via};
use super::program::Program;
use super::types::{FuncRef, Suspended, Type};
use super::visit::Brought;
use super::walk::Walk;
use crate::python::{
    Argument, ArgumentKind, ComprehensionKind, Expr, ExprId, Function, NameHash, ParameterKind,
};

impl Walk<'_, '_> {
    /// The generator expression that an assignment gives a local name, with the name: it does not run yet.
    pub(super) fn waiting_generator(&self, targets: &[ExprId], value: ExprId) -> Option<(NameHash, u32)> {
        let ([target], Expr::Comprehension(index)) = (targets, self.tree.expr(value)) else { return None };
        let is_generator = self.tree.comprehensions[index as usize].kind == ComprehensionKind::Generator;
        Some((self.single_name(*target)?, index)).filter(|_| is_generator)
    }

    /// `at` names a generator expression that was waiting: it runs here.
    pub(super) fn run_waiting(&mut self, at: ExprId) {
        let Some(index) = self.single_name(at).and_then(|name| self.waiting.remove(&name)) else { return };
        let before = self.facts.sites.len();
        self.visit_comprehension(index, Runs::Resumed);
        let span = self.tree.span(at);
        for site in &mut self.facts.sites[before..] {
            (site.at, site.span, site.via) = (at, span, Via::Implicit);
        }
    }

    /// Iterates `value` now: a generator's body runs here. Gives its elements.
    pub(super) fn consume(&mut self, at: ExprId, value: &Type, is_async: bool) -> Type {
        self.run_waiting(at);
        if !is_async {
            self.passing_site(at, value, Action::Iterate, Via::Implicit, false);
        }
        for member in value.members() {
            match member {
                Type::Generator(func, body) if !is_async => self.resume(at, *func, body),
                Type::AsyncGenerator(func, _) if is_async => self.start(*func),
                Type::Instance(..) if !is_async => {
                    if let Some((func, receiver)) = self.ev.special(member, "__iter__") {
                        self.implicit(at, func);
                        let iterator = self.ev.called(func, Some(&receiver), None, None);
                        for iterator in iterator.members() {
                            self.special_site(at, iterator, "__next__");
                        }
                    }
                }
                Type::Instance(..) => {
                    self.special_site(at, member, "__aiter__");
                }
                _ => {}
            }
        }
        self.ev.element(value, is_async)
    }

    /// Unpacking iterates.
    pub(super) fn unpack(&mut self, at: ExprId, value: &Type) {
        let program = self.ev.program;
        if value.some(|member| is_alive(program, member)) {
            self.consume(at, value, false);
        }
    }

    /// Enters a context manager; leaving it is recorded at the same place. Gives what is bound.
    pub(super) fn enter(&mut self, at: ExprId, context: &Type, is_async: bool) -> Type {
        if !is_async {
            self.passing_site(at, context, Action::Enter, Via::Implicit, false);
        }
        for member in context.members() {
            match member {
                Type::Context(func, body, false) if !is_async => self.resume(at, *func, body),
                Type::Context(func, _, true) if is_async => self.start(*func),
                Type::Instance(class, held) if Some(*class) == self.ev.program.known.closing => {
                    for held in held.iter() {
                        self.special_site(at, held, "close");
                    }
                }
                Type::Instance(..) if !is_async => {
                    self.special_site(at, member, "__enter__");
                    self.special_site(at, member, "__exit__");
                }
                Type::Instance(..) => {
                    self.special_site(at, member, "__aenter__");
                    self.special_site(at, member, "__aexit__");
                }
                _ => {}
            }
        }
        self.ev.entered(context, is_async)
    }

    /// The body of a generator function, or of what makes a context manager, runs for `at`: with all that the call brought, if it
    /// stands there, else with what can run something.
    pub(super) fn resume(&mut self, at: ExprId, func: FuncRef, body: &Suspended) {
        let place = self.tree.span(at);
        match self.suspended.get(&func) {
            Some((call, callee, brought)) if place.covers(self.tree.span(*call)) => {
                let (callee, brought) = (callee.clone(), brought.clone());
                self.site(at, &callee, Via::Implicit, false, brought);
            }
            _ => {
                let own = body.brought.as_ref().filter(|known| known.owner == func.general());
                let handed = own.map_or_else(Vec::new, |own| own.arguments.clone());
                let captured = own.map_or(&body.brought, |own| &own.outer).clone();
                let callee = Callee { func, receiver: None, captured, is_whole: false };
                self.site(at, &callee, Via::Implicit, false, Brought { handed, ..Brought::default() });
            }
        }
    }

    /// A context manager that decorates a function is entered whenever that is called.
    pub(super) fn enter_decorators(&mut self, at: ExprId, func: FuncRef) {
        let function = self.ev.function_of(func);
        if !self.recording || function.decorators.is_empty() || !self.ev.program.is_project(func.module) {
            return;
        }
        let tree = self.ev.tree(func.module);
        for decorator in tree.list(function.decorators) {
            if self.ev.leaves_alone(func.module, *decorator) {
                continue;
            }
            let found = self.ev.expr(&Frame::of(func.module, function.owner), *decorator);
            let enters = match &found {
                Type::Context(_, _, is_async) => !is_async,
                Type::Instance(class, _) => {
                    self.ev.is_subclass(*class, self.ev.program.known.context_decorator)
                }
                _ => false,
            };
            if enters && !function.is_async {
                self.enter(at, &found, false);
            }
        }
    }

    /// What a function of a library does with the iterables and context managers that it takes. An iterator of a library keeps them for
    /// later: then its elements are given.
    pub(super) fn taken(&mut self, at: ExprId, callee: &Type, passed: &Passed) -> Option<Type> {
        let program = self.ev.program;
        let is_alive = |value: &Type| value.some(|member| is_alive(program, member));
        if !passed.types.iter().any(is_alive) {
            return None;
        }
        let (func, bound) = match callee {
            Type::Function(func, _) => (*func, false),
            Type::Method(func, _) => (*func, true),
            Type::Class(class) => (self.ev.class_function(*class, "__init__")?, true),
            _ => return None,
        };
        if self.ev.program.is_project(func.module) {
            return None;
        }
        let function = self.ev.function_of(func);
        let is_iterator = match callee {
            Type::Class(class) => self.ev.class_function(*class, "__next__").is_some(),
            _ => self.annotates(func, function.returns, "Iterator"),
        };
        // Whoever gives the elements asynchronously takes them elsewhere.
        let is_async_iterator = self.annotates(func, function.returns, "AsyncIterator");
        let mut later = Type::Unknown;
        for (number, value) in passed.types.iter().enumerate() {
            if !is_alive(value) {
                continue;
            }
            let Some(parameter) = self.parameter_for(func, function, bound, passed, number) else { continue };
            let annotation = function.parameters[parameter].annotation;
            if self.annotates(func, annotation, "AbstractContextManager") {
                return Some(self.enter(at, value, false));
            }
            if !self.annotates(func, annotation, "Iterable") {
                continue;
            }
            if is_iterator {
                later = later.or(value.filter(|member| matches!(member, Type::Generator(..))));
            } else if !is_async_iterator {
                self.consume(at, value, false);
            }
        }
        (!later.is_unknown()).then_some(later)
    }

    /// The number of the parameter that takes argument number `number`.
    fn parameter_for(
        &self,
        func: FuncRef,
        function: &Function,
        bound: bool,
        passed: &Passed,
        number: usize,
    ) -> Option<usize> {
        let count = function.parameters.len() as u16;
        let own = (0..count).find(|index| self.ev.argument_of(func, bound, passed, *index) == Some(number));
        let is_positional = |argument: &Argument| argument.kind == ArgumentKind::Positional;
        own.map(usize::from).or_else(|| {
            let star =
                function.parameters.iter().position(|parameter| parameter.kind == ParameterKind::Star)?;
            is_positional(&passed.arguments[number]).then_some(star)
        })
    }

    /// Whether the annotation is `name` or `name[..]`.
    fn annotates(&self, func: FuncRef, annotation: ExprId, name: &str) -> bool {
        if annotation == ExprId::NONE {
            return false;
        }
        let tree = self.ev.tree(func.module);
        let head = match tree.expr(annotation) {
            Expr::Subscript(head, _) => head,
            _ => annotation,
        };
        self.ev.is_name(func.module, head, name)
    }
}

/// Whether iterating or entering the value may run something; what the language itself holds in memory does not.
fn is_alive(program: &Program, value: &Type) -> bool {
    match value {
        Type::Generator(..) | Type::Context(..) => true,
        Type::Instance(class, _) => Some(class.module) != program.builtins(),
        _ => false,
    }
}
