// Photos and files on their way: picked, dropped or pasted, then looked at before they are sent.

import * as api from "./api.js";
import { h, icon, iconButton, openDialog } from "./dom.js";
import { toast } from "./menu.js";
import { setReply, state } from "./store.js";
import { t } from "./texts.js";

const isPhoto = (file) => ["image/jpeg", "image/png", "image/webp"].includes(file.type);

/** Let files be picked; `capture` opens the camera on phones. */
export function pick({ photos = false, capture = false } = {}) {
  const input = h("input", {
    type: "file",
    class: "picker",
    multiple: !capture,
    accept: photos ? "image/*" : null,
    capture: capture ? "environment" : null,
    "aria-hidden": "true",
    tabindex: -1,
  });
  input.addEventListener("change", () => {
    offer([...input.files], !photos);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** Show what is about to be sent, with room for a caption. */
export function offer(files, asFile = false) {
  if (!files.length || state.chatId === null || !canSend()) return;
  const items = files.map((file) => ({
    file,
    url: isPhoto(file) ? URL.createObjectURL(file) : null,
  }));
  const grid = h("div", { class: "offer-grid" });
  const title = h("h2");
  const caption = h("textarea", {
    class: "offer-caption",
    rows: 1,
    placeholder: t.caption,
    "aria-label": t.caption,
    maxlength: 1024,
  });
  const box = h("input", { type: "checkbox", checked: asFile });
  const anyPhoto = items.some((item) => item.url);
  const submit = h("button", { type: "submit", class: "primary-button" }, t.send);
  const form = h(
    "form",
    { method: "dialog" },
    title,
    grid,
    anyPhoto && h("label", { class: "offer-option" }, box, t.asFile),
    caption,
    h(
      "div",
      { class: "dialog-buttons" },
      h(
        "button",
        { type: "button", class: "text-button", onclick: () => dialog.close() },
        t.cancel,
      ),
      submit,
    ),
  );
  const dialog = openDialog("sheet offer", t.attach, form);
  dialog.addEventListener("close", () => {
    for (const item of items) if (item.url) URL.revokeObjectURL(item.url);
  });

  function draw() {
    const plain = box.checked || !anyPhoto;
    title.textContent = plain ? t.sendFiles(items.length) : t.sendPhotos(items.length);
    grid.classList.toggle("as-files", plain);
    grid.dataset.count = Math.min(items.length, 4);
    grid.replaceChildren(
      ...items.map((item) =>
        h(
          "div",
          { class: "offer-item" },
          item.url
            ? h("img", { src: item.url, alt: item.file.name })
            : h("span", { class: "file-icon" }, icon("file")),
          h("span", { class: "offer-name" }, item.file.name),
          items.length > 1 &&
            iconButton(
              "close",
              t.removeThis,
              () => {
                items.splice(items.indexOf(item), 1);
                draw();
              },
              { class: "icon-button offer-remove" },
            ),
        ),
      ),
    );
  }
  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    try {
      await api.sendFiles(
        state.personId,
        state.chatId,
        items.map((item) => item.file),
        {
          caption: caption.value.trim(),
          asFile: box.checked,
          replyTo: state.replyTo?.message_id,
        },
      );
      setReply(null);
      dialog.close();
    } catch {
      submit.disabled = false;
      toast(t.sendFailed);
    }
  }
  box.addEventListener("change", draw);
  form.addEventListener("submit", send);
  caption.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  draw();
  caption.focus();
}

const canSend = () => state.chat?.can_write && !document.querySelector(".composer.closed");

/** Take files dropped on the chat: upper half as photos, lower half as files. */
export function acceptDrops(area) {
  const photoZone = zone("photo", t.dropPhoto, t.dropPhotoHint);
  const fileZone = zone("file", t.dropFile, t.dropFileHint);
  const overlay = h("div", { class: "drop-overlay", hidden: true }, photoZone, fileZone);
  area.append(overlay);
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  let depth = 0;
  const hide = () => {
    depth = 0;
    overlay.hidden = true;
  };
  area.addEventListener("dragenter", (event) => {
    if (!hasFiles(event) || !canSend()) return;
    event.preventDefault();
    depth += 1;
    overlay.hidden = false;
  });
  area.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    for (const one of [photoZone, fileZone])
      one.classList.toggle("over", one.contains(event.target));
  });
  area.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) hide();
  });
  area.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const asFile = fileZone.contains(event.target);
    hide();
    offer([...event.dataTransfer.files], asFile);
  });
  // A file dropped beside the chat must not replace the page.
  for (const name of ["dragover", "drop"])
    document.addEventListener(name, (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (files.length) {
      event.preventDefault();
      offer(files);
    }
  });
}

const zone = (name, title, hint) =>
  h(
    "div",
    { class: "drop-zone", dataset: { zone: name } },
    icon(name),
    h("strong", {}, title),
    h("span", {}, hint),
  );
