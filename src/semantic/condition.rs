//! What must hold of a function's parameters for a place in its body to be reached, so that a call with literal arguments
//! takes only the ways that fit.

use std::sync::Arc;

use super::scope::{Bound, Source};
use super::types::{ClassRef, Type};
use super::walk::Walk;
use crate::python::{
    ArgumentKind, CompareOperator, Expr, ExprId, Name, NameHash, Owner, ParameterKind, Pattern, Tree,
};

/// A value that is written in the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Literal {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer.
    Int(i32),
    /// A string.
    Str(Arc<str>),
    /// A member of a class, as enumerations have them.
    Member(ClassRef, NameHash),
}

impl Literal {
    /// Whether it is true in a condition; `None` where its class decides.
    fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Int(value) => Some(*value != 0),
            Self::Str(text) => Some(!text.is_empty()),
            Self::Member(..) => None,
        }
    }

    /// Whether both are equal; `None` where a class decides.
    fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Bool(truth), Self::Int(number)) | (Self::Int(number), Self::Bool(truth)) => {
                Some(i32::from(*truth) == *number)
            }
            (Self::Member(class, _), Self::Member(other, _)) if class != other => None,
            (Self::Member(..), Self::Int(_) | Self::Str(_) | Self::Bool(_))
            | (Self::Int(_) | Self::Str(_) | Self::Bool(_), Self::Member(..)) => None,
            _ => Some(self == other),
        }
    }
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// Whether it is true.
    Truth,
    /// Whether it is one of these.
    OneOf(Box<[Literal]>),
    /// Whether the string starts with one of these.
    StartsWith(Box<[Arc<str>]>),
    /// Whether the string ends with one of these.
    EndsWith(Box<[Arc<str>]>),
    /// Whether the string holds this one.
    Holds(Arc<str>),
    /// Whether it is an instance of one of these classes of the language.
    Is(Box<[Arc<str>]>),
}

impl Test {
    fn of(&self, value: &Literal) -> Option<bool> {
        let text = || match value {
            Literal::Str(text) => Some(text),
            _ => None,
        };
        match self {
            Self::Truth => value.truth(),
            Self::OneOf(literals) => {
                let mut answer = Some(false);
                for literal in literals {
                    match value.equals(literal) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => answer = None,
                    }
                }
                answer
            }
            Self::StartsWith(parts) => text().map(|text| parts.iter().any(|part| text.starts_with(&**part))),
            Self::EndsWith(parts) => text().map(|text| parts.iter().any(|part| text.ends_with(&**part))),
            Self::Holds(part) => text().map(|text| text.contains(&**part)),
            Self::Is(classes) => {
                let own: &[&str] = match value {
                    Literal::None => &["NoneType"],
                    Literal::Bool(_) => &["bool", "int"],
                    Literal::Int(_) => &["int"],
                    Literal::Str(_) => &["str"],
                    Literal::Member(..) => return None,
                };
                Some(classes.iter().any(|class| own.contains(&&**class)))
            }
        }
    }
}

/// What must hold of a function's parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Something that parameters do not decide.
    Open,
    /// A parameter answers a question.
    Of(Asked),
    /// The contrary.
    Not(Arc<Self>),
    /// All of them.
    All(Arc<[Self]>),
    /// At least one of them.
    Any(Arc<[Self]>),
    /// The second, unless the first can hold: then the parameter has another value by now.
    Unless(Arc<Self>, Arc<Self>),
}

/// A question to one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    parameter: u16,
    test: Test,
}

impl Condition {
    /// Whether it holds where `given` tells what is known of parameters; `None` when that does not decide.
    pub(crate) fn holds<'g>(&self, given: &impl Fn(u16) -> Option<&'g Literal>) -> Option<bool> {
        match self {
            Self::Open => None,
            Self::Of(asked) => given(asked.parameter).and_then(|value| asked.test.of(value)),
            Self::Not(inner) => inner.holds(given).map(|holds| !holds),
            Self::All(parts) => every(parts.iter().map(|part| part.holds(given))),
            Self::Any(parts) => {
                every(parts.iter().map(|part| part.holds(given).map(|holds| !holds))).map(|none| !none)
            }
            Self::Unless(stale, inner) => match stale.holds(given) {
                Some(false) => inner.holds(given),
                _ => None,
            },
        }
    }

    /// Calls `visit` with each parameter that is asked.
    pub(crate) fn parameters(&self, visit: &mut impl FnMut(u16)) {
        match self {
            Self::Open => {}
            Self::Of(asked) => visit(asked.parameter),
            Self::Not(inner) => inner.parameters(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.parameters(visit)),
            Self::Unless(stale, inner) => {
                stale.parameters(visit);
                inner.parameters(visit);
            }
        }
    }

    fn negated(self) -> Self {
        match self {
            Self::Open => Self::Open,
            Self::Not(inner) => Arc::unwrap_or_clone(inner),
            other => Self::Not(Arc::new(other)),
        }
    }

    fn all(parts: Vec<Self>) -> Self {
        if parts.iter().all(|part| *part == Self::Open) { Self::Open } else { Self::All(parts.into()) }
    }

    fn any(parts: Vec<Self>) -> Self {
        if parts.iter().all(|part| *part == Self::Open) { Self::Open } else { Self::Any(parts.into()) }
    }
}

/// Whether all hold: one that does not decides, one that is not known leaves it open.
fn every(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => answer = None,
        }
    }
    answer
}

/// What a call is known to pass to the parameters of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    known: Box<[(u16, Value)]>,
    /// The parameters that are passed, or may be, by number; the rest take their defaults.
    passed: u64,
}

/// What is known of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Literal(Literal),
    /// A parameter of the caller, as it came.
    Parameter(u16),
    /// The answer to a question about parameters of the caller.
    Answer(Arc<Condition>),
}

impl Default for Given {
    /// Nothing is known of any parameter.
    fn default() -> Self {
        Self { known: Box::default(), passed: u64::MAX }
    }
}

impl Given {
    /// Notes for each parameter that is passed what is known of it.
    pub(crate) fn new(passed: impl Iterator<Item = (u16, Option<Value>)>) -> Self {
        let mut mask = 0;
        let mut known = Vec::new();
        for (index, value) in passed {
            mask |= bit(index);
            known.extend(value.map(|value| (index, value)));
        }
        Self { known: known.into(), passed: mask }
    }

    /// What the parameter holds when the caller's hold what `outer` tells.
    pub(crate) fn literal<'g>(
        &self,
        index: u16,
        outer: &impl Fn(u16) -> Option<&'g Literal>,
        default: impl FnOnce() -> Option<Literal>,
    ) -> Option<Literal> {
        match self.known.iter().find(|(number, _)| *number == index) {
            Some((_, Value::Literal(literal))) => Some(literal.clone()),
            Some((_, Value::Parameter(number))) => outer(*number).cloned(),
            Some((_, Value::Answer(condition))) => condition.holds(outer).map(Literal::Bool),
            None if bit(index) == 0 || self.passed & bit(index) != 0 => None,
            None => default(),
        }
    }

    /// The caller's parameters that decide what parameter `index` holds.
    pub(crate) fn deciding(&self, index: u16, visit: &mut impl FnMut(u16)) {
        match self.known.iter().find(|(number, _)| *number == index) {
            Some((_, Value::Parameter(number))) => visit(*number),
            Some((_, Value::Answer(condition))) => condition.parameters(visit),
            _ => {}
        }
    }
}

/// The place of a parameter in a set; none for those that no sane function has.
pub(crate) fn bit(index: u16) -> u64 {
    1_u64.checked_shl(u32::from(index)).unwrap_or_default()
}

impl Walk<'_, '_> {
    /// Adds what holds from here on.
    pub(super) fn assume(&mut self, condition: Condition) {
        self.under = match (condition, self.under.take()) {
            (Condition::Open, under) => under,
            (condition, None) => Some(Arc::new(condition)),
            (condition, Some(under)) => Some(Arc::new(Condition::all(vec![(*under).clone(), condition]))),
        };
    }

    /// Adds that `condition` does not hold from here on.
    pub(super) fn assume_not(&mut self, condition: Condition) {
        self.assume(condition.negated());
    }

    /// What `test` asks of parameters.
    pub(super) fn condition(&self, test: ExprId) -> Condition {
        // Outside of functions nothing is passed.
        if !matches!(self.owner, Owner::Function(_)) {
            return Condition::Open;
        }
        match self.tree.expr(test) {
            Expr::Not(inner) => self.condition(inner).negated(),
            Expr::And(items) => Condition::all(self.conditions(self.tree.list(items))),
            Expr::Or(items) => Condition::any(self.conditions(self.tree.list(items))),
            Expr::Named(_, value) => self.condition(value),
            Expr::Name(name) => {
                let meant = self.meant.get(&self.tree.names.hash(name));
                meant.cloned().unwrap_or_else(|| self.asked_of(test, || Some(Test::Truth)))
            }
            Expr::Compare(operator, left, right) => {
                let equal = || {
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
                    _ => Condition::Open,
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
                    (Expr::Name(name), [value, class]) if self.tree.names.text(name) == "isinstance" => self
                        .asked_of(value.value, || {
                            Some(Test::Is(self.each(class.value, |item| self.class_of_literals(item))?))
                        }),
                    _ => Condition::Open,
                }
            }
            _ => Condition::Open,
        }
    }

    fn conditions(&self, tests: &[ExprId]) -> Vec<Condition> {
        tests.iter().map(|test| self.condition(*test)).collect()
    }

    /// A question to the parameter that `id` names, if it is one.
    fn asked_of(&self, id: ExprId, test: impl FnOnce() -> Option<Test>) -> Condition {
        let Some((parameter, name)) = self.own_parameter(id) else { return Condition::Open };
        let stale = self.rebound.get(&name);
        if stale == Some(&Condition::Open) {
            return Condition::Open;
        }
        let Some(test) = test() else { return Condition::Open };
        let asked = Condition::Of(Asked { parameter, test });
        match stale {
            None => asked,
            Some(stale) => Condition::Unless(Arc::new(stale.clone()), Arc::new(asked)),
        }
    }

    /// The parameter of the function that is being followed that `id` names.
    fn own_parameter(&self, id: ExprId) -> Option<(u16, NameHash)> {
        let (Expr::Name(name), Owner::Function(function)) = (self.tree.expr(id), self.owner) else {
            return None;
        };
        let parameters = &self.tree.function(function).parameters;
        let index = parameters.iter().position(|parameter| parameter.name == name)?;
        // What stands behind a star is never one of the literals that a call shows.
        let plain = !matches!(parameters[index].kind, ParameterKind::Star | ParameterKind::DoubleStar);
        plain.then(|| (index as u16, self.tree.names.hash(name)))
    }

    /// A name is bound: what was known of a parameter of this name holds no longer.
    pub(super) fn forget(&mut self, name: Name) {
        let Owner::Function(function) = self.owner else { return };
        let hash = self.tree.names.hash(name);
        self.meant.remove(&hash);
        if self.tree.function(function).parameters.iter().any(|parameter| parameter.name == name) {
            let now = self.under.as_deref().cloned().unwrap_or(Condition::Open);
            let before = self.rebound.remove(&hash);
            let stale = match before {
                None => now,
                Some(before) if before == now => now,
                Some(Condition::Open) => Condition::Open,
                Some(_) if now == Condition::Open => now,
                Some(before) => Condition::Any([before, now].into()),
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

    /// What is known of an argument.
    pub(super) fn value(&self, id: ExprId) -> Option<Value> {
        if let Some((index, name)) = self.own_parameter(id) {
            return (!self.rebound.contains_key(&name)).then_some(Value::Parameter(index));
        }
        if let Some(literal) = self.literal(id) {
            return Some(Value::Literal(literal));
        }
        match self.condition(id) {
            Condition::Open => None,
            condition => Some(Value::Answer(Arc::new(condition))),
        }
    }

    /// A literal, or a name that holds one and nothing else.
    fn literal(&self, id: ExprId) -> Option<Literal> {
        match self.tree.expr(id) {
            Expr::Attribute(class, member) => match self.types.of(class) {
                Type::Class(class) => Some(Literal::Member(*class, self.tree.names.hash(member))),
                _ => None,
            },
            Expr::Name(_) => plain(self.tree, self.constant(id)?),
            _ => plain(self.tree, id),
        }
    }

    /// The only value that a local name or a constant of the module ever has.
    fn constant(&self, id: ExprId) -> Option<ExprId> {
        let Expr::Name(name) = self.tree.expr(id) else { return None };
        let scopes = &self.ev.program.module(self.module).scopes;
        let hash = self.tree.names.hash(name);
        let (_, own) = scopes.lookup(self.owner, hash);
        let bindings = if own.is_empty() { scopes.lookup(Owner::Module, hash).1 } else { own };
        let is_constant = |text: &str| !text.contains(char::is_lowercase);
        match bindings {
            [only] if !own.is_empty() || is_constant(self.tree.names.text(name)) => match only.bound {
                Bound::Value(Source::Expr(value), None) | Bound::Annotated(_, value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    fn text(&self, id: ExprId) -> Option<Arc<str>> {
        match self.literal(id)? {
            Literal::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a display of literals.
    fn one_of(&self, id: ExprId) -> Option<Test> {
        let id = self.constant(id).unwrap_or(id);
        let (Expr::Tuple(items) | Expr::List(items) | Expr::Set(items)) = self.tree.expr(id) else {
            return None;
        };
        let literals: Option<Vec<Literal>> =
            self.tree.list(items).iter().map(|item| self.literal(*item)).collect();
        // Long tables of plain data are not kept.
        literals.filter(|literals| !literals.is_empty()).map(|literals| Test::OneOf(literals.into()))
    }

    /// `id`, or each part of it when it is a tuple.
    fn each<T>(&self, id: ExprId, one: impl Fn(ExprId) -> Option<T>) -> Option<Box<[T]>> {
        match self.tree.expr(id) {
            Expr::Tuple(items) => self.tree.list(items).iter().map(|item| one(*item)).collect(),
            _ => Some([one(id)?].into()),
        }
    }

    /// The name of a class of the language that no literal can slip into by a back door, as one could into `Hashable`.
    fn class_of_literals(&self, id: ExprId) -> Option<Arc<str>> {
        let Expr::Name(name) = self.tree.expr(id) else { return None };
        let text = self.tree.names.text(name);
        let known = matches!(
            text,
            "str" | "int" | "bool" | "float" | "bytes" | "dict" | "list" | "tuple" | "set" | "frozenset"
        );
        known.then(|| text.into())
    }
}

/// The value of a literal expression.
pub(crate) fn plain(tree: &Tree, id: ExprId) -> Option<Literal> {
    if id == ExprId::NONE {
        return None;
    }
    match tree.expr(id) {
        Expr::None => Some(Literal::None),
        Expr::Bool(value) => Some(Literal::Bool(value)),
        Expr::Int(value) => Some(Literal::Int(value)),
        Expr::Str(text) => Some(Literal::Str(tree.names.text(text).into())),
        _ => None,
    }
}
