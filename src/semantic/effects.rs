//! Blocking, from the leaves to the code that runs on the loop.
//!
//! Every function that can run on the loop is followed once; functions that these reach are followed too, until none is
//! left. Then blocking spreads backwards from the leaves, the heaviest and nearest first, so that each chain is the shortest.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::condition::Given;
use super::facts::{Facts, Site, Target, Via};
use super::follow::{Edited, Observer, Outgoing, Top, Trail, WaysOut};
use super::function_set::{FunctionSet, Numbers};
use super::passing::Binding;
use super::program::Program;
use super::types::FuncRef;
use super::ways::Ways;
use crate::catalogue::{Blocks, Level, Marker};
use crate::python::FunctionId;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The function whose body holds the site.
    pub func: FuncRef,
    /// The site's number in its facts.
    pub site: u32,
}

/// Where control goes from a site.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Next {
    Leaf(Leaf),
    /// Through a function of the project, with what is known of its object where the site does not tell.
    Call(FuncRef, Option<Arc<Given>>),
}

/// A site of a function, and where control goes from there.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) site: u32,
    /// The places, further on, where what the site hands over is called.
    pub(super) via: Option<Arc<[Step]>>,
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
    /// Where control goes by what is handed over, in the order of the sites.
    bound: FxHashMap<FuncRef, Vec<Edge>>,
    /// Of functions that can block.
    edges: FxHashMap<FuncRef, Vec<Edge>>,
    ways: Ways,
    on_loop: FunctionSet,
    /// Functions that are called.
    called: FunctionSet,
    /// Those that were followed because others reach them.
    reached: Vec<FuncRef>,
    /// Functions that nobody calls, and that were added after everything else was known.
    added: FxHashSet<FuncRef>,
}

impl Spread {
    /// Takes over what an edit has changed; whether that could be done.
    fn follow_edit<'p, T: Send + Sync>(
        &mut self,
        program: &'p Program,
        trail: &mut Trail<T>,
        edited: &Edited,
        observe: Observer<'_, 'p, T>,
    ) -> bool {
        if edited.is_empty() || self.follow_ends(program, trail, edited) {
            return true;
        }
        // What nobody reaches any more is not followed. What shows nothing does no harm.
        let may_go = |func: &FuncRef| trail.holds(*func) || trail.out(*func).is_none();
        if !edited.released.iter().all(may_go) {
            return false;
        }
        for func in edited.changed.iter().chain(&edited.come) {
            if !exists(program, *func) {
                self.on_loop.remove(*func);
                self.called.remove(*func);
            } else if trail.is_coroutine(*func) {
                self.on_loop.insert(*func);
            } else if program.module(func.module).tree.function(func.function).is_async {
                self.on_loop.remove(*func);
            }
        }
        let facts = edited.changed.iter().chain(&edited.come).filter_map(|func| trail.facts(*func));
        let mut open: Vec<FuncRef> = facts.flat_map(|facts| facts.calls(program)).collect();
        loop {
            open.retain(|func| self.called.insert(*func) && !trail.holds(*func));
            if open.is_empty() {
                break;
            }
            self.reached.extend(&open);
            let mut further = Vec::new();
            for (_, reached) in trail.follow(program, &open, observe) {
                if !reached.out.handing.is_empty() {
                    return false;
                }
                further.extend(&reached.out.calls);
            }
            open = further;
        }
        self.renumber(&edited.renumbered);
        self.lead(program, trail);
        true
    }

    /// Takes over functions that nobody calls, as far as they need nothing else; whether that was all.
    fn follow_ends<T: Send + Sync>(&mut self, program: &Program, trail: &Trail<T>, edited: &Edited) -> bool {
        if !edited.changed.iter().all(|func| self.added.contains(func)) {
            return false;
        }
        for func in &edited.changed {
            self.added.remove(func);
            self.on_loop.remove(*func);
            self.edges.remove(func);
            self.ways.remove(*func);
        }
        let there = edited.changed.iter().filter(|func| exists(program, **func)).chain(&edited.come);
        there.into_iter().all(|func| self.add(program, trail, *func, edited))
    }

    fn add<T: Send + Sync>(
        &mut self,
        program: &Program,
        trail: &Trail<T>,
        func: FuncRef,
        edited: &Edited,
    ) -> bool {
        let is_known = |target: FuncRef| {
            !self.added.contains(&target)
                && !edited.holds(target)
                && (self.called.contains(target) || trail.holds(target))
        };
        if let Some(facts) = trail.facts(func) {
            if facts.hands_over() || !facts.calls(program).all(is_known) {
                return false;
            }
            if let Some(own) = link(program, trail, func, &[]) {
                if !self.ways.add(program, func, &facts.sites, &own) {
                    return false;
                }
                self.edges.insert(func, own);
            }
        }
        if trail.is_coroutine(func) {
            self.on_loop.insert(func);
        }
        self.added.insert(func);
        true
    }

    /// Gives sites that hand something over their new numbers.
    fn renumber(&mut self, renumbered: &FxHashMap<Step, u32>) {
        if renumbered.is_empty() {
            return;
        }
        let now = |step: Step| Step { site: *renumbered.get(&step).unwrap_or(&step.site), ..step };
        for (func, edges) in &mut self.bound {
            for edge in edges {
                edge.site = now(Step { func: *func, site: edge.site }).site;
                if let Some(via) = edge.via.as_ref().filter(|via| via.iter().any(|step| now(*step) != *step))
                {
                    edge.via = Some(via.iter().map(|step| now(*step)).collect());
                }
            }
        }
    }

    /// Finds all ways to what blocks.
    fn lead<T: Send + Sync>(&mut self, program: &Program, trail: &Trail<T>) {
        let (tops, reached) = trail.ways_out(self.reached.iter().copied());
        let ways_out: Vec<&WaysOut> = tops.chain([&reached]).collect();
        let mut blocking = can_block(&Numbers::of(program), &ways_out, &self.bound);
        // The same methods as they are seen from subclasses.
        let seen = self.reached.iter().filter(|func| func.seen.is_some());
        let seen: Vec<FuncRef> =
            seen.copied().filter(|func| blocking.binary_search(&func.general()).is_ok()).collect();
        blocking.extend(seen);
        let bound = |func: FuncRef| self.bound.get(&func).map_or(&[][..], Vec::as_slice);
        let funcs = blocking.into_iter().take_while(|_| !program.stop.is_set());
        let edges: FxHashMap<FuncRef, Vec<Edge>> =
            funcs.filter_map(|func| Some((func, link(program, trail, func, bound(func))?))).collect();
        self.ways = Ways::new(program, trail, &edges);
        self.edges = edges;
        self.added.clear();
    }
}

/// Whether there is such a function.
fn exists(program: &Program, func: FuncRef) -> bool {
    (func.function.0 as usize) < program.module(func.module).tree.functions.len()
}

/// A place where a function blocks, with the way to the leaf.
#[derive(Debug, Clone)]
pub struct Blocking {
    /// From the place itself to the call of the leaf.
    pub steps: Vec<Step>,
    /// What blocks in the end.
    pub leaf: Leaf,
    /// How many tests on the way, behind the first call, are left to chance.
    pub doubts: u32,
}

/// Functions that have been reached, and bodies that hand something over.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) called: Vec<FuncRef>,
    scheduled: Vec<FuncRef>,
    /// All that were called or scheduled so far.
    known: FunctionSet,
    /// Those of them that are not followed with their modules.
    reached: Vec<FuncRef>,
    /// Those that hand something over, as far as that has not been looked at.
    handing: Vec<FuncRef>,
}

impl Open {
    fn add(&mut self, out: &Outgoing) {
        self.called.extend(&out.calls);
        self.scheduled.extend(&out.handing.scheduled);
    }

    /// Those that are still to be followed, in order.
    fn take(&mut self, is_followed: impl Fn(FuncRef) -> bool) -> Vec<FuncRef> {
        let reached = self.called.drain(..).chain(self.scheduled.drain(..));
        let new = reached.filter(|func| self.known.insert(*func) && !is_followed(*func));
        let mut new: Vec<FuncRef> = new.collect();
        new.sort_unstable();
        self.reached.extend(&new);
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
        if let Some(mut spread) = known.take()
            && let Some(edited) = trail.renew(program, observe)
            && Arc::get_mut(&mut spread)
                .is_some_and(|spread| spread.follow_edit(program, trail, &edited, observe))
        {
            let trail: &'t Trail<T> = trail;
            let seen = trail.tops().flat_map(Top::seen).chain(trail.seen_in(spread.reached.iter().copied()));
            let observed = seen.cloned().collect();
            *known = Some(Arc::clone(&spread));
            return (Self { bodies: trail, spread }, observed);
        }
        trail.follow_anew(program, observe);
        let numbers = Numbers::of(program);
        let mut on_loop = FunctionSet::new(&numbers);
        let mut open = Open { known: FunctionSet::new(&numbers), ..Open::default() };
        let mut observed: Vec<T> = trail.tops().flat_map(Top::seen).cloned().collect();
        for top in trail.tops() {
            on_loop.extend(top.coroutines.iter().chain(&top.callbacks));
            open.add(&top.out);
        }
        let mut binding = Binding::new(&numbers);
        loop {
            loop {
                on_loop.extend(&open.scheduled);
                let pending = open.take(|func| trail.holds(func));
                if pending.is_empty() {
                    break;
                }
                for (func, reached) in trail.follow(program, &pending, observe) {
                    observed.extend(reached.body.seen.iter().cloned());
                    open.add(&reached.out);
                    if !reached.out.handing.is_empty() {
                        open.handing.push(func);
                    }
                }
            }
            let handing = std::mem::take(&mut open.handing);
            open.called = binding.extend(program, trail, &on_loop, handing);
            if open.called.iter().all(|func| open.known.contains(*func) || trail.holds(*func)) {
                break;
            }
        }
        let mut spread = Spread {
            bound: binding.into_edges(),
            on_loop,
            called: open.known,
            reached: open.reached,
            ..Spread::default()
        };
        spread.lead(program, trail);
        let spread = Arc::new(spread);
        *known = Some(Arc::clone(&spread));
        (Self { bodies: trail, spread }, observed)
    }

    /// Whether the body of `func` runs on the loop.
    pub fn is_on_loop(&self, func: FuncRef) -> bool {
        self.spread.on_loop.contains(func)
    }

    /// The functions that can block among those whose bodies run on the loop, sorted.
    pub fn leaving_on_loop(&self) -> Vec<FuncRef> {
        let mut funcs: Vec<FuncRef> =
            self.spread.edges.keys().copied().filter(|func| self.spread.on_loop.contains(*func)).collect();
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
                    found.push((*func, Blocking { steps, leaf, doubts: 0 }));
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

/// Turns the sites of a function into edges, where they name what runs there; what is handed over has its edges.
fn link(program: &Program, bodies: &dyn Bodies, func: FuncRef, bound: &[Edge]) -> Option<Vec<Edge>> {
    let direct = (0..).zip(bodies.sites(func)).filter_map(|(number, site)| match &site.target {
        Target::Configured(entry) => {
            Some(Edge { site: number, via: None, next: Next::Leaf(Leaf::Configured(*entry)) })
        }
        Target::Function(target, _) => Some(direct_edge(program, *target, site, number)),
        Target::Parameter(_) => None,
    });
    let mut all: Vec<Edge> = direct.collect();
    if !bound.is_empty() {
        all.extend_from_slice(bound);
        all.sort_by_key(|edge| edge.site);
    }
    (!all.is_empty()).then_some(all)
}

/// The functions from which some way leads to something that blocks, sorted. Most of a program cannot, and is left out of what
/// follows.
fn can_block(numbers: &Numbers, ways: &[&WaysOut], bound: &FxHashMap<FuncRef, Vec<Edge>>) -> Vec<FuncRef> {
    // What has no number is not of the project: the last place is for all of that.
    let count = numbers.count();
    let number = |func: FuncRef| numbers.get(func).unwrap_or(count);
    let mut handed: Vec<(FuncRef, FuncRef)> = Vec::new();
    let mut open: Vec<FuncRef> = Vec::new();
    for (func, edges) in bound {
        for edge in edges {
            match &edge.next {
                Next::Leaf(_) => open.push(func.general()),
                Next::Call(target, _) => handed.push((func.general(), target.general())),
            }
        }
    }
    let calls = || ways.iter().flat_map(|ways| &ways.calls).chain(&handed);
    // The callers of each function, one behind the other.
    let mut starts = vec![0_u32; count + 2];
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
    let mut found = vec![false; count + 1];
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

fn direct_edge(program: &Program, target: FuncRef, site: &Site, number: u32) -> Edge {
    let next = if program.is_project(target.module) {
        Next::Call(target, None)
    } else if site.threadsafe {
        Next::Leaf(Leaf::Threadsafe(target))
    } else {
        Next::Leaf(Leaf::Library(target))
    };
    Edge { site: number, via: None, next }
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
