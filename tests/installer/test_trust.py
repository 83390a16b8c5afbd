from __future__ import annotations

from pathlib import Path

import pytest

from portal_setup import trust
from support.office_pc import office_pc


def test_trusting_adds_one_entry_beside_those_of_others(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    theirs = {"Path": "C:\\other\\", "Description": "别人的", "AllowSubFolders": 1}
    pc.registry.write(rf"{trust.LOCATIONS}\Location0", theirs)
    trust.trust(Path("/books"), pc)
    trust.trust(Path("/books"), pc)
    assert len(pc.registry.children(trust.LOCATIONS)) == 2
    assert trust.trusted(pc) == {"location1": "/books/"}
    assert pc.registry.value(rf"{trust.LOCATIONS}\Location1", "AllowSubFolders") == 0


def test_distrusting_removes_our_entries_only(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    pc.registry.write(rf"{trust.LOCATIONS}\Location0", {"Path": "C:\\other\\", "Description": ""})
    trust.trust(Path("/books"), pc)
    trust.trust(Path("/more"), pc)
    assert trust.distrust(pc) == ["/books/", "/more/"]
    assert pc.registry.children(trust.LOCATIONS) == ["location0"]
    assert trust.distrust(pc) == []


@pytest.mark.parametrize(
    ("key", "name", "value", "expected"),
    [
        (r"Excel\Security\Trusted Locations", "AllLocationsDisabled", 1, True),
        (r"Excel\Security\Trusted Locations", "AllLocationsDisabled", 0, False),
        (r"common\security\trusted locations", "allow user locations", 0, True),
        (r"common\security\trusted locations", "allow user locations", 1, False),
        (r"excel\security", "vbawarnings", 4, False),
    ],
)
def test_policies_that_leave_a_trusted_location_without_effect_are_noticed(
    tmp_path: Path, key: str, name: str, value: int, *, expected: bool
) -> None:
    pc = office_pc(tmp_path)
    assert not trust.forbidden(pc)
    pc.registry.write(rf"{trust.POLICIES}\{key}", {name: value})
    assert trust.forbidden(pc) is expected
