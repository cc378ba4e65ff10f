// Puts the page together and draws again what changed.

import * as api from "./api.js";
import { avatar, h, iconButton, openDialog } from "./dom.js";
import { composer, drawComposer, focusInput } from "./composer.js";
import { openMenu, toast } from "./menu.js";
import { downButton, drawMessages, list } from "./messages.js";
import { drawSidebar, languageDialog, sidebar } from "./sidebar.js";
import { acceptDrops } from "./upload.js";
import {
  chatAvatarId,
  chatTitle,
  closeChat,
  isBotChat,
  onAnswer,
  onChange,
  person,
  start,
  state,
} from "./store.js";
import { isKorean, t } from "./texts.js";

document.documentElement.lang = isKorean ? "ko" : "en";

const headPicture = h("span", { class: "head-picture" });
const title = h("strong");
const subtitle = h("span", { class: "subtitle", "aria-live": "polite" });
const header = h(
  "header",
  { class: "chat-head" },
  iconButton("back", t.back, closeChat, { class: "icon-button back-button" }),
  headPicture,
  h("div", { class: "head-words" }, title, subtitle),
  iconButton("more", t.more, (event) => chatMenu(event.currentTarget), {
    class: "icon-button head-more",
  }),
);
const conversation = h(
  "main",
  { class: "conversation" },
  h("div", { class: "wallpaper", "aria-hidden": "true" }),
  header,
  list,
  downButton,
  composer,
);
const app = document.getElementById("app");
app.append(sidebar, conversation);
acceptDrops(conversation);

function drawHeader() {
  const { chat } = state;
  app.classList.toggle("in-chat", state.chatId !== null);
  conversation.classList.toggle("nothing-open", !chat);
  header.hidden = !chat;
  if (!chat) return;
  title.textContent = chatTitle(chat);
  headPicture.replaceChildren(avatar(chatAvatarId(chat), chatTitle(chat)));
  const acting = state.action && (t[state.action] || t.typing);
  subtitle.classList.toggle("acting", Boolean(acting) || !state.connected);
  if (!state.connected) subtitle.textContent = t.connecting;
  else if (acting)
    subtitle.replaceChildren(
      acting,
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    );
  else subtitle.textContent = restingSubtitle(chat);
  document.title = `${chatTitle(chat)} · ${person().first_name}`;
}

function restingSubtitle(chat) {
  if (isBotChat(chat)) return person().blocked ? t.blockedShort : t.bot;
  return chat.type === "channel" ? t.subscribers(chat.members - 1) : t.members(chat.members);
}

function chatMenu(button) {
  const { right, bottom } = button.getBoundingClientRect();
  const one = person();
  openMenu(
    [
      { icon: "globe", label: t.language, onclick: languageDialog },
      isBotChat(state.chat) && {
        icon: one.blocked ? "check" : "block",
        label: one.blocked ? t.unblock : t.block,
        danger: !one.blocked,
        onclick: () => api.setBlocked(one.id, !one.blocked),
      },
    ],
    { x: right - 200, y: bottom + 4 },
    t.more,
  );
}

onChange((what) => {
  if (what === "all") {
    drawSidebar();
    drawHeader();
    drawComposer();
    drawMessages();
    focusInput();
  }
  if (what === "header") drawHeader();
  if (what === "message") {
    drawHeader();
    drawMessages({ ownNews: state.messages.at(-1)?.from?.id === state.personId });
    drawComposer();
  }
  if (what === "messages") drawMessages();
  if (what === "composer") drawComposer();
  if (what === "sidebar") drawSidebar();
});

onAnswer(({ text, show_alert: alert }) => {
  if (!alert) {
    toast(text);
    return;
  }
  const dialog = openDialog(
    "sheet alert",
    chatTitle(state.chat),
    h("h2", {}, chatTitle(state.chat)),
    h("p", {}, text),
    h(
      "form",
      { method: "dialog", class: "dialog-buttons" },
      h("button", { class: "primary-button", autofocus: true }, t.ok),
    ),
  );
  dialog.setAttribute("role", "alertdialog");
});

start();
