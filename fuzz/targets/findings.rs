//! Bytes of one file to findings: nothing panics, and everything that is reported lies inside the file.
#![no_main]

use awaitwise::finding::Severity;
use awaitwise::scan::{Control, Options, scan_texts};
use awaitwise::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = awaitwise::python::decode::decode(bytes.to_vec());
    let file = Source::new("main.py", decoded.text);
    let options = Options {
        select: vec!["ALL".to_owned()],
        min_severity: Some(Severity::Info),
        unused_suppressions: true,
        keep_sources: true,
        ..Options::default()
    };
    let report = scan_texts(std::slice::from_ref(&file), &options, &Control::default()).expect("a report");
    for finding in &report.findings {
        let places = std::iter::once(&finding.location)
            .chain(finding.chain.iter().map(|hop| &hop.location))
            .chain(finding.labels.iter().map(|label| &label.location));
        for place in places {
            let range = place.span.start as usize..place.span.end as usize;
            assert!(file.text.get(range).is_some(), "{finding:?}");
        }
    }
});
