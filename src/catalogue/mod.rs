//! What libraries do: typed stubs with markers, read by the analyser's own parser.
