//! Data classes: the constructor that they have without writing it, made of their fields.

use super::lower::Lowering;
use super::names::{Name, Names};
use super::operators::BinaryOperator;
use super::syntax::{
    ArgumentKind, Class, ClassId, Expr, ExprId, List, Owner, Parameter, ParameterKind, StmtKind, Tree,
};

/// What makes constructors of fields, by the name of the decorator or of the base.
const MAKERS: &[&str] =
    &["dataclass", "define", "frozen", "mutable", "attrs", "BaseModel", "BaseSettings", "NamedTuple"];

/// Bases without fields.
const BARE: &[&str] = &["ABC", "Generic", "Protocol", "object"];

/// Values that run nothing, and that hardly any condition asks for.
const DATA: &[&str] =
    &["bytes", "date", "datetime", "float", "int", "str", "timedelta", "Decimal", "Path", "UUID"];

/// What holds such values and nothing else.
const CONTAINERS: &[&str] = &["dict", "frozenset", "list", "set", "tuple", "Optional"];

/// `options: dict = field(default_factory=read_defaults)`
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// What it is declared as.
    pub annotation: ExprId,
    /// What it holds where nothing is passed, or the call that says so; [`ExprId::NONE`] without one.
    pub default: ExprId,
    /// What is called for a value that is not passed; [`ExprId::NONE`] without one.
    pub factory: ExprId,
    /// What each value is converted with; [`ExprId::NONE`] without one.
    pub converter: ExprId,
    /// Cannot be passed by position.
    pub by_name_only: bool,
    /// Cannot be passed at all.
    pub is_internal: bool,
}

impl Tree {
    /// Whether the class itself says that its constructor is made of its fields.
    pub fn is_made_of_fields(&self, class: &Class) -> bool {
        Reader { tree: self, names: &self.names }.is_made_of_fields(class)
    }

    /// The fields that the class declares, in order.
    pub fn fields(&self, class: &Class) -> Vec<Field> {
        Reader { tree: self, names: &self.names }.fields(class)
    }
}

impl Lowering {
    /// Gives a class the constructor that is made of its fields, unless it writes its own.
    ///
    /// Where the class has bases, whose fields come first, its own have no places.
    pub(super) fn add_constructor(&mut self, id: ClassId) {
        let class = &self.tree.classes[id.0 as usize];
        let reader = Reader { tree: &self.tree, names: self.interner.names() };
        if !reader.is_made_of_fields(class) || reader.methods(class).any(|name| name == "__init__") {
            return;
        }
        let is_derived = !self.tree.list(class.bases).iter().all(|base| reader.is_bare(*base));
        let span = class.span;
        let mut fields = reader.fields(class);
        fields.retain(|field| !field.is_internal);
        let is_data = |field: &Field| reader.is_data(field.annotation);
        if fields.iter().all(is_data) && reader.methods(class).next().is_none() {
            return;
        }
        let receiver = Parameter {
            name: self.interner.intern("self"),
            kind: ParameterKind::Normal,
            annotation: ExprId::NONE,
            default: ExprId::NONE,
            span,
        };
        let fields = fields.iter().map(|field| Parameter {
            name: field.name,
            kind: if is_derived || field.by_name_only {
                ParameterKind::KeywordOnly
            } else {
                ParameterKind::Normal
            },
            annotation: field.annotation,
            default: field.default,
            span: self.tree.span(field.annotation),
        });
        let parameters = std::iter::once(receiver).chain(fields).collect();
        let constructor = self.reserve(span, Owner::Class(id));
        let name = self.interner.intern("__init__");
        let function = &mut self.tree.functions[constructor.0 as usize];
        function.name = name;
        function.name_span = span;
        function.exprs.1 = function.exprs.0;
        function.parameters = parameters;
        self.tree.classes[id.0 as usize].constructor = Some(constructor);
    }
}

/// Reads a tree whose names may still be gathered.
#[derive(Clone, Copy)]
struct Reader<'t> {
    tree: &'t Tree,
    names: &'t Names,
}

impl Reader<'_> {
    fn is_made_of_fields(&self, class: &Class) -> bool {
        let mut marks = self.tree.list(class.decorators).iter().chain(self.tree.list(class.bases));
        marks.any(|mark| self.last_name(*mark).is_some_and(|name| MAKERS.contains(&self.names.text(name))))
    }

    fn fields(&self, class: &Class) -> Vec<Field> {
        let is_true = |name: &str| {
            let decorators = self.tree.list(class.decorators).iter();
            decorators
                .filter_map(|id| self.keyword(*id, name))
                .any(|value| self.tree.expr(value) == Expr::Bool(true))
        };
        let mut by_name_only = is_true("kw_only");
        let fields = class.body.iter().filter_map(|stmt| {
            let StmtKind::Annotated(target, annotation, value) = stmt.kind else { return None };
            let Expr::Name(name) = self.tree.expr(target) else { return None };
            match self.last_name(annotation).map_or("", |name| self.names.text(name)) {
                "ClassVar" => return None,
                "KW_ONLY" => {
                    by_name_only = true;
                    return None;
                }
                _ => {}
            }
            let argument = |name| self.keyword(value, name);
            let is = |name, wanted| {
                argument(name).is_some_and(|value| self.tree.expr(value) == Expr::Bool(wanted))
            };
            Some(Field {
                name,
                annotation,
                default: argument("default").unwrap_or(value),
                factory: argument("default_factory").or_else(|| argument("factory")).unwrap_or(ExprId::NONE),
                converter: argument("converter").unwrap_or(ExprId::NONE),
                by_name_only: by_name_only || is("kw_only", true),
                is_internal: is("init", false),
            })
        });
        fields.collect()
    }

    fn methods<'c>(&'c self, class: &'c Class) -> impl Iterator<Item = &'c str> {
        class.body.iter().filter_map(|stmt| match stmt.kind {
            StmtKind::Function(id) => Some(self.names.text(self.tree.function(id).name)),
            _ => None,
        })
    }

    /// Whether a declaration speaks of nothing but values of the language.
    fn is_data(&self, annotation: ExprId) -> bool {
        let each = |list: List| self.tree.list(list).iter().all(|part| self.is_data(*part));
        match self.tree.expr(annotation) {
            Expr::None | Expr::Ellipsis => true,
            Expr::Name(name) => DATA.contains(&self.names.text(name)),
            Expr::Binary(BinaryOperator::BitOr, left, right) => self.is_data(left) && self.is_data(right),
            Expr::Tuple(parts) => each(parts),
            Expr::Subscript(head, part) => {
                let head = self.last_name(head).map_or("", |name| self.names.text(name));
                CONTAINERS.contains(&head) && self.is_data(part)
            }
            _ => false,
        }
    }

    /// Whether a base has no fields of its own.
    fn is_bare(&self, base: ExprId) -> bool {
        let name = self.last_name(base).map_or("", |name| self.names.text(name));
        BARE.contains(&name) || MAKERS.contains(&name)
    }

    /// The name at the end of `head`, `package.head`, `head(..)` or `head[..]`.
    fn last_name(&self, id: ExprId) -> Option<Name> {
        match self.tree.expr(id) {
            Expr::Name(name) | Expr::Attribute(_, name) => Some(name),
            Expr::Call(call) => self.last_name(self.tree.call(call).func),
            Expr::Subscript(head, _) => self.last_name(head),
            _ => None,
        }
    }

    /// The argument `name=..` of a call.
    fn keyword(&self, id: ExprId, name: &str) -> Option<ExprId> {
        let Expr::Call(call) = self.tree.expr(id) else { return None };
        let named = |kind| matches!(kind, ArgumentKind::Keyword(own) if self.names.text(own) == name);
        let mut arguments = self.tree.arguments(self.tree.call(call)).iter();
        arguments.find(|argument| named(argument.kind)).map(|argument| argument.value)
    }
}
