#!/usr/bin/env node
// Committed, and not built, so that installing the workspace links the command before anything is built.
import '../dist/bin.js';
