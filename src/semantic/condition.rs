//! What must hold of a function's parameters, and of its receiver, for a place in its body to be reached, so that a call with
//! literal arguments takes only the ways that fit.

use std::sync::Arc;

use super::answer::{Answer, MOST_ANSWERS, Test, Told};
use super::types::{ClassRef, Type};
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
    /// A constant of a library, by its qualified name.
    Named(NameHash),
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
    /// One of these.
    Either(Arc<[Literal]>),
    /// Nothing, where a keyword could have been passed.
    Absent,
    /// Something of which conditions have told something.
    Told(Arc<Told>),
}

impl Literal {
    /// Whether it is true in a condition; `None` where its class decides.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::None | Self::Absent => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Int(value) => Some(*value != 0),
            Self::Str(text) => Some(!text.is_empty()),
            Self::Text(hash) => Some(*hash != hash_name("")),
            Self::Callable => Some(true),
            Self::Told(_) | Self::Either(_) => Test::Truth.of(self),
            Self::Named(_) | Self::Member(..) | Self::Instance(_) | Self::Default(_) | Self::Other => None,
        }
    }

    /// Whether it says all that there is to know of the value.
    pub(super) fn is_plain(&self) -> bool {
        matches!(
            self,
            Self::None
                | Self::Bool(_)
                | Self::Int(_)
                | Self::Str(_)
                | Self::Text(_)
                | Self::Named(_)
                | Self::Member(..)
        )
    }

    /// Whether it is certainly no string.
    pub(super) fn is_no_text(&self) -> bool {
        matches!(self, Self::None | Self::Bool(_) | Self::Int(_))
    }

    /// Whether it may be any object, of which its class says what it is equal to.
    fn is_object(&self) -> bool {
        matches!(
            self,
            Self::Default(_)
                | Self::Other
                | Self::Instance(_)
                | Self::Callable
                | Self::Told(_)
                | Self::Either(_)
        )
    }

    /// Whether both are equal; `None` where a class decides.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            // What `kwargs.get(..)` gives.
            (Self::Absent, other) | (other, Self::Absent) => Some(*other == Self::None),
            (Self::Bool(truth), Self::Int(number)) | (Self::Int(number), Self::Bool(truth)) => {
                Some(i32::from(*truth) == *number)
            }
            (Self::None, Self::Instance(_) | Self::Default(Some(_)) | Self::Callable)
            | (Self::Instance(_) | Self::Default(Some(_)) | Self::Callable, Self::None) => Some(false),
            (Self::Named(name), Self::Named(other)) => (name == other).then_some(true),
            (Self::Named(_), other) | (other, Self::Named(_)) => (*other == Self::None).then_some(false),
            (one, other) if one.is_object() || other.is_object() => None,
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
    /// Any other attribute of the receiver, as it is when the body begins.
    State(NameHash),
    /// An attribute of what a parameter holds.
    OfParameter(u16, NameHash),
    /// An attribute of what an attribute holds.
    OfAttribute(NameHash, NameHash),
    /// What a double star takes under this name.
    Keyword(NameHash),
    /// A local name, or a parameter that has been bound anew.
    Local(NameHash),
}

/// A question to one parameter, or to an attribute of the receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub(super) subject: Subject,
    pub(super) test: Test,
}

impl Condition {
    /// One that always holds, or never.
    pub(super) fn constant(holds: bool) -> Self {
        if holds { Self::All(Arc::default()) } else { Self::Any(Arc::default()) }
    }

    /// Whether it holds where `given` tells what is known of parameters; `None` when that does not decide.
    pub(crate) fn holds<'g>(&self, given: &dyn Fn(Subject) -> Option<&'g Literal>) -> Option<bool> {
        let answer = |asked: &Asked| given(asked.subject).and_then(|value| asked.test.of(value));
        let found = self.answered(&answer);
        if found.is_some() || !self.asks_twice() {
            return found;
        }
        // What one part leaves no doubt about answers the others.
        let mut facts: Vec<(&Asked, bool)> = Vec::new();
        self.each_fact(true, false, &mut |asked, holds| facts.push((asked, holds)));
        let follows = |asked: &Asked| {
            let same = facts.iter().filter(|(fact, _)| fact.subject == asked.subject);
            { same }.find_map(|(fact, holds)| asked.test.follows(&fact.test, *holds))
        };
        match self.answered(&|asked| answer(asked).or_else(|| follows(asked))) {
            Some(false) => Some(false),
            _ => None,
        }
    }

    fn answered(&self, answer: &dyn Fn(&Asked) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Open => None,
            Self::Of(asked) => answer(asked),
            Self::Not(inner) => inner.answered(answer).map(|holds| !holds),
            Self::All(parts) => every(parts.iter().map(|part| part.answered(answer))),
            Self::Any(parts) => {
                every(parts.iter().map(|part| part.answered(answer).map(|holds| !holds))).map(|none| !none)
            }
            Self::Unless(stale, inner) => match stale.answered(answer) {
                Some(false) => inner.answered(answer),
                _ => None,
            },
        }
    }

    /// Whether several questions are put to one subject.
    fn asks_twice(&self) -> bool {
        let mut subjects: Vec<Subject> = Vec::new();
        let mut twice = false;
        self.each(&mut |asked| {
            twice |= subjects.contains(&asked.subject);
            subjects.push(asked.subject);
        });
        twice
    }

    /// Calls `visit` with each answer that is sure where this holds, or where it does not: of what parameters held on entry, or of what
    /// their names hold `now`.
    pub(super) fn each_fact<'c>(&'c self, holds: bool, now: bool, visit: &mut dyn FnMut(&'c Asked, bool)) {
        match (self, holds) {
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                parts.iter().for_each(|part| part.each_fact(holds, now, visit));
            }
            (Self::Not(inner), _) => inner.each_fact(!holds, now, visit),
            (Self::Unless(_, inner), _) if now => inner.each_fact(holds, now, visit),
            (Self::Of(asked), _) => visit(asked, holds),
            _ => {}
        }
    }

    /// What is sure of `subject` where this holds.
    pub(super) fn told(&self, subject: Subject) -> Option<Literal> {
        let mut answers: Vec<Answer> = Vec::new();
        self.each_fact(true, false, &mut |asked, holds| {
            if asked.subject == subject && answers.len() < MOST_ANSWERS {
                answers.push((asked.test.clone(), holds));
            }
        });
        Told::of(None, answers)
    }

    /// The same without what is asked of local names, which callers know nothing of.
    pub(super) fn for_callers(self) -> Self {
        let asks_locals = |condition: &Self| {
            let mut found = false;
            condition.each(&mut |asked| found |= matches!(asked.subject, Subject::Local(_)));
            found
        };
        if !asks_locals(&self) {
            return self;
        }
        let each = |parts: &[Self]| parts.iter().cloned().map(Self::for_callers).collect();
        match self {
            Self::Not(inner) => Arc::unwrap_or_clone(inner).for_callers().negated(),
            Self::All(parts) => Self::all(each(&parts)),
            Self::Any(parts) => Self::any(each(&parts)),
            _ => Self::Open,
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
    pub(super) fn each<'c>(&'c self, visit: &mut dyn FnMut(&'c Asked)) {
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
        if !parts.is_empty() && parts.iter().all(|part| *part == Self::Open) {
            Self::Open
        } else {
            Self::All(parts.into()).if_small()
        }
    }

    pub(super) fn any(parts: Vec<Self>) -> Self {
        if !parts.is_empty() && parts.iter().all(|part| *part == Self::Open) {
            Self::Open
        } else {
            Self::Any(parts.into()).if_small()
        }
    }
}

/// Whether all hold: one that does not decides, one that is not known leaves it open.
pub(super) fn every(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
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

/// What must hold for control to get to a place in a body.
#[derive(Debug, Clone, Default)]
pub(super) struct Under {
    /// Of the function's parameters and of its receiver.
    pub(super) condition: Option<Arc<Condition>>,
    pub(super) guards: Guards,
}

/// How many tests decide whether control gets to a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Guards {
    /// Tests that callers may know the answers to.
    asked: u8,
    /// Tests that nobody knows the answers to.
    open: u8,
}

/// So many tests in one function are as good as any number.
const MOST_GUARDS: u8 = 3;

impl Guards {
    /// One more test.
    pub(super) fn add(&mut self, condition: &Condition) {
        let count = match condition {
            Condition::Open => &mut self.open,
            Condition::All(parts) | Condition::Any(parts) if parts.is_empty() => return,
            _ => &mut self.asked,
        };
        *count = count.saturating_add(1);
    }

    /// How many of them are left to chance where what callers know answers theirs, or does not.
    pub(super) fn doubts(self, answered: bool) -> u32 {
        let asked = if answered { 0 } else { self.asked };
        u32::from(self.open.saturating_add(asked).min(MOST_GUARDS))
    }
}

/// What a call is known to pass to the parameters of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    known: Box<[(Subject, Value)]>,
    /// The parameters that are passed, or may be, by number; the rest take their defaults.
    passed: u64,
    /// Whether the caller's receiver is that of the call, too.
    pub(super) same_receiver: bool,
    /// Whether its attributes are what they were when the caller's body began.
    pub(super) same_state: bool,
    /// The class of the receiver.
    pub(super) receiver: Option<ClassRef>,
    /// What a double star of the callee takes besides what is known.
    pub(super) rest: Rest,
}

/// Keywords that a call passes and that its text does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nobody knows.
    Unknown,
    /// There are none.
    Nothing,
    /// Those that the caller was given.
    Forwarded,
}

/// What is known of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Literal(Literal),
    /// A parameter of the caller, as it came, and what its type tells.
    Parameter(u16, Option<Literal>),
    /// The answer to a question about parameters of the caller.
    Answer(Arc<Condition>),
    /// Something that is true where this holds of parameters of the caller, and otherwise not.
    Truth(Arc<Condition>),
    /// What the double star of the caller holds under this name, if anything.
    Keyword(NameHash),
}

impl Default for Given {
    /// Nothing is known of any parameter.
    fn default() -> Self {
        Self {
            known: Box::default(),
            passed: u64::MAX,
            same_receiver: false,
            same_state: false,
            receiver: None,
            rest: Rest::Unknown,
        }
    }
}

impl Given {
    /// Notes the receiver, and whether it is the caller's own, and as it was when the caller's body began.
    pub(crate) fn with_receiver(
        self,
        receiver: Option<&Type>,
        same_receiver: bool,
        same_state: bool,
    ) -> Self {
        let receiver = match receiver {
            Some(Type::Instance(class, _)) => Some(*class),
            _ => None,
        };
        Self { same_receiver, same_state, receiver, ..self }
    }

    /// What holds whoever calls the caller.
    pub(crate) fn literals(&self) -> Self {
        let known = self.known.iter().filter(|(_, value)| matches!(value, Value::Literal(_)));
        Self { known: known.cloned().collect(), same_receiver: false, ..*self }
    }

    /// Notes what else is known: of attributes of the receiver and of what is passed, and of keywords.
    pub(crate) fn with(mut self, known: impl Iterator<Item = (Subject, Value)>) -> Self {
        let mut known = known.peekable();
        if known.peek().is_some() {
            self.known = std::mem::take(&mut self.known).into_iter().chain(known).collect();
        }
        self
    }

    /// The same of literals.
    pub(crate) fn with_literals(self, known: Vec<(Subject, Literal)>) -> Self {
        self.with(known.into_iter().map(|(subject, value)| (subject, Value::Literal(value))))
    }

    /// Notes for each parameter that is passed what is known of it.
    pub(crate) fn new(passed: impl Iterator<Item = (u16, Option<Value>)>, rest: Rest) -> Self {
        let mut mask = 0;
        let mut known = Vec::new();
        for (index, value) in passed {
            mask |= bit(index);
            known.extend(value.map(|value| (Subject::Parameter(index), value)));
        }
        Self { known: known.into(), passed: mask, rest, ..Self::default() }
    }

    /// What `subject` is for the callee when the caller's parameters and attributes are what `outer` tells, and `under` holds.
    pub(crate) fn literal<'g>(
        &self,
        subject: Subject,
        outer: &dyn Fn(Subject) -> Option<&'g Literal>,
        under: Option<&Condition>,
        default: impl FnOnce(u16) -> Option<Literal>,
    ) -> Option<Literal> {
        let told = |subject| under.and_then(|under| under.told(subject));
        match (self.value(subject), subject) {
            (Some(Value::Literal(literal)), _) => Some(literal.clone()),
            (Some(Value::Parameter(number, typed)), _) => {
                let own = Subject::Parameter(*number);
                let known = Told::both(outer(own), typed.as_ref());
                Told::both(known.as_ref(), told(own).as_ref())
            }
            (Some(Value::Answer(condition)), _) => condition.holds(outer).map(Literal::Bool),
            (Some(Value::Truth(condition)), _) => condition.holds(outer).map(Told::truth),
            (Some(Value::Keyword(name)), _) => {
                let known = outer(Subject::Keyword(*name));
                match (known, subject) {
                    (Some(Literal::Absent), Subject::Parameter(index)) => default(index),
                    _ => known.cloned(),
                }
            }
            (None, Subject::Keyword(_)) if self.rest == Rest::Nothing => Some(Literal::Absent),
            (None, Subject::Parameter(index)) => {
                let is_passed = bit(index) == 0 || self.passed & bit(index) != 0;
                if is_passed { None } else { default(index) }
            }
            (None, _) => {
                let outside = self.outside(subject)?;
                Told::both(outer(outside), told(outside).as_ref())
            }
        }
    }

    /// What holds the same in the caller.
    pub(super) fn outside(&self, subject: Subject) -> Option<Subject> {
        let outer = |index| match self.value(Subject::Parameter(index)) {
            Some(Value::Parameter(outer, _)) => Some(*outer),
            _ => None,
        };
        if let Some(Value::Keyword(name)) = self.value(subject) {
            return Some(Subject::Keyword(*name));
        }
        match subject {
            Subject::Keyword(_) => (self.rest == Rest::Forwarded).then_some(subject),
            Subject::Parameter(index) => outer(index).map(Subject::Parameter),
            Subject::OfParameter(index, name) => outer(index).map(|outer| Subject::OfParameter(outer, name)),
            Subject::Attribute(_) if let Some(Value::Parameter(index, _)) = self.value(subject) => {
                Some(Subject::Parameter(*index))
            }
            Subject::Attribute(_) | Subject::OfAttribute(..) => self.same_receiver.then_some(subject),
            Subject::State(_) => (self.same_receiver && self.same_state).then_some(subject),
            Subject::Local(_) => None,
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
