//! Kind and parameters to the files of a project.
