//! What the keys of a configuration have to hold, in plain words, and where they do not.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::Severity;

/// A value of another kind than its key asks for.
pub(super) struct Misfit {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

type Given<'t, 'i> = &'t Spanned<DeValue<'i>>;

/// What a key holds, one entry for each key of the file.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    Severity,
    TextsByName,
    SeverityByName,
    TextsOrTextByName,
}

fn shape(key: &str) -> Option<(Shape, &'static str)> {
    Some(match key {
        "select" => (Shape::Texts, "write it as select = [\"blocking\", \"AW301\"]"),
        "ignore" => (Shape::Texts, "write it as ignore = [\"blocking-file\", \"mylib.fast.*\"]"),
        "exclude" => (Shape::Texts, "write it as exclude = [\"generated/**\"]"),
        "offload" => (Shape::Texts, "write it as offload = [\"mylib.run_in_thread\"]"),
        "min-severity" => (Shape::Severity, "write it as min-severity = \"warning\""),
        "target-version" => (Shape::Text, "write it as target-version = \"3.11\""),
        "severity" => (Shape::SeverityByName, "write it as severity = { blocking-file = \"error\" }"),
        "per-file-ignores" => {
            (Shape::TextsByName, "write it as per-file-ignores = { \"tests/**\" = [\"blocking-sleep\"] }")
        }
        "blocking" => (
            Shape::TextsOrTextByName,
            "write it as blocking = [\"mylib.load\"] or blocking = { \"mylib.load\" = \"mylib.aload\" }",
        ),
        _ => return None,
    })
}

/// Whether the value is what `key` has to hold.
pub(super) fn check(key: &str, value: Given<'_, '_>) -> Result<(), Misfit> {
    let Some((shape, help)) = shape(key) else { return Ok(()) };
    let misfit = |name: &str, at: Given<'_, '_>, what: &str| Misfit {
        span: at.span(),
        message: format!("`{name}` has to be {what}"),
        help,
    };
    let text = |name: &str, value: Given<'_, '_>| {
        value.get_ref().as_str().map(drop).ok_or_else(|| misfit(name, value, "a text"))
    };
    let severity = |name: &str, value: Given<'_, '_>| {
        let known = |word: &str| Severity::ALL.iter().any(|severity| severity.name() == word);
        let fits = value.get_ref().as_str().is_some_and(known);
        if fits { Ok(()) } else { Err(misfit(name, value, "\"info\", \"warning\" or \"error\"")) }
    };
    let texts = |name: &str, value: Given<'_, '_>| {
        let wrong = |at| misfit(name, at, "a list of texts");
        let entries = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let other = entries.iter().find(|entry| entry.get_ref().as_str().is_none());
        other.map_or(Ok(()), |entry| Err(wrong(entry)))
    };
    let by_name = |check: &dyn Fn(&str, Given<'_, '_>) -> Result<(), Misfit>, what: &str| {
        let table: &DeTable<'_> = value.get_ref().as_table().ok_or_else(|| misfit(key, value, what))?;
        table.iter().try_for_each(|(name, value)| check(&format!("{key}.{}", name.get_ref()), value))
    };
    match shape {
        Shape::Text => text(key, value),
        Shape::Texts => texts(key, value),
        Shape::Severity => severity(key, value),
        Shape::TextsByName => by_name(&texts, "a table"),
        Shape::SeverityByName => by_name(&severity, "a table"),
        Shape::TextsOrTextByName if value.get_ref().is_array() => texts(key, value),
        Shape::TextsOrTextByName => by_name(&text, "a list of texts or a table"),
    }
}

/// Every name and text within a value, with where it stands.
pub(super) fn words<'t>(value: Given<'t, '_>, found: &mut Vec<(&'t str, Range<usize>)>) {
    match value.get_ref() {
        DeValue::String(text) => found.push((text, value.span())),
        DeValue::Array(entries) => entries.iter().for_each(|entry| words(entry, found)),
        DeValue::Table(table) => {
            for (name, value) in table {
                found.push((name.get_ref(), name.span()));
                words(value, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_key_has_a_shape() {
        let keys = super::super::file::keys();
        let without: Vec<String> = keys.into_iter().filter(|key| super::shape(key).is_none()).collect();
        assert_eq!(without, Vec::<String>::new());
    }
}
