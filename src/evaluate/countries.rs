//! `griot evaluate countries`: attribution against labelled items.
