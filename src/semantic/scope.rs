//! Which names are bound where, and to what.

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::stored::{Container, Stored};
use crate::python::{
    Block, ClassId, Expr, ExprId, Function, FunctionId, Name, NameHash, Owner, ParameterKind, Pattern,
    StmtKind, Tree,
};

/// What a name is bound to at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Bound {
    /// The imported name of this number of this import statement.
    Import(u32, u16),
    /// A function definition.
    Function(FunctionId),
    /// A class definition.
    Class(ClassId),
    /// The parameter of this number of the scope's function.
    Parameter(u16),
    /// The value of an expression, or one item of it.
    Value(Source, Option<u8>),
    /// An annotation, with the value if there is one.
    Annotated(ExprId, ExprId),
    /// `global` or `nonlocal`: look further out.
    Elsewhere(bool),
    /// What a function binds a name to that it declares `global`; index into [`Scopes::globals`].
    Global(u32),
    /// Bound, but to nothing that is tracked.
    Unknown,
}

impl Bound {
    /// The expression whose whole value is bound.
    pub(crate) fn expression(self) -> Option<ExprId> {
        match self {
            Self::Value(Source::Expr(value), None) => Some(value),
            Self::Annotated(_, value) if value != ExprId::NONE => Some(value),
            _ => None,
        }
    }
}

/// Where a bound value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Source {
    /// The expression itself.
    Expr(ExprId),
    /// What iterating it gives; `true` for `async for`.
    Element(ExprId, bool),
    /// What entering it gives; `true` for `async with`.
    Context(ExprId, bool),
    /// An instance of the exception class.
    Exception(ExprId),
}

/// One binding of a name in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Binding {
    pub(crate) name: NameHash,
    pub(crate) bound: Bound,
}

/// `self.name = ..` in a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribute {
    pub(crate) class: ClassId,
    pub(crate) name: NameHash,
    /// The function whose body holds the assignment.
    pub(crate) function: FunctionId,
    pub(crate) bound: Bound,
    /// `cls.name = ..` in a class method, `Class.name = ..` in a method of the class.
    pub(crate) on_class: bool,
}

/// The scopes of a module: the module itself, each function, each class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scopes {
    /// Sorted by owner's rank, then name, then source order.
    bindings: Vec<Binding>,
    /// Start of each scope's bindings; one more entry than there are scopes.
    starts: Vec<u32>,
    /// Sorted by class, then name, then source order.
    pub(crate) attributes: Vec<Attribute>,
    /// What functions bind names to that they declare `global`.
    pub(crate) globals: Vec<(FunctionId, Bound)>,
    /// Sorted by container, then source order.
    pub(crate) stored: Vec<Stored>,
    /// Names of constants that are bound as attributes of something, as in `settings.OFFLINE = True`.
    pub(crate) rebound: Vec<NameHash>,
    functions: u32,
    /// Whether anything is imported with a star.
    pub(crate) has_star: bool,
}

impl Scopes {
    pub(crate) fn build(tree: &Tree) -> Self {
        let functions = tree.functions.len() as u32;
        let mut builder = Builder {
            tree,
            functions,
            bindings: Vec::new(),
            attributes: Vec::new(),
            globals: Vec::new(),
            stored: Vec::new(),
            rebound: Vec::new(),
        };
        builder.block(&tree.body, Owner::Module, None);
        for (index, function) in tree.functions.iter().enumerate() {
            let id = FunctionId(index as u32);
            builder.function(id, function);
        }
        for (index, class) in tree.classes.iter().enumerate() {
            let id = ClassId(index as u32);
            builder.block(&class.body, Owner::Class(id), None);
            if let Some(constructor) = class.constructor {
                builder.fields(id, constructor);
            }
        }
        for (owner, name, value) in &tree.named {
            builder.bind(*owner, *name, Bound::Value(Source::Expr(*value), None));
        }
        for comprehension in &tree.comprehensions {
            for clause in &comprehension.clauses {
                let source = Source::Element(clause.iter, clause.is_async);
                builder.target(clause.target, source, comprehension.owner, None);
            }
        }
        builder.finish(tree.classes.len() as u32)
    }

    fn rank(functions: u32, owner: Owner) -> u32 {
        match owner {
            Owner::Module => 0,
            Owner::Function(id) => 1 + id.0,
            Owner::Class(id) => 1 + functions + id.0,
        }
    }

    /// The bindings of `name` in the scope of `owner`, in source order, with the number of the first.
    pub(crate) fn lookup(&self, owner: Owner, name: NameHash) -> (u32, &[Binding]) {
        let scope = self.scope(owner);
        let offset = self.scope_start(owner);
        let start = position(scope, name);
        let len = scope[start..].iter().take_while(|binding| binding.name == name).count();
        (offset + start as u32, &scope[start..start + len])
    }

    fn scope_start(&self, owner: Owner) -> u32 {
        self.starts.get(Self::rank(self.functions, owner) as usize).copied().unwrap_or(0)
    }

    /// Every binding of the scope of `owner`.
    pub(crate) fn scope(&self, owner: Owner) -> &[Binding] {
        let rank = Self::rank(self.functions, owner) as usize;
        match (self.starts.get(rank), self.starts.get(rank + 1)) {
            (Some(start), Some(end)) => &self.bindings[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The bindings of the module's own scope come first: their count.
    pub(crate) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// What statements put into the container, with the number of the first.
    pub(crate) fn stored_in(&self, container: Container) -> (u32, &[Stored]) {
        let start = self.stored.partition_point(|stored| stored.container < container);
        let len = self.stored[start..].iter().take_while(|stored| stored.container == container).count();
        (start as u32, &self.stored[start..start + len])
    }

    /// Whether a function around `owner`, or that itself, binds the name for itself.
    fn is_local(&self, tree: &Tree, owner: Owner, name: NameHash) -> bool {
        let mut owner = owner;
        loop {
            owner = match owner {
                Owner::Module => return false,
                Owner::Class(id) => tree.class(id).owner,
                Owner::Function(id) => match self.lookup(owner, name).1 {
                    [] | [Binding { bound: Bound::Elsewhere(false), .. }, ..] => tree.function(id).owner,
                    [Binding { bound: Bound::Elsewhere(true), .. }, ..] => return false,
                    _ => return true,
                },
            }
        }
    }

    /// Assignments to attributes in methods of `class`.
    pub(crate) fn attributes_of(&self, class: ClassId) -> &[Attribute] {
        let start = self.attributes.partition_point(|a| a.class < class);
        let end = self.attributes.partition_point(|a| a.class <= class);
        &self.attributes[start..end]
    }

    /// Assignments to the attribute `name` in methods of `class`.
    pub(crate) fn attribute(&self, class: ClassId, name: NameHash) -> &[Attribute] {
        let start = self.attributes.partition_point(|a| (a.class, a.name) < (class, name));
        let len = self.attributes[start..].iter().take_while(|a| (a.class, a.name) == (class, name)).count();
        &self.attributes[start..start + len]
    }
}

pub(super) struct Builder<'t> {
    pub(super) tree: &'t Tree,
    functions: u32,
    bindings: Vec<(u32, Binding)>,
    attributes: Vec<Attribute>,
    globals: Vec<(FunctionId, Bound)>,
    pub(super) stored: Vec<Stored>,
    rebound: Vec<NameHash>,
}

/// Names in capitals stand for what is not changed from elsewhere.
pub(crate) fn is_constant(name: &str) -> bool {
    !name.contains(char::is_lowercase)
}

/// The receiver of the enclosing method: its name and class, and whether it is the class itself.
pub(super) type Receiver = Option<(Name, ClassId, bool)>;

impl Builder<'_> {
    fn bind(&mut self, owner: Owner, name: Name, bound: Bound) {
        let rank = Scopes::rank(self.functions, owner);
        self.bindings.push((rank, Binding { name: self.tree.names.hash(name), bound }));
    }

    fn function(&mut self, id: FunctionId, function: &Function) {
        let owner = Owner::Function(id);
        for (index, parameter) in function.parameters.iter().enumerate() {
            self.bind(owner, parameter.name, Bound::Parameter(index as u16));
        }
        let receiver = self.receiver(function);
        self.block(&function.body, owner, receiver);
    }

    /// A constructor that stands nowhere keeps its parameters.
    fn fields(&mut self, class: ClassId, constructor: FunctionId) {
        let function = self.tree.function(constructor);
        self.bind(Owner::Class(class), function.name, Bound::Function(constructor));
        for (index, parameter) in function.parameters.iter().enumerate().skip(1) {
            self.attributes.push(Attribute {
                class,
                name: self.tree.names.hash(parameter.name),
                function: constructor,
                bound: Bound::Parameter(index as u16),
                on_class: false,
            });
        }
    }

    /// The method's first parameter, also for functions nested in a method.
    fn receiver(&self, function: &Function) -> Receiver {
        let mut function = function;
        loop {
            match function.owner {
                Owner::Module => return None,
                Owner::Function(outer) => function = self.tree.function(outer),
                Owner::Class(class) => {
                    let first = function.parameters.first()?;
                    let positional =
                        matches!(first.kind, ParameterKind::PositionalOnly | ParameterKind::Normal);
                    return positional.then(|| (first.name, class, self.takes_class(function)));
                }
            }
        }
    }

    /// Whether the first parameter is the class: a class method, or `__new__`.
    fn takes_class(&self, function: &Function) -> bool {
        let decorators = self.tree.list(function.decorators).iter();
        let mut named = decorators.filter_map(|decorator| match self.tree.expr(*decorator) {
            Expr::Name(name) => Some(self.tree.names.text(name)),
            _ => None,
        });
        named.any(|name| name == "classmethod") || self.tree.names.text(function.name) == "__new__"
    }

    fn is_type_checking(&self, test: ExprId) -> bool {
        match self.tree.expr(test) {
            Expr::Name(name) | Expr::Attribute(_, name) => self.tree.names.text(name) == "TYPE_CHECKING",
            _ => false,
        }
    }

    /// Forgets what runs in place of a declaration and says nothing: `Client = object` in the `else` of `if TYPE_CHECKING`.
    fn drop_placeholders(&mut self, declared: Range<usize>) {
        let names: FxHashSet<(u32, NameHash)> =
            self.bindings[declared.clone()].iter().map(|(rank, binding)| (*rank, binding.name)).collect();
        let instead = self.bindings.split_off(declared.end);
        let speaks = |(rank, binding): &(u32, Binding)| {
            !names.contains(&(*rank, binding.name))
                || !binding.bound.expression().is_some_and(|value| is_placeholder(self.tree, value))
        };
        let kept: Vec<_> = instead.into_iter().filter(speaks).collect();
        self.bindings.extend(kept);
    }

    fn block(&mut self, block: &Block, owner: Owner, receiver: Receiver) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Assign(targets, value) => {
                    for target in self.tree.list(*targets) {
                        self.target(*target, Source::Expr(*value), owner, receiver);
                        self.put_by_key(*target, *value, owner, receiver);
                    }
                }
                StmtKind::Expr(value) => {
                    if let Expr::Call(call) = self.tree.expr(*value) {
                        self.put_by_method(call, owner, receiver);
                    }
                }
                StmtKind::Annotated(target, annotation, value) => {
                    self.store(*target, Bound::Annotated(*annotation, *value), owner, receiver);
                }
                StmtKind::Augmented(target, ..) => self.store(*target, Bound::Unknown, owner, receiver),
                StmtKind::If(node) => {
                    let first = self.bindings.len();
                    self.block(&node.body, owner, receiver);
                    let declared = first..self.bindings.len();
                    self.block(&node.orelse, owner, receiver);
                    if self.is_type_checking(node.test) {
                        self.drop_placeholders(declared);
                    }
                }
                StmtKind::While(node) => {
                    self.block(&node.body, owner, receiver);
                    self.block(&node.orelse, owner, receiver);
                }
                StmtKind::For(node) => {
                    self.target(node.target, Source::Element(node.iter, node.is_async), owner, receiver);
                    self.block(&node.body, owner, receiver);
                    self.block(&node.orelse, owner, receiver);
                }
                StmtKind::With(node) => {
                    for item in &node.items {
                        self.target(
                            item.target,
                            Source::Context(item.context, node.is_async),
                            owner,
                            receiver,
                        );
                    }
                    self.block(&node.body, owner, receiver);
                }
                StmtKind::Try(node) => {
                    self.block(&node.body, owner, receiver);
                    for handler in &node.handlers {
                        if let Some(name) = handler.name {
                            self.bind(owner, name, Bound::Value(Source::Exception(handler.exception), None));
                        }
                        self.block(&handler.body, owner, receiver);
                    }
                    self.block(&node.orelse, owner, receiver);
                    self.block(&node.finalbody, owner, receiver);
                }
                StmtKind::Match(node) => {
                    for case in &node.cases {
                        self.pattern(&case.pattern, owner, Some(node.subject));
                        self.block(&case.body, owner, receiver);
                    }
                }
                StmtKind::Function(id) => {
                    self.bind(owner, self.tree.function(*id).name, Bound::Function(*id));
                }
                StmtKind::Class(id) => self.bind(owner, self.tree.class(*id).name, Bound::Class(*id)),
                StmtKind::Import(index) => self.import(*index, owner),
                StmtKind::Global(names) => {
                    names.iter().for_each(|name| self.bind(owner, *name, Bound::Elsewhere(true)));
                }
                StmtKind::Nonlocal(names) => {
                    names.iter().for_each(|name| self.bind(owner, *name, Bound::Elsewhere(false)));
                }
                StmtKind::TypeAlias(name, value) => {
                    self.bind(owner, *name, Bound::Value(Source::Expr(*value), None));
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, index: u32, owner: Owner) {
        let import = &self.tree.imports[index as usize];
        for (position, imported) in import.names.iter().enumerate() {
            let name = match (imported.alias, import.module) {
                (Some(alias), _) => alias,
                (None, Some(_)) => imported.name,
                // `import a.b` binds `a`: that name need not be in the table, its hash will do.
                (None, None) => {
                    let text = self.tree.names.text(imported.name);
                    let first = text.split('.').next().unwrap_or(text);
                    let rank = Scopes::rank(self.functions, owner);
                    let bound = Bound::Import(index, position as u16);
                    self.bindings.push((rank, Binding { name: crate::python::hash_name(first), bound }));
                    continue;
                }
            };
            self.bind(owner, name, Bound::Import(index, position as u16));
        }
    }

    fn target(&mut self, target: ExprId, source: Source, owner: Owner, receiver: Receiver) {
        match self.tree.expr(target) {
            Expr::Tuple(items) | Expr::List(items) => {
                let tree = self.tree;
                for (index, item) in tree.list(items).iter().enumerate() {
                    match tree.expr(*item) {
                        Expr::Tuple(_) | Expr::List(_) => {
                            self.nested_target(*item, owner, receiver);
                        }
                        Expr::Starred(inner) => self.store(inner, Bound::Unknown, owner, receiver),
                        _ => {
                            let bound = Bound::Value(source, u8::try_from(index).ok());
                            self.store(*item, bound, owner, receiver);
                        }
                    }
                }
            }
            _ => self.store(target, Bound::Value(source, None), owner, receiver),
        }
    }

    /// Names two levels deep are bound, but not tracked.
    fn nested_target(&mut self, target: ExprId, owner: Owner, receiver: Receiver) {
        match self.tree.expr(target) {
            Expr::Tuple(items) | Expr::List(items) => {
                let tree = self.tree;
                tree.list(items).iter().for_each(|item| self.nested_target(*item, owner, receiver));
            }
            Expr::Starred(inner) => self.nested_target(inner, owner, receiver),
            _ => self.store(target, Bound::Unknown, owner, receiver),
        }
    }

    fn store(&mut self, target: ExprId, bound: Bound, owner: Owner, receiver: Receiver) {
        match self.tree.expr(target) {
            Expr::Name(name) => self.bind(owner, name, bound),
            Expr::Attribute(value, name) => {
                let hash = self.tree.names.hash(name);
                if let (Some((receiver, class, takes_class)), Owner::Function(function)) = (receiver, owner)
                    && let Expr::Name(object) = self.tree.expr(value)
                    && (object == receiver || object == self.tree.class(class).name)
                {
                    let on_class = takes_class || object != receiver;
                    self.attributes.push(Attribute { class, name: hash, function, bound, on_class });
                } else if is_constant(self.tree.names.text(name)) {
                    self.rebound.push(hash);
                }
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern, owner: Owner, subject: Option<ExprId>) {
        match pattern {
            Pattern::Bind(name, inner) => {
                let bound = match (&**inner, subject) {
                    (Pattern::Class(class, _), _) => Bound::Value(Source::Exception(*class), None),
                    (_, Some(subject)) => Bound::Value(Source::Expr(subject), None),
                    _ => Bound::Unknown,
                };
                self.bind(owner, *name, bound);
                self.pattern(inner, owner, None);
            }
            Pattern::Class(_, items) => {
                items.iter().for_each(|(_, item)| self.pattern(item, owner, None));
            }
            Pattern::Items(items) => {
                items.iter().for_each(|item| self.pattern(item, owner, None));
            }
            Pattern::Or(items) => items.iter().for_each(|item| self.pattern(item, owner, subject)),
            Pattern::Constant | Pattern::Value(_) => {}
        }
    }

    /// What functions bind their `global` names to belongs to the module.
    fn lift_globals(&mut self) {
        let is_global = |binding: &Binding| binding.bound == Bound::Elsewhere(true);
        let declared: FxHashSet<(u32, NameHash)> = self
            .bindings
            .iter()
            .filter(|(_, binding)| is_global(binding))
            .map(|(rank, binding)| (*rank, binding.name))
            .collect();
        if declared.is_empty() {
            return;
        }
        for index in 0..self.bindings.len() {
            let (rank, binding) = self.bindings[index];
            let in_function = rank > 0 && rank <= self.functions;
            if in_function && !is_global(&binding) && declared.contains(&(rank, binding.name)) {
                let bound = Bound::Global(self.globals.len() as u32);
                self.globals.push((FunctionId(rank - 1), binding.bound));
                self.bindings.push((0, Binding { bound, ..binding }));
            }
        }
    }

    fn finish(mut self, classes: u32) -> Scopes {
        self.lift_globals();
        // Stable: source order stays within a name.
        self.bindings.sort_by_key(|(rank, binding)| (*rank, binding.name));
        self.attributes.sort_by_key(|attribute| (attribute.class, attribute.name));
        self.rebound.sort_unstable();
        self.rebound.dedup();
        let scopes = 1 + self.functions + classes;
        let mut starts = Vec::with_capacity(scopes as usize + 1);
        for rank in 0..=scopes {
            starts.push(self.bindings.partition_point(|(other, _)| *other < rank) as u32);
        }
        let bindings = self.bindings.into_iter().map(|(_, binding)| binding).collect();
        let mut scopes =
            Scopes {
                bindings,
                starts,
                attributes: self.attributes,
                globals: self.globals,
                stored: Vec::new(),
                rebound: self.rebound,
                functions: self.functions,
                has_star: self.tree.imports.iter().any(|import| {
                    import.names.iter().any(|imported| self.tree.names.text(imported.name) == "*")
                }),
            };
        // Names of functions are for whoever follows these.
        let tree = self.tree;
        self.stored.retain(|stored| match stored.container {
            Container::Name(name) => {
                !scopes.lookup(Owner::Module, name).1.is_empty() && !scopes.is_local(tree, stored.owner, name)
            }
            Container::Attribute(..) => true,
        });
        self.stored.sort_by_key(|stored| stored.container);
        scopes.stored = self.stored;
        scopes
    }
}

/// Steps that are taken from a guess before the rest is halved: hashes that somebody has made up may lie anywhere.
const MOST_STEPS: usize = 16;

/// Where `name` stands or would stand. Hashes are spread evenly, so that their size tells about where.
fn position(scope: &[Binding], name: NameHash) -> usize {
    let guess = ((u128::from(name.0) * scope.len() as u128) >> 64) as usize;
    let before =
        scope[..guess].iter().rev().take(MOST_STEPS).take_while(|binding| binding.name >= name).count();
    if before == MOST_STEPS {
        return scope[..guess - before].partition_point(|binding| binding.name < name);
    }
    if before > 0 {
        return guess - before;
    }
    let behind = scope[guess..].iter().take(MOST_STEPS).take_while(|binding| binding.name < name).count();
    let start = guess + behind;
    if behind == MOST_STEPS {
        return start + scope[start..].partition_point(|binding| binding.name < name);
    }
    start
}

fn is_placeholder(tree: &Tree, value: ExprId) -> bool {
    match tree.expr(value) {
        Expr::Name(name) | Expr::Attribute(_, name) => matches!(tree.names.text(name), "object" | "Any"),
        Expr::None | Expr::Str(_) => true,
        _ => false,
    }
}
