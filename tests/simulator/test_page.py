"""The chat page in headless Chromium, on a phone's screen, with a real bot behind it."""

from __future__ import annotations

import base64
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Request, async_playwright, expect

from tests.support.patience import patient

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
DROP = """async ([selector, files]) => {
    const transfer = new DataTransfer();
    for (const [name, data] of files) {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    const send = (target, type) => target.dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    send(document.querySelector(".messages"), "dragenter");
    const zone = document.querySelector(selector);
    send(zone, "dragover");
    send(zone, "drop");
}"""


expect.set_options(timeout=1000 * patient(10))


PASTE = """(data) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "image.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
}"""


@pytest.fixture
async def open_page(tg, echo_bot) -> AsyncIterator:
    """Open the page; fails the test on any request beyond this machine and any script error."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    strangers: list[str] = []
    errors: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"blob", "data"} and parts.hostname != "127.0.0.1":
            strangers.append(request.url)

    async with echo_bot(tg) as bot, async_playwright() as playwright:
        await bot.bot.set_my_commands([("start", "처음부터"), ("help", "도움말")])
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)

        async def open_as(locale: str = "ko-KR", **options) -> Page:
            context = await browser.new_context(locale=locale, **({"viewport": PHONE} | options))
            context.on("request", watch)
            page = await context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda line: line.type == "error" and errors.append(f"{line.text}"))
            await page.goto(tg.page_url)
            await page.locator(".composer:visible").wait_for()
            return page

        yield open_as
        await browser.close()
    assert strangers == []
    assert errors == []


async def _fits(page: Page) -> bool:
    """Tell whether nothing is wider than the screen."""
    return bool(
        await page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && "
            "[...document.querySelectorAll('.messages, .composer, .chat-head')]"
            ".every((node) => node.scrollWidth <= node.clientWidth + 1)"
        )
    )


async def test_photo_dropped_album_and_edit(tg, open_page, photo: bytes) -> None:
    person = tg.person("민지", language_code="ko")
    page = await open_page()
    await page.get_by_role("button", name="시작", exact=True).click()
    hello = page.locator(".row.in .bubble").first
    await expect(hello).to_contain_text("안녕하세요 & hello")
    await expect(hello.locator("strong")).to_have_text("안녕하세요")

    encoded = base64.b64encode(photo).decode()
    await page.evaluate(DROP, ['[data-zone="photo"]', [["bus.jpg", encoded], ["b.jpg", encoded]]])
    offer = page.get_by_role("dialog")
    await expect(offer.get_by_role("heading")).to_have_text("사진 2장 보내기")
    await offer.get_by_placeholder("설명 추가").fill("이거 어때?")
    await offer.get_by_role("button", name="보내기").click()
    await expect(page.locator(".row.out .album .photo")).to_have_count(2)
    await expect(page.locator(".row.in .album")).to_have_count(2)
    sent = [message for message in person.chat.messages if not message.from_bot][1:]
    assert [message.media.kind for message in sent] == ["photo", "photo"]
    assert sent[0].caption == "이거 어때?"
    assert (
        await page.locator(".album img").first.evaluate(
            "(image) => image.decode().then(() => image.naturalWidth)"
        )
        > 300
    )

    link = page.get_by_role("link", name="site")
    await expect(link).to_have_attribute("href", "https://shop.example.com/a")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await page.get_by_role("button", name="❤️ like").click()
    await expect(page.get_by_role("status")).to_have_text("고마워요!")
    await expect(hello).to_contain_text("pressed")
    await expect(page.locator(".inline-button")).to_have_count(0)

    await page.locator(".row.in .album .photo").first.click()
    await expect(page.get_by_role("dialog", name="사진")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await _fits(page)
    ARTIFACTS.mkdir(exist_ok=True)
    await page.screenshot(path=ARTIFACTS / "chat-page.png")


async def test_what_people_write_is_never_markup(tg, open_page) -> None:
    tg.person("민지")
    page = await open_page()
    await page.get_by_role("button", name="시작", exact=True).click()
    box = page.get_by_role("textbox", name="메시지")
    await box.fill("<img src=x onerror=alert(1)> **가나다**")
    await box.press("Enter")
    answer = page.locator(".row.in .text").last
    await expect(answer).to_contain_text("<img src=x onerror=alert(1)> **가나다**")
    assert await page.locator(".messages img").count() == 0


async def test_picture_as_a_file(tg, open_page, photo: bytes) -> None:
    person = tg.person("민지")
    page = await open_page()
    await page.get_by_role("button", name="시작", exact=True).click()
    await page.evaluate(
        DROP, ['[data-zone="file"]', [["출근룩.jpg", base64.b64encode(photo).decode()]]]
    )
    await expect(page.get_by_role("checkbox")).to_be_checked()
    await page.get_by_role("dialog").get_by_role("button", name="보내기").click()
    await expect(page.locator(".row.in .file-card")).to_contain_text("출근룩.jpg")
    assert (await tg.world.files.content(person.chat.messages[2].file)) == photo


async def test_pasted_picture_and_picked_files(
    tg, open_page, photo: bytes, photo_path: Path
) -> None:
    person = tg.person("민지")
    page = await open_page(has_touch=True, is_mobile=True)
    await page.get_by_role("button", name="시작", exact=True).tap()
    await page.locator(".row.in").first.wait_for()
    await page.evaluate(PASTE, base64.b64encode(photo).decode())
    await page.get_by_role("dialog").get_by_role("button", name="보내기").tap()
    await expect(page.locator(".row.out .photo")).to_have_count(1)

    await page.get_by_role("button", name="사진이나 파일 보내기").tap()
    await expect(page.get_by_role("menuitem")).to_have_text(["사진", "카메라", "파일", "위치"])
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name="사진").tap()
    chooser = await choosing.value
    assert chooser.is_multiple()
    await chooser.set_files([photo_path, photo_path.with_name("zidane.jpg")])
    await page.get_by_role("button", name="빼기").first.tap()
    await page.get_by_role("dialog").get_by_role("button", name="보내기").tap()
    await expect(page.locator(".row.out .photo")).to_have_count(2)

    await page.get_by_role("button", name="사진이나 파일 보내기").tap()
    await page.get_by_role("menuitem", name="위치").tap()
    await page.get_by_role("button", name="제주").tap()
    await expect(page.locator(".location")).to_contain_text("33.4996, 126.5312")
    own = [message for message in person.chat.messages if not message.from_bot][1:]
    assert [message.media.kind for message in own] == ["photo", "photo", "location"]
    assert await _fits(page)


async def test_keyboard_commands_reply_and_deletion(tg, call, open_page) -> None:
    person = tg.person("민지")
    page = await open_page()
    await page.get_by_role("button", name="시작", exact=True).click()
    await page.locator(".row.in").first.wait_for()
    markup = {"keyboard": [["👗 옷장", "날씨"]], "resize_keyboard": True}
    sent = await call("sendMessage", chat_id=person.id, text="골라 주세요", reply_markup=markup)
    await page.get_by_role("button", name="👗 옷장").click()
    await expect(page.locator(".row.out .text").last).to_contain_text("👗 옷장")

    question = page.locator(".row", has_text="골라 주세요")
    await question.locator(".bubble").click(button="right")
    await page.get_by_role("menuitem", name="답장").click()
    await page.get_by_role("textbox").fill("이거요")
    await page.get_by_role("button", name="보내기", exact=True).click()
    await expect(page.locator(".row.out .reply-preview")).to_contain_text("골라 주세요")
    [reply] = [message for message in person.chat.messages if message.reply_to]
    assert (reply.text, reply.reply_to.text) == ("이거요", "골라 주세요")

    await call("deleteMessage", chat_id=person.id, message_id=sent.result["message_id"])
    await expect(
        question.locator("> .stack > .bubble > .text", has_text="골라 주세요")
    ).to_have_count(0)

    await page.get_by_role("button", name="메뉴").click()
    await expect(page.get_by_role("option")).to_have_text(["/start처음부터", "/help도움말"])
    await page.keyboard.press("Escape")


async def test_people_groups_blocking_and_unread(tg, call, open_page) -> None:
    minji, alex = tg.person("민지", language_code="ko"), tg.person("Alex", language_code="en")
    group = tg.group("오늘 뭐 입지?", [minji, alex])
    await minji.say("hi")
    page = await open_page(viewport={"width": 1280, "height": 800})
    await call("sendMessage", chat_id=group.id, text="모두 안녕!")
    await expect(
        page.locator(".chat-row", has_text="오늘 뭐 입지?").locator(".badge")
    ).to_have_text("1")
    await page.locator(".chat-row", has_text="오늘 뭐 입지?").click()
    await expect(page.locator(".author")).to_have_text("Coordi")
    await page.get_by_role("textbox").fill("@coordi_bot 안녕")
    await page.get_by_role("textbox").press("Enter")
    await expect(page.locator(".row.in .text").last).to_contain_text("@coordi_bot 안녕")

    await page.locator(".chat-row", has_text="Coordi").first.click()
    await page.get_by_role("button", name="더 보기").first.click()
    await page.get_by_role("menuitem", name="봇 차단").click()
    unblock = page.get_by_role("button", name="차단 해제")
    await expect(unblock).to_be_visible()
    assert (await call("sendMessage", chat_id=minji.id, text="x")).status == 403
    await unblock.click()
    await expect(page.get_by_role("textbox")).to_be_visible()

    await page.get_by_role("group", name="사람").get_by_role("button", name="Alex").click()
    await expect(page.get_by_role("button", name="시작", exact=True)).to_be_visible()
    await page.get_by_role("button", name="언어").click()
    await page.get_by_role("button", name="한국어").click()
    await expect(
        page.get_by_role("group", name="사람").get_by_role("button", name="Alex")
    ).to_contain_text("KO")
    assert alex.user.language_code == "ko"


async def test_page_follows_a_restart_of_its_connection(tg, open_page) -> None:
    person = tg.person("민지")
    page = await open_page(
        locale="en-US", color_scheme="dark", viewport={"width": 360, "height": 640}
    )
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.locator(".row.in").first.wait_for()
    await page.context.set_offline(True)
    await person.say("가" * 300 + " while you were away " + "x" * 300)
    await person.wait_for("away")
    await page.context.set_offline(False)
    await expect(page.locator(".row.in").last).to_contain_text("while you were away")
    assert await _fits(page)
