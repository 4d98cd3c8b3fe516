//! `griot parse`: what griot reads in a feed document.
