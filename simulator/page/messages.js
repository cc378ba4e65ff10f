// The list of messages. A block (a message, an album, a date) is drawn again only when it changed.

import * as api from "./api.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { dayKey, dayOf, timeOf } from "./clock.js";
import { openLightbox } from "./lightbox.js";
import { openMenu, toast } from "./menu.js";
import { richText } from "./richtext.js";
import { isPending, press, setEditing, setReply, state, botName } from "./store.js";
import { summaryOf } from "./summary.js";
import { t } from "./texts.js";

const NEAR_END_PX = 120;
const LONG_PRESS_MS = 450;
const ALBUM_ROWS = { 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [3, 3, 4] };

const drawn = new Map(); // key → {signature, node}
let openedChat = "";

export const list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": t.messages, tabindex: 0 });
export const downButton = iconButton("down", t.scrollDown, () => scrollToEnd(true), { class: "icon-button down-button", hidden: true });

list.addEventListener("scroll", () => { downButton.hidden = nearEnd(); }, { passive: true });
// A keyboard that comes up, or a composer that grows, must not hide the newest message.
let height = 0;
new ResizeObserver(() => {
  const shrank = height - list.clientHeight;
  if (shrank > 0 && list.scrollHeight - list.scrollTop - height < NEAR_END_PX) scrollToEnd();
  height = list.clientHeight;
}).observe(list);

const nearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;

export function scrollToEnd(smooth = false) {
  list.scrollTo({ top: list.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

export function drawMessages({ ownNews = false } = {}) {
  const chat = `${state.personId}:${state.chatId}`;
  const fresh = chat !== openedChat;
  if (fresh) { drawn.clear(); openedChat = chat; }
  const stay = !fresh && !ownNews && !nearEnd();
  const blocks = blocksOf(state.messages);
  const focusKey = document.activeElement?.dataset?.focus;
  const nodes = blocks.map(nodeOf);
  const keys = new Set(blocks.map((block) => block.key));
  for (const key of drawn.keys()) if (!keys.has(key)) drawn.delete(key);
  reconcile(nodes);
  if (focusKey && document.activeElement === document.body) list.querySelector(`[data-focus="${CSS.escape(focusKey)}"]`)?.focus();
  if (!stay) scrollToEnd();
  downButton.hidden = nearEnd();
}

function nodeOf(block) {
  const signature = JSON.stringify(block.data);
  const known = drawn.get(block.key);
  if (known?.signature === signature) return known.node;
  const node = block.draw();
  if (!known && openedChat && drawn.size) node.classList.add("appears");
  drawn.set(block.key, { signature, node });
  return node;
}

/** Bring the list to these children and touch only what differs. */
function reconcile(nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] || null);
  });
}

// From messages to blocks

function blocksOf(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const sameAlbum = last && message.media_group_id && last[0].media_group_id === message.media_group_id && last[0].photo && message.photo;
    if (sameAlbum) last.push(message);
    else groups.push([message]);
  }
  const blocks = [];
  let day = "";
  groups.forEach((group, index) => {
    const [first] = group;
    if (dayKey(first.date) !== day) {
      day = dayKey(first.date);
      const label = dayOf(first.date);
      blocks.push({ key: `day:${day}`, data: label, draw: () => h("div", { class: "service date" }, h("span", {}, label)) });
    }
    blocks.push(blockOf(group, groups[index - 1]?.at(-1), groups[index + 1]?.[0]));
  });
  if (!messages.length && state.chat) blocks.push(emptyBlock());
  return blocks;
}

const senderOf = (message) => message.from?.id ?? message.sender_chat?.id;

function blockOf(group, before, after) {
  const [first] = group;
  const key = `message:${first.message_id}`;
  if (first.new_chat_members) {
    const names = first.new_chat_members.map((user) => (user.id === state.bot.id ? botName() : user.first_name)).join(", ");
    return { key, data: names, draw: () => h("div", { class: "service" }, h("span", {}, t.joined(names))) };
  }
  const joins = (other) => other && !other.new_chat_members && senderOf(other) === senderOf(first) && dayKey(other.date) === dayKey(first.date);
  const own = first.from?.id === state.personId;
  const view = {
    own,
    first: !joins(before),
    last: !joins(after),
    named: !own && state.chat?.type !== "private" && state.chat?.type !== "channel",
    pending: group.flatMap((message) => buttonsOf(message).map((button) => isPending(message.message_id, button.callback_data))),
    botName: botName(),
  };
  return { key, data: { group, view }, draw: () => drawGroup(group, view) };
}

const buttonsOf = (message) => (message.reply_markup?.inline_keyboard || []).flat();

function emptyBlock() {
  const { chat } = state;
  const about = chat.type === "private" ? chat.description : "";
  return {
    key: "empty",
    data: about + chat.id,
    draw: () => h("div", { class: "empty" }, avatar(chat.type === "private" ? state.bot.id : chat.id, chat.type === "private" ? botName() : chat.title, "large"),
      about ? [h("strong", {}, t.emptyBot), h("p", {}, about)] : h("p", {}, t.emptyChat)),
  };
}

// From a block to nodes

function drawGroup(group, view) {
  const [first] = group;
  const captioned = group.filter((message) => message.caption);
  const words = group.length === 1 ? first : captioned.length === 1 ? captioned[0] : null;
  const text = words ? words.text || words.caption || "" : "";
  const visual = group.length > 1 || Boolean(first.photo);
  const bare = Boolean(first.sticker);
  const bubble = h("div", { class: ["bubble", view.last && !bare && "tail", visual && "visual", bare && "bare", !text && "wordless"].filter(Boolean).join(" ") },
    view.named && view.first && h("div", { class: `author name-${Math.abs(senderOf(first)) % 7}` }, first.from.is_bot ? view.botName : first.from.first_name),
    first.reply_to_message && replyPreview(first.reply_to_message),
    first.show_caption_above_media && text && textPart(words, text),
    group.length > 1 ? album(group) : mediaOf(first),
    text && !first.show_caption_above_media && textPart(words, text),
    metaOf(group, view));
  const keyboards = group.filter((message) => message.reply_markup?.inline_keyboard).map(inlineKeyboard);
  const stack = h("div", { class: "stack" }, bubble, keyboards);
  if (visual) stack.style.setProperty("--media-width", `${group.length > 1 ? 420 : photoSize(first.photo.at(-1)).width}px`);
  const row = h("div", { class: ["row", view.own ? "out" : "in", view.first && "first", view.last && "last"].filter(Boolean).join(" "), dataset: { id: first.message_id } },
    view.named && h("div", { class: "row-avatar" }, view.last && avatar(senderOf(first), first.from.is_bot ? view.botName : first.from.first_name, "small")),
    stack,
    iconButton("more", t.more, (event) => messageMenu(first, event.currentTarget.getBoundingClientRect()), { class: "icon-button row-more", "data-focus": `more:${first.message_id}` }));
  listenForMenu(bubble, first);
  return row;
}

const textPart = (message, text) => h("div", { class: "text", dir: "auto" }, richText(text, message.entities || message.caption_entities, (command) => api.say(state.personId, state.chatId, command)), h("span", { class: "meta-space", "aria-hidden": "true" }, metaWords(message)));

const metaWords = (message) => `${message.edit_date ? `${t.edited} ` : ""}${timeOf(message.date)}`;

function metaOf(group, view) {
  const last = group.at(-1);
  const edited = group.find((message) => message.edit_date);
  return h("span", { class: "meta" }, metaWords(edited || last), view.own && icon("check", "sent"));
}

function replyPreview(message) {
  const name = message.from ? (message.from.id === state.bot.id ? botName() : message.from.first_name) : message.chat.title;
  const go = () => {
    const row = list.querySelector(`[data-id="${message.message_id}"]`);
    row?.scrollIntoView({ block: "center", behavior: "smooth" });
    row?.classList.remove("flash");
    requestAnimationFrame(() => row?.classList.add("flash"));
  };
  return h("button", { type: "button", class: "reply-preview", onclick: go },
    message.photo && h("img", { src: api.fileUrl(message.photo[0].file_id), alt: "" }),
    h("span", {}, h("strong", {}, name), h("span", {}, summaryOf(message))));
}

function photoSize(photo) {
  const [width, height] = [400, 460];
  const scale = Math.min(width / photo.width, height / photo.height, Math.max(1, 220 / photo.width));
  return { width: Math.max(140, Math.round(photo.width * scale)), height: Math.round(photo.height * scale) };
}

function photoButton(message, size) {
  const small = message.photo.find((one) => Math.max(one.width, one.height) >= 700) || message.photo.at(-1);
  return h("button", { type: "button", class: "photo", "aria-label": message.caption ? `${t.openPhoto}: ${message.caption}` : t.openPhoto, "data-focus": `photo:${message.message_id}`, onclick: () => openLightbox(message.message_id), style: size },
    h("img", { src: api.fileUrl(small.file_id), width: small.width, height: small.height, alt: message.caption || t.photo, draggable: "false" }));
}

function album(group) {
  const photos = [...group];
  const rows = ALBUM_ROWS[group.length] || [group.length];
  return h("div", { class: "album" }, rows.map((count) => {
    const part = photos.splice(0, count);
    const ratios = part.map(({ photo }) => Math.min(1.9, Math.max(0.62, photo.at(-1).width / photo.at(-1).height)));
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    return h("div", { class: "album-row", style: { "aspect-ratio": String(Math.max(1.15, sum)) } },
      part.map((message, index) => photoButton(message, { flex: `${ratios[index]} 1 0` })));
  }));
}

function mediaOf(message) {
  if (message.photo) {
    const largest = message.photo.at(-1);
    return photoButton(message, { "aspect-ratio": `${largest.width} / ${largest.height}` });
  }
  if (message.sticker) return h("div", { class: "sticker" }, message.sticker.emoji || "🙂");
  if (message.location) return locationCard(message.location);
  if (message.animation) return tile("🎞", t.animation, message.animation);
  if (message.document) return documentCard(message.document);
  if (message.video) return tile("🎬", t.video, message.video);
  if (message.voice) return tile("🎙", t.voice, message.voice);
  if (message.contact) return h("div", { class: "file-card" }, avatar(message.contact.user_id || 0, message.contact.first_name), h("span", { class: "file-words" }, h("strong", {}, message.contact.first_name), h("span", {}, message.contact.phone_number)));
  return null;
}

function documentCard(file) {
  return h("a", { class: "file-card", href: api.fileUrl(file.file_id), download: file.file_name || "file" },
    file.thumbnail ? h("img", { class: "file-thumbnail", src: api.fileUrl(file.thumbnail.file_id), alt: "" }) : h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "file-words" }, h("strong", {}, file.file_name || t.document), h("span", {}, sizeOf(file.file_size))));
}

const tile = (emoji, label, file) => h("div", { class: "file-card" }, h("span", { class: "file-icon" }, emoji), h("span", { class: "file-words" }, h("strong", {}, label), h("span", {}, sizeOf(file.file_size))));

function locationCard({ latitude, longitude }) {
  return h("div", { class: "location" }, h("div", { class: "location-map" }, icon("pin")),
    h("span", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
}

function sizeOf(bytes = 0) {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) { size /= 1024; unit += 1; }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

function inlineKeyboard(message) {
  return h("div", { class: "inline-keyboard" }, message.reply_markup.inline_keyboard.map((row) =>
    h("div", { class: "inline-row" }, row.map((button) => inlineButton(message, button)))));
}

function inlineButton(message, button) {
  const common = { class: `inline-button ${["primary", "success", "danger"].includes(button.style) ? button.style : ""}` };
  if (button.url) {
    return h("a", { ...common, href: /^https?:/i.test(button.url) ? button.url : null, target: "_blank", rel: "noopener noreferrer", title: `${button.url} · ${t.opensLink}` }, h("span", {}, button.text), icon("link", "corner"));
  }
  if (button.copy_text) {
    const copy = () => navigator.clipboard.writeText(button.copy_text.text).then(() => toast(t.copied));
    return h("button", { type: "button", ...common, onclick: copy }, h("span", {}, button.text), icon("copy", "corner"));
  }
  const waiting = isPending(message.message_id, button.callback_data);
  return h("button", {
    type: "button", ...common, "aria-busy": waiting ? "true" : null, disabled: !button.callback_data,
    "data-focus": `button:${message.message_id}:${button.callback_data}`,
    onclick: () => press(message, button.callback_data).catch(() => toast(t.sendFailed)),
  }, h("span", {}, button.text));
}

// The menu of a message

function messageMenu(message, at) {
  const own = message.from?.id === state.personId;
  const words = message.text || message.caption;
  openMenu([
    { icon: "reply", label: t.reply, onclick: () => setReply(message) },
    words && { icon: "copy", label: t.copy, onclick: () => navigator.clipboard.writeText(words).then(() => toast(t.copied)) },
    own && words && { icon: "edit", label: t.edit, onclick: () => setEditing(message) },
    (own || state.chat.type === "private") && { icon: "trash", label: t.remove, danger: true, onclick: () => api.deleteMessage(state.personId, state.chatId, message.message_id) },
  ], at, t.more);
}

function listenForMenu(bubble, message) {
  let timer = 0;
  bubble.addEventListener("contextmenu", (event) => {
    if (getSelection().toString()) return;
    event.preventDefault();
    messageMenu(message, event);
  });
  bubble.addEventListener("dblclick", (event) => { if (!event.target.closest("button, a")) setReply(message); });
  // iOS has no contextmenu event.
  bubble.addEventListener("touchstart", (event) => {
    const { clientX: x, clientY: y } = event.touches[0];
    timer = setTimeout(() => messageMenu(message, { x, y }), LONG_PRESS_MS);
  }, { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) bubble.addEventListener(name, () => clearTimeout(timer), { passive: true });
}
