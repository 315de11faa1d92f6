"""A small vault for the jobs of a session: a feature with criteria, a task, and its journal with one ended session."""

SPEC, JOURNAL = "specs/1000/1001/1011.spec.md", "specs/1000/1001/1011.context.md"
FEATURE, CONTEXT = "specs/1000/1001/spec.md", "specs/1000/1001/context.md"
SPEC_TEXT = """---
id: 1011
type: task
title: Mount the NAS
status: planning
updated: 2026-11-01
---
# Mount the NAS

**Context**: [[1011.context|Implementation Journal]]

## Overview

It hangs.

## Acceptance Criteria

- [ ] Mounted at boot
- [ ] Survives a dead NAS

## Technical Approach

An automount unit.
"""
JOURNAL_TEXT = """# Context: Mount the NAS

**Spec**: [[1011.spec|1011 Mount the NAS]]  
**Status**: planning  
**Updated**: 2026-11-18 17:30

## Summary

Nothing yet.

## Implementation Timeline

### Session 1: 2026-11-18 - Look around
**Started**: 2026-11-18 09:00 +01:00  
**Duration**: 1.5 hours  
**Participants**: Ada  
**Status**: partial ^s-00000001

#### Planning
- 09:05 Looked at what there is
- [ ] ask about the switch

## Metrics

- **Total Sessions**: 1
"""  # noqa: W291 two spaces end a field, as everywhere in a vault
VAULT = {
    "specs/1000/epic.md": "---\nid: 1000\ntype: epic\ntitle: Foundation\nstatus: implementing\n---\n# Foundation\n",
    FEATURE: "---\nid: 1001\ntype: feature\ntitle: Storage\nstatus: implementing\n---\n# Storage\n",
    SPEC: SPEC_TEXT,
    JOURNAL: JOURNAL_TEXT,
    "src/nas.py": "one\ntwo\nthree\n",
}
