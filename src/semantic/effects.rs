//! Blocking, from the leaves to the code that runs on the loop.
//!
//! Every function that can run on the loop is followed once; functions that these reach are followed too, until none is
//! left. Then blocking spreads backwards from the leaves, the heaviest and nearest first, so that each chain is the shortest.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::Callee;
use super::condition::{Literal, Subject};
use super::evaluate::Evaluator;
use super::facts::{Facts, Passing, Site, Target, Via};
use super::follow::{Observer, Top, Trail, WaysOut};
use super::program::Program;
use super::types::{Captured, FuncRef, Type};
use super::ways::{Ways, default_of};
use crate::catalogue::{Blocks, Level, Marker};
use crate::python::{FunctionId, NameHash};

/// Where a chain of calls ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaf {
    /// A function that the catalogue marks.
    Library(FuncRef),
    /// Waits for a future that only the running loop can complete.
    Threadsafe(FuncRef),
    /// A function that the configuration names.
    Configured(u32),
}

/// One step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The function whose body holds the site.
    pub func: FuncRef,
    /// The site's number in its facts.
    pub site: u32,
}

/// Where control goes from a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Leaf(Leaf),
    /// Through a function of the project.
    Call(FuncRef),
}

/// A site of a function, and where control goes from there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) site: u32,
    /// The place, further on, where what the site hands over is called.
    pub(super) via: Option<Step>,
    pub(super) next: Next,
}

/// What has been seen in the bodies of a program.
pub(super) trait Bodies {
    /// What has been seen in the body of `func`.
    fn facts(&self, func: FuncRef) -> Option<&Facts>;

    /// Where control leaves `func`, in the order of execution.
    fn sites(&self, func: FuncRef) -> &[Site] {
        self.facts(func).map_or(&[], |facts| &facts.sites)
    }
}

impl<T: Send + Sync> Bodies for Trail<T> {
    fn facts(&self, func: FuncRef) -> Option<&Facts> {
        self.facts(func)
    }
}

/// The whole of what following the program has shown.
pub struct Effects<'t> {
    bodies: &'t (dyn Bodies + Sync),
    spread: Arc<Spread>,
}

/// How blocking spreads. It knows no places: as long as control goes the same ways, it holds.
#[derive(Debug, Default)]
pub(crate) struct Spread {
    /// Of functions that can block.
    edges: FxHashMap<FuncRef, Vec<Edge>>,
    ways: Ways,
    on_loop: FxHashSet<FuncRef>,
    /// Functions that were followed because others reach them.
    reached: FxHashSet<FuncRef>,
}

/// A place where a function blocks, with the way to the leaf.
#[derive(Debug, Clone)]
pub struct Blocking {
    /// From the place itself to the call of the leaf.
    pub steps: Vec<Step>,
    /// What blocks in the end.
    pub leaf: Leaf,
}

/// What the program hands to parameters: of coroutine functions, and of the functions around closures.
type Handed<'t> = FxHashMap<(FuncRef, u16), Vec<&'t Type>>;

/// Functions that have been reached, and bodies that hand something over.
#[derive(Debug, Default)]
struct Open {
    called: Vec<FuncRef>,
    scheduled: Vec<FuncRef>,
    /// Those that were followed since they were reached.
    known: FxHashSet<FuncRef>,
    /// By module; the body of a function, or the top level.
    handing: Vec<(u32, Option<FuncRef>)>,
}

impl Open {
    fn add(&mut self, program: &Program, module: u32, func: Option<FuncRef>, facts: &Facts) {
        self.called.extend(facts.calls(program));
        if facts.hands_over() {
            self.hand_over(module, func, facts);
        }
    }

    fn hand_over(&mut self, module: u32, func: Option<FuncRef>, facts: &Facts) {
        self.scheduled.extend(facts.scheduled.iter().chain(&facts.started));
        self.handing.push((module, func));
    }

    /// Those that are still to be followed, in order.
    fn take(&mut self, is_followed: impl Fn(FuncRef) -> bool) -> Vec<FuncRef> {
        let reached = self.called.drain(..).chain(self.scheduled.drain(..));
        let mut new: Vec<FuncRef> = reached.filter(|func| !self.known.contains(func)).collect();
        new.sort_unstable();
        new.dedup();
        new.retain(|func| !is_followed(*func));
        self.known.extend(&new);
        new
    }
}

impl<'t> Effects<'t> {
    /// Follows the program as far as `trail` has not, and spreads blocking, unless what was `known` of that still holds. `observe`
    /// sees every body that is followed; what it gave, now or before, comes back.
    pub(crate) fn of<'p, T: Send + Sync + Clone>(
        program: &'p Program,
        trail: &'t mut Trail<T>,
        known: &mut Option<Arc<Spread>>,
        observe: Observer<'_, 'p, T>,
    ) -> (Self, Vec<T>) {
        if let Some(spread) = known.take()
            && trail.renew(program, observe)
        {
            let trail: &'t Trail<T> = trail;
            let seen = trail.tops().flat_map(Top::seen).chain(trail.seen_in(spread.reached.iter().copied()));
            let observed = seen.cloned().collect();
            *known = Some(Arc::clone(&spread));
            return (Self { bodies: trail, spread }, observed);
        }
        trail.follow_anew(program, observe);
        let mut on_loop: FxHashSet<FuncRef> = FxHashSet::default();
        let mut observed = Vec::new();
        let mut open = Open::default();
        for top in trail.tops() {
            on_loop.extend(top.coroutines.iter().chain(&top.callbacks));
            observed.extend(top.seen().cloned());
            open.add(program, top.module, None, &top.body.facts);
            open.called.extend(&top.calls);
            top.handing().for_each(|(func, facts)| open.hand_over(top.module, Some(func), facts));
        }
        let bound = loop {
            loop {
                on_loop.extend(&open.scheduled);
                let pending = open.take(|func| trail.holds(func));
                if pending.is_empty() {
                    break;
                }
                for (func, body) in trail.follow(program, &pending, observe) {
                    observed.extend(body.seen.iter().cloned());
                    open.add(program, func.module, Some(func), &body.facts);
                }
            }
            let bound = bind(program, trail, &on_loop, &mut open);
            if open.called.iter().all(|func| open.known.contains(func) || trail.holds(*func)) {
                break bound;
            }
        };
        let trail: &'t Trail<T> = trail;
        let (tops, reached) = trail.ways_out(program, open.known.iter().copied());
        let ways_out: Vec<&WaysOut> = tops.chain([&reached]).collect();
        let mut blocking = can_block(program, &ways_out, &bound);
        // The same methods as they are seen from subclasses.
        let seen = open.known.iter().filter(|func| func.seen.is_some());
        let seen: Vec<FuncRef> =
            seen.copied().filter(|func| blocking.binary_search(&func.general()).is_ok()).collect();
        blocking.extend(seen);
        let mut edges = bound;
        link(program, trail, &blocking, &mut edges);
        let ways = Ways::new(program, trail, &edges);
        let spread = Arc::new(Spread { edges, ways, on_loop, reached: open.known });
        *known = Some(Arc::clone(&spread));
        (Self { bodies: trail, spread }, observed)
    }

    /// Whether the body of `func` runs on the loop.
    pub fn is_on_loop(&self, func: FuncRef) -> bool {
        self.spread.on_loop.contains(&func)
    }

    /// The functions that can block among those whose bodies run on the loop, sorted.
    pub fn leaving_on_loop(&self) -> Vec<FuncRef> {
        let mut funcs: Vec<FuncRef> =
            self.spread.edges.keys().copied().filter(|func| self.spread.on_loop.contains(func)).collect();
        funcs.sort_unstable();
        funcs
    }

    /// Where control leaves `func`.
    pub fn sites(&self, func: FuncRef) -> &[Site] {
        self.bodies.sites(func)
    }

    /// The functions that hand something to the loop that blocks by itself, with the sites.
    pub fn scheduled_leaves(&self) -> Vec<(FuncRef, Blocking)> {
        let mut found: Vec<(FuncRef, Blocking)> = Vec::new();
        for (func, edges) in &self.spread.edges {
            for edge in edges {
                if let Next::Leaf(leaf) = edge.next
                    && self.sites(*func)[edge.site as usize].via == Via::Scheduled
                {
                    let steps = vec![Step { func: *func, site: edge.site }];
                    found.push((*func, Blocking { steps, leaf }));
                }
            }
        }
        found.sort_by_key(|(func, blocking)| (*func, blocking.steps[0].site));
        found
    }

    /// The sites of `func` that block, each with its worst and nearest leaf; one for each expression.
    pub fn blocking(&self, program: &Program, func: FuncRef) -> Vec<Blocking> {
        self.spread.ways.blocking(program, self, func)
    }

    /// The function that runs at a step when the chain goes on, or the leaf.
    pub fn step_target(&self, step: Step) -> Option<&Site> {
        self.sites(step.func).get(step.site as usize)
    }
}

/// Turns the sites of functions that can block into edges, where they name what runs there; what is handed over has its edges.
fn link(
    program: &Program,
    bodies: &dyn Bodies,
    funcs: &[FuncRef],
    edges: &mut FxHashMap<FuncRef, Vec<Edge>>,
) {
    for func in funcs {
        let direct = (0..).zip(bodies.sites(*func)).filter_map(|(number, site)| match &site.target {
            Target::Configured(entry) => {
                Some(Edge { site: number, via: None, next: Next::Leaf(Leaf::Configured(*entry)) })
            }
            Target::Function(target, _) => Some(direct_edge(program, *target, site, number)),
            Target::Parameter(_) => None,
        });
        let mut all: Vec<Edge> = direct.collect();
        if let Some(bound) = edges.remove(func) {
            all.extend(bound);
            all.sort_by_key(|edge| edge.site);
        }
        if !all.is_empty() {
            edges.insert(*func, all);
        }
    }
}

/// Finds what runs where functions call what they are handed; these are called as well.
fn bind<T: Send + Sync>(
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
    let called = called_parameters(&handing);
    // Only where the body itself runs on the loop; elsewhere the caller knows what it hands over. What is awaited is a coroutine
    // function, whatever else was handed over elsewhere.
    let asks = |func: FuncRef, site: &Site| !site.awaited && on_loop.contains(&func);
    let asked = handing.iter().filter_map(|(func, _, site)| match site.target {
        Target::Parameter(passing) if asks(*func, site) => Some((passing.owner, passing.index)),
        _ => None,
    });
    // An attribute that a constructor took over: whoever calls the method knows the instance, but not always how it was made.
    let kept = called.values().flatten().map(|(passing, _)| (passing.owner, passing.index));
    let kept = kept.filter(|(owner, _)| is_constructor(program, *owner));
    let handed = handed(&bodies, asked.chain(kept).collect());
    let mut bound: FxHashMap<FuncRef, Vec<Edge>> = FxHashMap::default();
    for (func, number, site) in handing {
        let mut add = |ev: &mut Evaluator<'_>, value: &Type, method: Option<NameHash>, via: Option<Step>| {
            let last = via.unwrap_or(Step { func, site: number });
            let Some(called) = trail.sites(last.func).get(last.site as usize) else { return };
            if via.is_some() && is_excluded(ev, last.func, called, site) {
                return;
            }
            for callee in called_of(ev, value, method) {
                let next = if program.is_project(callee.func.module) {
                    let function = ev.function_of(callee.func);
                    if function.is_async || function.is_generator {
                        continue;
                    }
                    open.called.push(callee.func);
                    Next::Call(callee.func)
                } else if blocks(program, callee.func).is_some_and(|blocks| {
                    method.is_none() || ev.blocks_here(callee.func, blocks, last.func.module, called.at)
                }) {
                    Next::Leaf(Leaf::Library(callee.func))
                } else {
                    continue;
                };
                bound.entry(func).or_default().push(Edge { site: number, via, next });
            }
        };
        match &site.target {
            Target::Configured(_) => {}
            Target::Parameter(passing) => {
                if asks(func, site) {
                    for value in handed.get(&(passing.owner, passing.index)).into_iter().flatten() {
                        add(&mut ev, value, passing.method, None);
                    }
                }
            }
            Target::Function(target, closure) => {
                for (passing, step) in called.get(target).into_iter().flatten() {
                    let value = handed_value(*target, site, closure.as_ref(), passing);
                    let is_made_elsewhere = || {
                        let is_own =
                            passing.owner == target.general() || knows(closure.as_ref(), passing.owner);
                        !is_own && is_constructor(program, passing.owner)
                    };
                    if let Some(value) = value {
                        add(&mut ev, &value, passing.method, Some(*step));
                    } else if is_made_elsewhere()
                        && let Some([only]) = handed.get(&(passing.owner, passing.index)).map(Vec::as_slice)
                    {
                        add(&mut ev, only, passing.method, Some(*step));
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
    let mut hand = |func: FuncRef, index: u16, value: &'t Type| {
        if let Some(values) = handed.get_mut(&(func, index))
            && !values.contains(&value)
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

/// The functions from which some way leads to something that blocks, sorted. Most of a program cannot, and is left out of what
/// follows.
fn can_block(program: &Program, ways: &[&WaysOut], bound: &FxHashMap<FuncRef, Vec<Edge>>) -> Vec<FuncRef> {
    // Functions of the project by number: those of each module behind those of the one before.
    let mut first = Vec::with_capacity(program.project);
    let mut count = 0_u32;
    for module in &program.modules[..program.project] {
        first.push(count);
        count += module.tree.functions.len() as u32;
    }
    let number = |func: FuncRef| (first[func.module as usize] + func.function.0) as usize;
    let mut handed: Vec<(FuncRef, FuncRef)> = Vec::new();
    let mut open: Vec<FuncRef> = Vec::new();
    for (func, edges) in bound {
        for edge in edges {
            match edge.next {
                Next::Leaf(_) => open.push(func.general()),
                Next::Call(target) => handed.push((func.general(), target.general())),
            }
        }
    }
    let calls = || ways.iter().flat_map(|ways| &ways.calls).chain(&handed);
    // The callers of each function, one behind the other.
    let mut starts = vec![0_u32; count as usize + 1];
    calls().for_each(|(_, callee)| starts[number(*callee) + 1] += 1);
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut next = starts.clone();
    let mut callers = vec![FuncRef::new(0, FunctionId(0)); calls().count()];
    for (caller, callee) in calls() {
        let slot = &mut next[number(*callee)];
        callers[*slot as usize] = *caller;
        *slot += 1;
    }
    open.extend(ways.iter().flat_map(|ways| &ways.leaving));
    let mut found = vec![false; count as usize];
    let mut blocking = Vec::new();
    while let Some(func) = open.pop() {
        let index = number(func);
        if !std::mem::replace(&mut found[index], true) {
            blocking.push(func);
            open.extend(&callers[starts[index] as usize..starts[index + 1] as usize]);
        }
    }
    blocking.sort_unstable();
    blocking
}

/// For each function what it calls of parameters, its own and those of functions around it, directly or through others, with the
/// place where that happens.
fn called_parameters(handing: &[(FuncRef, u32, &Site)]) -> FxHashMap<FuncRef, Vec<(Passing, Step)>> {
    let mut called: FxHashMap<FuncRef, Vec<(Passing, Step)>> = FxHashMap::default();
    loop {
        let mut changed = false;
        for (func, number, site) in handing {
            let mut found = Vec::new();
            match &site.target {
                Target::Parameter(passing) => found.push((*passing, Step { func: *func, site: *number })),
                Target::Function(target, closure) if called.contains_key(target) => {
                    for (passing, step) in &called[target] {
                        let value = handed_value(*target, site, closure.as_ref(), passing);
                        for member in value.iter().flat_map(Type::members) {
                            if let Type::Parameter(owner, index) = member {
                                found.push((Passing { owner: *owner, index: *index, ..*passing }, *step));
                            }
                        }
                    }
                }
                _ => {}
            }
            for (passing, step) in found {
                let own = called.entry(*func).or_default();
                if !own.iter().any(|(known, _)| *known == passing) {
                    own.push((passing, step));
                    changed = true;
                }
            }
        }
        if !changed {
            return called;
        }
    }
}

/// What runs where `method` of the value is called, or the value itself.
fn called_of(ev: &mut Evaluator<'_>, value: &Type, method: Option<NameHash>) -> Vec<Callee> {
    let Some(method) = method else { return ev.callees(value) };
    let objects =
        value.members().iter().filter(|member| matches!(member, Type::Instance(..) | Type::Class(_)));
    objects
        .flat_map(|object| {
            let (found, _) = ev.attribute(object, method, "");
            ev.callees(&found)
        })
        .collect()
}

/// Whether what `site` passes to `func` keeps control from getting to the place in its body where something is called.
fn is_excluded(ev: &mut Evaluator<'_>, func: FuncRef, called: &Site, site: &Site) -> bool {
    let (Some(under), Target::Function(target, _)) = (&called.under, &site.target) else { return false };
    if *target != func {
        return false;
    }
    let mut known: Vec<(Subject, Literal)> = Vec::new();
    under.each(&mut |asked| {
        let default = |index| default_of(ev, func, index);
        let literal = site.given.literal(asked.subject, &|_| None, site.under.as_deref(), default);
        known.extend(literal.map(|literal| (asked.subject, literal)));
    });
    let given = |subject: Subject| known.iter().find(|(other, _)| *other == subject).map(|(_, value)| value);
    under.holds(&given) == Some(false)
}

fn direct_edge(program: &Program, target: FuncRef, site: &Site, number: u32) -> Edge {
    let next = if program.is_project(target.module) {
        Next::Call(target)
    } else if site.threadsafe {
        Next::Leaf(Leaf::Threadsafe(target))
    } else {
        Next::Leaf(Leaf::Library(target))
    };
    Edge { site: number, via: None, next }
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
    let Passing { owner, index, .. } = *passing;
    if owner == target.general() {
        return site.handed.iter().find(|(number, _)| *number == index).map(|(_, value)| value.clone());
    }
    let mut known = closure;
    while let Some(captured) = known {
        if captured.owner == owner {
            return captured
                .arguments
                .iter()
                .find(|(number, _)| *number == index)
                .map(|(_, value)| value.clone());
        }
        known = captured.outer.as_ref();
    }
    None
}

/// What the catalogue says of a library function's blocking.
pub(crate) fn blocks(program: &Program, func: FuncRef) -> Option<&Blocks> {
    program.markers(func).iter().find_map(|marker| match marker {
        Marker::Blocks(blocks) => Some(blocks),
        _ => None,
    })
}

pub(super) fn weight(program: &Program, leaf: Leaf) -> u8 {
    match leaf {
        Leaf::Configured(_) => 3,
        Leaf::Threadsafe(_) => 4,
        Leaf::Library(func) => match blocks(program, func).map(|blocks| blocks.level) {
            Some(Level::High) => 3,
            Some(Level::Medium) => 2,
            Some(Level::Low) => 1,
            Some(Level::Info) => 0,
            // A loop of its own: an error at once, not a stall.
            None => 4,
        },
    }
}
