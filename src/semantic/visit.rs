//! The expressions of a walk: each part is evaluated in order, and the places where control leaves are recorded.

use super::body::returned_values;
use super::calls::Callee;
use super::comprehension::Runs;
use super::condition::{Condition, Given};
use super::derived::Step;
use super::evaluate::Frame;
use super::facts::{Action, Site, Target, Via};
use super::narrow::Knowledge;
use super::scope::{Binding, Bound, Source};
use super::types::{FuncRef, Type};
use super::walk::Walk;
use crate::catalogue::Marker;
use crate::python::{BinaryOperator, CompareOperator, Expr, ExprId, Name, NameHash, Owner};

/// What a call brings along.
#[derive(Debug, Clone, Default)]
pub(super) struct Brought {
    /// Callables, by parameter of what is called.
    pub(super) handed: Vec<(u16, Type)>,
    /// What literals tell.
    pub(super) given: Given,
}

impl Walk<'_, '_> {
    /// Evaluates `id` and everything in it.
    pub(super) fn visit(&mut self, id: ExprId) -> Type {
        if id == ExprId::NONE {
            return Type::Unknown;
        }
        let found = self.visit_inner(id, false);
        if self.recording {
            self.types.set(id, &found);
        }
        found
    }

    pub(super) fn visit_all(&mut self, ids: &[ExprId]) -> Vec<Type> {
        ids.iter().map(|id| self.visit(*id)).collect()
    }

    fn visit_inner(&mut self, id: ExprId, awaited: bool) -> Type {
        let tree = self.tree;
        match tree.expr(id) {
            Expr::Attribute(value, name) => {
                let receiver = self.visit(value);
                let narrowed = if self.paths.is_empty() {
                    None
                } else {
                    self.key(id).and_then(|key| self.paths.get(&key))
                };
                if let Some(known) = narrowed {
                    return known.clone();
                }
                let is_own = self.is_receiver(value).is_some();
                self.read(id, &receiver, name, is_own)
            }
            Expr::Call(call) => self.visit_call(id, call, awaited),
            Expr::Subscript(value, index) => {
                let container = value;
                let value = self.visit(value);
                let key = index;
                let index = self.visit(index);
                if let Some(exact) = self.exact_item(container, key) {
                    return exact;
                }
                self.special_site(id, &value, "__getitem__");
                self.special_site(id, &value, "__missing__");
                if let Some(func) = self.ev.class_item(&value) {
                    self.implicit_on(id, func, &value, false);
                }
                self.ev.subscript(&value, &index)
            }
            Expr::Slice(items) | Expr::CompareChain(items) => {
                self.visit_all(tree.list(items));
                Type::Unknown
            }
            Expr::Format(items) => {
                for item in tree.list(items) {
                    let value = self.visit(*item);
                    if !self.special_site(*item, &value, "__format__") {
                        self.special_site(*item, &value, "__str__");
                    }
                }
                self.ev.leaf(&self.frame(), tree.expr(id))
            }
            Expr::Await(value) => {
                let operand = self.visit_inner(value, true);
                if self.recording {
                    self.types.set(value, &operand);
                }
                if self
                    .ev
                    .special(&operand, "__await__")
                    .is_some_and(|(func, _)| self.ev.program.is_project(func.module))
                {
                    self.special_site(id, &operand, "__await__");
                }
                self.settle_awaited(value);
                self.disturbed = true;
                self.ev.awaited(&operand)
            }
            Expr::Unary(operator, value) => {
                let operand = self.visit(value);
                let (found, method) = self.ev.unary(operator, &operand);
                if let Some(method) = method {
                    self.implicit(id, method);
                }
                found
            }
            Expr::Yield(value) | Expr::Starred(value) => {
                let value_type = self.visit(value);
                self.disturbed |= matches!(tree.expr(id), Expr::Yield(_));
                if matches!(tree.expr(id), Expr::Starred(_)) {
                    self.consume(value, &value_type, false);
                }
                Type::Unknown
            }
            Expr::Not(value) => {
                let value_type = self.visit(value);
                self.truth(value, &value_type);
                Type::Unknown
            }
            Expr::YieldFrom(value) => {
                let value_type = self.visit(value);
                self.consume(value, &value_type, false)
            }
            Expr::Tuple(items) => Type::Tuple(self.visit_items(items).into()),
            Expr::List(items) | Expr::Set(items) => {
                let element = Type::any(self.visit_items(items));
                let known = &self.ev.program.known;
                let class = if matches!(tree.expr(id), Expr::Set(_)) { known.set } else { known.list };
                self.ev.generic(class, [element])
            }
            Expr::Dict(items) => {
                let types = self.visit_items(items);
                let value = Type::any(types.into_iter().skip(1).step_by(2));
                self.ev.generic(self.ev.program.known.dict, [Type::Unknown, value])
            }
            Expr::Comprehension(index) => self.visit_comprehension(index, Runs::Now),
            Expr::And(items) | Expr::Or(items) => {
                let items = tree.list(items);
                let is_and = matches!(tree.expr(id), Expr::And(_));
                let (under, told) = (self.under.clone(), self.env.all_told());
                let mut found = Vec::with_capacity(items.len());
                let mut known = Knowledge::default();
                for item in items {
                    found.push(self.knowing(known.clone(), |this| this.visit(*item)));
                    // The next one is asked when this one leaves the answer open.
                    let (holds, fails) = self.knowledge(*item);
                    known.add(if is_and { holds } else { fails });
                    let condition = self.condition(*item);
                    self.guard(if is_and { condition } else { condition.negated() });
                }
                self.under = under;
                self.env.told_only(&told);
                // The last one is the value of the whole.
                for (item, value) in items.iter().zip(&found).take(items.len().saturating_sub(1)) {
                    self.truth(*item, value);
                }
                Type::any(found)
            }
            Expr::Conditional(parts) => match tree.list(parts) {
                [test, body, orelse] => {
                    let test_type = self.visit(*test);
                    self.truth(*test, &test_type);
                    let condition = self.condition(*test);
                    let (under, told) = (self.under.clone(), self.env.all_told());
                    self.guard(condition.clone());
                    let (holds, fails) = self.knowledge(*test);
                    let body = self.knowing(holds, |this| this.visit(*body));
                    self.under.clone_from(&under);
                    self.env.told_only(&told);
                    self.guard(condition.negated());
                    let orelse = self.knowing(fails, |this| this.visit(*orelse));
                    self.under = under;
                    self.env.told_only(&told);
                    body.or(orelse)
                }
                _ => Type::Unknown,
            },
            Expr::Binary(operator, left, right) => self.visit_binary(id, operator, left, right),
            Expr::Compare(operator, left, right) => {
                let left = self.visit(left);
                let right = self.visit(right);
                let (receiver, method) = match operator {
                    CompareOperator::Eq => (left, "__eq__"),
                    CompareOperator::NotEq => (left, "__ne__"),
                    CompareOperator::Lt => (left, "__lt__"),
                    CompareOperator::LtE => (left, "__le__"),
                    CompareOperator::Gt => (left, "__gt__"),
                    CompareOperator::GtE => (left, "__ge__"),
                    CompareOperator::In | CompareOperator::NotIn => {
                        if right.some(|member| matches!(member, Type::Generator(..))) {
                            self.consume(id, &right, false);
                        }
                        (right, "__contains__")
                    }
                    CompareOperator::Is | CompareOperator::IsNot => return Type::Unknown,
                };
                self.special_site(id, &receiver, method);
                Type::Unknown
            }
            Expr::Named(name, value) => {
                let found = self.visit(value);
                self.bind(name, found.clone());
                found
            }
            Expr::Lambda(function) => {
                for parameter in &tree.function(function).parameters {
                    self.visit(parameter.default);
                }
                Type::Function(FuncRef { module: self.module, function, seen: self.seen }, None)
            }
            leaf => {
                let frame = Frame { env: Some(&self.env), ..self.frame() };
                self.ev.leaf(&frame, leaf)
            }
        }
    }

    /// `TABLE["key"]` where the table is a display with just this key.
    fn exact_item(&mut self, container: ExprId, key: ExprId) -> Option<Type> {
        let tree = self.tree;
        let Expr::Str(text) = tree.expr(key) else { return None };
        let [source] = self.sources(container)[..] else {
            return self.exact_item_of_constant(container, tree.names.hash(text));
        };
        let Expr::Dict(items) = tree.expr(source) else { return self.exact_item_of_result(source, key) };
        let pair = tree.list(items).chunks(2).find(|pair| tree.expr(pair[0]) == tree.expr(key))?;
        let found = self.ev.expr(&self.frame(), *pair.get(1)?);
        Some(found)
    }

    /// The same, where the table is a constant of another module.
    fn exact_item_of_constant(&mut self, container: ExprId, key: NameHash) -> Option<Type> {
        let Expr::Name(name) = self.tree.expr(container) else { return None };
        let (module, value) = self.constant(name)?;
        let tree = self.ev.tree(module);
        let Expr::Dict(items) = tree.expr(value) else { return None };
        let is_wanted =
            |pair: &&[ExprId]| matches!(tree.expr(pair[0]), Expr::Str(text) if tree.names.hash(text) == key);
        let pair = tree.list(items).chunks(2).find(is_wanted)?;
        Some(self.ev.expr(&Frame::of(module, Owner::Module), *pair.get(1)?))
    }

    /// The same, where a function of the project has returned the table.
    fn exact_item_of_result(&mut self, source: ExprId, key: ExprId) -> Option<Type> {
        let (Expr::Call(call), Expr::Str(key)) = (self.tree.expr(source), self.tree.expr(key)) else {
            return None;
        };
        let callee = self.ev.expr(&self.frame(), self.tree.call(call).func);
        let (Type::Function(func, _) | Type::Method(func, _)) = callee else { return None };
        let function = self.ev.function_of(func);
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        let tree = self.ev.tree(func.module);
        let ([value], false) = (&values[..], function.is_generator) else { return None };
        let Expr::Dict(items) = tree.expr(*value) else { return None };
        let wanted = self.tree.names.hash(key);
        let is_wanted = |pair: &&[ExprId]| matches!(tree.expr(pair[0]), Expr::Str(text) if tree.names.hash(text) == wanted);
        let pair = tree.list(items).chunks(2).find(is_wanted)?;
        Some(self.ev.expr(&Frame::function(func), *pair.get(1)?))
    }

    fn visit_binary(&mut self, id: ExprId, operator: BinaryOperator, left: ExprId, right: ExprId) -> Type {
        let left = self.visit(left);
        let right = self.visit(right);
        let (found, method) = self.ev.binary(operator, &left, &right);
        match method {
            Some(method) => self.implicit(id, method),
            None => return self.visit_reflected(id, operator, &left, &right),
        }
        found
    }

    /// `1 + b`: the right side computes what the left side cannot.
    fn visit_reflected(&mut self, id: ExprId, operator: BinaryOperator, left: &Type, right: &Type) -> Type {
        if left.is_vague() || matches!(left, Type::Parameter(..)) {
            return Type::Unknown;
        }
        let (found, method) = self.ev.reflected(operator, right);
        if let Some(method) = method {
            self.implicit(id, method);
        }
        found
    }

    /// Elements of a generator expression come when it is consumed: `eager` tells whether that is now.
    fn read(&mut self, id: ExprId, receiver: &Type, name: Name, is_own: bool) -> Type {
        let tree = self.tree;
        let hash = tree.names.hash(name);
        let text = tree.names.text(name);
        let mut found = Type::Unknown;
        for member in receiver.members() {
            let (value, getter) = self.ev.attribute(member, hash, text);
            found = found.or(value);
            if let Some(func) = getter {
                // A descriptor is made by the class, once for all objects.
                match self.descriptor(member, hash, func) {
                    Some(descriptor) => self.implicit_on(id, func, &descriptor, false),
                    None => self.implicit_on(id, func, member, is_own),
                }
            }
        }
        found
    }

    /// The descriptor whose `__get__` an attribute runs.
    fn descriptor(&mut self, object: &Type, attribute: NameHash, getter: FuncRef) -> Option<Type> {
        let tree = self.ev.tree(getter.module);
        let (Type::Instance(class, _), "__get__") =
            (object, tree.names.text(self.ev.function_of(getter).name))
        else {
            return None;
        };
        self.ev.mro(*class).iter().find_map(|class| {
            let owner = Owner::Class(class.class);
            let (first, bindings) = self.ev.program.module(class.module).scopes.lookup(owner, attribute);
            (!bindings.is_empty()).then(|| self.ev.bindings(class.module, owner, first, bindings))
        })
    }

    pub(super) fn setter(&mut self, target: ExprId, object: &Type, name: Name) {
        let Type::Instance(class, _) = object else { return };
        if !self.ev.program.is_project(class.module) {
            return;
        }
        let hash = self.tree.names.hash(name);
        for class in self.ev.mro(*class).iter() {
            let module = self.ev.program.module(class.module);
            let (first, bindings) = module.scopes.lookup(crate::python::Owner::Class(class.class), hash);
            for binding in bindings {
                let super::scope::Bound::Function(function) = binding.bound else { continue };
                let node = module.tree.function(function);
                let is_setter = module.tree.list(node.decorators).iter().any(|decorator| {
                    matches!(module.tree.expr(*decorator), Expr::Attribute(_, name) if module.tree.names.text(name) == "setter")
                });
                if is_setter {
                    let setter = self.ev.as_seen(FuncRef::new(class.module, function), object);
                    self.implicit(target, setter);
                    return;
                }
            }
            if let Some((_, setter)) = self.ev.built_property(*class, bindings) {
                if let Some(setter) = setter {
                    let setter = self.ev.as_seen(setter, object);
                    self.implicit(target, setter);
                }
                return;
            }
            if !bindings.is_empty() {
                // A descriptor of the project takes the value itself.
                let owner = crate::python::Owner::Class(class.class);
                let value = self.ev.bindings(class.module, owner, first, bindings);
                if self.special_site(target, &value, "__set__") {
                    return;
                }
                break;
            }
        }
        self.special_site(target, object, "__setattr__");
    }

    pub(super) fn truth(&mut self, id: ExprId, value: &Type) {
        let program = self.ev.program;
        let own =
            |member: &Type| matches!(member, Type::Instance(class, _) if program.is_project(class.module));
        if !value.some(own) {
            return;
        }
        if !self.special_site(id, value, "__bool__") {
            self.special_site(id, value, "__len__");
        }
    }

    /// Records the special method `name` of `value` if it has one; whether it has.
    pub(super) fn special_site(&mut self, at: ExprId, value: &Type, name: &str) -> bool {
        let mut any = false;
        if matches!(name, "__getitem__" | "__setitem__") {
            let method = Step::Attribute(crate::python::hash_name(name));
            for member in value.members().iter().filter(|member| member.derivation().is_some()) {
                self.passing_site(at, &member.step(method), Action::Call, Via::Implicit, false);
            }
        }
        for member in value.members() {
            if let Some((func, receiver)) = self.ev.special(member, name) {
                self.implicit_on(at, func, &receiver, false);
                any = true;
            }
        }
        any
    }

    /// Control leaves for `func` without a call being written.
    pub(super) fn implicit(&mut self, at: ExprId, func: FuncRef) {
        let callee = Callee { func, receiver: None, captured: None, is_whole: false };
        self.site(at, &callee, Via::Implicit, false, Brought::default());
    }

    /// The same, for a method of `receiver`; whether that is the caller's own.
    fn implicit_on(&mut self, at: ExprId, func: FuncRef, receiver: &Type, is_own: bool) {
        let captured = self.ev.carried(receiver);
        let callee = Callee { func, receiver: None, captured, is_whole: false };
        let attributes = self.ev.kept_literals(receiver);
        let given =
            Given::default().with_receiver(Some(receiver), is_own, !self.disturbed).with_literals(attributes);
        self.site(at, &callee, Via::Implicit, false, Brought { given, ..Brought::default() });
    }

    pub(super) fn site(&mut self, at: ExprId, callee: &Callee, via: Via, awaited: bool, brought: Brought) {
        let project = self.ev.program.is_project(callee.func.module);
        self.disturbed |= project;
        // Where no loop runs, nothing can stall it.
        if !self.recording || self.no_loop {
            return;
        }
        if !project && !self.is_leaf(callee.func) {
            return;
        }
        if project {
            let function = self.ev.function_of(callee.func);
            // The body of a coroutine function runs when it is awaited, and is judged there; that of a generator later.
            if function.is_async {
                self.start(callee.func);
                return;
            }
        }
        let span = self.tree.span(at);
        let target = Target::Function(callee.func, callee.captured.clone());
        let Brought { handed, given } = brought;
        let shares = self.is_nested(callee.func) || given.same_receiver && self.is_made_openly();
        self.record(Site { awaited, handed, shares, given, ..Site::new(at, span, target, via) });
    }

    /// Whether `func` is nested in the function that is followed.
    fn is_nested(&self, func: FuncRef) -> bool {
        let Owner::Function(own) = self.owner else { return false };
        func.module == self.module
            && func.function != own
            && matches!(self.ev.function_of(func).owner, Owner::Function(_))
            && self.ev.is_within(func, FuncRef::new(self.module, own))
    }

    /// Records a call of which one method runs of several, nobody knows which.
    pub(super) fn alternative_sites(
        &mut self,
        at: ExprId,
        methods: &[Callee],
        awaited: bool,
        brought: &Brought,
    ) {
        let first = self.facts.sites.len();
        for method in methods {
            self.site(at, method, Via::Call, awaited, brought.clone());
        }
        for site in &mut self.facts.sites[first..] {
            site.alternatives = methods.len() as u8;
        }
    }

    pub(super) fn record(&mut self, site: Site) {
        // What a caller passes instead of a default is not the default.
        let supposed = match site.target {
            // The first round of a loop comes before what a later line binds.
            Target::Parameter(_) if self.loops > 0 => Condition::Open,
            Target::Parameter(_) => self.supposed(site.at).negated(),
            _ => self.supposed(site.at),
        };
        let under = match supposed {
            Condition::Open => self.under.condition.clone(),
            supposed => Some(Condition::both(self.under.condition.as_ref(), supposed)),
        };
        self.facts.sites.push(Site { under, guards: self.under.guards, ..site });
    }

    /// A coroutine function, or asynchronous generator, will run: what it does for other receivers is judged anyway.
    pub(super) fn start(&mut self, func: FuncRef) {
        if self.recording && func.seen.is_some() {
            self.facts.started.push(func);
        }
    }

    fn is_leaf(&self, func: FuncRef) -> bool {
        let markers = self.ev.program.markers(func);
        markers.iter().any(|marker| matches!(marker, Marker::Blocks(_) | Marker::RunsLoop))
    }

    /// `await asyncio.to_thread(thread.join)` and `await asyncio.wrap_future(future)`: the receiver has ended afterwards.
    fn settle_awaited(&mut self, value: ExprId) {
        let tree = self.tree;
        let Expr::Call(call) = tree.expr(value) else {
            if let Some(key) = self.key(value) {
                self.settled.insert(key);
            }
            return;
        };
        for argument in tree.arguments(tree.call(call)) {
            let key = match tree.expr(argument.value) {
                Expr::Attribute(receiver, name)
                    if matches!(
                        tree.names.text(name),
                        "join" | "wait" | "communicate" | "result" | "exception"
                    ) =>
                {
                    self.key(receiver)
                }
                Expr::Name(_) | Expr::Attribute(..) => {
                    let known = &self.ev.program.known;
                    let future = known.concurrent_future;
                    let found = self.types.of(argument.value).clone();
                    if self.ev.is_instance(&found, future) { self.key(argument.value) } else { None }
                }
                _ => None,
            };
            self.settled.extend(key);
        }
    }

    /// `for future in as_completed(futures)`, `done, rest = wait(futures)` and `for future in done`: these have ended.
    pub(super) fn settle_elements(&mut self, target: ExprId, iterable: ExprId) {
        let tree = self.tree;
        let is_call_of = |id: ExprId, wanted: &str| {
            let id = match tree.expr(id) {
                Expr::Await(value) => value,
                _ => id,
            };
            let Expr::Call(call) = tree.expr(id) else { return false };
            let name = self.ev.annotated_name(self.module, tree.call(call).func);
            name.is_some_and(|(name, _)| tree.names.text(name) == wanted)
        };
        let have_ended = match tree.expr(iterable) {
            Expr::Name(name) => {
                let scopes = &self.ev.program.module(self.module).scopes;
                let bindings = scopes.lookup(self.owner, tree.names.hash(name)).1;
                matches!(bindings, [Binding { bound: Bound::Value(Source::Expr(value), Some(0)), .. }] if is_call_of(*value, "wait"))
            }
            _ => is_call_of(iterable, "as_completed"),
        };
        if have_ended && let Some(key) = self.key(target) {
            self.settled.insert(key);
        }
    }

    pub(super) fn is_settled(&self, func: ExprId) -> bool {
        let Expr::Attribute(receiver, name) = self.tree.expr(func) else { return false };
        let key = match self.tree.names.text(name) {
            "result" | "exception" | "wait" | "communicate" | "join" => self.key(receiver),
            "get" => self.key(func),
            _ => None,
        };
        key.is_some_and(|key| self.settled.contains(&key))
    }
}
