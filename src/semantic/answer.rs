//! What is asked of a value, and what one answer tells of another.

use std::sync::Arc;

use super::condition::{Literal, every};
use super::types::ClassRef;

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Class {
    /// The order in which its bases are searched, itself first.
    pub(super) order: Arc<[ClassRef]>,
    /// Its name, where it is a class of the language whose instances are literals or never are.
    pub(super) name: Option<Arc<str>>,
}

/// A question, and whether the answer is yes.
pub(crate) type Answer = (Test, bool);

/// What is known of a value that is no literal, and of what kind it is, if that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Told {
    kind: Option<Literal>,
    answers: Box<[Answer]>,
}

/// More answers to questions about one value are not kept.
pub(super) const MOST_ANSWERS: usize = 16;

impl Class {
    /// Whether `value` is an instance.
    fn holds(&self, value: &Literal) -> Option<bool> {
        let own: &[&str] = match value {
            Literal::None => &["NoneType"],
            Literal::Bool(_) => &["bool", "int"],
            Literal::Int(_) => &["int"],
            Literal::Str(_) | Literal::Text(_) => &["str"],
            Literal::Instance(order) | Literal::Default(Some(order)) => return self.holds_instances(order),
            _ => return None,
        };
        self.name.as_ref().map(|name| own.contains(&&**name))
    }

    /// Whether instances of the class with this order of bases are its own.
    fn holds_instances(&self, order: &[ClassRef]) -> Option<bool> {
        let (class, asked) = (order.first()?, self.order.first()?);
        match () {
            () if order.contains(asked) => Some(true),
            // An instance of the subclass that is asked for would be one of the class that is known.
            () if self.order.contains(class) => None,
            () => Some(false),
        }
    }
}

impl Test {
    /// The answer for `value`, if it tells.
    pub(super) fn of(&self, value: &Literal) -> Option<bool> {
        let text = || match value {
            Literal::Str(text) => Some(text),
            _ => None,
        };
        match value {
            Literal::Told(told) => {
                let by_kind = told.kind.as_ref().and_then(|kind| self.of_kind(kind, &told.answers));
                return by_kind.or_else(|| self.after(&told.answers));
            }
            Literal::Either(_) => return self.of_kind(value, &[]),
            _ => {}
        }
        match self {
            Self::Truth => value.truth(),
            Self::OneOf(literals) => {
                every(literals.iter().map(|literal| value.equals(literal).map(|same| !same)))
                    .map(|none| !none)
            }
            Self::StartsWith(parts) => text().map(|text| parts.iter().any(|part| text.starts_with(&**part))),
            Self::EndsWith(parts) => text().map(|text| parts.iter().any(|part| text.ends_with(&**part))),
            Self::Holds(part) => text().map(|text| text.contains(&**part)),
            Self::Is(classes) => {
                every(classes.iter().map(|class| class.holds(value).map(|holds| !holds))).map(|none| !none)
            }
            Self::Default => Some(matches!(value, Literal::Default(_))),
            Self::Above(number) => match value {
                Literal::Int(value) => Some(value > number),
                Literal::Bool(value) => Some(i32::from(*value) > *number),
                _ => None,
            },
        }
    }

    /// The answer for a value of this kind that gave these answers.
    fn of_kind(&self, kind: &Literal, answers: &[Answer]) -> Option<bool> {
        let Literal::Either(members) = kind else { return self.of(kind) };
        let can_be = |member: &&Literal| answers.iter().all(|(test, holds)| test.of(member) != Some(!holds));
        let mut found = members.iter().filter(can_be).map(|member| self.of(member));
        let first = found.next()??;
        found.all(|answer| answer == Some(first)).then_some(first)
    }

    /// The answer, if these answers tell.
    pub(super) fn after(&self, answers: &[Answer]) -> Option<bool> {
        answers.iter().find_map(|(asked, holds)| self.follows(asked, *holds))
    }

    /// The answer of which another answer leaves no doubt.
    pub(super) fn follows(&self, asked: &Self, holds: bool) -> Option<bool> {
        if self == asked {
            return Some(holds);
        }
        // Whatever the value is among these literals, the answer is the same.
        let same_for = |literals: &[Literal]| {
            let mut answers = literals.iter().map(|literal| self.of(literal));
            let first = answers.next()??;
            answers.all(|answer| answer == Some(first)).then_some(first)
        };
        let none_is = |fits: &dyn Fn(&Literal) -> Option<bool>| match self {
            Self::OneOf(literals) => literals.iter().all(|other| fits(other) == Some(false)).then_some(false),
            _ => None,
        };
        match (asked, holds) {
            (Self::OneOf(literals), true) => same_for(literals),
            (Self::OneOf(excluded), false) => {
                none_is(&|other| excluded.iter().any(|own| own.equals(other) == Some(true)).then_some(false))
            }
            (Self::Truth, truth) => match self {
                Self::OneOf(_) => none_is(&|other| other.truth().map(|other| other == truth)),
                Self::StartsWith(parts) | Self::EndsWith(parts) if !truth => {
                    parts.iter().all(|part| !part.is_empty()).then_some(false)
                }
                Self::Holds(part) if !truth => (!part.is_empty()).then_some(false),
                Self::Above(number) if !truth => Some(*number < 0),
                _ => None,
            },
            (Self::StartsWith(parts), true) => match self {
                Self::Truth => parts.iter().all(|part| !part.is_empty()).then_some(true),
                Self::StartsWith(others) => {
                    let begins = |a: &str, b: &str| a.starts_with(b);
                    let is_like = |part: &Arc<str>| others.iter().any(|other| begins(part, other));
                    let can_be = |part: &Arc<str>| {
                        others.iter().any(|other| begins(part, other) || begins(other, part))
                    };
                    match () {
                        () if parts.iter().all(is_like) => Some(true),
                        () if !parts.iter().any(can_be) => Some(false),
                        () => None,
                    }
                }
                _ => none_is(&|other| asked.of(other).or_else(|| other.is_no_text().then_some(false))),
            },
            (Self::StartsWith(parts), false) => match self {
                Self::StartsWith(others) => {
                    let is_excluded = |other: &Arc<str>| parts.iter().any(|part| other.starts_with(&**part));
                    others.iter().all(is_excluded).then_some(false)
                }
                _ => none_is(&|other| asked.of(other).map(|starts| !starts)),
            },
            (Self::EndsWith(_) | Self::Holds(_), _) => {
                none_is(&|other| asked.of(other).map(|answer| answer == holds))
            }
            (Self::Is(classes), true) => match self {
                Self::Is(others) => {
                    let is_one = |class: &Class| {
                        let among = others.iter().map(|other| other.holds_instances(&class.order));
                        every(among.map(|holds| holds.map(|holds| !holds))).map(|none| !none)
                    };
                    let mut answers = classes.iter().map(is_one);
                    let first = answers.next()??;
                    answers.all(|answer| answer == Some(first)).then_some(first)
                }
                _ => none_is(&|other| asked.of(other)),
            },
            (Self::Is(excluded), false) => match self {
                Self::Is(others) => {
                    let is_excluded = |other: &Class| {
                        excluded.iter().any(|class| class.holds_instances(&other.order) == Some(true))
                    };
                    others.iter().all(is_excluded).then_some(false)
                }
                _ => none_is(&|other| asked.of(other).map(|is_one| !is_one)),
            },
            (Self::Above(least), true) => match self {
                Self::Above(number) => (least >= number).then_some(true),
                Self::Truth => (*least >= 0).then_some(true),
                _ => none_is(&|other| asked.of(other).or_else(|| (*other == Literal::None).then_some(false))),
            },
            (Self::Above(most), false) => match self {
                Self::Above(number) => (number >= most).then_some(false),
                _ => none_is(&|other| asked.of(other).map(|above| !above)),
            },
            (Self::Default, _) => None,
        }
    }
}

impl Told {
    /// What these answers tell of a value of this kind; nothing where there are none.
    pub(super) fn of(kind: Option<Literal>, mut answers: Vec<Answer>) -> Option<Literal> {
        let only = answers.iter().find_map(|(test, holds)| match test {
            Test::OneOf(literals) if *holds && literals.len() == 1 => literals.first(),
            _ => None,
        });
        if let Some(only) = only {
            return Some(only.clone());
        }
        if answers.is_empty() || kind.as_ref().is_some_and(Literal::is_plain) {
            return kind;
        }
        answers.sort_unstable();
        answers.dedup();
        Some(Literal::Told(Arc::new(Self { kind, answers: answers.into() })))
    }

    /// A value of which nothing else is known than whether it is true.
    pub(super) fn truth(truth: bool) -> Literal {
        Literal::Told(Arc::new(Self { kind: None, answers: [(Test::Truth, truth)].into() }))
    }

    /// What two sources know of the same value.
    pub(super) fn both(one: Option<&Literal>, other: Option<&Literal>) -> Option<Literal> {
        let (Some(one), Some(other)) = (one, other) else { return one.or(other).cloned() };
        if one.is_plain() || one == other {
            return Some(one.clone());
        }
        if other.is_plain() {
            return Some(other.clone());
        }
        let parts = |literal: &Literal| match literal {
            Literal::Told(told) => (told.kind.clone(), told.answers.to_vec()),
            kind => (Some(kind.clone()), Vec::new()),
        };
        let ((kind, mut answers), (other_kind, others)) = (parts(one), parts(other));
        answers.extend(others);
        answers.truncate(MOST_ANSWERS);
        Self::of(kind.or(other_kind), answers)
    }
}
