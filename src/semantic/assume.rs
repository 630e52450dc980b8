//! What a walk knows of the parameters of the function it follows: what conditions ask of them, which of them have another value
//! by now, and what a call passes on.

use std::sync::Arc;

use super::answer::{Answer, Class, Test, Told};
use super::body::each_statement;
use super::calls::{CONSTRUCTORS, Callee};
use super::condition::{Condition, Literal, Subject, Value, plain};
use super::evaluate::Frame;
use super::scope::Bound;
use super::types::{ClassRef, FuncRef, Type};
use super::walk::Walk;
use crate::python::{
    Block, ClassId, Expr, ExprId, FunctionId, Name, NameHash, Owner, Parameter, ParameterKind, StmtKind,
};

impl Walk<'_, '_> {
    /// Adds what holds from here on.
    pub(super) fn assume(&mut self, condition: Condition) {
        self.tell_facts(&condition);
        self.require(condition);
    }

    /// The same of a test, which may as well have another answer.
    pub(super) fn guard(&mut self, condition: Condition) {
        self.tell_facts(&condition);
        let condition = condition.for_callers();
        self.under.guards.add(&condition);
        self.require(condition);
    }

    fn tell_facts(&mut self, condition: &Condition) {
        let mut told: Vec<(NameHash, Answer)> = Vec::new();
        condition.each_fact(true, true, &mut |asked, holds| {
            if let Some(name) = self.name_of(asked.subject) {
                told.push((name, (asked.test.clone(), holds)));
            }
        });
        told.into_iter().for_each(|(name, answer)| self.tell(name, answer));
    }

    /// Adds what callers must provide for control to get further.
    pub(super) fn require(&mut self, condition: Condition) {
        let condition = condition.for_callers();
        if condition != Condition::Open && condition != Condition::constant(true) {
            self.under.condition = Some(Condition::both(self.under.condition.as_ref(), condition));
        }
    }

    /// Notes what is known of what a name holds, unless a nested function may bind it.
    fn tell(&mut self, name: NameHash, answer: Answer) {
        if !self.shared.contains(&name) {
            self.env.tell(name, answer);
        }
    }

    /// A container may have other elements by now.
    pub(super) fn fill(&mut self, container: ExprId) {
        if let Some(name) = self.single_name(container) {
            self.env.untell(name, |(test, _)| *test != Test::Truth);
        }
    }

    /// It certainly has: callers do not decide any longer whether it has any.
    pub(super) fn refill(&mut self, container: ExprId) {
        self.fill(container);
        self.refilled.extend(self.single_name(container));
    }

    /// Forgets what was known of names that have been bound since there were so many.
    pub(super) fn forget_bound(&mut self, since: usize) {
        for name in self.bound.get(since..).unwrap_or_default() {
            self.env.untell(*name, |_| false);
        }
    }

    /// The body of a nested function: of what it binds in this one nothing is known for long.
    pub(super) fn share(&mut self, body: &Block) {
        each_statement(body, &mut |kind| match kind {
            StmtKind::Nonlocal(names) => {
                for name in names {
                    let name = self.tree.names.hash(*name);
                    self.env.untell(name, |_| false);
                    self.shared.insert(name);
                }
            }
            StmtKind::Function(inner) => self.share(&self.tree.function(*inner).body),
            _ => {}
        });
    }

    /// The local name of what is asked.
    pub(super) fn name_of(&self, subject: Subject) -> Option<NameHash> {
        match (subject, self.owner) {
            (Subject::Local(name), _) => Some(name),
            (Subject::Parameter(index), Owner::Function(function)) => {
                let parameter = self.tree.function(function).parameters.get(index as usize)?;
                Some(self.tree.names.hash(parameter.name))
            }
            _ => None,
        }
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
    pub(super) fn own_attribute(&self, id: ExprId) -> Option<NameHash> {
        let (class, _, attribute) = self.attribute_of_receiver(id)?;
        let class = self.seen.unwrap_or(ClassRef { module: self.module, class });
        self.is_bound_once(class, attribute)?.then_some(attribute)
    }

    /// Any attribute of the receiver, as long as nothing has run that may have bound it since the body began.
    pub(super) fn own_state(&self, id: ExprId) -> Option<NameHash> {
        let (_, _, attribute) = self.attribute_of_receiver(id).filter(|_| !self.disturbed)?;
        Some(attribute)
    }

    /// `options.retry` of a parameter, or `self.options.retry`, where nothing but constructors binds it.
    pub(super) fn own_part(&self, id: ExprId) -> Option<Subject> {
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
        self.env.untell(hash, |_| false);
        self.bound.push(hash);
        self.meant.remove(&hash);
        self.derived.remove(&hash);
        if self.tree.function(function).parameters.iter().any(|parameter| parameter.name == name) {
            let now = self.under.condition.as_deref().cloned().unwrap_or(Condition::Open);
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
            let condition = self.condition(value).for_callers();
            if condition != Condition::Open {
                self.meant.insert(self.tree.names.hash(name), condition);
            }
        }
    }

    /// What is known of an argument that goes to a parameter with, or without, a default that is no literal.
    pub(super) fn value(&mut self, id: ExprId, found: &Type, default: Option<&Type>) -> Option<Value> {
        if let Some(default) = default {
            return (found != default).then_some(Value::Literal(Literal::Other));
        }
        let typed = self.kind_of(found);
        if let Some((index, name)) = self.own_parameter(id)
            && !self.rebound.contains_key(&name)
        {
            // `name: str = None` says less than it seems to.
            let implicit = self.default_of(index) == Some(Literal::None);
            let typed = match self.ev.as_declared(found) {
                _ if implicit || !self.is_declared_in_full(index) => None,
                Type::Union(members) => {
                    let kinds: Option<_> =
                        members.iter().map(|member| self.literal_of_kind(member)).collect();
                    kinds.map(Literal::Either)
                }
                _ => typed,
            };
            return Some(Value::Parameter(index, typed));
        }
        if let Some(literal) = self.literal(id).or_else(|| self.told(id, typed)) {
            return Some(Value::Literal(literal));
        }
        match self.condition(id).for_callers() {
            Condition::Open => None,
            condition if matches!(self.tree.expr(id), Expr::Not(_) | Expr::Compare(..)) => {
                Some(Value::Answer(Arc::new(condition)))
            }
            // `stage or "draft"`
            condition => Some(Value::Truth(Arc::new(condition))),
        }
    }

    /// What conditions can tell of a value by its type.
    fn kind_of(&mut self, found: &Type) -> Option<Literal> {
        match self.ev.as_declared(found) {
            // It may be anything.
            Type::Instance(class, _) if Some(class) == self.ev.program.known.object => None,
            Type::Instance(class, _) => {
                let kind = Literal::Instance(self.ev.mro(class));
                if self.is_always_true(class) {
                    Told::of(Some(kind), vec![(Test::Truth, true)])
                } else {
                    Some(kind)
                }
            }
            Type::Function(..) | Type::Method(..) | Type::Class(_) | Type::Partial(_) => {
                Some(Literal::Callable)
            }
            _ => None,
        }
    }

    /// Whether instances are true in any condition: a class of the project says nothing else, and all its bases are known.
    fn is_always_true(&mut self, class: ClassRef) -> bool {
        let instance = Type::instance(class);
        self.ev.program.is_project(class.module)
            && !self.ev.has_unknown_base(class)
            && ["__bool__", "__len__"].iter().all(|name| self.ev.special(&instance, name).is_none())
    }

    /// The same of one that a union declares, literals too.
    fn literal_of_kind(&mut self, member: &Type) -> Option<Literal> {
        match member {
            Type::None => Some(Literal::None),
            Type::Bool(value) => Some(Literal::Bool(*value)),
            Type::Int(value) => Some(Literal::Int(*value)),
            Type::Str(hash) => Some(Literal::Text(*hash)),
            _ => self.kind_of(member),
        }
    }

    /// What is known of a value of which its type tells no more than its kind.
    fn told(&self, id: ExprId, typed: Option<Literal>) -> Option<Literal> {
        let answers = match self.tree.expr(id) {
            Expr::Name(name) => self.env.told(self.tree.names.hash(name)).to_vec(),
            _ => self.is_filled(id).into_iter().map(|filled| (Test::Truth, filled)).collect(),
        };
        Told::of(typed, answers)
    }

    /// Whether a display of a container has elements.
    pub(super) fn is_filled(&self, id: ExprId) -> Option<bool> {
        match self.tree.expr(id) {
            Expr::Tuple(items) | Expr::List(items) | Expr::Set(items) | Expr::Dict(items) => {
                let items = self.tree.list(items);
                let may_be_empty = items.iter().all(|item| matches!(self.tree.expr(*item), Expr::Starred(_)));
                (items.is_empty() || !may_be_empty).then_some(!items.is_empty())
            }
            _ => None,
        }
    }

    /// A name is bound to what is written out.
    pub(super) fn tell_written(&mut self, target: ExprId, value: ExprId) {
        let Expr::Name(name) = self.tree.expr(target) else { return };
        if let Some(literal) = self.literal(value) {
            self.tell(self.tree.names.hash(name), (Test::OneOf([literal].into()), true));
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

    fn is_declared_in_full(&mut self, index: u16) -> bool {
        let Owner::Function(function) = self.owner else { return true };
        let function = self.tree.function(function);
        let annotation = function.parameters[index as usize].annotation;
        let is_union = matches!(self.tree.expr(annotation), Expr::Binary(..) | Expr::Subscript(..));
        !is_union || self.ev.says_all(&Frame::of(self.module, function.owner), annotation)
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
}
