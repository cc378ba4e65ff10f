"""Every number Telegram is strict about, in one place.

Defaults are the published ones of the Bot API (https://core.telegram.org/bots/api) and its FAQ
(https://core.telegram.org/bots/faq); a test hands in its own `Limits` to move one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes, rates and lifetimes; all of them settings.

    Attributes:
        text_units: longest text of a message, in UTF-16 code units after parsing entities.
        caption_units: longest caption, counted alike.
        callback_data_bytes: longest `callback_data`, in bytes of UTF-8.
        callback_answer_chars: longest toast or alert.
        photo_bytes: largest upload sent as a photo.
        photo_sides_sum_px: width plus height of a photo at most.
        photo_ratio: the longer side of a photo over the shorter at most.
        app_photo_sides_sum_px: width plus height of a picture that an app can still scale down to
            a photo.
        upload_bytes: largest upload of a bot.
        download_bytes: largest file that `getFile` gives a link to.
        album_size_min: fewest media in an album.
        album_size_max: most media in an album.
        keyboard_buttons: most buttons under one message.
        commands: most commands in one list.
        inline_results: most results of one inline query.
        messages_per_s: messages a bot may send a second, over all chats.
        chat_messages_per_s: messages a bot may send a second to one chat in the long run.
        chat_burst: messages one chat takes at once before that rate counts.
        group_messages_per_min: messages a bot may send a minute to one group.
        callback_query_lifetime_s: how long a pressed button waits for its answer.
        file_link_lifetime_s: how long a link from `getFile` works.
        delete_age_s: how old a message that a bot deletes may be.
        update_lifetime_s: how long an update waits for a bot that does not fetch it.
        poll_timeout_s: longest a `getUpdates` call is held.
        webhook_retry_s: waits before each further try of an update; the last one repeats.
        webhook_timeout_s: how long the bot's web server may take over one update.
    """

    text_units: int = 4096
    caption_units: int = 1024
    callback_data_bytes: int = 64
    callback_answer_chars: int = 200
    photo_bytes: int = 10 * MEBIBYTE
    photo_sides_sum_px: int = 10_000
    photo_ratio: int = 20
    app_photo_sides_sum_px: int = 16_000
    upload_bytes: int = 50 * MEBIBYTE
    download_bytes: int = 20 * MEBIBYTE
    album_size_min: int = 2
    album_size_max: int = 10
    keyboard_buttons: int = 100
    commands: int = 100
    inline_results: int = 50
    messages_per_s: float = 30.0
    chat_messages_per_s: float = 1.0
    chat_burst: int = 20
    group_messages_per_min: int = 20
    callback_query_lifetime_s: float = 15.0
    file_link_lifetime_s: float = 3600.0
    delete_age_s: float = 48 * 3600.0
    update_lifetime_s: float = 24 * 3600.0
    poll_timeout_s: float = 50.0
    webhook_retry_s: tuple[float, ...] = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
    webhook_timeout_s: float = 30.0
