//! What must hold of a function's parameters, and of its receiver, for a place in its body to be reached, so that a call with
//! literal arguments takes only the ways that fit.

use std::sync::Arc;

use super::types::ClassRef;
use crate::python::{Expr, ExprId, NameHash, Tree, hash_name};

/// What a call shows of a value.
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
    /// A string of which only the hash is kept.
    Text(NameHash),
    /// A member of a class, as enumerations have them.
    Member(ClassRef, NameHash),
    /// An instance of a class, or of a subclass of it, by the order in which its bases are searched.
    Instance(Arc<[ClassRef]>),
    /// The default of the parameter, where that is no literal, with the class of an instance.
    Default(Option<Arc<[ClassRef]>>),
    /// Something else than that default.
    Other,
    /// A function, a method, a class.
    Callable,
    /// Whatever a condition has found to be true, or not to be.
    Asked(bool),
}

impl Literal {
    /// Whether it is true in a condition; `None` where its class decides.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Int(value) => Some(*value != 0),
            Self::Str(text) => Some(!text.is_empty()),
            Self::Text(hash) => Some(*hash != hash_name("")),
            Self::Asked(truth) => Some(*truth),
            Self::Callable => Some(true),
            Self::Member(..) | Self::Instance(_) | Self::Default(_) | Self::Other => None,
        }
    }

    /// Whether both are equal; `None` where a class decides.
    fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Bool(truth), Self::Int(number)) | (Self::Int(number), Self::Bool(truth)) => {
                Some(i32::from(*truth) == *number)
            }
            (Self::None, Self::Instance(_) | Self::Default(Some(_)) | Self::Callable)
            | (Self::Instance(_) | Self::Default(Some(_)) | Self::Callable, Self::None) => Some(false),
            // What is true is neither `None` nor anything else that is false.
            (Self::Asked(true), other) | (other, Self::Asked(true)) if other.truth() == Some(false) => {
                Some(false)
            }
            (Self::Default(_) | Self::Other | Self::Instance(_) | Self::Callable | Self::Asked(_), _)
            | (_, Self::Default(_) | Self::Other | Self::Instance(_) | Self::Callable | Self::Asked(_)) => {
                None
            }
            (Self::Member(class, _), Self::Member(other, _)) if class != other => None,
            (Self::Member(..), Self::Int(_) | Self::Str(_) | Self::Text(_) | Self::Bool(_))
            | (Self::Int(_) | Self::Str(_) | Self::Text(_) | Self::Bool(_), Self::Member(..)) => None,
            (Self::Str(text), Self::Text(hash)) | (Self::Text(hash), Self::Str(text)) => {
                Some(hash_name(text) == *hash)
            }
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
    /// Whether it is an instance of one of these classes.
    Is(Box<[Class]>),
    /// Whether it is what the parameter holds when nothing is passed.
    Default,
    /// Whether it is a greater number than this.
    Above(i32),
}

/// A class that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    /// The order in which its bases are searched, itself first.
    pub(super) order: Arc<[ClassRef]>,
    /// Its name, where it is a class of the language whose instances are literals or never are.
    pub(super) name: Option<Arc<str>>,
}

impl Class {
    /// Whether `value` is an instance.
    fn holds(&self, value: &Literal) -> Option<bool> {
        let own: &[&str] = match value {
            Literal::None => &["NoneType"],
            Literal::Bool(_) => &["bool", "int"],
            Literal::Int(_) => &["int"],
            Literal::Str(_) | Literal::Text(_) => &["str"],
            Literal::Instance(order) | Literal::Default(Some(order)) => {
                let (class, asked) = (order.first()?, self.order.first()?);
                return match () {
                    () if order.contains(asked) => Some(true),
                    // An instance of the subclass that is asked for would be one of the class that is known.
                    () if self.order.contains(class) => None,
                    () => Some(false),
                };
            }
            Literal::Member(..)
            | Literal::Default(None)
            | Literal::Other
            | Literal::Callable
            | Literal::Asked(_) => return None,
        };
        self.name.as_ref().map(|name| own.contains(&&**name))
    }
}

impl Test {
    pub(super) fn of(&self, value: &Literal) -> Option<bool> {
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
                every(classes.iter().map(|class| class.holds(value).map(|holds| !holds))).map(|none| !none)
            }
            Self::Default => match value {
                Literal::Default(_) => Some(true),
                _ => Some(false),
            },
            Self::Above(number) => match value {
                Literal::Int(value) => Some(value > number),
                Literal::Bool(value) => Some(i32::from(*value) > *number),
                _ => None,
            },
        }
    }
}

/// Larger conditions are not kept.
const MOST_PARTS: usize = 200;

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

/// What a question is put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// A parameter, by its number.
    Parameter(u16),
    /// An attribute of the receiver that only constructors bind.
    Attribute(NameHash),
    /// An attribute of what a parameter holds.
    OfParameter(u16, NameHash),
    /// An attribute of what an attribute holds.
    OfAttribute(NameHash, NameHash),
}

/// A question to one parameter, or to an attribute of the receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub(super) subject: Subject,
    pub(super) test: Test,
}

impl Condition {
    /// Whether it holds where `given` tells what is known of parameters; `None` when that does not decide.
    pub(crate) fn holds<'g>(&self, given: &impl Fn(Subject) -> Option<&'g Literal>) -> Option<bool> {
        match self {
            Self::Open => None,
            Self::Of(asked) => given(asked.subject).and_then(|value| asked.test.of(value)),
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

    /// What `subject` must be like where this holds, or where it does not.
    pub(super) fn told(&self, subject: Subject, holds: bool) -> Option<Literal> {
        match (self, holds) {
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                parts.iter().find_map(|part| part.told(subject, holds))
            }
            (Self::Not(inner), _) => inner.told(subject, !holds),
            (Self::Of(asked), _) if asked.subject == subject => match (&asked.test, holds) {
                (Test::Truth, _) => Some(Literal::Asked(holds)),
                (Test::OneOf(literals), true) if literals.len() == 1 => literals.first().cloned(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the text of `subject` must begin so where this holds, or where it does not.
    pub(super) fn begins(&self, subject: Subject, prefix: &str, holds: bool) -> bool {
        let part = |part: &Self| part.begins(subject, prefix, holds);
        match (self, holds) {
            (Self::All(parts), true) | (Self::Any(parts), false) => parts.iter().any(part),
            (Self::Any(parts), true) | (Self::All(parts), false) => parts.iter().all(part),
            (Self::Not(inner), _) => inner.begins(subject, prefix, !holds),
            (Self::Of(Asked { subject: asked, test: Test::StartsWith(parts) }), true) => {
                *asked == subject && parts.iter().all(|part| part.starts_with(prefix))
            }
            _ => false,
        }
    }

    /// Calls `visit` with each question to a parameter or an attribute.
    pub(super) fn each<'c>(&'c self, visit: &mut impl FnMut(&'c Asked)) {
        match self {
            Self::Open => {}
            Self::Of(asked) => visit(asked),
            Self::Not(inner) => inner.each(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(visit)),
            Self::Unless(stale, inner) => {
                stale.each(visit);
                inner.each(visit);
            }
        }
    }

    /// Whether it has more parts than anybody writes by hand; names that stand for conditions could double it line by line.
    fn is_large(&self) -> bool {
        fn within(condition: &Condition, rest: &mut usize) -> bool {
            let Some(left) = rest.checked_sub(1) else { return false };
            *rest = left;
            match condition {
                Condition::Open | Condition::Of(_) => true,
                Condition::Not(inner) => within(inner, rest),
                Condition::All(parts) | Condition::Any(parts) => parts.iter().all(|part| within(part, rest)),
                Condition::Unless(stale, inner) => within(stale, rest) && within(inner, rest),
            }
        }
        !within(self, &mut { MOST_PARTS })
    }

    /// The condition, unless it is too large to be asked again and again: then nothing is known.
    pub(super) fn if_small(self) -> Self {
        if self.is_large() { Self::Open } else { self }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Open => Self::Open,
            Self::Not(inner) => Arc::unwrap_or_clone(inner),
            other => Self::Not(Arc::new(other)),
        }
    }

    /// What held before and this one, as long as that is not too much to keep.
    pub(super) fn both(before: Option<&Arc<Self>>, condition: Self) -> Arc<Self> {
        let Some(before) = before else { return Arc::new(condition) };
        match Self::All([(**before).clone(), condition].into()).if_small() {
            Self::Open => Arc::clone(before),
            both => Arc::new(both),
        }
    }

    pub(super) fn all(parts: Vec<Self>) -> Self {
        if parts.iter().all(|part| *part == Self::Open) {
            Self::Open
        } else {
            Self::All(parts.into()).if_small()
        }
    }

    pub(super) fn any(parts: Vec<Self>) -> Self {
        if parts.iter().all(|part| *part == Self::Open) {
            Self::Open
        } else {
            Self::Any(parts.into()).if_small()
        }
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
    known: Box<[(Subject, Value)]>,
    /// The parameters that are passed, or may be, by number; the rest take their defaults.
    passed: u64,
    /// Whether the caller's receiver is that of the call, too.
    pub(super) same_receiver: bool,
}

/// What is known of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Literal(Literal),
    /// A parameter of the caller, as it came, and what its type tells.
    Parameter(u16, Option<Literal>),
    /// The answer to a question about parameters of the caller.
    Answer(Arc<Condition>),
}

impl Default for Given {
    /// Nothing is known of any parameter.
    fn default() -> Self {
        Self { known: Box::default(), passed: u64::MAX, same_receiver: false }
    }
}

impl Given {
    /// Notes whether the caller's receiver is that of the call, too.
    pub(crate) fn with_receiver(self, same_receiver: bool) -> Self {
        Self { same_receiver, ..self }
    }

    /// What holds whoever calls the caller.
    pub(crate) fn literals(&self) -> Self {
        let known = self.known.iter().filter(|(_, value)| matches!(value, Value::Literal(_)));
        Self { known: known.cloned().collect(), same_receiver: false, ..*self }
    }

    /// Notes what is known of attributes: of the receiver, and of what is passed.
    pub(crate) fn with_attributes(mut self, attributes: Vec<(Subject, Literal)>) -> Self {
        if !attributes.is_empty() {
            let known = attributes.into_iter().map(|(subject, value)| (subject, Value::Literal(value)));
            self.known = std::mem::take(&mut self.known).into_iter().chain(known).collect();
        }
        self
    }

    /// Notes for each parameter that is passed what is known of it.
    pub(crate) fn new(passed: impl Iterator<Item = (u16, Option<Value>)>, same_receiver: bool) -> Self {
        let mut mask = 0;
        let mut known = Vec::new();
        for (index, value) in passed {
            mask |= bit(index);
            known.extend(value.map(|value| (Subject::Parameter(index), value)));
        }
        Self { known: known.into(), passed: mask, same_receiver }
    }

    /// What `subject` is for the callee when the caller's parameters and attributes are what `outer` tells, and `under` holds.
    pub(crate) fn literal<'g>(
        &self,
        subject: Subject,
        outer: &impl Fn(Subject) -> Option<&'g Literal>,
        under: Option<&Condition>,
        default: impl FnOnce(u16) -> Option<Literal>,
    ) -> Option<Literal> {
        let told = |subject| under.and_then(|under| under.told(subject, true));
        match (self.value(subject), subject) {
            (Some(Value::Literal(literal)), _) => Some(literal.clone()),
            (Some(Value::Parameter(number, typed)), _) => {
                let own = Subject::Parameter(*number);
                outer(own).or(typed.as_ref()).cloned().or_else(|| told(own))
            }
            (Some(Value::Answer(condition)), _) => condition.holds(outer).map(Literal::Bool),
            (None, Subject::Parameter(index)) => {
                let is_passed = bit(index) == 0 || self.passed & bit(index) != 0;
                if is_passed { None } else { default(index) }
            }
            (None, _) => {
                let outside = self.outside(subject)?;
                outer(outside).cloned().or_else(|| told(outside))
            }
        }
    }

    /// What holds the same in the caller.
    pub(super) fn outside(&self, subject: Subject) -> Option<Subject> {
        let outer = |index| match self.value(Subject::Parameter(index)) {
            Some(Value::Parameter(outer, _)) => Some(*outer),
            _ => None,
        };
        match subject {
            Subject::Parameter(index) => outer(index).map(Subject::Parameter),
            Subject::OfParameter(index, name) => outer(index).map(|outer| Subject::OfParameter(outer, name)),
            Subject::Attribute(_) | Subject::OfAttribute(..) => self.same_receiver.then_some(subject),
        }
    }

    /// What is known of a parameter or an attribute of the callee.
    pub(super) fn value(&self, subject: Subject) -> Option<&Value> {
        self.known.iter().find(|(known, _)| *known == subject).map(|(_, value)| value)
    }
}

/// The place of a parameter in a set; none for those that no sane function has.
fn bit(index: u16) -> u64 {
    1_u64.checked_shl(u32::from(index)).unwrap_or_default()
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
