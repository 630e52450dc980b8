//! What is handed over, and where it is used: which functions run there, of those that only the caller can name.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::{Callee, known_to};
use super::condition::{Given, Literal, Subject};
use super::effects::{Bodies, Edge, Leaf, Next, Open, Step, blocks};
use super::evaluate::Evaluator;
use super::facts::{Action, Facts, Passing, Site, Target};
use super::follow::Trail;
use super::program::Program;
use super::types::{Captured, FuncRef, Type};
use super::ways::default_of;

/// What the program hands to parameters: of coroutine functions, of constructors, and of the functions around closures.
type Handed<'t> = FxHashMap<(FuncRef, u16), Vec<&'t Type>>;

/// Objects that were made with others, which were made with others, are followed that many hands deep.
const MOST_HANDS: usize = 4;

/// Where more values are handed to more places than this, in ways of one to the other, they are not followed.
const MOST_WAYS: usize = 50_000;

/// A function that does more with what it is handed is judged by that many uses.
const MOST_USES: usize = 100;

/// Finds what runs where functions call what they are handed; these are called as well.
pub(super) fn bind<T: Send + Sync>(
    program: &Program,
    trail: &Trail<T>,
    on_loop: &FxHashSet<FuncRef>,
    open: &mut Open,
) -> FxHashMap<FuncRef, Vec<Edge>> {
    let mut ev = Evaluator::new(program);
    let facts = |(module, func): &(u32, Option<FuncRef>)| {
        let facts = func.map_or_else(|| trail.top_level(*module), |func| trail.facts(func))?;
        Some((*func, facts))
    };
    let bodies: Vec<(Option<FuncRef>, &Facts)> = open.handing.iter().filter_map(facts).collect();
    let mut handing: Vec<(FuncRef, u32, &Site)> = Vec::new();
    for (func, facts) in &bodies {
        let Some(func) = *func else { continue };
        let sites = (0..).zip(&facts.sites).filter(|(_, site)| site.hands_over());
        handing.extend(sites.map(|(number, site)| (func, number, site)));
    }
    handing.sort_unstable_by_key(|(func, number, _)| (*func, *number));
    let called = Uses::find(program, &handing);
    // Only where the body itself runs on the loop; elsewhere the caller knows what it hands over. What is awaited is a coroutine
    // function, whatever else was handed over elsewhere.
    let asks = |func: FuncRef, site: &Site| !site.awaited && on_loop.contains(&func);
    let mut places: FxHashMap<(FuncRef, u16), usize> = FxHashMap::default();
    for (func, _, site) in &handing {
        if let Target::Parameter(passing) = &site.target
            && asks(*func, site)
        {
            *places.entry((passing.value.owner, passing.value.index)).or_default() += 1;
        }
    }
    // An attribute that a constructor took over: whoever calls the method knows the instance, but not always how it was made.
    let kept = called.of.values().flatten();
    let kept = kept.map(|used| (used.passing.value.owner, used.passing.value.index));
    let kept = kept.filter(|(owner, _)| is_constructor(program, *owner));
    let mut handed = handed(&bodies, places.keys().copied().chain(kept).collect());
    for (parameter, values) in &mut handed {
        if places.get(parameter).is_some_and(|places| values.len() * places > MOST_WAYS) {
            values.clear();
        }
    }
    let mut bound: FxHashMap<FuncRef, Vec<Edge>> = FxHashMap::default();
    for (func, number, site) in handing.into_iter().take_while(|_| !program.stop.is_set()) {
        let mut add = |ev: &mut Evaluator<'_>, value: Type, passing: &Arc<Passing>, via: Option<&Use>| {
            let via: Vec<&Use> = via.into_iter().collect();
            let mut uses = vec![(value, Arc::clone(passing), via, site.given.clone())];
            while let Some((value, passing, via, given)) = uses.pop() {
                let last = via.last().map_or(Step { func, site: number }, |used| used.step);
                let Some(place) = trail.sites(last.func).get(last.site as usize) else { continue };
                let is_direct = via.len() == 1
                    && matches!(&site.target, Target::Function(target, _) if *target == last.func);
                // A place of the object itself, whatever method of it that is.
                let is_own = is_direct || is_constructor(program, passing.value.owner);
                if !via.is_empty() && is_own && is_excluded(ev, place, last.func, is_direct, &given, site) {
                    continue;
                }
                for callee in runs(ev, &value, &passing) {
                    let next = if program.is_project(callee.func.module) {
                        let function = ev.function_of(callee.func);
                        if function.is_async || function.is_generator && passing.action == Action::Call {
                            continue;
                        }
                        open.called.push(callee.func);
                        let literals = callee.receiver.as_ref().map(|receiver| ev.kept_literals(receiver));
                        let given = if via.is_empty() { place.given.clone() } else { place.given.literals() };
                        let given = given.with_literals(literals.unwrap_or_default());
                        // What the object was made with is used further on.
                        if via.len() < MOST_HANDS {
                            for used in called.of(callee.func) {
                                let (owner, index) = (used.passing.value.owner, used.passing.value.index);
                                if let Some(value) = known_to(callee.captured.as_ref(), owner, index) {
                                    let via = via.iter().copied().chain([used]).collect();
                                    uses.push((value, Arc::clone(&used.passing), via, given.clone()));
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
                    via.iter().for_each(|used| called.path(used, &mut path));
                    let via = (!path.is_empty()).then(|| path.into());
                    bound.entry(func).or_default().push(Edge { site: number, via, next });
                }
            }
        };
        match &site.target {
            Target::Configured(_) => {}
            Target::Parameter(passing) => {
                if asks(func, site) {
                    for value in handed.get(&(passing.value.owner, passing.value.index)).into_iter().flatten()
                    {
                        add(&mut ev, (*value).clone(), passing, None);
                    }
                }
            }
            Target::Function(target, closure) => {
                for used in called.of(*target) {
                    let passing = &used.passing;
                    let value = handed_value(*target, site, closure.as_ref(), passing);
                    let is_made_elsewhere = || {
                        let owner = passing.value.owner;
                        let is_own = owner == target.general() || knows(closure.as_ref(), owner);
                        !is_own && is_constructor(program, owner)
                    };
                    if let Some(value) = value {
                        add(&mut ev, value, passing, Some(used));
                    } else if is_made_elsewhere()
                        && let Some([only]) =
                            handed.get(&(passing.value.owner, passing.value.index)).map(Vec::as_slice)
                    {
                        add(&mut ev, (*only).clone(), passing, Some(used));
                    }
                }
            }
        }
    }
    bound
}

/// What the bodies hand to the parameters that are asked for.
fn handed<'t>(bodies: &[(Option<FuncRef>, &'t Facts)], asked: FxHashSet<(FuncRef, u16)>) -> Handed<'t> {
    let mut handed: Handed = asked.into_iter().map(|parameter| (parameter, Vec::new())).collect();
    let mut known: FxHashSet<(FuncRef, u16, &Type)> = FxHashSet::default();
    let mut hand = |func: FuncRef, index: u16, value: &'t Type| {
        if let Some(values) = handed.get_mut(&(func, index))
            && known.insert((func, index, value))
        {
            values.push(value);
        }
    };
    for (_, facts) in bodies {
        for known in &facts.captured {
            known.arguments.iter().for_each(|(index, value)| hand(known.owner, *index, value));
        }
        facts.passed_on.iter().for_each(|(func, index, value)| hand(*func, *index, value));
        for site in &facts.sites {
            if let Target::Function(target, _) = &site.target {
                site.handed.iter().for_each(|(index, value)| hand(target.general(), *index, value));
            }
        }
    }
    handed
}

/// What a function does with a parameter, its own or one of a function around it, directly or through others.
#[derive(Debug, Clone)]
struct Use {
    passing: Arc<Passing>,
    /// The place where the value is called.
    step: Step,
    /// Where it is handed on, and the use there; nothing where this function calls it itself.
    further: Option<(Step, FuncRef, u32)>,
}

#[derive(Default)]
struct Uses {
    /// By function.
    of: FxHashMap<FuncRef, Vec<Use>>,
    /// Those whose callers are still to be asked, by function and number.
    open: VecDeque<(FuncRef, u32)>,
}

impl Uses {
    fn add(&mut self, func: FuncRef, new: Use) {
        let own = self.of.entry(func).or_default();
        if own.len() < MOST_USES && !own.iter().any(|known| known.passing == new.passing) {
            self.open.push_back((func, own.len() as u32));
            own.push(new);
        }
    }

    /// What functions of this name do with what they are handed.
    fn of(&self, func: FuncRef) -> &[Use] {
        self.of.get(&func).map_or(&[], Vec::as_slice)
    }

    /// The places from where the value is handed on to where it is called.
    fn path(&self, used: &Use, path: &mut Vec<Step>) {
        let mut used = used;
        while let Some((step, func, number)) = used.further
            && path.len() < MOST_USES
        {
            path.push(step);
            used = &self.of[&func][number as usize];
        }
        path.push(used.step);
    }

    fn find(program: &Program, handing: &[(FuncRef, u32, &Site)]) -> Self {
        let mut uses = Self::default();
        let mut callers: FxHashMap<FuncRef, Vec<(FuncRef, u32, &Site)>> = FxHashMap::default();
        for (func, number, site) in handing {
            match &site.target {
                Target::Parameter(passing) => {
                    let step = Step { func: *func, site: *number };
                    uses.add(*func, Use { passing: Arc::clone(passing), step, further: None });
                }
                Target::Function(target, _) => {
                    callers.entry(*target).or_default().push((*func, *number, site));
                }
                Target::Configured(_) => {}
            }
        }
        while let Some((target, number)) = uses.open.pop_front() {
            let Use { passing, step, .. } = uses.of[&target][number as usize].clone();
            for (func, site_number, site) in callers.get(&target).into_iter().flatten() {
                let Target::Function(_, closure) = &site.target else { continue };
                let owner = passing.value.owner;
                let here = Step { func: *func, site: *site_number };
                let handed_on = |passing| Use { passing, step, further: Some((here, target, number)) };
                let Some(value) = handed_value(target, site, closure.as_ref(), &passing) else {
                    // Another method of the same object, or a function that is nested in this one.
                    if site.shares && (is_constructor(program, owner) || owner == func.general()) {
                        uses.add(*func, handed_on(Arc::clone(&passing)));
                    }
                    continue;
                };
                for member in value.members() {
                    let further = member.derivation().and_then(|own| own.with(&passing.value.steps));
                    if let Some(value) = further {
                        uses.add(*func, handed_on(Arc::new(Passing { value, action: passing.action })));
                    }
                }
            }
        }
        uses
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

fn is_constructor(program: &Program, func: FuncRef) -> bool {
    let tree = &program.module(func.module).tree;
    tree.names.text(tree.function(func.function).name) == "__init__"
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

/// What the site hands to a parameter: as an argument, or through a closure.
fn handed_value(
    target: FuncRef,
    site: &Site,
    closure: Option<&Arc<Captured>>,
    passing: &Passing,
) -> Option<Type> {
    let (owner, index) = (passing.value.owner, passing.value.index);
    if owner == target.general() {
        return site.handed.iter().find(|(number, _)| *number == index).map(|(_, value)| value.clone());
    }
    known_to(closure, owner, index)
}
