//! JSON schemas from types, in the dialect that every client and model provider takes.

use std::any::Any;
use std::sync::Arc;

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema of what a tool takes.
pub(super) fn input<T: JsonSchema + Any>() -> Arc<JsonObject> {
    let mut schema = generate::<T>(SchemaSettings::draft2020_12());
    simplify(&mut schema, true);
    object(schema)
}

/// The schema of what a tool gives.
pub(super) fn output<T: JsonSchema + Any>() -> Arc<JsonObject> {
    let mut schema = generate::<T>(SchemaSettings::draft2020_12().for_serialize());
    simplify(&mut schema, false);
    object(schema)
}

fn generate<T: JsonSchema>(mut settings: SchemaSettings) -> Value {
    // References are resolved: some clients do not follow them.
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn object(schema: Value) -> Arc<JsonObject> {
    match schema {
        Value::Object(object) => Arc::new(object),
        _ => Arc::default(),
    }
}

/// Drops what costs tokens or confuses clients: titles, integer formats, `null` of what may be left out.
fn simplify(schema: &mut Value, input: bool) {
    match schema {
        Value::Object(object) => {
            for key in ["$schema", "format", "default", "minimum"] {
                // A property may have such a name; then its value is a schema.
                if object.get(key).is_some_and(|value| !value.is_object()) {
                    object.remove(key);
                }
            }
            if object.get("title").is_some_and(Value::is_string) {
                object.remove("title");
            }
            if !input && object.get("description").is_some_and(Value::is_string) {
                object.remove("description");
            }
            if input {
                // Tools refuse unknown arguments themselves, with a better message.
                object.remove("additionalProperties");
            }
            optional_is_never_null(object);
            constants_to_enum(object);
            object.values_mut().for_each(|value| simplify(value, input));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| simplify(value, input)),
        _ => {}
    }
}

/// `["string", "null"]` is `"string"`.
fn without_null(object: &mut JsonObject) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = &choices[..] {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
    if let Some(Value::Array(names)) = object.get_mut("enum") {
        names.retain(|name| !name.is_null());
    }
}

/// What may be left out is left out: where it stands, it is not `null`.
fn optional_is_never_null(object: &mut JsonObject) {
    let required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    for (name, property) in properties {
        if let (false, Value::Object(property)) = (required.iter().any(|key| key == name), property) {
            without_null(property);
        }
    }
}

/// A choice between documented constants is a plain list of names.
fn constants_to_enum(object: &mut JsonObject) {
    let Some(Value::Array(choices)) = object.get("oneOf") else { return };
    let names: Option<Vec<Value>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
    if let Some(names) = names {
        object.remove("oneOf");
        object.remove("description");
        object.insert("type".into(), "string".into());
        object.insert("enum".into(), names.into());
    }
}
