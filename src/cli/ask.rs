//! `awaitwise new --interactive`: questions on stderr, answers from the terminal. Each answer is checked at once, by the generator
//! itself, and nothing is written before the last one.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::exit::Failure;
use crate::template::{self, Catalog, Conflict, KindInfo, Request, TemplateError};

/// A person who answers.
struct Person<R, W> {
    input: R,
    output: W,
}

/// Asks for what `request` and `dest` leave open, and returns them complete.
pub(super) fn project(
    catalog: &Catalog<'_>,
    request: Request,
    dest: Option<PathBuf>,
    conflict: Conflict,
) -> anyhow::Result<(Request, PathBuf)> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::error(
            "--interactive needs a terminal to ask on",
            Some(
                "give the answers as arguments: awaitwise new KIND NAME --python VERSION --option OPTION \
                 --license LICENSE --dest DIR; `awaitwise new --list` shows kinds and options"
                    .to_owned(),
            ),
        ));
    }
    let mut person = Person { input: io::stdin().lock(), output: BufWriter::new(anstream::stderr()) };
    person.questions(catalog, request, dest, conflict)
}

impl<R: BufRead, W: Write> Person<R, W> {
    fn questions(
        &mut self,
        catalog: &Catalog<'_>,
        mut request: Request,
        dest: Option<PathBuf>,
        conflict: Conflict,
    ) -> anyhow::Result<(Request, PathBuf)> {
        let kinds = template::kinds(catalog).map_err(|error| failure(&error))?;
        let check =
            |request: &Request| template::render(catalog, request).map(drop).map_err(|error| told(&error));
        if request.kind.is_empty() {
            request.kind = self.kind(&kinds)?;
        }
        let known: Vec<&KindInfo> = kinds.iter().filter(|kind| kind.kind == request.kind).collect();
        if request.name.is_empty() {
            let with = |name: &str| Request { name: name.to_owned(), ..only_kind(&request) };
            request.name = self.ask("Name of the project", "", |name| check(&with(name)))?;
        }
        for kind in &known {
            if request.python.is_none() {
                let question = format!("Oldest Python to support: {}", kind.python.join(", "));
                let with = |python: &str| Request { python: Some(python.to_owned()), ..request.clone() };
                request.python =
                    Some(self.ask(&question, &kind.default_python, |python| check(&with(python)))?);
            }
            if request.options.is_empty() {
                request.options = self.options(kind, &request, check)?;
            }
        }
        if request.license.is_none() {
            let question = format!("License: {}", template::LICENSES.join(", "));
            let with = |license: &str| Request { license: some(license), ..request.clone() };
            request.license = some(&self.ask(&question, "none", |license| check(&with(license)))?);
        }
        if request.author.is_none() && request.license.is_some() {
            let with = |author: &str| Request { author: some(author), ..request.clone() };
            request.author =
                some(&self.ask("Who holds the copyright", "none", |author| check(&with(author)))?);
        }
        let project = template::render(catalog, &request).map_err(|error| failure(&error))?;
        let dest = match dest {
            Some(dest) => dest,
            None => {
                let free = |dest: &str| {
                    template::plan_write(&project, Path::new(dest), conflict)
                        .map(drop)
                        .map_err(|error| told(&error))
                };
                PathBuf::from(self.ask("Folder to write to", &request.name, free)?)
            }
        };
        let again = command(&request, &dest);
        writeln!(self.output, "\nThe same again, without questions:\n  {again}\n")?;
        Ok((request, dest))
    }

    fn kind(&mut self, kinds: &[KindInfo]) -> anyhow::Result<String> {
        let width = kinds.iter().map(|kind| kind.kind.len()).max().unwrap_or_default();
        for (number, kind) in kinds.iter().enumerate() {
            writeln!(self.output, "{:>3}  {:width$}  {}", number + 1, kind.kind, kind.summary)?;
        }
        let find = |answer: &str| {
            let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_number = number.and_then(|number| kinds.get(number));
            by_number.or_else(|| kinds.iter().find(|kind| kind.kind == answer))
        };
        let problem = || format!("give a number from 1 to {}, or a name from the list", kinds.len());
        let answer = self.ask("Kind of project, by number or name", "", |answer| {
            find(answer).map(drop).ok_or_else(problem)
        })?;
        Ok(find(&answer).map(|kind| kind.kind.clone()).unwrap_or_default())
    }

    fn options(
        &mut self,
        kind: &KindInfo,
        request: &Request,
        check: impl Fn(&Request) -> Result<(), String>,
    ) -> anyhow::Result<Vec<String>> {
        let width = kind.options.iter().map(|option| option.name.len()).max().unwrap_or_default();
        for option in &kind.options {
            let state = if option.default { "on " } else { "off" };
            writeln!(self.output, "  {:width$}  {state}  {}", option.name, option.summary)?;
        }
        let split = |answer: &str| -> Vec<String> {
            let words = answer.split([',', ' ']).filter(|word| !word.is_empty() && *word != "none");
            words.map(str::to_owned).collect()
        };
        let with = |options: Vec<String>| Request { options, ..request.clone() };
        let question = "Options to change: a name turns one on, no-NAME turns it off";
        let mut options = split(&self.ask(question, "none", |answer| check(&with(split(answer))))?);
        for parameter in &kind.parameters {
            let choices = if parameter.choices.is_empty() {
                String::new()
            } else {
                format!(": {}", parameter.choices.join(", "))
            };
            let question = format!("{}, {}{choices}", parameter.name, parameter.summary);
            let set = |answer: &str| [options.as_slice(), &[format!("{}={answer}", parameter.name)]].concat();
            let answer = self.ask(&question, &parameter.default, |answer| check(&with(set(answer))))?;
            options = set(&answer);
        }
        Ok(options)
    }

    /// Asks until the answer is good; an empty one stands for the default.
    fn ask(
        &mut self,
        question: &str,
        default: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<String> {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        loop {
            let hint = if default.is_empty() { String::new() } else { format!(" [{default}]") };
            write!(self.output, "{question}{hint}: ")?;
            self.output.flush()?;
            let mut line = Vec::new();
            if self.input.read_until(b'\n', &mut line)? == 0 {
                writeln!(self.output)?;
                return Err(Failure::error(
                    "the answers ended before the last question: nothing was written",
                    Some("start again, or give the answers as arguments".to_owned()),
                ));
            }
            let Ok(answer) = str::from_utf8(&line) else {
                writeln!(self.output, "{red}error{red:#}: the answer is not UTF-8")?;
                continue;
            };
            let answer = if answer.trim().is_empty() { default } else { answer.trim() };
            match check(answer) {
                Ok(()) => return Ok(answer.to_owned()),
                Err(problem) => writeln!(self.output, "{red}error{red:#}: {problem}")?,
            }
        }
    }
}

fn only_kind(request: &Request) -> Request {
    Request { kind: request.kind.clone(), ..Request::default() }
}

/// `none` is no answer.
fn some(answer: &str) -> Option<String> {
    (answer != "none").then(|| answer.to_owned())
}

fn told(error: &TemplateError) -> String {
    format!("{error}\n       {}", error.help())
}

fn failure(error: &TemplateError) -> anyhow::Error {
    Failure::error(error.to_string(), Some(error.help()))
}

/// The command that makes the same project.
fn command(request: &Request, dest: &Path) -> String {
    let mut words =
        vec!["awaitwise".to_owned(), "new".to_owned(), request.kind.clone(), request.name.clone()];
    let dest = dest.display().to_string();
    let single = [
        ("--python", request.python.as_ref()),
        ("--description", request.description.as_ref()),
        ("--author", request.author.as_ref()),
        ("--license", request.license.as_ref()),
        ("--dest", Some(&dest)),
    ];
    let options = request.options.iter().map(|option| ("--option", Some(option)));
    for (flag, value) in single.into_iter().chain(options) {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value.clone()]));
    }
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
