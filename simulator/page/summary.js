// One line that stands for a message: in the chat list, in a reply.

import { t } from "./texts.js";

const KINDS = ["sticker", "video", "animation", "voice", "contact", "location"];

export function summaryOf(message) {
  if (message.new_chat_members)
    return t.joined(message.new_chat_members.map((user) => user.first_name).join(", "));
  const words = message.text || message.caption || "";
  if (message.photo) return `🖼 ${words || (message.media_group_id ? t.album : t.photo)}`;
  if (message.document && !message.animation)
    return `📎 ${words || message.document.file_name || t.document}`;
  const kind = KINDS.find((name) => message[name]);
  if (kind === "sticker") return `${message.sticker.emoji || ""} ${t.sticker}`.trim();
  return kind ? t[kind] : words;
}
