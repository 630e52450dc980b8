//! What a module shows to others: after an edit that leaves it as it was, nobody else need be asked again.
//!
//! Others see of a function its definition, what it returns and yields, the attributes that it assigns and what it asks its receiver
//! for. What these are made from is compared expression by expression, with the local names in them: then every answer to a
//! question about the module is the one that it was.

use rustc_hash::FxHashSet;

use super::body::{
    always_raises, each_statement, held_while_yielding, returned_values, tells_whether_running, yielded,
};
use super::dispatch::asks_of;
use super::module::Module;
use super::scope::{Attribute, Binding, Bound, Source};
use super::stored::Stored;
use crate::python::{Expr, ExprId, Function, FunctionId, NameHash, Owner, Pair, Stmt, StmtKind, Tree};

/// What tasks and their like are declared as, or what says nothing.
const TASK_LIKE: &[&str] = &[
    "Any",
    "AbstractEventLoop",
    "Awaitable",
    "Coroutine",
    "Future",
    "Optional",
    "Task",
    "TaskHandle",
    "Union",
    "object",
];

/// The methods that context managers are made of.
const ENTERING: &[&str] = &["__aenter__", "__aexit__", "__enter__", "__exit__"];

/// The names of functions that only the newer module has, when it shows to others what the older one did, and these besides.
pub(super) fn shows_the_same(old: &Module, new: &Module) -> Option<Vec<NameHash>> {
    let both = Both { old, new, pair: Pair::new(&old.tree, &new.tree) };
    if !both.pair.keeps_outline() {
        return None;
    }
    let functions = || old.tree.functions.iter().zip(&new.tree.functions).enumerate();
    let changed: Vec<bool> = functions().map(|(_, (a, b))| !both.pair.same_block(&a.body, &b.body)).collect();
    let shows_more = |(number, (a, b)): (usize, (&Function, &Function))| {
        let id = FunctionId(number as u32);
        let stands_in_changed = around(&old.tree, a.owner).any(|outer| changed[outer.0 as usize]);
        (changed[number] || stands_in_changed) && !both.function(id, changed[number], a, b)
    };
    if functions().any(shows_more) {
        return None;
    }
    // What a new function puts somewhere is seen there.
    let known = old.tree.functions.len() as u32;
    let is_added = |owner: Owner| matches!(owner, Owner::Function(id) if id.0 >= known);
    if new.scopes.stored.iter().any(|stored| is_added(stored.owner))
        || new.scopes.globals.iter().any(|(function, _)| function.0 >= known)
    {
        return None;
    }
    let added = new.tree.functions[old.tree.functions.len()..].iter();
    let added: Vec<NameHash> = added
        .filter(|function| function.owner == Owner::Module)
        .map(|function| new.tree.names.hash(function.name))
        .collect();
    let is_new = |name: &NameHash| old.scopes.lookup(Owner::Module, *name).1.is_empty();
    added.iter().all(is_new).then_some(added)
}

struct Both<'m> {
    old: &'m Module,
    new: &'m Module,
    pair: Pair<'m>,
}

impl Both<'_> {
    /// Whether a function shows the same whose body, or that of a function around it, has changed.
    fn function(&self, id: FunctionId, has_changed: bool, a: &Function, b: &Function) -> bool {
        let (old, new) = (&self.old.tree, &self.new.tree);
        let owner = Owner::Function(id);
        // One statement alone may say that a method is still to be written.
        let is_short = matches!(a.owner, Owner::Class(_)) && (a.body.len() < 2 || b.body.len() < 2);
        // Rules ask what happens when an object is entered and left.
        let is_manager = ENTERING.contains(&old.names.text(a.name));
        // Whoever uses a socket asks how the class has made it.
        let makes_socket = || sets_mode(old, a) || sets_mode(new, b);
        if has_changed && (is_short || is_manager || makes_socket())
            || declares_global(a)
            || declares_global(b)
        {
            return false;
        }
        let (shown, now) = (shown_values(old, a), shown_values(new, b));
        let mut seen = FxHashSet::default();
        let same_scope = match (only_opens(a), only_opens(b)) {
            (None, None) => true,
            (Some(scope), Some(other)) => self.same_value(owner, scope, other, &mut seen),
            _ => false,
        };
        let same_values = shown.len() == now.len()
            && shown.iter().zip(&now).all(|(a, b)| self.same_value(owner, *a, *b, &mut seen));
        let names_a_task = shown.iter().any(|value| self.may_hold_task(owner, *value));
        same_values
            && same_scope
            && always_raises(&a.body) == always_raises(&b.body)
            && tells_whether_running(old, &a.body) == tells_whether_running(new, &b.body)
            && !(names_a_task && may_be_task(old, a.returns))
            && self.same_attributes(id)
            && self.same_stored(id)
            && asks_of(old, 0, id) == asks_of(new, 0, id)
    }

    fn same_attributes(&self, id: FunctionId) -> bool {
        let of = |module: &Module| -> Vec<Attribute> {
            module.scopes.attributes.iter().copied().filter(|attribute| attribute.function == id).collect()
        };
        let (a, b) = (of(self.old), of(self.new));
        let mut seen = FxHashSet::default();
        a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| {
                (a.class, a.name, a.on_class) == (b.class, b.name, b.on_class)
                    && self.same_bound(Owner::Function(id), a.bound, b.bound, &mut seen)
            })
    }

    /// Whether the function puts the same into containers that others see.
    fn same_stored(&self, id: FunctionId) -> bool {
        let owner = Owner::Function(id);
        let of = |module: &Module| -> Vec<Stored> {
            module.scopes.stored.iter().copied().filter(|stored| stored.owner == owner).collect()
        };
        let (a, b) = (of(self.old), of(self.new));
        let mut seen = FxHashSet::default();
        a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| {
                let (value, other) = (Bound::Value(a.value, None), Bound::Value(b.value, None));
                (a.container, a.is_nested, a.key) == (b.container, b.is_nested, b.key)
                    && self.same_bound(owner, value, other, &mut seen)
            })
    }

    /// Whether two expressions say the same, and all local names in them are bound to the same.
    fn same_value(
        &self,
        owner: Owner,
        a: ExprId,
        b: ExprId,
        seen: &mut FxHashSet<(Owner, NameHash)>,
    ) -> bool {
        let mut names = Vec::new();
        names_in(&self.old.tree, a, &mut names);
        self.pair.same_expr(a, b) && names.into_iter().all(|name| self.same_name(owner, name, seen))
    }

    fn same_name(&self, owner: Owner, name: NameHash, seen: &mut FxHashSet<(Owner, NameHash)>) -> bool {
        let mut owner = owner;
        // Names outside of functions are part of the outline.
        while let Owner::Function(id) = owner {
            if !seen.insert((owner, name)) {
                return true;
            }
            let (_, a) = self.old.scopes.lookup(owner, name);
            let (_, b) = self.new.scopes.lookup(owner, name);
            if !(a.is_empty() && b.is_empty()) {
                let same = |(a, b): (&Binding, &Binding)| self.same_bound(owner, a.bound, b.bound, seen);
                return a.len() == b.len() && a.iter().zip(b).all(same);
            }
            owner = self.old.tree.function(id).owner;
        }
        true
    }

    fn same_bound(&self, owner: Owner, a: Bound, b: Bound, seen: &mut FxHashSet<(Owner, NameHash)>) -> bool {
        match (a, b) {
            (Bound::Value(a, item), Bound::Value(b, other)) => {
                let (a, b) = match (a, b) {
                    (Source::Expr(a), Source::Expr(b)) | (Source::Exception(a), Source::Exception(b)) => {
                        (a, b)
                    }
                    (Source::Element(a, is_async), Source::Element(b, other))
                    | (Source::Context(a, is_async), Source::Context(b, other))
                        if is_async == other =>
                    {
                        (a, b)
                    }
                    _ => return false,
                };
                item == other && self.same_value(owner, a, b, seen)
            }
            (Bound::Annotated(a, value), Bound::Annotated(b, other)) => {
                self.same_value(owner, a, b, seen) && self.same_value(owner, value, other, seen)
            }
            // Their numbers may mean something else by now.
            (Bound::Import(..) | Bound::Global(_), _) => false,
            (a, b) => a == b,
        }
    }

    /// A local name that holds what a call gives, or what was passed: what else the function does with it may matter.
    fn may_hold_task(&self, owner: Owner, value: ExprId) -> bool {
        let tree = &self.old.tree;
        let Expr::Name(name) = tree.expr(value) else { return false };
        let (_, bindings) = self.old.scopes.lookup(owner, tree.names.hash(name));
        let mut values = bindings.iter().filter_map(|binding| binding.bound.expression());
        values.any(|value| matches!(tree.expr(value), Expr::Call(_)))
            || bindings.iter().any(|binding| matches!(binding.bound, Bound::Parameter(_)))
    }
}

/// What a function opens that does nothing else: it may be a task group.
fn only_opens(function: &Function) -> Option<ExprId> {
    match &function.body[..] {
        [Stmt { kind: StmtKind::With(with), .. }] if function.is_async => {
            with.items.first().map(|item| item.context)
        }
        _ => None,
    }
}

/// The functions around what stands in `owner`.
fn around(tree: &Tree, owner: Owner) -> impl Iterator<Item = FunctionId> {
    let mut owner = owner;
    std::iter::from_fn(move || {
        loop {
            owner = match owner {
                Owner::Module => return None,
                Owner::Class(id) => tree.class(id).owner,
                Owner::Function(id) => {
                    owner = tree.function(id).owner;
                    return Some(id);
                }
            };
        }
    })
}

/// Whether the function says of a socket whether it waits.
fn sets_mode(tree: &Tree, function: &Function) -> bool {
    (function.exprs.0.0..function.exprs.1.0).any(|id| match tree.expr(ExprId(id)) {
        Expr::Attribute(_, name) => matches!(tree.names.text(name), "setblocking" | "settimeout"),
        _ => false,
    })
}

fn declares_global(function: &Function) -> bool {
    let mut found = false;
    each_statement(&function.body, &mut |kind| {
        found |= matches!(kind, StmtKind::Global(_) | StmtKind::Nonlocal(_));
    });
    found
}

fn shown_values(tree: &Tree, function: &Function) -> Vec<ExprId> {
    let mut values = Vec::new();
    returned_values(&function.body, &mut values);
    yielded(tree, &function.body, &mut values);
    if function.is_generator {
        values.extend(held_while_yielding(tree, &function.body));
    }
    values
}

/// Whether what is declared does not rule out that a task is returned.
fn may_be_task(tree: &Tree, returns: ExprId) -> bool {
    let head = match tree.expr(returns) {
        Expr::Subscript(head, _) => head,
        _ => returns,
    };
    match tree.expr(head) {
        Expr::Name(name) | Expr::Attribute(_, name) if returns != ExprId::NONE => {
            TASK_LIKE.contains(&tree.names.text(name))
        }
        Expr::None => returns == ExprId::NONE,
        _ => true,
    }
}

/// The names that are read anywhere in an expression.
fn names_in(tree: &Tree, id: ExprId, names: &mut Vec<NameHash>) {
    let mut all = |list: &[ExprId]| list.iter().for_each(|id| names_in(tree, *id, names));
    match tree.expr(id) {
        Expr::Name(name) => names.push(tree.names.hash(name)),
        Expr::Attribute(value, _)
        | Expr::Await(value)
        | Expr::Yield(value)
        | Expr::YieldFrom(value)
        | Expr::Starred(value)
        | Expr::Not(value)
        | Expr::Unary(_, value)
        | Expr::Named(_, value) => names_in(tree, value, names),
        Expr::Subscript(a, b) | Expr::Binary(_, a, b) | Expr::Compare(_, a, b) => all(&[a, b]),
        Expr::Call(call) => {
            let call = tree.call(call);
            names_in(tree, call.func, names);
            tree.arguments(call).iter().for_each(|argument| names_in(tree, argument.value, names));
        }
        Expr::Slice(items)
        | Expr::Tuple(items)
        | Expr::List(items)
        | Expr::Set(items)
        | Expr::Dict(items)
        | Expr::And(items)
        | Expr::Or(items)
        | Expr::CompareChain(items)
        | Expr::Conditional(items)
        | Expr::Format(items) => all(tree.list(items)),
        Expr::Comprehension(index) => {
            let comprehension = &tree.comprehensions[index as usize];
            all(&[comprehension.element, comprehension.key]);
            for clause in &comprehension.clauses {
                names_in(tree, clause.iter, names);
                tree.list(clause.ifs).iter().for_each(|id| names_in(tree, *id, names));
            }
        }
        Expr::Opaque
        | Expr::None
        | Expr::Bool(_)
        | Expr::Int(_)
        | Expr::Str(_)
        | Expr::Ellipsis
        | Expr::Lambda(_) => {}
    }
}
