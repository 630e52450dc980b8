//! Why a line is reported.

use serde_json::json;

use crate::cli::Place;

/// What a report prints may be asked about.
#[test]
fn places_are_explained_as_they_are_reported() {
    let cell = |lines: &[&str]| json!({"cell_type": "code", "metadata": {}, "source": lines});
    let first = cell(&["import time\n", "x = 1"]);
    let second = cell(&["async def main():\n", "    time.sleep(1)"]);
    let notebook =
        json!({"cells": [first, second], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).to_string();
    let sleeps = b"import time\nasync def main():\n    time.sleep(1)\n";
    let place = Place::new(&[("app/main.py", sleeps), ("n.ipynb", notebook.as_bytes())]);
    let reported = place.run(&["scan", "--format", "concise", "--quiet"]).stdout;
    assert_eq!(reported.lines().count(), 2, "{reported}");
    for line in reported.lines() {
        let (at, _) = line.split_once(": ").unwrap();
        let (without_column, _) = at.rsplit_once(':').unwrap();
        for at in [at, without_column] {
            let ran = place.run(&["explain", "--at", at]);
            assert!(ran.stdout.contains("error[AW101 blocking-sleep]"), "{at}: {}{}", ran.stdout, ran.stderr);
        }
    }
    let ran = place.run(&["explain", "--at", "n.ipynb:cell 1:2"]);
    assert!(ran.stdout.starts_with("nothing is found at n.ipynb:cell 1:2: "), "{}{}", ran.stdout, ran.stderr);
}
