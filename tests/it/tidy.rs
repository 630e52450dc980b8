//! The architecture's rules about itself: arrows between modules, file sizes.
