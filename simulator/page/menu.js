// Small menus that open at a place: of a message, of the chat, of commands.

import { h, icon } from "./dom.js";

let closeOpen = null;

/**
 * Open a menu.
 * @param items [{icon, label, danger, onclick}], empty ones are left out
 * @param at {x, y} in the viewport; with `above` instead of y the menu ends there
 */
export function openMenu(items, at, label) {
  closeOpen?.();
  const before = document.activeElement;
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, tabindex: -1 },
    items.filter(Boolean).map((item) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: item.danger ? "danger" : "",
          onclick: () => {
            close();
            item.onclick();
          },
        },
        icon(item.icon),
        item.label,
      ),
    ),
  );
  document.body.append(menu);
  const { offsetWidth: width, offsetHeight: height } = menu; // not its rectangle, which still grows
  const room = 8;
  menu.style.setProperty("left", `${Math.max(room, Math.min(at.x, innerWidth - width - room))}px`);
  const top = at.above === undefined ? at.y : at.above - height - room;
  menu.style.setProperty("top", `${Math.max(room, Math.min(top, innerHeight - height - room))}px`);
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  const keys = (event) => onKey(event, menu, close);
  function close() {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", keys, true);
    closeOpen = null;
    before?.focus?.();
  }
  closeOpen = close;
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", keys, true);
  menu.querySelector("button")?.focus();
}

function onKey(event, menu, close) {
  const buttons = [...menu.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (step) {
    event.preventDefault();
    const index = buttons.indexOf(document.activeElement);
    buttons[(index + step + buttons.length) % buttons.length].focus();
  }
}

let toastTimer = 0;

/** Show a short notice over the place where one writes. */
export function toast(text) {
  document.querySelector(".toast")?.remove();
  clearTimeout(toastTimer);
  (document.querySelector(".composer") || document.body).append(
    h("div", { class: "toast", role: "status" }, text),
  );
  toastTimer = setTimeout(() => document.querySelector(".toast")?.remove(), 3500);
}
