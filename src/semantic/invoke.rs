//! Calls within a walk: which bodies they run, what the catalogue's markers make of their arguments.

use std::sync::Arc;

use super::builtins::generators;
use super::calls::{CONSTRUCTORS, Callee, Passed, is_callable};
use super::comprehension::Runs;
use super::condition::{Given, Subject, Value};
use super::evaluate::Frame;
use super::facts::{Action, Passing, Site, Target, Via};
use super::program::Configured;
use super::types::{Captured, FuncRef, Type};
use super::visit::Brought;
use super::walk::Walk;
use crate::catalogue::{Kind, Marker, Test};
use crate::python::{ArgumentKind, Expr, ExprId, Function, Owner};

/// Methods that fill or empty a container.
const CHANGES: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "setdefault",
    "update",
];

impl Walk<'_, '_> {
    pub(super) fn visit_call(&mut self, id: ExprId, index: u32, awaited: bool) -> Type {
        let tree = self.tree;
        let call = tree.call(index);
        let callee = self.visit(call.func);
        let arguments = tree.arguments(call);
        let mut types = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let found = match tree.expr(argument.value) {
                Expr::Comprehension(index) => {
                    let eager = self.consumes(&callee, arguments.len());
                    let found = self.visit_comprehension(index, if eager { Runs::Now } else { Runs::Later });
                    if self.recording {
                        self.types.set(argument.value, &found);
                    }
                    found
                }
                Expr::Name(_) if !self.waiting.is_empty() => {
                    if self.consumes(&callee, arguments.len()) {
                        self.run_waiting(argument.value);
                    }
                    self.visit(argument.value)
                }
                _ => self.visit(argument.value),
            };
            if argument.kind == ArgumentKind::Star {
                self.consume(argument.value, &found, false);
            }
            types.push(found);
        }
        if let Expr::Attribute(receiver, name) = tree.expr(call.func) {
            self.on_receiver(id, receiver, tree.names.text(name), &types);
        }
        let env = self.env.clone();
        let frame = Frame { env: Some(&env), ..self.frame() };
        let passed = Passed { tree, arguments, types: &types, frame: &frame };
        let found = self.called(id, &callee, &passed, awaited);
        let found = self.ev.looked_up(tree, call.func, found, types.first());
        self.env = env;
        arguments.iter().for_each(|argument| self.fill(argument.value));
        if let (Expr::Attribute(receiver, name), []) = (tree.expr(call.func), arguments)
            && matches!(tree.names.text(name), "wait" | "communicate")
        {
            self.settled.extend(self.key(receiver));
        }
        found
    }

    /// Whether a call takes a generator expression to run it at once, as far as that can be told.
    fn consumes(&mut self, callee: &Type, arguments: usize) -> bool {
        (!callee.is_vague() || arguments == 1) && !self.runs_elsewhere(callee)
    }

    /// Whether a library runs elsewhere what it is handed.
    fn runs_elsewhere(&mut self, callee: &Type) -> bool {
        let program = self.ev.program;
        self.ev.callees(callee).iter().any(|callee| {
            program.markers(callee.func).iter().any(|marker| matches!(marker, Marker::Offloads(_)))
        })
    }

    /// What a method does with its receiver that its type does not tell.
    fn on_receiver(&mut self, id: ExprId, receiver: ExprId, method: &str, passed: &[Type]) {
        if CHANGES.contains(&method) {
            self.refill(receiver);
        } else {
            self.fill(receiver);
        }
        match (method, passed) {
            // `b"".join(chunks)`
            ("join", [value]) if self.tree.expr(receiver) == Expr::Opaque => {
                self.consume(id, &value.clone(), false);
            }
            // A generator goes on.
            ("send" | "__next__", _) => {
                for (func, body) in generators(&[self.types.of(receiver).clone()]) {
                    self.resume(id, func, body);
                }
            }
            // A local collection has one more kind of element.
            ("append" | "add" | "appendleft", [element]) if !element.is_unknown() => {
                let Some(name) = self.single_name(receiver) else { return };
                let Some(Type::Instance(class, elements)) = self.env.get(name) else { return };
                if self.ev.program.is_project(class.module) || elements.len() > 1 {
                    return;
                }
                let before = elements.first().cloned().unwrap_or(Type::Unknown);
                let grown = Type::Instance(*class, [before.or(element.clone())].into());
                self.env.insert(name, grown);
            }
            _ => {}
        }
    }

    fn called(&mut self, id: ExprId, callee: &Type, passed: &Passed, awaited: bool) -> Type {
        if let Some(found) = passed.types.first().and_then(|value| self.ev.accessed(callee, value)) {
            found.called.iter().for_each(|called| self.hand(id, called, Via::Call, &[]));
            return found.result;
        }
        if let Some(found) = self.builtin(id, callee, passed) {
            return found;
        }
        let settled = match self.tree.expr(id) {
            Expr::Call(call) => self.is_settled(self.tree.call(call).func),
            _ => false,
        };
        for member in callee.members() {
            match member {
                Type::External(dotted) => self.external_site(id, dotted, awaited),
                Type::Class(class) => self.call_factories(id, *class, passed),
                _ => {}
            }
            if let Some(class) = self.ev.validated(member) {
                self.call_validators(id, member, class);
            }
            self.call_constructor_again(id, member, passed);
            self.read_computed_fields(id, member);
        }
        let mut callees = self.ev.callees(callee);
        // Nobody knows what it does.
        let disturbs = callees.is_empty();
        if !settled {
            self.passed_call(id, callee, &callees, passed, awaited);
        }
        if callees.iter().any(|callee| self.ev.function_of(callee.func).is_async)
            && (awaited || self.is_checked() && self.is_of_receiver(id, &callees))
        {
            // What is awaited is the coroutine function, whatever else it might have been.
            callees.retain(|callee| self.ev.function_of(callee.func).is_async);
        }
        self.ev.dispatch(&mut callees, passed);
        for callee in callees {
            self.enter_decorators(id, callee.func);
            if self.callee(id, &callee, passed, awaited, settled) {
                return Type::Unknown;
            }
        }
        self.disturbed |= disturbs;
        if let Some(found) = self.taken(id, callee, passed) {
            return found;
        }
        self.ev.call(callee, passed)
    }

    /// Whether these are methods of what is written before the dot, whose class decides which of them runs.
    fn is_of_receiver(&self, id: ExprId, callees: &[Callee]) -> bool {
        let Expr::Call(call) = self.tree.expr(id) else { return false };
        let Expr::Attribute(_, name) = self.tree.expr(self.tree.call(call).func) else { return false };
        let is_called = |callee: &Callee| {
            let own = self.ev.function_of(callee.func).name;
            self.ev.tree(callee.func.module).names.hash(own) == self.tree.names.hash(name)
        };
        callees.iter().all(|callee| callee.receiver.is_some() && is_called(callee))
    }

    /// A call of what only a caller can tell. Whoever answers takes the parameters that the declaration has.
    fn passed_call(
        &mut self,
        id: ExprId,
        callee: &Type,
        declared: &[Callee],
        passed: &Passed,
        awaited: bool,
    ) {
        let first = self.facts.sites.len();
        self.passing_site(id, callee, Action::Call, Via::Call, awaited);
        let mut declared = declared.iter().filter(|callee| self.ev.program.is_project(callee.func.module));
        if self.facts.sites.len() > first
            && let Some(declared) = declared.next()
        {
            let given = self.brought(id, declared, self.ev.function_of(declared.func), passed).given;
            self.facts.sites[first..].iter_mut().for_each(|site| site.given = given.clone());
        }
    }

    /// Something is done with what only a caller can tell.
    pub(super) fn passing_site(&mut self, at: ExprId, value: &Type, action: Action, via: Via, awaited: bool) {
        if !self.recording || self.no_loop {
            return;
        }
        for member in value.members() {
            if let Some(value) = member.derivation() {
                let target = Target::Parameter(Arc::new(Passing { value, action }));
                let span = self.tree.span(at);
                self.record(Site { awaited, ..Site::new(at, span, target, via) });
            }
        }
    }

    fn external_site(&mut self, id: ExprId, dotted: &Arc<str>, awaited: bool) {
        if !self.recording {
            return;
        }
        let extensions = &self.ev.program.extensions;
        if extensions.ignore.iter().any(|pattern| super::wildcard(pattern, dotted)) {
            return;
        }
        let number = extensions.blocking.iter().position(|(pattern, _)| super::wildcard(pattern, dotted));
        if let Some(number) = number {
            self.configured_site(id, number as u32, awaited);
        }
    }

    fn configured_site(&mut self, id: ExprId, number: u32, awaited: bool) {
        if self.recording && !awaited {
            let span = self.tree.span(id);
            let target = Target::Configured(number);
            self.record(Site::new(id, span, target, Via::Call));
        }
    }

    /// Records what the call of one callee makes of it; whether an argument shows that what comes back is of another kind than
    /// the signature says.
    fn callee(&mut self, id: ExprId, callee: &Callee, passed: &Passed, awaited: bool, settled: bool) -> bool {
        let program = self.ev.program;
        let bound = callee.receiver.is_some();
        let function = self.ev.function_of(callee.func);
        match program.configured(callee.func) {
            Some(Configured::Ignored | Configured::Offloads) => return false,
            Some(Configured::Blocks(number)) => {
                self.configured_site(id, number, awaited);
                return false;
            }
            None => {}
        }
        if program.is_project(callee.func.module) {
            let nature = self.ev.nature(callee.func);
            if function.is_generator || nature.is_context || nature.is_async_context {
                if function.is_async {
                    self.start(callee.func);
                } else if self.recording {
                    let brought = self.brought(id, callee, function, passed);
                    self.suspended.insert(callee.func, (id, callee.clone(), brought));
                }
                return false;
            }
            for marker in program.markers(callee.func) {
                match marker {
                    Marker::Schedules(parameter) => {
                        if let Some(number) = self.ev.argument(callee.func, bound, passed, parameter) {
                            self.schedule(id, &passed.types[number].clone());
                        }
                    }
                    Marker::Offloads(_) | Marker::OffloadWrapper(_) => return false,
                    _ => {}
                }
            }
            let brought = self.brought(id, callee, function, passed);
            // Nothing runs yet, or, in a constructor that stands nowhere, nothing at all.
            if function.is_async || self.ev.is_generated(callee.func) {
                self.start(callee.func);
                if self.recording {
                    let func = callee.func.general();
                    let passed_on = brought.handed.into_iter().map(|(index, value)| (func, index, value));
                    self.facts.passed_on.extend(passed_on);
                }
                return false;
            }
            // The branch that was taken gave an awaitable: the other one, which may block, was not.
            if (awaited || self.is_checked()) && self.ev.may_return_awaitable(callee.func) {
                return false;
            }
            if awaited && (self.ev.is_remade(callee.func) || self.ev.is_awaited_below(callee.func)) {
                return false;
            }
            let alternatives = self.ev.alternatives(callee);
            self.alternative_sites(id, &alternatives, awaited, &brought);
            let outside = self.under.clone();
            let condition = self.answers(id, callee);
            self.require(condition);
            self.site(id, callee, Via::Call, awaited, brought);
            self.under = outside;
            return false;
        }
        let mut is_other = false;
        for marker in program.markers(callee.func) {
            match marker {
                Marker::Blocks(_) if self.ev.is_lazy(callee.func) => {}
                Marker::Blocks(blocks) => {
                    let harmless = blocks.unless.iter().find(|condition| {
                        let argument = self.ev.argument(callee.func, bound, passed, &condition.parameter);
                        self.satisfies(&condition.test, argument, callee.func, &condition.parameter, passed)
                    });
                    is_other |=
                        harmless.is_some_and(|condition| matches!(condition.test, Test::StartsWith(_)));
                    if matches!(blocks.kind, Kind::Wait | Kind::Socket) && self.never_waits(id, blocks.kind) {
                        continue;
                    }
                    let ended =
                        settled && matches!(blocks.kind, Kind::Result | Kind::Wait | Kind::Subprocess);
                    if harmless.is_none() && !ended && !awaited && !self.is_ready(id, callee.func) {
                        let before = self.facts.sites.len();
                        let outside = self.under.clone();
                        for condition in &blocks.unless {
                            let argument = self.ev.argument(callee.func, bound, passed, &condition.parameter);
                            let argument = argument.map(|number| passed.arguments[number].value);
                            let harmless =
                                argument.map(|argument| self.when_equal(&condition.test, argument));
                            harmless.into_iter().for_each(|condition| self.require(condition.negated()));
                        }
                        self.site(id, callee, Via::Call, awaited, Brought::default());
                        self.under = outside;
                        let threadsafe = blocks.kind == Kind::Result && self.is_threadsafe(id);
                        self.facts.sites[before..].iter_mut().for_each(|site| site.threadsafe = threadsafe);
                    }
                }
                Marker::Calls(parameter) => {
                    if let Some(number) = self.ev.argument(callee.func, bound, passed, parameter) {
                        // `map` and `filter` call when they are consumed; in practice that is at once.
                        let values = self.ev.called_with(callee, passed, parameter);
                        self.hand(id, &passed.types[number].clone(), Via::Handed, &values);
                    }
                }
                // `except RuntimeError` has another way for callers whose loop is running.
                Marker::RunsLoop if self.ways_out > 0 => {}
                Marker::RunsLoop => self.site(id, callee, Via::Call, awaited, Brought::default()),
                Marker::Schedules(parameter) => {
                    if let Some(number) = self.ev.argument(callee.func, bound, passed, parameter) {
                        self.schedule(id, &passed.types[number].clone());
                    }
                }
                _ => {}
            }
        }
        is_other
    }

    /// What the call passes to parameters of a function of the project: what can be called, and what literals tell.
    fn brought(&mut self, id: ExprId, callee: &Callee, function: &Function, passed: &Passed) -> Brought {
        let bound = callee.receiver.is_some();
        let numbers = (0..function.parameters.len() as u16).filter_map(|index| {
            let number = self.ev.argument_of(callee.func, bound, passed, index)?;
            Some((index, number))
        });
        let numbers: Vec<(u16, usize)> = numbers.collect();
        let handed = numbers
            .iter()
            .filter(|(index, number)| {
                let found = &passed.types[*number];
                is_callable(found) || self.ev.matters(found) && self.ev.is_open(callee.func, *index)
            })
            .map(|(index, number)| (*index, passed.types[*number].clone()))
            .collect();
        let given = if self.recording { self.given(id, callee, function, passed, numbers) } else { None };
        Brought { handed, given: given.unwrap_or_default() }
    }

    /// What the arguments tell; nothing where a star brings, or a partial has brought before, what may be anything.
    fn given(
        &mut self,
        id: ExprId,
        callee: &Callee,
        function: &Function,
        passed: &Passed,
        numbers: Vec<(u16, usize)>,
    ) -> Option<Given> {
        if !callee.is_whole {
            return self.given_after_construction(callee, passed);
        }
        let spread = self.spread(passed.arguments)?;
        let mut known = self.known_of_rest(&spread, callee, function, &numbers);
        let mut more = self.taken_by_name(&spread, callee, function, passed);
        let receiver = callee.receiver.as_ref();
        let mut attributes = receiver.map_or_else(Vec::new, |receiver| self.ev.kept_literals(receiver));
        for (index, number) in numbers {
            let default = self.object_of(callee.func, function, index);
            let (argument, found) = (passed.arguments[number].value, &passed.types[number]);
            known.push((index, self.value(argument, found, default.as_ref())));
            attributes.extend(self.ev.kept_literals(found).into_iter().filter_map(
                |(own, literal)| match own {
                    Subject::Attribute(name) => Some((Subject::OfParameter(index, name), literal)),
                    _ => None,
                },
            ));
        }
        let is_own = self.is_call_on_receiver(id);
        if is_own {
            more.extend(self.kept_so_far());
        }
        let given =
            Given::new(known.into_iter(), spread.rest()).with_receiver(receiver, is_own, !self.disturbed);
        Some(given.with_literals(attributes).with(more.into_iter()))
    }

    /// What runs once the constructor has kept its arguments.
    fn given_after_construction(&mut self, callee: &Callee, passed: &Passed) -> Option<Given> {
        let Some(Type::Instance(class, _)) = callee.receiver else { return None };
        let name = self.ev.tree(callee.func.module).names.text(self.ev.function_of(callee.func).name);
        if !CONSTRUCTORS[2..].contains(&name) {
            return None;
        }
        let made = self.ev.made(class, passed);
        let given = Given::default().with_receiver(Some(&made), false, false);
        Some(given.with_literals(self.ev.kept_literals(&made)))
    }

    /// The attributes that the constructor that is followed takes over from its parameters.
    fn kept_so_far(&mut self) -> Vec<(Subject, Value)> {
        let Owner::Function(function) = self.owner else { return Vec::new() };
        let kept = self.ev.kept_parameters(FuncRef::new(self.module, function));
        let value = |(attribute, index)| (Subject::Attribute(attribute), Value::Parameter(index, None));
        kept.into_iter().map(value).collect()
    }

    /// What the parameter holds by default, where that is no literal.
    fn object_of(&mut self, func: FuncRef, function: &Function, index: u16) -> Option<Type> {
        let default = function.parameters[index as usize].default;
        let is_object = default != ExprId::NONE && self.ev.plain_default(func, index).is_none();
        is_object
            .then(|| self.ev.parameter(func, index).filter(|member| !matches!(member, Type::Parameter(..))))
    }

    /// The expressions that a name is bound to in this function, one around it or the module, or an attribute of `self` in its class.
    pub(super) fn sources(&self, id: ExprId) -> Vec<ExprId> {
        let module = self.ev.program.module(self.module);
        match self.tree.expr(id) {
            Expr::Name(name) => {
                let name = self.tree.names.hash(name);
                let (_, bindings) = module.scopes.lookup(self.scope_of(name), name);
                bindings.iter().filter_map(|binding| binding.bound.expression()).collect()
            }
            Expr::Attribute(_, name) => {
                let crate::python::Owner::Function(function) = self.owner else { return Vec::new() };
                let Some((_, class)) = self.ev.enclosing_method(self.module, function) else {
                    return Vec::new();
                };
                let assigned = module.scopes.attribute(class.class, self.tree.names.hash(name));
                assigned.iter().filter_map(|attribute| attribute.bound.expression()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the receiver of a method call comes from `run_coroutine_threadsafe`, directly or through a local name.
    fn is_threadsafe(&self, id: ExprId) -> bool {
        let tree = self.tree;
        let Expr::Call(call) = tree.expr(id) else { return false };
        let Expr::Attribute(receiver, _) = tree.expr(tree.call(call).func) else { return false };
        let mut sources = self.sources(receiver);
        sources.push(receiver);
        sources.into_iter().any(|source| {
            let Expr::Call(call) = tree.expr(source) else { return false };
            let func = self.ev.annotated_name(self.module, tree.call(call).func);
            func.is_some_and(|(name, _)| tree.names.text(name) == "run_coroutine_threadsafe")
        })
    }

    /// Whether the function asks of the name that the value goes to whether it holds an awaitable.
    fn is_checked(&self) -> bool {
        let (Some(key), crate::python::Owner::Function(function)) = (&self.receiving, self.owner) else {
            return false;
        };
        let (start, end) = self.tree.function(function).exprs;
        (start.0..end.0).any(|id| {
            let Expr::Call(call) = self.tree.expr(ExprId(id)) else { return false };
            let call = self.tree.call(call);
            let asked = self.asked_whether_awaitable(call.func, self.tree.arguments(call));
            asked.as_ref() == Some(key)
        })
    }

    /// A callable that is called at once by what it is handed to, with these values.
    pub(super) fn hand(&mut self, at: ExprId, callable: &Type, via: Via, values: &[Type]) {
        if let Some(found) = values.first().and_then(|value| self.ev.accessed(callable, value)) {
            found.called.iter().for_each(|called| self.hand(at, called, via, &[]));
            return;
        }
        self.passing_site(at, callable, Action::Call, via, false);
        for callee in self.ev.callees(callable) {
            let is_later =
                self.ev.function_of(callee.func).is_generator || self.ev.nature(callee.func).is_context;
            if !is_later {
                let handed = self.handed(&callee, values);
                self.site(at, &callee, via, false, Brought { handed, ..Brought::default() });
            }
        }
    }

    /// The values, by the parameters of what is called with them.
    pub(super) fn handed(&mut self, callee: &Callee, values: &[Type]) -> Vec<(u16, Type)> {
        if !self.ev.program.is_project(callee.func.module) {
            return Vec::new();
        }
        let first = u16::from(callee.receiver.is_some());
        let known = (first..).zip(values).filter(|(index, value)| {
            is_callable(value) || self.ev.matters(value) && self.ev.is_open(callee.func, *index)
        });
        known.map(|(index, value)| (index, value.clone())).collect()
    }

    /// A callable that the event loop will call.
    fn schedule(&mut self, at: ExprId, callable: &Type) {
        if !self.recording {
            return;
        }
        for callee in self.ev.callees(callable) {
            if self.ev.program.is_project(callee.func.module) {
                self.facts.scheduled.push(callee.func);
            } else {
                self.site(at, &callee, Via::Scheduled, false, Brought::default());
            }
        }
        // `def every(self, seconds, callback): self.loop.call_later(seconds, callback)`
        if let Type::Parameter(func, index) = callable {
            let passed = self.ev.registered(*func, *index);
            self.schedule(at, &passed);
        }
    }

    /// `@decorator` on a function: the decorator is called here, and what it makes may run the function on the loop.
    pub(super) fn decoration(&mut self, function: &Function, func: FuncRef) {
        let tree = self.tree;
        for decorator in tree.list(function.decorators) {
            let found = self.types.of(*decorator).clone();
            match &found {
                Type::Function(decorator, _)
                    if self.recording
                        && self
                            .ev
                            .program
                            .markers(*decorator)
                            .iter()
                            .any(|marker| matches!(marker, Marker::Schedules(_))) =>
                {
                    self.facts.scheduled.push(func);
                }
                Type::Class(class) if self.recording => {
                    if let Some(init) = self.ev.class_function(*class, "__init__") {
                        let arguments = vec![(1, Type::Function(func, None))];
                        let known = Captured { owner: init.general(), arguments, outer: None };
                        self.facts.captured.push(Arc::new(known));
                    }
                }
                Type::Function(decorator, outer) if self.ev.program.is_project(decorator.module) => {
                    let arguments = vec![(0, Type::Function(func, None))];
                    let known = Captured { owner: decorator.general(), arguments, outer: outer.clone() };
                    if self.recording {
                        self.facts.captured.push(Arc::new(known));
                    }
                }
                _ => {}
            }
        }
    }
}
