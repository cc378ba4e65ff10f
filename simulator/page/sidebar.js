// The left side: whose phone this is, and their chats.

import * as api from "./api.js";
import { avatar, h, iconButton, openDialog } from "./dom.js";
import { stampOf } from "./clock.js";
import {
  botName,
  chatAvatarId,
  chatTitle,
  isBotChat,
  openChat,
  openPerson,
  person,
  state,
  unreadOf,
  unreadOfPerson,
} from "./store.js";
import { summaryOf } from "./summary.js";
import { t } from "./texts.js";

const LANGUAGES = { ko: "한국어", en: "English", ja: "日本語", "": "—" };

const people = h("div", { class: "people", role: "group", "aria-label": t.people });
const chats = h("nav", { class: "chat-list", "aria-label": t.chats });

export const sidebar = h(
  "aside",
  { class: "sidebar" },
  h(
    "header",
    { class: "sidebar-head" },
    h("h1", {}, t.chats),
    iconButton("globe", t.language, () => languageDialog()),
    iconButton("plus", t.addPerson, () => addPersonDialog()),
  ),
  people,
  chats,
);

export function drawSidebar() {
  people.replaceChildren(
    ...state.people.map((one) => {
      const mine = one.id === state.personId;
      const unread = mine ? 0 : unreadOfPerson(one);
      return h(
        "button",
        {
          type: "button",
          class: "person",
          "aria-pressed": String(mine),
          onclick: () => openPerson(one.id),
        },
        h(
          "span",
          { class: "person-picture" },
          avatar(one.id, one.first_name),
          unread > 0 &&
            h("span", { class: "badge", "aria-label": t.unread(unread) }, String(unread)),
        ),
        h("span", {}, one.first_name),
        h("small", {}, (one.language_code || "–").toUpperCase()),
      );
    }),
  );
  chats.replaceChildren(...(person()?.chats || []).map(chatRow));
}

/** Who wrote the last message, where that is not plain from the chat itself. */
function authorOf(chat, last) {
  if (!last?.from || last.new_chat_members || chat.type === "channel") return "";
  if (last.from.id === state.personId) return t.youPrefix;
  if (isBotChat(chat)) return "";
  return `${last.from.is_bot ? botName() : last.from.first_name}: `;
}

function chatRow(chat) {
  const { last } = chat;
  const unread = unreadOf(state.personId, chat.id);
  const author = authorOf(chat, last);
  return h(
    "button",
    {
      type: "button",
      class: "chat-row",
      "aria-current": chat.id === state.chatId ? "page" : null,
      onclick: () => openChat(chat.id),
    },
    avatar(chatAvatarId(chat), chatTitle(chat)),
    h(
      "span",
      { class: "chat-words" },
      h(
        "span",
        { class: "chat-line" },
        h("strong", {}, chatTitle(chat)),
        last && h("time", {}, stampOf(last.date)),
      ),
      h(
        "span",
        { class: "chat-line" },
        h(
          "span",
          { class: "chat-last" },
          author && h("span", { class: "chat-author" }, author),
          last ? summaryOf(last) : t.nothing,
        ),
        unread > 0 && h("span", { class: "badge", "aria-label": t.unread(unread) }, String(unread)),
      ),
    ),
  );
}

function languageButtons(choose, selected) {
  return h(
    "div",
    { class: "choices" },
    Object.entries(LANGUAGES).map(([code, name]) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(code === selected), onclick: () => choose(code) },
        name,
      ),
    ),
  );
}

export function languageDialog() {
  const one = person();
  const dialog = openDialog(
    "sheet",
    t.language,
    h("h2", {}, t.languageOf(one.first_name)),
    languageButtons((code) => {
      api.setLanguage(one.id, code);
      dialog.close();
    }, one.language_code || ""),
  );
}

function addPersonDialog() {
  const name = h("input", {
    type: "text",
    class: "text-field",
    placeholder: t.name,
    "aria-label": t.name,
    maxlength: 64,
    required: true,
  });
  const language = h(
    "select",
    { class: "text-field", "aria-label": t.language },
    Object.entries(LANGUAGES).map(([code, label]) => h("option", { value: code }, label)),
  );
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", {}, t.addPerson),
    name,
    language,
    h(
      "div",
      { class: "dialog-buttons" },
      h(
        "button",
        { type: "button", class: "text-button", onclick: () => dialog.close() },
        t.cancel,
      ),
      h("button", { type: "submit", class: "primary-button" }, t.add),
    ),
  );
  const dialog = openDialog("sheet", t.addPerson, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { id } = await api.addPerson(name.value.trim(), language.value);
    dialog.close();
    await openPerson(id);
  });
}
