//! The editions over HTTP.
