//! What bodies hand over, in short, and what functions do with what they are handed.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::known_to;
use super::effects::{Bodies, Step};
use super::facts::{Facts, Passing, Site, Target};
use super::function_set::{FunctionMap, Numbers};
use super::program::Program;
use super::types::{Captured, FuncRef, Type};

/// A function that does more with what it is handed is judged by that many uses.
const MOST_USES: usize = 100;

/// What some bodies hand over.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Handing {
    /// Sites that hand something over, or call what was handed over.
    pub(super) leads: Vec<Lead>,
    /// What is handed to parameters, in order.
    pub(super) values: Vec<(FuncRef, u16, Type)>,
    /// Functions that are handed to the event loop.
    pub(super) scheduled: Vec<FuncRef>,
}

/// A site that hands something over, or calls what was handed over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lead {
    pub(super) func: FuncRef,
    /// Its number in the body.
    pub(super) site: u32,
    pub(super) to: To,
}

/// What runs at such a site.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum To {
    /// A function of the project.
    Function(FuncRef),
    /// What was handed over; whether that is awaited, and whether to a constructor.
    Parameter { passing: Arc<Passing>, awaited: bool, of_constructor: bool },
}

impl Lead {
    pub(super) fn step(&self) -> Step {
        Step { func: self.func, site: self.site }
    }
}

impl Handing {
    /// Adds the body of a function, or the top level of a module. Bodies of libraries never run: nothing is done with what these are
    /// handed.
    pub(super) fn add(&mut self, program: &Program, func: Option<FuncRef>, facts: &Facts) {
        let sites = || (0..).zip(&facts.sites);
        if let Some(func) = func {
            let leads = sites().filter(|(_, site)| site.hands_over()).filter_map(|(number, site)| {
                let to = match &site.target {
                    Target::Function(target, _) if program.is_project(target.module) => To::Function(*target),
                    Target::Parameter(passing) => To::Parameter {
                        passing: Arc::clone(passing),
                        awaited: site.awaited,
                        of_constructor: is_constructor(program, passing.value.owner),
                    },
                    Target::Function(..) | Target::Configured(_) => return None,
                };
                Some(Lead { func, site: number, to })
            });
            self.leads.extend(leads);
        }
        let captured = facts
            .captured
            .iter()
            .flat_map(|known| known.arguments.iter().map(|(index, value)| (known.owner, *index, value)));
        let passed_on = facts.passed_on.iter().map(|(func, index, value)| (*func, *index, value));
        let handed = facts.sites.iter().filter_map(|site| match &site.target {
            Target::Function(target, _) => Some((target.general(), &site.handed)),
            _ => None,
        });
        let handed = handed
            .flat_map(|(target, handed)| handed.iter().map(move |(index, value)| (target, *index, value)));
        let all = captured.chain(passed_on).chain(handed);
        let all = all.filter(|(func, ..)| program.is_project(func.module));
        self.values.extend(all.map(|(func, index, value)| (func, index, value.clone())));
        self.scheduled.extend(facts.scheduled.iter().chain(&facts.started));
    }

    /// Leaves out what leads nowhere: to functions among `followed`, all of whose leads are here, that do nothing with what they
    /// are handed.
    pub(super) fn finish(&mut self, followed: &[FuncRef]) {
        let is_here = |func: &FuncRef| followed.binary_search(func).is_ok();
        let mut doing: FxHashSet<FuncRef> = FxHashSet::default();
        let mut open: Vec<FuncRef> = Vec::new();
        let mut callers: FxHashMap<FuncRef, Vec<FuncRef>> = FxHashMap::default();
        for lead in &self.leads {
            match &lead.to {
                To::Function(target) if is_here(target) => {
                    callers.entry(*target).or_default().push(lead.func);
                }
                To::Function(_) | To::Parameter { .. } => open.push(lead.func),
            }
        }
        while let Some(func) = open.pop() {
            if doing.insert(func) {
                open.extend(callers.get(&func).into_iter().flatten());
            }
        }
        self.leads.retain(|lead| match &lead.to {
            To::Function(target) => !is_here(target) || doing.contains(target),
            To::Parameter { .. } => true,
        });
        self.leads.shrink_to_fit();
        self.values.shrink_to_fit();
        self.scheduled.shrink_to_fit();
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.leads.is_empty() && self.values.is_empty() && self.scheduled.is_empty()
    }
}

/// What a function does with a parameter, its own or one of a function around it, directly or through others.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) passing: Arc<Passing>,
    /// The place where the value is called.
    pub(super) place: u32,
    /// Where it is handed on, and the use there; nothing where this function calls it itself.
    further: Option<(u32, u32)>,
    /// Whether the parameter is one of a constructor.
    pub(super) of_constructor: bool,
    /// The next use of the same function.
    next: Option<u32>,
}

/// The first and the last of what is chained, and how many.
#[derive(Debug, Clone, Copy, Default)]
struct Chained {
    first: u32,
    last: u32,
    count: usize,
}

impl Chained {
    /// One more.
    fn with(known: Option<Self>, last: u32) -> Self {
        let (first, count) = known.map_or((last, 0), |known| (known.first, known.count));
        Self { first, last, count: count + 1 }
    }
}

/// What functions do with what they are handed; places are numbers of leads.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) leads: Vec<Lead>,
    /// In the order in which they are found: first those that call what they are handed.
    all: Vec<Use>,
    of: FunctionMap<Chained>,
    /// The leads to each function, in order.
    callers: FunctionMap<Chained>,
    /// By lead: the next one to the same function.
    next_caller: Vec<Option<u32>>,
    /// So many of all uses have been looked for in the callers.
    asked: usize,
    /// Leads to functions that do something with what they are handed, as far as that is new.
    touched: Vec<u32>,
    /// Parameters of constructors that something is done with.
    pub(super) kept: FxHashSet<(FuncRef, u16)>,
}

impl Uses {
    /// None, of a program with so many functions.
    pub(super) fn new(numbers: &Numbers) -> Self {
        Self { of: FunctionMap::new(numbers), callers: FunctionMap::new(numbers), ..Self::default() }
    }

    /// What a function does with what it is handed.
    pub(super) fn of(&self, func: FuncRef) -> impl Iterator<Item = &Use> {
        self.numbers_of(func).map(|number| &self.all[number as usize])
    }

    fn numbers_of(&self, func: FuncRef) -> impl Iterator<Item = u32> {
        let first = self.of.get(func).map(|chained| chained.first);
        std::iter::successors(first, |number| self.all[*number as usize].next)
    }

    /// The places from where the value is handed on to where it is called.
    pub(super) fn path(&self, used: &Use, path: &mut Vec<Step>) {
        let mut used = used;
        while let Some((lead, further)) = used.further
            && path.len() < MOST_USES
        {
            path.push(self.leads[lead as usize].step());
            used = &self.all[further as usize];
        }
        path.push(self.leads[used.place as usize].step());
    }

    /// Takes in more leads, whole bodies at a time. Gives the functions that do more by now, and the leads that this matters for, in
    /// order.
    pub(super) fn extend<'l>(
        &mut self,
        program: &Program,
        bodies: &dyn Bodies,
        leads: impl Iterator<Item = &'l [Lead]>,
    ) -> (FxHashSet<FuncRef>, Vec<u32>) {
        let start = self.leads.len();
        let leads: Vec<&[Lead]> = leads.collect();
        self.leads.reserve(leads.iter().map(|leads| leads.len()).sum());
        leads.into_iter().for_each(|leads| self.leads.extend_from_slice(leads));
        self.next_caller.resize(self.leads.len(), None);
        let (asked, new) = (self.asked, self.all.len());
        for lead in start..self.leads.len() {
            let place = lead as u32;
            match &self.leads[lead].to {
                To::Parameter { passing, of_constructor, .. } => {
                    let (passing, of_constructor) = (Arc::clone(passing), *of_constructor);
                    self.add(place, Use { passing, place, further: None, of_constructor, next: None });
                }
                To::Function(target) => {
                    let known = self.callers.get(*target);
                    if let Some(known) = known {
                        self.next_caller[known.last as usize] = Some(place);
                    }
                    self.callers.insert(*target, Chained::with(known, place));
                }
            }
        }
        // What was known before is asked of the new callers only.
        for lead in start..self.leads.len() {
            if let To::Function(target) = self.leads[lead].to {
                let known: Vec<u32> =
                    self.numbers_of(target).take_while(|number| (*number as usize) < asked).collect();
                known.into_iter().for_each(|number| self.hand_on(program, bodies, number, lead as u32));
            }
        }
        while self.asked < self.all.len() && !program.stop.is_set() {
            let number = self.asked as u32;
            self.asked += 1;
            let mut caller = self.callers.get(self.func(number)).map(|chained| chained.first);
            while let Some(lead) = caller {
                self.hand_on(program, bodies, number, lead);
                caller = self.next_caller[lead as usize];
            }
        }
        let grew = (new..self.all.len()).map(|number| self.func(number as u32)).collect();
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        (grew, touched)
    }

    /// The function that a use is one of.
    fn func(&self, number: u32) -> FuncRef {
        let used = &self.all[number as usize];
        self.leads[used.further.map_or(used.place, |(lead, _)| lead) as usize].func
    }

    /// Notes what the function around `lead` does by handing something on there, to where it is used.
    fn hand_on(&mut self, program: &Program, bodies: &dyn Bodies, number: u32, lead: u32) {
        let Lead { func, site, to: To::Function(target) } = &self.leads[lead as usize] else { return };
        self.touched.push(lead);
        let Some(site) = bodies.sites(*func).get(*site as usize) else { return };
        let used = &self.all[number as usize];
        let (place, of_constructor) = (used.place, used.of_constructor);
        let further = Some((lead, number));
        let handed_on = |passing, of_constructor| Use { passing, place, further, of_constructor, next: None };
        let passing = &used.passing;
        let Some(value) = handed_value(*target, site, passing) else {
            // Another method of the same object, or a function that is nested in this one.
            if site.shares && (of_constructor || passing.value.owner == func.general()) {
                let shared = handed_on(Arc::clone(passing), of_constructor);
                self.add(lead, shared);
            }
            return;
        };
        let passing = Arc::clone(passing);
        for member in value.members() {
            let further = member.derivation().and_then(|own| own.with(&passing.value.steps));
            if let Some(value) = further {
                let of_constructor = is_constructor(program, value.owner);
                let passing = Arc::new(Passing { value, action: passing.action });
                self.add(lead, handed_on(passing, of_constructor));
            }
        }
    }

    /// Adds a use of the function around `lead`, unless it is known.
    fn add(&mut self, lead: u32, new: Use) {
        let func = self.leads[lead as usize].func;
        let number = self.all.len() as u32;
        let known = self.of.get(func);
        if let Some(known) = known {
            if known.count == MOST_USES || self.of(func).any(|used| used.passing == new.passing) {
                return;
            }
            self.all[known.last as usize].next = Some(number);
        }
        self.of.insert(func, Chained::with(known, number));
        if new.of_constructor {
            self.kept.insert((new.passing.value.owner, new.passing.value.index));
        }
        self.all.push(new);
    }
}

fn is_constructor(program: &Program, func: FuncRef) -> bool {
    let tree = &program.module(func.module).tree;
    tree.names.text(tree.function(func.function).name) == "__init__"
}

/// What the site hands to a parameter: as an argument, or through a closure.
pub(super) fn handed_value<'s>(target: FuncRef, site: &'s Site, passing: &Passing) -> Option<&'s Type> {
    let (owner, index) = (passing.value.owner, passing.value.index);
    if owner == target.general() {
        return site.handed.iter().find(|(number, _)| *number == index).map(|(_, value)| value);
    }
    known_to(closure(site), owner, index)
}

/// What the function that runs at a site knows of those around it.
pub(super) fn closure(site: &Site) -> Option<&Arc<Captured>> {
    match &site.target {
        Target::Function(_, closure) => closure.as_ref(),
        Target::Parameter(_) | Target::Configured(_) => None,
    }
}
