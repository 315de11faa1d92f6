"""A small vault for the reports: two epics, a feature with a journal and what it delivered, a task, one that waits."""

EPIC = "specs/1000/epic.md"
STORAGE, DESK = "specs/1000/1001/spec.md", "specs/1000/1002/spec.md"
MOUNT = "specs/1000/1001/1011.spec.md"
FILES = "specs/1000/1001/deliverables"

VAULT = {
    EPIC: "---\nid: 1000\ntype: epic\ntitle: Foundation\nstatus: implementing\n---\n# 1000 Foundation\n",
    "specs/1000/context.md": "# Context: Foundation\n",
    STORAGE: """---
id: 1001
type: feature
title: Storage
status: implementing
aliases: ["1001 Storage", "Cold store"]
priority: high
---
# 1001 Storage

**Context**: [[context|Implementation Journal]]
**Parent**: [[../epic|1000 Foundation]]

## Acceptance Criteria
- [x] The share is mounted at boot
- [ ] A dead NAS does not hang the desk
- [-] Struck out

## Tasks
- [[1011.spec|1011 Mount the NAS]]

## Deliverables
- [[deliverables/scripts/setup.sh|Setup Script]] - Mounts the share
- [[deliverables/docs/guide|Guide]]

See [[nowhere]].
""",
    "specs/1000/1001/context.md": """# Context: Storage

**Spec**: [[spec|1001 Storage]]

## Implementation Timeline

### Session 1: 2026-11-18 - Look around
**Started**: 2026-11-18 09:00 +01:00
**Duration**: 1.5 hours
**Participants**: User, Mira
**Status**: completed ^s-00000001

#### Planning
- 09:05 Chose an automount unit

### Session 2: 2026-11-19 - Mount at boot
**Started**: 2026-11-19 14:00 +01:00
**Duration**: 45 min
**Participants**: Ada
**Status**: partial ^s-00000002

#### Implementation
- 14:05 Wrote the unit
- [ ] try it with the NAS unplugged
#### Issues & Resolutions
- **Issue**: the desk hangs for a minute
- **Issue**: no rights
- **Resolution**: joined the group

## Deliverables

### Scripts
- [[deliverables/scripts/setup.sh|Setup Script]]
### Data
- [[deliverables/data/gone.json|Figures]] - Measured twice
### Code Changes
- `src/nas.py` - The client
""",
    f"{FILES}/scripts/setup.sh": "#!/bin/sh\n# Spec: [[../../spec|1001 Storage]]\necho\n",
    f"{FILES}/docs/guide.md": "# Guide\n",
    MOUNT: "---\nid: 1011\ntitle: Mount the NAS\nstatus: planning\npriority: low\n---\n# 1011 Mount the NAS\n",
    DESK: '---\nid: 1002\ntitle: Desk\nstatus: planning\ndepends_on:\n  - "[[../1001/spec|Storage]]"\n---\n# Desk\n',
    "specs/2000/epic.md": "---\nid: 2000\ntitle: Market\nstatus: done\n---\n# Market\n## Glossary of terms\n",
}  # fmt: skip
