//! A responder in this process, for tests: it serves a map of objects and misbehaves as told.
