// The buttons under a message.

import { h, icon } from "./dom.js";
import { toast } from "./menu.js";
import { isPending, press } from "./store.js";
import { t } from "./texts.js";

export function inlineKeyboard(message) {
  return h(
    "div",
    { class: "inline-keyboard" },
    message.reply_markup.inline_keyboard.map((row) =>
      h(
        "div",
        { class: "inline-row" },
        row.map((button) => inlineButton(message, button)),
      ),
    ),
  );
}

function inlineButton(message, button) {
  const common = {
    class: `inline-button ${["primary", "success", "danger"].includes(button.style) ? button.style : ""}`,
  };
  if (button.url) {
    return h(
      "a",
      {
        ...common,
        href: /^https?:/i.test(button.url) ? button.url : null,
        target: "_blank",
        rel: "noopener noreferrer",
        title: `${button.url} · ${t.opensLink}`,
      },
      h("span", {}, button.text),
      icon("link", "corner"),
    );
  }
  if (button.copy_text) {
    const copy = () =>
      navigator.clipboard.writeText(button.copy_text.text).then(() => toast(t.copied));
    return h(
      "button",
      { type: "button", ...common, onclick: copy },
      h("span", {}, button.text),
      icon("copy", "corner"),
    );
  }
  const waiting = isPending(message.message_id, button.callback_data);
  return h(
    "button",
    {
      type: "button",
      ...common,
      "aria-busy": waiting ? "true" : null,
      disabled: !button.callback_data,
      "data-focus": `button:${message.message_id}:${button.callback_data}`,
      onclick: () => press(message, button.callback_data).catch(() => toast(t.sendFailed)),
    },
    h("span", {}, button.text),
  );
}
