// Where one writes: text, commands, attachments, the keyboard that the bot offers.

import * as api from "./api.js";
import { h, icon, iconButton, openDialog } from "./dom.js";
import { openMenu, toast } from "./menu.js";
import { isBotChat, person, setEditing, setReply, state, botName } from "./store.js";
import { summaryOf } from "./summary.js";
import { t } from "./texts.js";
import { pick } from "./upload.js";

const POINTS = {
  seoul: { latitude: 37.5665, longitude: 126.978 },
  busan: { latitude: 35.1796, longitude: 129.0756 },
  jeju: { latitude: 33.4996, longitude: 126.5312 },
  chuncheon: { latitude: 37.8813, longitude: 127.73 },
  newyork: { latitude: 40.7128, longitude: -74.006 },
};

let keyboardHidden = false;
let shownKeyboard = null;
let openedPlace = "";
const drafts = new Map();

const input = h("textarea", {
  class: "input",
  rows: 1,
  enterkeyhint: "send",
  autocomplete: "off",
  maxlength: 16_384,
});
const sendButton = h(
  "button",
  { type: "submit", class: "send-button", "aria-label": t.send, title: t.send },
  icon("send"),
);
const attachButton = iconButton("attach", t.attach, (event) => attachMenu(event.currentTarget), {
  class: "icon-button attach-button",
});
const menuButton = h(
  "button",
  {
    type: "button",
    class: "menu-button",
    onclick: () => toggleCommands(),
    "aria-expanded": "false",
  },
  icon("menu"),
  h("span", {}, t.menu),
);
const slashButton = iconButton("slash", t.commands, () => toggleCommands(), {
  class: "icon-button slash-button",
});
const keyboardButton = iconButton("keyboard", t.keyboard, () => {
  keyboardHidden = !keyboardHidden;
  drawComposer();
});
const context = h("div", { class: "context", hidden: true });
const suggestions = h("div", {
  class: "suggestions",
  role: "listbox",
  "aria-label": t.commands,
  hidden: true,
});
const keys = h("div", { class: "keys", hidden: true });
const bigButton = h("button", { type: "button", class: "big-button", hidden: true });
const note = h("div", { class: "composer-note", hidden: true });
const form = h(
  "form",
  { class: "composer-form" },
  menuButton,
  attachButton,
  input,
  slashButton,
  keyboardButton,
  sendButton,
);

export const composer = h(
  "div",
  { class: "composer" },
  suggestions,
  context,
  form,
  bigButton,
  note,
  keys,
);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener("input", () => {
  grow();
  drawSuggestions();
  drawSendButton();
  drafts.set(openedPlace, input.value);
});
input.addEventListener("keydown", (event) => {
  // While Hangul is being composed, Enter belongs to the input method.
  if (event.isComposing) return;
  if (!suggestions.hidden && suggestionKeys(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  }
  if (event.key === "Escape") {
    setReply(null);
    setEditing(null);
  }
});

function grow() {
  input.style.setProperty("height", "auto");
  input.style.setProperty("height", `${Math.min(input.scrollHeight, 160)}px`);
}

async function submit() {
  const text = input.value.trim();
  if (!text) return;
  const { personId, chatId, editing, replyTo } = state;
  setInput("");
  try {
    if (editing) await api.editMessage(personId, chatId, editing.message_id, text);
    else await api.say(personId, chatId, text, replyTo?.message_id);
    if (editing) setEditing(null);
    else setReply(null);
  } catch {
    setInput(text);
    toast(t.sendFailed);
  }
}

function setInput(text) {
  input.value = text;
  drafts.set(openedPlace, text);
  grow();
  drawSuggestions();
  drawSendButton();
}

export function focusInput() {
  // On a touch screen this would bring up the keyboard unasked.
  if (matchMedia("(hover: hover)").matches && !input.disabled) input.focus();
}

export function drawComposer() {
  const { chat } = state;
  composer.hidden = !chat;
  if (!chat) return;
  const place = `${state.personId}:${state.chatId}`;
  if (place !== openedPlace) {
    openedPlace = place;
    keyboardHidden = false;
    setInput(drafts.get(place) || "");
  }
  drawMode(chat);
  drawContext();
  drawKeys(chat);
  const commands = chat.commands.length > 0;
  menuButton.hidden = !(commands && isBotChat(chat));
  slashButton.hidden = !commands || isBotChat(chat) || Boolean(input.value);
  input.placeholder =
    chat.keyboard?.input_field_placeholder ||
    (state.replyTo ? t.writeReply : chat.type === "channel" ? t.writeInChannel : t.write);
  input.setAttribute("aria-label", input.placeholder);
  drawSuggestions();
  drawSendButton();
}

/** Start and unblock take the place of the input, as in Telegram. */
function drawMode(chat) {
  const blocked = isBotChat(chat) && person().blocked;
  const unopened = isBotChat(chat) && !chat.open && !blocked;
  const closed = blocked || unopened || !chat.can_write;
  composer.classList.toggle("closed", closed);
  form.hidden = closed;
  bigButton.hidden = !(blocked || unopened);
  note.hidden = chat.can_write;
  note.textContent = t.readOnly;
  bigButton.textContent = blocked ? t.unblock : t.start;
  bigButton.onclick = () =>
    blocked
      ? api.setBlocked(state.personId, false)
      : api.say(state.personId, state.chatId, "/start");
}

function drawContext() {
  const message = state.editing || state.replyTo;
  context.hidden = !message;
  if (!message) {
    context.dataset.id = "";
    return;
  }
  const id = `${state.editing ? "edit" : "reply"}:${message.message_id}`;
  if (context.dataset.id === id) return;
  context.dataset.id = id;
  const name = message.from
    ? message.from.id === state.bot.id
      ? botName()
      : message.from.first_name
    : message.chat.title;
  context.replaceChildren(
    icon(state.editing ? "edit" : "reply"),
    h(
      "span",
      { class: "context-words" },
      h("strong", {}, state.editing ? t.editing : t.quoteOf(name)),
      h("span", {}, summaryOf(message)),
    ),
    iconButton("close", t.cancel, () => {
      setReply(null);
      setEditing(null);
    }),
  );
  if (state.editing) setInput(message.text || message.caption || "");
  input.focus();
}

function drawKeys(chat) {
  const signature = JSON.stringify(chat.keyboard);
  if (signature !== shownKeyboard) {
    shownKeyboard = signature;
    keyboardHidden = false;
    const rows = chat.keyboard?.keyboard || [];
    keys.replaceChildren(
      ...rows.map((row) =>
        h(
          "div",
          { class: "keys-row" },
          row.map((button) =>
            h(
              "button",
              { type: "button", class: "key", onclick: () => pressKey(button) },
              button.request_location && icon("pin"),
              button.text,
            ),
          ),
        ),
      ),
    );
    keys.classList.toggle("fixed", !chat.keyboard?.resize_keyboard);
  }
  const has = Boolean(chat.keyboard?.keyboard);
  keys.hidden = !has || keyboardHidden || composer.classList.contains("closed");
  keyboardButton.hidden = !has;
  keyboardButton.setAttribute("aria-expanded", String(!keys.hidden));
  keyboardButton.title = keys.hidden ? t.keyboard : t.hideKeyboard;
  keyboardButton.setAttribute("aria-label", keyboardButton.title);
}

async function pressKey(button) {
  const point = button.request_location ? await askPoint() : {};
  if (point)
    api.pressKey(state.personId, state.chatId, button.text, point).catch(() => toast(t.sendFailed));
}

function askPoint() {
  return new Promise((resolve) => {
    let chosen = null;
    const dialog = openDialog(
      "sheet",
      t.sendLocation,
      h("h2", {}, t.sendLocation),
      h(
        "div",
        { class: "choices" },
        Object.entries(POINTS).map(([name, point]) =>
          h(
            "button",
            {
              type: "button",
              onclick: () => {
                chosen = point;
                dialog.close();
              },
            },
            icon("pin"),
            t.cities[name],
          ),
        ),
      ),
    );
    dialog.addEventListener("close", () => resolve(chosen));
  });
}

function attachMenu(button) {
  const { left, top } = button.getBoundingClientRect();
  openMenu(
    [
      { icon: "photo", label: t.photo, onclick: () => pick({ photos: true }) },
      matchMedia("(pointer: coarse)").matches && {
        icon: "camera",
        label: t.camera,
        onclick: () => pick({ photos: true, capture: true }),
      },
      { icon: "file", label: t.file, onclick: () => pick() },
      {
        icon: "pin",
        label: t.location,
        onclick: async () => {
          const point = await askPoint();
          if (point)
            api.sendLocation(state.personId, state.chatId, point).catch(() => toast(t.sendFailed));
        },
      },
    ],
    { x: left, above: top },
    t.attach,
  );
}

// Commands

let commandsOpen = false;

function toggleCommands() {
  commandsOpen = !commandsOpen;
  drawSuggestions();
  if (commandsOpen) suggestions.querySelector("button")?.focus();
}

function drawSuggestions() {
  const typed = /^\/(\w*)$/.exec(input.value);
  const commands = state.chat?.commands || [];
  const matching = typed
    ? commands.filter((one) => one.command.startsWith(typed[1].toLowerCase()))
    : commandsOpen
      ? commands
      : [];
  suggestions.hidden = !matching.length || composer.classList.contains("closed");
  menuButton.setAttribute("aria-expanded", String(!suggestions.hidden));
  suggestions.replaceChildren(
    ...(suggestions.hidden ? [] : matching).map((one, index) =>
      h(
        "button",
        {
          type: "button",
          role: "option",
          "aria-selected": index === 0 ? "true" : "false",
          onclick: () => sendCommand(one.command),
        },
        h("strong", {}, `/${one.command}`),
        h("span", {}, one.description),
      ),
    ),
  );
}

function sendCommand(command) {
  commandsOpen = false;
  setInput("");
  const addressee = isBotChat(state.chat) ? "" : `@${state.bot.username}`;
  api.say(state.personId, state.chatId, `/${command}${addressee}`).catch(() => toast(t.sendFailed));
  focusInput();
}

function suggestionKeys(event) {
  const options = [...suggestions.querySelectorAll("button")];
  const index = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    options[index].setAttribute("aria-selected", "false");
    const next = options[(index + step + options.length) % options.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" || event.key === "Tab") {
    options[index].click();
  } else if (event.key === "Escape") {
    commandsOpen = false;
    suggestions.hidden = true;
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

document.addEventListener("pointerdown", (event) => {
  if (commandsOpen && !composer.contains(event.target)) {
    commandsOpen = false;
    drawSuggestions();
  }
});

function drawSendButton() {
  sendButton.classList.toggle("ready", Boolean(input.value.trim()));
  sendButton.disabled = !input.value.trim();
  if (state.chat)
    slashButton.hidden =
      !state.chat.commands.length || isBotChat(state.chat) || Boolean(input.value);
}
