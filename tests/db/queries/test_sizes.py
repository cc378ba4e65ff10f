"""What is kept of sizes: one body and one dialog a person, questions asked once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import load_settings
from db.models import SizeDialog, WornSize, utc_now
from db.queries import dialogs, people, personal_data, sizes
from db.session import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, _env_file=None, data_dir=tmp_path)) as it:
        async with it.session() as session:
            await people.touch_user(session, 7)
        yield it


async def test_every_answer_is_kept_and_the_last_word_counts(database: Database) -> None:
    async with database.session() as session:
        await sizes.save_profile(session, 7, gender="male")
        await sizes.save_profile(session, 7, height_cm=173.0)
        await sizes.save_profile(session, 7, height_cm=174.0)
    async with database.session() as session:
        profile = await sizes.profile_of(session, 7)
    assert profile is not None
    assert (profile.gender, profile.height_cm, profile.weight_kg) == ("male", 174.0, None)
    assert (profile.units, profile.measured_cm) == ("metric", {})


async def test_a_person_has_one_dialog(database: Database) -> None:
    async with database.session() as session:
        first, _ = await dialogs.open_dialog(session, SizeDialog, 7, {"turn": 1}, language="ko")
        first.message_id = 33
    async with database.session() as session:
        second, old_message_id = await dialogs.open_dialog(
            session, SizeDialog, 7, {"turn": 2}, language="ko"
        )
    assert old_message_id == 33
    async with database.session() as session:
        found = await dialogs.dialog_of(session, SizeDialog, 7)
        assert found is not None
        assert (found.id, found.state) == (second.id, {"turn": 2})
        past = utc_now() - timedelta(hours=1)
        assert [d.id for d in await dialogs.unasked_dialogs(session, SizeDialog, since=past)] == [
            second.id
        ]
        await dialogs.close_dialog(session, SizeDialog, found.id)
        assert await dialogs.dialog_of(session, SizeDialog, 7) is None


def worn(**changes: object) -> WornSize:
    values = {"user_id": 7, "category": "t_shirt", "label": "L", "ask_at": utc_now(), **changes}
    return WornSize(**values)


async def test_a_bought_thing_is_asked_about_once(database: Database) -> None:
    later = utc_now() + timedelta(days=1)
    async with database.session() as session:
        session.add_all([worn(), worn(ask_at=later), worn(verdict="fit"), worn(ask_at=None)])
    async with database.session() as session:
        assert len(await sizes.claim_questions(session, utc_now())) == 1
    async with database.session() as session:
        assert await sizes.claim_questions(session, utc_now()) == []
        assert len(await sizes.claim_questions(session, later)) == 1


async def test_nobody_who_blocked_the_bot_is_asked(database: Database) -> None:
    async with database.session() as session:
        session.add(worn())
        await people.mark_blocked(session, 7)
    async with database.session() as session:
        assert await sizes.claim_questions(session, utc_now()) == []


async def test_all_of_it_is_exported_and_goes_with_the_person(database: Database) -> None:
    async with database.session() as session:
        await sizes.save_profile(session, 7, weight_kg=68.0)
        await dialogs.open_dialog(session, SizeDialog, 7, {}, language="ko")
        session.add(worn())
    async with database.session() as session:
        exported = await personal_data.export_user(session, 7)
        assert [len(exported[t]) for t in ("body_profiles", "size_dialogs", "worn_sizes")] == [
            1
        ] * 3
        await personal_data.delete_user(session, 7)
    async with database.session() as session:
        assert await sizes.profile_of(session, 7) is None
        assert await dialogs.dialog_of(session, SizeDialog, 7) is None
        assert await sizes.worn_sizes(session, 7) == []


async def test_only_who_agreed_is_learned_from(database: Database) -> None:
    async with database.session() as session:
        await people.touch_user(session, 8)
        for user_id in (7, 8):
            await sizes.save_profile(
                session, user_id, gender="male", height_cm=173.0, weight_kg=68.0
            )
            session.add_all([worn(user_id=user_id, verdict="fit"), worn(user_id=user_id)])
        assert await sizes.shared_sizes(session) == []
        await sizes.save_profile(session, 8, shares_sizes=True)
    async with database.session() as session:
        [row] = await sizes.shared_sizes(session)
    assert (row["size"], row["feedback"], row["consent"]) == ("L", "fit", True)
    assert 8 not in row.values(), "no Telegram number"


async def test_sizes_can_be_forgotten_alone(database: Database) -> None:
    async with database.session() as session:
        await sizes.save_profile(session, 7, weight_kg=68.0)
        session.add(worn())
        await sizes.forget_sizes(session, 7)
    async with database.session() as session:
        assert await sizes.profile_of(session, 7) is None
        assert await sizes.worn_sizes(session, 7) == []
