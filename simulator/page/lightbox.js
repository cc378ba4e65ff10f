// A photo at full size, with its neighbours in the chat.

import { fileUrl } from "./api.js";
import { h, iconButton, openDialog } from "./dom.js";
import { richText } from "./richtext.js";
import { state } from "./store.js";
import { t } from "./texts.js";

export function openLightbox(messageId) {
  const photos = state.messages.filter((message) => message.photo);
  let index = photos.findIndex((message) => message.message_id === messageId);
  const picture = h("img", { class: "lightbox-picture", alt: "" });
  const caption = h("div", { class: "lightbox-caption" });
  const previous = iconButton("back", t.previous, () => show(index - 1), {
    class: "icon-button lightbox-step previous",
  });
  const next = iconButton("next", t.next, () => show(index + 1), {
    class: "icon-button lightbox-step next",
  });
  const count = h("span", { class: "lightbox-count" });
  const save = h("a", {
    class: "icon-button",
    download: "photo.jpg",
    "aria-label": t.download,
    title: t.download,
  });
  save.append(iconButton("download", t.download).firstChild);
  const close = iconButton("close", t.close, () => dialog.close());
  const stage = h(
    "div",
    {
      class: "lightbox-stage",
      onclick: (event) => {
        if (event.target === stage) dialog.close();
      },
    },
    picture,
  );
  const dialog = openDialog(
    "lightbox",
    t.photo,
    h("div", { class: "lightbox-bar" }, count, save, close),
    previous,
    stage,
    next,
    caption,
  );

  function show(to) {
    if (to < 0 || to >= photos.length) return;
    index = to;
    const message = photos[index];
    const largest = message.photo.at(-1);
    picture.src = save.href = fileUrl(largest.file_id);
    picture.width = largest.width;
    picture.height = largest.height;
    picture.alt = message.caption || t.photo;
    caption.replaceChildren(...richText(message.caption || "", message.caption_entities));
    caption.hidden = !message.caption;
    previous.hidden = index === 0;
    next.hidden = index === photos.length - 1;
    count.textContent = photos.length > 1 ? `${index + 1} / ${photos.length}` : "";
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(index - 1);
    if (event.key === "ArrowRight") show(index + 1);
  });
  show(index);
}
