//! Which bodies are followed, and what has been seen in them.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::effects::Step;
use super::evaluate::Evaluator;
use super::facts::{Facts, Target, Types};
use super::handing::Handing;
use super::program::Program;
use super::types::{ClassRef, FuncRef};
use super::walk::{walk, walk_module};
use crate::catalogue::Marker;
use crate::python::{ClassId, Expr, ExprId, Function, FunctionId, Owner, Tree, hash_name};

/// Work that one thread takes at a time: what is split coarsely leaves threads waiting in the end.
const MODULES_AT_A_TIME: usize = 8;
const BODIES_AT_A_TIME: usize = 32;

/// A function or module top level that was followed, as rules see it.
pub struct Followed<'a> {
    /// What was followed: `None` is the top level of the module.
    pub func: Option<FuncRef>,
    /// The module.
    pub module: u32,
    /// What was seen.
    pub facts: &'a Facts,
    /// What its expressions hold.
    pub types: &'a Types,
}

/// Sees every followed body once.
pub(super) type Observer<'o, 'p, T> = &'o (dyn Fn(&mut Evaluator<'p>, &Followed<'_>) -> Vec<T> + Sync);

/// What following one body has shown, with what the observer made of it.
#[derive(Debug)]
pub(super) struct Body<T> {
    pub(super) facts: Facts,
    pub(super) seen: Vec<T>,
}

/// A module that can matter to an event loop by itself.
#[derive(Debug)]
pub(super) struct Top<T> {
    pub(super) module: u32,
    pub(super) body: Body<T>,
    /// Its coroutine functions.
    pub(super) coroutines: Box<[FuncRef]>,
    /// Methods that the event loop calls because of the class they belong to.
    pub(super) callbacks: Box<[FuncRef]>,
    /// Its coroutine functions and those that call something, in order.
    followed: Box<[FuncRef]>,
    /// Those of them that show something, in order.
    bodies: Box<[(FuncRef, Body<T>)]>,
    /// By function: its number among the bodies, if it shows something.
    numbers: Box<[Option<u32>]>,
    /// What leads out of these bodies and of the top level.
    pub(super) out: Outgoing,
}

/// A function that has been reached from elsewhere.
#[derive(Debug)]
pub(super) struct Reached<T> {
    pub(super) body: Body<T>,
    /// What leads out of it.
    pub(super) out: Outgoing,
}

/// What leads out of some bodies: all that is asked of them again whenever control goes other ways somewhere.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// The functions of the project that they call, in order, but for those that are followed together with them.
    pub(super) calls: Box<[FuncRef]>,
    /// What they hand over.
    pub(super) handing: Handing,
    /// Where control goes.
    ways_out: WaysOut,
}

impl Outgoing {
    /// Of bodies of functions, and of the top level of a module. `followed` are those that are followed together, in order.
    fn of<'f>(
        program: &Program,
        bodies: impl Iterator<Item = (Option<FuncRef>, &'f Facts)>,
        followed: &[FuncRef],
    ) -> Self {
        let mut out = Self::default();
        let mut calls: Vec<FuncRef> = Vec::new();
        for (func, facts) in bodies {
            calls.extend(facts.calls(program).filter(|func| followed.binary_search(func).is_err()));
            out.handing.add(program, func, facts);
            if let Some(func) = func {
                out.ways_out.add(program, func, facts);
            }
        }
        calls.sort_unstable();
        calls.dedup();
        out.calls = calls.into();
        out.handing.finish(followed);
        out.ways_out.finish();
        out
    }
}

/// Where control goes from some bodies, without regard to the classes that methods are seen from: what decides quickly which of
/// them can block at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WaysOut {
    /// Callers and callees, both of the project.
    pub(super) calls: Vec<(FuncRef, FuncRef)>,
    /// Those that call something that blocks by itself.
    pub(super) leaving: Vec<FuncRef>,
}

impl WaysOut {
    fn add(&mut self, program: &Program, func: FuncRef, facts: &Facts) {
        let func = func.general();
        for site in &facts.sites {
            match site.target {
                Target::Function(target, _) if program.is_project(target.module) => {
                    // A coroutine function does not block its caller.
                    if !program.module(target.module).tree.function(target.function).is_async {
                        self.calls.push((func, target.general()));
                    }
                }
                Target::Function(..) | Target::Configured(_) => self.leaving.push(func),
                Target::Parameter(_) => {}
            }
        }
    }

    fn finish(&mut self) {
        self.calls.sort_unstable();
        self.calls.dedup();
        self.calls.shrink_to_fit();
        self.leaving.dedup();
        self.leaving.shrink_to_fit();
    }
}

impl<T> Top<T> {
    /// Notes what is otherwise than it was `before`; whether all but that leads the same ways, wherever in the text it stands.
    fn compare(&self, before: &Self, edited: &mut Edited) -> bool {
        let mut old = before.bodies.iter().peekable();
        let mut alike = true;
        for (func, body) in &self.bodies {
            while let Some((gone, body)) = old.next_if(|(other, _)| other < func) {
                alike &= edited.note(*gone, Some(&body.facts), None);
            }
            let known = old.next_if(|(other, _)| other == func).map(|(_, known)| &known.facts);
            alike &= edited.note(*func, known, Some(&body.facts));
        }
        for (gone, body) in old {
            alike &= edited.note(*gone, Some(&body.facts), None);
        }
        let only_in = |a: &[FuncRef], b: &[FuncRef]| -> Vec<FuncRef> {
            a.iter().copied().filter(|func| b.binary_search(func).is_err()).collect()
        };
        edited.changed.extend(only_in(&self.coroutines, &before.coroutines));
        edited.changed.extend(only_in(&before.coroutines, &self.coroutines));
        let is_new = |func: &mut FuncRef| {
            func.module == self.module && func.function.0 as usize >= before.numbers.len()
        };
        edited.come.extend(edited.changed.extract_if(.., is_new));
        edited.released.extend(only_in(&before.out.calls, &self.out.calls));
        alike && self.callbacks == before.callbacks && self.body.facts.leads_like(&before.body.facts)
    }

    /// What has been seen in a function, if that is something.
    fn body(&self, func: FuncRef) -> Option<&Body<T>> {
        let number = (*self.numbers.get(func.function.0 as usize)?)?;
        let (known, body) = &self.bodies[number as usize];
        (*known == func).then_some(body)
    }

    /// What the observer made of the bodies.
    pub(super) fn seen(&self) -> impl Iterator<Item = &T> {
        self.body.seen.iter().chain(self.bodies.iter().flat_map(|(_, body)| &body.seen))
    }
}

/// Where control goes other ways than before an edit, while everything is handed over as before.
#[derive(Debug, Default)]
pub(super) struct Edited {
    /// Functions that lead elsewhere by now, or are gone.
    pub(super) changed: Vec<FuncRef>,
    /// Functions that are new.
    pub(super) come: Vec<FuncRef>,
    /// Functions that are called no longer from where they were called.
    pub(super) released: Vec<FuncRef>,
    /// Sites that hand something over, or call what was handed over, and that have other numbers by now.
    pub(super) renumbered: FxHashMap<Step, u32>,
}

impl Edited {
    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.come.is_empty()
    }

    /// Whether `func` is one of those.
    pub(super) fn holds(&self, func: FuncRef) -> bool {
        self.changed.contains(&func) || self.come.contains(&func)
    }

    /// Notes what is otherwise in a body; whether it hands over what it did.
    fn note(&mut self, func: FuncRef, before: Option<&Facts>, now: Option<&Facts>) -> bool {
        let renumbered = match (before, now) {
            (Some(before), Some(now)) if before.leads_like(now) => return true,
            (Some(before), Some(now)) => before.hands_over_like(now),
            (Some(only), None) | (None, Some(only)) => (!only.hands_over()).then(Vec::new),
            (None, None) => return true,
        };
        let Some(renumbered) = renumbered else { return false };
        let step = |site| Step { func, site };
        self.renumbered.extend(renumbered.into_iter().map(|(before, now)| (step(before), now)));
        self.changed.push(func);
        true
    }
}

/// What is known of a module.
#[derive(Debug)]
enum Slot<T> {
    /// It has not been looked at.
    New,
    /// It is to be looked at again. What it was before tells whether anything has changed.
    Outdated(Box<Self>),
    /// It does not matter by itself.
    Idle,
    /// It has been followed.
    Followed(Box<Top<T>>),
}

impl<T> Slot<T> {
    fn top(&self) -> Option<&Top<T>> {
        match self {
            Self::Followed(top) => Some(top),
            Self::New | Self::Outdated(_) | Self::Idle => None,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self, Self::New | Self::Outdated(_))
    }

    fn compare(&self, before: &Self, edited: &mut Edited) -> bool {
        match (self, before) {
            (Self::Idle, Self::Idle) => true,
            (Self::Followed(now), Self::Followed(before)) => now.compare(before, edited),
            _ => false,
        }
    }
}

/// What following a program has shown, body by body: it holds as long as the modules stay that a body was judged by.
#[derive(Debug)]
pub(crate) struct Trail<T> {
    /// By module.
    tops: Vec<Slot<T>>,
    /// Of other functions that have been reached; `None` for bodies that show nothing.
    reached: FxHashMap<FuncRef, Option<Reached<T>>>,
    /// Those that are to be looked at again.
    outdated: FxHashMap<FuncRef, Option<Reached<T>>>,
}

impl<T> Default for Trail<T> {
    fn default() -> Self {
        Self { tops: Vec::new(), reached: FxHashMap::default(), outdated: FxHashMap::default() }
    }
}

impl<T: Send + Sync> Trail<T> {
    /// Forgets all about some modules.
    pub(crate) fn forget(&mut self, modules: &FxHashSet<u32>) {
        for module in modules {
            if let Some(slot) = self.tops.get_mut(*module as usize)
                && !slot.is_open()
            {
                *slot = Slot::Outdated(Box::new(std::mem::replace(slot, Slot::New)));
            }
        }
        let concerns = |func: &FuncRef| modules.contains(&func.module) || modules.contains(&func.home());
        self.outdated.extend(self.reached.extract_if(|func, _| concerns(func)));
    }

    /// Looks again at what was forgotten, in a program with the same functions as before but for some at the ends of modules. Gives the
    /// bodies from which control goes other ways by now; `None` where more has changed than that.
    pub(super) fn renew<'p>(&mut self, program: &'p Program, observe: Observer<'_, 'p, T>) -> Option<Edited> {
        let edited = self.follow_tops(program, observe);
        let outdated = std::mem::take(&mut self.outdated);
        let mut funcs: Vec<FuncRef> = outdated.keys().copied().collect();
        let is_there =
            |func: &FuncRef| (func.function.0 as usize) < program.module(func.module).tree.functions.len();
        if !funcs.iter().all(is_there) {
            return None;
        }
        funcs.sort_unstable();
        drop(self.follow(program, &funcs, observe));
        let mut edited = edited?;
        for (func, before) in &outdated {
            let (Some(before), Some(now)) = (before, self.reached.get(func).and_then(Option::as_ref)) else {
                // What nobody saw anything of may be out of reach by now.
                let is_alike = before.is_none() && !matches!(self.reached.get(func), Some(Some(_)));
                if is_alike {
                    continue;
                }
                return None;
            };
            if !edited.note(*func, Some(&before.body.facts), Some(&now.body.facts)) {
                return None;
            }
            let is_left = |callee: &&FuncRef| now.out.calls.binary_search(callee).is_err();
            edited.released.extend(before.out.calls.iter().filter(is_left));
        }
        for funcs in [&mut edited.changed, &mut edited.come] {
            funcs.sort_unstable();
            funcs.dedup();
        }
        Some(edited)
    }

    /// Follows the modules that matter by themselves, whatever was known of them.
    pub(super) fn follow_anew<'p>(&mut self, program: &'p Program, observe: Observer<'_, 'p, T>) {
        self.outdated = FxHashMap::default();
        self.follow_tops(program, observe);
    }

    /// Follows the modules that matter by themselves. Gives the bodies from which control goes other ways than before; `None` where more
    /// has changed than that.
    fn follow_tops<'p>(&mut self, program: &'p Program, observe: Observer<'_, 'p, T>) -> Option<Edited> {
        let edited = Mutex::new(Some(Edited::default()));
        self.tops.resize_with(program.project, || Slot::New);
        let slots = self.tops.par_iter_mut().enumerate().with_max_len(MODULES_AT_A_TIME);
        slots.filter(|(_, slot)| slot.is_open() && !program.stop.is_set()).for_each_init(
            || (Evaluator::new(program), Types::default()),
            |(ev, types), (module, slot)| {
                let module = module as u32;
                let now = if is_asynchronous(program, module) {
                    Slot::Followed(Box::new(top(ev, types, module, observe)))
                } else {
                    Slot::Idle
                };
                let before = std::mem::replace(slot, now);
                let mut edited = edited.lock().unwrap_or_else(PoisonError::into_inner);
                let is_like = |edited: &mut Edited| {
                    matches!(before, Slot::Outdated(before) if slot.compare(&before, edited))
                };
                if !edited.as_mut().is_some_and(is_like) {
                    *edited = None;
                }
            },
        );
        edited.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The modules that matter by themselves, in order.
    pub(super) fn tops(&self) -> impl Iterator<Item = &Top<T>> {
        self.tops.iter().filter_map(Slot::top)
    }

    /// Follows those of `funcs` that have not been followed yet; gives those that show something.
    pub(super) fn follow<'p>(
        &mut self,
        program: &'p Program,
        funcs: &[FuncRef],
        observe: Observer<'_, 'p, T>,
    ) -> impl Iterator<Item = (FuncRef, &Reached<T>)> {
        let new: Vec<FuncRef> =
            funcs.iter().copied().filter(|func| !self.reached.contains_key(func)).collect();
        let followed: Vec<(FuncRef, Option<Reached<T>>)> = new
            .par_iter()
            .with_max_len(BODIES_AT_A_TIME)
            .filter(|_| !program.stop.is_set())
            .map_init(
                || (Evaluator::new(program), Types::default()),
                |(ev, types), func| {
                    let reached = body(ev, types, *func, observe).map(|body| {
                        let out = Outgoing::of(program, [(Some(*func), &body.facts)].into_iter(), &[]);
                        Reached { body, out }
                    });
                    (*func, reached)
                },
            )
            .collect();
        self.reached.extend(followed);
        funcs.iter().filter_map(|func| Some((*func, self.reached.get(func)?.as_ref()?)))
    }

    /// What the observer made of functions that have been reached.
    pub(super) fn seen_in(&self, funcs: impl Iterator<Item = FuncRef>) -> impl Iterator<Item = &T> {
        funcs.filter_map(|func| self.reached.get(&func)?.as_ref()).flat_map(|reached| &reached.body.seen)
    }

    /// What has been seen in a body that shows something.
    pub(super) fn facts(&self, func: FuncRef) -> Option<&Facts> {
        let top = self.tops.get(func.module as usize).and_then(Slot::top);
        let own = top.and_then(|top| top.body(func));
        own.or_else(|| Some(&self.reached.get(&func)?.as_ref()?.body)).map(|body| &body.facts)
    }

    /// What leads out of a function that was reached from elsewhere.
    pub(super) fn out(&self, func: FuncRef) -> Option<&Outgoing> {
        Some(&self.reached.get(&func)?.as_ref()?.out)
    }

    /// Where control goes from the bodies that are followed with their modules, and from those of `reached`.
    pub(super) fn ways_out(
        &self,
        reached: impl Iterator<Item = FuncRef>,
    ) -> (impl Iterator<Item = &WaysOut>, WaysOut) {
        let mut others = WaysOut::default();
        for out in reached.filter_map(|func| self.out(func)) {
            others.calls.extend(&out.ways_out.calls);
            others.leaving.extend(&out.ways_out.leaving);
        }
        (self.tops().map(|top| &top.out.ways_out), others)
    }

    /// Whether `func` is a coroutine function that an event loop runs.
    pub(super) fn is_coroutine(&self, func: FuncRef) -> bool {
        let top = self.tops.get(func.module as usize).and_then(Slot::top);
        top.is_some_and(|top| top.coroutines.binary_search(&func).is_ok())
    }

    /// Whether `func` is followed with its module.
    pub(super) fn holds(&self, func: FuncRef) -> bool {
        let top = self.tops.get(func.module as usize).and_then(Slot::top);
        top.is_some_and(|top| top.followed.binary_search(&func).is_ok())
    }
}

fn body<'p, T>(
    ev: &mut Evaluator<'p>,
    types: &mut Types,
    func: FuncRef,
    observe: Observer<'_, 'p, T>,
) -> Option<Body<T>> {
    let facts = walk(ev, func, types);
    // Rules judge what is written, once for all receivers.
    let seen = match func.seen {
        None => observe(ev, &Followed { func: Some(func), module: func.module, facts: &facts, types }),
        Some(_) => Vec::new(),
    };
    let shows = !(facts.is_empty() && seen.is_empty());
    shows.then_some(Body { facts, seen })
}

fn top<'p, T>(
    ev: &mut Evaluator<'p>,
    types: &mut Types,
    module: u32,
    observe: Observer<'_, 'p, T>,
) -> Top<T> {
    let facts = walk_module(ev, module, types);
    let seen = observe(ev, &Followed { func: None, module, facts: &facts, types });
    let tree = ev.tree(module);
    let is_async = |func: &FuncRef| tree.function(func.function).is_async;
    let followed: Box<[FuncRef]> =
        ev.functions(module).filter(|func| is_async(func) || calls_something(tree, func.function)).collect();
    let bodies: Box<[(FuncRef, Body<T>)]> =
        followed.iter().filter_map(|func| Some((*func, body(ev, types, *func, observe)?))).collect();
    let mut numbers: Box<[Option<u32>]> = vec![None; tree.functions.len()].into();
    (0..).zip(&bodies).for_each(|(number, (func, _))| numbers[func.function.0 as usize] = Some(number));
    let own = bodies.iter().map(|(func, body)| (Some(*func), &body.facts));
    let out = Outgoing::of(ev.program, std::iter::once((None, &facts)).chain(own), &followed);
    let coroutines = if drives_coroutines(tree) {
        Box::default()
    } else {
        followed.iter().copied().filter(is_async).collect()
    };
    Top {
        module,
        body: Body { facts, seen },
        coroutines,
        callbacks: callbacks(ev, module),
        followed,
        bodies,
        numbers,
        out,
    }
}

/// Methods of subclasses of protocols run on the loop.
fn callbacks(ev: &mut Evaluator<'_>, module: u32) -> Box<[FuncRef]> {
    let tree = ev.tree(module);
    let mut found = Vec::new();
    for number in 0..tree.classes.len() as u32 {
        let class = ClassRef { module, class: ClassId(number) };
        if tree.class(class.class).bases.is_empty() {
            continue;
        }
        let is_protocol = ev.mro(class).iter().any(|base| {
            let markers = ev.program.class_markers(*base);
            markers.iter().any(|marker| matches!(marker, Marker::LoopCallbacks))
        });
        if is_protocol {
            found.extend(ev.functions(module).filter(|func| {
                let function = tree.function(func.function);
                function.owner == Owner::Class(class.class)
                    && is_protocol_callback(tree.names.text(function.name))
            }));
        }
    }
    found.into()
}

/// Whether the module has nothing to do with an event loop and goes through coroutines by itself: `coroutine.send(None)`, until that
/// raises `StopIteration`.
fn drives_coroutines(tree: &Tree) -> bool {
    let sends = |id: u32| {
        let Expr::Call(call) = tree.expr(ExprId(id)) else { return false };
        let call = tree.call(call);
        matches!(tree.expr(call.func), Expr::Attribute(_, name) if tree.names.text(name) == "send")
            && matches!(tree.arguments(call), [only] if tree.expr(only.value) == Expr::None)
    };
    tree.names.find(hash_name("StopIteration")).is_some()
        && !imports_event_loop(tree)
        && (0..tree.len() as u32).any(sends)
}

/// Whether the module imports one of the libraries that run event loops.
fn imports_event_loop(tree: &Tree) -> bool {
    tree.imports.iter().any(|import| {
        let names = import.names.iter().map(|imported| imported.name);
        import.module.into_iter().chain(names).any(|name| {
            let text = tree.names.text(name);
            let first = text.split('.').next().unwrap_or(text);
            matches!(first, "asyncio" | "anyio" | "trio" | "nest_asyncio" | "uvloop")
        })
    })
}

/// Whether a call stands anywhere in the function: one that calls nothing matters only to those that run it.
fn calls_something(tree: &Tree, function: FunctionId) -> bool {
    let (start, end) = tree.function(function).exprs;
    (start.0..end.0).any(|id| matches!(tree.expr(ExprId(id)), Expr::Call(_)))
}

/// Whether anything of the module can matter to an event loop by itself: it runs, and it defines or handles coroutines or has methods
/// that are called like those of protocols.
fn is_asynchronous(program: &Program, module: u32) -> bool {
    let module = program.module(module);
    let tree = &module.tree;
    let is_callback = |function: &Function| {
        matches!(function.owner, Owner::Class(_)) && is_protocol_callback(tree.names.text(function.name))
    };
    let handles = tree.functions.iter().any(|function| function.is_async || is_callback(function))
        || imports_event_loop(tree);
    handles && !module.is_stub()
}

/// The callbacks of protocols and transports; other methods of such classes run wherever they are called.
fn is_protocol_callback(name: &str) -> bool {
    matches!(
        name,
        "connection_made"
            | "connection_lost"
            | "data_received"
            | "eof_received"
            | "datagram_received"
            | "error_received"
            | "pause_writing"
            | "resume_writing"
            | "buffer_updated"
            | "get_buffer"
            | "pipe_data_received"
            | "pipe_connection_lost"
            | "process_exited"
    )
}
