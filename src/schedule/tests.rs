//! The rules of scheduling, one by one.
