// What one can do with a message: reply, copy, edit, delete.

import { deleteMessage } from "./api.js";
import { openMenu, toast } from "./menu.js";
import { setEditing, setReply, state } from "./store.js";
import { t } from "./texts.js";

const LONG_PRESS_MS = 450;

/** Open the menu of a message at a place in the viewport. */
export function messageMenu(message, at) {
  const own = message.from?.id === state.personId;
  const words = message.text || message.caption;
  openMenu(
    [
      { icon: "reply", label: t.reply, onclick: () => setReply(message) },
      words && {
        icon: "copy",
        label: t.copy,
        onclick: () => navigator.clipboard.writeText(words).then(() => toast(t.copied)),
      },
      own && words && { icon: "edit", label: t.edit, onclick: () => setEditing(message) },
      (own || state.chat.type === "private") && {
        icon: "trash",
        label: t.remove,
        danger: true,
        onclick: () => deleteMessage(state.personId, state.chatId, message.message_id),
      },
    ],
    at,
    t.more,
  );
}

/** Open the menu by a right click or a long press; a double click replies. */
export function listenForMenu(bubble, message) {
  let timer = 0;
  bubble.addEventListener("contextmenu", (event) => {
    if (getSelection().toString()) return;
    event.preventDefault();
    messageMenu(message, event);
  });
  bubble.addEventListener("dblclick", (event) => {
    if (!event.target.closest("button, a")) setReply(message);
  });
  // iOS has no contextmenu event.
  bubble.addEventListener(
    "touchstart",
    (event) => {
      const { clientX: x, clientY: y } = event.touches[0];
      timer = setTimeout(() => messageMenu(message, { x, y }), LONG_PRESS_MS);
    },
    { passive: true },
  );
  for (const name of ["touchend", "touchmove", "touchcancel"])
    bubble.addEventListener(name, () => clearTimeout(timer), { passive: true });
}
