//! What a walk knows of the parameters of the function it follows: what conditions ask of them, which of them have another value
//! by now, and what a call passes on.

use std::sync::Arc;

use super::calls::{CONSTRUCTORS, Callee};
use super::condition::{Asked, Class, Condition, Literal, Subject, Test, Value, plain};
use super::scope::Bound;
use super::types::{ClassRef, FuncRef, Type};
use super::walk::Walk;
use crate::python::{
    ArgumentKind, BinaryOperator, ClassId, CompareOperator, Expr, ExprId, FunctionId, Name, NameHash, Owner,
    Parameter, ParameterKind, Pattern,
};

impl Walk<'_, '_> {
    /// Adds what holds from here on.
    pub(super) fn assume(&mut self, condition: Condition) {
        self.under = match condition {
            Condition::Open => self.under.take(),
            condition => Some(Condition::both(self.under.as_ref(), condition)),
        };
    }

    /// Adds that `condition` does not hold from here on.
    pub(super) fn assume_not(&mut self, condition: Condition) {
        self.assume(condition.negated());
    }

    /// What `test` asks of parameters.
    pub(super) fn condition(&mut self, test: ExprId) -> Condition {
        // Outside of functions nothing is passed.
        if !matches!(self.owner, Owner::Function(_)) {
            return Condition::Open;
        }
        match self.tree.expr(test) {
            Expr::Not(inner) => self.condition(inner).negated(),
            Expr::And(items) => {
                let tests = self.tree.list(items);
                Condition::all(self.conditions(tests))
            }
            Expr::Or(items) => {
                let tests = self.tree.list(items);
                Condition::any(self.conditions(tests))
            }
            Expr::Named(_, value) => self.condition(value),
            Expr::Name(name) => {
                let meant = self.meant.get(&self.tree.names.hash(name));
                meant.cloned().unwrap_or_else(|| self.asked_of(test, || Some(Test::Truth)))
            }
            Expr::Compare(operator, left, right) => {
                let equal = || {
                    if self.is_own_default(left, right) {
                        return self.asked_of(left, || Some(Test::Default));
                    }
                    let found = self.asked_of(left, || Some(Test::OneOf([self.literal(right)?].into())));
                    match found {
                        Condition::Open => {
                            self.asked_of(right, || Some(Test::OneOf([self.literal(left)?].into())))
                        }
                        found => found,
                    }
                };
                let within = || {
                    let found = self.asked_of(left, || self.one_of(right));
                    match found {
                        Condition::Open => self.asked_of(right, || Some(Test::Holds(self.text(left)?))),
                        found => found,
                    }
                };
                match operator {
                    CompareOperator::Is | CompareOperator::Eq => equal(),
                    CompareOperator::IsNot | CompareOperator::NotEq => equal().negated(),
                    CompareOperator::In => within(),
                    CompareOperator::NotIn => within().negated(),
                    CompareOperator::Gt | CompareOperator::GtE => {
                        self.greater(left, right, operator == CompareOperator::GtE)
                    }
                    CompareOperator::Lt | CompareOperator::LtE => {
                        self.greater(right, left, operator == CompareOperator::LtE)
                    }
                }
            }
            Expr::Call(call) => {
                let call = self.tree.call(call);
                let arguments = self.tree.arguments(call);
                if arguments.iter().any(|argument| argument.kind != ArgumentKind::Positional) {
                    return Condition::Open;
                }
                match (self.tree.expr(call.func), arguments) {
                    (Expr::Attribute(text, name), [part]) => {
                        let test: fn(Box<[Arc<str>]>) -> Test = match self.tree.names.text(name) {
                            "startswith" => Test::StartsWith,
                            "endswith" => Test::EndsWith,
                            _ => return Condition::Open,
                        };
                        self.asked_of(text, || Some(test(self.each(part.value, |item| self.text(item))?)))
                    }
                    (Expr::Name(name), [value]) if self.tree.names.text(name) == "bool" => {
                        self.condition(value.value)
                    }
                    (Expr::Name(name), [value, class]) if self.tree.names.text(name) == "isinstance" => {
                        let classes = self.classes(class.value);
                        self.asked_of(value.value, || Some(Test::Is(classes?)))
                    }
                    _ => Condition::Open,
                }
            }
            Expr::Attribute(..) => self.asked_of(test, || Some(Test::Truth)),
            _ => Condition::Open,
        }
    }

    fn conditions(&mut self, tests: &[ExprId]) -> Vec<Condition> {
        tests.iter().map(|test| self.condition(*test)).collect()
    }

    /// A question to the parameter or the attribute that `id` names, if it is one.
    pub(super) fn asked_of(&self, id: ExprId, test: impl FnOnce() -> Option<Test>) -> Condition {
        let (subject, stale) = match self.own_parameter(id) {
            Some((index, name)) => (Subject::Parameter(index), self.rebound.get(&name)),
            None => match self.own_attribute(id).map(Subject::Attribute).or_else(|| self.own_part(id)) {
                Some(subject) => (subject, None),
                None => return Condition::Open,
            },
        };
        if stale == Some(&Condition::Open) {
            return Condition::Open;
        }
        let Some(test) = test() else { return Condition::Open };
        let asked = Condition::Of(Asked { subject, test });
        match stale {
            None => asked,
            Some(stale) => Condition::Unless(Arc::new(stale.clone()), Arc::new(asked)).if_small(),
        }
    }

    /// `table is MISSING`, where the parameter is `table=MISSING`: whether anything was passed.
    fn is_own_default(&self, id: ExprId, value: ExprId) -> bool {
        let (Some((index, _)), Owner::Function(function)) = (self.own_parameter(id), self.owner) else {
            return false;
        };
        let default = self.tree.function(function).parameters[index as usize].default;
        matches!(self.tree.expr(default), Expr::Name(_)) && self.tree.expr(default) == self.tree.expr(value)
    }

    /// The parameter of the function that is being followed that `id` names.
    pub(super) fn own_parameter(&self, id: ExprId) -> Option<(u16, NameHash)> {
        let Owner::Function(function) = self.owner else { return None };
        let name = match self.tree.expr(id) {
            Expr::Name(name) => name,
            Expr::Attribute(..) => self.kept_parameter(id)?,
            _ => return None,
        };
        let parameters = &self.tree.function(function).parameters;
        let index = parameters.iter().position(|parameter| parameter.name == name)?;
        // What stands behind a star is never one of the literals that a call shows.
        let plain = !matches!(parameters[index].kind, ParameterKind::Star | ParameterKind::DoubleStar);
        plain.then(|| (index as u16, self.tree.names.hash(name)))
    }

    /// `self.name` in a constructor that has `self.name = name`, once and for all.
    fn kept_parameter(&self, id: ExprId) -> Option<Name> {
        let (class, function, attribute) = self.attribute_of_receiver(id)?;
        let scopes = &self.ev.program.module(self.module).scopes;
        let mut own = scopes.attribute(class, attribute).iter().filter(|found| found.function == function);
        let (Some(only), None) = (own.next(), own.next()) else { return None };
        match self.tree.expr(only.bound.expression()?) {
            Expr::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The attribute of the receiver that `id` names, where only constructors bind it: nothing that is called in between can have
    /// changed it.
    fn own_attribute(&self, id: ExprId) -> Option<NameHash> {
        let (class, _, attribute) = self.attribute_of_receiver(id)?;
        let class = self.seen.unwrap_or(ClassRef { module: self.module, class });
        self.is_bound_once(class, attribute)?.then_some(attribute)
    }

    /// `options.retry` of a parameter, or `self.options.retry`, where nothing but constructors binds it.
    fn own_part(&self, id: ExprId) -> Option<Subject> {
        let Expr::Attribute(object, name) = self.tree.expr(id) else { return None };
        let name = self.tree.names.hash(name);
        for member in self.types.of(object).members() {
            if let Type::Instance(class, _) = member {
                self.is_bound_once(*class, name)?;
            }
        }
        match self.own_parameter(object) {
            Some((_, parameter)) if self.rebound.contains_key(&parameter) => None,
            Some((index, _)) => Some(Subject::OfParameter(index, name)),
            None => self.own_attribute(object).map(|attribute| Subject::OfAttribute(attribute, name)),
        }
    }

    /// Whether the class binds the attribute; none where anything but constructors does.
    fn is_bound_once(&self, class: ClassRef, attribute: NameHash) -> Option<bool> {
        let program = self.ev.program;
        let mut is_bound = false;
        for class in program.memo(class.module).mro[class.class.0 as usize].get()?.iter() {
            let module = program.module(class.module);
            for found in module.scopes.attribute(class.class, attribute) {
                let name = module.tree.names.text(module.tree.function(found.function).name);
                if !CONSTRUCTORS.contains(&name) {
                    return None;
                }
                is_bound = true;
            }
            for binding in module.scopes.lookup(Owner::Class(class.class), attribute).1 {
                if !matches!(binding.bound, Bound::Annotated(..) | Bound::Value(..)) {
                    return None;
                }
                is_bound = true;
            }
        }
        Some(is_bound)
    }

    /// `self.name` in a method: the class, the method and the name.
    fn attribute_of_receiver(&self, id: ExprId) -> Option<(ClassId, FunctionId, NameHash)> {
        let Expr::Attribute(object, name) = self.tree.expr(id) else { return None };
        let (class, function) = self.is_receiver(object)?;
        Some((class, function, self.tree.names.hash(name)))
    }

    /// Whether `id` is the receiver of the method that is followed: its class, and the method.
    pub(super) fn is_receiver(&self, id: ExprId) -> Option<(ClassId, FunctionId)> {
        let (Expr::Name(object), Owner::Function(function)) = (self.tree.expr(id), self.owner) else {
            return None;
        };
        let method = self.tree.function(function);
        let Owner::Class(class) = method.owner else { return None };
        let first = method.parameters.first()?.name;
        let is_receiver = first == object
            && !self.rebound.contains_key(&self.tree.names.hash(object))
            && matches!(self.types.of(id), Type::Instance(..));
        is_receiver.then_some((class, function))
    }

    /// Whether the constructor of the receiver takes what its definition does not tell.
    pub(super) fn is_made_openly(&mut self) -> bool {
        if let Some(known) = self.made_openly {
            return known;
        }
        let class = match self.owner {
            Owner::Function(function) => match self.tree.function(function).owner {
                Owner::Class(class) => Some(self.seen.unwrap_or(ClassRef { module: self.module, class })),
                _ => None,
            },
            _ => None,
        };
        let found = class.is_some_and(|class| self.ev.is_made_openly(class));
        self.made_openly = Some(found);
        found
    }

    /// `self.method(..)` or `super().method(..)`
    pub(super) fn is_call_on_receiver(&self, id: ExprId) -> bool {
        let Expr::Call(call) = self.tree.expr(id) else { return false };
        let Expr::Attribute(object, _) = self.tree.expr(self.tree.call(call).func) else { return false };
        self.is_receiver(object).is_some() || matches!(self.types.of(object), Type::Super(..))
    }

    /// A name is bound: what was known of a parameter of this name holds no longer.
    pub(super) fn forget(&mut self, name: Name) {
        let Owner::Function(function) = self.owner else { return };
        let hash = self.tree.names.hash(name);
        self.meant.remove(&hash);
        self.derived.remove(&hash);
        if self.tree.function(function).parameters.iter().any(|parameter| parameter.name == name) {
            let now = self.under.as_deref().cloned().unwrap_or(Condition::Open);
            let before = self.rebound.remove(&hash);
            let stale = match before {
                None => now,
                Some(before) if before == now => now,
                Some(Condition::Open) => Condition::Open,
                Some(_) if now == Condition::Open => now,
                Some(before) => Condition::Any([before, now].into()).if_small(),
            };
            self.rebound.insert(hash, stale);
        }
    }

    /// Remembers what a local name answers.
    pub(super) fn mean(&mut self, target: ExprId, value: ExprId) {
        let Expr::Name(name) = self.tree.expr(target) else { return };
        let asks = matches!(
            self.tree.expr(value),
            Expr::Compare(..) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Call(_)
        );
        let scopes = &self.ev.program.module(self.module).scopes;
        let only = |name| scopes.lookup(self.owner, self.tree.names.hash(name)).1.len() == 1;
        if asks && only(name) {
            let condition = self.condition(value);
            if condition != Condition::Open {
                self.meant.insert(self.tree.names.hash(name), condition);
            }
        }
    }

    /// What a case of a `match` asks of the subject.
    pub(super) fn case(&self, subject: ExprId, pattern: &Pattern) -> Condition {
        self.asked_of(subject, || {
            let literals = match pattern {
                Pattern::Value(value) => vec![self.literal(*value)?],
                Pattern::Or(items) => {
                    let value = |item: &Pattern| match item {
                        Pattern::Value(value) => self.literal(*value),
                        _ => None,
                    };
                    items.iter().map(value).collect::<Option<_>>()?
                }
                _ => return None,
            };
            Some(Test::OneOf(literals.into()))
        })
    }

    /// What is known of an argument that goes to a parameter with, or without, a default that is no literal.
    pub(super) fn value(&mut self, id: ExprId, found: &Type, default: Option<&Type>) -> Option<Value> {
        if let Some(default) = default {
            return (found != default).then_some(Value::Literal(Literal::Other));
        }
        let typed = match self.ev.as_declared(found) {
            // It may be anything.
            Type::Instance(class, _) if Some(class) == self.ev.program.known.object => None,
            Type::Instance(class, _) => Some(Literal::Instance(self.ev.mro(class))),
            Type::Function(..) | Type::Method(..) | Type::Class(_) | Type::Partial(_) => {
                Some(Literal::Callable)
            }
            _ => None,
        };
        if let Some((index, name)) = self.own_parameter(id)
            && !self.rebound.contains_key(&name)
        {
            // `name: str = None` says less than it seems to.
            let implicit = self.default_of(index) == Some(Literal::None);
            return Some(Value::Parameter(index, typed.filter(|_| !implicit)));
        }
        if let Some(literal) = self.literal(id) {
            return Some(Value::Literal(literal));
        }
        if let Some(typed) = typed {
            return Some(Value::Literal(typed));
        }
        match self.condition(id) {
            Condition::Open => None,
            condition => Some(Value::Answer(Arc::new(condition))),
        }
    }

    /// What must hold for `id` to be what its type says: a name that comes from a default holds something else when the caller
    /// passes it.
    pub(super) fn supposed(&mut self, id: ExprId) -> Condition {
        let Owner::Function(function) = self.owner else { return Condition::Open };
        let mut root = id;
        loop {
            root = match self.tree.expr(root) {
                Expr::Attribute(..) if self.keeps_default(root) => {
                    return self.asked_of(root, || Some(Test::Default));
                }
                Expr::Attribute(value, _) | Expr::Subscript(value, _) | Expr::Await(value) => value,
                Expr::Call(call) => self.tree.call(call).func,
                Expr::Name(name) => {
                    if let Some(known) = self.derived.get(&self.tree.names.hash(name)) {
                        return known.clone();
                    }
                    let Some((index, hash)) = self.own_parameter(root) else { return Condition::Open };
                    // `if send is None: send = post`
                    if let Some(rebound) = self.rebound.get(&hash).cloned() {
                        return if self.is_left_to_callers(index) { rebound } else { Condition::Open };
                    }
                    let parameter = &self.tree.function(function).parameters[index as usize];
                    return if self.has_object(parameter) {
                        self.asked_of(root, || Some(Test::Default))
                    } else {
                        Condition::Open
                    };
                }
                Expr::Or(items) => {
                    let Some(&first) = self.tree.list(items).first() else { return Condition::Open };
                    return match self.own_parameter(first) {
                        Some((index, _)) if self.is_left_to_callers(index) => {
                            self.asked_of(first, || Some(Test::OneOf([Literal::None].into())))
                        }
                        _ => Condition::Open,
                    };
                }
                Expr::Conditional(parts) => {
                    let [test, body, orelse] = *self.tree.list(parts) else { return Condition::Open };
                    let condition = self.condition(test);
                    return match (self.own_parameter(body), self.own_parameter(orelse)) {
                        (Some((index, _)), None) if self.is_left_to_callers(index) => condition.negated(),
                        (None, Some((index, _))) if self.is_left_to_callers(index) => condition,
                        _ => Condition::Open,
                    };
                }
                _ => return Condition::Open,
            };
        }
    }

    /// What must hold for a method of one of several declared classes to be the one that is called.
    pub(super) fn answers(&mut self, call: ExprId, callee: &Callee) -> Condition {
        let (Expr::Call(call), Some(Type::Instance(class, _))) = (self.tree.expr(call), &callee.receiver)
        else {
            return Condition::Open;
        };
        let Expr::Attribute(object, _) = self.tree.expr(self.tree.call(call).func) else {
            return Condition::Open;
        };
        let is_instance = |member: &&Type| matches!(member, Type::Instance(..));
        if self.types.of(object).members().iter().filter(is_instance).count() < 2 {
            return Condition::Open;
        }
        let order = self.ev.mro(*class);
        self.asked_of(object, || Some(Test::Is([Class { order, name: None }].into())))
    }

    /// Whether the definition of a parameter names nothing that may run.
    fn is_left_to_callers(&mut self, index: u16) -> bool {
        let Owner::Function(function) = self.owner else { return false };
        let defined = self.ev.parameter(FuncRef::new(self.module, function), index);
        defined.members().iter().all(|member| {
            matches!(member, Type::Unknown | Type::None | Type::Callable(_) | Type::Parameter(..))
        })
    }

    /// Whether `id` is an attribute of the receiver that holds an object of the constructor's own unless somebody passes another.
    fn keeps_default(&mut self, id: ExprId) -> bool {
        let Some((class, _, attribute)) = self.attribute_of_receiver(id) else { return false };
        let class = self.seen.unwrap_or(ClassRef { module: self.module, class });
        self.ev.keeps_default(class, attribute)
    }

    fn default_of(&self, index: u16) -> Option<Literal> {
        let Owner::Function(function) = self.owner else { return None };
        plain(self.tree, self.tree.function(function).parameters.get(index as usize)?.default)
    }

    /// Whether the default is an object that the source does not write out.
    fn has_object(&self, parameter: &Parameter) -> bool {
        parameter.default != ExprId::NONE && plain(self.tree, parameter.default).is_none()
    }

    /// A name takes over what its value supposes.
    pub(super) fn derive(&mut self, target: ExprId, supposed: &Condition) {
        if let Expr::Name(name) = self.tree.expr(target)
            && *supposed != Condition::Open
        {
            self.derived.insert(self.tree.names.hash(name), supposed.clone());
        }
    }

    /// A literal, or a name that holds one and nothing else.
    pub(super) fn literal(&self, id: ExprId) -> Option<Literal> {
        match self.tree.expr(id) {
            Expr::Attribute(class, member) => match self.types.of(class) {
                Type::Class(class) => Some(Literal::Member(*class, self.tree.names.hash(member))),
                _ => None,
            },
            Expr::Name(name) => {
                let (module, value) = self.constant(name)?;
                plain(self.ev.tree(module), value)
            }
            _ => plain(self.tree, id),
        }
    }

    /// The only value that a local name or a constant ever has, and the module it stands in.
    pub(super) fn constant(&self, name: Name) -> Option<(u32, ExprId)> {
        let program = self.ev.program;
        let hash = self.tree.names.hash(name);
        // What is written in capitals is not changed from elsewhere.
        let is_constant = !self.tree.names.text(name).contains(char::is_lowercase);
        let (mut module, mut scope, mut hash) = (self.module, self.owner, hash);
        if program.module(module).scopes.lookup(scope, hash).1.is_empty() {
            scope = Owner::Module;
        }
        // A few modules may hand it on.
        for _ in 0..4 {
            let [only] = program.module(module).scopes.lookup(scope, hash).1 else { return None };
            if scope == Owner::Module && !is_constant {
                return None;
            }
            if let Some(value) = only.bound.expression() {
                return Some((module, value));
            }
            match only.bound {
                Bound::Import(index, position) => {
                    let tree = self.ev.tree(module);
                    let import = &tree.imports[index as usize];
                    let from = tree.names.text(import.module?);
                    let path = program.resolve_import(module, import.level, from)?;
                    hash = tree.names.hash(import.names.get(position as usize)?.name);
                    module = program.module_at(path)?;
                    scope = Owner::Module;
                    program.note_read(self.ev.reader.unwrap_or(self.module), module);
                }
                _ => return None,
            }
        }
        None
    }

    fn text(&self, id: ExprId) -> Option<Arc<str>> {
        match self.literal(id)? {
            Literal::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a display of literals.
    fn one_of(&self, id: ExprId) -> Option<Test> {
        let id = match self.tree.expr(id) {
            Expr::Name(name) => self.constant(name).filter(|(module, _)| *module == self.module)?.1,
            _ => id,
        };
        let (Expr::Tuple(items) | Expr::List(items) | Expr::Set(items)) = self.tree.expr(id) else {
            return None;
        };
        let literals: Option<Vec<Literal>> =
            self.tree.list(items).iter().map(|item| self.literal(*item)).collect();
        literals
            .filter(|literals| !literals.is_empty() && literals.len() <= MOST_LITERALS)
            .map(|literals| Test::OneOf(literals.into()))
    }

    /// `id`, or each part of it when it is a tuple.
    fn each<T>(&self, id: ExprId, one: impl Fn(ExprId) -> Option<T>) -> Option<Box<[T]>> {
        match self.tree.expr(id) {
            Expr::Tuple(items) => self.tree.list(items).iter().map(|item| one(*item)).collect(),
            _ => Some([one(id)?].into()),
        }
    }

    /// The classes that an `isinstance` asks for; `None` where one is not known.
    fn classes(&mut self, id: ExprId) -> Option<Box<[Class]>> {
        let ids = match self.tree.expr(id) {
            Expr::Tuple(items) => self.tree.list(items).to_vec(),
            Expr::Binary(BinaryOperator::BitOr, left, right) => {
                let (left, right) = (self.classes(left)?, self.classes(right)?);
                return Some(left.into_iter().chain(right).collect());
            }
            _ => vec![id],
        };
        ids.into_iter().map(|id| self.class_asked(id)).collect()
    }

    fn class_asked(&mut self, id: ExprId) -> Option<Class> {
        let Type::Class(class) = *self.types.of(id) else { return None };
        let order = self.ev.mro(class);
        let is_builtin = Some(class.module) == self.ev.program.builtins();
        let tree = self.ev.tree(class.module);
        let name = tree.names.text(tree.class(class.class).name);
        // What stands for a behaviour, as `Sized` does, holds instances of classes that do not name it.
        let is_abstract =
            !is_builtin && !self.ev.program.is_project(class.module) && ABSTRACT.contains(&name);
        (!is_abstract).then(|| Class { order, name: is_builtin.then(|| name.into()) })
    }
}

/// Longer tables are data, not a choice.
const MOST_LITERALS: usize = 100;

/// Classes of the standard library that are asked for what an object can do.
const ABSTRACT: &[&str] = &[
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Buffer",
    "ByteString",
    "Callable",
    "Collection",
    "Container",
    "Coroutine",
    "Generator",
    "Hashable",
    "Iterable",
    "Iterator",
    "Mapping",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Number",
    "PathLike",
    "Protocol",
    "Reversible",
    "Sequence",
    "Set",
    "Sized",
];
