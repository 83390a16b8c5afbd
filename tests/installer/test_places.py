from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from portal_setup.places import (
    default_folder,
    environment_places,
    is_shared,
    objection_to_folder,
    objection_to_trust,
)
from support.office_pc import office_pc
from xlportal.excel.project import PRIVATE_PYTHON


def test_the_first_place_is_where_the_workbook_looks_for_python(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    place = environment_places(pc)[0]
    assert place == tmp_path / "ProgramData" / "xlportal"
    expected = PureWindowsPath(PRIVATE_PYTHON.replace("%PROGRAMDATA%", "C:\\ProgramData"))
    assert expected.parts[-3:-1] == ("xlportal", "Scripts")


def test_a_user_with_a_chinese_name_gets_no_environment_under_that_name(tmp_path: Path) -> None:
    places = environment_places(office_pc(tmp_path, user="张三"))
    assert [place.parent.name for place in places] == ["ProgramData", "C", "Public"]
    places = environment_places(office_pc(tmp_path, user="zhang"))
    assert [place.parent.name for place in places] == ["ProgramData", "Local", "C", "Public"]


def test_an_administrator_installs_where_everybody_looks(tmp_path: Path) -> None:
    places = environment_places(office_pc(tmp_path, is_admin=True))
    assert [place.parent.name for place in places] == ["ProgramData"]


def test_only_shared_places_are_protected_from_other_users(tmp_path: Path) -> None:
    pc = office_pc(tmp_path, user="zhang")
    assert [is_shared(place, pc) for place in environment_places(pc)] == [True, False, True, True]


def test_workbooks_stand_beside_the_folders_that_are_copied_to_the_cloud(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    folder = default_folder(pc)
    assert folder == tmp_path / "Users" / "张三" / "门户网站考核"
    assert objection_to_folder(folder, pc) == objection_to_trust(folder, pc) == ""


@pytest.mark.parametrize(
    ("folder", "objection"),
    [
        (r"\\server\考核", "网络位置"),
        ("https://d.docs.live.net/abc/考核", "网络位置"),
        ("考核", "完整的路径"),
        ("{pc}/Users/张三/OneDrive/考核", "OneDrive"),
        ("{pc}/Users/张三/OneDrive", "OneDrive"),
        ("{pc}/a=b", "不能有 ="),
        ("{pc}/a;b%c", "不能有 ; %"),
    ],
)
def test_a_folder_in_which_excel_finds_no_python_is_objected_to(
    tmp_path: Path, folder: str, objection: str
) -> None:
    place = Path(folder.format(pc=tmp_path))
    assert objection in objection_to_folder(place, office_pc(tmp_path))


@pytest.mark.parametrize("name", ["", "Desktop", "Downloads", "文档", "AppData/Local/Temp"])
def test_a_folder_where_anything_lands_is_never_trusted(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "Users" / "张三" / name
    assert "不能设为受信任位置" in objection_to_trust(folder, office_pc(tmp_path))
    assert "不能设为受信任位置" in objection_to_trust(Path("/"), office_pc(tmp_path))
