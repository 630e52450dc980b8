//! The pure function from a template and a request to the files of a project.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value};

use super::catalog::{Catalog, ROOT, Source, Template};
use super::manifest::version;
use super::options::{Choice, choose};
use super::project::{File, Project, Request};
use super::{LICENSES, TemplateError, answers, license, names, path};

/// Stands for the package's name in texts and paths, so that Python files of a template are valid Python.
const PACKAGE: &str = "package_name";

/// Longest description or author.
const LONGEST_LINE: usize = 200;

/// Renders a project: the same request and template give the same bytes.
pub fn render(catalog: &Catalog<'_>, request: &Request) -> Result<Project, TemplateError> {
    let request = &request.sorted_out();
    let template = catalog.template(&request.kind)?;
    let facts = Facts::check(&template, request)?;
    let context = facts.context(&template)?;
    let engine = Engine::new(&template)?;
    let mut files = Vec::new();
    for (dest, source) in &template.files {
        let absent = template
            .part
            .options
            .iter()
            .any(|(name, spec)| !facts.choice.on.contains(name) && spec.files.contains(dest));
        if absent {
            continue;
        }
        let dest = substitute(dest, &facts.package);
        if let Some(problem) = path::problem(&dest) {
            return Err(TemplateError::template(
                &format!("{ROOT}{}", source.path),
                format!("the destination `{dest}` {problem}"),
            ));
        }
        files.push(File::new(dest, engine.render(source, &context)?));
    }
    // A template that brings a text of its own knows better.
    if files.iter().all(|file| file.path != license::FILE) {
        let text = request.license.as_deref().and_then(|name| license::text(name, &holder(request)));
        files.extend(text.map(|text| File::new(license::FILE.to_owned(), text)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let line = |text: &String| engine.line(&template, text, &context);
    let mut project = Project {
        kind: request.kind.clone(),
        version: template.manifest.version.clone(),
        name: request.name.clone(),
        package: facts.package.clone(),
        python: facts.python.clone(),
        options: facts.choice.on.iter().cloned().collect(),
        next_steps: template.part.next_steps.iter().map(line).collect::<Result<_, _>>()?,
        checks: template.part.checks.iter().map(line).collect::<Result<_, _>>()?,
        files,
    };
    answers::attach(&mut project, request, &facts.choice)?;
    Ok(project)
}

/// The checked parameters.
struct Facts {
    package: String,
    python: String,
    choice: Choice,
    strings: Vec<(&'static str, String)>,
    dependencies: Vec<String>,
    dev_dependencies: Vec<String>,
}

impl Facts {
    fn check(template: &Template<'_>, request: &Request) -> Result<Self, TemplateError> {
        let package = names::package(&request.name)?;
        let python = python(template, request.python.as_deref())?;
        let choice = choose(template, &request.options, &python)?;
        let description = request
            .description
            .clone()
            .filter(|text| !text.trim().is_empty())
            .unwrap_or_else(|| template.manifest.summary.clone());
        let author = request.author.clone().unwrap_or_default();
        let license = request.license.clone().unwrap_or_default();
        names::line("description", &description, LONGEST_LINE)?;
        names::line("author", &author, LONGEST_LINE)?;
        if !license.is_empty() && !LICENSES.contains(&license.as_str()) {
            return Err(TemplateError::BadValue {
                what: "license",
                value: names::shorten(&license),
                problem: "is not known".to_owned(),
                help: format!("use one of {}", LICENSES.join(", ")),
            });
        }
        let on = || {
            template.part.options.iter().filter(|(name, _)| choice.on.contains(*name)).map(|(_, spec)| spec)
        };
        let dependencies =
            sorted(template.part.dependencies.iter().chain(on().flat_map(|spec| &spec.dependencies)));
        let dev_dependencies =
            sorted(template.part.dev_dependencies.iter().chain(on().flat_map(|spec| &spec.dev_dependencies)));
        let own = names::normalize(&request.name);
        if dependencies
            .iter()
            .chain(&dev_dependencies)
            .any(|item| names::normalize(distribution(item)) == own)
        {
            return Err(TemplateError::BadValue {
                what: "name",
                value: request.name.clone(),
                problem: "is the name of a package that the project depends on".to_owned(),
                help: format!("use another name, such as `{}-app`", request.name),
            });
        }
        let strings = vec![
            ("name", request.name.clone()),
            ("package", package.clone()),
            ("python", python.clone()),
            ("title", template.manifest.title.clone()),
            ("description", description.trim().to_owned()),
            ("author", author),
            ("license", license),
        ];
        Ok(Self { package, python, choice, strings, dependencies, dev_dependencies })
    }

    /// What placeholders and conditions can name.
    fn context(&self, template: &Template<'_>) -> Result<BTreeMap<String, Value>, TemplateError> {
        let mut context: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in &template.part.values {
            context.insert(name.clone(), value_of(value));
        }
        for name in template.part.options.keys() {
            context.insert(name.replace('-', "_"), Value::from(self.choice.on.contains(name)));
        }
        for (name, value) in &self.choice.parameters {
            context.insert(name.replace('-', "_"), Value::from(value.clone()));
        }
        let pythons = template.manifest.python.iter().filter(|other| version(other) >= version(&self.python));
        let lists: [(&str, Vec<String>); 3] = [
            ("pythons", pythons.cloned().collect()),
            ("dependencies", self.dependencies.clone()),
            ("dev_dependencies", self.dev_dependencies.clone()),
        ];
        let standard = self.strings.iter().map(|(name, text)| (*name, Value::from(text.clone())));
        for (name, value) in standard.chain(lists.map(|(name, list)| (name, Value::from(list)))) {
            if context.insert(name.to_owned(), value).is_some() {
                let path = format!("{ROOT}{}/template.toml", template.manifest.kind);
                return Err(TemplateError::template(
                    &path,
                    format!("`{name}` is a name of the generator's own"),
                ));
            }
        }
        Ok(context)
    }
}

fn python(template: &Template<'_>, asked: Option<&str>) -> Result<String, TemplateError> {
    let known = &template.manifest.python;
    match asked {
        None | Some("") => Ok(template.default_python().to_owned()),
        Some(asked) if known.iter().any(|python| python == asked) => Ok(asked.to_owned()),
        Some(asked) => Err(TemplateError::BadValue {
            what: "python",
            value: names::shorten(asked),
            problem: "is not a version that this kind supports".to_owned(),
            help: format!("use one of {}", known.join(", ")),
        }),
    }
}

/// Who grants the licence.
fn holder(request: &Request) -> String {
    let author = request.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    author.map_or_else(|| format!("the authors of {}", request.name), str::to_owned)
}

/// The engine with the syntax of templates: `<% value %>`, and lines that start with `# %`.
struct Engine {
    environment: Environment<'static>,
}

impl Engine {
    fn new(template: &Template<'_>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%%", "%%>")
            .variable_delimiters("<%", "%>")
            .comment_delimiters("<%#", "#%>")
            .line_statement_prefix("# %")
            .keep_trailing_newline(true)
            .build()
            .map_err(|error| TemplateError::template(ROOT, error.to_string()))?;
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_formatter(format);
        for (name, source) in &template.partials {
            let text = prepare(source.text);
            environment
                .add_template_owned(name.clone(), text)
                .map_err(|error| broken(source.path, &error))?;
        }
        Ok(Self { environment })
    }

    fn render(
        &self,
        source: &Source<'_>,
        context: &BTreeMap<String, Value>,
    ) -> Result<String, TemplateError> {
        // The name decides how values are quoted, see `format`.
        self.environment
            .render_named_str(source.path, &prepare(source.text), Value::from(context.clone()))
            .map_err(|error| broken(source.path, &error))
    }

    fn line(
        &self,
        template: &Template<'_>,
        text: &str,
        context: &BTreeMap<String, Value>,
    ) -> Result<String, TemplateError> {
        let path = format!("{}/template.toml ", template.manifest.kind);
        self.render(&Source { path: &path, text }, context)
    }
}

/// Writes a value; inside the quotes of a Python, TOML, YAML or JSON string it is escaped.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.kind() == ValueKind::Undefined {
        return Err(Error::new(minijinja::ErrorKind::UndefinedError, "the placeholder names nothing"));
    }
    let text = value.to_string();
    let quoted = state
        .name()
        .rsplit_once('.')
        .is_some_and(|(_, extension)| matches!(extension, "py" | "toml" | "yml" | "yaml" | "json"));
    let escaped = if quoted { text.replace('\\', "\\\\").replace('"', "\\\"") } else { text };
    out.write_str(&escaped).map_err(Error::from)
}

fn broken(path: &str, error: &Error) -> TemplateError {
    let place = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let detail = error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    TemplateError::template(&format!("{ROOT}{}", path.trim_end()), format!("{place}{}{detail}", error.kind()))
}

/// `package_name` is short for `<% package %>`.
fn prepare(text: &str) -> String {
    substitute(text, "<% package %>")
}

/// Replaces the identifier [`PACKAGE`] where it stands alone.
fn substitute(text: &str, with: &str) -> String {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(PACKAGE) {
        let (before, after) = (&rest[..at], &rest[at + PACKAGE.len()..]);
        let alone = !before.ends_with(part_of_name) && !after.starts_with(part_of_name);
        out.push_str(before);
        out.push_str(if alone { with } else { PACKAGE });
        rest = after;
    }
    out + rest
}

fn value_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::Boolean(value) => Value::from(*value),
        toml::Value::Integer(value) => Value::from(*value),
        toml::Value::Array(items) => items.iter().map(value_of).collect(),
        toml::Value::String(text) => Value::from(text.clone()),
        other => Value::from(other.to_string()),
    }
}

fn sorted<'a>(items: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut items: Vec<String> = items.cloned().collect();
    items.sort();
    items.dedup();
    items
}

/// The name in a requirement such as `aiohttp[speedups]>=3.13`.
fn distribution(requirement: &str) -> &str {
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(requirement.len());
    &requirement[..end]
}
