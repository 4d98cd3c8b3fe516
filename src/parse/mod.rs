//! Bytes to feed documents: decode, repair, read.
