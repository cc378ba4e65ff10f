// The list of messages. A block (a message, an album, a date) is drawn again only when it changed.

import { drawGroup, senderOf } from "./bubble.js";
import { dayKey, dayOf } from "./clock.js";
import { avatar, h, iconButton } from "./dom.js";
import { botName, isPending, state } from "./store.js";
import { t } from "./texts.js";

const NEAR_END_PX = 120;

const drawn = new Map(); // key → {signature, node}
let openedChat = "";
let entering = false; // whether new blocks come in one by one, rather than all with the chat

export const list = h("div", {
  class: "messages",
  role: "log",
  "aria-live": "polite",
  "aria-label": t.messages,
  tabindex: 0,
});
export const downButton = iconButton("down", t.scrollDown, () => scrollToEnd(true), {
  class: "icon-button down-button",
  hidden: true,
});

list.addEventListener(
  "scroll",
  () => {
    downButton.hidden = nearEnd();
  },
  { passive: true },
);
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
  if (fresh) {
    drawn.clear();
    openedChat = chat;
  }
  entering = !fresh;
  const stay = !fresh && !ownNews && !nearEnd();
  const blocks = blocksOf(state.messages);
  const focusKey = document.activeElement?.dataset?.focus;
  const nodes = blocks.map(nodeOf);
  const keys = new Set(blocks.map((block) => block.key));
  for (const key of drawn.keys()) if (!keys.has(key)) drawn.delete(key);
  reconcile(nodes);
  if (focusKey && document.activeElement === document.body)
    list.querySelector(`[data-focus="${CSS.escape(focusKey)}"]`)?.focus();
  if (!stay) scrollToEnd();
  downButton.hidden = nearEnd();
}

function nodeOf(block) {
  const signature = JSON.stringify(block.data);
  const known = drawn.get(block.key);
  if (known?.signature === signature) return known.node;
  const node = block.draw();
  if (!known && entering) node.classList.add("appears");
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
    const sameAlbum =
      last &&
      message.media_group_id &&
      last[0].media_group_id === message.media_group_id &&
      last[0].photo &&
      message.photo;
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
      blocks.push({
        key: `day:${day}`,
        data: label,
        draw: () => h("div", { class: "service date" }, h("span", {}, label)),
      });
    }
    blocks.push(blockOf(group, groups[index - 1]?.at(-1), groups[index + 1]?.[0]));
  });
  if (!messages.length && state.chat) blocks.push(emptyBlock());
  return blocks;
}

function blockOf(group, before, after) {
  const [first] = group;
  const key = `message:${first.message_id}`;
  if (first.new_chat_members) {
    const names = first.new_chat_members
      .map((user) => (user.id === state.bot.id ? botName() : user.first_name))
      .join(", ");
    return {
      key,
      data: names,
      draw: () => h("div", { class: "service" }, h("span", {}, t.joined(names))),
    };
  }
  const joins = (other) =>
    other &&
    !other.new_chat_members &&
    senderOf(other) === senderOf(first) &&
    dayKey(other.date) === dayKey(first.date);
  const own = first.from?.id === state.personId;
  const view = {
    own,
    first: !joins(before),
    last: !joins(after),
    named: !own && state.chat?.type !== "private" && state.chat?.type !== "channel",
    pending: group.flatMap((message) =>
      buttonsOf(message).map((button) => isPending(message.message_id, button.callback_data)),
    ),
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
    draw: () =>
      h(
        "div",
        { class: "empty" },
        avatar(
          chat.type === "private" ? state.bot.id : chat.id,
          chat.type === "private" ? botName() : chat.title,
          "large",
        ),
        about ? [h("strong", {}, t.emptyBot), h("p", {}, about)] : h("p", {}, t.emptyChat),
      ),
  };
}
