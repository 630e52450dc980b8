//! Fields of data classes: what their constructors call for values that are not passed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::Passed;
use super::evaluate::{Evaluator, Frame};
use super::facts::Via;
use super::types::{ClassRef, FuncRef, Type};
use super::walk::Walk;
use crate::python::{
    ArgumentKind, Expr, ExprId, FunctionId, Name, NameHash, Owner, ParameterKind, StmtKind, Tree,
};

/// The fields of a class with more bases are not known.
const MOST_BASES: usize = 64;

/// A class that checks more than this is judged by its first ones.
const MOST_VALIDATORS: usize = 50;

/// Decorators of methods that run whenever an instance is made.
const VALIDATORS: &[&str] = &["field_validator", "model_validator", "root_validator", "validator"];

/// Wrappers of functions that check values, in annotations.
const ANNOTATING: &[&str] = &["AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"];

/// Methods of models that write them out.
const DUMPING: &[&str] = &["dict", "json", "model_dump", "model_dump_json"];

/// Models within models are looked for as long as there are not more than this.
const MOST_MODELS: usize = 20;

/// Methods of models that make instances of values that are checked first.
const VALIDATING: &[&str] = &[
    "from_orm",
    "model_validate",
    "model_validate_json",
    "model_validate_strings",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "validate",
];

/// A field of the class or of one of its bases.
pub(super) struct Field {
    class: ClassRef,
    name: NameHash,
    own: crate::python::Field,
    /// `@token.default` on a method, of attrs.
    method: Option<FuncRef>,
}

impl Field {
    /// Whether it can be passed by position.
    fn has_place(&self) -> bool {
        !self.own.is_internal && !self.own.by_name_only
    }
}

impl Evaluator<'_> {
    /// Whether a constructor stands nowhere: it is made of the fields of its class.
    pub(super) fn is_generated(&self, init: FuncRef) -> bool {
        let tree = self.tree(init.module);
        matches!(tree.function(init.function).owner, Owner::Class(class)
            if tree.class(class).constructor == Some(init.function))
    }

    /// Whether the constructor of the class is made of fields.
    pub(super) fn has_fields(&mut self, class: ClassRef) -> bool {
        self.class_function(class, "__init__").is_some_and(|init| self.is_generated(init))
    }

    /// Whether the project has written the constructor of the class.
    pub(super) fn writes_constructor(&mut self, class: ClassRef) -> bool {
        let init = self.class_function(class, "__init__");
        init.is_some_and(|init| self.program.is_project(init.module) && !self.is_generated(init))
    }

    /// Whether the attribute holds what the generated constructor of `class` is given.
    pub(super) fn is_field(&self, class: ClassRef, attribute: NameHash) -> bool {
        let module = self.program.module(class.module);
        let constructor = module.tree.class(class.class).constructor;
        let mut assigned = module.scopes.attribute(class.class, attribute).iter();
        assigned.next().is_some_and(|first| Some(first.function) == constructor) && assigned.next().is_none()
    }

    /// The fields of a class whose constructor is made from them, in order; none of other classes.
    pub(super) fn fields(&mut self, class: ClassRef) -> Vec<Field> {
        let order = self.mro(class);
        let init = self.class_function(class, "__init__");
        let init = init.filter(|init| self.program.is_project(init.module));
        if !self.is_made_of_fields(&order) || init.is_some_and(|init| !self.is_generated(init)) {
            return Vec::new();
        }
        let mut fields: Vec<Field> = Vec::new();
        let mut places: FxHashMap<NameHash, usize> = FxHashMap::default();
        for class in order.iter().rev().filter(|class| self.program.is_project(class.module)) {
            let tree = self.tree(class.module);
            let node = tree.class(class.class);
            for own in tree.fields(node) {
                let name = tree.names.hash(own.name);
                let field = Field { class: *class, name, own, method: None };
                match places.get(&name) {
                    Some(place) => fields[*place] = field,
                    None => {
                        places.insert(name, fields.len());
                        fields.push(field);
                    }
                }
            }
            for stmt in &node.body {
                let StmtKind::Function(id) = stmt.kind else { continue };
                let place = gives_default_of(tree, id).and_then(|name| places.get(&name));
                if let Some(place) = place {
                    fields[*place].method = Some(FuncRef::new(class.module, id));
                }
            }
        }
        fields
    }

    /// Whether a class with these bases says that it is made of fields, or one of them does.
    fn is_made_of_fields(&self, order: &[ClassRef]) -> bool {
        let is_made = |class: &ClassRef| {
            let tree = self.tree(class.module);
            self.program.is_project(class.module) && tree.is_made_of_fields(tree.class(class.class))
        };
        order.len() <= MOST_BASES && order.iter().any(is_made)
    }

    /// The class of which calling `callee` makes an instance, if values are checked then.
    pub(super) fn validated(&self, callee: &Type) -> Option<ClassRef> {
        match callee {
            Type::Class(class) => Some(*class),
            Type::Method(func, receiver) => {
                let Type::Class(class) = **receiver else { return None };
                self.is_of_models(*func, VALIDATING).then_some(class)
            }
            _ => None,
        }
    }

    /// Whether all models have this method, and it is one of these.
    fn is_of_models(&self, func: FuncRef, names: &[&str]) -> bool {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let is_own = |owner| Some(ClassRef { module: func.module, class: owner }) == self.program.known.model;
        matches!(function.owner, Owner::Class(owner) if is_own(owner))
            && names.contains(&tree.names.text(function.name))
    }

    /// Adds the models that the fields of these hold, and those in them.
    fn add_models_within(&mut self, classes: &mut Vec<ClassRef>) {
        let mut next = 0;
        while let Some(class) = classes.get(next).copied().filter(|_| classes.len() < MOST_MODELS) {
            next += 1;
            for field in self.fields(class) {
                let frame = Frame::of(field.class.module, Owner::Class(field.class.class));
                let declared = self.annotation(&frame, field.own.annotation);
                let held = declared.members().iter().flat_map(|member| match member {
                    Type::Instance(_, held) if !held.is_empty() => held.iter().collect(),
                    other => vec![other],
                });
                for member in held.collect::<Vec<_>>() {
                    if let Type::Instance(class, _) = member
                        && self.is_subclass(*class, self.program.known.model)
                        && !classes.contains(class)
                    {
                        classes.push(*class);
                    }
                }
            }
        }
    }

    /// The methods that check the values of a new instance.
    fn validators(&mut self, class: ClassRef) -> Vec<FuncRef> {
        self.decorated_methods(class, VALIDATORS)
    }

    /// The methods of a class made of fields that are decorated with one of these: its own, and those of its bases that nothing
    /// replaces.
    fn decorated_methods(&mut self, class: ClassRef, decorators: &[&str]) -> Vec<FuncRef> {
        let order = self.mro(class);
        if !self.is_made_of_fields(&order) {
            return Vec::new();
        }
        let mut known: FxHashSet<NameHash> = FxHashSet::default();
        let mut found = Vec::new();
        for class in order.iter().filter(|class| self.program.is_project(class.module)) {
            let tree = self.tree(class.module);
            for stmt in &tree.class(class.class).body {
                let StmtKind::Function(id) = stmt.kind else { continue };
                let is_new = known.insert(tree.names.hash(tree.function(id).name));
                if is_new && found.len() < MOST_VALIDATORS && is_decorated(tree, id, decorators) {
                    found.push(FuncRef::new(class.module, id));
                }
            }
        }
        found
    }

    /// The field that item number `item` of an instance is, where the class is a named tuple.
    pub(super) fn named_item(&mut self, class: ClassRef, item: u8) -> Option<NameHash> {
        let is_tuple = self.names_base(class, "NamedTuple");
        let field = is_tuple.then(|| self.fields(class).into_iter().nth(item.into()))??;
        Some(field.name)
    }

    /// The argument for a field that has no place in the constructor of its own class: the fields of bases come before it.
    pub(super) fn argument_by_place(
        &mut self,
        class: ClassRef,
        init: FuncRef,
        index: u16,
        passed: &Passed,
    ) -> Option<usize> {
        let parameter = self.function_of(init).parameters.get(index as usize)?;
        let by_place =
            passed.arguments.iter().take_while(|argument| argument.kind == ArgumentKind::Positional);
        let count = by_place.count();
        if count == 0 || parameter.kind != ParameterKind::KeywordOnly || !self.is_generated(init) {
            return None;
        }
        let name = self.tree(init.module).names.hash(parameter.name);
        let fields = self.fields(class);
        let mut in_order = fields.iter().filter(|field| field.has_place());
        in_order.position(|field| field.name == name).filter(|place| *place < count)
    }
}

impl Walk<'_, '_> {
    /// Making an instance converts and checks its values; of data, also those of the models in it.
    pub(super) fn call_validators(&mut self, at: ExprId, callee: &Type, class: ClassRef) {
        let mut classes = vec![class];
        if matches!(callee, Type::Method(..)) {
            self.ev.add_models_within(&mut classes);
        }
        classes.into_iter().for_each(|class| self.validate(at, class));
    }

    fn validate(&mut self, at: ExprId, class: ClassRef) {
        if !self.recording || !self.ev.program.is_project(class.module) {
            return;
        }
        for validator in self.ev.validators(class) {
            self.implicit(at, validator);
        }
        for field in self.ev.fields(class).into_iter().take(MOST_VALIDATORS) {
            let tree = self.ev.tree(field.class.module);
            let frame = Frame::of(field.class.module, Owner::Class(field.class.class));
            let mut called = Vec::new();
            if field.own.converter != ExprId::NONE {
                called.push(field.own.converter);
            }
            validators_in(tree, field.own.annotation, &mut called);
            for function in called {
                let function = self.ev.expr(&frame, function);
                self.hand(at, &function, Via::Implicit, &[]);
            }
        }
    }

    /// `evolve(tracker, port=1)` makes an instance anew, by its constructor.
    pub(super) fn call_constructor_again(&mut self, at: ExprId, callee: &Type, passed: &Passed) {
        let (Type::Function(func, _), Some(Type::Instance(class, _))) = (callee, passed.types.first()) else {
            return;
        };
        if !self.recording || self.ev.program.is_project(func.module) {
            return;
        }
        let name = self.ev.tree(func.module).names.text(self.ev.function_of(*func).name);
        if !matches!(name, "evolve" | "replace") || self.ev.fields(*class).is_empty() {
            return;
        }
        for callee in self.ev.callees(&Type::Class(*class)) {
            if self.ev.program.is_project(callee.func.module) && !self.ev.is_generated(callee.func) {
                self.implicit(at, callee.func);
            }
        }
        self.validate(at, *class);
    }

    /// Writing a model out reads its computed fields.
    pub(super) fn read_computed_fields(&mut self, at: ExprId, callee: &Type) {
        let Type::Method(func, receiver) = callee else { return };
        let Type::Instance(class, _) = **receiver else { return };
        if self.recording && self.ev.is_of_models(*func, DUMPING) {
            for field in self.ev.decorated_methods(class, &["computed_field"]) {
                self.implicit(at, field);
            }
        }
    }

    /// Constructing a data class calls the factories of the fields that are not passed.
    pub(super) fn call_factories(&mut self, at: ExprId, class: ClassRef, passed: &Passed) {
        if !self.recording || !self.ev.program.is_project(class.module) {
            return;
        }
        let is_open = |kind: ArgumentKind| matches!(kind, ArgumentKind::Star | ArgumentKind::DoubleStar);
        if passed.arguments.iter().any(|argument| is_open(argument.kind)) {
            return;
        }
        let positional =
            passed.arguments.iter().filter(|argument| argument.kind == ArgumentKind::Positional).count();
        let named = |wanted| {
            passed.arguments.iter().any(|argument| {
                matches!(argument.kind, ArgumentKind::Keyword(name) if passed.tree.names.hash(name) == wanted)
            })
        };
        let mut position = 0;
        for field in self.ev.fields(class) {
            let in_order = field.has_place();
            let is_passed = in_order && position < positional || !field.own.is_internal && named(field.name);
            position += usize::from(in_order);
            if let Some(method) = field.method.filter(|_| !is_passed) {
                self.implicit(at, method);
            } else if field.own.factory != ExprId::NONE && !is_passed {
                let frame = Frame::of(field.class.module, Owner::Class(field.class.class));
                let factory = self.ev.expr(&frame, field.own.factory);
                self.hand(at, &factory, Via::Implicit, &[]);
            }
        }
    }

    /// The field that stands at this place in the constructor, with the module in which it is written.
    pub(super) fn field_name(&mut self, class: ClassRef, place: usize) -> Option<(u32, Name)> {
        let fields = self.ev.fields(class);
        let field = fields.iter().filter(|field| field.has_place()).nth(place)?;
        Some((field.class.module, field.own.name))
    }
}

/// The field whose default a method gives: `@token.default`.
fn gives_default_of(tree: &Tree, method: FunctionId) -> Option<NameHash> {
    tree.list(tree.function(method).decorators).iter().find_map(|decorator| {
        let Expr::Attribute(field, default) = tree.expr(*decorator) else { return None };
        let Expr::Name(field) = tree.expr(field) else { return None };
        (tree.names.text(default) == "default").then(|| tree.names.hash(field))
    })
}

/// The functions that an annotation checks values with: `Annotated[str, AfterValidator(resolves)]`.
fn validators_in(tree: &Tree, annotation: ExprId, found: &mut Vec<ExprId>) {
    let Expr::Subscript(_, parts) = tree.expr(annotation) else { return };
    let Expr::Tuple(parts) = tree.expr(parts) else { return };
    for part in tree.list(parts) {
        let Expr::Call(call) = tree.expr(*part) else { continue };
        let (Expr::Name(name) | Expr::Attribute(_, name)) = tree.expr(tree.call(call).func) else { continue };
        if ANNOTATING.contains(&tree.names.text(name)) {
            found.extend(tree.arguments(tree.call(call)).first().map(|argument| argument.value));
        }
    }
}

/// Whether the method is decorated so: `@field_validator("host")`, `@host.validator`.
fn is_decorated(tree: &Tree, method: FunctionId, decorators: &[&str]) -> bool {
    tree.list(tree.function(method).decorators).iter().any(|decorator| {
        let head = match tree.expr(*decorator) {
            Expr::Call(call) => tree.call(call).func,
            _ => *decorator,
        };
        match tree.expr(head) {
            Expr::Name(name) | Expr::Attribute(_, name) => decorators.contains(&tree.names.text(name)),
            _ => false,
        }
    })
}
