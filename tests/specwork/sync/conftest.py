"""What the tests of sync share: a vault of specs in which all places agree."""

from tests import specs_kit

specs = specs_kit.specs
