"""The style of a look, shops of its mood, following them, and one's own style over time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, update

from bot.handlers.shops.callback_data import ShowShops
from bot.handlers.style.callback_data import KeepLook
from bot.services.style_reading import StyleReader
from bot.ui.callback_data import pack
from config.settings import EngineSettings
from config.taxonomy import CATEGORIES, STYLES
from db.models import FollowedShop, KeptLook, PhotoAnswer, Product, Shop, utc_now
from db.queries import styles
from engine.models.style import HEADS, StyleModel, outfit_vector
from engine.models.style_experts import Expert, Pooling
from engine.schemas import Scored
from simulator import Message, Person
from tests.support.bot import HOODIE, PHOTO, Bot, fill_catalogue


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture(autouse=True)
def a_model_that_finds_hoodies_street(bot: Bot, tmp_path: Path) -> None:
    """Let the reasons come from a model that a test can foresee."""
    inputs = len(outfit_vector([HOODIE]))
    weights = np.zeros((inputs, 21), np.float32)
    weights[CATEGORIES.index("hoodie"), STYLES.index("street")] = 2.0
    garments = Expert(
        np.zeros(inputs, np.float32), np.ones(inputs, np.float32), weights, np.zeros(21, np.float32)
    )
    photo = Expert(*(np.zeros(shape, np.float32) for shape in (1, 1, (1, 21), 21)))
    pooling = dict.fromkeys(HEADS, Pooling(1, 1, 1, 1))
    StyleModel(photo, garments, pooling).save(tmp_path / "models" / "style.npz")
    bot.services.styles = StyleReader(EngineSettings(models_dir=tmp_path / "models"))


async def answered(person: Person) -> Message:
    await person.send_photo(PHOTO)
    return await person.wait_for(lambda message: message.button("🎨 스타일") is not None)


async def styled(person: Person) -> Message:
    """Send a photo and open the bars of its styles."""
    await person.press("🎨 스타일", await answered(person))
    return await person.wait_for(lambda message: message.button("이 룩") is not None)


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def links(message: Message) -> list[str]:
    return [button["url"] for button in message.buttons if "url" in button]


# -- the style of a look ----------------------------------------------------------------------


async def test_a_style_comes_with_bars_reasons_and_its_k_fashion_name(minji: Person) -> None:
    answer = await answered(minji)
    await minji.press("🎨 스타일", answer)
    bars = await minji.wait_for("K-Fashion")
    assert bars.media is not None
    assert bars.reply_to is answer
    lines = bars.caption.split("\n\n")
    assert lines[0] == "🎨 스트리트 무드예요"
    assert lines[1] == "후드티 → 스트리트"
    assert lines[2] == "K-Fashion 이름: 스트리트·힙합 (street, hip-hop)"
    assert labels(bars) == ["💛 이 룩 간직하기", "🛍 이 무드의 쇼핑몰"]


async def test_two_near_styles_are_both_named(bot: Bot, minji: Person) -> None:
    bot.pipeline.style = (Scored("casual", 0.4), Scored("modern", 0.3), Scored("retro", 0.1))
    assert "캐주얼에 모던을 더한 무드예요" in (await answered(minji)).caption
    assert (await styled(minji)).caption.startswith("🎨 캐주얼·모던 사이예요")


async def test_a_style_that_is_hard_to_say_is_not_said(bot: Bot, minji: Person) -> None:
    bot.pipeline.style = tuple(Scored(name, 0.2) for name in ("edgy", "retro", "casual"))
    assert "엣지일 수도, 레트로일 수도 있어요" in (await answered(minji)).caption
    bars = await styled(minji)
    assert bars.caption.startswith("🎨 한 가지로 말하기 어려워요")
    assert "딱 잘라 말하지 않을게요" in bars.caption
    assert "한복·교복·유니폼·코스튬·아이 옷은 배우지 못해서" in bars.caption
    assert "K-Fashion" not in bars.caption


async def test_one_visible_garment_is_a_guess(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    assert "옷이 하나만 보여서 짐작이에요" in (await styled(minji)).caption


async def test_a_correction_changes_the_reasons(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    async with bot.database.session() as session:
        stored = await session.get_one(PhotoAnswer, 1)
        rows = [dict(row) for row in stored.garments]
        rows[1]["corrected"] = "none"
        stored.garments = rows
    await minji.press("🎨 스타일", answer)
    assert "청바지" not in (await minji.wait_for("옷이 하나만 보여서")).caption


async def test_in_english(bot: Bot) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    await sam.send_photo(PHOTO)
    await sam.press("🎨 Style", await sam.wait_for("Street mood"))
    assert "→ Street" in (await sam.wait_for("In K-Fashion: 스트리트·힙합")).caption


# -- keeping looks ----------------------------------------------------------------------------


async def test_a_look_is_kept_once_without_its_photo_and_forgotten(bot: Bot, minji: Person) -> None:
    bars = await styled(minji)
    said = await (await minji.press("💛 이 룩", bars)).answered()
    assert said.text is not None
    assert said.text.startswith("간직했어요. 사진은 저장하지 않고")
    await minji.wait_for(lambda m: m is bars and "💛 간직했어요 · 지우기" in labels(m))
    await minji.press_raw(pack(KeepLook(1, keep=True)), bars)
    [look] = await bot.rows(KeptLook)
    assert look.user_id == minji.id
    assert look.style["street"] == pytest.approx(0.82)
    await minji.press("💛 간직했어요 · 지우기", bars)
    await minji.wait_for(lambda m: m is bars and "💛 이 룩 간직하기" in labels(m))
    assert await bot.rows(KeptLook) == []


async def test_own_style_is_empty_at_first_and_says_what_to_do(minji: Person) -> None:
    await minji.say("/style")
    empty = await minji.wait_for("아직 간직한 룩이 없어요")
    assert "💛 이 룩 간직하기" in empty.text
    assert "팔로우하는 쇼핑몰이 없어요" in empty.text


async def test_own_style_over_time_is_a_picture(bot: Bot, minji: Person) -> None:
    await minji.press("💛 이 룩", await styled(minji))
    await bot.eventually(lambda: _has_kept(bot))
    async with bot.database.session() as session:
        for months in (1, 2, 3):
            then = utc_now() - timedelta(days=31 * months)
            await styles.keep_look(session, minji.id, then, {"modern": 0.9, "casual": 0.1})
    await minji.say("/style")
    own = await minji.wait_for("무드가 가장 많아요")
    assert own.media is not None
    assert own.caption.startswith("🎨 모던 무드가 가장 많아요")
    assert "요즘은 스트리트가 늘고 있어요" in own.caption


async def _has_kept(bot: Bot) -> bool:
    return bool(await bot.rows(KeptLook))


async def test_own_style_is_shown_in_private_only(bot: Bot, minji: Person) -> None:
    group = bot.telegram.group("친구들", [minji])
    await minji.say("/style@coordi_bot", chat=group)
    said = await group.wait_for(None)
    assert said.media is None
    assert "무드" not in said.text


# -- shops of a mood --------------------------------------------------------------------------


async def test_shops_of_the_mood_follow_page_by_page(bot: Bot, minji: Person) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    answer = await answered(minji)
    await minji.press("🛍 이 무드의 쇼핑몰", answer)
    board = await minji.wait_for("이 무드와 닮은 쇼핑몰")
    assert board.media is not None
    assert board.caption.count("원") >= 9
    assert board.caption.split("\n")[2].startswith("거리상점 · 스트리트 ")
    assert labels(board)[:2] == ["🛍 거리상점", "☆ 팔로우"]
    await minji.press("쇼핑몰 더 보기", board)
    more = await minji.wait_for("이 무드와 닮은 쇼핑몰")
    assert len(links(more)) == 1
    assert not set(links(more)) & set(links(board))
    await minji.press_raw(pack(ShowShops(1, 9)), answer)
    await minji.wait_for("더 보여 드릴 쇼핑몰이 없어요")


async def test_a_followed_shop_can_be_let_go_here_and_under_own_style(
    bot: Bot, minji: Person
) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    await minji.press("🛍 이 무드의 쇼핑몰", await answered(minji))
    board = await minji.wait_for("이 무드와 닮은 쇼핑몰")
    said = await (await minji.press("☆ 팔로우", board)).answered()
    assert said.text is not None
    assert said.text.startswith("거리상점을 팔로우해요.")
    await minji.wait_for(lambda m: m is board and labels(m)[1] == "★ 팔로우 중")
    [followed] = await bot.rows(FollowedShop)
    assert followed.user_id == minji.id
    await minji.press("★ 팔로우 중", board)
    await minji.wait_for(lambda m: m is board and labels(m)[1] == "☆ 팔로우")
    assert await bot.rows(FollowedShop) == []
    await minji.press("☆ 팔로우", board)
    await minji.wait_for(lambda m: m is board and labels(m)[1] == "★ 팔로우 중")
    await minji.say("/style")
    own = await minji.wait_for("팔로우하는 쇼핑몰: 거리상점")
    await minji.press("✕ 거리상점", own)
    await minji.wait_for(lambda m: m is own and not m.buttons)
    assert await bot.rows(FollowedShop) == []


async def test_following_a_shop_that_is_gone(bot: Bot, minji: Person) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    await minji.press("🛍 이 무드의 쇼핑몰", await answered(minji))
    board = await minji.wait_for("이 무드와 닮은 쇼핑몰")
    async with bot.database.session() as session:
        await session.execute(delete(Shop))
    assert (await (await minji.press("☆ 팔로우", board)).answered()).show_alert


async def test_a_style_that_no_shop_has(bot: Bot, minji: Person) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    bot.pipeline.style = (Scored("bohemian", 0.7), Scored("casual", 0.2))
    await minji.press("🛍 이 무드의 쇼핑몰", await answered(minji))
    board = await minji.wait_for("아직 보헤미안 무드의 쇼핑몰이 없어서")
    assert "· 캐주얼 " in board.caption.split("\n")[3]


async def test_no_shop_and_one_shop_and_a_shop_with_two_products(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    await minji.press("🛍 이 무드의 쇼핑몰", answer)
    await minji.wait_for("아직 무드를 알 수 있는 쇼핑몰이 없어요")
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    async with bot.database.session() as session:
        await session.execute(update(Product).values(hidden_at=utc_now(), updated_at=utc_now()))
        shown = {"hidden_at": None, "updated_at": utc_now()}
        await session.execute(update(Product).where(Product.id.in_((1, 2))).values(shown))
    await minji.press("🛍 이 무드의 쇼핑몰", answer)
    board = await minji.wait_for("쇼핑몰이 하나뿐이에요")
    assert "상품이 2개뿐이라 무드는 아직 짐작이에요" in board.caption
