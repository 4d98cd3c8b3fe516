//! From likeness to stories: the evidence on a pair, strands of one language, bundles across
//! languages, and what follows what up.

pub mod bundles;
pub mod evidence;
pub mod kin;
pub mod linkage;
pub mod sign;
pub mod strands;
