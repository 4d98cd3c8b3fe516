//! The client: polite, bounded, and out of the operator's private network.
