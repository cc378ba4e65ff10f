"""Keyboards below the closet, one garment, and garments being added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.worn_day.callback_data import ChooseDay
from bot.handlers.closet.callback_data import (
    AddClothes,
    AskTyped,
    ChooseSaved,
    EditField,
    EditItem,
    EndAdding,
    Field,
    ForgetTyped,
    ItemAction,
    ItemActionKind,
    LeaveItem,
    ResolveTwin,
    SaveChosen,
    SetField,
    ShareCorrections,
    ShowBatch,
    ShowCloset,
    ShowItem,
    ShowTwin,
    Typed,
    View,
)
from bot.handlers.diary.callback_data import ShowMonth
from bot.handlers.photo.callback_data import BackToAnswer
from bot.services.closet_shelves import SHELF_SLOTS, ShelfPage, categories_on, shelf_of
from bot.services.photo_answers import SeenGarment
from bot.ui.catalogues import Texts, circled
from bot.ui.closet_item import item_name
from bot.ui.keyboards import Row, button, rows_of
from bot.ui.paging import NUMBERS_IN_A_ROW, page_rows, shelf_rows
from config.taxonomy import (
    CATEGORIES,
    CATEGORY_SLOT,
    COLOURS,
    PATTERNS,
    SEASONS,
    fits_of,
)
from db.models import ClosetItem
from db.queries.closet import ORIGINAL

WARMTHS: Final = ("1", "2", "3", "4")
FIELDS: Final[tuple[Field, ...]] = ("category", "colours", "pattern", "fit", "warmth", "seasons")
_TWINS_SHOWN: Final = 3
_NAMED_BUTTONS: Final = 3
"""Up to so many garments, each has a button with its name; more have numbers."""


def closet_keyboard(shown: ShelfPage, *, month_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a page of the closet.

    Args:
        shown: the page.
        month_id: the month that the diary opens with.
        t: the sentences.
    """
    numbers = (
        button(str(number), ShowItem(item.id, shown.shelf))
        for number, item in enumerate(shown.items, 1)
    )
    rows = rows_of(numbers, NUMBERS_IN_A_ROW)
    rows += page_rows(shown.pages, shown.page, lambda page: ShowCloset(shown.shelf, page), t)
    rows += shelf_rows(shown.counts, shown.shelf, lambda shelf: ShowCloset(shelf, 0), t)
    rows.append(
        [
            button(t.text("closet.button.add"), AddClothes()),
            button(t.text("closet.button.diary"), ShowMonth(month_id)),
        ]
    )
    return InlineKeyboardMarkup(rows)


def empty_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the button that an empty closet offers."""
    return InlineKeyboardMarkup([[button(t.text("closet.button.add"), AddClothes())]])


def item_keyboard(
    item: ClosetItem, view: View, t: Texts, *, worn_today: bool, has_cutout: bool
) -> InlineKeyboardMarkup:
    """Return the buttons under a garment."""

    def act(kind: ItemActionKind, label: str | None = None) -> InlineKeyboardButton:
        return button(t.label("closet.deed", label or kind), ItemAction(item.id, view, kind))

    other_day = button(t.text("diary.button.other_day"), ChooseDay(view, item.id))
    favourite = act("favourite", "unfavourite" if item.favourite else None)
    rows = [
        [act("unwear" if worn_today else "wear"), other_day],
        [act("wash", "clean" if item.in_wash else None), favourite],
        [act("similar"), act("matching")],
    ]
    edit, delete = button(t.text("closet.button.edit"), EditItem(item.id, view)), act("delete")
    if has_cutout:
        rows.append([edit, act("picture", "cutout" if item.shows == ORIGINAL else "original")])
        rows.append([delete, _leave_button(item, view, t)])
    else:
        rows += [[edit, delete], [_leave_button(item, view, t)]]
    return InlineKeyboardMarkup(rows)


def _leave_button(item: ClosetItem, view: View, t: Texts) -> InlineKeyboardButton:
    """Return the button of the page that the garment was opened from."""
    to_batch, to_closet = t.text("closet.button.to_batch"), t.text("closet.button.to_closet")
    return button(to_batch if view == "new" else to_closet, LeaveItem(item.id, view))


def deleted_keyboard(item: ClosetItem, view: View, t: Texts) -> InlineKeyboardMarkup:
    """Return the button that restores a deleted garment, and the one that leaves it."""
    restore = button(t.label("closet.deed", "restore"), ItemAction(item.id, view, "restore"))
    return InlineKeyboardMarkup([[restore], [_leave_button(item, view, t)]])


# -- corrections ------------------------------------------------------------------------------


def edit_keyboard(item: ClosetItem, view: View, t: Texts) -> InlineKeyboardMarkup:
    """Return a button for each field that can be corrected."""
    shown = [f for f in FIELDS if f != "fit" or fits_of(CATEGORY_SLOT[item.category])]
    buttons = [button(t.label("closet.field", f), EditField(item.id, view, f, 0)) for f in shown]
    typed: tuple[Typed, ...] = ("price", "comment")
    buttons += [button(t.label("closet.field", f), AskTyped(item.id, view, f)) for f in typed]
    back = button(t.text("button.back"), ShowItem(item.id, view))
    return InlineKeyboardMarkup([*rows_of(buttons, 2), [back]])


def options_of(item: ClosetItem, field: Field) -> tuple[str, ...]:
    """Return the options of a field, in the order of `SetField.option`."""
    options: dict[Field, tuple[str, ...]] = {
        "category": CATEGORIES,
        "colours": COLOURS,
        "pattern": PATTERNS,
        "fit": fits_of(CATEGORY_SLOT[item.category]),
        "warmth": WARMTHS,
        "seasons": SEASONS,
    }
    return options[field]


def chosen_options(item: ClosetItem, field: Field) -> tuple[str, ...]:
    """Return the current values of a field."""
    chosen: dict[Field, tuple[str, ...]] = {
        "category": (item.category,),
        "colours": tuple(colour["name"] for colour in item.colours),
        "pattern": (item.pattern,),
        "fit": (item.fit,) if item.fit else (),
        "warmth": (str(item.warmth),),
        "seasons": tuple(item.seasons),
    }
    return chosen[field]


_FAMILY: Final[Mapping[Field, str]] = {
    "category": "category",
    "colours": "colour",
    "pattern": "pattern",
    "fit": "fit",
    "warmth": "closet.warmth",
    "seasons": "closet.season",
}


def field_keyboard(
    item: ClosetItem, view: View, field: Field, page: int, t: Texts
) -> InlineKeyboardMarkup:
    """Return the options of a field; categories shelf by shelf, the garment's shelf first."""
    options, chosen = options_of(item, field), chosen_options(item, field)
    shown = options
    shelf_row: list[Row] = []
    if field == "category":
        own = shelf_of(item.category)
        shelves = [own, *(shelf for shelf in SHELF_SLOTS if shelf != own)]
        page %= len(shelves)
        shown = categories_on(shelves[page])
        shelf_row = [
            [
                button(
                    label.format(t.label("closet.group", shelves[(page + step) % len(shelves)])),
                    EditField(item.id, view, field, (page + step) % len(shelves)),
                )
                for step, label in ((-1, "◀ {}"), (1, "{} ▶"))
            ]
        ]
    buttons = (
        button(
            ("✓ " if option in chosen else "") + t.label(_FAMILY[field], option),
            SetField(item.id, view, field, options.index(option)),
        )
        for option in shown
    )
    done = button(t.text("closet.button.done"), ShowItem(item.id, view))
    return InlineKeyboardMarkup(
        [*rows_of(buttons, 3 if field == "colours" else 2), *shelf_row, [done]]
    )


def typed_keyboard(item: ClosetItem, field: Typed, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons below a question for a typed value: cancel, clear."""
    row = [button(t.text("closet.button.cancel"), ForgetTyped(item.id, clear=False))]
    if (item.comment if field == "comment" else item.price) is not None:
        row.append(button(t.text("closet.button.clear"), ForgetTyped(item.id, clear=True)))
    return InlineKeyboardMarkup([row])


def consent_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the answers to whether corrections may be learned from."""
    return InlineKeyboardMarkup(
        [
            [
                button(t.text("closet.button.share"), ShareCorrections(agreed=True)),
                button(t.text("closet.button.do_not_share"), ShareCorrections(agreed=False)),
            ]
        ]
    )


# -- adding -----------------------------------------------------------------------------------


def adding_keyboard(batch_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the button that closes a batch."""
    return InlineKeyboardMarkup([[button(t.text("closet.button.end"), EndAdding(batch_id))]])


def batch_keyboard(
    batch_id: int,
    items: Sequence[ClosetItem],
    *,
    first_number: int,
    page: int,
    pages: int,
    is_open: bool,
    t: Texts,
) -> InlineKeyboardMarkup:
    """Return the buttons under what a batch added: each garment, look-alikes, pages.

    Args:
        batch_id: the batch.
        items: garments of this page.
        first_number: number of the first of them.
        page: the page shown, from 0.
        pages: how many there are.
        is_open: whether the batch receives more photos.
        t: the sentences.
    """
    numbered = list(enumerate(items, first_number))
    if len(numbered) <= _NAMED_BUTTONS:
        rows = [
            [button(t.text("closet.button.fix", name=item_name(item, t)), ShowItem(item.id, "new"))]
            for _, item in numbered
        ]
    else:
        numbers = (button(f"✏️ {number}", ShowItem(item.id, "new")) for number, item in numbered)
        rows = rows_of(numbers, NUMBERS_IN_A_ROW)
    twins = [(number, item) for number, item in numbered if item.twin_id is not None]
    rows += [
        [button(t.text("closet.button.twin", number=circled(number)), ShowTwin(item.id))]
        for number, item in twins[:_TWINS_SHOWN]
    ]
    rows += page_rows(pages, page, lambda other: ShowBatch(batch_id, other), t)
    end_or_add = (
        button(t.text("closet.button.end"), EndAdding(batch_id))
        if is_open
        else button(t.text("closet.button.add"), AddClothes())
    )
    to_closet = button(t.text("closet.button.to_closet"), ShowCloset("all", 0))
    return InlineKeyboardMarkup([*rows, [end_or_add, to_closet]])


def twin_keyboard(item: ClosetItem, t: Texts) -> InlineKeyboardMarkup:
    """Return the answers to whether two garments are the same one."""
    return InlineKeyboardMarkup(
        [
            [button(t.text("closet.button.same"), ResolveTwin(item.id, same=True))],
            [button(t.text("closet.button.both"), ResolveTwin(item.id, same=False))],
        ]
    )


def saving_keyboard(
    answer_id: int, garments: Sequence[SeenGarment], chosen: int, t: Texts, *, back: bool
) -> InlineKeyboardMarkup:
    """Return the garments of a photo as buttons that choose which to save.

    Args:
        answer_id: the answer of the photo.
        garments: what is in it.
        chosen: bit mask of the chosen garments.
        t: the sentences.
        back: offer to show the buttons of the answer again.
    """
    shown = [garment for garment in garments if garment.is_garment]
    buttons = (
        button(
            f"{'✅' if chosen >> (g.number - 1) & 1 else '▫️'} {circled(g.number)} "
            f"{t.label('category', g.category)}",
            ChooseSaved(answer_id, chosen ^ (1 << (g.number - 1)), back),
        )
        for g in shown
    )
    count = sum(chosen >> (g.number - 1) & 1 for g in shown)
    rows = rows_of(buttons, 2)
    if count:
        text = t.plural("closet.button.save", count)
        rows.append([button(text, SaveChosen(answer_id, chosen, back))])
    if back:
        rows.append([button(t.text("button.back"), BackToAnswer(answer_id))])
    return InlineKeyboardMarkup(rows)
