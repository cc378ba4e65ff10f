// A message, or an album, as a bubble with its buttons.

import * as api from "./api.js";
import { timeOf } from "./clock.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { inlineKeyboard } from "./inline_keyboard.js";
import { album, mediaOf, photoSize } from "./media.js";
import { listenForMenu, messageMenu } from "./message_menu.js";
import { richText } from "./richtext.js";
import { botName, state } from "./store.js";
import { summaryOf } from "./summary.js";
import { t } from "./texts.js";

export const senderOf = (message) => message.from?.id ?? message.sender_chat?.id;

/** Draw messages that belong together; `view` says how they stand among their neighbours. */
export function drawGroup(group, view) {
  const [first] = group;
  const captioned = group.filter((message) => message.caption);
  const words = group.length === 1 ? first : captioned.length === 1 ? captioned[0] : null;
  const text = words ? words.text || words.caption || "" : "";
  const visual = group.length > 1 || Boolean(first.photo);
  const bare = Boolean(first.sticker);
  const bubble = h(
    "div",
    {
      class: [
        "bubble",
        view.last && !bare && "tail",
        visual && "visual",
        bare && "bare",
        !text && "wordless",
      ]
        .filter(Boolean)
        .join(" "),
    },
    view.named &&
      view.first &&
      h(
        "div",
        { class: `author name-${Math.abs(senderOf(first)) % 7}` },
        first.from.is_bot ? view.botName : first.from.first_name,
      ),
    first.reply_to_message && replyPreview(first.reply_to_message),
    first.show_caption_above_media && text && textPart(words, text),
    group.length > 1 ? album(group) : mediaOf(first),
    text && !first.show_caption_above_media && textPart(words, text),
    metaOf(group, view),
  );
  const keyboards = group
    .filter((message) => message.reply_markup?.inline_keyboard)
    .map(inlineKeyboard);
  const stack = h("div", { class: "stack" }, bubble, keyboards);
  if (visual)
    stack.style.setProperty(
      "--media-width",
      `${group.length > 1 ? 420 : photoSize(first.photo.at(-1)).width}px`,
    );
  const row = h(
    "div",
    {
      class: ["row", view.own ? "out" : "in", view.first && "first", view.last && "last"]
        .filter(Boolean)
        .join(" "),
      dataset: { id: first.message_id },
    },
    view.named &&
      h(
        "div",
        { class: "row-avatar" },
        view.last &&
          avatar(
            senderOf(first),
            first.from.is_bot ? view.botName : first.from.first_name,
            "small",
          ),
      ),
    stack,
    iconButton(
      "more",
      t.more,
      (event) => messageMenu(first, event.currentTarget.getBoundingClientRect()),
      { class: "icon-button row-more", "data-focus": `more:${first.message_id}` },
    ),
  );
  listenForMenu(bubble, first);
  return row;
}

const textPart = (message, text) =>
  h(
    "div",
    { class: "text", dir: "auto" },
    richText(text, message.entities || message.caption_entities, (command) =>
      api.say(state.personId, state.chatId, command),
    ),
    h("span", { class: "meta-space", "aria-hidden": "true" }, metaWords(message)),
  );

const metaWords = (message) => `${message.edit_date ? `${t.edited} ` : ""}${timeOf(message.date)}`;

function metaOf(group, view) {
  const last = group.at(-1);
  const edited = group.find((message) => message.edit_date);
  return h("span", { class: "meta" }, metaWords(edited || last), view.own && icon("check", "sent"));
}

function replyPreview(message) {
  const name = message.from
    ? message.from.id === state.bot.id
      ? botName()
      : message.from.first_name
    : message.chat.title;
  const go = () => {
    const row = document.querySelector(`.row[data-id="${message.message_id}"]`);
    row?.scrollIntoView({ block: "center", behavior: "smooth" });
    row?.classList.remove("flash");
    requestAnimationFrame(() => row?.classList.add("flash"));
  };
  return h(
    "button",
    { type: "button", class: "reply-preview", onclick: go },
    message.photo && h("img", { src: api.fileUrl(message.photo[0].file_id), alt: "" }),
    h("span", {}, h("strong", {}, name), h("span", {}, summaryOf(message))),
  );
}
