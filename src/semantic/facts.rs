//! What following a function body in order has shown.

use std::sync::Arc;

use super::condition::{Condition, Given, Guards};
use super::derived::Derived;
use super::program::Program;
use super::types::{Captured, FuncRef, Type};
use crate::python::ExprId;
use crate::text::Span;

/// What runs at a site.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The body of a function of the project, or a function of a library that the stubs mark.
    Function(FuncRef, Option<Arc<Captured>>),
    /// Whatever was passed for a parameter, or something made of it.
    Parameter(Arc<Passing>),
    /// A function that the configuration calls blocking, by its number there.
    Configured(u32),
}

/// What is done with something made of a parameter, its own function's or another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passing {
    /// What it is of the parameter.
    pub value: Derived,
    /// What is done with it.
    pub action: Action,
}

/// How a value makes control leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// It is called.
    Call,
    /// It is iterated.
    Iterate,
    /// It is entered and left.
    Enter,
}

/// Why something runs at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// A call.
    Call,
    /// Reading an attribute, an operator, entering, iterating: no call is written.
    Implicit,
    /// Handed to something that calls it at once.
    Handed,
    /// Handed to the event loop, which calls it later.
    Scheduled,
}

/// A place in a body where control leaves for another function.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The expression that makes control leave.
    pub at: ExprId,
    /// Its place.
    pub span: Span,
    /// What runs.
    pub target: Target,
    /// Why.
    pub via: Via,
    /// Whether the value is awaited on the spot.
    pub awaited: bool,
    /// Callables and objects that the call binds to parameters of the target.
    pub handed: Vec<(u16, Type)>,
    /// Waits for a future that only the running loop can complete.
    pub threadsafe: bool,
    /// Runs what sees the same as this function: another method of an object that only its maker knows in full, or a nested function.
    pub shares: bool,
    /// What must hold of the function's parameters for control to get here.
    pub under: Option<Arc<Condition>>,
    /// How many tests decide that.
    pub(crate) guards: Guards,
    /// What the call passes, as far as literals tell.
    pub given: Given,
    /// How many sites of the same expression stand for this call, of which one runs, nobody knows which; zero for one that runs.
    pub alternatives: u8,
}

impl Site {
    /// Whether it hands something over, or calls what was handed over.
    pub(crate) fn hands_over(&self) -> bool {
        match &self.target {
            Target::Parameter(..) => true,
            Target::Function(_, closure) => !self.handed.is_empty() || closure.is_some() || self.shares,
            Target::Configured(_) => false,
        }
    }

    /// Whether it is the same but for its place.
    fn leads_like(&self, other: &Self) -> bool {
        let here = |site: &Self| {
            (site.via, site.awaited, site.threadsafe, site.shares, site.alternatives, site.guards)
        };
        here(self) == here(other)
            && self.target == other.target
            && self.handed == other.handed
            && self.under == other.under
            && self.given == other.given
    }

    /// A site that hands nothing over, and waits for no other thread.
    pub(crate) fn new(at: ExprId, span: Span, target: Target, via: Via) -> Self {
        Self {
            at,
            span,
            target,
            via,
            awaited: false,
            handed: Vec::new(),
            threadsafe: false,
            shares: false,
            under: None,
            guards: Guards::default(),
            given: Given::default(),
            alternatives: 0,
        }
    }
}

/// What following one function body has shown.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// In the order of execution.
    pub sites: Vec<Site>,
    /// Functions that the body hands to the event loop as callbacks.
    pub scheduled: Vec<FuncRef>,
    /// Coroutine functions that the body calls, as they are seen from a subclass of their class.
    pub started: Vec<FuncRef>,
    /// Callables and objects that are passed to parameters of coroutine functions, which call them on the loop, and to constructors
    /// that are made of fields.
    pub passed_on: Vec<(FuncRef, u16, Type)>,
    /// Closures made here: what the parameters of the enclosing function are known to be.
    pub captured: Vec<Arc<Captured>>,
}

impl Facts {
    /// The functions of the project that are called.
    pub(crate) fn calls(&self, program: &Program) -> impl Iterator<Item = FuncRef> {
        self.sites.iter().filter_map(|site| match site.target {
            Target::Function(target, _) if program.is_project(target.module) => Some(target),
            _ => None,
        })
    }

    /// Whether functions are handed to others.
    pub(crate) fn hands_over(&self) -> bool {
        let apart = self.scheduled.is_empty()
            && self.started.is_empty()
            && self.captured.is_empty()
            && self.passed_on.is_empty();
        !apart || self.sites.iter().any(Site::hands_over)
    }

    /// Whether control goes the same ways, wherever in the text it does.
    pub(crate) fn leads_like(&self, other: &Self) -> bool {
        self.sites.len() == other.sites.len()
            && self.sites.iter().zip(&other.sites).all(|(a, b)| a.leads_like(b))
            && self.hands_over_apart_like(other)
    }

    /// Whether the same is handed over, at sites that lead alike. Gives the numbers of these sites where they are others by now.
    pub(crate) fn hands_over_like(&self, other: &Self) -> Option<Vec<(u32, u32)>> {
        let sites = |facts: &'_ Self| {
            let sites = (0_u32..).zip(&facts.sites).filter(|(_, site)| site.hands_over());
            sites.map(|(number, _)| number).collect::<Vec<u32>>()
        };
        let (own, others) = (sites(self), sites(other));
        let leads_alike =
            |(a, b): (&u32, &u32)| self.sites[*a as usize].leads_like(&other.sites[*b as usize]);
        let alike = own.len() == others.len()
            && own.iter().zip(&others).all(leads_alike)
            && self.hands_over_apart_like(other);
        alike.then(|| own.into_iter().zip(others).filter(|(a, b)| a != b).collect())
    }

    fn hands_over_apart_like(&self, other: &Self) -> bool {
        self.scheduled == other.scheduled
            && self.started == other.started
            && self.passed_on == other.passed_on
            && self.captured == other.captured
    }

    /// Whether nothing was seen that matters beyond the body.
    pub(crate) fn is_empty(&self) -> bool {
        self.sites.is_empty()
            && self.scheduled.is_empty()
            && self.started.is_empty()
            && self.passed_on.is_empty()
            && self.captured.is_empty()
    }
}

/// The types of the expressions of one function.
#[derive(Debug, Default)]
pub struct Types {
    pub(crate) first: u32,
    pub(crate) types: Vec<Type>,
}

impl Types {
    pub(crate) fn reset(&mut self, first: ExprId, end: ExprId) {
        self.first = first.0;
        self.types.clear();
        let len = if end == ExprId::NONE { 0 } else { end.0.saturating_sub(first.0) };
        self.types.resize(len as usize, Type::Unknown);
    }

    pub(crate) fn set(&mut self, id: ExprId, value: &Type) {
        let index = id.0.wrapping_sub(self.first) as usize;
        if let Some(slot) = self.types.get_mut(index) {
            *slot = value.clone();
        }
    }

    /// What is known of the expression at the time when it was evaluated.
    pub fn of(&self, id: ExprId) -> &Type {
        self.types.get(id.0.wrapping_sub(self.first) as usize).unwrap_or(&Type::Unknown)
    }
}
