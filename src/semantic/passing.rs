//! What is handed over, and where it is used: which functions run there, of those that only the caller can name.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::{Callee, known_to};
use super::condition::{Given, Literal, Subject};
use super::effects::{Bodies, Edge, Leaf, Next, blocks};
use super::evaluate::Evaluator;
use super::facts::{Action, Passing, Site};
use super::follow::Trail;
use super::function_set::{FunctionSet, Numbers};
use super::handing::{To, Use, Uses, closure, handed_value};
use super::program::Program;
use super::types::{Captured, FuncRef, Type};
use super::ways::default_of;

/// A parameter, by its function and number.
type Parameter = (FuncRef, u16);

/// What the program hands to parameters: of coroutine functions, of constructors, and of the functions around closures.
type Handed = FxHashMap<Parameter, Vec<Type>>;

/// Objects that were made with others, which were made with others, are followed that many hands deep.
const MOST_HANDS: usize = 4;

/// Where more values are handed to more places than this, in ways of one to the other, they are not followed.
const MOST_WAYS: usize = 50_000;

/// Leads that one thread takes at a time.
const LEADS_AT_A_TIME: usize = 512;

/// What runs where functions call what they are handed. That may call functions of which nobody knew that they run, and these
/// hand something over in turn: with each round what is new is looked at, and what it says of the rest.
#[derive(Debug, Default)]
pub(super) struct Binding {
    uses: Uses,
    /// Whether the modules that matter by themselves have been looked at.
    knows_tops: bool,
    /// Functions that were reached from elsewhere and that hand something over.
    handing: Vec<FuncRef>,
    /// Leads to parameters that are not known to run on the loop.
    waiting: Vec<u32>,
    /// Those that are.
    asking: Vec<u32>,
    /// In how many places each parameter is asked for.
    places: FxHashMap<Parameter, usize>,
    /// What is handed to each parameter that is asked for, in order and each once.
    handed: Handed,
    /// The functions that have these parameters.
    asked: FunctionSet,
    known: FxHashSet<(Parameter, Type)>,
    /// Where control goes, by lead.
    edges: FxHashMap<u32, Vec<Edge>>,
    /// Leads whose edges depend on what a function does that something has been handed to on the way.
    on_the_way: Vec<(FuncRef, u32)>,
    /// Leads whose edges depend on what is handed to a constructor elsewhere.
    elsewhere: Vec<(Parameter, u32)>,
}

/// What runs at a lead, and what that depends on.
#[derive(Debug, Default)]
struct Outcome {
    edges: Vec<Edge>,
    called: Vec<FuncRef>,
    on_the_way: Vec<FuncRef>,
    elsewhere: Vec<Parameter>,
}

impl Binding {
    /// Nothing is known, of a program with so many functions.
    pub(super) fn new(numbers: &Numbers) -> Self {
        Self { uses: Uses::new(numbers), asked: FunctionSet::new(numbers), ..Self::default() }
    }

    /// Takes in functions that have been reached from elsewhere, the first time the modules that matter by themselves as well. Gives the
    /// functions that are called.
    pub(super) fn extend<T: Send + Sync>(
        &mut self,
        program: &Program,
        trail: &Trail<T>,
        on_loop: &FunctionSet,
        reached: Vec<FuncRef>,
    ) -> Vec<FuncRef> {
        let start = self.uses.leads.len();
        let is_first = !std::mem::replace(&mut self.knows_tops, true);
        let tops = trail.tops().filter(|_| is_first).map(|top| &top.out.handing);
        let others = reached.iter().filter_map(|func| trail.out(*func)).map(|out| &out.handing);
        let leads = tops.chain(others).map(|handing| &*handing.leads);
        let (grew, touched) = self.uses.extend(program, trail, leads);
        let come = self.come_on_loop(start, on_loop);
        let fed = self.feed(trail, is_first, &reached);
        self.handing.extend(reached);
        let todo = self.outdated(touched, &grew, &come, fed);
        let asking: FxHashSet<u32> = self.asking.iter().copied().collect();
        let finder = Finder { program, trail, binding: self, asking: &asking };
        let outcomes: Vec<(u32, Outcome)> = todo
            .par_iter()
            .with_max_len(LEADS_AT_A_TIME)
            .filter(|_| !program.stop.is_set())
            .map_init(|| Evaluator::new(program), |ev, lead| Some((*lead, finder.follow(ev, *lead)?)))
            .flatten_iter()
            .collect();
        let mut called = Vec::new();
        for (lead, outcome) in outcomes {
            called.extend(outcome.called);
            self.on_the_way.extend(outcome.on_the_way.into_iter().map(|func| (func, lead)));
            self.elsewhere.extend(outcome.elsewhere.into_iter().map(|parameter| (parameter, lead)));
            if outcome.edges.is_empty() {
                self.edges.remove(&lead);
            } else {
                self.edges.insert(lead, outcome.edges);
            }
        }
        called
    }

    /// Where control goes, by function, in the order of the sites.
    pub(super) fn into_edges(self) -> FxHashMap<FuncRef, Vec<Edge>> {
        let mut all: Vec<(u32, Vec<Edge>)> = self.edges.into_iter().collect();
        all.sort_unstable_by_key(|(lead, _)| *lead);
        let mut bound: FxHashMap<FuncRef, Vec<Edge>> = FxHashMap::default();
        for (lead, edges) in all {
            bound.entry(self.uses.leads[lead as usize].func).or_default().extend(edges);
        }
        bound
    }

    /// Looks which leads to parameters run on the loop, of new ones and of those that did not so far; gives these.
    ///
    /// Elsewhere the caller knows what it hands over. What is awaited is a coroutine function, whatever else was handed over elsewhere.
    fn come_on_loop(&mut self, start: usize, on_loop: &FunctionSet) -> Vec<u32> {
        let leads = &self.uses.leads;
        let new = (start..).zip(&leads[start..]);
        let new = new.filter(|(_, lead)| matches!(lead.to, To::Parameter { awaited: false, .. }));
        self.waiting.extend(new.map(|(number, _)| number as u32));
        let is_on_loop = |lead: &mut u32| on_loop.contains(leads[*lead as usize].func);
        let come: Vec<u32> = self.waiting.extract_if(.., is_on_loop).collect();
        for lead in &come {
            if let Some(parameter) = self.asked_at(*lead) {
                *self.places.entry(parameter).or_default() += 1;
            }
        }
        self.asking.extend(&come);
        come
    }

    /// The parameter that is called, iterated or entered at a lead.
    fn asked_at(&self, lead: u32) -> Option<Parameter> {
        match &self.uses.leads[lead as usize].to {
            To::Parameter { passing, .. } => Some((passing.value.owner, passing.value.index)),
            To::Function(_) => None,
        }
    }

    /// Notes what is handed to the parameters that are asked for: where something runs on the loop, and where a constructor took it
    /// over. Whoever calls the method then knows the instance, but not always how it was made. Gives those of which that is news.
    fn feed<T: Send + Sync>(
        &mut self,
        trail: &Trail<T>,
        is_first: bool,
        reached: &[FuncRef],
    ) -> FxHashSet<Parameter> {
        let asked = self.places.keys().chain(&self.uses.kept);
        let new: FxHashSet<Parameter> =
            asked.filter(|parameter| !self.handed.contains_key(parameter)).copied().collect();
        self.handed.extend(new.iter().map(|parameter| (*parameter, Vec::new())));
        self.asked.extend(new.iter().map(|(func, _)| func));
        let tops = |wanted| trail.tops().filter(move |_| wanted).map(|top| &top.out.handing);
        let handing = |func: &FuncRef| Some(&trail.out(*func)?.handing);
        let mut fed = FxHashSet::default();
        let known = tops(!is_first)
            .chain(self.handing.iter().filter_map(handing))
            .flat_map(|handing| &handing.values);
        let known = known.filter(|(func, index, _)| new.contains(&(*func, *index)));
        let come =
            tops(is_first).chain(reached.iter().filter_map(handing)).flat_map(|handing| &handing.values);
        for (func, index, value) in known.chain(come) {
            let parameter = (*func, *index);
            if self.asked.contains(*func)
                && let Some(values) = self.handed.get_mut(&parameter)
                && self.known.insert((parameter, value.clone()))
            {
                values.push(value.clone());
                fed.insert(parameter);
            }
        }
        fed
    }

    /// What is known to be handed to a parameter.
    fn handed_to(&self, parameter: Parameter) -> &[Type] {
        let values = self.handed.get(&parameter).map_or(&[][..], Vec::as_slice);
        let places = self.places.get(&parameter).copied().unwrap_or_default();
        if values.len() * places > MOST_WAYS { &[] } else { values }
    }

    /// The leads of which more is known by now: of `todo`, and because parameters are asked for in more places, or more is handed to
    /// them, or functions do more with what they are handed on the way.
    fn outdated(
        &self,
        mut todo: Vec<u32>,
        grew: &FxHashSet<FuncRef>,
        come: &[u32],
        mut fed: FxHashSet<Parameter>,
    ) -> Vec<u32> {
        fed.extend(come.iter().filter_map(|lead| self.asked_at(*lead)));
        let is_fed = |lead: &&u32| self.asked_at(**lead).is_some_and(|parameter| fed.contains(&parameter));
        todo.extend(self.asking.iter().filter(is_fed));
        todo.extend(self.on_the_way.iter().filter(|(func, _)| grew.contains(func)).map(|(_, lead)| lead));
        todo.extend(
            self.elsewhere.iter().filter(|(parameter, _)| fed.contains(parameter)).map(|(_, lead)| lead),
        );
        todo.sort_unstable();
        todo.dedup();
        todo
    }
}

/// What it takes to find out what runs at a lead.
struct Finder<'a, T> {
    program: &'a Program,
    trail: &'a Trail<T>,
    binding: &'a Binding,
    asking: &'a FxHashSet<u32>,
}

impl<T: Send + Sync> Finder<'_, T> {
    /// What runs at a lead; `None` where nothing is known.
    fn follow(&self, ev: &mut Evaluator<'_>, number: u32) -> Option<Outcome> {
        let uses = &self.binding.uses;
        let lead = &uses.leads[number as usize];
        let handed = |passing: &Passing| self.binding.handed_to((passing.value.owner, passing.value.index));
        let mut outcome = Outcome::default();
        match &lead.to {
            To::Parameter { passing, .. } => {
                if !self.asking.contains(&number) || handed(passing).is_empty() {
                    return None;
                }
                let site = self.trail.sites(lead.func).get(lead.site as usize)?;
                for value in handed(passing) {
                    self.add(ev, (number, site), value.clone(), (passing, None), &mut outcome);
                }
            }
            To::Function(target) => {
                let site = self.trail.sites(lead.func).get(lead.site as usize)?;
                for used in uses.of(*target) {
                    let passing = &used.passing;
                    if let Some(value) = handed_value(*target, site, passing) {
                        self.add(ev, (number, site), value.clone(), (passing, Some(used)), &mut outcome);
                        continue;
                    }
                    let owner = passing.value.owner;
                    let is_own = owner == target.general() || knows(closure(site), owner);
                    if is_own || !used.of_constructor {
                        continue;
                    }
                    outcome.elsewhere.push((owner, passing.value.index));
                    if let [only] = handed(passing) {
                        self.add(ev, (number, site), only.clone(), (passing, Some(used)), &mut outcome);
                    }
                }
            }
        }
        Some(outcome)
    }

    /// Adds what runs when a value is handed over at a site and used as `passing` says, where it is used or where the site stands.
    fn add(
        &self,
        ev: &mut Evaluator<'_>,
        (number, site): (u32, &Site),
        value: Type,
        (passing, used): (&Arc<Passing>, Option<&Use>),
        outcome: &mut Outcome,
    ) {
        let Self { program, trail, binding: Binding { uses, .. }, .. } = self;
        let lead = &uses.leads[number as usize];
        let via: Vec<&Use> = used.into_iter().collect();
        let mut open = vec![(value, Arc::clone(passing), via, Cow::Borrowed(&site.given))];
        while let Some((value, passing, via, given)) = open.pop() {
            let last = via.last().map_or(lead.step(), |used| uses.leads[used.place as usize].step());
            let Some(place) = trail.sites(last.func).get(last.site as usize) else { continue };
            let is_direct = via.len() == 1 && lead.to == To::Function(last.func);
            // A place of the object itself, whatever method of it that is.
            let is_own = is_direct || via.last().is_some_and(|used| used.of_constructor);
            if is_own && is_excluded(ev, place, last.func, is_direct, &given, site) {
                continue;
            }
            for callee in runs(ev, &value, &passing) {
                let next = if program.is_project(callee.func.module) {
                    let function = ev.function_of(callee.func);
                    if function.is_async || function.is_generator && passing.action == Action::Call {
                        continue;
                    }
                    outcome.called.push(callee.func);
                    let literals = callee.receiver.as_ref().map(|receiver| ev.kept_literals(receiver));
                    let given = if via.is_empty() { place.given.clone() } else { place.given.literals() };
                    let given = given.with_literals(literals.unwrap_or_default());
                    // What the object was made with is used further on.
                    if via.len() < MOST_HANDS {
                        outcome.on_the_way.push(callee.func);
                        for used in uses.of(callee.func) {
                            let (owner, index) = (used.passing.value.owner, used.passing.value.index);
                            if let Some(value) = known_to(callee.captured.as_ref(), owner, index) {
                                let via = via.iter().copied().chain([used]).collect();
                                let passing = Arc::clone(&used.passing);
                                open.push((value.clone(), passing, via, Cow::Owned(given.clone())));
                            }
                        }
                    }
                    Next::Call(callee.func, Some(given.into()))
                } else if blocks(program, callee.func).is_some_and(|blocks| {
                    passing.value.steps.is_empty()
                        || ev.blocks_here(callee.func, blocks, last.func.module, place.at)
                }) {
                    Next::Leaf(Leaf::Library(callee.func))
                } else {
                    continue;
                };
                let mut path = Vec::new();
                via.iter().for_each(|used| uses.path(used, &mut path));
                let via = (!path.is_empty()).then(|| path.into());
                outcome.edges.push(Edge { site: lead.site, via, next });
            }
        }
    }
}

/// What runs when the value is passed and used as `passing` says.
fn runs(ev: &mut Evaluator<'_>, value: &Type, passing: &Passing) -> Vec<Callee> {
    let found = ev.follow_steps(value, &passing.value.steps);
    let mut callees = Vec::new();
    let mut bodies = Vec::new();
    for member in found.members() {
        let special: &[&str] = match (passing.action, member) {
            (Action::Call, _) => {
                callees.extend(ev.callees(member));
                continue;
            }
            (Action::Iterate, Type::Generator(func, body))
            | (Action::Enter, Type::Context(func, body, false)) => {
                let captured = body.brought.clone();
                callees.push(Callee { func: *func, receiver: None, captured, is_whole: false });
                continue;
            }
            (Action::Iterate, Type::Instance(..)) => &["__iter__", "__next__"],
            (Action::Enter, Type::Instance(..)) => &["__enter__", "__exit__"],
            _ => continue,
        };
        bodies.extend(special.iter().filter_map(|name| Some(ev.special(member, name)?.0)));
    }
    let body = |func| Callee { func, receiver: None, captured: None, is_whole: false };
    callees.extend(bodies.into_iter().map(body));
    callees
}

/// Whether what is given keeps control from getting to the place in the body of `func` where something is called. Parameters are
/// those of `func` only when it is called directly; attributes are those of its object.
fn is_excluded(
    ev: &mut Evaluator<'_>,
    place: &Site,
    func: FuncRef,
    is_direct: bool,
    given: &Given,
    site: &Site,
) -> bool {
    let Some(under) = &place.under else { return false };
    let mut known: Vec<(Subject, Literal)> = Vec::new();
    under.each(&mut |asked| {
        let default = |index| default_of(ev, func, index);
        if !is_direct && matches!(asked.subject, Subject::Parameter(_) | Subject::OfParameter(..)) {
            return;
        }
        let literal = given.literal(asked.subject, &|_| None, site.under.as_deref(), default);
        known.extend(literal.map(|literal| (asked.subject, literal)));
    });
    let given = |subject: Subject| known.iter().find(|(other, _)| *other == subject).map(|(_, value)| value);
    under.holds(&given) == Some(false)
}

/// Whether a closure knows anything of the parameters of `owner`.
fn knows(closure: Option<&Arc<Captured>>, owner: FuncRef) -> bool {
    let mut known = closure;
    while let Some(captured) = known {
        if captured.owner == owner {
            return true;
        }
        known = captured.outer.as_ref();
    }
    false
}
