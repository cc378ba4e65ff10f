// What messages carry: photos, albums, files, places.

import { fileUrl } from "./api.js";
import { avatar, h, icon } from "./dom.js";
import { openLightbox } from "./lightbox.js";
import { t } from "./texts.js";

const ALBUM_ROWS = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
};

/** The size a photo is shown in, in pixels. */
export function photoSize(photo) {
  const [width, height] = [400, 460];
  const scale = Math.min(
    width / photo.width,
    height / photo.height,
    Math.max(1, 220 / photo.width),
  );
  return {
    width: Math.max(140, Math.round(photo.width * scale)),
    height: Math.round(photo.height * scale),
  };
}

function photoButton(message, size) {
  const small =
    message.photo.find((one) => Math.max(one.width, one.height) >= 700) || message.photo.at(-1);
  return h(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": message.caption ? `${t.openPhoto}: ${message.caption}` : t.openPhoto,
      "data-focus": `photo:${message.message_id}`,
      onclick: () => openLightbox(message.message_id),
      style: size,
    },
    h("img", {
      src: fileUrl(small.file_id),
      width: small.width,
      height: small.height,
      alt: message.caption || t.photo,
      draggable: "false",
    }),
  );
}

/** Several photos as rows that fill the width. */
export function album(group) {
  const photos = [...group];
  const rows = ALBUM_ROWS[group.length] || [group.length];
  return h(
    "div",
    { class: "album" },
    rows.map((count) => {
      const part = photos.splice(0, count);
      const ratios = part.map(({ photo }) =>
        Math.min(1.9, Math.max(0.62, photo.at(-1).width / photo.at(-1).height)),
      );
      const sum = ratios.reduce((total, ratio) => total + ratio, 0);
      return h(
        "div",
        { class: "album-row", style: { "aspect-ratio": String(Math.max(1.15, sum)) } },
        part.map((message, index) => photoButton(message, { flex: `${ratios[index]} 1 0` })),
      );
    }),
  );
}

/** What a message carries besides text, or null. */
export function mediaOf(message) {
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
  if (message.contact)
    return h(
      "div",
      { class: "file-card" },
      avatar(message.contact.user_id || 0, message.contact.first_name),
      h(
        "span",
        { class: "file-words" },
        h("strong", {}, message.contact.first_name),
        h("span", {}, message.contact.phone_number),
      ),
    );
  return null;
}

function documentCard(file) {
  return h(
    "a",
    { class: "file-card", href: fileUrl(file.file_id), download: file.file_name || "file" },
    file.thumbnail
      ? h("img", { class: "file-thumbnail", src: fileUrl(file.thumbnail.file_id), alt: "" })
      : h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-words" },
      h("strong", {}, file.file_name || t.document),
      h("span", {}, sizeOf(file.file_size)),
    ),
  );
}

const tile = (emoji, label, file) =>
  h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-icon" }, emoji),
    h(
      "span",
      { class: "file-words" },
      h("strong", {}, label),
      h("span", {}, sizeOf(file.file_size)),
    ),
  );

function locationCard({ latitude, longitude }) {
  return h(
    "div",
    { class: "location" },
    h("div", { class: "location-map" }, icon("pin")),
    h("span", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
  );
}

function sizeOf(bytes = 0) {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
