//! `griot evaluate grouping`: grouping against a labelled stream.
