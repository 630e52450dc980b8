//! Kind and parameters to the files of a project.
//!
//! A template is a folder `assets/templates/<kind>/` of a skill: a manifest (`template.toml`), and `files/`, which holds
//! real files with few placeholders. What kinds share lies once in `assets/templates/_shared/<part>/`.
//! Rendering is a pure function of kind, parameters and the template's files: no clock, no network, nothing is executed.
//! Only [`write()`] and [`update()`] touch the disk, and either leave a complete project or what was there before.

mod answers;
mod catalog;
mod error;
mod interrupt;
mod journal;
mod license;
mod manifest;
mod merge;
mod names;
mod options;
mod path;
mod project;
mod render;
mod update;
mod write;

pub use catalog::{Catalog, KindInfo, OptionInfo, ParameterInfo, ROOT};
pub use error::TemplateError;
pub use journal::half_changed;
pub use license::LICENSES;
pub use names::LONGEST_NAME;
pub use path::destination;
pub use project::{File, Project, Request};
pub use render::render;
pub use update::{Change, ChangeKind, Update, plan_update, update};
pub use write::{Conflict, WriteReport, plan_write, write};

/// All kinds of a catalog, sorted by name.
pub fn kinds(catalog: &Catalog<'_>) -> Result<Vec<KindInfo>, TemplateError> {
    catalog.kinds()
}
