//! All modules of a scan with the libraries' stubs: names resolve across modules.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::asked::Asked;
use super::dispatch::Asks;
use super::implementers::{self, Definers};
use super::module::Module;
use super::question::Question;
use super::registered::Mentioned;
use super::stop::StopFlag;
use super::types::{ClassRef, FuncRef, PathId, Type};
use super::{Extensions, known::Known};
use crate::catalogue::{Marker, Stub, markers, stubs};
use crate::python::{Expr, ExprId, FunctionId, Name, NameHash, Owner, hash_name};

/// Where the stubs lie in the folder tree of a program; no file of a project can have such a path.
const STUBS: &str = "<stubs>";

/// All modules of a scan, linked: names resolve across modules.
#[derive(Debug)]
pub struct Program {
    /// The project's modules in the order of their paths, then the stubs.
    pub modules: Vec<Arc<Module>>,
    /// How many of the modules are the project's own.
    pub project: usize,
    pub(crate) extensions: Extensions,
    pub(crate) known: Known,
    builtins: Option<u32>,
    paths: Vec<PathEntry>,
    by_path: FxHashMap<Box<str>, PathId>,
    /// For each module the folder from which its absolute imports start: the parent of its outermost package.
    roots: Vec<Box<str>>,
    /// Folders that hold a package or module of this name, for imports from elsewhere in the project.
    top_level: FxHashMap<NameHash, Vec<Box<str>>>,
    markers: FxHashMap<FuncRef, Arc<[Marker]>>,
    class_markers: FxHashMap<ClassRef, Arc<[Marker]>>,
    pub(super) configured: FxHashMap<FuncRef, Configured>,
    /// Modules of the project that stand for a library that the stubs know.
    pub(super) twins: FxHashSet<u32>,
    pub(super) definers: OnceLock<Definers>,
    /// Names of constants that some module binds as an attribute of something.
    pub(super) rebound: OnceLock<FxHashSet<NameHash>>,
    pub(super) asked: Mutex<Asked>,
    /// Where names are called or derived from, as far as somebody has asked.
    pub(super) mentioned: Mentioned,
    pub(crate) memo: Vec<OnceLock<Box<ModuleMemo>>>,
    /// Set when nobody waits any longer for what is asked of the program.
    pub(crate) stop: StopFlag,
}

/// What the configuration says of a function that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Configured {
    /// It blocks; the number of the entry.
    Blocks(u32),
    /// What it is handed runs in a thread.
    Offloads,
    /// It is never reported.
    Ignored,
}

/// Answers that were worked out once.
#[derive(Debug)]
pub(crate) struct ModuleMemo {
    pub(crate) bindings: Box<[OnceLock<Type>]>,
    pub(crate) returns: Box<[OnceLock<Type>]>,
    pub(crate) mro: Box<[OnceLock<Arc<[ClassRef]>>]>,
    /// Whether the class leaves something to other classes.
    pub(crate) leaves_open: Box<[OnceLock<bool>]>,
    pub(crate) attributes: Box<[OnceLock<Type>]>,
    /// The names that are read for something else than a call.
    handed_on: OnceLock<FxHashSet<Name>>,
    /// What the body of a method asks its receiver for.
    pub(crate) own_asks: Box<[OnceLock<Asks>]>,
    /// The same, with what the methods ask that it calls on it.
    pub(crate) all_asks: Box<[OnceLock<Asks>]>,
    /// What holds for methods as they are seen from classes of this module.
    dispatch: Mutex<Dispatch>,
    function_names: Box<[OnceLock<Box<str>>]>,
    class_names: Box<[OnceLock<Box<str>>]>,
    /// The modules of the project that answers about this one were taken from.
    pub(super) reads: Mutex<FxHashSet<u32>>,
}

/// What holds for inherited methods as they are seen from subclasses.
#[derive(Debug, Default)]
pub(crate) struct Dispatch {
    /// Whether the class has other answers to what the method asks of `self`.
    pub(crate) differs: FxHashMap<(ClassRef, FuncRef), bool>,
    /// Answers about what such methods bind and return, and about what containers hold.
    pub(crate) answers: FxHashMap<Question, Type>,
}

#[derive(Debug)]
struct PathEntry {
    path: Box<str>,
    module: Option<u32>,
}

impl Program {
    /// Links modules; their order does not matter.
    pub fn link(mut modules: Vec<Arc<Module>>, extensions: &Extensions) -> Self {
        modules.sort_by(|a, b| a.path.cmp(&b.path));
        let project = modules.len();
        modules.extend(stub_modules().iter().cloned());
        let mut program = Self {
            memo: modules.iter().map(|_| OnceLock::new()).collect(),
            project,
            extensions: extensions.clone(),
            known: Known::default(),
            builtins: None,
            paths: Vec::new(),
            by_path: FxHashMap::default(),
            roots: Vec::with_capacity(modules.len()),
            top_level: FxHashMap::default(),
            markers: FxHashMap::default(),
            class_markers: FxHashMap::default(),
            configured: FxHashMap::default(),
            twins: FxHashSet::default(),
            definers: OnceLock::new(),
            rebound: OnceLock::new(),
            asked: Mutex::default(),
            mentioned: Mentioned::default(),
            stop: StopFlag::default(),
            modules,
        };
        program.place_modules();
        program.builtins = program.find_below(STUBS, "builtins").and_then(|path| program.module_at(path));
        program.find_roots();
        program.read_markers();
        program.mark_scanned_libraries();
        let all: Vec<u32> = (0..program.modules.len() as u32).collect();
        program.apply_extensions(&all);
        program.known = Known::find(&program);
        program
    }

    /// Lets `stop` end what is asked of the program from now on.
    pub(crate) fn heed(&mut self, stop: &StopFlag) {
        self.stop = stop.clone();
    }

    fn place_modules(&mut self) {
        for index in 0..self.modules.len() {
            let module = Arc::clone(&self.modules[index]);
            let location = module_location(&module.path);
            let id = self.add_path(location);
            // A stub file beside its source speaks only where the source does not: the source has the bodies.
            let entry = &mut self.paths[id.0 as usize];
            let taken = entry.module.is_some_and(|other| !self.modules[other as usize].is_stub());
            if !taken {
                entry.module = Some(index as u32);
            }
        }
    }

    fn add_path(&mut self, path: &str) -> PathId {
        if let Some(id) = self.by_path.get(path) {
            return *id;
        }
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.add_path(parent);
        }
        let id = PathId(self.paths.len() as u32);
        self.paths.push(PathEntry { path: path.into(), module: None });
        self.by_path.insert(path.into(), id);
        id
    }

    fn find_roots(&mut self) {
        for index in 0..self.modules.len() {
            let path = &self.modules[index].path;
            if index >= self.project {
                self.roots.push(STUBS.into());
                continue;
            }
            let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            while !folder.is_empty() && self.is_package(folder) {
                folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            }
            let root: Box<str> = folder.into();
            let location = module_location(path);
            let inside = location.strip_prefix(&*root).unwrap_or(location).trim_start_matches('/');
            let top = inside.split('/').next().unwrap_or(inside);
            let places = self.top_level.entry(hash_name(top)).or_default();
            if !places.contains(&root) {
                places.push(root.clone());
            }
            self.roots.push(root);
        }
    }

    fn is_package(&self, folder: &str) -> bool {
        self.by_path.get(folder).is_some_and(|id| self.paths[id.0 as usize].module.is_some())
    }

    fn read_markers(&mut self) {
        for index in self.project..self.modules.len() {
            let module = Arc::clone(&self.modules[index]);
            for (number, function) in module.tree.functions.iter().enumerate() {
                if function.decorators.is_empty() {
                    continue;
                }
                let found = markers(&module.tree, function.decorators);
                if !found.is_empty() {
                    let func = FuncRef::new(index as u32, FunctionId(number as u32));
                    self.markers.insert(func, found.into());
                }
            }
            for (number, class) in module.tree.classes.iter().enumerate() {
                let found = markers(&module.tree, class.decorators);
                if !found.is_empty() {
                    let class =
                        ClassRef { module: index as u32, class: crate::python::ClassId(number as u32) };
                    self.class_markers.insert(class, found.into());
                }
            }
        }
    }

    /// A library that is itself scanned schedules and offloads as its stub says; what blocks in it is seen in its bodies.
    fn mark_scanned_libraries(&mut self) {
        let mut found = Vec::new();
        let marked: Vec<FuncRef> = self.markers.keys().copied().collect();
        for func in marked {
            let kept: Vec<Marker> = self.markers[&func]
                .iter()
                .filter(|marker| !matches!(marker, Marker::Blocks(_) | Marker::Calls(_) | Marker::RunsLoop))
                .cloned()
                .collect();
            let location =
                module_location(&self.modules[func.module as usize].path).trim_start_matches(STUBS);
            let dotted = location.trim_start_matches('/').replace('/', ".");
            let first = dotted.split('.').next().unwrap_or_default();
            let Some(places) = self.top_level.get(&hash_name(first)) else { continue };
            let twin = places.iter().find_map(|place| self.module_at(self.find_below(place, &dotted)?));
            if let Some(twin) = twin.filter(|twin| self.is_project(*twin) && !kept.is_empty()) {
                self.twins.insert(twin);
                let wanted = self.module(func.module).function_name(func.function);
                let functions = self.module(twin).tree.functions.len() as u32;
                let twins = (0..functions)
                    .map(FunctionId)
                    .filter(|id| self.module(twin).function_name(*id) == wanted);
                found.extend(twins.map(|function| (FuncRef::new(twin, function), kept.clone())));
            }
        }
        self.markers.extend(found.into_iter().map(|(func, markers)| (func, markers.into())));
    }

    pub(super) fn apply_extensions(&mut self, modules: &[u32]) {
        let extensions = std::mem::take(&mut self.extensions);
        if extensions != Extensions::default() {
            for &module in modules {
                for function in 0..self.module(module).tree.functions.len() as u32 {
                    let func = FuncRef::new(module, FunctionId(function));
                    let name = self.function_name(func);
                    let fits = |pattern: &String| super::wildcard(pattern, &name);
                    let blocks = extensions.blocking.iter().position(|(pattern, _)| fits(pattern));
                    let configured = if extensions.ignore.iter().any(fits) {
                        Configured::Ignored
                    } else if let Some(number) = blocks {
                        Configured::Blocks(number as u32)
                    } else if extensions.offload.iter().any(fits) {
                        Configured::Offloads
                    } else {
                        continue;
                    };
                    self.configured.insert(func, configured);
                }
            }
        }
        self.extensions = extensions;
    }

    /// What the configuration says of `func`.
    pub(crate) fn configured(&self, func: FuncRef) -> Option<Configured> {
        self.configured.get(&func.general()).copied()
    }

    pub(crate) fn module(&self, module: u32) -> &Module {
        &self.modules[module as usize]
    }

    pub(crate) fn is_project(&self, module: u32) -> bool {
        (module as usize) < self.project
    }

    pub(crate) fn memo(&self, module: u32) -> &ModuleMemo {
        self.memo[module as usize].get_or_init(|| {
            let module = self.module(module);
            Box::new(ModuleMemo {
                bindings: empty(module.scopes.len()),
                returns: empty(module.tree.functions.len()),
                mro: empty(module.tree.classes.len()),
                leaves_open: empty(module.tree.classes.len()),
                attributes: empty(module.scopes.attributes.len()),
                handed_on: OnceLock::new(),
                own_asks: empty(module.tree.functions.len()),
                all_asks: empty(module.tree.functions.len()),
                dispatch: Mutex::default(),
                function_names: empty(module.tree.functions.len()),
                class_names: empty(module.tree.classes.len()),
                reads: Mutex::default(),
            })
        })
    }

    /// The names that the module reads for something else than a call.
    pub(crate) fn handed_on(&self, module: u32) -> &FxHashSet<Name> {
        self.memo(module).handed_on.get_or_init(|| {
            let tree = &self.module(module).tree;
            let all = || (0..tree.len() as u32).map(ExprId);
            let called = all().filter_map(|id| match tree.expr(id) {
                Expr::Call(call) => Some(tree.call(call).func),
                _ => None,
            });
            let called: FxHashSet<ExprId> = called.collect();
            let names = all().filter(|id| !called.contains(id)).filter_map(|id| match tree.expr(id) {
                Expr::Name(name) => Some(name),
                _ => None,
            });
            names.collect()
        })
    }

    /// Notes that an answer about `reader` was taken from `read`.
    pub(crate) fn note_read(&self, reader: u32, read: u32) {
        if reader != read && self.is_project(read) && self.is_project(reader) {
            self.memo(reader).reads.lock().unwrap_or_else(PoisonError::into_inner).insert(read);
        }
    }

    /// The classes of the project that define a method, by its name.
    pub(super) fn definers(&self) -> &Definers {
        self.definers.get_or_init(|| implementers::definers(self))
    }

    /// Whether some module binds the constant as an attribute of something.
    pub(super) fn rebinds(&self, name: NameHash) -> bool {
        let modules = &self.modules[..self.project];
        let all = || modules.iter().flat_map(|module| &module.scopes.rebound).copied().collect();
        self.rebound.get_or_init(all).contains(&name)
    }

    /// Notes who asked what of the whole program.
    pub(super) fn note_asked(&self, note: impl FnOnce(&mut Asked)) {
        note(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether a module belongs to the tests of the project, by its path.
    pub(super) fn is_test(&self, module: u32) -> bool {
        let mut parts = self.module(module).path.rsplit('/');
        let file = parts.next().unwrap_or_default();
        file.starts_with("test_")
            || file == "conftest.py"
            || parts.any(|folder| matches!(folder, "tests" | "test"))
    }

    /// Asks or tells what holds for methods as they are seen from classes of `module`.
    pub(crate) fn dispatch<T>(&self, module: u32, ask: impl FnOnce(&mut Dispatch) -> T) -> T {
        ask(&mut self.memo(module).dispatch.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the stubs say of `func`.
    pub(crate) fn markers(&self, func: FuncRef) -> &[Marker] {
        self.markers.get(&func.general()).map_or(&[], |markers| markers)
    }

    /// What the stubs say of `class`.
    pub(crate) fn class_markers(&self, class: ClassRef) -> &[Marker] {
        self.class_markers.get(&class).map_or(&[], |markers| markers)
    }

    /// The module at `path`, if it is one and not just a folder.
    pub(crate) fn module_at(&self, path: PathId) -> Option<u32> {
        self.paths[path.0 as usize].module
    }

    /// The submodule or subfolder `name` of `path`.
    pub(crate) fn child(&self, path: PathId, name: &str) -> Option<PathId> {
        let parent = &self.paths[path.0 as usize].path;
        let child = if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
        self.by_path.get(child.as_str()).copied()
    }

    /// What `import dotted` (or `from ..dotted import` with leading dots) names, seen from `module`.
    pub(crate) fn resolve_import(&self, module: u32, level: u32, dotted: &str) -> Option<PathId> {
        if level > 0 {
            let path = &self.modules[module as usize].path;
            let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for _ in 1..level {
                folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            }
            return self.find_below(folder, dotted);
        }
        let first = dotted.split('.').next().unwrap_or(dotted);
        let root = &*self.roots[module as usize];
        if root == STUBS {
            return self.find_below(STUBS, dotted);
        }
        let in_library = self.by_path.contains_key(format!("{STUBS}/{first}").as_str());
        let top_level = self.top_level.get(&hash_name(first));
        // A file that lies beside a script and is called like a library does not replace the library.
        let own_folder = self.modules[module as usize].path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = root == own_folder;
        let mut candidates = vec![root];
        candidates.extend(["", "src"]);
        for root in candidates {
            if in_library && beside && !self.is_package(&join(root, first)) {
                continue;
            }
            if let Some(found) = self.find_below(root, dotted) {
                return Some(found);
            }
        }
        if in_library {
            return self.find_below(STUBS, dotted);
        }
        // Elsewhere in the project: the folder that shares most with ours, the first of equals.
        let shared = |other: &str| root.split('/').zip(other.split('/')).take_while(|(a, b)| a == b).count();
        let mut places: Vec<&str> =
            top_level.map_or(Vec::new(), |places| places.iter().map(|place| &**place).collect());
        places.sort_by_key(|place| (std::cmp::Reverse(shared(place)), *place));
        places.into_iter().find_map(|place| self.find_below(place, dotted))
    }

    fn find_below(&self, root: &str, dotted: &str) -> Option<PathId> {
        let mut path = String::with_capacity(root.len() + dotted.len() + 1);
        path.push_str(root);
        for part in dotted.split('.').filter(|part| !part.is_empty()) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(part);
        }
        if path.is_empty() {
            return None;
        }
        self.by_path.get(path.as_str()).copied()
    }

    /// The class or function `qualified` of the stubs.
    pub(crate) fn library_class(&self, module: &str, class: &str) -> Option<ClassRef> {
        let path = self.find_below(STUBS, module)?;
        let module = self.module_at(path)?;
        let (_, bindings) = self.module(module).scopes.lookup(Owner::Module, hash_name(class));
        bindings.iter().find_map(|binding| match binding.bound {
            super::scope::Bound::Class(class) => Some(ClassRef { module, class }),
            _ => None,
        })
    }

    /// The stub module of builtins.
    pub(crate) fn builtins(&self) -> Option<u32> {
        self.builtins
    }

    /// `package.module` of a module, as its imports would name it.
    pub fn module_name(&self, module: u32) -> String {
        let location = module_location(&self.modules[module as usize].path);
        let root = &*self.roots[module as usize];
        // Without packages the folders below the scanned root are taken for namespace packages.
        let inside = match location.strip_prefix(root) {
            _ if self.is_project(module) && !self.in_package(module) => {
                location.strip_prefix("src/").unwrap_or(location)
            }
            Some(rest) => rest.trim_start_matches('/'),
            None => location,
        };
        inside.replace('/', ".")
    }

    fn in_package(&self, module: u32) -> bool {
        let path = &self.modules[module as usize].path;
        path.ends_with("__init__.py")
            || path.rsplit_once('/').is_some_and(|(folder, _)| self.is_package(folder))
    }

    /// `package.module.Class.method` of a function.
    pub fn function_name(&self, func: FuncRef) -> String {
        self.qualified(func.module, Owner::Function(func.function))
    }

    /// `package.module.Class` of a class.
    pub fn class_name(&self, class: ClassRef) -> String {
        self.qualified(class.module, Owner::Class(class.class))
    }

    /// The same, worked out once: for rules that ask what every call calls.
    pub(crate) fn known_function_name(&self, func: FuncRef) -> &str {
        let names = &self.memo(func.module).function_names;
        names[func.function.0 as usize].get_or_init(|| self.function_name(func).into())
    }

    /// The same of a class.
    pub(crate) fn known_class_name(&self, class: ClassRef) -> &str {
        let names = &self.memo(class.module).class_names;
        names[class.class.0 as usize].get_or_init(|| self.class_name(class).into())
    }

    /// Where people import a library's name from: the outermost package that hands it on, `requests` and not `requests.api`.
    fn public_module(&self, defined_in: String, module: u32, inner: &str) -> String {
        if self.is_project(module) || !defined_in.contains('.') {
            return defined_in;
        }
        let name = hash_name(inner.split('.').next().unwrap_or(inner));
        let packages = defined_in.match_indices('.').map(|(at, _)| &defined_in[..at]);
        let hands_on = |package: &&str| {
            let module = self.find_below(STUBS, package).and_then(|path| self.module_at(path));
            module.is_some_and(|module| {
                let (_, bindings) = self.module(module).scopes.lookup(Owner::Module, name);
                bindings.iter().any(|binding| matches!(binding.bound, super::scope::Bound::Import(..)))
            })
        };
        let public = { packages }.find(hands_on).map(str::to_owned);
        public.unwrap_or(defined_in)
    }

    pub(crate) fn qualified(&self, module: u32, owner: Owner) -> String {
        let inner = self.module(module).owner_name(owner);
        let module_name = self.public_module(self.module_name(module), module, &inner);
        match (&*module_name, &*inner) {
            ("builtins", inner) if !self.is_project(module) => inner.to_owned(),
            (module, "") => module.to_owned(),
            ("", inner) => inner.to_owned(),
            (module, inner) => format!("{module}.{inner}"),
        }
    }
}

fn join(root: &str, name: &str) -> String {
    if root.is_empty() { name.to_owned() } else { format!("{root}/{name}") }
}

/// The path without its ending; a package's `__init__` lies at the package.
fn module_location(path: &str) -> &str {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.strip_suffix("/__init__").unwrap_or(stem)
}

/// The stubs as modules, made once.
fn stub_modules() -> &'static [Arc<Module>] {
    static MODULES: OnceLock<Vec<Arc<Module>>> = OnceLock::new();
    if let Some(known) = MODULES.get() {
        return known;
    }
    // Never within `get_or_init`: a thread that waits for its share of the parsing takes up other work of the pool, and if that asks
    // for the stubs too, it waits for itself. Two threads may parse at once; one result is kept.
    let module = |stub: Stub| Arc::new(Module::new(format!("{STUBS}/{}", stub.path).into(), stub.tree));
    let modules = stubs().into_par_iter().map(module).collect();
    MODULES.get_or_init(|| modules)
}

/// Slots for answers that are still to be found.
fn empty<T>(len: usize) -> Box<[OnceLock<T>]> {
    (0..len).map(|_| OnceLock::new()).collect()
}
